//! `POST /v1/unsent`, and the same from a stick: what waited on a device that nobody can open any more, sealed to
//! this server. Each group is taken exactly as a push of the device whose signature it bears: whoever brings the
//! file shows nothing of themselves and is told counts alone.

use domain::change::Change;
use domain::sealing::OpeningKey;
use protocol::unsent::{self, NotUnsent};
use protocol::{Fate, UnsentAnswer, UnsentRequest};

use super::caller::Caller;
use super::check::{self, Fault, ReadGroup};
use super::{Code, Result, Service};
use crate::storage::Storage;

impl<S: Storage> Service<S> {
    pub async fn unsent(&self, request: UnsentRequest) -> Result<UnsentAnswer> {
        let key = OpeningKey::from_bytes(&self.identity.opening());
        let (groups, unreadable) = check::aside(move || opened(&request.file, &key)).await??;
        let mut answer = UnsentAnswer { unreadable, ..UnsentAnswer::default() };
        let mut groups = groups.into_iter().peekable();
        while let Some(group) = groups.next() {
            let group = match group {
                Ok(group) => group,
                Err(Fault::Refused(_)) => {
                    answer.refused += 1;
                    continue;
                }
                Err(Fault::Later(_)) => {
                    answer.later += 1;
                    continue;
                }
            };
            let Some(sender) = self.sender_of(&group).await? else {
                answer.refused += 1;
                continue;
            };
            let of_sender = |next: &std::result::Result<ReadGroup, Fault>| matches!(next, Ok(next) if device_of(next) == device_of(&group));
            let mut together = vec![Ok(group.clone())];
            while let Some(next) = groups.next_if(of_sender) {
                together.push(next);
            }
            let (fates, _) = self.take_in_order(&sender, together).await?;
            for fate in fates {
                count(&mut answer, fate);
            }
        }
        Ok(answer)
    }

    /// The device that signed, as if it asked itself; none where the group has no changes.
    async fn sender_of(&self, group: &ReadGroup) -> Result<Option<Caller>> {
        let Some(first) = group.changes.first().map(Change::header) else { return Ok(None) };
        let known = self.known().await?;
        // One that is not known may introduce itself, by the word of the one before it.
        let person = known.directory.devices().get(&first.device).map_or(first.author, |device| device.person);
        let may_read = known.directory.is_welcome(first.device, self.today());
        Ok(Some(Caller { device: first.device, person, may_read, until: self.now() }))
    }
}

fn device_of(group: &ReadGroup) -> Option<domain::ids::DeviceId> {
    group.changes.first().map(|change| change.header().device)
}

type Opened = (Vec<std::result::Result<ReadGroup, Fault>>, u32);

/// The groups of a file, and how many of its items are for somebody else or altered.
fn opened(file: &[u8], key: &OpeningKey) -> Result<Opened> {
    let contents = unsent::read(file).map_err(|fault| match fault {
        NotUnsent::NotOne => Code::BadRequest,
        NotUnsent::Newer => Code::ServerOlder,
    })?;
    if contents.items.len() > unsent::PART_ITEMS {
        return Err(Code::TooLarge.into());
    }
    let mut unreadable = u32::try_from(contents.unreadable).unwrap_or(u32::MAX);
    let mut groups = Vec::with_capacity(contents.items.len());
    for item in contents.items {
        match item.open(key) {
            // Whoever brings back for somebody else shows who they are; here nobody does, and a part of a group that
            // was taken would stand in the way of the whole.
            Ok(group) if group.relayed => groups.push(Err(Fault::Refused(Code::BadGroup))),
            Ok(group) => groups.push(check::read(group)),
            Err(_) => unreadable = unreadable.saturating_add(1),
        }
    }
    Ok((groups, unreadable))
}

fn count(answer: &mut UnsentAnswer, fate: Option<Fate>) {
    match fate {
        Some(Fate::Accepted) => answer.accepted += 1,
        Some(Fate::Had) => answer.had += 1,
        Some(Fate::Held { .. } | Fate::Declined { .. }) => answer.held += 1,
        Some(Fate::Refused { .. } | Fate::Forked) => answer.refused += 1,
        Some(Fate::Later { .. }) | None => answer.later += 1,
    }
}

//! What the server writes itself, in `control` and `reference`, as a device of its own.

use std::collections::BTreeSet;

use domain::access::introduced;
use domain::change::{Act, Author, Body, Change, Draft, GROUP_CHANGES_MAX, Header};
use domain::ids::DeviceId;
use domain::records::{DeviceRecord, Kind};
use domain::signing::PublicKey;
use protocol::EARLIER_KEYS_MAX;

use super::check::ReadGroup;
use super::known::Known;
use super::placing::{Label, Labelled, Outcome};
use super::push::TRIES;
use super::{Code, Refused, Service};
use crate::storage::{Placed, Placing, Storage, UseInvitation};

impl<S: Storage> Service<S> {
    /// Writes groups by the server's own device. `make` is asked again when somebody else wrote
    /// meanwhile, since what it decided may not hold any more.
    pub(super) async fn write_own<E: From<Refused>>(
        &self,
        using: Option<UseInvitation>,
        make: impl Fn(&Known) -> Result<Vec<Vec<Draft>>, E>,
    ) -> Result<(), E> {
        for _ in 0..TRIES {
            let known = self.known().await?;
            let mut drafts = make(&known)?;
            let introduced = known.directory.devices().contains_key(&self.meta.device);
            if !introduced && known.directory.partnership().is_some() {
                // Restored: it goes on as a new device of the same server.
                drafts.insert(0, vec![self.own_device()]);
            }
            let groups = self.sign_own(drafts).await?;
            self.log_endings(&groups)?;
            let placing = Placing { groups, now: self.now(), expect: Some(known.expect), using };
            match self.storage.place(placing).await.map_err(Refused::from)? {
                Placed::ControlMoved => {}
                Placed::InvitationGone => return Err(Refused::from(Code::InvitationUsed).into()),
                Placed::Done { outcomes, moved, .. } => {
                    self.tell(&moved, Some(self.meta.device));
                    if outcomes.iter().all(|outcome| *outcome == Outcome::Accepted) {
                        return Ok(());
                    }
                    tracing::error!(?outcomes, "what the server wrote itself was not taken");
                    return Err(Refused::from(Code::Unavailable).into());
                }
            }
        }
        Err(Refused::from(Code::Busy).into())
    }

    /// The server's own device: its key is the identity, which also vouches for it.
    pub(super) fn own_device(&self) -> Draft {
        let record = DeviceRecord {
            person: self.meta.person,
            signing_key: self.server_key.to_hex(),
            vouched_by: None,
            vouch: self.identity.vouch(&self.server_key).to_hex(),
            reason: "server".to_owned(),
            ended: None,
        };
        Draft::create(self.meta.control, self.meta.device.into(), "device", &record)
    }

    /// The key a group's device signs with: a known device's, that of one that introduces itself here,
    /// or the server's own, where it went on as another device in a life that a restore took back.
    pub(super) fn key_of(&self, known: &Known, group: &ReadGroup) -> Option<PublicKey> {
        let first = group.changes.first()?;
        match known.directory.devices().get(&first.header().device) {
            Some(device) => Some(device.key),
            None if self.is_own_device(first) => Some(self.server_key),
            None => introduced(&known.directory, first, self.today()).map(|(_, key)| key),
        }
    }

    /// Whether the server itself wrote all of a group, in `control` or `reference`. Only asked once the
    /// signatures hold under [`Self::key_of`].
    pub(super) fn wrote(&self, known: &Known, group: &ReadGroup) -> bool {
        let by_server = |change: &Change| {
            let header = change.header();
            let of_rights = header.stream == self.meta.control || header.stream == self.meta.reference;
            let own = match known.directory.devices().get(&header.device) {
                Some(device) => device.person == self.meta.person && device.key == self.server_key,
                None => self.is_own_device(change),
            };
            header.author == self.meta.person && of_rights && own
        };
        group.changes.iter().all(by_server)
    }

    /// Whether a change says that a device of this server has this server's key.
    fn is_own_device(&self, change: &Change) -> bool {
        let header = change.header();
        let record = change.body_bytes().map(Body::read::<DeviceRecord>);
        header.kind == Kind::Device.as_str()
            && header.act == Act::Create
            && header.author == self.meta.person
            && header.record == header.device.into()
            && matches!(record, Some(Ok(record)) if record.person == self.meta.person
                && record.signing_key == self.server_key.to_hex())
    }

    async fn sign_own(&self, drafts: Vec<Vec<Draft>>) -> Result<Vec<Labelled>, Refused> {
        let mut author = Author::new(self.meta.person, self.meta.device);
        if let Some(tail) = self.storage.tail(self.meta.device).await? {
            author.sequence = tail.sequence;
            author.previous = tail.hash;
            author.clock = Header::decode(&tail.header).map(|header| header.clock).unwrap_or_default();
        }
        let mut groups = Vec::with_capacity(drafts.len());
        for group in drafts.into_iter().filter(|group| !group.is_empty()) {
            let changes: Vec<Change> =
                author.write(group, &self.identity, self.now(), self.entropy.as_ref()).map_err(|error| {
                    tracing::error!(%error, "what the server wanted to write does not fit");
                    Code::Unavailable
                })?;
            let Some(first) = changes.first() else { continue };
            groups.push(Labelled { group: first.header().group.id, changes, label: Label::Take, relayed: false });
        }
        Ok(groups)
    }

    /// After a restore, or under a new key: introduces the new device by which the server goes on, and ends those that
    /// it had under another key.
    pub async fn introduce_itself(&self) -> Result<(), Refused> {
        let known = self.known().await?;
        let introduced = known.directory.devices().contains_key(&self.meta.device);
        if introduced && self.endings_of_earlier(&known).is_empty() {
            return Ok(());
        }
        let make = |known: &Known| {
            let endings = self.endings_of_earlier(known);
            Ok::<_, Refused>(endings.chunks(GROUP_CHANGES_MAX).map(<[Draft]>::to_vec).collect())
        };
        self.write_own(None, make).await
    }

    /// The devices of this server that have another key than it has now.
    fn earlier_devices(&self, known: &Known) -> Vec<(DeviceId, PublicKey)> {
        let devices = known.directory.devices().iter();
        let earlier = devices.filter(|(_, device)| device.person == self.meta.person && device.key != self.server_key);
        earlier.map(|(id, device)| (*id, device.key)).collect()
    }

    /// What ends them, where it has not been done.
    fn endings_of_earlier(&self, known: &Known) -> Vec<Draft> {
        let (directory, day) = (&known.directory, self.today());
        let welcome = self.earlier_devices(known).into_iter().filter(|(id, _)| directory.is_welcome(*id, day));
        welcome.map(|(id, _)| self.end_draft(directory, id.into(), Kind::Device, day)).collect()
    }

    /// The keys that this server had before, under each of which it vouched for itself. Devices that are new meet
    /// them in `control`.
    pub(super) fn earlier_keys(&self, known: &Known) -> Vec<PublicKey> {
        let itself = |id: &DeviceId| {
            let fold = known.directory.fold((*id).into());
            let record = fold.and_then(|fold| fold.read::<DeviceRecord>().ok());
            record.is_some_and(|record| record.vouched_by.is_none())
        };
        let earlier = self.earlier_devices(known).into_iter().filter(|(id, _)| itself(id));
        let keys: BTreeSet<PublicKey> = earlier.map(|(_, key)| key).collect();
        keys.into_iter().take(EARLIER_KEYS_MAX).collect()
    }
}

//! Groups as they arrive: whether their bytes hold together, and whose signatures they bear. Says
//! nothing of rights.

use std::collections::{BTreeMap, BTreeSet};

use domain::change::{Change, ChangeFault, GROUP_BYTES_MAX, GROUP_CHANGES_MAX};
use domain::ids::GroupId;
use domain::signing::{PublicKey, Verifier};
use protocol::WireGroup;

use super::words::Code;

/// A group whose changes read and fit together.
#[derive(Debug, Clone)]
pub(super) struct ReadGroup {
    pub id: GroupId,
    pub changes: Vec<Change>,
    pub relayed: bool,
}

/// What is wrong with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Refused(Code),
    Later(Code),
}

pub(super) fn read(group: WireGroup) -> Result<ReadGroup, Fault> {
    if group.changes.is_empty() || group.changes.len() > GROUP_CHANGES_MAX {
        return Err(Fault::Refused(Code::BadGroup));
    }
    if group.size() > GROUP_BYTES_MAX {
        return Err(Fault::Refused(Code::TooLarge));
    }
    let (id, relayed) = (group.id, group.relayed);
    let mut changes = Vec::with_capacity(group.changes.len());
    for change in group.changes {
        changes.push(change.read().map_err(|fault| match fault {
            ChangeFault::NewerHeader(_) => Fault::Later(Code::ServerOlder),
            _ => Fault::Refused(Code::BadChange),
        })?);
    }
    // Erased in the meantime is only what others had already.
    if !relayed && changes.iter().any(|change| change.body_bytes().is_none()) {
        return Err(Fault::Refused(Code::BadChange));
    }
    // Who brings back what a restored server lost may hold only a part of it.
    let good = if relayed { fits_in_part(id, &changes) } else { fits(id, &changes) };
    if good { Ok(ReadGroup { id, changes, relayed }) } else { Err(Fault::Refused(Code::BadGroup)) }
}

/// Parts of one group, in its order, of one device and author.
fn fits_in_part(id: GroupId, changes: &[Change]) -> bool {
    let Some(first) = changes.first().map(Change::header) else { return false };
    let of_it = |change: &Change| {
        let header = change.header();
        header.group.id == id
            && header.group.index < header.group.count
            && usize::from(header.group.count) <= GROUP_CHANGES_MAX
            && header.device == first.device
            && header.author == first.author
            && header.sequence > 0
            && i64::try_from(header.sequence).is_ok()
    };
    let in_order = |pair: &[Change]| pair[0].header().group.index < pair[1].header().group.index;
    changes.iter().all(of_it) && changes.windows(2).all(in_order)
}

/// All there, in order, of one device and author, numbered and chained one after the other.
fn fits(id: GroupId, changes: &[Change]) -> bool {
    let Some(first) = changes.first().map(Change::header) else { return false };
    let ids: BTreeSet<_> = changes.iter().map(|change| change.header().id).collect();
    let last = first.sequence.checked_add(changes.len() as u64).and_then(|end| i64::try_from(end).ok());
    let numbered = |(index, change): (usize, &Change)| {
        let header = change.header();
        header.group.id == id
            && usize::from(header.group.index) == index
            && usize::from(header.group.count) == changes.len()
            && header.device == first.device
            && header.author == first.author
            && header.sequence.checked_sub(first.sequence) == u64::try_from(index).ok()
    };
    let chained = |pair: &[Change]| pair[1].header().previous == pair[0].hash();
    first.sequence > 0
        && last.is_some()
        && ids.len() == changes.len()
        && changes.iter().enumerate().all(numbered)
        && changes.windows(2).all(chained)
}

/// Keys made ready; a batch is nearly always of one device.
type Verifiers = BTreeMap<PublicKey, Option<Verifier>>;

fn holds(group: &ReadGroup, key: Option<PublicKey>, verifiers: &mut Verifiers) -> Result<(), Fault> {
    let key = key.ok_or(Fault::Refused(Code::UnknownDevice))?;
    let verifier = verifiers.entry(key).or_insert_with(|| key.verifier().ok());
    let signed = |verifier: &Verifier| group.changes.iter().all(|change| change.check_signature_by(verifier).is_ok());
    if verifier.as_ref().is_some_and(signed) { Ok(()) } else { Err(Fault::Refused(Code::BadSignature)) }
}

/// Checks the signatures of many groups on all processors. To be run where blocking is allowed.
pub(super) fn signatures(groups: &[(ReadGroup, Option<PublicKey>)]) -> Vec<Result<(), Fault>> {
    /// Below this a thread costs more than it brings.
    const WORTH_A_THREAD: usize = 16;
    let check = |part: &[(ReadGroup, Option<PublicKey>)]| -> Vec<Result<(), Fault>> {
        let mut verifiers = Verifiers::new();
        part.iter().map(|(group, key)| holds(group, *key, &mut verifiers)).collect()
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let part = groups.len().div_ceil(threads).max(WORTH_A_THREAD);
    if groups.len() <= part {
        return check(groups);
    }
    std::thread::scope(|scope| {
        let running: Vec<_> = groups.chunks(part).map(|part| (part.len(), scope.spawn(move || check(part)))).collect();
        running
            .into_iter()
            .flat_map(|(count, thread)| {
                // A check that broke off has not held.
                thread.join().unwrap_or_else(|_| vec![Err(Fault::Refused(Code::BadSignature)); count])
            })
            .collect()
    })
}

/// Runs what computes for long where it holds up nobody.
pub(super) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Code> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        // Nothing of its own words: what a panic says may be what a person wrote.
        tracing::error!(panicked = error.is_panic(), "a check broke off");
        Code::Unavailable
    })
}

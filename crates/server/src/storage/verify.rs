//! What has to hold of everything that is stored: hashes, signatures, positions, chains, heads, and the
//! numbers of each device; and the bytes of photos and documents. A storage brings its rows in order; what they
//! must say stands here once.

use std::collections::BTreeMap;

use domain::blob::BlobId;
use domain::chain::{ChainHash, Head};
use domain::change::{Act, Body, Change, ChangeHash};
use domain::ids::{DeviceId, StreamId};
use domain::records::{DeviceRecord, Kind};
use domain::signing::{PublicKey, Signature};

use crate::storage::{BlobState, Row};

/// The first thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What, and where: a sentence without its full stop.
    pub what: String,
}

impl Fault {
    pub fn of(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

/// A change with the chain that is stored beside it.
#[derive(Debug, Clone)]
pub struct Stored {
    pub row: Row,
    pub chain: ChainHash,
}

/// Every device's key, from what stands in `control`.
#[derive(Debug, Default)]
pub struct Keys(BTreeMap<DeviceId, PublicKey>);

impl Keys {
    pub fn take(&mut self, row: &Row) {
        let Ok(change) = Change::from_parts(row.header.clone(), row.signature, row.body.clone()) else { return };
        let header = change.header();
        if header.kind == Kind::Device.as_str()
            && header.act == Act::Create
            && let Some(Ok(record)) = change.body_bytes().map(Body::read::<DeviceRecord>)
            && let Some(key) = PublicKey::from_hex(&record.signing_key)
        {
            self.0.insert(DeviceId::from(header.record), key);
        }
    }
}

/// A stream as it is gone through from its first change.
pub struct Walk<'a> {
    stream: StreamId,
    head: Head,
    keys: &'a Keys,
}

impl<'a> Walk<'a> {
    pub fn new(stream: StreamId, keys: &'a Keys) -> Self {
        Self { stream, head: Head::start(stream), keys }
    }

    pub fn next(&mut self, stored: &Stored) -> Option<Fault> {
        let (id, row, head) = (self.stream, &stored.row, self.head);
        let place = format!("change {} (position {} of stream {id})", row.id, row.position);
        if row.position != head.position + 1 {
            return Some(Fault::of(format!("change {} of stream {id} is missing", head.position + 1)));
        }
        if let Some(fault) = bytes_of(id, row, self.keys) {
            return Some(Fault::of(format!("{place} {fault}")));
        }
        if row.time < head.time {
            return Some(Fault::of(format!("{place} has an earlier time than the one before it")));
        }
        let chain = head.chain.next(row.hash, row.position, row.time);
        if stored.chain != chain {
            return Some(Fault::of(format!(
                "{place} does not follow from the one before it: it was altered or reordered"
            )));
        }
        self.head = Head { position: row.position, chain, time: row.time };
        None
    }

    /// Once all changes were gone through: whether the stream ends where its head says.
    pub fn end(self, end: &Head) -> Option<Fault> {
        let (id, head) = (self.stream, self.head);
        (head != *end).then(|| {
            Fault::of(format!("stream {id} ends at change {} and should end at {}", head.position, end.position))
        })
    }
}

/// What is wrong with a change's own bytes.
fn bytes_of(stream: StreamId, row: &Row, keys: &Keys) -> Option<&'static str> {
    let Ok(change) = Change::from_parts(row.header.clone(), row.signature, row.body.clone()) else {
        return Some("was altered: its text is not what was signed");
    };
    let header = change.header();
    if ChangeHash::of(&row.header) != row.hash {
        return Some("was altered: its hash is another");
    }
    let filed = (stream, row.id, row.device, row.group, row.index);
    if (header.stream, header.id, header.device, header.group.id, header.group.index) != filed {
        return Some("was altered: it is filed under another name than it bears");
    }
    match keys.0.get(&header.device) {
        None => Some("is signed by a device that nobody knows"),
        Some(key) if change.check_signature(key).is_err() => Some("was altered: its signature does not hold"),
        Some(_) => None,
    }
}

/// Each device's changes, by device and number: each names the one before, where that is here.
#[derive(Debug, Default)]
pub struct Numbers {
    last: Option<(DeviceId, u64, ChangeHash)>,
}

impl Numbers {
    pub fn next(&mut self, stored: i64, header: Vec<u8>, signature: Signature) -> Option<Fault> {
        // Bytes that do not read were found by the walk.
        let change = Change::from_parts(header, signature, None).ok()?;
        let header = change.header();
        if i64::try_from(header.sequence).ok() != Some(stored) {
            return Some(Fault::of(format!("change {} was altered: its number is another", header.id)));
        }
        if let Some((device, sequence, hash)) = self.last
            && device == header.device
            && sequence + 1 == header.sequence
            && hash != header.previous
        {
            return Some(Fault::of(format!("change {} does not follow from its device's one before", header.id)));
        }
        self.last = Some((header.device, header.sequence, change.hash()));
        None
    }
}

/// The streams in the order they are gone through: what follows from nothing else first.
pub fn in_order(heads: BTreeMap<StreamId, Head>, meta: &super::Meta) -> Vec<(StreamId, Head)> {
    let mut heads: Vec<(StreamId, Head)> = heads.into_iter().collect();
    heads.sort_by_key(|(id, _)| (*id != meta.control, *id != meta.reference, *id));
    heads
}

pub fn missing_after(stream: StreamId, position: u64) -> Fault {
    Fault::of(format!("change {position} of stream {stream} is missing"))
}

pub fn counted(stored: i64, standing: u64) -> Option<Fault> {
    (u64::try_from(stored).ok() != Some(standing))
        .then(|| Fault::of(format!("{stored} changes are stored and {standing} stand in streams")))
}

pub fn held_altered(what: &str) -> Fault {
    Fault::of(format!("a change that waits for a supervisor was altered: {what}"))
}

/// `end` is up to which byte its pieces follow on each other, `name` what follows from them where it is whole.
pub fn blob(blob: BlobId, state: &BlobState, end: Option<u64>, name: BlobId) -> Option<Fault> {
    let what = if name != blob {
        "was altered: its bytes are not those that its name stands for"
    } else if end != Some(state.have) {
        "has lost some of its parts"
    } else if state.have > state.size || (state.whole && state.have != state.size) {
        "is not as long as it should be"
    } else {
        return None;
    };
    Some(Fault::of(format!("photo or document {blob} {what}")))
}

pub fn blob_strayed(blob: BlobId) -> Fault {
    Fault::of(format!("photo or document {blob} was altered: it is filed under a change that it did not come with"))
}

//! Where changes are made: one device, writing for one person, continuing its own chain.

use serde::Serialize;

use super::{Act, Body, BodyHash, Change, ChangeHash, GroupPart, HEADER_FORMAT, Header, Told};
use crate::clock::{HybridTime, Timestamp};
use crate::entropy::Entropy;
use crate::ids::{ChangeId, DeviceId, GroupId, PersonId, RecordId, StreamId};
use crate::signing::SigningKey;

/// The most changes one act may write.
pub const GROUP_CHANGES_MAX: usize = 16;
/// The most bytes one act may write.
pub const GROUP_BYTES_MAX: usize = 256 * 1024;

/// The state a device carries from one change to its next. Stored with the changes, in their
/// transaction, so that a number is never used twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    pub person: PersonId,
    pub device: DeviceId,
    /// The last sequence number used; 0 before the first.
    pub sequence: u64,
    pub previous: ChangeHash,
    pub clock: HybridTime,
}

/// One change to be, without what the device adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub stream: StreamId,
    pub record: RecordId,
    pub kind: &'static str,
    pub act: Act,
    pub schema: u16,
    pub seen: u64,
    pub told: Option<Told>,
    pub supersedes: Vec<ChangeId>,
    pub content: serde_json::Value,
}

impl Draft {
    /// A record's first change. `schema` 1, nothing superseded.
    pub fn create<T: Serialize>(stream: StreamId, record: RecordId, kind: &'static str, content: &T) -> Self {
        Self {
            stream,
            record,
            kind,
            act: Act::Create,
            schema: 1,
            seen: 0,
            told: None,
            supersedes: Vec::new(),
            // The record types are plain data, for which this cannot fail; a null is refused below.
            content: serde_json::to_value(content).unwrap_or(serde_json::Value::Null),
        }
    }

    pub fn act(mut self, act: Act) -> Self {
        self.act = act;
        self
    }

    pub fn superseding(mut self, mut heads: Vec<ChangeId>) -> Self {
        heads.sort_unstable();
        heads.dedup();
        self.supersedes = heads;
        self
    }
}

/// Why an act cannot be written as one group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GroupRefusal {
    #[error("a group holds 1 to {GROUP_CHANGES_MAX} changes, not {0}")]
    Count(usize),
    #[error("a group holds at most {GROUP_BYTES_MAX} bytes, not {0}")]
    Bytes(usize),
    #[error("a change's content must be a set of fields")]
    Content,
}

impl Author {
    /// A device that has written nothing yet.
    pub fn new(person: PersonId, device: DeviceId) -> Self {
        Self { person, device, sequence: 0, previous: ChangeHash::ZERO, clock: HybridTime::default() }
    }

    /// Makes one group: numbered, chained, hashed and signed. `self` moves on only when all of it is made.
    pub fn write(
        &mut self,
        drafts: Vec<Draft>,
        key: &SigningKey,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<Vec<Change>, GroupRefusal> {
        let count = drafts.len();
        if count == 0 || count > GROUP_CHANGES_MAX {
            return Err(GroupRefusal::Count(count));
        }
        let mut next = self.clone();
        let group = GroupId::new(now, entropy);
        let mut changes = Vec::with_capacity(count);
        for (index, draft) in drafts.into_iter().enumerate() {
            if !draft.content.is_object() {
                return Err(GroupRefusal::Content);
            }
            let body = Body::seal(&draft.content, entropy).map_err(|_| GroupRefusal::Content)?;
            next.sequence += 1;
            next.clock = next.clock.next(now);
            let header = Header {
                format: HEADER_FORMAT,
                id: ChangeId::new(now, entropy),
                stream: draft.stream,
                group: GroupPart { id: group, index: index as u8, count: count as u8 },
                device: next.device,
                sequence: next.sequence,
                previous: next.previous,
                author: next.person,
                clock: next.clock,
                record: draft.record,
                kind: draft.kind.to_owned(),
                act: draft.act,
                schema: draft.schema,
                seen: draft.seen,
                supersedes: draft.supersedes,
                body_hash: BodyHash::of(&body),
                told: draft.told,
            };
            let header_bytes = header.encode();
            let hash = ChangeHash::of(&header_bytes);
            let signature = key.sign(hash.as_bytes());
            next.previous = hash;
            changes.push(Change { header_bytes, header, signature, body: Some(body) });
        }
        let bytes = changes.iter().map(Change::size).sum();
        if bytes > GROUP_BYTES_MAX {
            return Err(GroupRefusal::Bytes(bytes));
        }
        *self = next;
        Ok(changes)
    }

    /// The same change under this device's name: where a copy of the former device wrote on, and this
    /// one has not been sent to anybody. Ids, clock and body stay.
    pub fn sign_anew(&mut self, change: &Change, key: &SigningKey) -> Change {
        self.sequence += 1;
        self.clock = self.clock.max(change.header().clock);
        let header =
            Header { device: self.device, sequence: self.sequence, previous: self.previous, ..change.header().clone() };
        let header_bytes = header.encode();
        let hash = ChangeHash::of(&header_bytes);
        self.previous = hash;
        Change {
            header_bytes,
            header,
            signature: key.sign(hash.as_bytes()),
            body: change.body_bytes().map(<[u8]>::to_vec),
        }
    }
}

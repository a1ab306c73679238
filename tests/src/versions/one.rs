//! Version 1 of the wire as its devices and servers read it, frozen: the shapes and numbers of the messages as
//! they stood when it was new, and what a reader made of them. Nothing here follows today's messages; this file
//! changes with none of them.
//!
//! Ids are 16 bytes, hashes 32, signatures 64, times milliseconds since 1970.

use domain::chain::{ChainHash, Head as DomainHead};
use domain::change::ChangeHash;
use domain::clock::Timestamp;
use domain::ids::StreamId;
use domain::signing::{PublicKey, Signature};
use minicbor::bytes::{ByteArray, ByteVec};
use minicbor::{Decode, Decoder};

pub const MEDIA_TYPE: &str = "application/vnd.wardbook+cbor";
const MESSAGE_BYTES_MAX: u64 = 16 * 1024 * 1024;

pub type Id = ByteArray<16>;
pub type Hash = ByteArray<32>;
pub type Seal = ByteArray<64>;

/// Compressed, whole, and nothing behind it.
pub fn read<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T, String> {
    use std::io::Read;
    let reader = zstd::stream::read::Decoder::new(bytes).map_err(|fault| fault.to_string())?;
    let mut plain = Vec::new();
    let length = reader.take(MESSAGE_BYTES_MAX + 1).read_to_end(&mut plain).map_err(|fault| fault.to_string())?;
    if length as u64 > MESSAGE_BYTES_MAX {
        return Err("too large".to_owned());
    }
    let mut decoder = Decoder::new(&plain);
    let message = decoder.decode().map_err(|fault| fault.to_string())?;
    if decoder.position() == plain.len() { Ok(message) } else { Err("bytes follow the message".to_owned()) }
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct Refused {
    #[n(0)]
    pub code: String,
    #[n(1)]
    pub message: String,
    #[n(2)]
    pub retry_after: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct HelloAnswer {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub oldest: u16,
    #[n(2)]
    pub server_time: i64,
    #[n(3)]
    pub challenge: ByteVec,
    #[n(4)]
    pub server_key: Hash,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct JoinAnswer {
    #[n(0)]
    pub partnership: Id,
    #[n(1)]
    pub person: Id,
    #[n(2)]
    pub control: Id,
    #[n(3)]
    pub session: SessionAnswer,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct SessionRequest {
    #[n(0)]
    pub device: Id,
    #[n(1)]
    pub challenge: ByteVec,
    #[n(2)]
    pub proof: Seal,
    #[cbor(n(3), default)]
    pub introductions: Vec<WireGroup>,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct SessionAnswer {
    #[n(0)]
    pub token: String,
    #[n(1)]
    pub seconds: u32,
    #[n(2)]
    pub may_read: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct PushRequest {
    #[n(0)]
    pub groups: Vec<WireGroup>,
    #[cbor(n(1), default)]
    pub pending: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct PushAnswer {
    #[n(0)]
    pub answers: Vec<GroupAnswer>,
    #[n(1)]
    pub receipts: Vec<Receipts>,
    #[n(2)]
    pub server_time: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct GroupAnswer {
    #[n(0)]
    pub group: Id,
    #[n(1)]
    pub fate: Fate,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
pub enum Fate {
    #[n(0)]
    Accepted,
    #[n(1)]
    Had,
    #[n(2)]
    Refused {
        #[n(0)]
        code: String,
        #[n(1)]
        message: String,
    },
    #[n(3)]
    Held {
        #[n(0)]
        since: Option<String>,
    },
    #[n(4)]
    Later {
        #[n(0)]
        code: String,
        #[n(1)]
        message: String,
    },
    #[n(5)]
    Forked,
    #[n(6)]
    Declined {
        #[n(0)]
        by: String,
        #[n(1)]
        reason: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(array)]
pub struct Head {
    #[n(0)]
    pub position: u64,
    #[n(1)]
    pub chain: Hash,
    #[n(2)]
    pub time: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct Receipts {
    #[n(0)]
    pub stream: Id,
    #[n(1)]
    pub epoch: u64,
    #[n(2)]
    pub before: Head,
    #[n(3)]
    pub taken: Vec<Receipt>,
    #[n(4)]
    pub signature: Seal,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(array)]
pub struct Receipt {
    #[n(0)]
    pub change: Id,
    #[n(1)]
    pub hash: Hash,
    #[n(2)]
    pub time: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Decode)]
#[cbor(array)]
pub struct Cursor {
    #[n(0)]
    pub stream: Id,
    #[n(1)]
    pub epoch: u64,
    #[n(2)]
    pub position: u64,
    #[n(3)]
    pub chain: Hash,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct PullRequest {
    #[n(0)]
    pub cursors: Vec<Cursor>,
    #[cbor(n(1), default)]
    pub bytes: u32,
    #[cbor(n(2), default)]
    pub changes: u32,
    #[cbor(n(3), default)]
    pub purged: Vec<Id>,
    #[cbor(n(4), default)]
    pub held: Vec<Id>,
    #[cbor(n(5), default)]
    pub pending: u32,
    #[cbor(n(6), default)]
    pub program: String,
    #[cbor(n(7), default)]
    pub whole: Vec<Id>,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct PullAnswer {
    #[n(0)]
    pub pages: Vec<Page>,
    #[n(1)]
    pub gone: Vec<Id>,
    #[n(2)]
    pub unknown: Vec<Id>,
    #[n(3)]
    pub decided: Vec<GroupAnswer>,
    #[n(4)]
    pub receipts: Vec<Receipts>,
    #[n(5)]
    pub more: bool,
    #[n(6)]
    pub epoch: u64,
    #[n(7)]
    pub server_time: i64,
    #[n(8)]
    pub lease_days: u32,
    #[cbor(n(9), default)]
    pub behind: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct Page {
    #[n(0)]
    pub stream: Id,
    #[n(1)]
    pub sort: String,
    #[n(2)]
    pub area: Option<Id>,
    #[n(3)]
    pub person: Option<Id>,
    #[n(4)]
    pub epoch: u64,
    #[n(5)]
    pub before: Head,
    #[n(6)]
    pub entries: Vec<Entry>,
    #[n(7)]
    pub signature: Seal,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
pub enum Entry {
    #[n(0)]
    Change {
        #[n(0)]
        change: WireChange,
        #[n(1)]
        time: i64,
    },
    #[n(1)]
    Yours {
        #[n(0)]
        id: Id,
        #[n(1)]
        hash: Hash,
        #[n(2)]
        time: i64,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(array)]
pub struct WireChange {
    #[n(0)]
    pub header: ByteVec,
    #[n(1)]
    pub signature: Seal,
    #[n(2)]
    pub body: Option<ByteVec>,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct WireGroup {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub changes: Vec<WireChange>,
    #[cbor(n(2), default)]
    pub relayed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct HeldAnswer {
    #[n(0)]
    pub held: Vec<HeldGroup>,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct HeldGroup {
    #[n(0)]
    pub group: WireGroup,
    #[n(1)]
    pub author: Id,
    #[n(2)]
    pub area: Option<Id>,
    #[n(3)]
    pub since: Option<String>,
    #[n(4)]
    pub arrived: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct Done {}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct InvitationsAnswer {
    #[n(0)]
    pub invitations: Vec<InvitationState>,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct InvitationState {
    #[n(0)]
    pub id: ByteVec,
    #[n(1)]
    pub person: Id,
    #[n(2)]
    pub made: i64,
    #[n(3)]
    pub expires: i64,
    #[n(4)]
    pub used: Option<i64>,
    #[n(5)]
    pub withdrawn: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct InviteAnswer {
    #[n(0)]
    pub invitation: String,
    #[n(1)]
    pub expires: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct DevicesAnswer {
    #[n(0)]
    pub devices: Vec<DeviceState>,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(map)]
pub struct DeviceState {
    #[n(0)]
    pub device: Id,
    #[n(1)]
    pub last_seen: Option<i64>,
    #[n(2)]
    pub pending: u32,
    #[n(3)]
    pub program: String,
    #[n(4)]
    pub unpurged: u32,
    #[n(5)]
    pub gaps: u32,
    #[n(6)]
    pub forked: bool,
}

/// What a reader saw of a change before it knew whether it understood it.
#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(array)]
pub struct Header {
    #[n(0)]
    pub format: u8,
    #[n(1)]
    pub id: Id,
    #[n(2)]
    pub stream: Id,
    #[n(3)]
    pub group: GroupPart,
    #[n(4)]
    pub device: Id,
    #[n(5)]
    pub sequence: u64,
    #[n(6)]
    pub previous: Hash,
    #[n(7)]
    pub author: Id,
    #[n(8)]
    pub clock: Clock,
    #[n(9)]
    pub record: Id,
    #[n(10)]
    pub kind: String,
    #[n(11)]
    pub act: String,
    #[n(12)]
    pub schema: u16,
    #[n(13)]
    pub seen: u64,
    #[n(14)]
    pub supersedes: Vec<Id>,
    #[n(15)]
    pub body_hash: Hash,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(array)]
pub struct GroupPart {
    #[n(0)]
    pub id: Id,
    #[n(1)]
    pub index: u8,
    #[n(2)]
    pub count: u8,
}

#[derive(Debug, Clone, PartialEq, Eq, Decode)]
#[cbor(array)]
pub struct Clock {
    #[n(0)]
    pub millis: u64,
    #[n(1)]
    pub counter: u32,
}

impl Receipts {
    /// Whether the run leads to where the server's signature says it ends.
    pub fn hold(&self, server: &PublicKey) -> bool {
        let steps = self.taken.iter().map(|receipt| (*receipt.hash, receipt.time));
        ends_as_signed(&self.stream, self.epoch, &self.before, steps, server, &self.signature)
    }
}

impl Page {
    /// As [`Receipts::hold`], with every change's header read.
    pub fn holds(&self, server: &PublicKey) -> bool {
        let steps = self.entries.iter().map(|entry| match entry {
            Entry::Change { change, time } => (*ChangeHash::of(&change.header).as_bytes(), *time),
            Entry::Yours { hash, time, .. } => (**hash, *time),
        });
        let read = self.entries.iter().all(|entry| match entry {
            Entry::Change { change, .. } => change.reads(&self.stream),
            Entry::Yours { .. } => true,
        });
        read && ends_as_signed(&self.stream, self.epoch, &self.before, steps, server, &self.signature)
    }
}

impl WireChange {
    fn reads(&self, stream: &Id) -> bool {
        let mut decoder = Decoder::new(&self.header);
        let header: Result<Header, _> = decoder.decode();
        header.is_ok_and(|header| header.format == 1 && header.stream == *stream)
            && decoder.position() == self.header.len()
    }
}

fn ends_as_signed(
    stream: &Id,
    epoch: u64,
    before: &Head,
    steps: impl Iterator<Item = ([u8; 32], i64)>,
    server: &PublicKey,
    signature: &Seal,
) -> bool {
    let chain = ChainHash::from_bytes(*before.chain);
    let begin = DomainHead { position: before.position, chain, time: Timestamp::from_millis(before.time) };
    let end = steps.fold(begin, |head, (hash, time)| {
        let (position, time) = (head.position + 1, Timestamp::from_millis(time));
        DomainHead { position, chain: head.chain.next(ChangeHash::from_bytes(hash), position, time), time }
    });
    let signature = Signature::from_bytes(**signature);
    end.check(StreamId::from_bytes(**stream), epoch, server, &signature).is_ok()
}

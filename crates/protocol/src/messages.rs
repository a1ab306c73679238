//! Every message there is. A field may be added with a new number and a default; none is removed,
//! renumbered or given another meaning.

use domain::blob::BlobId;
use domain::chain::{ChainHash, Head, Position};
use domain::change::ChangeHash;
use domain::clock::Timestamp;
use domain::ids::{AreaId, ChangeId, DeviceId, GroupId, PartnershipId, PersonId, StreamId};
use domain::seeded::{self, Seeded};
use domain::signing::{PublicKey, Signature};
use minicbor::{Decode, Encode};

use crate::bytes::{WireChange, WireGroup};

/// A refusal of a whole request. `code` is what programs branch on; `message` is for people.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Refused {
    #[n(0)]
    pub code: String,
    #[n(1)]
    pub message: String,
    /// Seconds after which the same request may go through; none where it never will.
    #[n(2)]
    pub retry_after: Option<u32>,
}

/// `POST /v1/hello`: asked before anything else, by anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HelloRequest {}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HelloAnswer {
    /// The newest version the server speaks, and the oldest it still understands.
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub oldest: u16,
    #[n(2)]
    pub server_time: Timestamp,
    /// To be answered in `session` or `join`, within minutes.
    #[cbor(n(3), with = "minicbor::bytes")]
    pub challenge: Vec<u8>,
    /// The server's identity key, which the connection has proved.
    #[n(4)]
    pub server_key: PublicKey,
}

/// What a device signs to answer a challenge: it, the server it answers to, and itself.
pub fn session_proof(challenge: &[u8], server: &PublicKey, device: DeviceId) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 session proof v1");
    hasher.update(server.as_bytes());
    hasher.update(device.as_bytes());
    hasher.update(challenge);
    *hasher.finalize().as_bytes()
}

/// `POST /v1/history`: a laptop was told that its server has another key, and asks whoever has that key to show that
/// they know how `control` went. Asked before the laptop shows who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HistoryRequest {
    /// The last place of `control` that was given to the laptop.
    #[n(0)]
    pub position: Position,
    /// Drawn for this request alone.
    #[cbor(n(1), with = "minicbor::bytes")]
    pub nonce: [u8; 32],
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HistoryAnswer {
    /// [`history_proof`]; as many other bytes where nothing stands at that place.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub proof: [u8; 32],
    /// The keys that the server had before.
    #[cbor(n(1), default)]
    pub earlier: Vec<PublicKey>,
}

/// What whoever knows the chain of a stream at a place makes of a nonce: to anybody else it is noise. Bound to the
/// server that answers, so that one that is asked cannot pass on what another says.
pub fn history_proof(
    nonce: &[u8; 32],
    server: &PublicKey,
    stream: StreamId,
    position: Position,
    chain: &ChainHash,
) -> [u8; 32] {
    let key = blake3::derive_key("wardbook 2026-11 history proof v1", chain.as_bytes());
    let mut hasher = blake3::Hasher::new_keyed(&key);
    hasher.update(server.as_bytes());
    hasher.update(stream.as_bytes());
    hasher.update(&position.to_be_bytes());
    hasher.update(nonce);
    *hasher.finalize().as_bytes()
}

/// `POST /v1/join`: one device, let in by an invitation's secret.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct JoinRequest {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub secret: [u8; 16],
    #[n(1)]
    pub device: DeviceId,
    #[n(2)]
    pub signing_key: PublicKey,
    #[cbor(n(3), with = "minicbor::bytes")]
    pub challenge: Vec<u8>,
    /// Over [`session_proof`]: the device holds the key it brings.
    #[n(4)]
    pub proof: Signature,
}

impl std::fmt::Debug for JoinRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JoinRequest({})", self.device)
    }
}

#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct JoinAnswer {
    #[n(0)]
    pub partnership: PartnershipId,
    #[n(1)]
    pub person: PersonId,
    #[n(2)]
    pub control: StreamId,
    #[n(3)]
    pub session: SessionAnswer,
    /// The keys that the server had before: under each it vouched for itself in `control`.
    #[cbor(n(4), default)]
    pub earlier: Vec<PublicKey>,
}

impl std::fmt::Debug for JoinAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JoinAnswer({})", self.person)
    }
}

/// `POST /v1/session`: a device shows that it holds its key.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SessionRequest {
    #[n(0)]
    pub device: DeviceId,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub challenge: Vec<u8>,
    #[n(2)]
    pub proof: Signature,
    /// A device the server cannot know yet (restored, moved) brings the changes that introduce it,
    /// the earliest first.
    #[cbor(n(3), default)]
    pub introductions: Vec<WireGroup>,
}

#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SessionAnswer {
    /// Shown with each request, as `authorization: Bearer …`.
    #[n(0)]
    pub token: String,
    #[n(1)]
    pub seconds: u32,
    /// False for a device or person whose access has ended: it may send, and may no longer receive.
    #[n(2)]
    pub may_read: bool,
}

impl std::fmt::Debug for SessionAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SessionAnswer(…, {} s)", self.seconds)
    }
}

/// `POST /v1/push`: groups in the order their device made them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PushRequest {
    #[n(0)]
    pub groups: Vec<WireGroup>,
    /// Groups still waiting behind these, for the list of devices.
    #[cbor(n(1), default)]
    pub pending: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PushAnswer {
    /// One for each group, in the order asked.
    #[n(0)]
    pub answers: Vec<GroupAnswer>,
    /// Receipts for every change accepted or already held, by stream.
    #[n(1)]
    pub receipts: Vec<Receipts>,
    #[n(2)]
    pub server_time: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct GroupAnswer {
    #[n(0)]
    pub group: GroupId,
    #[n(1)]
    pub fate: Fate,
}

/// What became of a group.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Fate {
    /// Taken now; the receipts are in the same answer.
    #[n(0)]
    Accepted,
    /// It was here before; the receipts are in the same answer.
    #[n(1)]
    Had,
    /// Not taken as it stands, ever.
    #[n(2)]
    Refused {
        #[n(0)]
        code: String,
        #[n(1)]
        message: String,
    },
    /// Kept for a supervisor, because the author's access had ended. `since` is the ISO day.
    #[n(3)]
    Held {
        #[n(0)]
        since: Option<String>,
    },
    /// Nothing was decided; send it again.
    #[n(4)]
    Later {
        #[n(0)]
        code: String,
        #[n(1)]
        message: String,
    },
    /// The device has used this sequence number for something else: a copy of it wrote on. It goes on
    /// under a new id, and sends again.
    #[n(5)]
    Forked,
    /// A supervisor decided against it.
    #[n(6)]
    Declined {
        #[n(0)]
        by: String,
        #[n(1)]
        reason: String,
    },
}

/// The server's word for a run of positions: each follows from the one before, and the signature
/// covers the last. See [`domain::chain`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Receipts {
    #[n(0)]
    pub stream: StreamId,
    #[n(1)]
    pub epoch: u64,
    /// What stood before the first.
    #[n(2)]
    pub before: Head,
    #[n(3)]
    pub taken: Vec<Receipt>,
    #[n(4)]
    pub signature: Signature,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Receipt {
    #[n(0)]
    pub change: ChangeId,
    #[n(1)]
    pub hash: ChangeHash,
    #[n(2)]
    pub time: Timestamp,
}

impl Receipts {
    /// Follows the run and checks the signature at its end. Returns each change with where it stands.
    pub fn check(&self, server: &PublicKey) -> Option<Vec<(ChangeId, Head)>> {
        let mut head = self.before;
        let mut placed = Vec::with_capacity(self.taken.len());
        for receipt in &self.taken {
            let position = head.position.checked_add(1)?;
            let chain = head.chain.next(receipt.hash, position, receipt.time);
            head = Head { position, chain, time: receipt.time };
            placed.push((receipt.change, head));
        }
        head.check(self.stream, self.epoch, server, &self.signature).ok()?;
        Some(placed)
    }

    /// Where the run ends.
    pub fn end(&self) -> Head {
        self.taken.iter().fold(self.before, |head, receipt| {
            let position = head.position.saturating_add(1);
            Head { position, chain: head.chain.next(receipt.hash, position, receipt.time), time: receipt.time }
        })
    }
}

/// Where a device stands in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    #[n(0)]
    pub stream: StreamId,
    #[n(1)]
    pub epoch: u64,
    #[n(2)]
    pub position: Position,
    #[n(3)]
    pub chain: ChainHash,
}

/// `POST /v1/pull`: what is new since these cursors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PullRequest {
    /// Of every stream the device holds anything of.
    #[n(0)]
    pub cursors: Vec<Cursor>,
    /// Bytes of changes wanted, 0 for the server's own measure.
    #[cbor(n(1), default)]
    pub bytes: u32,
    /// Changes in one page at most, 0 for no bound but bytes.
    #[cbor(n(2), default)]
    pub changes: u32,
    /// Streams purged since the last time, as the server had asked.
    #[cbor(n(3), default)]
    pub purged: Vec<StreamId>,
    /// Groups that are held for a supervisor as far as the device knows.
    #[cbor(n(4), default)]
    pub held: Vec<GroupId>,
    /// Groups waiting to be sent.
    #[cbor(n(5), default)]
    pub pending: u32,
    /// The program's version, for the list of devices.
    #[cbor(n(6), default)]
    pub program: String,
    /// Streams of which the device holds nothing of its own any more: no [`Entry::Yours`] there.
    #[cbor(n(7), default)]
    pub whole: Vec<StreamId>,
    /// Blobs the device is to have and has not, at most [`crate::BLOBS_WANTED`].
    #[cbor(n(8), default)]
    pub wanted: Vec<BlobId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct PullAnswer {
    #[n(0)]
    pub pages: Vec<Page>,
    /// Streams the device named and may no longer hold: to be purged, and the purge to be confirmed.
    #[n(1)]
    pub gone: Vec<StreamId>,
    /// Streams whose cursor does not fit what the server has: it was restored from a backup.
    #[n(2)]
    pub unknown: Vec<StreamId>,
    /// What was decided about groups the device asked for.
    #[n(3)]
    pub decided: Vec<GroupAnswer>,
    /// Receipts for released ones.
    #[n(4)]
    pub receipts: Vec<Receipts>,
    /// There is more to pull at once.
    #[n(5)]
    pub more: bool,
    #[n(6)]
    pub epoch: u64,
    #[n(7)]
    pub server_time: Timestamp,
    /// Days the device may be read without hearing from the server again.
    #[n(8)]
    pub lease_days: u32,
    /// Changes that stand behind what this answer brings, as far as is known: for telling progress.
    #[cbor(n(9), default)]
    pub behind: u64,
    /// Those of the wanted blobs that are whole at the server.
    #[cbor(n(10), default)]
    pub there: Vec<BlobId>,
}

/// A run of one stream, beginning at cursor + 1.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Page {
    #[n(0)]
    pub stream: StreamId,
    /// [`domain::streams::StreamSort`]'s name.
    #[n(1)]
    pub sort: String,
    #[n(2)]
    pub area: Option<AreaId>,
    #[n(3)]
    pub person: Option<PersonId>,
    #[n(4)]
    pub epoch: u64,
    #[n(5)]
    pub before: Head,
    #[n(6)]
    pub entries: Vec<Entry>,
    /// The server's word for the last.
    #[n(7)]
    pub signature: Signature,
}

/// A change at its position.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Entry {
    #[n(0)]
    Change {
        #[n(0)]
        change: WireChange,
        #[n(1)]
        time: Timestamp,
    },
    /// Written by the asking device, which holds it.
    #[n(1)]
    Yours {
        #[n(0)]
        id: ChangeId,
        #[n(1)]
        hash: ChangeHash,
        #[n(2)]
        time: Timestamp,
    },
}

impl Entry {
    pub fn time(&self) -> Timestamp {
        match self {
            Self::Change { time, .. } | Self::Yours { time, .. } => *time,
        }
    }

    pub fn hash(&self) -> ChangeHash {
        match self {
            Self::Change { change, .. } => ChangeHash::of(&change.header),
            Self::Yours { hash, .. } => *hash,
        }
    }
}

impl Page {
    /// Follows the page and checks the signature at its end; the heads after each entry.
    pub fn check(&self, server: &PublicKey) -> Option<Vec<Head>> {
        let mut head = self.before;
        let mut heads = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let position = head.position.checked_add(1)?;
            head = Head { position, chain: head.chain.next(entry.hash(), position, entry.time()), time: entry.time() };
            heads.push(head);
        }
        let word = head.check(self.stream, self.epoch, server, &self.signature);
        (word.is_ok() || seeded::on(Seeded::ChainUnchecked)).then_some(heads)
    }
}

/// `POST /v1/held`: groups kept for the asking supervisor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HeldRequest {}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HeldAnswer {
    #[n(0)]
    pub held: Vec<HeldGroup>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct HeldGroup {
    #[n(0)]
    pub group: WireGroup,
    #[n(1)]
    pub author: PersonId,
    #[n(2)]
    pub area: Option<AreaId>,
    /// ISO day on which the author's access had ended.
    #[n(3)]
    pub since: Option<String>,
    #[n(4)]
    pub arrived: Timestamp,
}

/// `POST /v1/held/decide`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DecideRequest {
    #[n(0)]
    pub group: GroupId,
    /// True releases it into its stream; false declines it.
    #[n(1)]
    pub release: bool,
    #[n(2)]
    pub reason: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Done {}

/// `POST /v1/invitations`: for those with the right to invite or administer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct InvitationsRequest {}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct InvitationsAnswer {
    #[n(0)]
    pub invitations: Vec<InvitationState>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct InvitationState {
    /// Its secret's hash: names it, and lets nobody in.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub id: Vec<u8>,
    #[n(1)]
    pub person: PersonId,
    #[n(2)]
    pub made: Timestamp,
    #[n(3)]
    pub expires: Timestamp,
    #[n(4)]
    pub used: Option<Timestamp>,
    #[n(5)]
    pub withdrawn: bool,
}

/// `POST /v1/invitations/make`: for a person who stands in `control` already.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct InviteRequest {
    #[n(0)]
    pub person: PersonId,
    /// 0 for the server's own measure.
    #[cbor(n(1), default)]
    pub days: u32,
}

#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct InviteAnswer {
    /// The text of an [`crate::Invitation`]. Shown once and kept nowhere.
    #[n(0)]
    pub invitation: String,
    #[n(1)]
    pub expires: Timestamp,
}

impl std::fmt::Debug for InviteAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InviteAnswer(…)")
    }
}

/// `POST /v1/invitations/withdraw`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct UninviteRequest {
    #[cbor(n(0), with = "minicbor::bytes")]
    pub id: Vec<u8>,
}

/// `POST /v1/devices`: for those with the right to invite or administer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DevicesRequest {}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DevicesAnswer {
    #[n(0)]
    pub devices: Vec<DeviceState>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct DeviceState {
    #[n(0)]
    pub device: DeviceId,
    #[n(1)]
    pub last_seen: Option<Timestamp>,
    #[n(2)]
    pub pending: u32,
    #[n(3)]
    pub program: String,
    /// Streams it was told to purge and has not confirmed.
    #[n(4)]
    pub unpurged: u32,
    /// Sequence numbers that never arrived, though later ones did.
    #[n(5)]
    pub gaps: u32,
    /// A copy of it wrote on under the same number.
    #[n(6)]
    pub forked: bool,
}

/// `POST /v1/unsent`: what waited on a device that nobody can open any more. Whoever brings it shows nothing of
/// themselves; each group bears the signature of the device that made it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct UnsentRequest {
    /// A file as [`crate::unsent`] reads it, of no more than [`crate::unsent::PART_ITEMS`] items.
    #[cbor(n(0), with = "minicbor::bytes")]
    pub file: Vec<u8>,
}

/// How many groups became what, and nothing about anybody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct UnsentAnswer {
    #[n(0)]
    pub accepted: u32,
    /// Were here before.
    #[n(1)]
    pub had: u32,
    /// Kept for a supervisor, or were decided against by one.
    #[n(2)]
    pub held: u32,
    #[n(3)]
    pub refused: u32,
    /// May be taken another time.
    #[n(4)]
    pub later: u32,
    /// Sealed to another server, or altered.
    #[n(5)]
    pub unreadable: u32,
}

impl std::ops::AddAssign for UnsentAnswer {
    fn add_assign(&mut self, other: Self) {
        self.accepted += other.accepted;
        self.had += other.had;
        self.held += other.held;
        self.refused += other.refused;
        self.later += other.later;
        self.unreadable += other.unreadable;
    }
}

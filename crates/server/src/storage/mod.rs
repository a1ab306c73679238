//! What a server keeps, as its core asks for it: at the level of meaning, not of tables.
//!
//! A storage numbers and chains in one transaction with the facts it decides from, using
//! [`crate::core::placing`]; that is the one thing every storage must get right, and the conformance
//! suite holds each to it. It knows nothing of rights. Several processes may hold one storage (`serve`
//! and `invite`, or instances on several machines), so nothing here may trust what it remembers from an
//! earlier call.

pub mod blobs;
pub mod postgres;
pub mod sqlite;
pub mod verify;

mod columns;
mod database;
mod dump;

#[cfg(test)]
mod conformance;

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::time::Duration;

use domain::blob::BlobId;
use domain::chain::{Head, Position};
use domain::change::{Change, ChangeHash};
use domain::clock::Timestamp;
use domain::ids::{AreaId, ChangeId, DeviceId, GroupId, PersonId, StreamId};
use domain::signing::Signature;

pub use blobs::{BlobBytes, BlobPut, BlobState, BlobTaken, BlobUse, Filed};
pub use database::Database;

use crate::core::placing::{Erased, Labelled, Outcome};

/// How often it is looked for what other processes wrote, where nothing tells of it.
const LOOK: Duration = Duration::from_secs(1);

/// Why a storage did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    #[error("another program holds the database")]
    Busy,
    #[error("the disk is full")]
    Full,
    #[error("the database cannot be written")]
    ReadOnly,
    #[error("the database is damaged or the key does not fit: {0}")]
    Damaged(String),
    #[error("the database was written by a newer version (format {found}, this one knows {known})")]
    Newer { found: i64, known: i64 },
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
    #[error("the database does not let this server in: {0}")]
    Denied(String),
    #[error("the database holds no server")]
    NoServer,
    #[error("the database holds a server already")]
    Taken,
    /// Two transactions met. A storage tries again by itself; nobody else sees this.
    #[error("two transactions met")]
    Collided,
    #[error("the database answered: {0}")]
    Other(String),
}

pub type Result<T> = std::result::Result<T, StorageError>;

/// Work on another thread that came to no end. Nothing of its own words is passed on: what a panic says may be
/// what a person wrote.
fn broke_off(_: tokio::task::JoinError) -> StorageError {
    StorageError::Other("work on another thread broke off".to_owned())
}

/// What there is one of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// This life of the server. Another one begins with each restore.
    pub epoch: u64,
    pub control: StreamId,
    pub reference: StreamId,
    /// Whom the server writes as.
    pub person: PersonId,
    pub device: DeviceId,
}

/// A restored server is another life of it: under a new epoch, and writing as a new device, so that no
/// number is used twice.
///
/// `random` goes into the epoch, so that two restores of one backup are two lives.
pub fn next_life(before: Meta, random: u32, device: DeviceId) -> Meta {
    // Thirty bits of chance above a running number: later lives of one server count on.
    let running = (before.epoch & u64::from(u32::MAX)) + 1;
    let epoch = (u64::from(random & 0x3fff_ffff) << 32) | (running & u64::from(u32::MAX));
    Meta { epoch, device, ..before }
}

/// A change as it is read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub position: Position,
    pub id: ChangeId,
    pub hash: ChangeHash,
    pub device: DeviceId,
    pub group: GroupId,
    /// Its place in the group.
    pub index: u8,
    pub time: Timestamp,
    pub header: Vec<u8>,
    pub signature: Signature,
    pub body: Option<Vec<u8>>,
}

impl Row {
    /// Whether this is one more of the same group's part, behind `last`. An altered program may sign any number of
    /// groups under one id: by that alone a page would have no end.
    pub fn goes_on(&self, last: &Self) -> bool {
        (self.group, self.device) == (last.group, last.device) && self.index > last.index
    }
}

/// A run of a stream: what stood before it, and the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub before: Head,
    pub rows: Vec<Row>,
}

/// Bounds of a page. Both give way where one group's part alone is larger.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    pub changes: usize,
    pub bytes: usize,
}

/// Where a change stands, and what stood before it: what a receipt is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub change: ChangeId,
    pub hash: ChangeHash,
    pub stream: StreamId,
    pub before: Head,
    pub after: Head,
}

/// What the directory, by which groups were judged, was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expect {
    pub control: Position,
    pub reference: Position,
}

/// An invitation to be used up in the same transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UseInvitation {
    pub hash: [u8; 32],
    pub device: DeviceId,
}

/// Groups to be placed, all in one transaction or none.
#[derive(Debug, Clone)]
pub struct Placing {
    pub groups: Vec<Labelled>,
    pub now: Timestamp,
    pub expect: Option<Expect>,
    pub using: Option<UseInvitation>,
}

impl Placing {
    /// Whether it takes bodies out.
    pub fn erases(&self) -> bool {
        self.groups.iter().flat_map(|group| &group.changes).any(|change| change.header().act.drops_bodies())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Placed {
    /// Somebody else wrote to `control` or `reference` meanwhile: nothing was done; judge again.
    ControlMoved,
    /// The invitation was used or withdrawn meanwhile: nothing was done.
    InvitationGone,
    Done {
        /// One for each group, in the order asked.
        outcomes: Vec<Outcome>,
        /// Of every change accepted or already held.
        standings: Vec<Standing>,
        /// The streams that moved, with their new heads.
        moved: BTreeMap<StreamId, Head>,
        /// Ids that came again with other bytes.
        clashes: Vec<ChangeId>,
    },
}

/// What a device's last change was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tail {
    pub sequence: u64,
    pub hash: ChangeHash,
    pub header: Vec<u8>,
}

/// What a device told of itself, and was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub device: DeviceId,
    pub at: Timestamp,
    pub pending: u32,
    /// Empty leaves what is known.
    pub program: String,
    /// Streams it is told to purge now.
    pub gone: Vec<StreamId>,
    /// Streams it confirms to have purged.
    pub purged: Vec<StreamId>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    pub device: DeviceId,
    pub last_seen: Option<Timestamp>,
    pub pending: u32,
    pub program: String,
    pub unpurged: u32,
    pub gaps: u32,
    pub forked: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    pub hash: [u8; 32],
    pub person: PersonId,
    pub made: Timestamp,
    pub expires: Timestamp,
    pub used: Option<Timestamp>,
    pub used_by: Option<DeviceId>,
    pub withdrawn: bool,
}

/// What stands about a group that was kept for a supervisor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRow {
    pub group: GroupId,
    pub author: PersonId,
    pub device: DeviceId,
    /// Of its first part that has an area, else its first.
    pub stream: StreamId,
    pub area: Option<AreaId>,
    pub since: Option<String>,
    pub arrived: Timestamp,
    pub state: HeldState,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeldState {
    Held,
    Released,
    Declined { by: String, reason: String },
}

/// A supervisor's decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub group: GroupId,
    pub release: bool,
    pub by: String,
    pub reason: String,
    pub now: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    Done {
        moved: BTreeMap<StreamId, Head>,
    },
    /// It was decided before, this way.
    Before {
        released: bool,
    },
    /// Its number was used for something else meanwhile.
    NumberTaken,
    Unknown,
}

/// Counts without content, for `/metrics` and `verify`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub changes: u64,
    pub streams: u64,
    pub held: u64,
    pub refused: u64,
    pub devices: u64,
    pub invitations: u64,
    /// Photos and documents that are whole, and the bytes of them, sealed.
    pub blobs: u64,
    pub blob_bytes: u64,
    /// Those of which parts are missing.
    pub unfinished_blobs: u64,
}

/// The storage of one partnership. Every call is one transaction.
pub trait Storage: Send + Sync + 'static {
    fn meta(&self) -> impl Future<Output = Result<Meta>> + Send;

    /// Where every stream ends.
    fn heads(&self) -> impl Future<Output = Result<BTreeMap<StreamId, Head>>> + Send;

    /// Where `control` and `reference` end.
    fn expect(&self) -> impl Future<Output = Result<Expect>> + Send;

    /// Where a stream stood at a position; none where it never stood there.
    fn head_at(&self, stream: StreamId, position: Position) -> impl Future<Output = Result<Option<Head>>> + Send;

    /// What stands from `after` + 1, never ending within one group's part.
    fn run(&self, stream: StreamId, after: Position, bounds: Bounds) -> impl Future<Output = Result<Run>> + Send;

    fn place(&self, placing: Placing) -> impl Future<Output = Result<Placed>> + Send;

    /// Where these groups' changes stand; those without a position are left out.
    fn standings(&self, groups: Vec<GroupId>) -> impl Future<Output = Result<BTreeMap<GroupId, Vec<Standing>>>> + Send;

    /// Whether the bodies of a record, or that of one of its changes, are gone for good.
    fn is_erased(&self, name: Erased) -> impl Future<Output = Result<bool>> + Send;

    /// A device's positioned change with the highest number.
    fn tail(&self, device: DeviceId) -> impl Future<Output = Result<Option<Tail>>> + Send;

    fn held_rows(&self, groups: Vec<GroupId>) -> impl Future<Output = Result<Vec<HeldRow>>> + Send;

    /// What waits for a supervisor, the oldest first, with all its changes.
    fn held(&self) -> impl Future<Output = Result<Vec<(HeldRow, Vec<Change>)>>> + Send;

    fn decide(&self, decision: Decision) -> impl Future<Output = Result<Decided>> + Send;

    fn seen(&self, seen: Seen) -> impl Future<Output = Result<()>> + Send;

    fn devices(&self) -> impl Future<Output = Result<Vec<DeviceRow>>> + Send;

    fn invite(&self, invitation: InvitationRow) -> impl Future<Output = Result<()>> + Send;

    fn invitation(&self, hash: [u8; 32]) -> impl Future<Output = Result<Option<InvitationRow>>> + Send;

    fn invitations(&self) -> impl Future<Output = Result<Vec<InvitationRow>>> + Send;

    /// False where it was used already or is not known.
    fn withdraw(&self, hash: [u8; 32], now: Timestamp) -> impl Future<Output = Result<bool>> + Send;

    fn counts(&self) -> impl Future<Output = Result<Counts>> + Send;

    /// None where the change has no place.
    fn filed(&self, change: ChangeId) -> impl Future<Output = Result<Option<Filed>>> + Send;

    fn blob_uses(&self, blob: BlobId) -> impl Future<Output = Result<Vec<BlobUse>>> + Send;

    /// Takes what a part brings beyond what is here, as [`blobs::step`] says. What is here of it is used under its
    /// change from then on.
    fn blob_put(&self, put: BlobPut) -> impl Future<Output = Result<BlobTaken>> + Send;

    /// The name that follows from the bytes that are here.
    fn blob_name(&self, blob: BlobId) -> impl Future<Output = Result<BlobId>> + Send;

    /// All of it is here and its name was compared, after so many drops. Gives what is here then.
    fn blob_keep(&self, blob: BlobId, drops: u64) -> impl Future<Output = Result<BlobState>> + Send;

    /// Drops what is here of one that is not whole, after so many drops, and its uses. Gives what is here then.
    fn blob_drop(&self, blob: BlobId, drops: u64) -> impl Future<Output = Result<BlobState>> + Send;

    /// Bytes from `at`, where it is whole and used under this change.
    fn blob_bytes(
        &self,
        blob: BlobId,
        change: ChangeId,
        at: u64,
        most: u64,
    ) -> impl Future<Output = Result<Option<BlobBytes>>> + Send;

    /// Those that are whole, with the streams in which they are used.
    fn blobs_whole(
        &self,
        blobs: Vec<BlobId>,
    ) -> impl Future<Output = Result<BTreeMap<BlobId, BTreeSet<StreamId>>>> + Send;

    /// Those that are not whole and of which nothing came since, with how often they were dropped.
    fn blobs_left(&self, since: Timestamp) -> impl Future<Output = Result<Vec<(BlobId, u64)>>> + Send;

    /// Returns when another process may have written: soon after it did, or after a while. A hint alone.
    fn moved_elsewhere(&self) -> impl Future<Output = ()> + Send {
        tokio::time::sleep(LOOK)
    }
}

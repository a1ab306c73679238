//! What the engine needs of the device's store. Each call but [`Replica::take_pages`] is one transaction:
//! all of it happened or none, whenever the power goes.

use domain::blob::BlobId;
use domain::clock::Timestamp;
use domain::ids::{GroupId, StreamId};
use protocol::{BlobGetAnswer, BlobGetRequest, BlobPutAnswer, BlobPutRequest};
use protocol::{Cursor, Page, PullAnswer, PushAnswer, WireGroup};

/// Why a call on the replica did not go through.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReplicaFault {
    /// The disk, the file, the key: nothing the server could mend. Tried again later.
    #[error("the store answered: {0}")]
    Store(String),
    /// What the server sent does not hold: a chain, a signature, a stream that is not what it says.
    #[error("the server's answer does not hold: {0}")]
    Untrue(String),
}

/// Where the device stands, as the next request tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    pub cursors: Vec<Cursor>,
    /// Purged as asked, and not yet confirmed to the server.
    pub purged: Vec<StreamId>,
    /// Purged at some time: what this device wrote there it no longer holds.
    pub whole: Vec<StreamId>,
    /// Held for a supervisor as far as is known here.
    pub held: Vec<GroupId>,
    /// Groups waiting to be sent.
    pub pending: u32,
    /// Blobs that are to come.
    pub wanted: Vec<BlobId>,
}

/// The next part of a photo or document on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobCall {
    Put(BlobPutRequest),
    Get(BlobGetRequest),
}

/// A part that was sent or fetched: what was asked, without the bytes, and what came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobPart<'a> {
    Put(BlobId, &'a BlobPutAnswer),
    Got(&'a BlobGetRequest, &'a BlobGetAnswer),
}

/// What came of a page or of an answer to a push.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Changes that are new here, or groups that were accepted.
    pub new: u64,
    /// Records that have come into conflict.
    pub conflicts: u64,
    /// Groups refused.
    pub refused: u64,
    /// Groups held for a supervisor.
    pub held: u64,
}

/// What came of pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pages {
    pub taken: Taken,
    /// How many were taken.
    pub stood: usize,
    /// What the first that does not hold says against the server.
    pub untrue: Option<String>,
    /// One counted on something that is not here, and is asked for in another way from now on.
    pub again: bool,
}

impl Pages {
    pub fn add(&mut self, more: Self) {
        self.taken.new += more.taken.new;
        self.taken.conflicts += more.taken.conflicts;
        self.stood += more.stood;
        self.again |= more.again;
        if self.untrue.is_none() {
            self.untrue = more.untrue;
        }
    }
}

pub trait Replica {
    fn standing(&self) -> Result<Standing, ReplicaFault>;

    /// The next groups that wait, in the order this device made them: at most `groups` and `bytes`, but
    /// always the first. Those a person must mend first are passed over.
    fn outgoing(&self, groups: usize, bytes: usize) -> Result<Vec<WireGroup>, ReplicaFault>;

    /// Groups that introduce this device to a server that does not know it yet, the earliest first.
    fn introductions(&self) -> Result<Vec<WireGroup>, ReplicaFault>;

    /// This device and those it goes on for, each as it was introduced, the earliest first: for a server that was
    /// restored to a day before.
    fn lineage(&self) -> Result<Vec<WireGroup>, ReplicaFault>;

    /// Checks the receipts and takes each group's answer.
    fn take_push(&self, answer: &PushAnswer, now: Timestamp) -> Result<Taken, ReplicaFault>;

    /// Checks pages and takes each with its cursor: a page whole or not at all, some pages in one
    /// transaction. One that does not hold keeps no other back.
    fn take_pages(&self, pages: &[Page], now: Timestamp) -> Result<Pages, ReplicaFault>;

    /// Takes the rest of a pull's answer: streams to purge, decisions on held groups, and, where the
    /// answer was whole, the moment of it.
    fn take_standing(&self, answer: &PullAnswer, now: Timestamp) -> Result<Taken, ReplicaFault>;

    /// The server was restored and does not know these cursors: they begin again from the start in the
    /// new epoch, and what the server lost is sent again. Nothing held is dropped.
    fn begin_again(&self, streams: &[StreamId], epoch: u64, now: Timestamp) -> Result<(), ReplicaFault>;

    /// A copy of this device wrote on under the same number: goes on as a new device and signs anew what
    /// was not sent. Nothing is dropped.
    fn part_from_copy(&self, now: Timestamp) -> Result<(), ReplicaFault>;

    /// The next part of a blob to be sent or fetched, of at most `most` bytes, and how many blobs are still to
    /// go. Nothing is sent whose record the server does not have.
    fn next_blob(&self, most: usize) -> Result<Option<(BlobCall, u32)>, ReplicaFault>;

    /// True where the blob is whole with this part, here or at the server.
    fn take_blob(&self, part: BlobPart<'_>, now: Timestamp) -> Result<bool, ReplicaFault>;

    /// The server does not take this blob, or does not give it: it keeps no other back.
    fn blob_refused(&self, blob: BlobId, code: &str, now: Timestamp) -> Result<(), ReplicaFault>;
}

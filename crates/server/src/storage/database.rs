//! Whichever storage a server was made with.

use std::collections::{BTreeMap, BTreeSet};

use domain::blob::BlobId;
use domain::chain::{Head, Position};
use domain::change::Change;
use domain::clock::Timestamp;
use domain::ids::{ChangeId, DeviceId, GroupId, StreamId};

use super::postgres::PostgresStorage;
use super::sqlite::SqliteStorage;
use super::{
    BlobBytes, BlobPut, BlobState, BlobTaken, BlobUse, Bounds, Counts, Decided, Decision, DeviceRow, Expect, Filed,
    HeldRow, InvitationRow, Meta, Placed, Placing, Result, Run, Seen, Standing, Storage, Tail,
};
use crate::core::placing::Erased;

pub enum Database {
    Embedded(SqliteStorage),
    Postgres(PostgresStorage),
}

impl Database {
    /// Waits until everything is on the disk and nothing is held any more.
    pub async fn close(self) {
        match self {
            Self::Embedded(storage) => storage.close(),
            Self::Postgres(storage) => storage.close().await,
        }
    }
}

macro_rules! passed_on {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty;)*) => {
        impl Storage for Database {
            $(async fn $name(&self, $($argument: $type),*) -> $answer {
                match self {
                    Self::Embedded(storage) => storage.$name($($argument),*).await,
                    Self::Postgres(storage) => storage.$name($($argument),*).await,
                }
            })*
        }
    };
}

passed_on! {
    meta() -> Result<Meta>;
    heads() -> Result<BTreeMap<StreamId, Head>>;
    expect() -> Result<Expect>;
    head_at(stream: StreamId, position: Position) -> Result<Option<Head>>;
    run(stream: StreamId, after: Position, bounds: Bounds) -> Result<Run>;
    place(placing: Placing) -> Result<Placed>;
    standings(groups: Vec<GroupId>) -> Result<BTreeMap<GroupId, Vec<Standing>>>;
    is_erased(name: Erased) -> Result<bool>;
    tail(device: DeviceId) -> Result<Option<Tail>>;
    held_rows(groups: Vec<GroupId>) -> Result<Vec<HeldRow>>;
    held() -> Result<Vec<(HeldRow, Vec<Change>)>>;
    decide(decision: Decision) -> Result<Decided>;
    seen(seen: Seen) -> Result<()>;
    devices() -> Result<Vec<DeviceRow>>;
    invite(invitation: InvitationRow) -> Result<()>;
    invitation(hash: [u8; 32]) -> Result<Option<InvitationRow>>;
    invitations() -> Result<Vec<InvitationRow>>;
    withdraw(hash: [u8; 32], now: Timestamp) -> Result<bool>;
    counts() -> Result<Counts>;
    filed(change: ChangeId) -> Result<Option<Filed>>;
    blob_uses(blob: BlobId) -> Result<Vec<BlobUse>>;
    blob_put(put: BlobPut) -> Result<BlobTaken>;
    blob_name(blob: BlobId) -> Result<BlobId>;
    blob_keep(blob: BlobId, drops: u64) -> Result<BlobState>;
    blob_drop(blob: BlobId, drops: u64) -> Result<BlobState>;
    blob_bytes(blob: BlobId, change: ChangeId, at: u64, most: u64) -> Result<Option<BlobBytes>>;
    blobs_whole(blobs: Vec<BlobId>) -> Result<BTreeMap<BlobId, BTreeSet<StreamId>>>;
    blobs_left(since: Timestamp) -> Result<Vec<(BlobId, u64)>>;
    moved_elsewhere() -> ();
}

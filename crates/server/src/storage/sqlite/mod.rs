//! The embedded storage: one SQLCipher file, one thread that writes, a few connections that read.
//!
//! SQL stands in this folder alone. Reading and writing block, so both stay off the threads that
//! answer requests.

mod blobs;
mod connection;
mod copy;
mod dump;
mod erase;
mod migrate;
mod operate;
mod place;
mod read;
mod verify;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use domain::blob::BlobId;
use domain::chain::{Head, Position};
use domain::change::Change;
use domain::clock::Timestamp;
use domain::ids::{ChangeId, DeviceId, GroupId, StreamId};
use rusqlite::Connection;
use tokio::sync::Semaphore;

pub use connection::DatabaseKey;
pub use copy::{Sealed, begin_new_life, copy_into, unseal};
pub use dump::{send, take};
pub use verify::{check_pages, verify};

use crate::core::placing::Erased;
use crate::storage::{
    BlobBytes, BlobPut, BlobState, BlobTaken, BlobUse, Bounds, Counts, Decided, Decision, DeviceRow, Expect, Filed,
    HeldRow, InvitationRow, Meta, Placed, Placing, Result, Run, Seen, Standing, Storage, StorageError, Tail, broke_off,
};
use connection::Access;
use writer::Writer;

/// Connections that read. More would only wait for the same disk.
const READERS: usize = 4;

/// Bytes of the disk that photos and documents leave free, so that what people write always finds room.
const KEPT_FREE: u64 = 256 * 1024 * 1024;

/// The server's storage in one encrypted file.
pub struct SqliteStorage {
    /// Before the writer, so that its last act, folding the log into the file, finds nobody reading.
    readers: Arc<Mutex<Vec<Connection>>>,
    writer: Writer,
    turns: Arc<Semaphore>,
    path: PathBuf,
    key: DatabaseKey,
    meta: Meta,
    kept_free: u64,
}

impl SqliteStorage {
    /// A new file. Nothing may be there yet.
    pub fn create(path: &Path, key: &DatabaseKey, meta: Meta) -> Result<Self> {
        let connection = connection::open(path, key, Access::Create)?;
        operate::write_meta(&connection, &meta)?;
        drop(connection);
        Self::open(path, key)
    }

    pub fn open(path: &Path, key: &DatabaseKey) -> Result<Self> {
        let connection = connection::open(path, key, Access::Write)?;
        let meta = operate::read_meta(&connection)?;
        // The others are opened when several read at once.
        let readers = vec![connection::open(path, key, Access::Read)?];
        Ok(Self {
            writer: Writer::start(connection)?,
            readers: Arc::new(Mutex::new(readers)),
            turns: Arc::new(Semaphore::new(READERS)),
            path: path.to_owned(),
            key: key.clone(),
            meta,
            kept_free: KEPT_FREE,
        })
    }

    /// Waits until everything is on the disk and nothing holds the file.
    pub fn close(self) {
        drop(self);
    }

    /// As [`SqliteStorage::close`], where the file is to take another name: a log that could not be folded
    /// in would stay behind under the old one, with what it holds.
    pub fn close_as_one_file(self) -> Result<()> {
        let (path, key) = (self.path.clone(), self.key.clone());
        self.close();
        let connection = connection::open(&path, &key, Access::Write)?;
        let mode: String = connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
        if mode != "delete" {
            return Err(StorageError::Other(format!("the log could not be folded in, the journal is {mode}")));
        }
        connection.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// As if the disk had so much less room.
    #[cfg(test)]
    pub fn keeping_free(self, bytes: u64) -> Self {
        Self { kept_free: bytes, ..self }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn key(&self) -> &DatabaseKey {
        &self.key
    }

    /// Whether photos and documents may take more of the disk. Where that cannot be told, they may until it is full.
    async fn has_room(&self) -> Result<bool> {
        let (folder, kept) = (self.path.parent().map(Path::to_owned).unwrap_or_default(), self.kept_free);
        let looked =
            tokio::task::spawn_blocking(move || crate::disk::free_bytes(&folder).is_none_or(|free| free > kept));
        looked.await.map_err(broke_off)
    }

    /// Runs `work` on a reading connection, on a thread that may block.
    async fn read<T, F>(&self, work: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Connection) -> Result<T> + Send + 'static,
    {
        let turn = self.turns.clone().acquire_owned().await.map_err(|error| StorageError::Other(error.to_string()))?;
        let readers = self.readers.clone();
        let (path, key) = (self.path.clone(), self.key.clone());
        let done = tokio::task::spawn_blocking(move || {
            let lock = || readers.lock().unwrap_or_else(PoisonError::into_inner);
            let free = lock().pop();
            let mut connection = match free {
                Some(connection) => connection,
                None => connection::open(&path, &key, Access::Read)?,
            };
            let result = work(&mut connection);
            lock().push(connection);
            drop(turn);
            result
        });
        done.await.map_err(broke_off)?
    }
}

impl Storage for SqliteStorage {
    async fn meta(&self) -> Result<Meta> {
        Ok(self.meta)
    }

    async fn heads(&self) -> Result<BTreeMap<StreamId, Head>> {
        self.read(|connection| read::heads(connection)).await
    }

    async fn expect(&self) -> Result<Expect> {
        let meta = self.meta;
        self.read(move |connection| read::expect(connection, &meta)).await
    }

    async fn head_at(&self, stream: StreamId, position: Position) -> Result<Option<Head>> {
        self.read(move |connection| read::head_at(connection, stream, position)).await
    }

    async fn run(&self, stream: StreamId, after: Position, bounds: Bounds) -> Result<Run> {
        self.read(move |connection| {
            // The rows and what stood before them are of one moment.
            let transaction = connection.transaction()?;
            read::run(&transaction, stream, after, bounds)
        })
        .await
    }

    async fn place(&self, placing: Placing) -> Result<Placed> {
        let meta = self.meta;
        if placing.erases() {
            return self.writer.run_and_empty_log(move |transaction| place::place(transaction, &meta, &placing)).await;
        }
        self.writer.run(move |transaction| place::place(transaction, &meta, &placing)).await
    }

    async fn standings(&self, groups: Vec<GroupId>) -> Result<BTreeMap<GroupId, Vec<Standing>>> {
        self.read(move |connection| read::standings(connection, &groups)).await
    }

    async fn is_erased(&self, name: Erased) -> Result<bool> {
        self.read(move |connection| erase::is_erased(connection, name)).await
    }

    async fn tail(&self, device: DeviceId) -> Result<Option<Tail>> {
        self.read(move |connection| read::tail(connection, device)).await
    }

    async fn held_rows(&self, groups: Vec<GroupId>) -> Result<Vec<HeldRow>> {
        self.read(move |connection| read::held_rows(connection, &groups)).await
    }

    async fn held(&self) -> Result<Vec<(HeldRow, Vec<Change>)>> {
        self.read(|connection| {
            let transaction = connection.transaction()?;
            read::held(&transaction)
        })
        .await
    }

    async fn decide(&self, decision: Decision) -> Result<Decided> {
        // What is released may erase.
        if decision.release {
            return self.writer.run_and_empty_log(move |transaction| place::decide(transaction, &decision)).await;
        }
        self.writer.run(move |transaction| place::decide(transaction, &decision)).await
    }

    async fn seen(&self, seen: Seen) -> Result<()> {
        self.writer.run(move |transaction| operate::seen(transaction, &seen)).await
    }

    async fn devices(&self) -> Result<Vec<DeviceRow>> {
        self.read(|connection| operate::devices(connection)).await
    }

    async fn invite(&self, invitation: InvitationRow) -> Result<()> {
        self.writer.run(move |transaction| operate::invite(transaction, &invitation)).await
    }

    async fn invitation(&self, hash: [u8; 32]) -> Result<Option<InvitationRow>> {
        self.read(move |connection| operate::invitation(connection, &hash)).await
    }

    async fn invitations(&self) -> Result<Vec<InvitationRow>> {
        self.read(|connection| operate::invitations(connection)).await
    }

    async fn withdraw(&self, hash: [u8; 32], now: Timestamp) -> Result<bool> {
        self.writer.run(move |transaction| operate::withdraw(transaction, &hash, now)).await
    }

    async fn counts(&self) -> Result<Counts> {
        self.read(|connection| operate::counts(connection)).await
    }

    async fn filed(&self, change: ChangeId) -> Result<Option<Filed>> {
        self.read(move |connection| blobs::filed(connection, change)).await
    }

    async fn blob_uses(&self, blob: BlobId) -> Result<Vec<BlobUse>> {
        self.read(move |connection| blobs::uses(connection, blob)).await
    }

    async fn blob_put(&self, put: BlobPut) -> Result<BlobTaken> {
        if !put.bytes.is_empty() && !self.has_room().await? {
            return Err(StorageError::Full);
        }
        self.writer.run(move |transaction| blobs::put(transaction, &put)).await
    }

    async fn blob_name(&self, blob: BlobId) -> Result<BlobId> {
        self.read(move |connection| blobs::name(connection, blob)).await
    }

    async fn blob_keep(&self, blob: BlobId, drops: u64) -> Result<BlobState> {
        self.writer.run(move |transaction| blobs::keep(transaction, blob, drops)).await
    }

    async fn blob_drop(&self, blob: BlobId, drops: u64) -> Result<BlobState> {
        self.writer.run(move |transaction| blobs::drop_after(transaction, blob, drops)).await
    }

    async fn blob_bytes(&self, blob: BlobId, change: ChangeId, at: u64, most: u64) -> Result<Option<BlobBytes>> {
        self.read(move |connection| {
            // What is whole stays as it is; its size and its bytes are of one moment all the same.
            let transaction = connection.transaction()?;
            blobs::bytes(&transaction, blob, change, at, most)
        })
        .await
    }

    async fn blobs_whole(&self, names: Vec<BlobId>) -> Result<BTreeMap<BlobId, BTreeSet<StreamId>>> {
        self.read(move |connection| blobs::whole(connection, &names)).await
    }

    async fn blobs_left(&self, since: Timestamp) -> Result<Vec<(BlobId, u64)>> {
        self.read(move |connection| blobs::left(connection, since)).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Condvar;
    use std::time::Duration;

    use super::*;
    use crate::storage::conformance;

    #[tokio::test]
    async fn as_many_read_at_once_as_have_a_turn_though_one_connection_alone_stood_open() {
        let folder = tempfile::tempdir().unwrap();
        let (path, key) = (folder.path().join("server.db"), DatabaseKey::from_bytes([7; 32]));
        let storage = SqliteStorage::create(&path, &key, conformance::meta()).unwrap();
        let open = || storage.readers.lock().unwrap().len();
        assert_eq!(open(), 1);
        // Each waits within its reading until all are there: one after the other, they would wait in vain.
        let met = Arc::new((Mutex::new(0), Condvar::new()));
        let meet = || {
            let met = met.clone();
            storage.read(move |connection| {
                connection.query_row("SELECT count(*) FROM change", [], |_| Ok(()))?;
                let (count, came) = (&met.0, &met.1);
                let mut here = count.lock().unwrap();
                *here += 1;
                came.notify_all();
                let all = came.wait_timeout_while(here, Duration::from_secs(60), |here| *here < READERS).unwrap();
                Ok(!all.1.timed_out())
            })
        };
        let all = tokio::join!(meet(), meet(), meet(), meet());
        assert_eq!(all, (Ok(true), Ok(true), Ok(true), Ok(true)));
        assert_eq!(open(), READERS);
        for _ in 0..10 {
            storage.heads().await.unwrap();
        }
        assert_eq!(open(), READERS, "what stands open is used again");
    }
}

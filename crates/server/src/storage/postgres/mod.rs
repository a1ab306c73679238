//! PostgreSQL: any number of instances over one database, and nothing of a request kept in any of them.
//!
//! What writes runs to its end whether or not whoever asked still waits, as it does in the embedded
//! storage: a request that is given up must not leave a connection within a transaction.

mod blobs;
mod connection;
mod dump;
mod erase;
mod hints;
mod lock;
mod migrate;
mod operate;
mod place;
mod read;
#[cfg(unix)]
#[cfg(test)]
mod tests;
#[cfg(unix)]
#[cfg(test)]
pub mod throwaway;
mod url;
mod verify;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use deadpool_postgres::{Object, Pool, Transaction};
use domain::blob::BlobId;
use domain::chain::{Head, Position};
use domain::change::Change;
use domain::clock::Timestamp;
use domain::ids::{ChangeId, DeviceId, GroupId, StreamId};
use tokio_postgres::IsolationLevel;

pub use url::{Address, DatabaseUrl, UrlFault};

use crate::core::placing::Erased;
use crate::storage::sqlite::{self, DatabaseKey, Sealed};
use crate::storage::verify::Fault;
use crate::storage::{
    BlobBytes, BlobPut, BlobState, BlobTaken, BlobUse, Bounds, Counts, Decided, Decision, DeviceRow, Expect, Filed,
    HeldRow, InvitationRow, Meta, Placed, Placing, Result, Run, Seen, Standing, Storage, StorageError, Tail, broke_off,
    next_life,
};
use hints::Hints;

/// How often a transaction that met another is tried again. They wait for locks in one order, so more
/// than one meeting is rare.
const TRIES: usize = 5;

/// The server's storage in a PostgreSQL database.
pub struct PostgresStorage {
    inner: Arc<Inner>,
}

struct Inner {
    pool: Pool,
    meta: Meta,
    hints: Hints,
}

impl PostgresStorage {
    /// The tables of a new server. Until [`Self::finish`] another try may clear them.
    pub async fn create(address: &Address, meta: Meta) -> Result<Self> {
        let pool = connection::pool(address)?;
        {
            let mut client = pool.get().await?;
            let transaction = client.transaction().await?;
            migrate::create(&transaction).await?;
            operate::write_meta(&transaction, &meta).await?;
            operate::put(&transaction, "unfinished", meta.device.as_bytes()).await?;
            transaction.commit().await?;
        }
        Ok(Self::over(pool, meta, address))
    }

    /// As [`Self::create`], with everything that an encrypted file of the embedded storage holds.
    pub async fn create_from(address: &Address, file: &Path, key: &DatabaseKey) -> Result<Self> {
        let pool = connection::pool(address)?;
        let (sender, mut way) = crate::storage::dump::way();
        let (file, key) = (file.to_owned(), key.clone());
        let sending = tokio::task::spawn_blocking(move || sqlite::send(&file, &key, &sender));
        let meta = {
            let mut client = pool.get().await?;
            let transaction = client.transaction().await?;
            migrate::create(&transaction).await?;
            dump::take(&transaction, &mut way).await?;
            sending.await.map_err(broke_off)??;
            let meta = operate::read_meta(&transaction).await?;
            operate::put(&transaction, "unfinished", meta.device.as_bytes()).await?;
            transaction.commit().await?;
            meta
        };
        Ok(Self::over(pool, meta, address))
    }

    /// From here on the database holds a server.
    pub async fn finish(&self) -> Result<()> {
        let client = self.inner.pool.get().await?;
        let sql = "DELETE FROM meta WHERE name = 'unfinished' AND value = $1";
        match client.execute(sql, &[&self.inner.meta.device.as_bytes().as_slice()]).await? {
            1 => Ok(()),
            // Somebody else cleared it and made theirs.
            _ => Err(StorageError::Taken),
        }
    }

    pub async fn open(address: &Address) -> Result<Self> {
        let pool = connection::pool(address)?;
        let meta = {
            let mut client = pool.get().await?;
            let transaction = client.transaction().await?;
            migrate::migrate(&transaction).await?;
            let meta = operate::read_meta(&transaction).await?;
            transaction.commit().await?;
            meta
        };
        Ok(Self::over(pool, meta, address))
    }

    fn over(pool: Pool, meta: Meta, address: &Address) -> Self {
        Self { inner: Arc::new(Inner { pool, meta, hints: Hints::new(address.clone()) }) }
    }

    /// A database that its host put back from a copy of theirs is another life of the server:
    /// see [`sqlite::begin_new_life`].
    pub async fn begin_new_life(address: &Address, random: u32, device: DeviceId) -> Result<()> {
        let pool = connection::pool(address)?;
        let mut client = pool.get().await?;
        let transaction = client.transaction().await?;
        migrate::migrate(&transaction).await?;
        lock::alone(&transaction).await?;
        let meta = next_life(operate::read_meta(&transaction).await?, random, device);
        operate::write_meta(&transaction, &meta).await?;
        transaction.execute("UPDATE invitation SET withdrawn = 1 WHERE used = 0 AND withdrawn = 0", &[]).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Everything as it stands at one moment, while others go on writing, into a new file of the
    /// embedded storage, with the identity: what a backup is made from.
    pub async fn copy_into(&self, target: &Path, key: &DatabaseKey, identity: &Sealed) -> Result<()> {
        let (sender, way) = crate::storage::dump::way();
        let (target, key, identity) = (target.to_owned(), key.clone(), identity.clone());
        let taking = tokio::task::spawn_blocking(move || sqlite::take(&target, &key, &identity, way));
        let mut client = self.inner.pool.get().await?;
        let transaction = one_moment(&mut client).await?;
        let sent = dump::send(&transaction, &sender).await;
        // Whoever takes goes on until nobody can send any more.
        drop(sender);
        let taken = taking.await.map_err(broke_off)?;
        sent.and(taken)
    }

    /// Counts, or the first altered, missing or reordered change.
    pub async fn verify(&self) -> Result<std::result::Result<Counts, Fault>> {
        let mut client = self.inner.pool.get().await?;
        let transaction = one_moment(&mut client).await?;
        verify::verify(&transaction, &self.inner.meta).await
    }

    /// Lets go of every connection. What was placed and not told yet is told.
    pub async fn close(self) {
        if self.inner.hints.take_untold()
            && let Ok(client) = self.inner.pool.get().await
        {
            // Others look by themselves where this fails.
            let _ = client.batch_execute(hints::TELL).await;
        }
        self.inner.pool.close();
    }

    async fn client(&self) -> Result<Object> {
        Ok(self.inner.pool.get().await?)
    }
}

async fn one_moment(client: &mut Object) -> Result<Transaction<'_>> {
    let transaction = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
    Ok(transaction.start().await?)
}

/// Runs `$work` in transactions of its own until one does not meet another, in a task of its own.
/// `$keep` says of the answer whether it is to be committed, `$moved` whether others are to be told.
macro_rules! writing {
    ($self:ident, |$transaction:ident, $inner:ident| $work:expr, $keep:expr, $moved:expr) => {{
        let $inner = $self.inner.clone();
        let done = tokio::spawn(async move {
            for _ in 0..TRIES {
                let mut client = $inner.pool.get().await?;
                let $transaction = client.transaction().await?;
                let done = match $work.await {
                    Ok(done) if !$keep(&done) => return Ok(done),
                    Ok(done) => $transaction.commit().await.map_err(StorageError::from).map(|()| done),
                    Err(error) => Err(error),
                };
                match done {
                    Err(StorageError::Collided) => {}
                    done => {
                        if done.as_ref().is_ok_and($moved) {
                            $inner.hints.wrote();
                        }
                        return done;
                    }
                }
            }
            Err(StorageError::Busy)
        });
        done.await.map_err(broke_off)?
    }};
}

impl Storage for PostgresStorage {
    async fn meta(&self) -> Result<Meta> {
        Ok(self.inner.meta)
    }

    async fn heads(&self) -> Result<BTreeMap<StreamId, Head>> {
        read::heads(&self.client().await?).await
    }

    async fn expect(&self) -> Result<Expect> {
        read::expect(&self.client().await?, &self.inner.meta).await
    }

    async fn head_at(&self, stream: StreamId, position: Position) -> Result<Option<Head>> {
        read::head_at(&self.client().await?, stream, position).await
    }

    async fn run(&self, stream: StreamId, after: Position, bounds: Bounds) -> Result<Run> {
        read::run(&self.client().await?, stream, after, bounds).await
    }

    async fn place(&self, placing: Placing) -> Result<Placed> {
        writing!(
            self,
            |transaction, inner| place::place(&transaction, &inner.meta, &placing),
            |placed: &Placed| matches!(placed, Placed::Done { .. }),
            |placed: &Placed| matches!(placed, Placed::Done { moved, .. } if !moved.is_empty())
        )
    }

    async fn standings(&self, groups: Vec<GroupId>) -> Result<BTreeMap<GroupId, Vec<Standing>>> {
        read::standings(&self.client().await?, &groups).await
    }

    async fn is_erased(&self, name: Erased) -> Result<bool> {
        erase::is_erased(&self.client().await?, name).await
    }

    async fn tail(&self, device: DeviceId) -> Result<Option<Tail>> {
        read::tail(&self.client().await?, device).await
    }

    async fn held_rows(&self, groups: Vec<GroupId>) -> Result<Vec<HeldRow>> {
        read::held_rows(&self.client().await?, &groups).await
    }

    async fn held(&self) -> Result<Vec<(HeldRow, Vec<Change>)>> {
        let mut client = self.client().await?;
        read::held(&one_moment(&mut client).await?).await
    }

    async fn decide(&self, decision: Decision) -> Result<Decided> {
        writing!(
            self,
            |transaction, inner| place::decide(&transaction, &inner.meta, &decision),
            |decided: &Decided| matches!(decided, Decided::Done { .. }),
            |decided: &Decided| matches!(decided, Decided::Done { moved } if !moved.is_empty())
        )
    }

    async fn seen(&self, seen: Seen) -> Result<()> {
        writing!(self, |transaction, inner| operate::seen(&transaction, &seen), |_: &()| true, |_: &()| false)
    }

    async fn devices(&self) -> Result<Vec<DeviceRow>> {
        operate::devices(&self.client().await?).await
    }

    async fn invite(&self, invitation: InvitationRow) -> Result<()> {
        operate::invite(&self.client().await?, &invitation).await
    }

    async fn invitation(&self, hash: [u8; 32]) -> Result<Option<InvitationRow>> {
        operate::invitation(&self.client().await?, &hash).await
    }

    async fn invitations(&self) -> Result<Vec<InvitationRow>> {
        operate::invitations(&self.client().await?).await
    }

    async fn withdraw(&self, hash: [u8; 32], now: Timestamp) -> Result<bool> {
        operate::withdraw(&self.client().await?, &hash, now).await
    }

    async fn counts(&self) -> Result<Counts> {
        operate::counts(&self.client().await?).await
    }

    async fn filed(&self, change: ChangeId) -> Result<Option<Filed>> {
        blobs::filed(&self.client().await?, change).await
    }

    async fn blob_uses(&self, blob: BlobId) -> Result<Vec<BlobUse>> {
        blobs::uses(&self.client().await?, blob).await
    }

    async fn blob_put(&self, put: BlobPut) -> Result<BlobTaken> {
        writing!(
            self,
            |transaction, inner| blobs::put(&transaction, &put),
            |taken: &BlobTaken| *taken != BlobTaken::UsesMoved,
            |_: &BlobTaken| false
        )
    }

    async fn blob_name(&self, blob: BlobId) -> Result<BlobId> {
        let mut client = self.client().await?;
        blobs::name(&one_moment(&mut client).await?, blob).await
    }

    async fn blob_keep(&self, blob: BlobId, drops: u64) -> Result<BlobState> {
        writing!(
            self,
            |transaction, inner| blobs::keep(&transaction, blob, drops),
            |_: &BlobState| true,
            |_: &BlobState| false
        )
    }

    async fn blob_drop(&self, blob: BlobId, drops: u64) -> Result<BlobState> {
        writing!(
            self,
            |transaction, inner| blobs::drop_after(&transaction, blob, drops),
            |_: &BlobState| true,
            |_: &BlobState| false
        )
    }

    async fn blob_bytes(&self, blob: BlobId, change: ChangeId, at: u64, most: u64) -> Result<Option<BlobBytes>> {
        blobs::bytes(&self.client().await?, blob, change, at, most).await
    }

    async fn blobs_whole(&self, names: Vec<BlobId>) -> Result<BTreeMap<BlobId, BTreeSet<StreamId>>> {
        blobs::whole(&self.client().await?, &names).await
    }

    async fn blobs_left(&self, since: Timestamp) -> Result<Vec<(BlobId, u64)>> {
        blobs::left(&self.client().await?, since).await
    }

    async fn moved_elsewhere(&self) {
        self.inner.hints.moved_elsewhere().await;
    }
}

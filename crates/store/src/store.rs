//! An open notebook: one writer and one reader on the same encrypted file.
//!
//! Every write is one transaction: changes, fold, projection and index stand together or not at all.
//! Readers see the last committed state and never wait for the writer.

use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::clock::Timestamp;
use domain::entropy::Entropy;
use rusqlite::{Connection, TransactionBehavior};

use crate::connection::{self, Access};
use crate::error::{Result, StoreError};
use crate::identity::Identity;
use crate::keyfile::DatabaseKey;
use crate::migrate;
use crate::profile::Profile;
use crate::unsent::Unsent;

/// An open notebook. Dropping it closes the file and wipes the key.
pub struct Store {
    profile: Profile,
    key: DatabaseKey,
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
    /// What waits to be sent, for whoever forgets the passphrase; none without a server.
    unsent: Option<Unsent>,
}

/// What a query may do.
pub struct Reader<'a> {
    pub(crate) connection: &'a Connection,
}

/// What an act may do, inside its transaction. Everything a [`Reader`] can is also here.
pub struct Writer<'a> {
    pub(crate) reader: Reader<'a>,
    pub(crate) identity: Identity,
    pub(crate) now: Timestamp,
    pub(crate) entropy: &'a dyn Entropy,
}

impl<'a> std::ops::Deref for Writer<'a> {
    type Target = Reader<'a>;

    fn deref(&self) -> &Reader<'a> {
        &self.reader
    }
}

impl Store {
    /// Makes the database file of a new notebook, empty but for its schema, under its unfinished name.
    pub(crate) fn create_file(profile: &Profile, key: &DatabaseKey) -> Result<Connection> {
        let path = profile.unfinished();
        // Made here and not by SQLite, so that nobody else on the computer may read it.
        crate::disk::create_new(&path)?;
        let mut connection = connection::open(&path, key, Access::Write)?;
        migrate::migrate(&mut connection)?;
        Ok(connection)
    }

    /// Opens the notebook in this folder. Call [`Store::settle`] next.
    pub fn open(profile: Profile, key: DatabaseKey) -> Result<Self> {
        crate::disk::check_writable(profile.folder())?;
        profile.sweep()?;
        let mut writer = connection::open(&profile.database(), &key, Access::Write)?;
        crate::keep::copy_before_migration(&writer, &profile, &key)?;
        let found = migrate::format_of(&writer)?;
        migrate::migrate(&mut writer)?;
        // What is left to do behind a step is part of it.
        crate::apply::catch_up(&mut writer).map_err(|error| migrate::not_updated(found, error))?;
        let reader = connection::open(&profile.database(), &key, Access::Read)?;
        // An update that held. What is erased or taken away from here on would stay in the copy made before it.
        if found == migrate::FORMAT {
            profile.forget_earlier_formats();
        }
        let unsent = Unsent::of(&writer, &profile, &key)?;
        if let Some(unsent) = &unsent {
            unsent.reconcile(&writer, &crate::OsEntropy, true);
        }
        Ok(Self { profile, key, writer: Mutex::new(writer), reader: Mutex::new(reader), unsent })
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    pub fn key(&self) -> &DatabaseKey {
        &self.key
    }

    /// Runs a query on the last committed state.
    pub fn read<T>(&self, query: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        let connection = lock(&self.reader);
        // One snapshot for the whole query, however many statements it takes.
        let transaction = connection.unchecked_transaction()?;
        let answer = query(&Reader { connection: &transaction })?;
        transaction.finish()?;
        Ok(answer)
    }

    /// Runs an act. It is on the disk when this returns `Ok`, and never happened when it returns `Err`.
    pub fn write<T, E: From<StoreError>>(
        &self,
        now: Timestamp,
        entropy: &dyn Entropy,
        act: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = lock(&self.writer);
        let answer = write_to(&mut connection, now, entropy, act)?;
        if let Some(unsent) = &self.unsent {
            unsent.follow(&connection, entropy);
        }
        Ok(answer)
    }

    /// As a notebook was kept before it had such a file.
    #[cfg(test)]
    pub(crate) fn forget_unsent(&mut self) {
        self.unsent = None;
    }

    pub(crate) fn unsent(&self) -> Option<&Unsent> {
        self.unsent.as_ref()
    }

    /// A number that changes whenever another program wrote to this file. Asked of the writer, for which
    /// its own writing is none.
    pub fn foreign_writes(&self) -> Result<i64> {
        Ok(lock(&self.writer).query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// The writer's connection, for work on the file as a whole.
    pub(crate) fn whole_file(&self) -> MutexGuard<'_, Connection> {
        lock(&self.writer)
    }

    /// After something was erased or taken away: it must not stay readable in the write-ahead log either, nor in the copy
    /// that was made before an update.
    pub(crate) fn leave_nothing_beside(&self) {
        self.checkpoint();
        self.profile.forget_earlier_formats();
    }

    /// Folds the write-ahead log into the file, as closing does. Failing costs nothing: it is read on opening.
    pub fn checkpoint(&self) {
        let _ = self.whole_file().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
}

/// An act on a connection that may write, in one transaction.
pub(crate) fn write_to<T, E: From<StoreError>>(
    connection: &mut Connection,
    now: Timestamp,
    entropy: &dyn Entropy,
    act: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
) -> Result<T, E> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(StoreError::from)?;
    let identity = Identity::load(&transaction)?;
    let before = identity.clone();
    let mut writer = Writer { reader: Reader { connection: &transaction }, identity, now, entropy };
    let answer = act(&mut writer)?;
    let after = writer.identity;
    if after.author != before.author {
        after.save_author(&transaction)?;
    }
    transaction.commit().map_err(StoreError::from)?;
    Ok(answer)
}

/// A panic in one call leaves no half transaction behind (dropping rolls back), so the connection is good.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

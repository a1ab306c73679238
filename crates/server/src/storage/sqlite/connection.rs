//! Opening the encrypted file, always the same way.

use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::migrate;
use crate::storage::{Result, StorageError};

/// Page cache of one connection, in KiB. SQLCipher deciphers a page each time it comes from disk.
const CACHE_KIB: u32 = 32 * 1024;

/// How long one process waits for another's transaction.
const BUSY: Duration = Duration::from_secs(10);

/// The database's raw key, wiped when dropped.
#[derive(Clone)]
pub struct DatabaseKey(zeroize::Zeroizing<[u8; 32]>);

impl DatabaseKey {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(zeroize::Zeroizing::new(bytes))
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey(…)")
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::*;
        match error.sqlite_error_code() {
            Some(DiskFull) => Self::Full,
            Some(ReadOnly | PermissionDenied | CannotOpen) => Self::ReadOnly,
            Some(DatabaseBusy | DatabaseLocked) => Self::Busy,
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Other(error.to_string()),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Create,
    Write,
    Read,
}

/// SQLCipher and the ciphers below it set themselves up when they are first used. Two threads that do so at once
/// have been seen to get in each other's way (“PRAGMA key requires a key”), so one of them does it first, alone.
fn set_up() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let first = Connection::open_in_memory();
        // Whether that went well shows where a file is opened, with words.
        let _ = first.and_then(|first| {
            first.execute_batch(&format!("PRAGMA key = \"x'{}'\"; CREATE TABLE one (one);", "00".repeat(32)))
        });
    });
}

/// Opens the file under its key. The first read proves the key.
pub fn open(path: &Path, key: &DatabaseKey, access: Access) -> Result<Connection> {
    // Readers open for writing too: in WAL mode even reading needs the shared-memory file.
    let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if access == Access::Create {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    set_up();
    let mut connection = Connection::open_with_flags(path, flags)?;
    unlock(&connection, key)?;
    connection.busy_timeout(BUSY)?;
    // Nothing readable in temporary files, nothing left behind by a deletion, nothing trusted that a
    // damaged schema could say.
    connection.execute_batch(&format!(
        "PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -{CACHE_KIB};
         PRAGMA secure_delete = ON;
         PRAGMA trusted_schema = OFF;"
    ))?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StorageError::Other(format!("the journal is {mode}, not wal")));
    }
    // What a device is told the server has is on the disk.
    connection.execute_batch("PRAGMA synchronous = FULL;")?;
    match access {
        Access::Create | Access::Write => migrate::migrate(&mut connection)?,
        Access::Read => connection.execute_batch("PRAGMA query_only = ON;")?,
    }
    // A plan does not depend on the values bound to it: else SQLite prepares anew whenever a bound value
    // could have led to another plan, which is most of the cost of small statements.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Hands SQLCipher the raw key; its own stretching is for passphrases and is not used.
pub(super) fn unlock(connection: &Connection, key: &DatabaseKey) -> Result<()> {
    let pragma = zeroize::Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", domain::signing::hex(key.as_bytes())));
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&pragma)?;
    Ok(())
}

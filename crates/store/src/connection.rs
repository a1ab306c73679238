//! Opening the encrypted file, always the same way.

use std::path::Path;
use std::sync::Once;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{Result, StoreError};
use crate::keyfile::DatabaseKey;

/// Page cache of one connection, in KiB. SQLCipher deciphers a page each time it comes from disk, so
/// a real cache is worth its memory.
const CACHE_KIB: u32 = 32 * 1024;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Access {
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

/// Opens the file under its key. The first read proves the key, so a damaged first page is named here.
pub fn open(path: &Path, key: &DatabaseKey, access: Access) -> Result<Connection> {
    // Readers open for writing too: in WAL mode even reading needs the shared-memory file. `query_only` holds them.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if !path.exists() {
        return Err(StoreError::Missing);
    }
    set_up();
    let connection = Connection::open_with_flags(path, flags).map_err(|error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::CannotOpen) => StoreError::ReadOnly,
        _ => error.into(),
    })?;
    unlock(&connection, key)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    // Nothing readable in temporary files, nothing left behind by a deletion, nothing trusted that a
    // damaged schema could say.
    connection.execute_batch(&format!(
        "PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -{CACHE_KIB};
         PRAGMA secure_delete = ON;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;"
    ))?;
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(StoreError::from)?;
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StoreError::Inconsistent(format!("the journal is {mode}, not wal")));
    }
    // What a person wrote is on the disk when they are told so.
    connection.execute_batch("PRAGMA synchronous = FULL;")?;
    if access == Access::Read {
        connection.execute_batch("PRAGMA query_only = ON;")?;
    }
    // A plan does not depend on the values bound to it: else SQLite prepares anew whenever a bound value
    // could have led to another plan, which is most of the cost of small statements.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // More than an exchange and the lists beside it have: one that is put out is prepared anew at its next use.
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// Folds the log into the file and closes it, so that the file can take another name. Closing alone
/// would let a log that could not be folded in stay behind under the old name, with what it holds.
pub(crate) fn close_as_one_file(connection: Connection) -> Result<()> {
    let mode: String = connection.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get(0))?;
    if mode != "delete" {
        return Err(StoreError::Inconsistent(format!("the log could not be folded in, the journal is {mode}")));
    }
    connection.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Hands SQLCipher the raw key; its own stretching is for passphrases and is not used.
pub(crate) fn unlock(connection: &Connection, key: &DatabaseKey) -> Result<()> {
    let hex = zeroize::Zeroizing::new(domain::signing::hex(key.as_ref()));
    let pragma = zeroize::Zeroizing::new(format!("PRAGMA key = \"x'{}'\";", hex.as_str()));
    // SQLCipher's own log goes to standard error, where a wrong page is told in words nobody can use.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&pragma)?;
    Ok(())
}

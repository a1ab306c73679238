//! Copies of the whole file: for a backup, and what a restored one must forget.

use std::path::Path;

use domain::ids::DeviceId;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::connection::{self, Access, DatabaseKey};
use super::operate;
use crate::storage::columns::exactly;
use crate::storage::{Meta, Result, StorageError, next_life};

/// The identity's secret, as a backup holds it: inside the encrypted copy and nowhere else.
pub type Sealed = zeroize::Zeroizing<[u8; 32]>;

/// Copies the database as it stands at one moment, while others go on writing, and puts the identity
/// into the copy. `target` must not exist; it is encrypted under the same key.
pub fn copy_into(source: &Path, target: &Path, key: &DatabaseKey, identity: &Sealed) -> Result<()> {
    let from = connection::open(source, key, Access::Read)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags(target, flags)?;
    connection::unlock(&copy, key)?;
    let backup = Backup::new(&from, &mut copy)?;
    // All pages in one reading transaction: others write on beside it, and a copy in steps would begin
    // again whenever they do.
    while backup.step(-1)? != StepResult::Done {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    drop(backup);
    copy.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;")?;
    operate::put(&copy, "identity", identity.as_ref())?;
    let sound: String = copy.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(StorageError::Damaged(sound));
    }
    Ok(())
}

/// Takes the identity out of a copied database: it is kept in a file of its own.
pub fn unseal(path: &Path, key: &DatabaseKey) -> Result<Sealed> {
    let connection = connection::open(path, key, Access::Write)?;
    let identity = operate::get(&connection, "identity")?
        .map(zeroize::Zeroizing::new)
        .ok_or_else(|| StorageError::Damaged("it holds no identity".to_owned()))?;
    let sealed = zeroize::Zeroizing::new(exactly(&identity)?);
    connection.execute("DELETE FROM meta WHERE name = 'identity'", [])?;
    Ok(sealed)
}

/// Begins another life of the server, as [`next_life`] says. Which invitations were used since the
/// backup nobody can tell, so those that were open then are withdrawn.
pub fn begin_new_life(path: &Path, key: &DatabaseKey, random: u32, device: DeviceId) -> Result<Meta> {
    let connection = connection::open(path, key, Access::Write)?;
    let meta = next_life(operate::read_meta(&connection)?, random, device);
    operate::write_meta(&connection, &meta)?;
    connection.execute("UPDATE invitation SET withdrawn = 1 WHERE used = 0 AND withdrawn = 0", [])?;
    Ok(meta)
}

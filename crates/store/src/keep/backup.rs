//! A backup is one file: a line that names it, the key file, and the encrypted database as it stood at
//! one moment. It opens with the passphrase or recovery code that the notebook had then.
//!
//! ```text
//! WARDBOOK BACKUP 1\n
//! length of the key file as 8 bytes, little-endian · the key file · the database
//! ```

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use domain::clock::Timestamp;
use domain::entropy::Entropy;
use domain::ids::DeviceId;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::connection::{self, Access};
use crate::disk;
use crate::error::{Result, StoreError};
use crate::keyfile::{DatabaseKey, KeyFile, Secret};
use crate::profile::Profile;
use crate::store::Store;

const MAGIC: &[u8] = b"WARDBOOK BACKUP 1\n";
/// A key file is under a kilobyte; more is not one of ours.
const KEYS_MAX: u64 = 64 * 1024;
/// Pages copied before other writers get their turn.
const PAGES_A_STEP: std::ffi::c_int = 512;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupInfo {
    pub bytes: u64,
    pub changes: u64,
    pub notes: u64,
}

impl Store {
    /// Writes a backup that was opened and counted before it is said to be made. `target` must not exist.
    pub fn backup(&self, target: &Path, now: Timestamp, entropy: &dyn Entropy) -> Result<BackupInfo> {
        let keys = KeyFile::read(&self.profile().keys())?;
        if target.exists() {
            return Err(StoreError::Exists);
        }
        disk::create_private_folder(&self.profile().tmp())?;
        let copy =
            tempfile::Builder::new().prefix("copy-").suffix(".db").tempfile_in(self.profile().tmp())?.into_temp_path();
        let source = connection::open(&self.profile().database(), self.key(), Access::Read)?;
        copy_database(&source, &copy, self.key())?;
        drop(source);
        let (changes, notes) = check_copy(&copy, self.key())?;
        let result = write_backup(target, &keys, &copy);
        if result.is_err() {
            // A half-written backup looks like one and is none.
            let _ = std::fs::remove_file(target);
        }
        let bytes = result?;
        self.write(now, entropy, |writer| writer.put_last_backup(now))?;
        Ok(BackupInfo { bytes, changes, notes })
    }

    /// Puts a backup into a folder that holds no notebook, and goes on as a new device.
    pub fn restore(
        file: &Path,
        profile: Profile,
        secret: Secret<'_>,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<(Self, DeviceId)> {
        let (mut source, mut keys) = open_backup(file)?;
        // Tried on the backup's own wrapping, before anything is put into the folder.
        let key = keys.open_unlocked(secret)?;
        profile.prepare()?;
        let unfinished = profile.unfinished();
        disk::remove_database(&unfinished)?;
        let mut database = disk::create_new(&unfinished)?;
        std::io::copy(&mut source, &mut database)?;
        database.sync_all()?;
        drop(database);
        // A backup that is damaged is seen here, while the folder still holds no notebook.
        if let Err(error) = check_copy(&unfinished, &key) {
            disk::remove_database(&unfinished)?;
            return Err(error);
        }
        keys.wrong_tries = 0;
        keys.last_wrong_at = None;
        keys.write(&profile.keys())?;
        profile.finish()?;
        let store = Self::open(profile, key)?;
        let device = store.go_on_as_new_device("restored", now, entropy)?;
        Ok((store, device))
    }
}

/// What a file says of itself without being opened: whether it is a backup, and its key file.
pub fn read_header(file: &Path) -> Result<KeyFile> {
    open_backup(file).map(|(_, keys)| keys)
}

fn open_backup(file: &Path) -> Result<(BufReader<File>, KeyFile)> {
    let file = File::open(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound,
        _ => error.into(),
    })?;
    let mut reader = BufReader::new(file);
    let mut magic = [0; MAGIC.len()];
    let mut length = [0; 8];
    reader.read_exact(&mut magic).map_err(|_| StoreError::NotABackup)?;
    if magic != MAGIC {
        return Err(StoreError::NotABackup);
    }
    reader.read_exact(&mut length).map_err(|_| StoreError::NotABackup)?;
    let length = u64::from_le_bytes(length);
    if length > KEYS_MAX {
        return Err(StoreError::NotABackup);
    }
    let mut keys = vec![0; usize::try_from(length).unwrap_or(0)];
    reader.read_exact(&mut keys).map_err(|_| StoreError::NotABackup)?;
    Ok((reader, KeyFile::parse(&keys)?))
}

fn write_backup(target: &Path, keys: &KeyFile, copy: &Path) -> Result<u64> {
    let mut source = File::open(copy)?;
    let mut file = disk::create_new(target)?;
    let keys = keys.to_bytes();
    file.write_all(MAGIC)?;
    file.write_all(&(keys.len() as u64).to_le_bytes())?;
    file.write_all(&keys)?;
    std::io::copy(&mut source, &mut file)?;
    file.sync_all()?;
    if let Some(folder) = target.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        disk::sync_folder(folder)?;
    }
    Ok(file.seek(SeekFrom::End(0))?)
}

/// A copy under the same key, page by page, while others read and write.
pub(super) fn copy_database(source: &Connection, target: &Path, key: &DatabaseKey) -> Result<()> {
    let mut copy = Connection::open(target)?;
    connection::unlock(&copy, key)?;
    let backup = Backup::new(source, &mut copy)?;
    backup.run_to_completion(PAGES_A_STEP, std::time::Duration::ZERO, None)?;
    drop(backup);
    // One file, that reads without leaving a log beside it.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    copy.close().map_err(|(_, error)| error)?;
    File::open(target)?.sync_all()?;
    Ok(())
}

/// Opens the copy and looks at every page before it is called a backup.
fn check_copy(copy: &Path, key: &DatabaseKey) -> Result<(u64, u64)> {
    let connection = Connection::open_with_flags(copy, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection::unlock(&connection, key)?;
    super::verify::check_pages(&connection)?;
    let count =
        |sql: &str| -> Result<u64> { Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs()) };
    Ok((count("SELECT count(*) FROM change")?, count("SELECT count(*) FROM note")?))
}

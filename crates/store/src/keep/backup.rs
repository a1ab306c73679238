//! A backup is one file: a line that names it, the key file, and the encrypted database as it stood at
//! one moment. It opens with the passphrase or recovery code that the notebook had then.
//!
//! ```text
//! WARDBOOK BACKUP 1\n
//! length of the key file as 8 bytes, little-endian · the key file · the database
//! ```

use std::fs::File;
use std::io::{BufReader, Read, Write};
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
use crate::migrate;
use crate::profile::Profile;
use crate::store::{self, Store};

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
    /// Writes a backup that was opened and counted before it is said to be made. `target` must not
    /// exist, and takes its name once it is whole: a half-written backup looks like one and is none.
    pub fn backup(&self, target: &Path, now: Timestamp, entropy: &dyn Entropy) -> Result<BackupInfo> {
        let keys = KeyFile::read(&self.profile().keys())?;
        if target.exists() {
            return Err(StoreError::Exists);
        }
        let _copying = self.profile().copying()?;
        let copy = passing_copy(self.profile())?;
        let source = connection::open(&self.profile().database(), self.key(), Access::Read)?;
        copy_database(&source, &copy, self.key())?;
        drop(source);
        let (changes, notes) = check_copy(&copy, self.key())?;
        let bytes = write_backup(target, &keys, &copy)?;
        // The backup is made, whether or not the notebook can remember it: a full disk may be why it was.
        if let Err(error) = self.write(now, entropy, |writer| writer.put_last_backup(now)) {
            tracing::warn!(%error, "a backup was made and could not be noted in the notebook");
        }
        Ok(BackupInfo { bytes, changes, notes })
    }

    /// Puts a backup into a folder that holds no notebook, and goes on as a new device. It is the new
    /// device before its database takes its name: whenever it is cut off, the folder holds a notebook
    /// that goes on as itself, or none.
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
        let making = profile.prepare()?;
        let unfinished = profile.unfinished();
        let mut put_together = || -> Result<DeviceId> {
            let mut database = disk::create_new(&unfinished)?;
            std::io::copy(&mut source, &mut database)?;
            database.sync_all()?;
            drop(database);
            // A backup that is damaged, or newer than this version, is seen while the folder still holds none.
            check_copy(&unfinished, &key)?;
            let mut connection = connection::open(&unfinished, &key, Access::Write)?;
            migrate::migrate(&mut connection)?;
            let home = profile.home()?;
            let device =
                store::write_to(&mut connection, now, entropy, |writer| writer.go_on_as_new_device("restored", &home))?;
            connection::close_as_one_file(connection)?;
            keys.wrong_tries = 0;
            keys.last_wrong_at = None;
            keys.write(&profile.keys())?;
            Ok(device)
        };
        let device = put_together().inspect_err(|_| {
            let _ = disk::remove_database(&unfinished);
        })?;
        making.finish()?;
        Ok((Self::open(profile, key)?, device))
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
    let mut file = disk::writing_in(disk::folder_of(target))?;
    let keys = keys.to_bytes();
    file.write_all(MAGIC)?;
    file.write_all(&(keys.len() as u64).to_le_bytes())?;
    file.write_all(&keys)?;
    std::io::copy(&mut source, &mut file)?;
    let bytes = file.as_file().metadata()?.len();
    disk::put_new(file, target)?;
    Ok(bytes)
}

/// A file in `tmp/` that goes when it is dropped. Hold [`Profile::copying`] as long as it lies there.
pub(super) fn passing_copy(profile: &Profile) -> Result<tempfile::TempPath> {
    Ok(tempfile::Builder::new().prefix("copy-").suffix(".db").tempfile_in(profile.tmp())?.into_temp_path())
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
    disk::sync_file(target)
}

/// Opens the copy and looks at every page before it is called a backup; one of a newer version is
/// named as such.
pub(super) fn check_copy(copy: &Path, key: &DatabaseKey) -> Result<(u64, u64)> {
    let connection = Connection::open_with_flags(copy, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection::unlock(&connection, key)?;
    super::verify::check_pages(&connection)?;
    if migrate::format_of(&connection)? == 0 {
        return Err(StoreError::Damaged("it holds no notebook".to_owned()));
    }
    let count =
        |sql: &str| -> Result<u64> { Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs()) };
    Ok((count("SELECT count(*) FROM change")?, count("SELECT count(*) FROM note")?))
}

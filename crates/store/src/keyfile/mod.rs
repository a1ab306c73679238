//! The `keys` file: how a passphrase or the printed recovery code opens the database key.
//!
//! It holds salts, costs, the database key wrapped twice, and the count of wrong tries. The file is
//! read, changed and written under a lock ([`KeyFile::change`]): window and terminal may be at it at
//! once, and neither may write back what the other has just replaced. It never holds a name, and nothing in it helps without the passphrase or the code. A new passphrase wraps
//! the same key again; the database is never rewritten for it.

mod recovery;
mod tries;
mod wrap;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use recovery::RecoveryCode;
pub use wrap::{Cost, Wrapped};

use crate::disk::{self, Hold};
use crate::error::{Result, StoreError};

/// The key of the database: 32 random bytes, in memory only while a notebook is open.
pub type DatabaseKey = Zeroizing<[u8; 32]>;

/// What the file holds. Unknown fields of a newer version are refused by [`KEYS_FORMAT`], not ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    pub format: u32,
    /// What a locked notebook is called on a shared laptop. Says nothing until its owner changes it.
    pub label: String,
    pub by_passphrase: Wrapped,
    pub by_recovery_code: Wrapped,
    /// Wrong tries since the last right one.
    pub wrong_tries: u32,
    /// Milliseconds since 1970; none after a right one.
    pub last_wrong_at: Option<i64>,
}

pub const KEYS_FORMAT: u32 = 1;

/// Which of the two ways in is used.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    Passphrase(&'a str),
    RecoveryCode(&'a str),
}

/// A secret in the form in which it is tried.
enum ReadSecret<'a> {
    Passphrase(&'a str),
    RecoveryCode(RecoveryCode),
}

impl<'a> Secret<'a> {
    /// A slip in a recovery code is seen by the code's own check letters, and is no try.
    fn read(self) -> Result<ReadSecret<'a>> {
        Ok(match self {
            Self::Passphrase(text) => ReadSecret::Passphrase(text),
            Self::RecoveryCode(text) => {
                ReadSecret::RecoveryCode(RecoveryCode::parse(text).map_err(StoreError::RecoveryCodeMistyped)?)
            }
        })
    }
}

impl KeyFile {
    /// Wraps a new database key. `cost` comes from [`Cost::calibrated`] outside tests.
    pub fn create(label: &str, passphrase: &str, cost: Cost) -> Result<(Self, DatabaseKey, RecoveryCode)> {
        let key = new_key()?;
        let code = RecoveryCode::generate()?;
        let file = Self {
            format: KEYS_FORMAT,
            label: label.to_owned(),
            by_passphrase: Wrapped::seal(&key, passphrase.as_bytes(), cost, wrap::PASSPHRASE)?,
            by_recovery_code: Wrapped::seal(&key, code.secret(), Cost::FOR_RANDOM_SECRETS, wrap::RECOVERY_CODE)?,
            wrong_tries: 0,
            last_wrong_at: None,
        };
        Ok((file, key, code))
    }

    pub fn read(path: &Path) -> Result<Self> {
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(StoreError::KeysMissing),
            Err(error) => return Err(error.into()),
        };
        Self::parse(&bytes)
    }

    pub fn parse(bytes: &[u8]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let damaged = |fault: serde_json::Error| StoreError::KeysDamaged(fault.to_string());
        let Format { format } = serde_json::from_slice(bytes).map_err(damaged)?;
        if format != KEYS_FORMAT {
            return Err(StoreError::Newer { found: format.into(), known: KEYS_FORMAT.into() });
        }
        serde_json::from_slice(bytes).map_err(damaged)
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        // Plain data into memory cannot fail.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    /// Puts the key file of a new notebook. One that is there is changed by [`KeyFile::change`].
    pub fn write(&self, path: &Path) -> Result<()> {
        disk::replace_file(path, &self.to_bytes())
    }

    /// Changes the file as it stands now, with nobody else at it, and replaces it as a whole: after a
    /// crash it is the old one or the new one. A change that fails writes nothing.
    pub fn change<T>(path: &Path, change: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        // Looked for first: where there is no key file, no lock beside it is left behind either.
        Self::read(path)?;
        let _hold = Hold::soon(|| Hold::alone(&lock_of(path)))?;
        let mut file = Self::read(path)?;
        let before = file.clone();
        let answer = change(&mut file)?;
        if file != before {
            file.write(path)?;
        }
        Ok(answer)
    }

    /// Opens the key without counting tries: for a backup, which anybody can copy and try as they like.
    pub fn open_unlocked(&self, secret: Secret<'_>) -> Result<DatabaseKey> {
        self.open_read(&secret.read()?)
    }

    fn open_read(&self, secret: &ReadSecret<'_>) -> Result<DatabaseKey> {
        match secret {
            ReadSecret::Passphrase(text) => self
                .by_passphrase
                .open(text.as_bytes(), wrap::PASSPHRASE)?
                .ok_or(StoreError::WrongPassphrase { wait_seconds: 0 }),
            ReadSecret::RecoveryCode(code) => self
                .by_recovery_code
                .open(code.secret(), wrap::RECOVERY_CODE)?
                .ok_or(StoreError::WrongRecoveryCode { wait_seconds: 0 }),
        }
    }

    /// Wraps the same database key under another passphrase.
    pub fn set_passphrase(&mut self, key: &DatabaseKey, passphrase: &str, cost: Cost) -> Result<()> {
        self.by_passphrase = Wrapped::seal(key, passphrase.as_bytes(), cost, wrap::PASSPHRASE)?;
        Ok(())
    }

    /// A new recovery code; the printed one stops working.
    pub fn renew_recovery_code(&mut self, key: &DatabaseKey) -> Result<RecoveryCode> {
        let code = RecoveryCode::generate()?;
        self.by_recovery_code = Wrapped::seal(key, code.secret(), Cost::FOR_RANDOM_SECRETS, wrap::RECOVERY_CODE)?;
        Ok(code)
    }
}

/// What is held while the key file at `path` is changed.
pub(crate) fn lock_of(path: &Path) -> PathBuf {
    path.with_extension("lock")
}

/// A new database key.
pub fn new_key() -> Result<DatabaseKey> {
    let mut key = DatabaseKey::default();
    wrap::random(key.as_mut())?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use domain::clock::Timestamp;

    use super::*;

    pub(super) const PASSPHRASE: &str = "copper lantern quiet harbour";

    pub(super) fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_795_344_000_000).plus_seconds(seconds)
    }

    pub(super) fn kept() -> (tempfile::TempDir, std::path::PathBuf, DatabaseKey, RecoveryCode) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let (file, key, code) = KeyFile::create("Notebook 1", PASSPHRASE, Cost::CHEAPEST).unwrap();
        file.write(&path).unwrap();
        (folder, path, key, code)
    }

    #[test]
    fn the_passphrase_and_the_printed_code_open_the_same_key() {
        let (_folder, path, key, code) = kept();
        assert_eq!(*KeyFile::open(&path, Secret::Passphrase(PASSPHRASE), at(0)).unwrap(), *key);
        let typed = code.printed().to_lowercase().replace('-', " ");
        assert_eq!(*KeyFile::open(&path, Secret::RecoveryCode(&typed), at(0)).unwrap(), *key);
    }

    #[test]
    fn a_new_passphrase_opens_the_same_key_and_the_old_one_does_not() {
        let (_folder, path, key, _) = kept();
        KeyFile::change(&path, |file| file.set_passphrase(&key, "another four plain words", Cost::CHEAPEST)).unwrap();
        assert!(KeyFile::open(&path, Secret::Passphrase(PASSPHRASE), at(0)).is_err());
        assert_eq!(*KeyFile::open(&path, Secret::Passphrase("another four plain words"), at(0)).unwrap(), *key);
    }

    #[test]
    fn a_key_file_cut_short_or_of_a_newer_version_says_so() {
        assert!(matches!(KeyFile::parse(b"{\"format\": 1, \"label\""), Err(StoreError::KeysDamaged(_))));
        assert!(matches!(
            KeyFile::parse(b"{\"format\": 2, \"more\": true}"),
            Err(StoreError::Newer { found: 2, known: 1 })
        ));
    }

    #[test]
    fn the_file_holds_neither_the_key_nor_the_passphrase_nor_the_code() {
        let (_folder, path, key, code) = kept();
        let text = std::fs::read_to_string(path).unwrap();
        assert!(!text.contains(PASSPHRASE));
        assert!(!text.contains(code.printed()));
        assert!(!text.contains(&domain::signing::hex(key.as_ref())));
    }
}

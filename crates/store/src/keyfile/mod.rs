//! The `keys` file: how a passphrase or the printed recovery code opens the database key.
//!
//! It holds salts, costs, the database key wrapped twice, and the count of wrong tries. It never
//! holds a name, and nothing in it helps without the passphrase or the code. A new passphrase wraps
//! the same key again; the database is never rewritten for it.

mod recovery;
mod wrap;

use std::path::Path;

use domain::clock::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use recovery::RecoveryCode;
pub use wrap::{Cost, Wrapped};

use crate::disk;
use crate::error::{Result, StoreError};

/// The key of the database: 32 random bytes, in memory only while a notebook is open.
pub type DatabaseKey = Zeroizing<[u8; 32]>;

/// Wrong tries that cost nothing.
const FREE_TRIES: u32 = 3;
const FIRST_WAIT_SECONDS: u32 = 5;
const LONGEST_WAIT_SECONDS: u32 = 15 * 60;

/// What the file holds. Unknown fields of a newer version are refused by [`KEYS_FORMAT`], not ignored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyFile {
    pub format: u32,
    /// What a locked notebook is called on a shared laptop. Says nothing until its owner changes it.
    pub label: String,
    pub by_passphrase: Wrapped,
    pub by_recovery_code: Wrapped,
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

    /// Replaces the file as a whole: after a crash it is the old one or the new one.
    pub fn write(&self, path: &Path) -> Result<()> {
        disk::replace_file(path, &self.to_bytes())
    }

    /// Seconds until the next try is taken; 0 when it may be made now.
    pub fn wait_seconds(&self, now: Timestamp) -> u32 {
        let Some(last) = self.last_wrong_at else { return 0 };
        let wait = i64::from(wait_after(self.wrong_tries)) * 1_000;
        // A clock set back must not make the wait longer than it ever was, nor one set forward… shorter
        // than a person who owns the clock can make it anyway.
        let passed = (now.millis() - last).max(0);
        u32::try_from((wait - passed).max(0).div_euclid(1_000) + i64::from((wait - passed).max(0) % 1_000 > 0))
            .unwrap_or(0)
    }

    /// Tries to open the database key. A wrong try is on the disk before anybody is told that it was
    /// wrong: killing the program earlier tells a guesser nothing, and costs its owner nothing.
    pub fn open(path: &Path, secret: Secret<'_>, now: Timestamp) -> Result<DatabaseKey> {
        let mut file = Self::read(path)?;
        if file.last_wrong_at.is_some_and(|last| last > now.millis()) {
            file.last_wrong_at = Some(now.millis());
        }
        let wait = file.wait_seconds(now);
        if wait > 0 {
            return Err(StoreError::Wait { seconds: wait });
        }
        match file.open_unlocked(secret) {
            Ok(key) => {
                if file.wrong_tries > 0 {
                    file.wrong_tries = 0;
                    file.last_wrong_at = None;
                    file.write(path)?;
                }
                Ok(key)
            }
            Err(error @ (StoreError::WrongPassphrase { .. } | StoreError::WrongRecoveryCode { .. })) => {
                file.wrong_tries += 1;
                file.last_wrong_at = Some(now.millis());
                file.write(path)?;
                let wait_seconds = wait_after(file.wrong_tries);
                Err(match error {
                    StoreError::WrongPassphrase { .. } => StoreError::WrongPassphrase { wait_seconds },
                    _ => StoreError::WrongRecoveryCode { wait_seconds },
                })
            }
            // A typing slip is seen by the code's own check letters and is not a wrong try.
            Err(other) => Err(other),
        }
    }

    /// Opens the key without counting tries: for a backup, which anybody can copy and try as they like.
    pub fn open_unlocked(&self, secret: Secret<'_>) -> Result<DatabaseKey> {
        match secret {
            Secret::Passphrase(text) => self
                .by_passphrase
                .open(text.as_bytes(), wrap::PASSPHRASE)?
                .ok_or(StoreError::WrongPassphrase { wait_seconds: 0 }),
            Secret::RecoveryCode(text) => {
                let code = RecoveryCode::parse(text).map_err(StoreError::RecoveryCodeMistyped)?;
                self.by_recovery_code
                    .open(code.secret(), wrap::RECOVERY_CODE)?
                    .ok_or(StoreError::WrongRecoveryCode { wait_seconds: 0 })
            }
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

/// A new database key.
pub fn new_key() -> Result<DatabaseKey> {
    let mut key = DatabaseKey::default();
    wrap::random(key.as_mut())?;
    Ok(key)
}

fn wait_after(wrong_tries: u32) -> u32 {
    match wrong_tries.checked_sub(FREE_TRIES + 1) {
        None => 0,
        Some(doublings) => FIRST_WAIT_SECONDS
            .saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX))
            .min(LONGEST_WAIT_SECONDS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSPHRASE: &str = "copper lantern quiet harbour";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_795_344_000_000).plus_seconds(seconds)
    }

    fn kept() -> (tempfile::TempDir, std::path::PathBuf, DatabaseKey, RecoveryCode) {
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
    fn three_wrong_tries_cost_nothing_and_the_waits_then_double_to_a_quarter_of_an_hour() {
        let (_folder, path, ..) = kept();
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..14 {
            match KeyFile::open(&path, Secret::Passphrase("no"), at(now)) {
                Err(StoreError::WrongPassphrase { wait_seconds }) => waits.push(wait_seconds),
                other => panic!("{other:?}"),
            }
            now += i64::from(*waits.last().unwrap());
        }
        assert_eq!(waits, [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]);
    }

    #[test]
    fn while_it_waits_even_the_right_passphrase_is_not_tried_and_a_restart_does_not_help() {
        let (_folder, path, ..) = kept();
        for _ in 0..4 {
            let _ = KeyFile::open(&path, Secret::Passphrase("no"), at(0));
        }
        assert!(matches!(
            KeyFile::open(&path, Secret::Passphrase(PASSPHRASE), at(3)),
            Err(StoreError::Wait { seconds: 2 })
        ));
        assert!(KeyFile::open(&path, Secret::Passphrase(PASSPHRASE), at(5)).is_ok());
        assert_eq!(KeyFile::read(&path).unwrap().wrong_tries, 0);
    }

    #[test]
    fn a_clock_set_back_does_not_lock_anybody_out_for_longer_than_the_wait() {
        let (_folder, path, ..) = kept();
        for _ in 0..4 {
            let _ = KeyFile::open(&path, Secret::Passphrase("no"), at(0));
        }
        let year_ago = -31_536_000;
        assert_eq!(KeyFile::read(&path).unwrap().wait_seconds(at(year_ago)), 5);
    }

    #[test]
    fn a_slip_in_the_recovery_code_is_named_and_not_counted() {
        let (_folder, path, _, code) = kept();
        let mut printed = code.printed().to_string();
        let last = printed.pop().unwrap();
        printed.push(if last == '7' { '8' } else { '7' });
        assert!(matches!(
            KeyFile::open(&path, Secret::RecoveryCode(&printed), at(0)),
            Err(StoreError::RecoveryCodeMistyped(_))
        ));
        assert_eq!(KeyFile::read(&path).unwrap().wrong_tries, 0);
    }

    #[test]
    fn a_new_passphrase_opens_the_same_key_and_the_old_one_does_not() {
        let (_folder, path, key, _) = kept();
        let mut file = KeyFile::read(&path).unwrap();
        file.set_passphrase(&key, "another four plain words", Cost::CHEAPEST).unwrap();
        file.write(&path).unwrap();
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

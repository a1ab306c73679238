//! Tries: a wrong one is counted before it is answered, and many are answered only after a wait. The waits slow down somebody who sits at the laptop; they never lock its owner out.

use std::path::Path;

use domain::clock::Timestamp;

use super::{DatabaseKey, KeyFile, Secret};
use crate::error::{Result, StoreError};

/// Wrong tries that cost nothing.
const FREE_TRIES: u32 = 3;
const FIRST_WAIT_SECONDS: u32 = 5;
const LONGEST_WAIT_SECONDS: u32 = 15 * 60;

impl KeyFile {
    /// Reads the file to say how long the next try must wait ([`KeyFile::wait_seconds`]).
    ///
    /// A last try that lies ahead of the clock means that the clock was set back. It is then taken to
    /// have been made now, and that is kept: held against the clock alone, the wait would begin anew
    /// with every look and last until the clock is where it was.
    pub fn read_at(path: &Path, now: Timestamp) -> Result<Self> {
        let mut file = Self::read(path)?;
        if file.settle_clock(now) {
            // A disk that takes nothing must not hide the locked page; opening will name it.
            let _ = Self::change(path, |file| {
                file.settle_clock(now);
                Ok(())
            });
        }
        Ok(file)
    }

    /// Seconds until the next try is taken; 0 when it may be made now.
    pub fn wait_seconds(&self, now: Timestamp) -> u32 {
        let Some(last) = self.last_wrong_at else { return 0 };
        let wait = i64::from(wait_after(self.wrong_tries)) * 1_000;
        // Set forward, a clock shortens the wait: whoever owns the clock could do that anyway.
        let passed = now.millis().saturating_sub(last).max(0);
        u32::try_from((wait - passed).max(0).div_euclid(1_000) + i64::from((wait - passed).max(0) % 1_000 > 0))
            .unwrap_or(0)
    }

    /// Tries to open the database key. A wrong try is on the disk before anybody is told that it was
    /// wrong: killing the program earlier tells a guesser nothing, and costs its owner nothing. To
    /// count a try before it is made would turn three kills, or four commands at once with the right
    /// passphrase, into a wait.
    pub fn open(path: &Path, secret: Secret<'_>, now: Timestamp) -> Result<DatabaseKey> {
        let secret = secret.read()?;
        let file = Self::read_at(path, now)?;
        match file.wait_seconds(now) {
            0 => Self::answer(path, file.open_read(&secret), now),
            seconds => Err(StoreError::Wait { seconds }),
        }
    }

    /// Counts what came of a try, and only then says it. In the half second it took, others may have
    /// tried: where their tries have begun a wait, nothing is said at all, so that many guesses made at
    /// once learn no more than those made one after the other.
    fn answer(path: &Path, opened: Result<DatabaseKey>, now: Timestamp) -> Result<DatabaseKey> {
        let wrong = match &opened {
            Ok(_) => false,
            Err(StoreError::WrongPassphrase { .. } | StoreError::WrongRecoveryCode { .. }) => true,
            Err(_) => return opened,
        };
        // The file as it is now: the passphrase may have been changed meanwhile, and stays so.
        let tries = Self::change(path, |file| {
            file.settle_clock(now);
            let seconds = file.wait_seconds(now);
            if seconds > 0 {
                return Err(StoreError::Wait { seconds });
            }
            file.wrong_tries = if wrong { file.wrong_tries.saturating_add(1) } else { 0 };
            file.last_wrong_at = wrong.then(|| now.millis());
            Ok(file.wrong_tries)
        })?;
        let wait_seconds = wait_after(tries);
        opened.map_err(|error| match error {
            StoreError::WrongPassphrase { .. } => StoreError::WrongPassphrase { wait_seconds },
            _ => StoreError::WrongRecoveryCode { wait_seconds },
        })
    }

    /// Whether the last try had to be brought back to `now`.
    fn settle_clock(&mut self, now: Timestamp) -> bool {
        let ahead = self.last_wrong_at.is_some_and(|last| last > now.millis());
        if ahead {
            self.last_wrong_at = Some(now.millis());
        }
        ahead
    }
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
    use super::super::Cost;
    use super::super::tests::{PASSPHRASE, at, kept};
    use super::*;

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
    fn after_a_clock_was_set_back_the_owner_waits_as_long_as_ever_and_no_longer() {
        for looked_at in [false, true] {
            let (_folder, path, ..) = kept();
            for _ in 0..4 {
                let _ = KeyFile::open(&path, Secret::Passphrase("no"), at(0));
            }
            let year_ago = -31_536_000;
            if looked_at {
                // The locked page alone begins the wait, without a try.
                assert_eq!(KeyFile::read_at(&path, at(year_ago)).unwrap().wait_seconds(at(year_ago)), 5);
            } else {
                let waits = KeyFile::open(&path, Secret::Passphrase(PASSPHRASE), at(year_ago));
                assert!(matches!(waits, Err(StoreError::Wait { seconds: 5 })), "{waits:?}");
            }
            let waits = KeyFile::open(&path, Secret::Passphrase(PASSPHRASE), at(year_ago + 3));
            assert!(matches!(waits, Err(StoreError::Wait { seconds: 2 })), "{waits:?}");
            KeyFile::open(&path, Secret::Passphrase(PASSPHRASE), at(year_ago + 5)).unwrap();
        }
    }

    #[test]
    fn a_passphrase_changed_while_another_program_unlocks_stays_changed() {
        let (_folder, path, key, _) = kept();
        let _ = KeyFile::open(&path, Secret::Passphrase("no"), at(0));
        let opened = KeyFile::read(&path).unwrap().open_unlocked(Secret::Passphrase(PASSPHRASE));
        KeyFile::change(&path, |file| {
            file.label = "Blue".to_owned();
            file.set_passphrase(&key, "another four plain words", Cost::CHEAPEST)
        })
        .unwrap();
        KeyFile::answer(&path, opened, at(1)).unwrap();
        let file = KeyFile::read(&path).unwrap();
        assert_eq!((file.label.as_str(), file.wrong_tries), ("Blue", 0));
        KeyFile::open(&path, Secret::Passphrase("another four plain words"), at(1)).unwrap();
    }

    #[test]
    fn guesses_made_at_once_learn_no_more_than_those_made_one_after_the_other() {
        let (_folder, path, ..) = kept();
        // All are under way before the first is answered.
        let file = KeyFile::read(&path).unwrap();
        let mut guesses: Vec<_> = (0..9).map(|_| file.open_unlocked(Secret::Passphrase("no"))).collect();
        guesses.push(file.open_unlocked(Secret::Passphrase(PASSPHRASE)));
        let answers: Vec<_> = guesses.into_iter().map(|opened| KeyFile::answer(&path, opened, at(0))).collect();
        let wrong = answers.iter().filter(|answer| matches!(answer, Err(StoreError::WrongPassphrase { .. }))).count();
        assert_eq!(wrong, 4, "{answers:?}");
        assert!(matches!(answers[9], Err(StoreError::Wait { seconds: 5 })), "{:?}", answers[9]);
    }

    #[test]
    fn right_tries_at_once_hold_up_nobody() {
        let (_folder, path, ..) = kept();
        let file = KeyFile::read(&path).unwrap();
        let tries: Vec<_> = (0..9).map(|_| file.open_unlocked(Secret::Passphrase(PASSPHRASE))).collect();
        for opened in tries {
            KeyFile::answer(&path, opened, at(0)).unwrap();
        }
    }

    #[test]
    fn a_key_file_that_is_damaged_costs_no_try() {
        let (_folder, path, ..) = kept();
        KeyFile::change(&path, |file| {
            file.by_passphrase.salt = "no".to_owned();
            Ok(())
        })
        .unwrap();
        for _ in 0..9 {
            let opened = KeyFile::open(&path, Secret::Passphrase(PASSPHRASE), at(0));
            assert!(matches!(opened, Err(StoreError::KeysDamaged(_))), "{opened:?}");
        }
    }
}

//! Killed at any moment, a notebook keeps what it confirmed, once, and holds nothing by halves.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::path::Path;

use store::{Profile, Store};
use wardbook_tests::killing::{self, Confirmed};
use wardbook_tests::said::say;

/// Lives in one run of the tests; `WARDBOOK_KILLS` asks for more.
const LIVES: u64 = 320;
/// A notebook is verified from the ground after so many lives: it reads everything.
const VERIFY_EVERY: u64 = 40;

#[test]
fn every_note_confirmed_before_a_kill_is_there_once_and_no_group_by_halves() {
    let lives = std::env::var("WARDBOOK_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(LIVES);
    let writer = Path::new(env!("CARGO_BIN_EXE_wardbook-killhost"));
    let folder = tempfile::tempdir().unwrap();
    let (mut changing, mut notes, mut groups) = (0, 0, 0);
    let mut profile = folder.path().join("0");
    let mut confirmed = Confirmed::default();
    for life in 0..lives {
        changing += u64::from(killing::one_life(writer, &profile, life, &mut confirmed));
        killing::look(&profile, &confirmed);
        if (life + 1) % VERIFY_EVERY == 0 {
            let store = Store::open(Profile::at(&profile), killing::key()).unwrap();
            store.verify(&|_| ()).unwrap();
            notes += confirmed.notes.len();
            groups += confirmed.groups.len();
            // A fresh notebook, so that founding is killed too and files stay small.
            profile = folder.path().join((life + 1).to_string());
            confirmed = Confirmed::default();
        }
    }
    say(format!(
        "{lives} kills, {changing} while the log was changing; {notes} notes and {groups} groups confirmed and found"
    ));
    assert!(changing * 2 > lives, "only {changing} of {lives} kills fell into a write");
}

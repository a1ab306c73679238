//! Damage to a notebook's files, bit by bit: what is damaged is said to be so in words that hold, what can be read is
//! taken out, nothing that was confirmed goes unmentioned, and with the file put right everything goes on. Full disks
//! and folders that cannot be written stand in `disk.rs`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "a test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use app::Failure;
use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, disk, wardbookctl};
use wardbook_tests::versions::fixture::{self, Fixture};

const PAGE: usize = 4_096;

fn begun(folder: &Path) -> Laptop {
    let laptop = Laptop::new(folder);
    let begin = json!({
        "name": "Amara Lewis", "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE, "boundaries": "2022",
    });
    laptop.act("notebook_create", begin);
    laptop
}

fn try_to_unlock(laptop: &Laptop) -> Result<Value, Failure> {
    laptop.app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE }))
}

/// A refusal that somebody can live with: what happened, what is safe, what to do.
fn calm(failure: &Failure) {
    let words = &failure.message;
    assert!(words.split(". ").count() >= 2, "{words}");
    let safe = ["safe", "unchanged", "still there", "Nothing was", "nothing was"];
    assert!(safe.iter().any(|said| words.contains(said)), "it says what is safe: {words}");
    for jargon in ["SQL", "sqlite", "panic", "error code", "serde", "EOF", "line 1"] {
        assert!(!words.contains(jargon), "“{jargon}” helps nobody: {words}");
    }
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        if entry.path().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// The notes of an export, and what was said beside it.
struct TakenOut {
    texts: BTreeSet<String>,
    said: String,
}

/// By the terminal, as words about damage advise.
fn taken_out(profile: &Path, to: &Path) -> Result<TakenOut, String> {
    let output = Command::new(wardbookctl())
        .arg("--profile")
        .arg(profile)
        .arg("export")
        .arg(to)
        .args(["--recipient", "Amara Lewis", "--purpose", "To have them at hand"])
        .env("WARDBOOK_PASSPHRASE", PASSPHRASE)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    if !output.status.success() {
        return Err(said);
    }
    let names_json = |file: &PathBuf| file.extension().is_some_and(|end| end.to_string_lossy().starts_with("json"));
    let lines = std::fs::read_to_string(disk::files(to).into_iter().find(names_json).unwrap()).unwrap();
    let notes = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let texts = notes.filter_map(|note| note["text"].as_str().map(str::to_owned)).collect();
    Ok(TakenOut { texts, said })
}

#[test]
fn a_key_file_that_is_empty_cut_short_or_altered_in_any_place_is_said_to_be_damaged_and_no_try_is_lost_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let laptop = begun(&profile);
    laptop.record("Addison", "Two mopeds");
    drop(laptop);
    let keys = profile.join("keys");
    let good = std::fs::read(&keys).unwrap();
    let database = std::fs::read(profile.join("wardbook.db")).unwrap();
    let mut altered: Vec<(String, Vec<u8>)> =
        [0, 1, good.len() / 3, good.len() - 2].map(|end| (format!("cut at {end}"), good[..end].to_vec())).to_vec();
    altered.push(("zeros".to_owned(), vec![0; good.len()]));
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        altered.push((format!("byte {at} altered"), bytes));
    }
    let mut opened = 0;
    for (how, bytes) in &altered {
        std::fs::write(&keys, bytes).unwrap();
        let laptop = Laptop::new(&profile);
        match try_to_unlock(&laptop) {
            // What was altered is the label, the other way in, or a count.
            Ok(_) => {
                opened += 1;
                assert_eq!(laptop.texts(), ["Two mopeds"], "{how}");
            }
            // A count of wrong tries that was altered begins a wait; a number, another version.
            Err(failure) => {
                if failure.code != "wait" {
                    calm(&failure);
                }
                let codes = ["keys-damaged", "newer-file", "wait"];
                assert!(codes.contains(&failure.code.as_str()), "{how}: {}: {}", failure.code, failure.message);
                assert_eq!(std::fs::read(&keys).unwrap(), *bytes, "{how}: what is left of it is not written over");
            }
        }
        drop(laptop);
        std::fs::write(&keys, &good).unwrap();
    }
    assert!(opened > 0 && opened < altered.len() / 2, "{opened} of {} opened", altered.len());
    // Put back from a copy of the folder, it opens at once.
    assert!(database.len() > PAGE);
    let laptop = Laptop::new(&profile);
    try_to_unlock(&laptop).unwrap();
    assert_eq!(laptop.texts(), ["Two mopeds"]);
    assert_eq!(laptop.act("verify", json!({}))["fault"], Value::Null);
}

#[test]
fn whichever_page_of_a_notebook_is_damaged_what_can_be_read_is_taken_out_and_what_is_missing_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let laptop = begun(&profile);
    let all: BTreeSet<String> = (0..40).map(|nth| format!("Note {nth}: {}", "long ".repeat(400))).collect();
    for text in &all {
        laptop.record("Addison", text);
    }
    let backup = folder.path().join("kept.wardbook");
    laptop.act("backup", json!({ "file": backup }));
    drop(laptop);
    let good = std::fs::read(profile.join("wardbook.db")).unwrap();
    let pages = good.len() / PAGE;
    let (mut whole, mut in_part, mut nothing) = (0, 0, 0);
    for page in (0..pages).step_by((pages / 24).max(1)) {
        let damaged = folder.path().join(format!("damaged {page}"));
        copied(&profile, &damaged);
        let mut bytes = good.clone();
        bytes[page * PAGE + PAGE / 2] ^= 0x10;
        std::fs::write(damaged.join("wardbook.db"), &bytes).unwrap();
        let out = folder.path().join(format!("out {page}"));
        match taken_out(&damaged, &out) {
            Ok(taken) => {
                assert!(taken.texts.is_subset(&all), "page {page}: nothing is altered");
                if taken.texts == all {
                    whole += 1;
                } else {
                    in_part += 1;
                    assert!(taken.said.contains("could not be read"), "page {page}: {}", taken.said);
                }
            }
            Err(said) => {
                nothing += 1;
                assert!(said.contains("damaged") && said.contains("backup"), "page {page}: {said}");
                assert!(!out.exists(), "page {page}: half an export is none");
            }
        }
        assert!(!damaged.join("rescued").exists(), "page {page}: what was put together is gone");
        // The way out that its words tell: a backup in another folder.
        if page == 0 {
            let again = Laptop::new(&folder.path().join("again"));
            again.act("restore", json!({ "file": backup, "secret": PASSPHRASE }));
            assert_eq!(again.texts().len(), all.len());
        }
        // A check names it, where the notebook opens at all.
        let laptop = Laptop::new(&damaged);
        match try_to_unlock(&laptop) {
            Ok(_) => assert_ne!(laptop.act("verify", json!({}))["fault"], Value::Null, "page {page}"),
            Err(failure) => {
                assert_eq!(failure.code, "damaged", "page {page}");
                calm(&failure);
            }
        }
    }
    println!("{pages} pages: all taken out {whole} times, in part {in_part} times, nothing {nothing} times");
    assert!(whole > 0 && in_part > 0 && nothing < (whole + in_part) / 2);
}

/// A copy of the folder as it is while the notebook is open, with its write-ahead log.
fn at_work(folder: &Path) -> (PathBuf, Vec<String>) {
    let profile = folder.join("profile");
    let laptop = begun(&profile);
    let first: Vec<String> = (0..6).map(|nth| format!("Earlier {nth}")).collect();
    for text in &first {
        laptop.record("Addison", text);
    }
    // Folded into the file, as closing does.
    let laptop = laptop.reopen();
    for nth in 0..12 {
        laptop.record("Addison", &format!("Later {nth:02}"));
    }
    let copy = folder.join("at work");
    copied(&profile, &copy);
    assert!(std::fs::metadata(copy.join("wardbook.db-wal")).unwrap().len() > 20 * PAGE as u64);
    drop(laptop);
    (copy, first)
}

#[test]
fn a_write_ahead_log_that_is_damaged_cut_or_gone_leaves_a_whole_notebook_of_an_earlier_moment() {
    let folder = tempfile::tempdir().unwrap();
    let (at_work, first) = at_work(folder.path());
    let log = std::fs::read(at_work.join("wardbook.db-wal")).unwrap();
    let flipped = |at: usize| {
        let mut bytes = log.clone();
        bytes[at] ^= 4;
        Some(bytes)
    };
    let half = log.len() / 2;
    for (how, bytes, everything) in [
        ("whole", Some(log.clone()), true),
        ("its first byte altered", flipped(0), false),
        ("a frame in the middle altered", flipped(half), false),
        ("its last byte altered", flipped(log.len() - 1), false),
        ("cut in the middle", Some(log[..half].to_vec()), false),
        ("empty", Some(Vec::new()), false),
        ("gone", None, false),
        ("zeros", Some(vec![0; log.len()]), false),
    ] {
        let place = folder.path().join(how);
        copied(&at_work, &place);
        let path = place.join("wardbook.db-wal");
        match &bytes {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => std::fs::remove_file(&path).unwrap(),
        }
        // Also with an index of the log that is nonsense: it is made anew.
        std::fs::write(place.join("wardbook.db-shm"), vec![0xa5; 32_768]).unwrap();
        let laptop = Laptop::new(&place);
        try_to_unlock(&laptop).unwrap_or_else(|failure| panic!("{how}: {failure}"));
        let texts = laptop.texts();
        assert!(first.iter().all(|text| texts.contains(text)), "{how}: {texts:?}");
        let later: Vec<&String> = texts.iter().filter(|text| text.starts_with("Later")).collect();
        let until: Vec<String> = (0..later.len()).map(|nth| format!("Later {nth:02}")).collect();
        assert_eq!(later, until.iter().collect::<Vec<_>>(), "{how}: without a gap");
        assert!(!everything || later.len() == 12, "{how}: {texts:?}");
        assert_eq!(laptop.act("verify", json!({}))["fault"], Value::Null, "{how}");
        laptop.record("Addison", "And on");
        println!("{how}: {} of 12", later.len());
    }
}

#[test]
fn a_notebook_that_cannot_be_brought_to_this_version_is_left_as_it_was_and_its_notes_can_be_taken_out() {
    for name in fixture::ALL {
        let fixture = Fixture::copied(name);
        let database = fixture.notebook().join("wardbook.db");
        // The step that takes everything to today's form meets what it did not expect.
        disk::stand_in_the_way(&database, &fixture.key());
        let before = disk::values(&database, &fixture.key());
        let laptop = Laptop::on(&fixture.notebook(), fixture.at());
        let failure = try_to_unlock(&laptop).unwrap_err();
        assert_eq!(failure.code, "not-updated", "{name}: {}", failure.message);
        calm(&failure);
        assert!(failure.message.contains("wardbookctl export"), "{}", failure.message);
        assert!(failure.message.contains(&fixture.notebook().display().to_string()), "{}", failure.message);
        assert_eq!(disk::values(&database, &fixture.key()), before, "{name}: nothing of it was changed");

        // Everything that it showed in its own version can be taken out.
        assert_eq!(laptop.app.open_to_take_out(PASSPHRASE).unwrap(), 0);
        let out = fixture.beside("out");
        let export = json!({
            "folder": out, "recipient": "Sam Whitfield", "purpose": "To have them at hand", "recipient_kind": "own",
        });
        let exported = laptop.act("export", export);
        let held = laptop.texts().len();
        assert!(held > 3, "{name}: {held} notes");
        assert_eq!(exported["notes"], held, "{name}");
        laptop.act("lock", json!({}));
        assert_eq!(disk::values(&database, &fixture.key()), before, "{name}: nothing of it was changed");

        // With what was in the way gone, it is brought to today's form, with all that it had.
        disk::out_of_the_way(&database, &fixture.key());
        try_to_unlock(&laptop).unwrap();
        assert_eq!(laptop.texts().len(), held, "{name}");
        assert_eq!(laptop.act("verify", json!({}))["fault"], Value::Null, "{name}");
    }
}

#[test]
fn the_terminal_exports_from_a_notebook_that_cannot_be_brought_to_this_version_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let laptop = begun(&profile);
    laptop.record("Addison", "Two mopeds");
    let again = laptop.record("Addison", "A bin on fire");
    laptop.act("note_amend", json!({ "id": again, "text": "It is out" }));
    drop(laptop);
    let keys = store::keyfile::KeyFile::read(&profile.join("keys")).unwrap();
    let key = keys.open_unlocked(store::keyfile::Secret::Passphrase(PASSPHRASE)).unwrap();
    // As an earlier version would have left it, with its last step in the way of itself.
    disk::as_of_the_format_before(&profile.join("wardbook.db"), &key);
    let laptop = Laptop::new(&profile);
    assert_eq!(try_to_unlock(&laptop).unwrap_err().code, "not-updated");
    drop(laptop);
    let taken = taken_out(&profile, &folder.path().join("out")).unwrap();
    let expected = ["A bin on fire", "Two mopeds"].map(str::to_owned);
    assert_eq!(taken.texts, expected.into_iter().collect());
    assert!(taken.said.contains("Nothing was changed"), "{}", taken.said);
    assert!(taken.said.contains("What could be read of it was exported"), "{}", taken.said);
    assert!(!profile.join("rescued").exists());
}

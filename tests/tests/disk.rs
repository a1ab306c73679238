//! A disk that is full, a folder that can't be written, files that are damaged or gone: calm words, a
//! way out, and nothing that was confirmed is lost.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use app::{App, Failure, SystemHost};
use serde_json::{Value, json};

const PASSPHRASE: &str = "copper lantern quiet harbour";

/// A small disk of its own. None, loudly, where this user may not mount one.
struct Disk {
    folder: PathBuf,
    _holder: tempfile::TempDir,
}

/// Written past the test harness, which shows what a passing test prints to nobody: a test that was not
/// run must not look like one that passed.
fn not_run() {
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    let line = format!(
        "\nNOT RUN: {name}\n    This user may not mount a small disk. Full and read-only disks are tested as root alone.\n"
    );
    let _ = std::io::stdout().write_all(line.as_bytes());
}

impl Disk {
    fn of(size: &str) -> Option<Self> {
        let holder = tempfile::tempdir().unwrap();
        let folder = holder.path().join("disk");
        std::fs::create_dir(&folder).unwrap();
        let option = format!("size={size}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &option, "tmpfs"]).arg(&folder).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            not_run();
            return None;
        }
        Some(Self { folder, _holder: holder })
    }

    fn remount(&self, how: &str) {
        let option = format!("remount,{how}");
        assert!(Command::new("mount").args(["-o", &option]).arg(&self.folder).status().unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).status();
    }
}

fn created(folder: &Path) -> App {
    let app = App::new(SystemHost::new(), folder);
    app.mutate(
        "",
        "notebook_create",
        json!({ "name": "Amara Lewis", "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE, "boundaries": "2022" }),
    )
    .unwrap();
    app
}

fn record(app: &App, text: &str) -> Result<Value, Failure> {
    app.mutate("", "note_record", json!({ "note": { "text": text, "ward": "Addison" } }))
}

fn unlock(app: &App) -> Result<Value, Failure> {
    app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE }))
}

fn total(app: &App) -> u64 {
    app.query("today", Value::Null).unwrap()["notes_total"].as_u64().unwrap()
}

#[test]
fn a_full_disk_refuses_in_words_keeps_what_was_confirmed_and_goes_on_when_there_is_room() {
    let Some(disk) = Disk::of("4m") else { return };
    std::fs::write(disk.folder.join("ballast"), vec![0; 1_500_000]).unwrap();
    let app = created(&disk.folder.join("profile"));
    let mut confirmed = 0;
    let refused = loop {
        match record(&app, &format!("{confirmed} {}", "long ".repeat(3_000))) {
            Ok(_) => confirmed += 1,
            Err(refused) => break refused,
        }
        assert!(confirmed < 10_000, "the disk never filled");
    };
    assert_eq!((refused.code.as_str(), refused.retryable), ("disk-full", true), "{}", refused.message);
    assert_eq!(total(&app), confirmed);
    std::fs::remove_file(disk.folder.join("ballast")).unwrap();
    record(&app, "there is room again").unwrap();
    drop(app);
    let app = App::new(SystemHost::new(), disk.folder.join("profile"));
    unlock(&app).unwrap();
    assert_eq!(total(&app), confirmed + 1);
    assert_eq!(app.mutate("", "verify", Value::Null).unwrap()["fault"], Value::Null);
}

#[test]
fn unlocking_on_a_full_disk_says_that_it_is_full_and_opens_once_there_is_room() {
    let Some(disk) = Disk::of("4m") else { return };
    let (by_passphrase, by_key) = (disk.folder.join("by-passphrase"), disk.folder.join("by-key"));
    let app = created(&by_passphrase);
    record(&app, "Two mopeds").unwrap();
    drop(app);
    let raw_key = wardbook_tests::killing::key();
    let app = App::new(SystemHost::new(), &by_key);
    app.found_with_key(raw_key.clone(), &wardbook_tests::killing::founding()).unwrap();
    drop(app);
    let ballast = disk.folder.join("ballast");
    fill(&ballast);
    // With a passphrase the try must be counted first; with a raw key SQLite is the first to need room.
    let app = App::new(SystemHost::new(), &by_passphrase);
    let refused = unlock(&app).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.retryable), ("disk-full", true), "{}", refused.message);
    let app_by_key = App::new(SystemHost::new(), &by_key);
    let refused = app_by_key.open_with_key(raw_key.clone()).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.retryable), ("disk-full", true), "{}", refused.message);
    assert!(!refused.message.contains("not recorded"), "nothing was being recorded: {}", refused.message);
    std::fs::remove_file(ballast).unwrap();
    unlock(&app).unwrap();
    assert_eq!(total(&app), 1);
    app_by_key.open_with_key(raw_key).unwrap();
}

/// Writes until the disk takes nothing more.
fn fill(ballast: &Path) {
    use std::io::Write;
    let mut file = std::fs::File::create(ballast).unwrap();
    for size in [64 * 1_024, 1_024, 1] {
        while file.write_all(&vec![0; size]).is_ok() {}
    }
}

#[test]
fn a_folder_that_cannot_be_written_says_so_and_opens_once_it_can() {
    let Some(disk) = Disk::of("8m") else { return };
    let profile = disk.folder.join("profile");
    let app = created(&profile);
    record(&app, "Two mopeds").unwrap();
    drop(app);
    disk.remount("ro");
    let app = App::new(SystemHost::new(), &profile);
    let refused = unlock(&app).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.retryable), ("read-only", true), "{}", refused.message);
    assert!(refused.message.contains(&profile.display().to_string()), "it names the folder: {}", refused.message);
    disk.remount("rw");
    unlock(&app).unwrap();
    assert_eq!(total(&app), 1);
}

#[test]
fn a_new_notebook_on_a_full_disk_leaves_none_behind() {
    let Some(disk) = Disk::of("200k") else { return };
    let app = App::new(SystemHost::new(), disk.folder.join("profile"));
    let create =
        json!({ "name": "Amara", "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE, "boundaries": "2022" });
    assert_eq!(app.mutate("", "notebook_create", create).unwrap_err().code, "disk-full");
    assert_eq!(app.query("session", Value::Null).unwrap()["stage"], "first-run");
}

#[test]
fn a_backup_to_a_full_disk_is_no_backup_and_leaves_no_file() {
    let Some(disk) = Disk::of("100k") else { return };
    let folder = tempfile::tempdir().unwrap();
    let app = created(&folder.path().join("profile"));
    record(&app, "Two mopeds").unwrap();
    let file = disk.folder.join("kept.wardbook");
    assert_eq!(app.mutate("", "backup", json!({ "file": file })).unwrap_err().code, "disk-full");
    assert_eq!(std::fs::read_dir(&disk.folder).unwrap().count(), 0, "not even one without a name");
    assert_eq!(app.query("session", Value::Null).unwrap()["sync"]["detail"], "No backup yet");
}

#[test]
fn an_export_to_a_full_disk_leaves_nothing_readable_and_goes_on_when_there_is_room() {
    let Some(disk) = Disk::of("300k") else { return };
    let folder = tempfile::tempdir().unwrap();
    let app = created(&folder.path().join("profile"));
    for n in 0..40 {
        record(&app, &format!("{n} {}", "long ".repeat(1_000))).unwrap();
    }
    let export = |target: &Path| {
        app.mutate("", "export", json!({ "folder": target, "recipient": "Helen Prior", "purpose": "handover" }))
    };
    let target = disk.folder.join("out");
    assert_eq!(export(&target).unwrap_err().code, "disk-full");
    assert!(!target.exists());
    assert_eq!(export(&folder.path().join("out")).unwrap()["notes"], 40);
}

#[test]
fn a_key_file_that_is_gone_or_damaged_has_its_own_words_and_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    drop(created(&profile));
    let keys = profile.join("keys");
    let good = std::fs::read(&keys).unwrap();
    std::fs::write(&keys, &good[..good.len() / 2]).unwrap();
    let app = App::new(SystemHost::new(), &profile);
    let session = app.query("session", Value::Null).unwrap();
    assert_eq!((&session["stage"], &session["code"]), (&json!("trouble"), &json!("keys-damaged")), "{session}");
    assert_eq!(unlock(&app).unwrap_err().code, "keys-damaged");
    assert_eq!(std::fs::read(&keys).unwrap(), &good[..good.len() / 2]);
    std::fs::remove_file(&keys).unwrap();
    assert_eq!(app.query("session", Value::Null).unwrap()["code"], "keys-missing");
    std::fs::write(&keys, good).unwrap();
    unlock(&app).unwrap();
}

#[test]
fn a_damaged_database_is_said_to_be_damaged_set_aside_whole_and_its_backup_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let app = created(&profile);
    for n in 0..40 {
        record(&app, &format!("{n} {}", "long ".repeat(500))).unwrap();
    }
    let backup = folder.path().join("kept.wardbook");
    app.mutate("", "backup", json!({ "file": backup })).unwrap();
    drop(app);
    let file = profile.join("wardbook.db");
    let mut bytes = std::fs::read(&file).unwrap();
    for byte in &mut bytes[..8_192] {
        *byte ^= 0x5a;
    }
    std::fs::write(&file, bytes).unwrap();
    let app = App::new(SystemHost::new(), &profile);
    let refused = unlock(&app).unwrap_err();
    assert_eq!(refused.code, "damaged", "{}", refused.message);
    // Set aside, whole, and the backup takes its place in the same folder.
    let damaged = std::fs::read(&file).unwrap();
    let aside = app.mutate("", "notebook_set_aside", Value::Null).unwrap();
    let aside = Path::new(aside["folder"].as_str().unwrap());
    assert_eq!(std::fs::read(aside.join("wardbook.db")).unwrap(), damaged);
    assert!(aside.join("keys").exists());
    assert_eq!(app.query("session", Value::Null).unwrap()["stage"], "first-run");
    app.mutate("", "restore", json!({ "file": backup, "secret": PASSPHRASE })).unwrap();
    assert_eq!(total(&app), 40);
}

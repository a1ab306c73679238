//! `backup`, `restore`, `export`, `verify`, `doctor`.

use serde_json::{Value, json};

use super::desk::*;

/// A desk with two notes, one amended and one withdrawn, and a backup of them.
fn desk_with_backup() -> (Desk, Value, String) {
    let (desk, created) = Desk::with_notebook();
    let first = desk.note("Addison", "Two mopeds by the launderette.");
    desk.json(&["note", "amend", &first, "--text", "Three."]);
    let second = desk.note("Grove", "Wrong street.");
    desk.json(&["note", "withdraw", &second, "--reason", "Another day."]);
    let file = desk.text_path("may.wardbook");
    let made = desk.json(&["backup", &file]);
    assert_eq!(made["file"], file);
    assert_eq!(made["bytes"], std::fs::metadata(&file).unwrap().len());
    (desk, created, file)
}

#[test]
fn a_restored_notebook_has_the_same_notes_and_a_new_device() {
    let (desk, created, file) = desk_with_backup();
    let other = desk.path("other");
    let restored = answer(&mut desk.command_on(&other, &["restore", &file, "--json"]));
    assert_eq!(restored["person"], "Amara Lewis");
    assert_ne!(restored["device"], created["device"]);

    let status = answer(&mut desk.command_on(&other, &["status", "--json"]));
    assert_eq!(status["device"], restored["device"]);
    let notes = answer(&mut desk.command_on(&other, &["note", "list", "--json"]));
    assert_eq!(notes.as_array().unwrap().len(), 2);
    assert_eq!(notes, desk.json(&["note", "list"]));
    // Both go on.
    answer(&mut desk.command_on(&other, &["note", "add", "--ward", "Grove", "--text", "After.", "--json"]));
    answer(&mut desk.command_on(&other, &["verify", "--json"]));
    assert_eq!(desk.json(&["status"])["device"], created["device"]);
}

#[test]
fn the_recovery_code_opens_a_backup_from_wherever_it_is_given() {
    let (desk, created, file) = desk_with_backup();
    let code = string(&created["recovery_code"]);
    let in_file = desk.file("code", &format!("{}\n", code.to_lowercase().replace('-', " ")));
    let restore = |name: &str, more: &[&str]| {
        let mut command = desk.command_on(&desk.path(name), &[&["restore", &file, "--json"], more].concat());
        command.env_remove("WARDBOOK_PASSPHRASE");
        command
    };
    answer(&mut restore("by option", &["--recovery-code-file", &in_file]));
    answer(restore("by environment", &[]).env("WARDBOOK_RECOVERY_CODE", &code));
    answer(restore("as passphrase", &[]).env("WARDBOOK_PASSPHRASE", &code));
}

#[test]
fn a_restore_that_is_refused_leaves_a_folder_another_try_can_use() {
    let (desk, _, file) = desk_with_backup();
    let other = desk.path("other");
    let restore = |file: &str| desk.command_on(&other, &["restore", file, "--json"]);
    assert_eq!(refusal(restore(&file).env("WARDBOOK_PASSPHRASE", "not this one")).0, "passphrase-wrong");
    assert_eq!(refusal(&mut restore("nowhere.wardbook")).0, "file-not-found");
    let letter = desk.file("letter.txt", "Dear all, this is no backup at all.");
    assert_eq!(refusal(&mut restore(&letter)).0, "not-a-backup");
    let mut bytes = std::fs::read(&file).unwrap();
    let end = bytes.len() - 1_000;
    bytes[end] ^= 1;
    std::fs::write(desk.path("bent.wardbook"), &bytes).unwrap();
    let bent = desk.text_path("bent.wardbook");
    let (code, _) = refusal(&mut restore(&bent));
    assert_eq!(code, "backup-damaged");
    assert_eq!(refusal(&mut desk.command_on(&other, &["status", "--json"])).0, "no-notebook");
    answer(&mut restore(&file));
}

#[test]
fn a_restore_into_a_folder_with_a_notebook_is_refused() {
    let (desk, created, file) = desk_with_backup();
    assert_eq!(desk.refused_code(&["restore", &file]), "exists");
    assert_eq!(desk.json(&["status"])["device"], created["device"]);
}

#[test]
fn a_backup_never_goes_over_a_file_that_is_there() {
    let (desk, _) = Desk::with_notebook();
    let letter = desk.file("letter.txt", "Dear all");
    assert_eq!(desk.refused_code(&["backup", &letter]), "file-exists");
    assert_eq!(std::fs::read_to_string(&letter).unwrap(), "Dear all");
}

#[test]
fn a_backup_is_remembered_and_holds_nothing_readable() {
    let (desk, _, file) = desk_with_backup();
    assert!(desk.text(&["status"]).contains("Last backup"));
    let bytes = std::fs::read(&file).unwrap();
    for word in ["mopeds", "Amara", "Addison"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
}

#[test]
fn an_export_names_recipient_and_purpose_and_holds_every_note() {
    let (desk, _, _) = desk_with_backup();
    let folder = desk.text_path("for the committee");
    let exported = desk.json(&["export", &folder, "--recipient", "Policy committee", "--purpose", "Review in May"]);
    assert_eq!(exported["folder"], folder);
    for name in ["notes.csv", "notes.jsonl", "index.html"] {
        let text = std::fs::read_to_string(desk.path("for the committee").join(name)).unwrap();
        for held in ["mopeds", "Policy committee", "Review in May"] {
            assert!(text.contains(held), "{held} in {name}");
        }
    }
    assert_eq!(
        desk.refused_code(&["export", &folder, "--recipient", "Policy committee", "--purpose", "Again"]),
        "folder-not-empty"
    );
    let blank = |recipient: &str, purpose: &str| {
        desk.refused_code(&["export", &desk.text_path("blank"), "--recipient", recipient, "--purpose", purpose])
    };
    assert_eq!(blank(" ", "Review"), "recipient-missing");
    assert_eq!(blank("Committee", " "), "purpose-missing");
    assert!(!desk.path("blank").exists());
}

#[test]
fn an_export_for_another_agency_is_redacted_marked_and_says_until_when() {
    let (desk, _, _) = desk_with_backup();
    let export = |folder: &str, more: &[&str]| {
        let path = desk.text_path(folder);
        let line = ["export", &path, "--recipient", "Housing", "--purpose", "A visit"];
        desk.json(&[line.as_slice(), more].concat())
    };
    export("agency", &["--recipient-kind", "agency"]);
    let text = std::fs::read_to_string(desk.path("agency").join("notes.jsonl")).unwrap();
    assert!(text.contains("mopeds") && text.contains("OFFICIAL-SENSITIVE") && !text.contains("Amara"), "{text}");
    let counts = export("committee", &["--recipient-kind", "committee"]);
    assert_eq!(counts["files"], serde_json::json!(["counts.csv", "counts.jsonl", "index.html"]));
    let refused = |more: &[&str]| {
        let path = desk.text_path("none");
        let line = ["export", &path, "--recipient", "Housing", "--purpose", "A visit"];
        desk.refused_code(&[line.as_slice(), more].concat())
    };
    assert_eq!(refused(&["--recipient-kind", "press"]), "not-a-recipient-kind");
    assert_eq!(refused(&["--until", "2020-01-01"]), "bad-until");
    assert!(!desk.path("none").exists());
}

#[test]
fn verify_counts_what_it_read_and_grows_with_what_was_written() {
    let (desk, _) = Desk::with_notebook();
    let before = desk.json(&["verify"]);
    assert_eq!(keys(&before), ["changes", "records", "streams"]);
    let id = desk.note("Grove", "One.");
    desk.json(&["note", "amend", &id, "--text", "Two."]);
    let after = desk.json(&["verify"]);
    let grown = |field: &str| after[field].as_u64().unwrap() - before[field].as_u64().unwrap();
    assert!(grown("changes") >= 2 && grown("records") >= 2, "{before} {after}");
    assert_eq!(after["records"], desk.json(&["status"])["records"]);
    assert!(desk.text(&["verify"]).starts_with("Everything holds"));
}

#[test]
fn a_damaged_page_is_found_by_verify_and_told_by_doctor() {
    let (desk, _) = Desk::with_notebook();
    for count in 0..4 {
        desk.note("Grove", &format!("{count} {}", "A long evening. ".repeat(1_500)));
    }
    let database = desk.profile().join("wardbook.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let last_page = bytes.len() - 2_000;
    bytes[last_page] ^= 1;
    std::fs::write(&database, bytes).unwrap();

    let (code, message) = desk.refused(&["verify"]);
    assert!(["verify-failed", "damaged"].contains(&code.as_str()), "{code}: {message}");
    let doctor = desk.command(&["doctor", "--json"]).output().unwrap();
    assert_eq!(doctor.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    assert_eq!(found["ok"], json!(false));
    assert_eq!(code_and_message(&doctor).0, "doctor");
}

#[test]
fn doctor_looks_at_a_sound_notebook_and_finds_nothing_bad() {
    let (desk, _) = Desk::with_notebook();
    let found = desk.json(&["doctor"]);
    assert_eq!(found["ok"], json!(true));
    let checks = found["checks"].as_array().unwrap();
    assert!(checks.iter().all(|check| check["result"] != "bad"), "{found}");
    assert!(checks.iter().any(|check| check["id"] == "database" && check["result"] == "good"), "{found}");
}

#[test]
fn a_lost_key_file_is_told_in_words_that_help() {
    let (desk, _) = Desk::with_notebook();
    std::fs::remove_file(desk.profile().join("keys")).unwrap();
    let (code, message) = desk.refused(&["status"]);
    assert_eq!(code, "keys-missing");
    assert!(message.contains("restore a backup"), "{message}");
    assert_eq!(desk.refused_code(&["new", "--name", "Amara Lewis"]), "exists");
    let doctor = desk.command(&["doctor", "--json"]).output().unwrap();
    assert_eq!(doctor.status.code(), Some(1));
}

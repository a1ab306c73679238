//! `new`, `status`, passphrases, and how misuse ends.

use std::process::{Command, Stdio};

use super::desk::*;

#[test]
fn a_new_notebook_answers_with_person_device_boundaries_and_recovery_code() {
    let (desk, created) = Desk::with_notebook();
    assert_eq!(keys(&created), ["boundaries", "device", "person", "recovery_code"]);
    assert_eq!(created["person"], "Amara Lewis");
    assert_eq!(created["boundaries"], "2022");
    let code = string(&created["recovery_code"]);
    assert_eq!(code.split('-').map(str::len).collect::<Vec<_>>(), [5; 6], "{code}");

    let status = desk.json(&["status"]);
    assert_eq!(
        keys(&status),
        [
            "attention",
            "conflicts",
            "device",
            "last_sync",
            "lease_until",
            "partnership",
            "pending",
            "person",
            "records",
            "role",
            "wards"
        ]
    );
    assert_eq!(status["person"], created["person"]);
    assert_eq!(status["device"], created["device"]);
    assert_eq!(status["wards"].as_array().unwrap().len(), 21);
    for empty in ["role", "last_sync", "lease_until"] {
        assert!(status[empty].is_null(), "{empty}");
    }
    for none in ["pending", "attention", "conflicts"] {
        assert_eq!(status[none], 0, "{none}");
    }
}

#[test]
fn people_read_a_calm_status_with_their_name_first() {
    let (desk, _) = Desk::with_notebook();
    let text = desk.text(&["status"]);
    assert!(text.starts_with("Amara Lewis\n  Kept on this computer only. No backup yet.\n"), "{text}");
    assert!(text.contains("21 wards (boundaries of 2022)"), "{text}");
}

#[test]
fn the_older_boundaries_can_be_chosen_and_hold_their_own_wards() {
    let desk = Desk::empty();
    let created = desk.json(&["new", "--name", "Tom Reid", "--boundaries", "2014"]);
    assert_eq!(created["boundaries"], "2014");
    let note = desk.json(&["note", "add", "--ward", "addison", "--text", "Quiet evening."]);
    assert_eq!(note["ward"], "E05000250");
    assert_eq!(desk.refused_code(&["note", "add", "--ward", "E05013733", "--text", "x"]), "ward-other-set");
}

#[test]
fn a_folder_that_holds_a_notebook_is_refused_and_left_alone() {
    let (desk, created) = Desk::with_notebook();
    assert_eq!(desk.refused_code(&["new", "--name", "Somebody Else"]), "exists");
    assert_eq!(desk.json(&["status"])["device"], created["device"]);
}

#[test]
fn a_folder_without_a_notebook_says_so_whatever_is_asked_and_stays_empty() {
    let desk = Desk::empty();
    for arguments in [&["status"][..], &["verify"], &["doctor"], &["note", "list"], &["backup", "copy.wardbook"]] {
        assert_eq!(desk.refused_code(arguments), "no-notebook", "{arguments:?}");
    }
    assert!(!desk.profile().exists());
}

#[test]
fn a_blank_name_and_a_missing_passphrase_create_nothing() {
    let desk = Desk::empty();
    assert_eq!(desk.refused_code(&["new", "--name", "  "]), "name-blank");
    let (code, message) = refusal(desk.command(&["new", "--name", "Amara", "--json"]).env("WARDBOOK_PASSPHRASE", ""));
    assert_eq!(code, "passphrase-missing");
    assert!(message.contains("Nothing was changed."), "{message}");
    assert!(!desk.profile().join("keys").exists());
}

#[test]
fn the_passphrase_file_goes_before_the_environment() {
    let (desk, _) = Desk::with_notebook();
    let right = desk.file("right", &format!("{PASSPHRASE}\r\n"));
    answer(
        desk.command(&["status", "--json", "--passphrase-file", &right]).env("WARDBOOK_PASSPHRASE", "something else"),
    );
    let wrong = desk.file("wrong", "something else\n");
    assert_eq!(desk.refused_code(&["status", "--passphrase-file", &wrong]), "passphrase-wrong");
    let empty = desk.file("empty", "\n");
    assert_eq!(desk.refused_code(&["status", "--passphrase-file", &empty]), "passphrase-missing");
    assert_eq!(desk.refused_code(&["status", "--passphrase-file", "nowhere"]), "file-not-found");
}

#[test]
fn three_wrong_passphrases_cost_nothing_and_the_fourth_begins_a_wait() {
    let (desk, _) = Desk::with_notebook();
    let wrong = || refusal(desk.command(&["status", "--json"]).env("WARDBOOK_PASSPHRASE", "not this one"));
    for _ in 0..3 {
        assert_eq!(wrong().0, "passphrase-wrong");
    }
    assert_eq!(desk.json(&["status"])["person"], "Amara Lewis", "the right one opens at once");
    for _ in 0..3 {
        assert_eq!(wrong().0, "passphrase-wrong", "the right one made the count begin anew");
    }
    let (code, message) = wrong();
    assert_eq!(code, "wait");
    assert!(message.contains("5 seconds"), "{message}");
    assert_eq!(desk.refused_code(&["status"]), "wait", "the right one waits too");
    std::thread::sleep(std::time::Duration::from_secs(6));
    assert_eq!(desk.json(&["status"])["person"], "Amara Lewis");
}

#[test]
fn misuse_ends_with_2_and_changes_nothing() {
    let desk = Desk::empty();
    for arguments in [
        &["new"][..],
        &["new", "--name", "Amara", "--boundaries", "1999"],
        &["note", "add", "--text", "x"],
        &["note", "list", "--limit", "many"],
        &["export", "folder", "--recipient", "Committee"],
        &["fly"],
        &["status", "--loudly"],
    ] {
        let plain = desk.command(arguments).output().unwrap();
        assert_eq!(plain.status.code(), Some(2), "{arguments:?}");
        assert!(plain.stdout.is_empty() && !plain.stderr.is_empty(), "{arguments:?}");
        let json = desk.command(arguments).arg("--json").output().unwrap();
        assert_eq!(json.status.code(), Some(2), "{arguments:?}");
        assert!(json.stdout.is_empty(), "{arguments:?}");
        assert_eq!(code_and_message(&json).0, "misuse");
    }
    assert!(!desk.profile().exists());
}

#[test]
fn help_lists_what_works_and_nothing_else() {
    let output = Command::new(env!("CARGO_BIN_EXE_wardbookctl")).arg("--help").stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success());
    let help = String::from_utf8(output.stdout).unwrap();
    let commands: Vec<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert_eq!(
        commands,
        [
            "new",
            "join",
            "reintroduce",
            "status",
            "sync",
            "triage",
            "briefing",
            "plan",
            "action",
            "conflict",
            "outbox",
            "note",
            "export",
            "backup",
            "restore",
            "file",
            "sealed",
            "unsent",
            "verify",
            "doctor",
            "help"
        ]
    );
}

#[test]
fn refusals_for_people_are_sentences_on_stderr() {
    let desk = Desk::empty();
    let output = desk.command(&["status"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("There is no notebook in ") && said.ends_with(".\n"), "{said}");
}

#[test]
fn a_missing_passphrase_without_a_terminal_is_refused_and_not_waited_for() {
    let (desk, _) = Desk::with_notebook();
    // Of its own session, so that no terminal is there to ask at.
    let Ok(output) = Command::new("setsid")
        .arg("--wait")
        .arg(env!("CARGO_BIN_EXE_wardbookctl"))
        .args(["status", "--json", "--profile"])
        .arg(desk.profile())
        .env_remove("WARDBOOK_PASSPHRASE")
        .stdin(Stdio::null())
        .output()
    else {
        return; // A system without setsid.
    };
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(code_and_message(&output).0, "passphrase-missing");
}

#[test]
fn a_notebook_that_was_moved_says_so_once_on_stderr_and_scripts_read_clean_answers() {
    let (desk, created) = Desk::with_notebook();
    let moved = desk.path("elsewhere");
    std::fs::rename(desk.profile(), &moved).unwrap();
    let first = desk.command_on(&moved, &["note", "list"]).output().unwrap();
    assert!(first.status.success());
    let said = String::from_utf8(first.stderr).unwrap();
    assert!(said.contains("opened somewhere else") && said.contains("new device"), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    let second = desk.command_on(&moved, &["note", "list"]).output().unwrap();
    assert!(second.stderr.is_empty(), "{}", String::from_utf8_lossy(&second.stderr));

    std::fs::rename(&moved, desk.profile()).unwrap();
    let status = desk.json(&["status"]);
    assert_ne!(status["device"], created["device"]);
}

#[test]
fn a_recovery_code_the_terminal_printed_is_not_asked_about_again() {
    let (desk, _) = Desk::with_notebook();
    assert!(!desk.text(&["status"]).contains("recovery code"));
}

//! `note add`, `amend`, `withdraw`, `list`, `show`.

use std::process::Stdio;

use serde_json::{Value, json};

use super::desk::*;

const FIELDS: [&str; 11] =
    ["amendments", "author", "feedback", "id", "receipt", "recorded_at", "state", "text", "topics", "ward", "when"];

fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|note| string(&note["id"])).collect()
}

#[test]
fn a_note_comes_back_to_the_letter_with_the_words_it_was_given() {
    let (desk, _) = Desk::with_notebook();
    let text = "  - Two lads by the launderette,\n\tone said “leave it”. \u{1f6b2} Café\u{301}\r\n";
    let note = desk.json(&[
        "note",
        "add",
        "--ward",
        "brook green",
        "--text",
        text,
        "--topic",
        "ROBBERY",
        "--topic",
        "Drug supply or use",
        "--how-known",
        "SAW IT",
        "--when",
        "2025-10-11T16:30",
        "--place",
        "the launderette",
        "--place-type",
        "Estate Block",
        "--residents",
        "3",
    ]);
    assert_eq!(keys(&note), FIELDS);
    assert_eq!(note["text"], text);
    assert_eq!(note["ward"], "E05013735");
    assert_eq!(note["topics"], json!(["robbery", "drug supply or use"]));
    assert_eq!(note["state"], "recorded");
    assert_eq!(note["when"], "2025-10-11T16:30");
    assert_eq!(note["author"], "Amara Lewis");
    assert_eq!(note["amendments"], json!([]));
    assert!(note["feedback"].is_null() && note["receipt"].is_null());
    assert!(string(&note["recorded_at"]).ends_with('Z'));

    let id = string(&note["id"]);
    assert_eq!(desk.json(&["note", "show", &id]), note);
    assert_eq!(desk.json(&["note", "list"]), json!([note]));
    let shown = desk.text(&["note", "show", &id]);
    for said in
        ["Brook Green (E05013735)", "Saw it", "the launderette · Estate block", "Robbery; Drug supply or use", &id]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
}

#[test]
fn a_day_without_a_time_stays_a_day_and_nothing_said_is_now() {
    let (desk, _) = Desk::with_notebook();
    let day = desk.json(&["note", "add", "--ward", "Lillie", "--text", "x", "--when", "2025-10-11"]);
    assert_eq!(day["when"], "2025-10-11");
    let now = desk.json(&["note", "add", "--ward", "Lillie", "--text", "x"]);
    assert_eq!(string(&now["when"]).len(), "2025-10-11T16:30".len());
}

#[test]
fn what_is_wrong_with_a_note_is_named_and_nothing_is_recorded() {
    let (desk, _) = Desk::with_notebook();
    let add = |more: &[&str]| desk.refused(&[&["note", "add"], more].concat());

    assert_eq!(add(&["--ward", "Addison", "--text", " \n "]).0, "text-blank");
    // Windows hands over no longer a command line than this text alone.
    #[cfg(not(windows))]
    assert_eq!(add(&["--ward", "Addison", "--text", &"é".repeat(32_769)]).0, "text-too-long");
    let (code, message) = add(&["--ward", "Adisson", "--text", "x"]);
    assert_eq!(code, "ward-unknown");
    assert!(message.contains("Addison"), "the nearest names are offered: {message}");
    let (code, message) = add(&["--ward", "E05000250", "--text", "x"]);
    assert_eq!(code, "ward-other-set");
    assert!(message.contains("2014"), "the set it belongs to is named: {message}");
    for date in ["2025-02-31", "yesterday", "11/10/2025"] {
        assert_eq!(add(&["--ward", "Addison", "--text", "x", "--when", date]).0, "not-a-date", "{date}");
    }
    assert_eq!(add(&["--ward", "Addison", "--text", "x", "--when", "2025-10-11T25:00"]).0, "not-a-time");
    assert_eq!(add(&["--ward", "Addison", "--text", "x", "--when", "2999-01-01"]).0, "in-future");
    assert_eq!(add(&["--ward", "Addison", "--text", "x", "--topic", "gossip"]).0, "not-in-list");
    for residents in ["0", "-4"] {
        assert_eq!(add(&["--ward", "Addison", "--text", "x", "--residents", residents]).0, "residents");
    }
    assert_eq!(desk.json(&["note", "list"]), json!([]));
    assert_eq!(desk.text(&["note", "list"]), "No notes yet. Record the first with “note add”.\n");
}

/// Windows hands over no longer a command line than this text alone.
#[cfg(not(windows))]
#[test]
fn the_longest_text_is_taken_whole() {
    let (desk, _) = Desk::with_notebook();
    let text = "é".repeat(32_768);
    let note = desk.json(&["note", "add", "--ward", "Grove", "--text", &text]);
    assert_eq!(note["text"], text);
}

#[test]
fn an_amendment_stands_beside_the_first_text() {
    let (desk, _) = Desk::with_notebook();
    let id = desk.note("Munster", "Three people by the gate.");
    let note = desk.json(&["note", "amend", &id, "--text", "It was four."]);
    assert_eq!(note["id"], id);
    assert_eq!(note["text"], "Three people by the gate.");
    let amendment = &note["amendments"][0];
    assert_eq!(keys(amendment), ["at", "author", "id", "text"]);
    assert_eq!((&amendment["text"], &amendment["author"]), (&json!("It was four."), &json!("Amara Lewis")));
    assert_eq!(desk.json(&["note", "show", &id]), note);

    assert_eq!(desk.refused_code(&["note", "amend", &id, "--text", ""]), "text-blank");
    let shown = desk.text(&["note", "show", &id]);
    assert!(shown.contains("  Three people by the gate.\n") && shown.contains("  It was four.\n"), "{shown}");
}

#[test]
fn a_withdrawn_note_keeps_its_text_and_is_withdrawn_once() {
    let (desk, _) = Desk::with_notebook();
    let id = desk.note("Munster", "Wrong street.");
    assert_eq!(desk.refused_code(&["note", "withdraw", &id, "--reason", " "]), "reason-missing");
    let note = desk.json(&["note", "withdraw", &id, "--reason", "It was another day."]);
    assert_eq!((&note["state"], &note["text"]), (&json!("withdrawn"), &json!("Wrong street.")));
    assert_eq!(desk.refused_code(&["note", "withdraw", &id, "--reason", "Again."]), "already-withdrawn");
    assert!(desk.text(&["note", "show", &id]).contains("It was another day."));
}

#[test]
fn an_id_that_is_none_is_told_as_not_found() {
    let (desk, _) = Desk::with_notebook();
    for id in ["nothing", "01990000-0000-7000-8000-000000000000"] {
        assert_eq!(desk.refused_code(&["note", "show", id]), "not-found");
        assert_eq!(desk.refused_code(&["note", "amend", id, "--text", "x"]), "not-found");
        assert_eq!(desk.refused_code(&["note", "withdraw", id, "--reason", "x"]), "not-found");
    }
}

#[test]
fn lists_are_narrowed_by_ward_words_and_state() {
    let (desk, _) = Desk::with_notebook();
    let mopeds = desk.note("Addison", "Two mopeds by the launderette.");
    let lights = desk.note("E05013739", "The lights are out again.");
    let gone = desk.note("Addison", "A moped, but the wrong day.");
    desk.json(&["note", "withdraw", &gone, "--reason", "Wrong day."]);

    let list = |more: &[&str]| ids(&desk.json(&[&["note", "list"], more].concat()));
    assert_eq!(list(&[]).len(), 3);
    assert_eq!(list(&["--ward", "fulham town"]), [lights.as_str()]);
    assert_eq!(list(&["--ward", "E05013733", "--state", "Recorded"]), [mopeds.as_str()]);
    assert_eq!(list(&["--state", "withdrawn"]), [gone.as_str()]);
    assert_eq!(list(&["--state", "in-plan"]), [""; 0]);
    assert_eq!(list(&["--query", "LAUNDERETTE"]), [mopeds.as_str()]);
    assert_eq!(list(&["--query", "nothing like it"]), [""; 0]);
    assert_eq!(list(&["--limit", "2"]).len(), 2);
    assert_eq!(list(&["--limit", "0"]).len(), 0);

    assert_eq!(desk.refused_code(&["note", "list", "--ward", "Nowhere"]), "ward-unknown");
    assert_eq!(desk.refused_code(&["note", "list", "--state", "lost"]), "not-a-state");

    let text = desk.text(&["note", "list", "--limit", "1"]);
    assert!(text.ends_with("\nThe first 1; there are more.\n"), "{text}");
    assert_eq!(desk.text(&["note", "list", "--query", "zebra"]), "No notes match.\n");
}

#[test]
fn recording_for_people_gives_the_id_and_a_second_look_that_stops_nobody() {
    let (desk, _) = Desk::with_notebook();
    let said = desk.text(&["note", "add", "--ward", "Lillie", "--text", "His sister told me he carries a knife."]);
    assert!(said.starts_with("Recorded on this device.\n"), "{said}");
    assert!(said.contains("Worth a second look"), "{said}");
    let list = desk.json(&["note", "list"]);
    assert!(said.contains(&ids(&list)[0]), "{said}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let (desk, _) = Desk::with_notebook();
    desk.note("Lillie", &"A long evening. ".repeat(2_000));
    for arguments in [&["note", "list", "--json"][..], &["note", "list"]] {
        let mut running = desk.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(running.stdout.take());
        let output = running.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn several_terminals_at_once_record_every_note_once() {
    let (desk, _) = Desk::with_notebook();
    let running: Vec<_> = (0..4)
        .map(|number| {
            let text = format!("Note {number}");
            let mut command = desk.command(&["note", "add", "--ward", "Grove", "--text", &text]);
            command.stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in running {
        assert!(child.wait().unwrap().success());
    }
    let list = desk.json(&["note", "list"]);
    let mut texts: Vec<String> = list.as_array().unwrap().iter().map(|note| string(&note["text"])).collect();
    texts.sort();
    assert_eq!(texts, ["Note 0", "Note 1", "Note 2", "Note 3"]);
    desk.json(&["verify"]);
}

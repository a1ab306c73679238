//! Amara keeps a notebook on one laptop: its notes, drafts and backup, as window and terminal call the use cases.

mod laptop;

use std::sync::{Arc, Mutex};

use app::{App, ChangeTopic};
use laptop::*;
use serde_json::{Value, json};

#[test]
fn a_note_is_recorded_amended_withdrawn_and_every_step_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    let id = record(&app, "  Two mopeds by the launderette.\n\nGone by eight. ");
    let note = app.query("note", json!({ "id": id })).unwrap();
    assert_eq!(note["text"], "  Two mopeds by the launderette.\n\nGone by eight. ", "kept to the letter");
    assert_eq!(note["state"]["id"], "recorded");
    assert_eq!(note["ward"]["code"], "E05013733");

    laptop.wait(60);
    let amended = app.mutate("", "note_amend", json!({ "id": id, "text": "One had no plate." })).unwrap();
    let amendment = amended["amendment"].as_str().unwrap();
    assert_eq!(listed(&app, json!({ "query": "plate" })).len(), 1, "found by what was added");
    app.mutate("", "amendment_take_back", json!({ "id": amendment })).unwrap();
    assert_eq!(listed(&app, json!({ "query": "plate" })).len(), 0);
    app.mutate("", "amendment_restore", json!({ "id": amendment })).unwrap();
    assert_eq!(listed(&app, json!({ "query": "plate" })).len(), 1);

    assert_eq!(code(app.mutate("", "note_withdraw", json!({ "id": id, "reason": "  " }))), "reason-missing");
    app.mutate("", "note_withdraw", json!({ "id": id, "reason": "It was the next street." })).unwrap();
    assert_eq!(code(app.mutate("", "note_withdraw", json!({ "id": id, "reason": "again" }))), "already-withdrawn");
    let note = app.query("note", json!({ "id": id })).unwrap();
    assert_eq!(note["state"]["id"], "withdrawn");
    assert_eq!(note["withdrawal"]["reason"], "It was the next street.");
    assert_eq!(note["text"], "  Two mopeds by the launderette.\n\nGone by eight. ", "the history stays readable");
    app.mutate("", "note_reinstate", json!({ "id": id })).unwrap();
    assert_eq!(code(app.mutate("", "note_reinstate", json!({ "id": id }))), "not-withdrawn");

    let note = app.query("note", json!({ "id": id })).unwrap();
    let history: Vec<&str> =
        note["history"].as_array().unwrap().iter().map(|step| step["what"].as_str().unwrap()).collect();
    assert_eq!(
        history,
        ["Recorded", "Amended", "Amendment taken back", "Amendment put back", "Withdrawn", "Withdrawal taken back"]
    );
    app.mutate("", "note_pin", json!({ "id": id, "pinned": true })).unwrap();
    assert_eq!(app.query("today", Value::Null).unwrap()["pinned"].as_array().unwrap().len(), 1);
    app.mutate("", "note_pin", json!({ "id": id, "pinned": false })).unwrap();
    assert_eq!(app.query("today", Value::Null).unwrap()["pinned"].as_array().unwrap().len(), 0);
    assert_eq!(app.mutate("", "verify", Value::Null).unwrap()["fault"], Value::Null);
}

#[test]
fn everything_that_needs_mending_is_said_at_once_and_nothing_is_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    let refused = app
        .mutate(
            "",
            "note_record",
            json!({ "note": {
                "text": "", "ward": "Adison", "topics": ["nonsense"], "residents": 0,
                "when": { "kind": "date", "day": "31", "month": "2", "year": "2026", "time": "" },
            }}),
        )
        .unwrap_err();
    let fields: Vec<&str> = refused.field_errors.iter().map(|error| error.field.as_str()).collect();
    for field in ["text", "ward", "when", "topics", "residents"] {
        assert!(fields.contains(&field), "{field} in {fields:?}");
    }
    assert!(refused.message.contains("31 February"), "{}", refused.message);
    assert!(refused.message.contains("Addison"), "the nearest name is offered: {}", refused.message);
    assert_eq!(listed(&app, json!({})).len(), 0);
    let future = json!({ "note": { "text": "x", "ward": "Addison", "when": { "kind": "iso", "text": "2026-11-23" } } });
    assert_eq!(code(app.mutate("", "note_record", future)), "in-future");
    let other_set = json!({ "note": { "text": "x", "ward": "E05000250" } });
    assert_eq!(code(app.mutate("", "note_record", other_set)), "ward-other-set");
}

#[test]
fn the_longest_text_with_the_longest_place_is_recorded_and_a_longer_place_is_told_as_the_place() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    // The widest letters there are: what fits is counted in letters, not in bytes.
    let note = |place: usize| {
        let (text, place) = ("𝄞".repeat(32_768), "𝄞".repeat(place));
        app.mutate("", "note_record", json!({ "note": { "text": text, "place": place, "ward": "Addison" } }))
    };
    note(200).unwrap();
    let refused = note(201).unwrap_err();
    assert_eq!((refused.code.as_str(), refused.field_errors[0].field.as_str()), ("place-too-long", "place"));
    assert!(refused.message.starts_with("The place is 1 character too long"), "{}", refused.message);
    let export = json!({ "folder": folder.path().join("out"), "recipient": "x".repeat(300_000), "purpose": "x" });
    let refused = app.mutate("", "export", export).unwrap_err();
    assert_eq!(refused.code, "too-large", "whatever else is too much is told as that");
    for said in ["comes to 294 KB", "at most 256 KB", "Nothing you wrote was cut"] {
        assert!(refused.message.contains(said), "{said}: {}", refused.message);
    }
    assert!(!folder.path().join("out").exists());
}

#[test]
fn a_draft_is_kept_at_each_pause_and_goes_with_the_note_it_becomes() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    let saved = app.mutate("", "draft_save", json!({ "note": { "text": "Two mop" } })).unwrap();
    let id = saved["id"].as_str().unwrap();
    laptop.wait(2);
    app.mutate("", "draft_save", json!({ "id": id, "note": { "text": "Two mopeds", "ward": "E05013733" } })).unwrap();
    let draft = app.query("draft", json!({ "id": id })).unwrap();
    assert_eq!(draft["note"]["text"], "Two mopeds");
    app.mutate("", "draft_delete", json!({ "id": id })).unwrap();
    assert_eq!(app.query("drafts", Value::Null).unwrap()["rows"].as_array().unwrap().len(), 0);
    app.mutate("", "draft_restore", json!({ "id": id })).unwrap();
    app.mutate("", "note_record", json!({ "note": { "text": "Two mopeds", "ward": "Addison" }, "draft": id })).unwrap();
    assert_eq!(app.query("drafts", Value::Null).unwrap()["rows"].as_array().unwrap().len(), 0);
}

#[test]
fn a_half_written_amendment_outlives_a_crash_and_goes_when_it_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    let id = record(&app, "Two mopeds");
    let save = |app: &App, text: &str| {
        app.mutate("", "addition_save", json!({ "note": id, "kind": "amendment", "text": text })).unwrap();
    };
    save(&app, "One had no");
    save(&app, "One had no pla");
    drop(app);
    let app = App::new(laptop, folder.path());
    app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
    assert_eq!(app.query("note", json!({ "id": id })).unwrap()["begun"][0]["text"], "One had no pla");
    assert_eq!(app.query("drafts", Value::Null).unwrap()["rows"][0]["about"]["note"], json!(id));
    app.mutate("", "note_amend", json!({ "id": id, "text": "One had no plate." })).unwrap();
    assert_eq!(app.query("note", json!({ "id": id })).unwrap()["begun"], json!([]));
    save(&app, "More");
    save(&app, " ");
    assert_eq!(app.query("drafts", Value::Null).unwrap()["rows"], json!([]));
}

#[test]
fn screens_are_told_what_changed_and_by_whom_and_another_program_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    let heard: Arc<Mutex<Vec<(Vec<ChangeTopic>, Option<String>)>>> = Arc::default();
    let ear = Arc::clone(&heard);
    app.on_change(move |event| ear.lock().unwrap().push((event.topics, event.request_id)));
    app.mutate("window-7", "note_record", json!({ "note": { "text": "x", "ward": "Addison" } })).unwrap();
    assert_eq!(heard.lock().unwrap().pop().unwrap(), (vec![ChangeTopic::Notes], Some("window-7".to_owned())));
    app.tick();
    assert!(heard.lock().unwrap().is_empty(), "its own writing is no news");

    let terminal = App::new(laptop, folder.path());
    terminal.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
    record(&terminal, "from the terminal");
    app.tick();
    assert!(heard.lock().unwrap().pop().unwrap().0.contains(&ChangeTopic::Notes));
    assert_eq!(listed(&app, json!({})).len(), 2);
    record(&app, "and from the window again");
    assert_eq!(app.mutate("", "verify", Value::Null).unwrap()["fault"], Value::Null);
}

#[test]
fn a_backup_made_while_open_is_restored_with_the_passphrase_or_the_code() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, recovery) = amara(&folder.path().join("here"));
    record(&app, "Two mopeds");
    app.mutate("", "recovery_code_kept", Value::Null).unwrap();
    let file = folder.path().join("kept.wardbook");
    let sync = |app: &App| app.query("session", Value::Null).unwrap()["sync"]["detail"].as_str().unwrap().to_owned();
    assert_eq!(sync(&app), "No backup yet");
    app.mutate("", "backup", json!({ "file": file })).unwrap();
    assert_eq!(sync(&app), "Last backup 22 Nov");
    assert_eq!(code(app.mutate("", "backup", json!({ "file": file }))), "file-exists");
    for (n, secret) in [PASSPHRASE, recovery.as_str()].into_iter().enumerate() {
        let there = App::new(laptop.clone(), folder.path().join(format!("there-{n}")));
        assert_eq!(code(there.mutate("", "restore", json!({ "file": file, "secret": "no" }))), "passphrase-wrong");
        let restored = there.mutate("", "restore", json!({ "file": file, "secret": secret })).unwrap();
        assert_eq!(restored["notes"], 1);
        assert_eq!(there.query("session", Value::Null).unwrap()["notices"][0]["id"], "restored");
        there.mutate("", "notice_dismiss", json!({ "id": "restored" })).unwrap();
        assert_eq!(there.query("session", Value::Null).unwrap()["notices"], json!([]));
        assert_eq!(there.mutate("", "verify", Value::Null).unwrap()["fault"], Value::Null);
    }
    std::fs::write(folder.path().join("no"), "not a backup").unwrap();
    let there = App::new(laptop, folder.path().join("nowhere"));
    let no = json!({ "file": folder.path().join("no"), "secret": "x" });
    assert_eq!(code(there.mutate("", "restore", no)), "not-a-backup");
}

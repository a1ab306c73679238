//! Notes leave the notebook, for somebody and for something, whole or not at all.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod laptop;

use laptop::*;
use serde_json::{Value, json};

#[test]
fn an_export_says_for_whom_is_logged_and_never_writes_over_anything() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    record(&app, "Two mopeds");
    let target = folder.path().join("export");
    let export = |recipient: &str| {
        app.mutate("", "export", json!({ "folder": target, "recipient": recipient, "purpose": "handover" }))
    };
    assert_eq!(code(export("")), "recipient-missing");
    assert!(!target.exists());
    let done = export("Helen Prior").unwrap();
    assert_eq!(done["notes"], 1);
    for file in ["notes.csv", "notes.jsonl", "index.html"] {
        let text = std::fs::read_to_string(target.join(file)).unwrap();
        assert!(text.contains("Two mopeds") && text.contains("Helen Prior") && text.contains("handover"), "{file}");
    }
    assert_eq!(code(export("Helen Prior")), "folder-not-empty");
    assert_eq!(app.mutate("", "verify", Value::Null).unwrap()["fault"], Value::Null);
}

#[test]
fn one_note_can_leave_by_itself_and_nothing_else_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    record(&app, "Two mopeds");
    let id = record(&app, "A lamp is out");
    let target = folder.path().join("export");
    let export = |note: &str| {
        let request =
            json!({ "folder": target, "recipient": "Helen Prior", "purpose": "it was refused", "note": note });
        app.mutate("", "export", request)
    };
    assert_eq!(code(export("0192d4a1-0000-7000-8000-000000000000")), "not-found");
    assert!(!target.exists());
    assert_eq!(export(&id).unwrap()["notes"], 1);
    for file in ["notes.csv", "notes.jsonl", "index.html"] {
        let text = std::fs::read_to_string(target.join(file)).unwrap();
        assert!(text.contains("A lamp is out") && !text.contains("Two mopeds"), "{file}");
    }
}

#[test]
fn a_large_export_holds_every_note_once_and_the_count() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    for n in 0..230 {
        record(&app, &format!("mopeds, time {n:03}."));
    }
    let target = folder.path().join("export");
    let export = json!({ "folder": target, "recipient": "Helen Prior", "purpose": "handover" });
    assert_eq!(app.mutate("", "export", export).unwrap()["notes"], 230);
    for file in ["notes.csv", "notes.jsonl", "index.html"] {
        let text = std::fs::read_to_string(target.join(file)).unwrap();
        for n in 0..230 {
            assert_eq!(text.matches(&format!("time {n:03}.")).count(), 1, "{n} in {file}");
        }
    }
    assert!(std::fs::read_to_string(target.join("index.html")).unwrap().contains("230 notes in all."));
}

#[test]
fn an_export_that_fails_takes_back_what_it_wrote_and_can_be_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(&folder.path().join("profile"));
    record(&app, "Two mopeds");
    let target = folder.path().join("export");
    let export = || app.mutate("", "export", json!({ "folder": target, "recipient": "Helen", "purpose": "handover" }));
    // Held after the folder was found free; then somebody puts a file of that name there.
    let held = laptop.hold_the_next_look_at_the_clock();
    let failed = std::thread::scope(|scope| {
        let work = scope.spawn(export);
        held.reached();
        std::fs::write(target.join("index.html"), "somebody else's").unwrap();
        held.release();
        work.join().unwrap()
    });
    failed.unwrap_err();
    let left: Vec<_> = std::fs::read_dir(&target).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["index.html"], "its own files are gone");
    assert_eq!(std::fs::read_to_string(target.join("index.html")).unwrap(), "somebody else's");
    std::fs::remove_file(target.join("index.html")).unwrap();
    assert_eq!(export().unwrap()["notes"], 1);
}

fn read(folder: &std::path::Path, file: &str) -> String {
    std::fs::read_to_string(folder.join(file)).unwrap()
}

/// One that says who told it, how, and when to the minute.
fn told(app: &app::App, text: &str) -> String {
    let when = json!({ "kind": "iso", "text": "2026-11-21T13:10" });
    let note = json!({
        "text": text, "ward": "E05013733", "when": when, "how_known": "told by someone else",
        "place": "Behind the bins", "residents": 3, "topics": ["robbery"],
    });
    let recorded = app.mutate("", "note_record", json!({ "note": note })).unwrap();
    recorded["id"].as_str().unwrap_or_else(|| panic!("{recorded}")).to_owned()
}

#[test]
fn what_leaves_is_redacted_for_whom_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    told(&app, "Two mopeds. Ask S-7K2M4Q.");
    let export = |kind: Option<&str>| {
        let target = folder.path().join(kind.unwrap_or("unsaid"));
        let request = json!({
            "folder": target, "recipient": "Housing", "purpose": "a visit", "recipient_kind": kind,
        });
        (app.mutate("", "export", request).unwrap(), target)
    };
    for kind in [None, Some("own"), Some("partner")] {
        let (_, target) = export(kind);
        let text = read(&target, "notes.jsonl");
        for held in ["Two mopeds", "Amara", "T13:10", "Behind the bins", "OFFICIAL-SENSITIVE", "2027-11-22"] {
            assert!(text.contains(held), "{held} for {kind:?}: {text}");
        }
        assert!(!text.contains("7K2M4Q"));
    }
    let (agency, target) = export(Some("agency"));
    assert!(agency["words"].as_str().unwrap().ends_with("Marked OFFICIAL-SENSITIVE. Delete by 22 May 2027."));
    for file in ["notes.csv", "notes.jsonl", "index.html"] {
        let text = read(&target, file);
        for held in ["Two mopeds", "Behind the bins", "fewer than 5", "2027"] {
            assert!(text.contains(held), "{held} in {file}");
        }
        for left in ["T13:10", "someone else", "7K2M4Q"] {
            assert!(!text.contains(left), "{left} in {file}: {text}");
        }
    }
    assert!(!read(&target, "notes.csv").contains("Amara"));
    let (committee, target) = export(Some("committee"));
    assert_eq!(committee["files"], json!(["counts.csv", "counts.jsonl", "index.html"]));
    for file in ["counts.csv", "counts.jsonl", "index.html"] {
        let text = read(&target, file);
        assert!(!text.contains("mopeds") && !text.contains("Amara") && !text.contains("bins"), "{file}: {text}");
        assert!(text.contains("Housing") && text.contains("a visit"), "{file}");
    }
}

#[test]
fn a_recipient_nobody_knows_and_a_day_that_is_past_are_refused_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    let note = record(&app, "Two mopeds");
    let target = folder.path().join("export");
    let export = |more: Value| {
        let mut request = json!({ "folder": target, "recipient": "Helen", "purpose": "handover" });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        app.mutate("", "export", request)
    };
    for (more, refused) in [
        (json!({ "recipient_kind": "" }), "recipient-kind-missing"),
        (json!({ "recipient_kind": "the press" }), "not-a-recipient-kind"),
        (json!({ "until": "2026-11-22" }), "bad-until"),
        (json!({ "until": "soon" }), "bad-until"),
        (json!({ "recipient_kind": "committee", "note": note }), "not-for-recipient"),
    ] {
        assert_eq!(code(export(more.clone())), refused, "{more}");
        assert!(!target.exists(), "{more}");
    }
    app.mutate("", "note_withdraw", json!({ "id": note, "reason": "it was a slip" })).unwrap();
    assert_eq!(code(export(json!({ "recipient_kind": "agency", "note": note }))), "not-for-recipient");
    export(json!({ "until": "2026-12-24", "note": note })).unwrap();
    assert!(read(&target, "index.html").contains("Delete by 24 Dec 2026."));
}

#[test]
fn what_would_leave_is_told_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    let (kept, withdrawn) = (record(&app, "Two mopeds"), record(&app, "A slip"));
    app.mutate("", "note_withdraw", json!({ "id": withdrawn, "reason": "it was a slip" })).unwrap();
    let look =
        |of: Value, kind: Option<&str>| app.query("sharing_look", json!({ "of": of, "recipient_kind": kind })).unwrap();
    let none = look(json!({ "what": "notes" }), None);
    let ids: Vec<&str> = none["kinds"].as_array().unwrap().iter().map(|kind| kind["id"].as_str().unwrap()).collect();
    assert_eq!((ids, &none["goes"]), (vec!["own", "partner", "agency", "committee"], &json!("")));
    let all = look(json!({ "what": "notes" }), Some("partner"));
    assert_eq!((&all["goes"], &all["until"]), (&json!("2 notes go, marked OFFICIAL-SENSITIVE."), &json!("2027-11-22")));
    let some = look(json!({ "what": "notes" }), Some("agency"));
    assert_eq!(some["goes"], "1 note goes, marked OFFICIAL-SENSITIVE.");
    assert_eq!(some["left_out"][0], "1 note left out, because what was withdrawn goes no further.");
    let counts = look(json!({ "what": "notes" }), Some("committee"));
    assert_eq!(counts["goes"], "Counts over 1 note go, marked OFFICIAL.");
    let one = |id: &str, kind| look(json!({ "what": "note", "id": id }), Some(kind))["refused"].clone();
    assert_eq!(one(&kept, "agency"), Value::Null);
    assert!(one(&withdrawn, "agency").as_str().unwrap().contains("withdrawn"));
    assert!(one(&kept, "committee").is_string());
    assert_eq!(look(json!({ "what": "sealed" }), None)["until"], "2026-12-22");
}

//! Notes leave the notebook, for somebody and for something, whole or not at all.

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

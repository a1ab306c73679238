//! Photos and documents, from the file to the note and out again.

mod laptop;

use app::{App, Failure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use laptop::*;
use serde_json::{Value, json};

/// A small picture, as a clipboard gives it.
fn picture() -> String {
    let picture = image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([(x * 4) as u8, (y * 5) as u8, 90]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    STANDARD.encode(bytes.into_inner())
}

fn add(app: &App, to: Value, name: &str, bytes: &str) -> Result<Value, Failure> {
    app.mutate("", "attachment_add", json!({ "to": to, "name": name, "bytes": bytes }))
}

fn draft(app: &App) -> String {
    let saved = app.mutate("", "draft_save", json!({ "id": null, "note": { "text": "The lock", "ward": "Addison" } }));
    saved.unwrap()["id"].as_str().unwrap().to_owned()
}

fn files(view: &Value) -> Vec<&str> {
    view["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect()
}

#[test]
fn a_photo_on_a_draft_survives_a_restart_and_hangs_on_the_note_that_it_becomes() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("profile");
    let (laptop, app, _) = amara(&profile);
    let draft = draft(&app);
    let to = json!({ "kind": "draft", "id": draft });
    let kept = add(&app, to.clone(), "court.png", &picture()).unwrap();
    add(&app, to, "minutes.pdf", &STANDARD.encode(b"%PDF-1.7 of the meeting")).unwrap();
    let id = kept["file"]["id"].as_str().unwrap().to_owned();
    app.mutate("", "draft_file_describe", json!({ "id": id, "description": "The bin store, its lock broken" }))
        .unwrap();
    drop(app);

    let app = App::new(laptop, &profile);
    app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
    let view = app.query("draft", json!({ "id": draft })).unwrap();
    assert_eq!(files(&view), ["court.png", "minutes.pdf"]);
    assert_eq!(view["files"][0]["description"], "The bin store, its lock broken");
    let note = json!({ "text": "The lock of the bin store is broken", "ward": "Addison" });
    let done = app.mutate("", "note_record", json!({ "note": note, "draft": draft })).unwrap();
    let view = app.query("note", json!({ "id": done["id"], "query": "" })).unwrap();
    assert_eq!(files(&view), ["court.png", "minutes.pdf"]);
    assert_eq!(view["files"][0]["description"], "The bin store, its lock broken");
    assert!(view["files"][0]["thumbnail"].as_str().unwrap().starts_with("data:image/jpeg;base64,"));
    let whole = app.query("attachment", json!({ "id": view["files"][1]["id"] })).unwrap();
    assert_eq!(STANDARD.decode(whole["bytes"].as_str().unwrap()).unwrap(), b"%PDF-1.7 of the meeting");
    assert_eq!(app.query("notes", json!({})).unwrap()["rows"][0]["files"], 2);
    assert_eq!(app.mutate("", "verify", Value::Null).unwrap()["fault"], Value::Null);
}

#[test]
fn a_file_taken_off_a_draft_can_be_put_back_and_else_does_not_go_with_the_note() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    let draft = draft(&app);
    let to = json!({ "kind": "draft", "id": draft });
    let id = add(&app, to.clone(), "wrong.png", &picture()).unwrap()["file"]["id"].clone();
    add(&app, to, "right.png", &picture()).unwrap();
    let shown = || files(&app.query("draft", json!({ "id": draft })).unwrap()).join(" ");
    app.mutate("", "draft_file_remove", json!({ "id": id })).unwrap();
    assert_eq!(shown(), "right.png");
    app.mutate("", "draft_file_restore", json!({ "id": id })).unwrap();
    assert_eq!(shown(), "wrong.png right.png");
    app.mutate("", "draft_file_remove", json!({ "id": id })).unwrap();
    let note = json!({ "text": "The lock", "ward": "Addison" });
    let done = app.mutate("", "note_record", json!({ "note": note, "draft": draft })).unwrap();
    assert_eq!(files(&app.query("note", json!({ "id": done["id"], "query": "" })).unwrap()), ["right.png"]);
}

#[test]
fn a_file_is_added_to_a_note_of_ones_own_and_taken_off_and_put_back() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    let note = record(&app, "The lock of the bin store is broken");
    let path = folder.path().join("Letter to the landlord.txt");
    std::fs::write(&path, "Dear all").unwrap();
    let to = json!({ "kind": "note", "id": note });
    let added = app.mutate("", "attachment_add", json!({ "to": to, "file": path })).unwrap();
    let shown = || files(&app.query("note", json!({ "id": note, "query": "" })).unwrap()).join(" ");
    assert_eq!(shown(), "Letter to the landlord.txt");
    let id = added["file"]["id"].as_str().unwrap();
    app.mutate("", "take_back", json!({ "undo": added["undo"] })).unwrap();
    assert_eq!(shown(), "");
    app.mutate("", "take_back", json!({ "undo": [format!("reinstate:{id}")] })).unwrap();
    assert_eq!(shown(), "Letter to the landlord.txt");
    app.mutate("", "note_withdraw", json!({ "id": note, "reason": "said twice" })).unwrap();
    assert_eq!(add(&app, to, "more.png", &picture()).unwrap_err().code, "note-withdrawn");
}

#[test]
fn a_copy_outside_the_notebook_asks_for_whom_and_is_logged() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    let note = record(&app, "The lock of the bin store is broken");
    let to = json!({ "kind": "note", "id": note });
    let pdf = STANDARD.encode(b"%PDF-1.7 of the meeting");
    let id = add(&app, to, "minutes.pdf", &pdf).unwrap()["file"]["id"].clone();
    let target = folder.path().join("copy.pdf");
    let save = |recipient: &str| {
        let request = json!({ "id": id, "file": target, "recipient": recipient, "purpose": "the case file" });
        app.mutate("", "attachment_save", request)
    };
    assert_eq!(save("").unwrap_err().code, "recipient-missing");
    assert!(!target.exists());
    save("Helen Prior").unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), b"%PDF-1.7 of the meeting");
    assert_eq!(save("Helen Prior").unwrap_err().code, "file-exists");
}

#[test]
fn what_cannot_be_added_says_why_and_nothing_is_kept_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(&folder.path().join("profile"));
    let note = record(&app, "The lock");
    let to = || json!({ "kind": "note", "id": note });
    let refused = |name: &str, bytes: &[u8]| add(&app, to(), name, &STANDARD.encode(bytes)).unwrap_err().code;
    assert_eq!(refused("a.heic", &[&[0, 0, 0, 24][..], b"ftypheic", &[0; 40]].concat()), "picture-form");
    assert_eq!(refused("a.jpg", b"\xff\xd8\xff\xe0 nothing"), "picture-damaged");
    assert_eq!(refused("a.exe", b"MZ"), "file-unknown");
    assert_eq!(refused("a.pdf", b""), "file-empty");
    let missing = json!({ "to": to(), "file": folder.path().join("nothing.pdf") });
    assert_eq!(app.mutate("", "attachment_add", missing).unwrap_err().code, "file-not-found");
    let elsewhere = json!({ "kind": "note", "id": "0192d4a1-0000-7000-8000-000000000000" });
    assert_eq!(add(&app, elsewhere, "a.png", &picture()).unwrap_err().code, "not-found");
    for n in 0..30 {
        add(&app, to(), &format!("{n}.png"), &picture()).unwrap();
    }
    assert_eq!(add(&app, to(), "one more.png", &picture()).unwrap_err().code, "too-many-files");
}

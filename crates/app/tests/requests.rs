//! The same call sent again, and another under the same id.

mod laptop;

use app::App;
use laptop::*;
use serde_json::{Value, json};

#[test]
fn a_call_that_a_screen_sends_again_is_done_once_and_answered_alike() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    let args = json!({ "note": { "text": "Bins set alight.", "ward": "E05013743" } });
    let first = app.mutate("request-1", "note_record", args.clone()).unwrap();
    assert_eq!(app.mutate("request-1", "note_record", args).unwrap(), first);
    assert_eq!(listed(&app, json!({})).len(), 1);
    let refused = json!({ "note": { "text": " ", "ward": "Munster" } });
    assert_eq!(code(app.mutate("request-2", "note_record", refused)), "text-blank");
    let mended = json!({ "note": { "text": "mended", "ward": "Munster" } });
    assert!(app.mutate("request-2", "note_record", mended).is_ok(), "a refusal is no answer to keep");
}

#[test]
fn another_call_under_a_request_id_that_was_used_is_refused_and_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    let note = |text: &str| json!({ "note": { "text": text, "ward": "Addison" } });
    let id = app.mutate("one", "note_record", note("Bins set alight.")).unwrap()["id"].clone();
    assert_eq!(code(app.mutate("one", "note_record", note("Other words."))), "request-reused");
    assert_eq!(code(app.mutate("one", "note_pin", json!({ "id": id, "pinned": true }))), "request-reused");
    assert_eq!(listed(&app, json!({})), ["Bins set alight."]);
    assert_eq!(app.query("note", json!({ "id": id })).unwrap()["pinned"], false);

    app.mutate("two", "label_set", json!({ "label": "Notebook 2" })).unwrap();
    assert_eq!(code(app.mutate("two", "label_set", json!({ "label": "Notebook 3" }))), "request-reused");
    assert_eq!(code(app.mutate("two", "verify", Value::Null)), "request-reused");
    assert_eq!(app.query("settings", Value::Null).unwrap()["label"], "Notebook 2");
}

#[test]
fn a_recovery_code_is_answered_once_and_never_kept_to_be_answered_again() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, recovery) = amara(folder.path());
    let create = json!({
        "name": "Amara Lewis", "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE, "boundaries": "2022",
    });
    let again = app.mutate("create", "notebook_create", create).unwrap_err();
    assert_eq!(again.code, "recovery-code-shown");
    assert!(!again.message.contains(&recovery));

    let renew = || app.mutate("renew", "recovery_code_renew", json!({ "passphrase": PASSPHRASE }));
    let code_now = renew().unwrap()["recovery_code"].as_str().unwrap().to_owned();
    assert_eq!(code(renew()), "recovery-code-shown");
    app.mutate("", "lock", Value::Null).unwrap();
    let open = json!({ "recovery_code": code_now, "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE });
    app.mutate("", "unlock_with_recovery_code", open).expect("asking again made no other code");
}

#[test]
fn an_act_that_took_a_passphrase_is_answered_alike_when_it_is_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    let new = "seven green bicycles upstairs";
    let change = json!({ "current": PASSPHRASE, "passphrase": new, "passphrase_again": new });
    let first = app.mutate("change", "passphrase_change", change.clone()).unwrap();
    assert_eq!(app.mutate("change", "passphrase_change", change).unwrap(), first);
    assert_eq!(code(app.mutate("change", "recovery_code_renew", json!({ "passphrase": new }))), "request-reused");
}

#[test]
fn a_recovery_code_nobody_confirmed_is_told_on_every_opening_until_somebody_does() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    // The program ends while the code is on the screen.
    drop(app);
    let app = App::new(laptop, folder.path());
    app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
    let notices = || app.query("session", Value::Null).unwrap()["notices"].clone();
    assert_eq!(notices()[0]["headline"], "The recovery code was shown and not confirmed.");
    app.mutate("", "recovery_code_kept", Value::Null).unwrap();
    assert_eq!(notices(), json!([]));

    assert_eq!(code(app.mutate("", "recovery_code_renew", json!({ "passphrase": "no" }))), "passphrase-wrong");
    assert_eq!(notices(), json!([]), "a code that was not made is not owed");
    app.mutate("", "recovery_code_renew", json!({ "passphrase": PASSPHRASE })).unwrap();
    assert_eq!(notices()[0]["id"], "recovery-code");
    app.mutate("", "recovery_code_kept", Value::Null).unwrap();
    assert_eq!(notices(), json!([]));
}

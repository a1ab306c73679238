//! What opens a notebook: a passphrase of its owner's choice, and the printed code.

mod laptop;

use app::App;
use laptop::*;
use serde_json::{Value, json};

#[test]
fn no_passphrase_and_two_that_differ_are_refused_and_no_notebook_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::new(Laptop::new(), folder.path().join("new"));
    let create = |name: &str, one: &str, other: &str| {
        app.mutate(
            "",
            "notebook_create",
            json!({ "name": name, "passphrase": one, "passphrase_again": other, "boundaries": "" }),
        )
    };
    assert_eq!(code(create("Amara Lewis", "", "")), "passphrase-missing");
    assert_eq!(code(create("Amara Lewis", PASSPHRASE, "copper lantern quiet harbor")), "passphrase-not-the-same");
    let both = create(" ", "x", "y").unwrap_err();
    assert_eq!(both.field_errors.len(), 2);
    assert_eq!(app.query("session", Value::Null).unwrap()["stage"], "first-run");
    create("Amara Lewis", PASSPHRASE, PASSPHRASE).unwrap();
    assert_eq!(code(create("Amara Lewis", PASSPHRASE, PASSPHRASE)), "exists");
}

#[test]
fn a_weak_passphrase_is_told_in_words_and_is_its_owners_choice() {
    let app = App::new(Laptop::new(), "nowhere");
    let told = |passphrase: &str| {
        app.query("passphrase_strength", json!({ "passphrase": passphrase, "name": "Amara Lewis" })).unwrap()
    };
    assert_eq!(told("amara lewis")["good"], false);
    assert_eq!(told(PASSPHRASE)["good"], true);
}

#[test]
fn wrong_passphrases_cost_nothing_three_times_and_then_a_wait_that_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, _) = amara(folder.path());
    drop(app);
    let app = App::new(laptop.clone(), folder.path());
    for _ in 0..3 {
        let refused = app.mutate("", "unlock", json!({ "passphrase": "no" })).unwrap_err();
        assert_eq!((refused.code.as_str(), refused.wait_seconds), ("passphrase-wrong", None));
    }
    let fourth = app.mutate("", "unlock", json!({ "passphrase": "no" })).unwrap_err();
    assert_eq!((fourth.code.as_str(), fourth.wait_seconds), ("passphrase-wrong", Some(5)));
    drop(app);
    let app = App::new(laptop.clone(), folder.path());
    assert_eq!(app.query("session", Value::Null).unwrap()["wait_seconds"], 5);
    let waiting = app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap_err();
    assert_eq!((waiting.code.as_str(), waiting.wait_seconds), ("wait", Some(5)));
    laptop.wait(5);
    app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
}

#[test]
fn the_printed_code_opens_the_notebook_and_sets_a_new_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let (laptop, app, recovery) = amara(folder.path());
    record(&app, "Two mopeds");
    drop(app);
    let app = App::new(laptop, folder.path());
    let new = "seven green bicycles upstairs";
    let with = |code: &str| json!({ "recovery_code": code, "passphrase": new, "passphrase_again": new });
    assert_eq!(code(app.mutate("", "unlock_with_recovery_code", with("7K2Q"))), "recovery-code-typo");
    app.mutate("", "unlock_with_recovery_code", with(&recovery.to_lowercase())).unwrap();
    assert_eq!(listed(&app, json!({})), ["Two mopeds"]);
    app.mutate("", "lock", Value::Null).unwrap();
    assert_eq!(code(app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE }))), "passphrase-wrong");
    app.mutate("", "unlock", json!({ "passphrase": new })).unwrap();

    let renewed = app.mutate("", "recovery_code_renew", json!({ "passphrase": new })).unwrap();
    app.mutate("", "lock", Value::Null).unwrap();
    assert_eq!(code(app.mutate("", "unlock_with_recovery_code", with(&recovery))), "recovery-code-wrong");
    app.mutate("", "unlock_with_recovery_code", with(renewed["recovery_code"].as_str().unwrap())).unwrap();
}

#[test]
fn a_new_passphrase_is_a_matter_of_the_key_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    assert_eq!(app.query("settings", Value::Null).unwrap()["nothing_to_keep"], Value::Null);
    record(&app, "Two mopeds");
    let bytes = || std::fs::read(folder.path().join("wardbook.db")).unwrap();
    let before = bytes();
    let new = "seven green bicycles upstairs";
    let change = |current: &str| json!({ "current": current, "passphrase": new, "passphrase_again": new });
    let wrong = app.mutate("", "passphrase_change", change("no")).unwrap_err();
    assert_eq!(wrong.field_errors[0].field, "current");
    app.mutate("", "passphrase_change", change(PASSPHRASE)).unwrap();
    assert_eq!(bytes(), before);
    app.mutate("", "lock", Value::Null).unwrap();
    app.mutate("", "unlock", json!({ "passphrase": new })).unwrap();
}

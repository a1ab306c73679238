//! The sample notebook: it shows the whole job, keeps nothing, and leaves nothing behind.

mod laptop;

use app::App;
use laptop::*;
use serde_json::{Value, json};

#[test]
fn sample_data_is_a_notebook_of_its_own_that_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let laptop = Laptop::new();
    let app = App::new(laptop, folder.path());
    app.mutate("", "sample_open", Value::Null).unwrap();
    let session = app.query("session", Value::Null).unwrap();
    assert_eq!((&session["stage"], &session["sample"]), (&json!("open"), &json!(true)));
    let today = app.query("today", Value::Null).unwrap();
    assert!(today["notes_total"].as_u64().unwrap() > 300);
    assert_eq!(app.query("note_filters", Value::Null).unwrap()["authors"].as_array().unwrap().len(), 6);
    assert_eq!(app.mutate("", "verify", Value::Null).unwrap()["fault"], Value::Null);
    let theirs = app.query("notes", json!({})).unwrap()["rows"][0]["id"].clone();
    assert_eq!(code(app.mutate("", "note_amend", json!({ "id": theirs, "text": "x" }))), "not-yours");
    let export = json!({ "folder": folder.path().join("out"), "recipient": "Helen", "purpose": "handover" });
    assert_eq!(code(app.mutate("", "export", export)), "sample-data");
    for (name, args) in [
        ("backup", json!({ "file": folder.path().join("file") })),
        ("label_set", json!({ "label": "x" })),
        ("recovery_code_renew", json!({ "passphrase": PASSPHRASE })),
        ("passphrase_change", json!({ "current": "x", "passphrase": "y", "passphrase_again": "y" })),
    ] {
        assert_eq!(code(app.mutate("", name, args)), "sample-data", "{name}");
    }
    let why = app.query("settings", Value::Null).unwrap()["nothing_to_keep"].as_str().unwrap().to_owned();
    assert!(why.starts_with("Sample data has no export"), "the screen can say so beforehand: {why}");
    let doctor = app.mutate("", "doctor", Value::Null).unwrap();
    assert_eq!(doctor["ok"], true, "nothing is wrong with it: {doctor}");
    assert!(doctor["checks"][0]["words"].as_str().unwrap().contains("sample"), "its own folder is looked at: {doctor}");
    app.mutate("", "sample_leave", Value::Null).unwrap();
    assert_eq!(app.query("session", Value::Null).unwrap()["stage"], "first-run");
    assert!(!folder.path().join("sample").exists());
    assert!(!folder.path().join("wardbook.db").exists());
}

#[test]
fn sample_data_shows_the_whole_job_as_its_coordinator_meets_it() {
    let folder = tempfile::tempdir().unwrap();
    let app = App::new(Laptop::new(), folder.path());
    app.mutate("", "sample_open", Value::Null).unwrap();
    let session = app.query("session", Value::Null).unwrap();
    let places = ["today", "notes", "triage", "plans", "briefings", "wards", "settings"];
    assert_eq!(session["places"], json!(places), "and no people: there is nobody to take in");

    let today = app.query("today", Value::Null).unwrap();
    assert!(today["unread_late"].as_u64() >= Some(1), "one is past its time: {today}");
    assert_eq!(today["actions_late"], 1);
    let paths: Vec<&Value> =
        today["sent"].as_array().unwrap().iter().map(|sent| &sent["note"]["state"]["id"]).collect();
    assert!(paths.contains(&&json!("closed")) && paths.contains(&&json!("sent-out")), "{paths:?}");
    assert!(today["sent"].as_array().unwrap().iter().any(|sent| !sent["question"].is_null()));
    let badges = session["badges"].as_array().unwrap();
    assert_eq!(badges[0]["place"], "triage");
    let (unread, said) = (today["unread_total"].as_u64().unwrap(), today["more_said"].as_u64().unwrap());
    assert!(said >= 1, "of one, more was said: {today}");
    assert_eq!(badges[0]["count"], unread + said);
    assert!(badges[0]["words"].as_str().unwrap().ends_with(&format!("{said} with more said")), "{badges:?}");
    assert_eq!(badges[1], json!({ "place": "plans", "count": 1, "words": "1 of your actions is late" }));

    let triage = app.query("triage", json!({ "queue": "unread", "limit": 50 })).unwrap();
    for queue in triage["queues"].as_array().unwrap() {
        assert!(queue["count"].as_u64() >= Some(1), "every queue has something: {queue}");
    }
    assert!(app.query("briefings", json!({})).unwrap()["rows"].as_array().unwrap().len() >= 3);
    let plans = app.query("plans", json!({})).unwrap()["rows"].clone();
    let mut statuses: Vec<&Value> = plans.as_array().unwrap().iter().map(|plan| &plan["status"]).collect();
    statuses.sort_by_key(|status| status.to_string());
    assert_eq!(statuses, ["active", "closed", "draft"]);
    for row in plans.as_array().unwrap() {
        let plan = app.query("plan", json!({ "id": row["id"] })).unwrap();
        match plan["status"].as_str().unwrap() {
            "draft" => assert!(plan["before_activating"].to_string().contains("success test"), "{plan}"),
            "active" => assert_eq!(plan["actions"].as_array().unwrap().len(), 7),
            _ => assert_eq!(plan["notes"].as_array().unwrap().len(), 3),
        }
        assert_eq!(plan["conflicts"], json!([]));
    }
    assert_eq!(app.query("actions", json!({ "limit": 50 })).unwrap()["total"], 12);
    assert_eq!(app.mutate("", "verify", Value::Null).unwrap()["fault"], Value::Null);
    // And it can be worked: opening a note tells its author.
    let id = triage["rows"][0]["note"]["id"].clone();
    assert_eq!(app.mutate("", "note_read", json!({ "id": id })).unwrap()["marked"], true);
}

//! Amara keeps a notebook on one laptop: the use cases as window and terminal call them.

mod laptop;

use std::sync::{Arc, Mutex};

use app::commands::{self, Sort};
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
fn nothing_is_answered_while_locked_and_the_lock_keeps_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    record(&app, "Two mopeds");
    app.mutate("", "draft_save", json!({ "note": { "text": "unfinished" } })).unwrap();
    app.mutate("", "lock", Value::Null).unwrap();
    for command in commands::ALL.iter().filter(|command| command.needs_open) {
        // Whatever is asked: the notebook is closed before the request is looked at.
        let args = json!({ "id": "x", "pinned": true, "reason": "x", "text": "x", "code": "x" });
        let answer = match command.sort {
            Sort::Query => app.query(command.name, args),
            Sort::Mutate => app.mutate("", command.name, args),
        };
        assert!(["locked", "misuse"].contains(&code(answer).as_str()), "{}", command.name);
    }
    let session = app.query("session", Value::Null).unwrap();
    assert_eq!(session["stage"], "locked");
    assert_eq!(session["headline"], "Locked. Your draft is kept.");
    assert!(!session.to_string().contains("Amara"), "no name while locked");
    app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
    assert_eq!(listed(&app, json!({})), ["Two mopeds"]);
    assert_eq!(app.query("drafts", Value::Null).unwrap()["rows"][0]["excerpt"], "unfinished");
}

#[test]
fn what_is_typed_into_a_draft_after_it_was_locked_and_unlocked_is_kept_as_what_was_typed_before() {
    let folder = tempfile::tempdir().unwrap();
    let (_, app, _) = amara(folder.path());
    let note = |text: &str| json!({ "text": text, "ward": "Addison" });
    let draft = app.mutate("", "draft_save", json!({ "note": note("Two mopeds") })).unwrap()["id"].clone();
    for typed in ["Two mopeds by the launderette", "Two mopeds by the launderette, engines running"] {
        app.mutate("", "lock", Value::Null).unwrap();
        app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).unwrap();
        // The page that stood there goes on with the draft it had.
        let saved = app.mutate("", "draft_save", json!({ "id": draft, "note": note(typed) })).unwrap();
        assert_eq!(saved["id"], draft);
        let drafts = app.query("drafts", Value::Null).unwrap();
        assert_eq!(drafts["rows"].as_array().unwrap().len(), 1, "{typed}");
        assert_eq!(drafts["rows"][0]["excerpt"], typed);
    }
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

//! What people may rely on where rights, wards and words of plans and triage meet.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange, refused};

fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

fn titles(laptop: &Laptop) -> Vec<String> {
    let page = laptop.query("actions", json!({ "limit": 100 }));
    let rows = page["rows"].as_array().unwrap().iter();
    let mut titles: Vec<String> = rows.map(|row| row["title"].as_str().unwrap().to_owned()).collect();
    titles.sort();
    titles
}

#[test]
fn taking_an_import_back_leaves_what_somebody_wrote_on_and_can_itself_be_taken_back() {
    let borough = Partnership::founded();
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let omar = borough.laptop("Omar Reid", "coordinator", &[]);
    let file = "Plan,Action,Update\nThe underpass,Sweep,Begun\nThe underpass,Light it,\nThe underpass,Talk,\nThe shop,Visit,Asked\n";
    let done = helen.act("actions_import", json!({ "text": file, "ward": "Addison" }));
    exchange(&[&helen, &omar]);
    let rows = omar.query("actions", json!({ "limit": 100 }))["rows"].clone();
    let of = |title: &str| rows.as_array().unwrap().iter().find(|row| row["title"] == title).unwrap()["id"].clone();
    omar.act("action_progress", json!({ "id": of("Sweep"), "text": "Twelve bags taken away" }));
    omar.act("action_set", json!({ "id": of("Light it"), "confidence": "red" }));
    let undone = omar.act("action_set", json!({ "id": of("Talk"), "confidence": "red" }));
    omar.act("take_back", json!({ "undo": undone["undo"] }));
    exchange(&[&omar, &helen]);

    let undo = helen.act("actions_import_undo", json!({ "id": done["batch"] }));
    assert_eq!((&undo["taken"], &undo["left"]), (&json!(2), &json!(2)));
    assert_eq!(titles(&helen), ["Light it", "Sweep"]);
    let plans = helen.query("plans", json!({}))["rows"].clone();
    let plans: Vec<&Value> = plans.as_array().unwrap().iter().map(|row| &row["title"]).collect();
    assert_eq!(plans, ["The underpass"], "a plan goes with its last action");

    helen.act("take_back", json!({ "undo": undo["undo"] }));
    assert_eq!(titles(&helen), ["Light it", "Sweep", "Talk", "Visit"]);
    assert_eq!(helen.query("plans", json!({}))["rows"].as_array().unwrap().len(), 2);
}

#[test]
fn an_import_keeps_plans_apart_that_a_sign_tells_apart() {
    let borough = Partnership::founded();
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let file = "Plan,Action\nPhase #1,Sweep\nPhase 1,Light it\n phase #1 ,Talk\n";
    let done = helen.act("actions_import", json!({ "text": file, "ward": "Addison" }));
    assert_eq!((&done["plans"], &done["actions"]), (&json!(2), &json!(3)));
    let plans = helen.query("plans", json!({}))["rows"].clone();
    let of = |title: &str| {
        let rows = plans.as_array().unwrap();
        rows.iter().find(|row| row["title"] == title).unwrap()["actions"].as_u64().unwrap()
    };
    assert_eq!((of("Phase #1"), of("Phase 1")), (2, 1));
}

#[test]
fn a_plan_with_notes_of_a_ward_that_is_not_held_is_closed_and_deleted_by_those_who_hold_them() {
    let borough = Partnership::founded();
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Grove"]);
    let note = amara.record("Grove", "A fight by the shop");
    exchange(&[&amara, &helen]);
    let request = json!({ "title": "The walkway", "wards": ["Addison", "Grove"], "notes": [note] });
    let plan = id(&helen.act("plan_add", request));
    exchange(&[&helen, &sam, &amara]);
    assert_eq!(amara.note(&note)["state"]["id"], "in-plan");
    let failure = sam.app.mutate("", "plan_delete", json!({ "id": plan })).unwrap_err();
    assert_eq!(failure.code, "notes-not-held");
    assert!(failure.message.starts_with("This plan also covers Grove, whose notes you do not hold."), "{failure}");
    let closing = sam.app.mutate("", "plan_close", json!({ "id": plan, "outcome": "Nothing more to do" }));
    assert_eq!(refused(closing), "notes-not-held", "its senders would hear nothing");
    assert_eq!(sam.query("plan", json!({ "id": plan }))["title"], "The walkway");

    helen.act("plan_delete", json!({ "id": plan }));
    exchange(&[&helen, &amara]);
    assert_eq!(amara.note(&note)["state"]["id"], "received");
    let gone = sam.app.mutate("", "plan_delete", json!({ "id": plan }));
    exchange(&[&sam]);
    assert_eq!(refused(gone), "notes-not-held");
    assert_eq!(refused(sam.app.mutate("", "plan_delete", json!({ "id": plan }))), "not-found");
}

/// What a list of a tray says: what each item is, and its words.
fn told(items: &Value, words: &str) -> Vec<(String, String)> {
    let text = |item: &Value, field: &str| item[field].as_str().unwrap().to_owned();
    let mut told: Vec<_> =
        items.as_array().unwrap().iter().map(|item| (text(item, "what"), text(item, words))).collect();
    told.sort();
    told
}

#[test]
fn whose_work_comes_too_late_finds_every_word_of_it_in_the_tray_and_so_does_whoever_decides() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let note = amara.record("Addison", "Two lads with a blade");
    exchange(&[&amara, &sam]);
    sam.act("triage_assign", json!({ "ids": [note], "to": "Helen Prior" }));
    sam.act("triage_brief", json!({ "id": note, "text": "Blades are kept in planters." }));
    sam.act("triage_remark", json!({ "id": note, "text": "Ring the caretaker" }));
    sam.act("triage_send", json!({ "id": note, "to": "Police", "reference": "CAD 2211" }));
    let close = json!({ "id": note, "reason": "The block is empty now", "feedback": "Thank you, it was looked into." });
    sam.act("triage_close", close);
    let plan = id(&sam.act("plan_add", json!({ "title": "The walkway", "wards": ["Addison"], "objective": "Quiet" })));
    let sweep = json!({ "plan": plan, "title": "Sweep", "agency": "NHS", "owner": "Kim Ode", "due": "2099-12-01" });
    let sweep = id(&sam.act("action_add", sweep));
    sam.act("action_progress", json!({ "id": sweep, "text": "Twelve bags taken away" }));
    borough.server.revoke("Sam Whitfield", &[]);
    sam.sync();

    let expected = [
        ("Briefing for Addison", "Blades are kept in planters."),
        ("Closing of a note", "The block is empty now"),
        ("Referral to the police", "CAD 2211"),
        ("Remark on a note", "Ring the caretaker"),
    ];
    let all_in = |told: &[(String, String)]| {
        for (what, text) in expected {
            assert!(told.iter().any(|(a, b)| a == what && b.starts_with(text)), "{what}: {told:?}");
        }
    };
    let page = sam.query("sync", json!({}));
    let mut tray = told(&page["held"], "excerpt");
    tray.extend(told(&page["attention"], "excerpt"));
    all_in(&tray);
    for (what, text) in [
        ("Who sees to a note", "Helen Prior"),
        ("Plan “The walkway”", "The walkway"),
        ("Action “Sweep”", "Sweep"),
        ("Progress on “Sweep”", "Twelve bags taken away"),
    ] {
        let found = tray.iter().any(|(a, b)| a.starts_with(what) && b.contains(text));
        assert!(found, "{what}: {tray:?}");
    }
    // Opening the plan's streams was taken: they hold nothing and let nobody in.
    assert!(!tray.iter().any(|(what, _)| what.starts_with("Who may read")), "{tray:?}");

    helen.sync();
    let held = helen.query("held", json!({}))["held"].clone();
    all_in(&told(&held, "text"));
    for item in held.as_array().unwrap() {
        helen.act("held_decide", json!({ "id": item["id"], "release": false, "reason": "Not for us" }));
    }
    sam.sync();
    let attention = sam.query("sync", json!({}))["attention"].clone();
    all_in(&told(&attention, "excerpt"));
    let closing = attention.as_array().unwrap().iter().find(|item| item["what"] == "Closing of a note").unwrap();
    let copied = sam.query("outbox_text", json!({ "id": closing["id"] }))["text"].clone();
    for words in ["The block is empty now", "Answer to a sender", "Thank you, it was looked into."] {
        assert!(copied.as_str().unwrap().contains(words), "{copied}");
    }
}

fn conflicts(laptop: &Laptop) -> Vec<Value> {
    laptop.query("conflicts", json!({}))["conflicts"].as_array().unwrap().clone()
}

#[test]
fn who_sees_to_a_note_is_decided_by_name_and_by_those_alone_who_may() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let omar = borough.laptop("Omar Reid", "coordinator", &[]);
    let leah = borough.laptop("PC Leah Boateng", "police", &["Addison"]);
    let note = amara.record("Addison", "Two lads with a blade");
    exchange(&[&amara, &helen, &omar]);
    let briefing = id(&helen.act("triage_brief", json!({ "id": note, "text": "Blades." })));
    exchange(&[&helen, &omar]);
    helen.act("triage_assign", json!({ "ids": [note], "to": "PC Leah Boateng" }));
    omar.act("triage_assign", json!({ "ids": [note], "to": null }));
    exchange(&[&helen, &omar, &helen, &leah]);

    assert!(leah.texts().contains(&"Two lads with a blade".to_owned()), "she reads the note");
    assert!(conflicts(&leah).is_empty());
    assert_eq!(leah.query("sync", json!({}))["conflicts"], json!(0));
    assert!(!leah.corner().contains("decision"), "{}", leah.corner());
    assert_eq!(helen.corner(), "Two versions of this assignment need a decision");
    let conflict = conflicts(&helen).remove(0);
    assert_eq!(conflict["what"], "Who sees to a note for Addison");
    let heads = conflict["heads"].as_array().unwrap().iter();
    let mut values: Vec<&str> = heads.map(|head| head["value"].as_str().unwrap()).collect();
    values.sort_unstable();
    assert_eq!(values, ["PC Leah Boateng", "nobody"]);

    let decide = |value: &str| {
        let request = json!({ "id": conflict["id"], "keep": null, "value": value });
        helen.app.mutate("", "conflict_decide", request)
    };
    assert_eq!(refused(decide("the caretaker")), "not-found");
    assert_eq!(refused(decide("Amara Lewis")), "cannot-see");
    let decided = decide("omar REID").unwrap();
    let assigned = || helen.query("triage_note", json!({ "id": note }))["assigned"].clone();
    assert_eq!(assigned()["name"], "Omar Reid");
    helen.act("conflict_undo", json!({ "id": conflict["id"], "decision": decided["decision"] }));
    decide("Nobody").unwrap();
    assert_eq!(assigned(), Value::Null);
    exchange(&[&helen, &omar]);

    helen.act("briefing_correct", json!({ "id": briefing, "text": "Blades in planters." }));
    omar.act("briefing_correct", json!({ "id": briefing, "text": "Blades in drains." }));
    exchange(&[&helen, &omar, &amara]);
    assert_eq!(conflicts(&omar)[0]["what"], "Briefing for Addison");
    assert!(conflicts(&amara).is_empty(), "who reads a briefing does not decide what it says");
}

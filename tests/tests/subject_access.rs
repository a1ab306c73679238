//! Somebody asks what is held about them: every mention is found, what is given holds nobody else, and what is kept
//! back has a reason that is kept.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange, refused};

fn asked(laptop: &Laptop, names: &[&str]) -> String {
    let today = laptop.query("subject_requests", json!({}))["today"].clone();
    let request = json!({ "reference": "SAR 14", "names": names, "received": today });
    laptop.act("subject_add", request)["id"].as_str().unwrap().to_owned()
}

fn found(laptop: &Laptop, id: &str) -> Value {
    laptop.query("subject_request", json!({ "id": id }))
}

fn items(view: &Value) -> Vec<(String, String, bool)> {
    let said = |item: &Value| {
        let text: String = item["fields"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|field| field["pieces"].as_array().unwrap())
            .map(|piece| piece["text"].as_str().unwrap())
            .collect();
        (item["what"].as_str().unwrap().to_owned(), text, item["named"].as_bool().unwrap())
    };
    view["items"].as_array().unwrap().iter().map(said).collect()
}

fn decide_all(laptop: &Laptop, id: &str) {
    for item in found(laptop, id)["items"].as_array().unwrap() {
        laptop.act("subject_decide", json!({ "id": id, "item": item["id"], "give": true }));
    }
}

fn borough() -> (Partnership, Laptop, Laptop) {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &["all"]);
    exchange(&[&amara, &helen]);
    (borough, amara, helen)
}

#[test]
fn every_mention_is_found_in_whatever_it_stands_also_what_was_withdrawn_or_written_over() {
    let (_borough, amara, helen) = borough();
    let note = amara.record("Addison", "Jordan Blake was robbed of his bike by Tyrone Hill.");
    amara.act("note_amend", json!({ "id": note, "text": "JORDAN’s mother says he is afraid." }));
    let slip = amara.record("Addison", "jordan-blake again, at the other shop.");
    amara.act("note_withdraw", json!({ "id": slip, "reason": "It was not Jordan Blake" }));
    amara.record("Addison", "Nobody was there.");
    exchange(&[&amara, &helen]);
    helen.act("triage_remark", json!({ "id": note, "text": "Ask the school about Jordon Blake." }));
    helen.act("triage_brief", json!({ "id": note, "text": "A bike was taken. Look out for J. Blake’s." }));
    let plan = helen.act("plan_add", json!({ "title": "Bikes", "wards": ["Addison"], "notes": [note] }));
    helen.act("plan_set", json!({ "id": plan["id"], "victim": "Jordan Blake and two more" }));
    helen.act("plan_set", json!({ "id": plan["id"], "victim": "Three young men" }));
    helen.act("draft_save", json!({ "id": null, "note": { "text": "To Jordan Blake’s school" } }));

    let id = asked(&helen, &["Jordan Blake"]);
    let view = found(&helen, &id);
    let found = items(&view);
    for (what, words, named) in [
        ("Note", "was robbed of his bike", true),
        ("Addition to a note", "mother says", false),
        ("Note", "again, at the other shop", true),
        ("Note", "It was not", true),
        ("Remark among colleagues", "Jordon Blake", false),
        ("Briefing", "Blake’s", false),
        ("Analysis of a plan", "and two more", true),
        ("Draft on this computer", "school", true),
    ] {
        let is_there = found.iter().any(|item| item.0 == what && item.1.contains(words) && item.2 == named);
        assert!(is_there, "{what}, {words}: {found:#?}");
    }
    assert!(!found.iter().any(|item| item.1.contains("Nobody was there")), "{found:#?}");
    let standing = |words: &str| {
        let held = view["items"].as_array().unwrap().iter().find(|item| item["fields"].to_string().contains(words));
        held.unwrap()["standing"].clone()
    };
    assert_eq!(standing("and two more"), "An earlier version, written over since");
    assert_eq!(standing("again, at the other shop"), "Withdrawn");
    assert_eq!(standing("was robbed"), Value::Null);
    let not_looked = view["not_looked"].to_string();
    assert!(not_looked.contains("safeguarding leads"), "{not_looked}");
}

#[test]
fn the_answer_holds_what_was_given_and_nobody_else_and_is_not_made_before_each_text_was_decided() {
    let (borough, amara, helen) = borough();
    let control = helen.query("people", json!({}));
    let person = control["people"].as_array().unwrap().iter().find(|person| person["name"] == "Amara Lewis").unwrap();
    helen.act("person_set", json!({ "id": person["id"], "agency": "St Giles Trust" }));
    exchange(&[&helen, &amara]);
    let text = "Jordan Blake was robbed by Tyrone Hill, says his aunt (07700 900 321). Told to Amara Lewis.";
    amara.record("Addison", text);
    let note = json!({ "text": "Jordan Blake sold a bag.", "ward": "Addison", "opinion": "I think he was made to." });
    amara.act("note_record", json!({ "note": note }));
    amara.record("Addison", "Jordan Blake is watched at the steps.");
    exchange(&[&amara, &helen]);
    let id = asked(&helen, &["Jordan Blake"]);
    helen.act("subject_set", json!({ "id": id, "hide": ["Tyrone Hill", "his aunt"] }));
    let folder = borough.folder.path().join("answer");
    let export =
        || helen.app.mutate("", "subject_export", json!({ "id": id, "folder": folder, "recipient": "Jordan Blake" }));
    assert_eq!(refused(export()), "undecided");
    assert!(!folder.exists());

    for item in found(&helen, &id)["items"].as_array().unwrap() {
        let kept = item["fields"].to_string().contains("watched");
        let decision =
            json!({ "id": id, "item": item["id"], "give": !kept, "reason": "crime", "note": "An operation is on." });
        helen.act("subject_decide", decision);
    }
    let made = export().unwrap();
    assert_eq!(made["notes"], 2);
    let page = std::fs::read_to_string(folder.join("index.html")).unwrap();
    for given in [
        "was robbed by",
        "I think he was made to.",
        "What its recorder makes of it",
        "St Giles Trust, to support people and keep them safe",
        "For Jordan Blake. Purpose: their request for what is held about them, SAR 14.",
        "Information Commissioner",
    ] {
        assert!(page.contains(given), "{given}: {page}");
    }
    for gone in
        ["Tyrone", "Hill", "aunt", "07700", "321", "Amara", "Lewis", "watched", "steps", "crime, or", "operation"]
    {
        assert!(!page.contains(gone), "{gone}: {page}");
    }
    // Logged for its maker; the trail says neither for whom nor why.
    let log = helen.everything_held();
    let holds = |words: &str| log.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(holds("An operation is on."), "what was weighed is kept with the request");
}

#[test]
fn what_is_kept_back_needs_a_reason_in_law_and_a_decision_can_be_taken_back() {
    let (_borough, amara, helen) = borough();
    amara.record("Addison", "Jordan Blake ran.");
    exchange(&[&amara, &helen]);
    let id = asked(&helen, &["Jordan Blake", "  jordan   blake ", ""]);
    let item = found(&helen, &id)["items"][0]["id"].clone();
    let decide = |give: bool, reason: Value| {
        helen.app.mutate("", "subject_decide", json!({ "id": id, "item": item, "give": give, "reason": reason }))
    };
    assert_eq!(refused(decide(false, Value::Null)), "kept-back-without-reason");
    assert_eq!(refused(decide(false, json!("because"))), "kept-back-without-reason");
    let done = decide(false, json!("other-person")).unwrap();
    let decided = found(&helen, &id)["items"][0]["decision"].clone();
    assert!(decided["words"].as_str().unwrap().starts_with("Kept back. It is about somebody else"), "{decided}");
    assert_eq!(found(&helen, &id)["undecided"], 0);
    helen.act("take_back", json!({ "undo": done["undo"] }));
    assert_eq!(found(&helen, &id)["undecided"], 1);
    let hides = helen.app.mutate("", "subject_set", json!({ "id": id, "hide": ["Blake"] }));
    assert_eq!(refused(hides), "hides-the-name");
    decide_all(&helen, &id);
    let rows = helen.query("subject_requests", json!({}));
    assert_eq!(rows["requests"][0]["decided"], "1 given");
    // A draft that is written on is another text, and has to be decided anew.
    let draft = helen.act("draft_save", json!({ "id": null, "note": { "text": "Jordan Blake rang." } }));
    decide_all(&helen, &id);
    assert_eq!(found(&helen, &id)["undecided"], 0);
    helen.act("draft_save", json!({ "id": draft["id"], "note": { "text": "Jordan Blake rang, with Tyrone." } }));
    assert_eq!(found(&helen, &id)["undecided"], 1);
    helen.act("subject_set", json!({ "id": id, "closed": true }));
    let rows = helen.query("subject_requests", json!({}));
    assert_eq!((&rows["requests"][0]["closed"], &rows["requests"][0]["late"]), (&json!(true), &json!(false)));
}

#[test]
fn only_whoever_decides_about_a_ward_answers_and_nobody_else_learns_that_somebody_asked() {
    let (_borough, amara, helen) = borough();
    let day = json!("2026-01-01");
    let add = |laptop: &Laptop, names: Value, received: &Value| {
        laptop.app.mutate("", "subject_add", json!({ "reference": "", "names": names, "received": received }))
    };
    assert_eq!(refused(add(&amara, json!(["Jordan Blake"]), &day)), "not-allowed");
    assert_eq!(amara.query("subject_requests", json!({}))["may_answer"], false);
    assert_eq!(refused(add(&helen, json!([" ", "-"]), &day)), "names-missing");
    assert_eq!(refused(add(&helen, json!(["Jordan Blake"]), &json!("2999-01-01"))), "bad-received");
    asked(&helen, &["Zelkname Blake"]);
    exchange(&[&helen, &amara]);
    let held = amara.everything_held();
    assert!(!held.windows(8).any(|window| window == b"Zelkname"));
}

#[test]
fn what_was_recorded_says_for_whom_and_for_what_it_is_held_whoever_its_author_works_for_later() {
    let (_borough, amara, helen) = borough();
    let before = amara.record("Addison", "Before anybody said.");
    let people = helen.query("people", json!({}));
    let person = people["people"].as_array().unwrap().iter().find(|person| person["name"] == "Amara Lewis").unwrap();
    let set = |agency: &str| helen.act("person_set", json!({ "id": person["id"], "agency": agency }));
    set("St Giles Trust");
    exchange(&[&helen, &amara]);
    let charity = amara.record("Addison", "Two mopeds.");
    set("Safer Neighbourhood Team");
    exchange(&[&helen, &amara]);
    let police = amara.record("Addison", "Three mopeds.");
    exchange(&[&amara, &helen]);
    let held_for = |note: &str| helen.note(note)["held_for"].clone();
    assert_eq!(held_for(&before), Value::Null, "what nobody knew is not made up");
    assert_eq!(held_for(&charity), "St Giles Trust, to support people and keep them safe");
    assert_eq!(held_for(&police), "Safer Neighbourhood Team, to prevent, detect and investigate crime");
}

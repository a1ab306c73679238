//! What becomes of a note: from the outreach worker who recorded it, over those who triage, back to her.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange, refused};

/// Nothing of it may be on a device that was never to hold it, in any page of its file.
fn absent(laptop: &Laptop, words: &str) {
    let bytes = laptop.everything_on_disk();
    let found = bytes.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(!found, "“{words}” lies on a device that may not hold it");
}

fn state(laptop: &Laptop, note: &str) -> String {
    laptop.note(note)["state"]["id"].as_str().unwrap().to_owned()
}

fn queue(laptop: &Laptop, queue: &str) -> Vec<String> {
    let page = laptop.query("triage", json!({ "queue": queue }));
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["note"]["id"].as_str().unwrap().to_owned()).collect()
}

fn sent(laptop: &Laptop, note: &str) -> Value {
    let today = laptop.query("today", json!({}));
    let rows = today["sent"].as_array().unwrap().iter();
    rows.clone().find(|row| row["note"]["id"] == note).unwrap_or(&Value::Null).clone()
}

const CANARY: &str = "his cousin Dario hides it in the meter cupboard";
const REMARK: &str = "ring the block's caretaker before Thursday";

#[test]
fn whoever_spoke_up_sees_each_step_with_one_safe_sentence_and_never_what_colleagues_wrote() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let ruth = borough.laptop("Cllr Ruth Ansell", "councillor", &["Addison"]);
    let leah = borough.laptop("PC Leah Boateng", "police", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);

    let note = amara.record("Addison", &format!("A blade on Larch Street: {CANARY}"));
    exchange(&[&amara, &sam, &helen, &leah, &ruth]);
    assert_eq!(queue(&sam, "unread"), [note.as_str()]);
    assert_eq!(sam.query("today", json!({}))["unread_total"], 1);

    // Read, given to a colleague, asked about: two days apart, each on their own laptop.
    sam.act("note_read", json!({ "id": note }));
    helen.act("triage_assign", json!({ "ids": [note], "to": "sam whitfield" }));
    sam.act("triage_remark", json!({ "id": note, "text": REMARK }));
    sam.act("triage_ask", json!({ "id": note, "text": "Which floor was it?" }));
    exchange(&[&sam, &helen, &amara, &sam]);
    assert_eq!((queue(&sam, "mine"), queue(&sam, "asked")), (vec![note.clone()], vec![note.clone()]));
    let asked = sent(&amara, &note);
    assert_eq!(asked["feedback"], "Which floor was it?");
    assert_eq!(state(&amara, &note), "needs-more");

    // The answer takes the question away, and comes back to whoever asked.
    amara.act("note_amend", json!({ "id": note, "text": "The second, by the lift", "answers": asked["question"] }));
    assert_eq!(state(&amara, &note), "read");
    exchange(&[&amara, &sam, &helen]);
    assert_eq!((queue(&sam, "asked"), queue(&sam, "answered")), (vec![], vec![note.clone()]));
    // It waits again, and is counted where whoever triages looks first.
    assert_eq!(sam.query("today", json!({}))["more_said"], 1);
    let badge = json!({ "place": "triage", "count": 1, "words": "1 with more said" });
    assert_eq!(sam.query("session", Value::Null)["badges"][0], badge);
    let beside = sam.query("triage_note", json!({ "id": note }));
    assert_eq!(beside["asked"]["answer"], "The second, by the lift");

    // A briefing reaches everybody granted the ward and never names its note.
    let briefing = sam.act(
        "triage_brief",
        json!({ "id": note, "text": "Knives are being kept in shared cupboards on Larch Street." }),
    );
    sam.act("triage_send", json!({ "id": note, "to": "Police", "reference": "CAD 2211" }));
    exchange(&[&sam, &amara, &ruth, &leah, &helen]);
    for laptop in [&ruth, &amara, &leah] {
        let held = laptop.query("briefing", json!({ "id": briefing["id"] }));
        assert_eq!(held["text"], "Knives are being kept in shared cupboards on Larch Street.");
    }
    let by_ruth = ruth.query("briefing", json!({ "id": briefing["id"] }));
    assert_eq!((by_ruth["notes"].as_array().unwrap().len(), &by_ruth["can_correct"]), (0, &json!(false)));
    assert_eq!(helen.query("briefing", json!({ "id": briefing["id"] }))["notes"][0]["id"], note);
    assert_eq!(state(&amara, &note), "sent-out");
    assert_eq!(leah.query("triage_note", json!({ "id": note }))["referrals"][0]["reference"], "CAD 2211");

    // Corrected, withdrawn, put back.
    sam.act("briefing_correct", json!({ "id": briefing["id"], "text": "Knives are kept in shared cupboards." }));
    let withdrawn = helen.act("briefing_withdraw", json!({ "id": briefing["id"], "reason": "Sent too early" }));
    exchange(&[&sam, &helen, &ruth]);
    let seen = ruth.query("briefing", json!({ "id": briefing["id"] }));
    assert_eq!(
        (&seen["text"], &seen["withdrawal"]["reason"]),
        (&json!("Knives are kept in shared cupboards."), &json!("Sent too early"))
    );
    helen.act("take_back", json!({ "undo": withdrawn["undo"] }));
    exchange(&[&helen, &ruth]);
    assert_eq!(ruth.query("briefings", json!({}))["rows"][0]["withdrawal"], Value::Null);

    // Closed with a reason for colleagues and a sentence for her.
    assert_eq!(
        refused(sam.app.mutate("", "triage_close", json!({ "id": note, "reason": "With police", "feedback": " " }))),
        "feedback-missing"
    );
    let closed = sam.act(
        "triage_close",
        json!({ "id": note, "reason": "With police, nothing more for us", "feedback": "The cupboards were opened and cleared. Thank you." }),
    );
    exchange(&[&sam, &amara]);
    assert_eq!(state(&amara, &note), "closed");
    let path = amara.note(&note)["path"].clone();
    let told: Vec<(&str, Option<&str>)> =
        path.as_array().unwrap().iter().map(|step| (step["id"].as_str().unwrap(), step["sentence"].as_str())).collect();
    assert_eq!(
        told,
        [
            ("recorded", None),
            ("received", None),
            ("read", None),
            ("needs-more", Some("Which floor was it?")),
            ("shared", Some("What you told us was shared with colleagues in the ward, without naming its source.")),
            ("sent-out", Some("It was passed to the police.")),
            ("closed", Some("The cupboards were opened and cleared. Thank you.")),
        ]
    );
    assert_eq!(sent(&amara, &note)["feedback"], "The cupboards were opened and cleared. Thank you.");
    sam.act("take_back", json!({ "undo": closed["undo"] }));
    exchange(&[&sam, &amara]);
    assert_eq!(state(&amara, &note), "sent-out");

    // Each holds what they need, and no more.
    absent(&ruth, CANARY);
    absent(&ruth, REMARK);
    absent(&ruth, &note);
    absent(&amara, REMARK);
    absent(&amara, "nothing more for us");
    for laptop in [&amara, &ruth, &leah, &sam, &helen] {
        let verified = laptop.act("verify", json!({}));
        assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
    }
}

#[test]
fn what_an_author_adds_unasked_comes_back_to_the_queue_even_after_the_note_was_closed() {
    let borough = Partnership::founded();
    let ruth = borough.laptop("Cllr Ruth Ansell", "councillor", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let note = ruth.record("Addison", "Shoppers say the doors of the supermarket are blocked after school.");
    exchange(&[&ruth, &sam]);
    sam.act("note_read", json!({ "id": note }));
    sam.act(
        "triage_close",
        json!({ "id": note, "reason": "seen to", "feedback": "The manager and officers have met." }),
    );
    exchange(&[&sam, &ruth]);
    assert!(queue(&sam, "answered").is_empty());

    ruth.act("note_amend", json!({ "id": note, "text": "It goes on. What came of the meeting?" }));
    exchange(&[&ruth, &sam]);
    assert_eq!(queue(&sam, "answered"), [note.as_str()]);
    assert_eq!(state(&sam, &note), "closed");

    // Another sentence to its author, and it waits for nobody. What became of it stays.
    sam.act("triage_tell", json!({ "id": note, "text": "The officers go again; you hear more by 12 January." }));
    assert!(queue(&sam, "answered").is_empty());
    exchange(&[&sam, &ruth]);
    assert_eq!(state(&ruth, &note), "closed");
    assert_eq!(sent(&ruth, &note)["feedback"], "The officers go again; you hear more by 12 January.");
    assert_eq!(ruth.note(&note)["path"].as_array().unwrap().last().unwrap()["label"], "Told");
}

#[test]
fn a_note_that_nobody_reads_for_three_working_days_says_so_to_its_sender_with_whom_to_call() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let note = amara.record("Addison", "Two mopeds by the launderette");
    exchange(&[&amara, &helen]);
    assert_eq!(sent(&amara, &note)["not_read"], Value::Null);
    let unread = |laptop: &Laptop| laptop.query("triage", json!({}));
    assert_eq!(unread(&helen)["rows"][0]["waiting"]["standing"], "due");

    // Nine days have three working days in them, whatever holidays fall in them.
    for laptop in [&amara, &helen] {
        laptop.days_pass(9);
    }
    let words = sent(&amara, &note)["not_read"].as_str().unwrap().to_owned();
    assert!(words.contains("Call Helen Prior"), "{words}");
    assert_eq!(amara.note(&note)["not_read"], words.as_str());
    let late = unread(&helen);
    assert_eq!((&late["rows"][0]["waiting"]["standing"], &late["queues"][0]["late"]), (&json!("not-read"), &json!(1)));
    assert_eq!(helen.note(&note)["not_read"], Value::Null, "that is for its sender");

    helen.act("note_read", json!({ "id": note }));
    exchange(&[&helen, &amara]);
    assert_eq!(sent(&amara, &note)["not_read"], Value::Null);
}

#[test]
fn only_those_with_the_right_decide_what_becomes_of_a_note_and_only_those_who_may_hold_it_are_given_it() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let leah = borough.laptop("PC Leah Boateng", "police", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let note = amara.record("Addison", "Two mopeds by the launderette");
    exchange(&[&amara, &leah, &sam]);
    let steps = [
        ("triage_assign", json!({ "ids": [note], "to": null })),
        ("triage_ask", json!({ "id": note, "text": "When?" })),
        ("triage_brief", json!({ "id": note, "text": "Mopeds about." })),
        ("triage_send", json!({ "id": note, "to": "mash", "reference": "7" })),
        ("triage_close", json!({ "id": note, "reason": "x", "feedback": "y" })),
    ];
    for laptop in [&leah, &amara] {
        for (act, request) in &steps {
            assert_eq!(refused(laptop.app.mutate("", act, request.clone())), "not-allowed", "{act}");
        }
        assert_eq!(laptop.app.query("triage", json!({})).unwrap_err().code, "not-allowed");
    }
    leah.act("triage_remark", json!({ "id": note, "text": "Seen there before" }));
    assert_eq!(amara.app.query("triage_note", json!({ "id": note })).unwrap_err().code, "not-allowed");
    assert_eq!(
        refused(sam.app.mutate("", "triage_assign", json!({ "ids": [note], "to": "Amara Lewis" }))),
        "cannot-see"
    );
    let given = sam.act("triage_assign", json!({ "ids": [note], "to": "PC Leah Boateng" }));
    exchange(&[&leah, &sam]);
    let beside = sam.query("triage_note", json!({ "id": note }));
    assert_eq!(
        (&beside["assigned"]["name"], &beside["remarks"][0]["text"]),
        (&json!("PC Leah Boateng"), &json!("Seen there before"))
    );
    sam.act("take_back", json!({ "undo": given["undo"] }));
    assert_eq!(sam.query("triage_note", json!({ "id": note }))["assigned"], Value::Null);
}

#[test]
fn notes_that_say_much_the_same_are_shown_beside_each_other_and_kept_together_once_somebody_says_so() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let ruth = borough.laptop("Cllr Ruth Ansell", "councillor", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let one = amara.record("Addison", "Two black mopeds circled the launderette on Larch Street after school");
    let other = ruth.record("Addison", "Residents say two black mopeds circled the launderette on Larch Street");
    exchange(&[&amara, &ruth, &sam]);
    let near = sam.query("triage_note", json!({ "id": one }))["near"].clone();
    assert_eq!((&near[0]["note"]["id"], &near[0]["linked"]), (&json!(other), &json!(false)));
    assert_eq!(near[0]["why"], "Same ward, the same day, much the same words");
    sam.act("triage_relate", json!({ "ids": [one, other] }));
    for note in [&one, &other] {
        let beside = sam.query("triage_note", json!({ "id": note }));
        assert_eq!(beside["others"].as_array().unwrap().len(), 1);
        assert_eq!(beside["near"][0]["linked"], json!(true));
    }
}

#[test]
fn a_step_answers_how_its_notes_stand_and_a_reading_that_tells_nobody_says_why() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let note = amara.record("Addison", "Two mopeds by the launderette");
    let own = sam.record("Addison", "The same two mopeds, at six");
    exchange(&[&amara, &sam]);
    let given = sam.act("triage_assign", json!({ "ids": [note], "to": "Sam Whitfield" }));
    let stands = &given["notes"][0];
    assert_eq!((&stands["note"], &stands["state"], &stands["waits"]), (&json!(note), &json!("received"), &json!(true)));
    assert_eq!(stands["assigned"]["name"], "Sam Whitfield");
    let close = json!({ "id": note, "reason": "Known", "feedback": "It was seen to. Thank you." });
    let closed = sam.act("triage_close", close);
    let stands = &closed["notes"][0];
    assert_eq!((&stands["label"], &stands["waits"]), (&json!("Closed"), &json!(false)));

    let read = |id: &str| sam.act("note_read", json!({ "id": id, "asked": true }));
    assert_eq!(read(&own)["marked"], json!(false));
    assert!(read(&own)["words"].as_str().unwrap().starts_with("This is your own note"));
    assert_eq!(read(&note)["words"], "It was read before, and its sender was told then.");
}

#[test]
fn who_was_promised_to_hear_more_stands_on_today_until_they_do() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let note = amara.record("Addison", "The lamps by the bin store are out again");
    exchange(&[&amara, &helen]);
    let tell = |promised: &str| json!({ "id": note, "text": "The council looks at the lamps.", "promised": promised });
    assert_eq!(refused(helen.app.mutate("", "triage_tell", tell("2020-01-01"))), "promise-past");
    helen.act("triage_tell", tell("2099-12-11"));
    let promised = |laptop: &Laptop| {
        let today = laptop.query("today", json!({}));
        let rows = today["promised"].as_array().unwrap().iter();
        rows.map(|row| row["by"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(promised(&helen), ["by Fri 11 Dec 2099"]);
    exchange(&[&helen, &amara]);
    let path = amara.note(&note)["path"].clone();
    let last = path.as_array().unwrap().last().unwrap();
    assert_eq!(last["promised"], "You hear more by Fri 11 Dec 2099");
    assert_eq!(promised(&amara), Vec::<String>::new(), "it is for those who answer");
    // Whatever she is told next keeps the promise.
    helen.act("triage_tell", json!({ "id": note, "text": "They are mended." }));
    assert_eq!(promised(&helen), Vec::<String>::new());
    exchange(&[&helen, &amara]);
    assert_eq!(amara.note(&note)["path"].as_array().unwrap().last().unwrap()["promised"], Value::Null);
}

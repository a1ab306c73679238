//! From what was recorded without a signal to what its authors were told first.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, refused};

use crate::borough::{Borough, heard, holds, id, ids, state};

pub struct Notes {
    /// Amara's, on her first device, for Addison.
    pub walkway: String,
    /// Amara's, on her second device, for Addison.
    pub stairs: String,
    /// Amara's, on her second device, for a ward she was not granted; withdrawn.
    pub film: String,
    /// The councillor's, for Grove.
    pub shop: String,
    /// The school lead's, for White City.
    pub gate: String,
}

const BRIEFING: &str = "Blades are kept in planters, says zelkbrief, on Larch Street.";
const CORRECTED: &str = "Blades were kept in planters on Larch Street; zelkright looked on Tuesday.";

fn queue(laptop: &Laptop, queue: &str) -> Vec<String> {
    let page = laptop.query("triage", json!({ "queue": queue }));
    let mut rows: Vec<String> = page["rows"].as_array().unwrap().iter().map(|row| id(&row["note"])).collect();
    rows.sort();
    rows
}

fn sorted<'a>(notes: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let mut notes: Vec<String> = notes.into_iter().cloned().collect();
    notes.sort();
    notes
}

pub fn recorded_without_a_signal(borough: &mut Borough) -> Notes {
    borough.server.kill();
    let walkway = borough.amara.record("Addison", "Two lads with a blade, zelkwalk, by Fennel Court");
    let shop = borough.ruth.record("Grove", "Residents were shouted at by the zelkshop");
    borough.ruth.act("draft_save", json!({ "note": { "text": "zelkdraft rang me", "ward": "Grove" } }));
    borough.days_pass(1);
    let stairs = borough.second.record("Addison", "A bag is left on the zelkstair each evening");
    let film = borough.second.record("White City", "Somebody with a gun, zelkfilm");
    let gate = borough.joan.record("White City", "A Year 9 pupil, zelkgate, is met by somebody older");
    borough.days_pass(1);
    borough.amara.act("note_amend", json!({ "id": walkway, "text": "The taller one is called zelktall" }));
    borough.second.act("note_withdraw", json!({ "id": film, "reason": "zelkcrew made a film" }));

    // Nothing is called received that is not, and nobody is kept from going on.
    assert_eq!(refused(borough.amara.try_sync()), "unreachable");
    for (laptop, note) in [(&borough.amara, &walkway), (&borough.ruth, &shop), (&borough.joan, &gate)] {
        assert_eq!(state(laptop, note), "recorded");
    }
    assert!(!holds(&borough.second, &walkway), "her two devices have not met");
    borough.days_pass(1);
    borough.server.start();
    borough.everybody_syncs();
    Notes { walkway, stairs, film, shop, gate }
}

pub fn read_asked_and_answered(borough: &mut Borough, notes: &Notes) {
    let Notes { walkway, stairs, film, shop, gate } = notes;
    // Each holds their own and what their wards give them.
    for (name, laptop) in borough.devices() {
        let expected = match name {
            "amara" | "second" => sorted([walkway, stairs, film]),
            "ruth" => sorted([shop]),
            "joan" => sorted([gate]),
            "sam" => sorted([walkway, stairs, shop]),
            "helen" => sorted([walkway, stairs, film, shop, gate]),
            "leah" => sorted([film, gate]),
            _ => Vec::new(),
        };
        assert_eq!(ids(&laptop.query("notes", json!({}))), expected, "{name}");
    }
    let Borough { amara, second, ruth, sam, helen, leah, .. } = &*borough;
    assert_eq!(queue(sam, "unread"), sorted([walkway, stairs, shop]));
    assert_eq!(queue(helen, "unread"), sorted([walkway, stairs, shop, gate]), "what was withdrawn waits for nobody");
    assert_eq!(helen.query("today", json!({}))["unread_total"], 4);
    assert_eq!(leah.query("today", json!({}))["unread_total"], 0, "who does not triage is not asked to");

    // Read, given to the officer, remarked on, asked about.
    sam.act("note_read", json!({ "id": walkway }));
    sam.act("note_read", json!({ "id": stairs }));
    helen.act("note_read", json!({ "id": shop }));
    helen.act("note_read", json!({ "id": gate }));
    helen.act("triage_assign", json!({ "ids": [walkway, stairs, shop], "to": "Sam Whitfield" }));
    sam.act("triage_remark", json!({ "id": walkway, "text": "zelkaretaker knows both of them" }));
    sam.act("triage_ask", json!({ "id": walkway, "text": "Which floor, zelkfloor or the one above?" }));
    sam.act("triage_relate", json!({ "ids": [walkway, stairs] }));
    borough.everybody_syncs();
    assert_eq!((queue(sam, "mine"), queue(sam, "unread")), (sorted([walkway, stairs, shop]), vec![]));
    assert_eq!(state(ruth, shop), "read");
    let words = ruth.note(shop)["state"]["words"].as_str().unwrap().to_owned();
    assert!(words.starts_with("Read by the coordinator"), "{words}");
    for laptop in [amara, second] {
        assert_eq!(state(laptop, walkway), "needs-more");
        assert_eq!(heard(laptop, walkway), "Which floor, zelkfloor or the one above?");
    }

    // She answers on one device and adds to it on the other, a day later, without a signal on either.
    borough.server.kill();
    let Borough { amara, second, .. } = &*borough;
    let question = second.note(walkway)["question"]["id"].clone();
    second.act("note_amend", json!({ "id": walkway, "text": "The zelksecond, by the lift", "answers": question }));
    assert_eq!((state(second, walkway), state(amara, walkway)), ("read".to_owned(), "needs-more".to_owned()));
    borough.days_pass(1);
    borough.amara.act("note_amend", json!({ "id": walkway, "text": "They were back on zelktuesday" }));
    borough.server.start();
    borough.everybody_syncs();
    let Borough { amara, second, sam, helen, .. } = &*borough;
    assert_eq!(queue(sam, "answered"), [walkway.as_str()]);
    for laptop in [amara, second, sam, helen] {
        assert_eq!(state(laptop, walkway), "read");
        assert_eq!(laptop.note(walkway)["amendments"].as_array().unwrap().len(), 3);
    }
    let beside = helen.query("triage_note", json!({ "id": walkway }));
    assert_eq!(beside["asked"]["answer"], "The zelksecond, by the lift");
    assert_eq!((&beside["assigned"]["name"], &beside["others"][0]["id"]), (&json!("Sam Whitfield"), &json!(stairs)));
}

pub fn shared_sent_and_closed(borough: &Borough, notes: &Notes) {
    let Notes { walkway, film, gate, .. } = notes;
    let Borough { amara, second, joan, sam, helen, leah, .. } = borough;
    sam.act("triage_brief", json!({ "id": walkway, "text": BRIEFING }));
    sam.act("triage_send", json!({ "id": walkway, "to": "police", "reference": "CAD zelkcad" }));
    // The officer of the ward has something to say of the pupil; what becomes of it is decided elsewhere.
    leah.act("triage_remark", json!({ "id": gate, "text": "zelkolder was stopped there in May" }));
    let close = json!({ "id": gate, "reason": "zelkreason has it now", "feedback": "zelkthanks: the hub took it on." });
    assert_eq!(refused(leah.app.mutate("", "triage_close", close.clone())), "not-allowed");
    helen.act("triage_send", json!({ "id": gate, "to": "mash", "reference": "H zelkhub" }));
    helen.act("triage_close", close);
    assert_eq!(refused(helen.app.mutate("", "triage_brief", json!({ "id": film, "text": "A gun" }))), "note-withdrawn");
    borough.everybody_syncs();

    // Everybody granted the ward reads the briefing and none of them learns whose note it was.
    for (name, laptop) in borough.devices() {
        let page = laptop.query("briefings", json!({}));
        let texts: Vec<&Value> = page["rows"].as_array().unwrap().iter().map(|row| &row["text"]).collect();
        let expected =
            if ["amara", "second", "joan", "sam", "helen"].contains(&name) { vec![BRIEFING] } else { vec![] };
        assert_eq!(texts, expected, "{name}");
        for briefing in ids(&page) {
            let named = laptop.query("briefing", json!({ "id": briefing }))["notes"].clone();
            let expected = if ["sam", "helen"].contains(&name) { 1 } else { 0 };
            assert_eq!(named.as_array().unwrap().len(), expected, "{name}");
        }
    }
    for laptop in [amara, second] {
        assert_eq!(heard(laptop, walkway), "It was passed to the police.");
    }
    assert_eq!((state(joan, gate).as_str(), &heard(joan, gate)), ("closed", &json!("zelkthanks: the hub took it on.")));
    let beside = leah.query("triage_note", json!({ "id": gate }));
    assert_eq!(beside["closure"]["reason"], "zelkreason has it now");
    assert_eq!((&beside["can_triage"], &beside["can_remark"]), (&json!(false), &json!(true)));
    assert_eq!(queue(helen, "closed"), [gate.as_str()]);
    assert_eq!(joan.app.query("triage_note", json!({ "id": gate })).unwrap_err().code, "not-allowed");
}

pub fn briefing_corrected(borough: &Borough) {
    let Borough { amara, joan, sam, helen, .. } = borough;
    let briefing = ids(&helen.query("briefings", json!({}))).remove(0);
    let shown = helen.query("briefing", json!({ "id": briefing }));
    helen.act("briefing_correct", json!({ "id": briefing, "text": CORRECTED, "base": shown["base"] }));
    borough.everybody_syncs();
    for laptop in [amara, joan, sam, helen] {
        let shown = laptop.query("briefing", json!({ "id": briefing }));
        assert_eq!((&shown["text"], &shown["corrected"]), (&json!(CORRECTED), &json!(true)));
    }
    let correct = json!({ "id": briefing, "text": "Better" });
    assert_eq!(refused(joan.app.mutate("", "briefing_correct", correct)), "not-allowed");
}

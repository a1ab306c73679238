//! What keeps a note, a briefing and a plan from going further than their people meant.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Server, refused};

fn try_act(laptop: &Laptop, name: &str, args: Value) -> Result<Value, app::Failure> {
    laptop.app.mutate("", name, args)
}

fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

fn all_sync(laptops: &[&Laptop]) {
    for laptop in laptops.iter().chain(laptops) {
        laptop.sync();
    }
}

struct Borough {
    _server: Server,
    _folder: tempfile::TempDir,
    amara: Laptop,
    sam: Laptop,
    helen: Laptop,
}

fn borough() -> Borough {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = Server::init(&folder.path().join("server"), "Mina Farrow");
    let joined = |name: &str, role: &str, wards: &[&str]| {
        Laptop::joined(&folder.path().join(name), &server.invite(name, role, wards))
    };
    let amara = joined("Amara Lewis", "outreach", &["Addison"]);
    let sam = joined("Sam Whitfield", "community-safety", &["Addison"]);
    let helen = joined("Helen Prior", "coordinator", &[]);
    Borough { _server: server, _folder: folder, amara, sam, helen }
}

#[test]
fn what_its_author_withdrew_is_passed_on_by_nobody_and_can_still_be_closed() {
    let Borough { amara, sam, helen, .. } = &borough();
    let note = amara.record("Addison", "Her cousin hides a blade in the meter cupboard");
    all_sync(&[amara, sam, helen]);
    amara.act("note_withdraw", json!({ "id": note, "reason": "It gives her away" }));
    all_sync(&[amara, sam]);
    for (act, request) in [
        ("triage_brief", json!({ "id": note, "text": "A blade in a cupboard" })),
        ("triage_send", json!({ "id": note, "to": "police", "reference": "1" })),
        ("triage_ask", json!({ "id": note, "text": "Which floor?" })),
    ] {
        assert_eq!(refused(try_act(sam, act, request)), "note-withdrawn", "{act}");
    }
    let beside = sam.query("triage_note", json!({ "id": note }));
    assert_eq!(beside["withdrawn"], true);
    sam.act("triage_remark", json!({ "id": note, "text": "Nothing of it was passed on" }));
    sam.act("triage_close", json!({ "id": note, "reason": "Withdrawn", "feedback": "Nothing of it was passed on." }));
}

#[test]
fn a_correction_is_not_written_over_one_that_came_while_it_was_typed() {
    let Borough { amara, sam, helen, .. } = &borough();
    let note = amara.record("Addison", "Two lads with a blade on the walkway");
    all_sync(&[amara, sam, helen]);
    let briefing =
        id(&sam.act("triage_brief", json!({ "id": note, "text": "Her cousin saw a blade on the walkway." })));
    all_sync(&[sam, helen]);
    let opened = helen.query("briefing", json!({ "id": briefing }));
    sam.act("briefing_correct", json!({ "id": briefing, "text": "A blade was seen on the walkway." }));
    all_sync(&[sam, helen]);
    let typed = "Her cousin saw a blade on the walkway, after five.";
    let correct =
        |base: &Value| try_act(helen, "briefing_correct", json!({ "id": briefing, "text": typed, "base": base }));
    assert_eq!(refused(correct(&opened["base"])), "overtaken");
    let now = helen.query("briefing", json!({ "id": briefing }));
    assert_eq!(now["text"], "A blade was seen on the walkway.");
    correct(&now["base"]).unwrap();

    let plan = id(&sam.act("plan_add", json!({ "title": "The walkway", "wards": ["Addison"] })));
    sam.act("plan_set", json!({ "id": plan, "measures": [{ "name": "Calls", "baseline": "6" }] }));
    all_sync(&[sam, helen]);
    let measure = helen.query("plan", json!({ "id": plan }))["analysis"]["measures"][0].clone();
    let change = |base: &Value, actual: &str| json!({ "id": plan, "measures": [{ "id": measure["id"], "name": "Calls", "baseline": "6", "actual": actual, "base": base }] });
    sam.act("plan_set", change(&measure["base"], "4"));
    all_sync(&[sam, helen]);
    assert_eq!(refused(try_act(helen, "plan_set", change(&measure["base"], ""))), "overtaken");
}

#[test]
fn whoever_may_not_decide_between_two_titles_of_a_plan_reads_who_can() {
    let Borough { amara, sam, helen, .. } = &borough();
    let plan = id(&helen.act("plan_add", json!({ "title": "The walkway", "wards": ["Addison"] })));
    helen.act("plan_invite", json!({ "id": plan, "person": "Amara Lewis", "analysis": false }));
    all_sync(&[helen, amara, sam]);
    helen.act("plan_set", json!({ "id": plan, "title": "The long walkway" }));
    sam.act("plan_set", json!({ "id": plan, "title": "The dark walkway" }));
    all_sync(&[helen, sam, amara]);
    let conflict = |laptop: &Laptop| laptop.query("plan", json!({ "id": plan }))["conflicts"][0].clone();
    let (by_amara, by_sam) = (conflict(amara), conflict(sam));
    assert_eq!(by_sam["undecided"], json!(null), "{by_sam}");
    let words = by_amara["undecided"].as_str().unwrap();
    assert!(words.starts_with("Not decided yet") && words.contains("Helen Prior or Sam Whitfield"), "{words}");
    let decide = json!({ "id": by_amara["id"], "keep": by_amara["heads"][0]["id"], "value": null });
    assert_eq!(refused(try_act(amara, "conflict_decide", decide)), "not-allowed");
}

#[test]
fn of_two_steps_taken_in_one_second_each_is_taken_back_with_its_own_sentence_alone() {
    let Borough { amara, sam, helen, .. } = &borough();
    let note = amara.record("Addison", "A boy of twelve carries for them");
    all_sync(&[amara, sam, helen]);
    sam.act("triage_send", json!({ "id": note, "to": "police", "reference": "CAD 1" }));
    sam.act("triage_send", json!({ "id": note, "to": "mash", "reference": "M 2" }));
    let sent = sam.query("triage_note", json!({ "id": note }))["referrals"].clone();
    let undo: Vec<&Value> = sent.as_array().unwrap().iter().map(|referral| &referral["undo"]).collect();
    let of = |at: usize| undo[at].as_array().unwrap();
    assert_eq!((of(0).len(), of(1).len()), (2, 2), "each with what its author was told: {sent}");
    assert!(of(0).iter().all(|token| !of(1).contains(token)), "none with the other's: {sent}");
    sam.act("take_back", json!({ "undo": undo[0] }));
    let left = sam.query("triage_note", json!({ "id": note }));
    assert_eq!((left["referrals"].as_array().unwrap().len(), left["told"].as_array().unwrap().len()), (1, 1), "{left}");
}

#[test]
fn a_text_of_a_plan_or_an_action_is_not_written_over_one_that_came_while_it_was_typed() {
    let Borough { amara, sam, helen, .. } = &borough();
    let plan = id(&sam.act("plan_add", json!({ "title": "The walkway", "wards": ["Addison"] })));
    let sweep = json!({ "plan": plan, "title": "A sweep", "owner": "Helen Prior" });
    let action = id(&sam.act("action_add", sweep));
    all_sync(&[amara, sam, helen]);
    sam.act("plan_set", json!({ "id": plan, "title": "The long walkway", "scanning": "Six calls", "reduce_by": 30 }));
    sam.act("action_set", json!({ "id": action, "owner": "Sam Whitfield", "counts": { "knives recovered": 2 } }));
    all_sync(&[sam, helen]);
    for (act, id, field, from, now, typed) in [
        ("plan_set", &plan, "title", "The walkway", "The long walkway", "Walkway"),
        ("plan_set", &plan, "scanning", "", "Six calls", "Nine calls"),
        ("action_set", &action, "owner", "Helen Prior", "Sam Whitfield", "The wardens"),
    ] {
        let set =
            |began: &str, text: &str| try_act(helen, act, json!({ "id": id, field: text, "began": { field: began } }));
        assert_eq!(refused(set(from, typed)), "overtaken", "{field}");
        // Who wants what stands there already writes over nothing; who has seen it may.
        set(from, now).unwrap();
        set(now, typed).unwrap();
    }
    let percent = |began: &str| {
        try_act(helen, "plan_set", json!({ "id": plan, "reduce_by": 50, "began": { "reduce_by": began } }))
    };
    assert_eq!(refused(percent("")), "overtaken");
    percent("30").unwrap();
    let count = |began: &str| {
        let request =
            json!({ "id": action, "counts": { "knives recovered": 3 }, "began": { "counts.knives recovered": began } });
        try_act(helen, "action_set", request)
    };
    assert_eq!(refused(count("")), "overtaken");
    count("2").unwrap();
}

#[test]
fn who_is_let_in_no_longer_loses_the_analysis_as_well_as_the_work() {
    let Borough { amara, sam, helen, .. } = &borough();
    let plan = id(&helen.act(
        "plan_add",
        json!({
            "title": "The underpass", "wards": ["Addison"], "objective": "Nobody waits there after dark"
        }),
    ));
    helen.act("plan_invite", json!({ "id": plan, "person": "Amara Lewis", "analysis": true }));
    all_sync(&[helen, amara, sam]);
    assert_eq!(amara.query("plan", json!({ "id": plan }))["analysis"]["objective"], "Nobody waits there after dark");
    let members = helen.query("plan", json!({ "id": plan }))["invited"].clone();
    assert_eq!((members.as_array().unwrap().len(), members[0]["grants"].as_array().unwrap().len()), (1, 2));
    assert_eq!((&members[0]["analysis"], &members[0]["can_end"]), (&json!(true), &json!(true)));

    let request = json!({ "id": plan, "person": "Amara Lewis", "reason": "Moved to another team" });
    assert_eq!(refused(try_act(amara, "plan_uninvite", request.clone())), "not-allowed");
    // Sam has no say over people, and one over the plans of his ward.
    sam.act("plan_uninvite", request);
    all_sync(&[sam, amara, helen]);
    assert_eq!(amara.app.query("plan", json!({ "id": plan })).unwrap_err().code, "not-found");
    let bytes = amara.everything_on_disk();
    for words in ["waits there after dark", "The underpass"] {
        assert!(!bytes.windows(words.len()).any(|window| window == words.as_bytes()), "“{words}” is left");
    }
    assert_eq!(helen.query("plan", json!({ "id": plan }))["invited"], json!([]));
}

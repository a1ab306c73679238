//! A plan from a note to its end: over real TLS against the real server process, with people who were let
//! into different parts of it and write without sight of each other.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Server, refused};

const WALKWAY: &str = "Two lads with a blade on the walkway by Fennel Court";
const SUCCESS: &str = "No call from Fennel Court in four weeks running";
const OBJECTIVE: &str = "The walkway is safe to cross after dark";

fn absent(laptop: &Laptop, words: &str) {
    let bytes = laptop.everything_on_disk();
    let found = bytes.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(!found, "“{words}” lies on a device that may not hold it");
}

fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

fn action(laptop: &Laptop, id: &str) -> Value {
    laptop.query("action", json!({ "id": id }))
}

fn plan(laptop: &Laptop, id: &str) -> Value {
    laptop.query("plan", json!({ "id": id }))
}

fn try_act(laptop: &Laptop, name: &str, args: Value) -> Result<Value, app::Failure> {
    laptop.app.mutate("", name, args)
}

fn all_sync(laptops: &[&Laptop]) {
    // Twice, so that what the last one sent reaches the first.
    for laptop in laptops.iter().chain(laptops) {
        laptop.sync();
    }
}

/// A coordinator, an officer and an outreach worker, with a note of the worker's.
struct Borough {
    server: Server,
    helen: Laptop,
    sam: Laptop,
    amara: Laptop,
    note: String,
}

fn borough(folder: &std::path::Path) -> Borough {
    let at = |name: &str| folder.join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let sam = Laptop::joined(&at("sam"), &server.invite("Sam Whitfield", "community-safety", &["Addison"]));
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let note = amara.record("Addison", WALKWAY);
    all_sync(&[&amara, &sam, &helen]);
    Borough { server, helen, sam, amara, note }
}

fn add_plan(borough: &Borough) -> String {
    id(&borough.helen.act(
        "plan_add",
        json!({
            "title": "The walkway at Fennel Court", "wards": ["Addison"], "places": ["Fennel Court"],
            "objective": OBJECTIVE, "objective_type": "Eliminate", "success_test": SUCCESS, "notes": [borough.note],
        }),
    ))
}

fn add_action(laptop: &Laptop, plan: &str, title: &str, owner: &str) -> String {
    let request = json!({
        "plan": plan, "title": title, "agency": "Community Safety", "owner": owner, "due": "2099-12-01",
    });
    id(&laptop.act("action_add", request))
}

#[test]
fn a_plan_made_from_a_note_reaches_those_let_into_it_and_no_further_and_the_sender_hears_how_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let borough = borough(folder.path());
    let Borough { server, helen, sam, amara, note } = &borough;
    let plan_id = add_plan(&borough);
    assert_eq!(refused(try_act(helen, "plan_activate", json!({ "id": plan_id }))), "not-ready");
    let patrol = add_action(helen, &plan_id, "Patrol the walkway", "sam whitfield");
    let visit = add_action(helen, &plan_id, "Visit the youth club", "Amara Lewis");
    helen.act("plan_activate", json!({ "id": plan_id }));

    // Nobody but the ward's restricted readers holds it until they are let in.
    all_sync(&[helen, sam, amara]);
    assert_eq!(amara.query("plans", json!({}))["rows"], json!([]));
    assert_eq!(plan(sam, &plan_id)["analysis"]["success_test"], json!(SUCCESS));
    assert_eq!(plan(sam, &plan_id)["notes"][0]["id"], json!(note));
    let told = amara.note(note);
    assert_eq!(told["state"]["id"], "in-plan");
    assert_eq!(told["feedback"], "It became part of a plan of action for the ward.");

    // The outreach worker is let into the work alone: title, wards and actions, and not why.
    let done = helen.act("plan_invite", json!({ "id": plan_id, "person": "amara lewis" }));
    assert_eq!(done["words"], "Amara Lewis is let in.");
    all_sync(&[helen, amara]);
    let seen = plan(amara, &plan_id);
    assert_eq!(seen["title"], "The walkway at Fennel Court");
    assert_eq!((&seen["analysis"], &seen["notes"]), (&json!(null), &json!([])));
    assert_eq!((&seen["can_work"], &seen["can_change"]), (&json!(true), &json!(false)));
    assert_eq!(seen["actions"].as_array().unwrap().len(), 2);
    assert_eq!(seen["attention"], json!([]), "what stands in the analysis is not missed by those without it");
    absent(amara, SUCCESS);
    absent(amara, OBJECTIVE);
    assert_eq!(amara.query("actions", json!({ "mine": true }))["rows"][0]["id"], json!(visit));
    assert_eq!(refused(try_act(amara, "plan_set", json!({ "id": plan_id, "title": "Mine" }))), "not-allowed");

    amara.act("action_progress", json!({ "id": visit, "text": "Talked with the youth worker" }));
    amara.act("action_set", json!({ "id": visit, "status": "in-progress", "confidence": "green" }));
    all_sync(&[amara, helen, sam]);
    let visited = action(helen, &visit);
    assert_eq!(visited["progress"][0]["text"], "Talked with the youth worker");
    assert_eq!(visited["progress"][0]["author"]["name"], "Amara Lewis");
    assert_eq!(visited["row"]["confidence"], "green");

    // Closing answers whoever spoke up, or says that nothing can be said.
    for done in [&patrol, &visit] {
        helen.act("action_set", json!({ "id": done, "status": "done" }));
    }
    let close = |feedback: Value| json!({ "id": plan_id, "outcome": "No call since", "feedback": feedback });
    assert_eq!(refused(try_act(helen, "plan_close", close(json!([])))), "feedback-missing");
    let sentence = "The walkway was patrolled and lit. Thank you.";
    helen.act("plan_close", close(json!([{ "note": note, "sentence": sentence }])));
    all_sync(&[helen, amara, sam]);
    let heard = amara.note(note);
    assert_eq!((heard["state"]["id"].as_str(), heard["feedback"].as_str()), (Some("closed"), Some(sentence)));
    assert_eq!(plan(amara, &plan_id)["status"], "closed");
    assert_eq!(
        refused(try_act(sam, "action_add", json!({ "plan": plan_id, "title": "Sweep" }))),
        "plan-closed",
        "a closed plan takes no action"
    );
    for laptop in [helen, sam, amara] {
        let verified = laptop.act("verify", json!({}));
        assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
    }
    assert!(server.verify().status.success());
}

#[test]
fn what_two_people_change_without_sight_of_each_other_merges_by_field_and_the_same_field_waits_for_a_decision() {
    let folder = tempfile::tempdir().unwrap();
    let borough = borough(folder.path());
    let Borough { helen, sam, .. } = &borough;
    let plan_id = add_plan(&borough);
    let patrol = add_action(helen, &plan_id, "Patrol the walkway", "Sam Whitfield");
    all_sync(&[helen, sam]);
    let set = |laptop: &Laptop, change: Value| {
        let mut request = json!({ "id": patrol });
        request.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        laptop.act("action_set", request)
    };

    // Different fields stand beside each other.
    set(helen, json!({ "confidence": "amber" }));
    set(sam, json!({ "title": "Patrol the walkway twice a night" }));
    all_sync(&[helen, sam]);
    for laptop in [helen, sam] {
        let seen = action(laptop, &patrol);
        assert_eq!(seen["row"]["title"], "Patrol the walkway twice a night");
        assert_eq!(seen["row"]["confidence"], "amber");
        assert_eq!(seen["conflicts"], json!([]));
    }

    // The same field is shown with both, until somebody decides, and after the decision was undone again.
    assert_eq!(refused(try_act(sam, "action_set", json!({ "id": patrol, "due": "2099-12-08" }))), "reason-missing");
    set(helen, json!({ "due": "2099-12-08", "why": "Lights come first" }));
    set(sam, json!({ "due": "2099-12-15", "why": "Leave" }));
    all_sync(&[helen, sam]);
    let conflict = action(sam, &patrol)["conflicts"][0].clone();
    assert_eq!(conflict["what"], "Due date of “Patrol the walkway twice a night”");
    let mut values: Vec<&str> =
        conflict["heads"].as_array().unwrap().iter().map(|head| head["value"].as_str().unwrap()).collect();
    values.sort_unstable();
    assert_eq!(values, ["2099-12-08", "2099-12-15"]);
    let third = |why: Value| json!({ "id": conflict["id"], "keep": null, "value": "2099-12-10", "why": why });
    assert_eq!(refused(try_act(sam, "conflict_decide", third(json!(null)))), "reason-missing");
    let decided = sam.act("conflict_decide", third(json!("Between the two")));
    all_sync(&[sam, helen]);
    let seen = action(helen, &patrol);
    assert_eq!((&seen["row"]["due"], &seen["conflicts"]), (&json!("2099-12-10"), &json!([])));
    assert_eq!(seen["original_due"], "2099-12-01");
    helen.act("conflict_undo", json!({ "id": conflict["id"], "decision": decided["decision"] }));
    all_sync(&[helen, sam]);
    let again = action(sam, &patrol)["conflicts"][0]["heads"].as_array().unwrap().len();
    assert_eq!(again, 2);
    let keep = conflict["heads"].as_array().unwrap().iter().find(|head| head["value"] == "2099-12-08").unwrap();
    sam.act("conflict_decide", json!({ "id": conflict["id"], "keep": keep["id"], "value": null }));
    all_sync(&[sam, helen]);
    assert_eq!(action(helen, &patrol)["row"]["due"], "2099-12-08");
}

#[test]
fn an_action_ended_while_another_moved_its_date_says_so_until_somebody_who_saw_both_says_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let borough = borough(folder.path());
    let Borough { helen, sam, .. } = &borough;
    let plan_id = add_plan(&borough);
    let patrol = add_action(helen, &plan_id, "Patrol the walkway", "Sam Whitfield");
    all_sync(&[helen, sam]);
    helen.act("action_set", json!({ "id": patrol, "status": "done" }));
    sam.act("action_set", json!({ "id": patrol, "due": "2099-12-08", "why": "The lights are out" }));
    all_sync(&[helen, sam]);
    for laptop in [helen, sam] {
        let seen = action(laptop, &patrol);
        assert_eq!(seen["crossed"], json!(["Closed by Helen Prior while Sam Whitfield moved the due date"]));
        assert_eq!(seen["row"]["needs_attention"], json!(true));
        assert_eq!(seen["conflicts"], json!([]));
    }
    sam.act("action_set", json!({ "id": patrol, "status": "done" }));
    all_sync(&[sam, helen]);
    assert_eq!(action(helen, &patrol)["crossed"], json!([]));
    assert_eq!(helen.query("actions", json!({}))["rows"][0]["needs_attention"], json!(false));
}

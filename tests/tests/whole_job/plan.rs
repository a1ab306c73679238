//! The plan that was made of it, by those who work on it, and what its authors read in the end.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, refused};

use crate::borough::{Borough, heard, id, state};
use crate::triage::Notes;

pub struct Work {
    pub plan: String,
    /// The council's.
    lights: String,
    /// The police's.
    sweep: String,
    /// St Giles Trust's.
    visits: String,
}

const TITLE: &str = "The walkway, zelktitle";

fn plan(laptop: &Laptop, id: &str) -> Value {
    laptop.query("plan", json!({ "id": id }))
}

fn action(laptop: &Laptop, id: &str) -> Value {
    laptop.query("action", json!({ "id": id }))
}

fn set(laptop: &Laptop, id: &str, mut fields: Value) {
    fields["id"] = json!(id);
    laptop.act("action_set", fields);
}

/// Of what *Today* shows.
fn own_actions(laptop: &Laptop) -> Vec<String> {
    laptop.query("today", json!({}))["actions"].as_array().unwrap().iter().map(id).collect()
}

pub fn put_together(borough: &Borough, notes: &Notes) -> Work {
    let Borough { amara, second, ruth, sam, helen, leah, .. } = borough;
    let plan_id = id(&helen.act(
        "plan_add",
        json!({
            "title": TITLE, "wards": ["Addison", "Grove"], "places": ["Fennel Court"],
            "objective": "zelkaim is safe after dark", "objective_type": "reduce", "reduce_by": 40,
            "notes": [notes.walkway, notes.shop],
        }),
    ));
    helen.act(
        "plan_set",
        json!({
            "id": plan_id, "lead": "Helen Prior", "scanning": "zelkscan", "offender": "zelkoffender sends them",
            "victim": "zelkvictim and her neighbours", "location": "zelkplace has no light",
            "measures": [{ "name": "Calls about zelkmeasure", "baseline": "12", "target": "7" }],
            "reviews": [{ "on": "2099-12-15", "found": "" }],
        }),
    );
    let add = |title: &str, agency: &str, owner: &str, sort: &str| {
        let request = json!({
            "plan": plan_id, "title": title, "agency": agency, "owner": owner, "sort": sort, "due": "2099-12-01",
        });
        id(&helen.act("action_add", request))
    };
    let lights = add("Mend zelklights", "Community Safety", "Sam Whitfield", "environment");
    let sweep = add("Sweep zelkplanters", "Safer Neighbourhood Team", "PC Leah Boateng", "weapon sweep");
    let visits = add("Visit zelkclub", "St Giles Trust", "Amara Lewis", "outreach visit");
    assert_eq!(
        refused(helen.app.mutate("", "plan_activate", json!({ "id": plan_id }))),
        "not-ready",
        "a plan says how one will know that it worked before it begins"
    );
    helen.act("plan_set", json!({ "id": plan_id, "success_test": "No call about zelktest in four weeks" }));
    helen.act("plan_activate", json!({ "id": plan_id }));
    borough.everybody_syncs();

    // The officer of its wards reads it at once; nobody else does until they are let in.
    assert_eq!(plan(sam, &plan_id)["analysis"]["victim"], "zelkvictim and her neighbours");
    for laptop in [amara, second, ruth, leah] {
        assert_eq!(laptop.query("plans", json!({}))["rows"], json!([]));
        assert_eq!(own_actions(laptop), Vec::<String>::new());
    }
    sam.act("triage_link", json!({ "ids": [notes.stairs], "plan": plan_id }));
    helen.act("plan_invite", json!({ "id": plan_id, "person": "PC Leah Boateng" }));
    helen.act("plan_invite", json!({ "id": plan_id, "agency": "St Giles Trust" }));
    borough.everybody_syncs();

    assert_eq!(plan(sam, &plan_id)["notes"].as_array().unwrap().len(), 3);
    for laptop in [amara, second, leah] {
        let seen = plan(laptop, &plan_id);
        assert_eq!((&seen["title"], &seen["status"]), (&json!(TITLE), &json!("active")));
        assert_eq!((&seen["analysis"], &seen["notes"]), (&Value::Null, &json!([])), "the work, and not why");
        assert_eq!((&seen["can_work"], &seen["can_change"]), (&json!(true), &json!(false)));
        assert_eq!(seen["actions"].as_array().unwrap().len(), 3);
    }
    for (laptop, mine) in [(amara, &visits), (second, &visits), (leah, &sweep), (sam, &lights)] {
        assert_eq!(own_actions(laptop), [mine.as_str()]);
    }
    for (laptop, note) in [(amara, &notes.walkway), (second, &notes.stairs), (ruth, &notes.shop)] {
        assert_eq!(state(laptop, note), "in-plan");
        assert_eq!(heard(laptop, note), "It became part of a plan of action for the ward.");
    }
    assert_eq!(ruth.app.query("plan", json!({ "id": plan_id })).unwrap_err().code, "not-found");
    Work { plan: plan_id, lights, sweep, visits }
}

pub fn worked_on_without_a_signal(borough: &mut Borough, work: &Work) {
    borough.server.kill();
    let Borough { amara, second, sam, helen, leah, .. } = &*borough;
    let Work { lights, sweep, visits, .. } = work;
    // One person on two devices: progress and counts on one, how sure it is on the other.
    second.act("action_progress", json!({ "id": visits, "text": "Talked with zelkyouth" }));
    set(
        second,
        visits,
        json!({ "status": "in-progress", "counts": { "visits": 3, "sessions": 1 }, "reached": "5–19" }),
    );
    set(amara, visits, json!({ "confidence": "amber" }));
    set(
        sam,
        lights,
        json!({ "status": "blocked", "blocked_by": "funding", "why": "zelkbudget", "unblocks": "housing provider" }),
    );
    borough.days_pass(1);
    amara.act("action_progress", json!({ "id": visits, "text": "zelkmother would come along" }));
    set(
        leah,
        sweep,
        json!({
            "status": "done", "closing_reason": "delivered", "result": "Two blades in zelkdrain",
            "counts": { "knives recovered": 2 }, "weapons": { "kitchen knife": 2 }, "origins": { "home": 1, "unknown": 1 },
        }),
    );
    set(helen, sweep, json!({ "due": "2099-12-08", "why": "zelkholiday" }));
    set(helen, lights, json!({ "due": "2099-12-08", "why": "zelkcontractor first" }));
    set(sam, lights, json!({ "due": "2099-12-22", "why": "zelkcable is late" }));
    assert_eq!(action(leah, sweep)["row"]["status"], "done", "what was entered stands at once where it was entered");
    borough.days_pass(1);
    borough.server.start();
    borough.everybody_syncs();

    let Borough { amara, second, sam, helen, leah, .. } = &*borough;
    for laptop in [amara, second, sam, helen, leah] {
        let seen = action(laptop, visits);
        let row = &seen["row"];
        assert_eq!((&row["status"], &row["confidence"]), (&json!("in-progress"), &json!("amber")));
        assert_eq!((&seen["conflicts"], &seen["reached"]), (&json!([]), &json!("5–19")));
        let progress: Vec<&Value> = seen["progress"].as_array().unwrap().iter().map(|entry| &entry["text"]).collect();
        assert_eq!(progress, ["zelkmother would come along", "Talked with zelkyouth"], "the latest first");
        let counts: Vec<(&Value, &Value)> =
            seen["counts"].as_array().unwrap().iter().map(|count| (&count["id"], &count["count"])).collect();
        assert_eq!(counts, [(&json!("sessions"), &json!(1)), (&json!("visits"), &json!(3))]);

        let seen = action(laptop, sweep);
        assert_eq!(seen["crossed"], json!(["Closed by PC Leah Boateng while Helen Prior moved the due date"]));
        assert_eq!((&seen["row"]["needs_attention"], &seen["conflicts"]), (&json!(true), &json!([])));
        assert_eq!((&seen["original_due"], &seen["row"]["due"]), (&json!("2099-12-01"), &json!("2099-12-08")));
        assert_eq!(seen["due_moves"][0]["why"], "zelkholiday");

        let seen = action(laptop, lights);
        assert_eq!((&seen["row"]["status"], &seen["row"]["blocker"]), (&json!("blocked"), &json!("Funding")));
        assert_eq!(seen["conflicts"][0]["heads"].as_array().unwrap().len(), 2);
    }
}

pub fn decided(borough: &Borough, work: &Work) {
    let Borough { amara, second, ruth, joan, sam, helen, leah, mina, .. } = borough;
    // Those are asked who may write it, and nobody else.
    for laptop in [ruth, joan, mina] {
        assert_eq!(laptop.query("conflicts", json!({}))["conflicts"], json!([]));
        assert!(!laptop.corner().contains("decision"), "{}", laptop.corner());
    }
    let conflict = helen.query("conflicts", json!({}))["conflicts"][0].clone();
    assert_eq!(conflict["what"], "Due date of “Mend zelklights”");
    let heads = conflict["heads"].as_array().unwrap();
    let mut said: Vec<(&str, &str)> =
        heads.iter().map(|head| (head["author"].as_str().unwrap(), head["value"].as_str().unwrap())).collect();
    said.sort_unstable();
    assert_eq!(said, [("Helen Prior", "2099-12-08"), ("Sam Whitfield", "2099-12-22")]);
    let theirs = heads.iter().find(|head| head["mine"] == false).unwrap();
    helen.act("conflict_decide", json!({ "id": conflict["id"], "keep": theirs["id"], "value": null }));
    // Whoever ended the action says so again, with the new date before them.
    set(leah, &work.sweep, json!({ "status": "done", "closing_reason": "delivered" }));
    borough.everybody_syncs();
    for laptop in [amara, second, sam, helen, leah] {
        let lights = action(laptop, &work.lights);
        assert_eq!((&lights["row"]["due"], &lights["conflicts"]), (&json!("2099-12-22"), &json!([])));
        assert_eq!(action(laptop, &work.sweep)["crossed"], json!([]));
        assert_eq!(laptop.query("conflicts", json!({}))["conflicts"], json!([]));
    }
}

pub fn closed_and_heard(borough: &Borough, notes: &Notes, work: &Work) {
    let Borough { amara, second, ruth, joan, sam, helen, leah, mina, .. } = borough;
    set(sam, &work.lights, json!({ "status": "done", "closing_reason": "delivered in part", "why": "zelkpart" }));
    set(
        second,
        &work.visits,
        json!({ "status": "cancelled", "closing_reason": "not possible, circumstances changed", "why": "zelkclosed" }),
    );
    borough.everybody_syncs();
    let plan_id = &work.plan;
    let measure = plan(helen, plan_id)["analysis"]["measures"][0].clone();
    helen.act(
        "plan_set",
        json!({
            "id": plan_id,
            "measures": [{
                "id": measure["id"], "name": measure["name"], "baseline": "12", "target": "7", "actual": "5",
                "base": measure["base"],
            }],
        }),
    );
    let close = |feedback: Value| {
        let request = json!({
            "id": plan_id, "outcome": "zelkoutcome: five calls in place of twelve", "lessons": "zelklesson",
            "displacement": "zelkmoved was asked", "feedback": feedback,
        });
        helen.app.mutate("", "plan_close", request)
    };
    let told = [
        (&notes.walkway, "zelkpatrolled: it is lit and looked after."),
        (&notes.stairs, "zelkbag was taken away. Thank you."),
        (&notes.shop, "zelkquiet: nobody was shouted at since."),
    ];
    let sentence = |(note, sentence): &(&String, &str)| json!({ "note": note, "sentence": sentence });
    let failure = close(told[..2].iter().map(sentence).collect()).unwrap_err();
    assert_eq!(failure.code, "feedback-missing");
    assert_eq!(plan(helen, plan_id)["status"], "active", "nobody who spoke up is forgotten");
    close(told.iter().map(sentence).collect()).unwrap();
    borough.everybody_syncs();

    // Each author reads their own sentence, on every device of theirs.
    for (laptop, own) in [(amara, &told[..2]), (second, &told[..2]), (ruth, &told[2..])] {
        for (note, sentence) in own {
            assert_eq!((state(laptop, note).as_str(), &heard(laptop, note)), ("closed", &json!(sentence)));
            assert_eq!(laptop.note(note)["path"].as_array().unwrap().last().unwrap()["sentence"], json!(sentence));
        }
    }
    for laptop in [amara, second, sam, helen, leah] {
        let seen = plan(laptop, plan_id);
        assert_eq!(seen["status"], "closed");
        assert_eq!(own_actions(laptop), Vec::<String>::new());
        let analysed = seen["analysis"]["assessment"] == "zelkoutcome: five calls in place of twelve";
        assert_eq!(analysed, std::ptr::eq(laptop, sam) || std::ptr::eq(laptop, helen));
    }
    for laptop in [ruth, joan, mina] {
        assert_eq!(laptop.app.query("plan", json!({ "id": plan_id })).unwrap_err().code, "not-found");
    }
}

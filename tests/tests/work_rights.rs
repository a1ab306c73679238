//! What people may rely on where rights, wards and words of plans and triage meet.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Server, refused};

struct Borough {
    folder: tempfile::TempDir,
    server: Server,
}

impl Borough {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (server, _) = Server::init(&folder.path().join("server"), "Mina Farrow");
        Self { folder, server }
    }

    fn laptop(&self, name: &str, role: &str, wards: &[&str]) -> Laptop {
        Laptop::joined(&self.folder.path().join(name), &self.server.invite(name, role, wards))
    }
}

fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

fn exchange(laptops: &[&Laptop]) {
    for laptop in laptops {
        laptop.sync();
    }
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
    let borough = Borough::new();
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
    let borough = Borough::new();
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
fn a_draft_with_notes_of_a_ward_that_is_not_held_is_deleted_by_those_who_hold_them() {
    let borough = Borough::new();
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
    assert_eq!(sam.query("plan", json!({ "id": plan }))["title"], "The walkway");

    helen.act("plan_delete", json!({ "id": plan }));
    exchange(&[&helen, &amara]);
    assert_eq!(amara.note(&note)["state"]["id"], "received");
    let gone = sam.app.mutate("", "plan_delete", json!({ "id": plan }));
    exchange(&[&sam]);
    assert_eq!(refused(gone), "notes-not-held");
    assert_eq!(refused(sam.app.mutate("", "plan_delete", json!({ "id": plan }))), "not-found");
}

//! What people may rely on where rights, wards and words of plans and triage meet.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::json;
use wardbook_tests::partnership::{Laptop, Server};

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

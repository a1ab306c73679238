//! What holds where a person writes of plans and actions, what can be taken back, and what lists answer.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Server, refused};

fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

fn try_act(laptop: &Laptop, name: &str, args: Value) -> Result<Value, app::Failure> {
    laptop.app.mutate("", name, args)
}

/// A coordinator's laptop.
fn helen(folder: &std::path::Path) -> (Server, Laptop) {
    let (server, _) = Server::init(&folder.join("server"), "Mina Farrow");
    let helen = Laptop::joined(&folder.join("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    (server, helen)
}

fn plan(laptop: &Laptop, title: &str) -> String {
    id(&laptop.act("plan_add", json!({ "title": title, "wards": ["Addison"], "success_test": "No call" })))
}

fn action(laptop: &Laptop, plan: &str, title: &str, due: &str) -> String {
    let request = json!({ "plan": plan, "title": title, "agency": "NHS", "owner": "Kim Ode", "due": due });
    id(&laptop.act("action_add", request))
}

fn seen(laptop: &Laptop, action: &str) -> Value {
    laptop.query("action", json!({ "id": action }))
}

#[test]
fn a_blocked_action_says_by_what_and_why_and_one_that_ended_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, helen) = helen(folder.path());
    let plan = plan(&helen, "The underpass");
    let sweep = action(&helen, &plan, "Sweep the planters", "2099-12-01");
    let try_set = |change: Value| {
        let mut request = json!({ "id": sweep });
        request.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        try_act(&helen, "action_set", request)
    };
    let code = |change: Value| refused(try_set(change));
    assert_eq!(code(json!({ "status": "blocked" })), "blocker-missing");
    assert_eq!(code(json!({ "blocked_by": "Funding" })), "reason-missing");
    assert_eq!(code(json!({ "blocked_by": "Funding", "why": "x", "status": "done" })), "misuse");
    assert_eq!(code(json!({ "blocked_by": "the weather", "why": "Rain" })), "not-in-list");
    try_set(json!({ "blocked_by": "funding", "why": "No budget line", "unblocks": "nhs" })).unwrap();
    let blocked = seen(&helen, &sweep);
    assert_eq!((&blocked["row"]["status"], &blocked["row"]["blocker"]), (&json!("blocked"), &json!("Funding")));
    assert_eq!(blocked["blocker"]["why"], "No budget line");
    assert!(blocked["blocker"]["since"].as_str().unwrap().ends_with("0 working days"));

    try_set(json!({ "status": "in-progress" })).unwrap();
    assert_eq!(seen(&helen, &sweep)["blocker"], json!(null), "what goes on is blocked by nothing");
    assert_eq!(code(json!({ "status": "cancelled" })), "reason-missing");
    assert_eq!(code(json!({ "status": "finished" })), "not-in-list");
    try_set(json!({ "status": "cancelled", "closing_reason": "Not possible, circumstances changed" })).unwrap();
    assert_eq!(seen(&helen, &sweep)["status_reason"], "Not possible, circumstances changed");
    try_set(json!({ "status": "done", "result": "Two blades", "counts": { "knives recovered": 2 } })).unwrap();
    let done = seen(&helen, &sweep);
    assert_eq!((&done["status_reason"], &done["attention"]), (&json!("Delivered"), &json!([])));
    assert_eq!(done["counts"], json!([{ "id": "knives recovered", "label": "Knives recovered", "count": 2 }]));
    assert_eq!(code(json!({})), "nothing-named");

    // A due date keeps its first day, and each move its reason.
    assert_eq!(code(json!({ "due": "2099-12-08" })), "reason-missing");
    assert_eq!(code(json!({ "due": "soon", "why": "x" })), "not-a-date");
    try_set(json!({ "due": "2099-12-08", "why": "Frost" })).unwrap();
    let moved = seen(&helen, &sweep);
    assert_eq!((&moved["original_due"], &moved["row"]["due_moved"]), (&json!("2099-12-01"), &json!(true)));
    assert_eq!(
        (&moved["due_moves"][0]["why"], &moved["due_moves"][0]["to"]),
        (&json!("Frost"), &json!("Tue 8 Dec 2099"))
    );

    // A member's name links the member; any other name stays a name.
    try_set(json!({ "owner": "helen PRIOR" })).unwrap();
    assert_eq!(seen(&helen, &sweep)["row"]["owner"]["me"], json!(true));
    try_set(json!({ "owner": "", "add_co_owner": "Street Doctors on Friday" })).unwrap();
    let loose = seen(&helen, &sweep);
    assert_eq!((&loose["row"]["owner"], &loose["co_owners"][0]["person"]), (&json!(null), &json!(null)));
    try_set(json!({ "remove_co_owner": "street doctors on friday" })).unwrap();
    assert_eq!(seen(&helen, &sweep)["co_owners"], json!([]));
}

#[test]
fn what_was_done_to_a_plan_can_be_taken_back_and_its_notes_come_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let (server, helen) = helen(folder.path());
    let amara =
        Laptop::joined(&folder.path().join("amara"), &server.invite("Amara Lewis", "outreach", &["Addison", "Grove"]));
    let note = amara.record("Addison", "Two lads with a blade");
    let elsewhere = amara.record("Grove", "A fight by the shop");
    amara.sync();
    helen.sync();
    let take_back = |done: &Value| helen.act("take_back", json!({ "undo": done["undo"] }));
    let state = || helen.note(&note)["state"]["id"].as_str().unwrap().to_owned();

    // A plan has to cover the wards of its notes.
    let refused_for = |notes: Value| {
        let request = json!({ "title": "X", "wards": ["Addison"], "notes": notes });
        refused(try_act(&helen, "plan_add", request))
    };
    assert_eq!(refused_for(json!([elsewhere])), "ward-not-in-plan");
    assert_eq!(helen.query("plans", json!({}))["rows"], json!([]), "and then nothing of it was begun");
    let done = helen.act("plan_add", json!({ "title": "The walkway", "wards": ["Addison"], "notes": [note] }));
    assert_eq!(state(), "in-plan");
    take_back(&done);
    assert_eq!((state(), helen.query("plans", json!({}))["rows"].clone()), ("received".to_owned(), json!([])));

    let plan = id(&helen.act("plan_add", json!({ "title": "The walkway", "wards": ["Addison"], "notes": [note] })));
    let sweep = action(&helen, &plan, "Sweep", "2099-12-01");
    let progress = helen.act("action_progress", json!({ "id": sweep, "text": "Begun" }));
    take_back(&progress);
    assert_eq!(seen(&helen, &sweep)["progress"], json!([]));
    let set = helen.act("action_set", json!({ "id": sweep, "title": "Swept", "confidence": "red" }));
    take_back(&set);
    assert_eq!(seen(&helen, &sweep)["row"]["title"], "Sweep");
    assert_eq!(seen(&helen, &sweep)["row"]["confidence"], json!(null));

    // A deleted draft takes its actions and its notes' step along, and brings them back.
    let deleted = helen.act("plan_delete", json!({ "id": plan }));
    assert_eq!(helen.query("actions", json!({}))["total"], json!(0));
    assert_eq!(state(), "received");
    take_back(&deleted);
    assert_eq!(helen.query("actions", json!({}))["total"], json!(1));
    assert_eq!(state(), "in-plan");

    // A further ward opens it to that ward's readers, and to its notes.
    helen.act("plan_set", json!({ "id": plan, "add_wards": ["Grove"], "measures": [{ "name": "Calls a week" }] }));
    let viewed = helen.query("plan", json!({ "id": plan }));
    assert_eq!(viewed["wards"].as_array().unwrap().len(), 2);
    assert_eq!(viewed["analysis"]["measures"][0]["name"], "Calls a week");
    let omar = Laptop::joined(&folder.path().join("omar"), &server.invite("Omar Reid", "community-safety", &["Grove"]));
    helen.sync();
    omar.sync();
    assert_eq!(omar.query("plan", json!({ "id": plan }))["title"], "The walkway");
    let outside = json!({ "title": "Not mine", "wards": ["Addison"] });
    assert_eq!(refused(try_act(&omar, "plan_add", outside)), "not-allowed");

    helen.act("action_set", json!({ "id": sweep, "owner": "Helen Prior", "due": "2099-12-02", "why": "x" }));
    helen.act("plan_set", json!({ "id": plan, "success_test": "No call in four weeks" }));
    let active = helen.act("plan_activate", json!({ "id": plan }));
    assert_eq!(refused(try_act(&helen, "plan_delete", json!({ "id": plan }))), "plan-begun");
    take_back(&active);
    helen.act("plan_activate", json!({ "id": plan }));
    let close = json!({ "id": plan, "outcome": "It is quiet", "feedback": [{ "note": note, "sentence": null }] });
    let closed = helen.act("plan_close", close);
    assert_eq!(state(), "closed");
    assert_eq!(
        helen.query("plan", json!({ "id": plan }))["attention"],
        json!([{ "place": "actions", "words": "The plan is closed and 1 action is still open" }])
    );
    take_back(&closed);
    assert_eq!((state().as_str(), plan_status(&helen, &plan).as_str()), ("in-plan", "active"));
    assert_eq!(refused(try_act(&helen, "plan_reopen", json!({ "id": plan }))), "plan-not-closed");
    let nobody = json!({ "id": plan, "agency": "St Giles Trust" });
    assert_eq!(refused(try_act(&helen, "plan_invite", nobody)), "nobody-meant");
    helen.sync();
    let verified = helen.act("verify", json!({}));
    assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
    assert!(server.verify().status.success());
}

fn plan_status(laptop: &Laptop, plan: &str) -> String {
    laptop.query("plan", json!({ "id": plan }))["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_list_of_actions_is_whole_page_by_page_and_narrowed_by_what_people_ask() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, helen) = helen(folder.path());
    let walkway = plan(&helen, "The walkway");
    let underpass = plan(&helen, "The underpass");
    for at in 0..60 {
        let plan = if at % 2 == 0 { &walkway } else { &underpass };
        let due = if at < 10 { "2026-01-05".to_owned() } else { format!("2099-01-{:02}", at % 28 + 1) };
        let made = action(&helen, plan, &format!("Action {at}"), &due);
        if at % 6 == 0 {
            helen.act("action_set", json!({ "id": made, "status": "done" }));
        }
    }
    let all = |more: Value| {
        let mut request = json!({ "limit": 7 });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let mut ids: Vec<String> = Vec::new();
        loop {
            let page = helen.query("actions", request.clone());
            ids.extend(page["rows"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
            if page["next"].is_null() {
                assert_eq!(page["total"].as_u64().unwrap() as usize, ids.len());
                break;
            }
            request["after"] = page["next"].clone();
        }
        let mut each = ids.clone();
        each.sort();
        each.dedup();
        assert_eq!(each.len(), ids.len(), "nothing stands on two pages");
        ids.len()
    };
    assert_eq!(all(json!({})), 60);
    assert_eq!(all(json!({ "plan": walkway })), 30);
    assert_eq!(all(json!({ "open": true })), 50);
    assert_eq!(all(json!({ "status": "done" })), 10);
    assert_eq!(all(json!({ "overdue": true })), 8);
    assert_eq!(all(json!({ "owner": "Kim Ode" })), 60);
    assert_eq!(all(json!({ "agency": "nhs", "plan": underpass })), 30);
    assert_eq!(all(json!({ "ward": "Addison", "open": true })), 50);
    assert_eq!(all(json!({ "mine": true })), 0);
    assert_eq!(all(json!({ "query": "action 5" })), 15);
    assert_eq!(all(json!({ "query": "100%" })), 0);
    let first = helen.query("actions", json!({ "limit": 1 }));
    assert_eq!((&first["overdue"], &first["mine"]), (&json!(8), &json!(0)));
    assert_eq!(first["owners"], json!([{ "id": "Kim Ode", "label": "Kim Ode", "count": 60 }]));
    assert_eq!(
        (first["rows"][0]["late"].as_bool(), first["rows"][0]["due"].as_str()),
        (Some(true), Some("2026-01-05"))
    );
    let plans = helen.query("plans", json!({ "limit": 1 }));
    assert_eq!((&plans["rows"][0]["title"], &plans["rows"][0]["actions"]), (&json!("The underpass"), &json!(30)));
    let rest = helen.query("plans", json!({ "limit": 1, "after": plans["next"] }));
    assert_eq!((&rest["rows"][0]["title"], &rest["next"]), (&json!("The walkway"), &json!(null)));
    assert_eq!(
        helen.query("plans", json!({ "query": "PASS", "ward": "Addison" }))["rows"].as_array().unwrap().len(),
        1
    );

    let groups = |by: &str, first: u32, among: Value| {
        let view = helen.query("action_groups", json!({ "by": by, "first": first, "empty": false, "among": among }));
        let of = |group: &Value| (group["label"].as_str().unwrap().to_owned(), group["page"]["total"].as_u64());
        (view["groups"].as_array().unwrap().iter().map(of).collect::<Vec<_>>(), view["total"].as_u64().unwrap())
    };
    let named = |label: &str, total: Option<u64>| (label.to_owned(), total);
    assert_eq!(
        groups("plan", 1, json!({})),
        (vec![named("The underpass", Some(30)), named("The walkway", None)], 60),
        "a group that is not read names no number"
    );
    assert_eq!(groups("plan", 2, json!({ "overdue": true })).0[1], named("The walkway", Some(3)));
    assert_eq!(groups("owner", 1, json!({ "open": true })), (vec![named("Kim Ode", Some(50))], 50));
    assert_eq!(groups("owner", 1, json!({ "mine": true })), (vec![], 0));
    assert_eq!(groups("ward", 1, json!({})).0, [named("Addison", Some(60))]);
    assert_eq!(groups("status", 9, json!({ "status": "done" })), (vec![named("Done", Some(10))], 10));
    let board = helen.query(
        "action_groups",
        json!({ "by": "status", "first": 9, "empty": true, "among": { "limit": 7, "plan": walkway } }),
    );
    let columns = board["groups"].as_array().unwrap();
    assert_eq!(columns.len(), 5, "a board has its empty columns");
    assert_eq!(columns.iter().map(|column| column["page"]["total"].as_u64().unwrap()).sum::<u64>(), 30);
    assert_eq!(board["choices"]["statuses"], first["statuses"], "what can be chosen is counted over all");
    let begun = &columns[0]["page"];
    let rest = helen
        .query("actions", json!({ "limit": 200, "plan": walkway, "status": columns[0]["id"], "after": begun["next"] }));
    let (here, further) = (begun["rows"].as_array().unwrap(), rest["rows"].as_array().unwrap());
    assert_eq!((here.len(), here.len() + further.len()), (7, begun["total"].as_u64().unwrap() as usize));
    assert!(further.iter().all(|row| !here.contains(row)));
}

#[test]
fn an_action_log_of_a_thousand_rows_comes_in_at_once_is_looked_at_first_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, helen) = helen(folder.path());
    let held = plan(&helen, "The walkway");
    let mut file = "\u{feff}Action Plan;Action;Lead agency;Who;Due date;Status;Update\r\n".to_owned();
    for at in 0..1_000 {
        let plan = if at % 2 == 0 { "the WALKWAY" } else { "The underpass" };
        file += &format!(
            "{plan};Patrol {at};Community Safety;Helen Prior;{}/12/2099;Ongoing;\"Said; twice\"\r\n",
            at % 28 + 1
        );
    }
    file += "The underpass;;NHS;;1/12/2099;;\r\nThe underpass;Sweep;Nobody's;;soon;;\r\nThe underpass;Light it;NHS;;soon;;\r\n";
    let request = json!({ "text": file, "ward": "Addison" });
    let look = helen.query("actions_import_look", request.clone());
    assert_eq!((&look["good"], &look["new_plans"]), (&json!(1_000), &json!(["The underpass"])));
    assert_eq!(look["rows"].as_array().unwrap().len(), 20);
    assert_eq!(look["rows"][0]["due"], "2099-12-01");
    assert_eq!(look["rows"][0]["due_words"], "Tue 1 Dec 2099");
    let faults = look["faults"].as_array().unwrap();
    assert_eq!(faults.iter().map(|fault| fault["line"].as_u64().unwrap()).collect::<Vec<_>>(), [1_002, 1_003, 1_004]);
    assert!(faults[2]["message"].as_str().unwrap().starts_with("“soon” is not a date"), "{}", faults[2]);
    assert_eq!(helen.query("actions", json!({}))["total"], json!(0), "looking writes nothing");

    let begun = Instant::now();
    let done = helen.act("actions_import", request.clone());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    assert_eq!((&done["actions"], &done["plans"], &done["left_out"]), (&json!(1_000), &json!(1), &json!(3)));
    let page = helen.query("actions", json!({ "plan": held, "limit": 1 }));
    assert_eq!((&page["total"], &page["mine"]), (&json!(500), &json!(1_000)));
    let first = seen(&helen, page["rows"][0]["id"].as_str().unwrap());
    assert_eq!(
        (&first["row"]["status"], &first["progress"][0]["text"]),
        (&json!("in-progress"), &json!("Said; twice"))
    );

    helen.act("actions_import_undo", json!({ "id": done["batch"] }));
    assert_eq!(helen.query("actions", json!({}))["total"], json!(0));
    let plans = helen.query("plans", json!({}));
    assert_eq!(plans["rows"].as_array().unwrap().len(), 1, "the plan that was there stays");
    assert_eq!(plans["rows"][0]["id"], json!(held));

    let code = |request: Value| refused(try_act(&helen, "actions_import", request));
    assert_eq!(code(json!({ "text": "Who;Due\nSam;1/1/2099\n", "plan": held })), "column-missing");
    assert_eq!(code(json!({ "text": "Action\nSweep\n" })), "column-missing");
    assert_eq!(code(json!({ "text": "Action\n", "plan": held })), "no-rows");
    let mapped = json!({ "text": "Was,Wer\nSweep,Sam\n", "plan": held, "columns": { "title": "Was", "owner": "wer" } });
    assert_eq!(helen.act("actions_import", mapped)["actions"], json!(1));
    helen.sync();
    let verified = helen.act("verify", json!({}));
    assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
}

#[test]
fn actions_of_nobody_and_without_an_agency_are_found_and_an_agency_that_is_not_listed_is_read_as_another() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, helen) = helen(folder.path());
    let underpass = plan(&helen, "The underpass");
    action(&helen, &underpass, "Sweep the planters", "2099-12-01");
    helen.act("action_add", json!({ "plan": underpass, "title": "Ask the school" }));
    let titles = |among: Value| -> Vec<String> {
        let page = helen.query("actions", among);
        page["rows"].as_array().unwrap().iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(json!({ "owner": "-" })), ["Ask the school"]);
    assert_eq!(titles(json!({ "agency": "-" })), ["Ask the school"]);
    assert_eq!(titles(json!({ "agency": "-", "owner": "Kim Ode" })), Vec::<String>::new());
    let choices = helen.query("actions", json!({}));
    assert_eq!(choices["owners"][0], json!({ "id": "-", "label": "Nobody", "count": 1 }));
    assert_eq!(choices["agencies"][1], json!({ "id": "-", "label": "No agency", "count": 1 }));
    let groups = helen.query("action_groups", json!({ "by": "owner", "first": 3 }));
    assert_eq!(groups["groups"][0]["label"], "Nobody");
    assert_eq!(groups["groups"][0]["page"]["rows"][0]["title"], "Ask the school");

    let request = json!({ "plan": underpass, "title": "Patrol", "agency": "Safer Neighborhood Team" });
    let refusal = try_act(&helen, "action_add", request).unwrap_err();
    assert!(refusal.message.contains("Did you mean “Safer Neighbourhood Team”?"), "{}", refusal.message);

    let log = "Action,Agency\nPatrol,SNT\nWatch the gate,Rowing club\nSweep again,NHS\nPatrol again,SNT\n";
    let look = |agencies: Value| {
        helen.query("actions_import_look", json!({ "text": log, "plan": underpass, "agencies": agencies }))
    };
    let first = look(json!({}));
    assert_eq!(first["good"], 1);
    assert_eq!(
        first["agencies"],
        json!([
            { "text": "SNT", "rows": 2, "nearest": "Safer Neighbourhood Team" },
            { "text": "Rowing club", "rows": 1, "nearest": null },
        ])
    );
    let read = look(json!({ "SNT": "Safer Neighbourhood Team", "Rowing club": "" }));
    assert_eq!((&read["good"], &read["faults"]), (&json!(4), &json!([])));
    assert_eq!(read["rows"][0]["agency"], "Safer Neighbourhood Team");
    assert_eq!(read["rows"][1]["agency"], "");
}

#[test]
fn an_agency_is_let_in_by_its_members_and_an_officer_of_no_ward_sees_what_was_shared_and_only_that() {
    let folder = tempfile::tempdir().unwrap();
    let (server, helen) = helen(folder.path());
    let joined = |name: &str, role: &str, wards: &[&str]| {
        Laptop::joined(&folder.path().join(name), &server.invite(name, role, wards))
    };
    let amara = joined("Amara Lewis", "outreach", &["Addison"]);
    let rosa = joined("DS Rosa Quint", "police", &["none"]);
    amara.record("Addison", "Two lads with a blade on the walkway");
    amara.sync();
    helen.sync();
    let plan = plan(&helen, "The underpass");
    action(&helen, &plan, "Sweep the planters", "2099-12-01");
    let invite = |request: Value| try_act(&helen, "plan_invite", request);
    let agency = json!({ "id": plan, "agency": "St Giles Trust" });
    assert_eq!(refused(invite(agency.clone())), "nobody-meant");

    let people = helen.query("people", json!({}));
    let of = |name: &str| {
        let rows = people["people"].as_array().unwrap();
        rows.iter().find(|row| row["name"] == name).unwrap()["id"].clone()
    };
    let who = of("Amara Lewis");
    helen.act("person_set", json!({ "id": who, "agency": "st giles trust", "phone": "020 7946 0002" }));
    let detail = helen.query("person", json!({ "id": who }));
    assert_eq!((&detail["agency"], &detail["phone"]), (&json!("St Giles Trust"), &json!("020 7946 0002")));
    assert_eq!(refused(try_act(&helen, "person_set", json!({ "id": who, "agency": "the circus" }))), "not-in-list");
    assert_eq!(refused(try_act(&amara, "person_set", json!({ "id": who, "phone": "1" }))), "not-allowed");
    invite(agency).unwrap();
    invite(json!({ "id": plan, "person": "DS Rosa Quint" })).unwrap();
    helen.sync();
    for laptop in [&amara, &rosa] {
        laptop.sync();
        let held = laptop.query("plan", json!({ "id": plan }));
        assert_eq!((&held["title"], &held["analysis"]), (&json!("The underpass"), &Value::Null));
        assert_eq!(held["actions"][0]["title"], "Sweep the planters");
    }
    // No ward was granted to her: no notes, no briefings, and her rail says so.
    assert_eq!(rosa.texts(), Vec::<String>::new());
    assert_eq!(rosa.query("briefings", json!({}))["rows"], json!([]));
    let places = rosa.query("session", json!({}))["places"].clone();
    assert_eq!(places, json!(["today", "notes", "plans", "wards", "settings"]));
    let granted = helen.query("person", json!({ "id": who }))["grants"].clone();
    assert!(
        granted.as_array().unwrap().iter().any(|grant| grant["plan"] == "The work of “The underpass”"),
        "{granted}"
    );
}

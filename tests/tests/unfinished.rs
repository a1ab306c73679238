//! What was typed into a form and not done yet: where it is found again, and when it is gone.
#![allow(clippy::unwrap_used, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Server, refused};

fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

fn begin(laptop: &Laptop, about: &[&str], form: &str, field: &str, text: &str, base: &str) {
    let begun = json!({ "about": about, "form": form, "field": field, "text": text, "base": base });
    laptop.act("unfinished_save", begun);
}

/// Form, field and text of what was begun about exactly these.
fn begun(laptop: &Laptop, about: &[&str]) -> Vec<(String, String, String)> {
    let view = laptop.query("unfinished", json!({ "about": about }));
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let rows = view["rows"].as_array().unwrap().iter();
    let mut rows: Vec<_> = rows.map(|row| (text(row, "form"), text(row, "field"), text(row, "text"))).collect();
    rows.sort();
    rows
}

fn row(form: &str, field: &str, text: &str) -> (String, String, String) {
    (form.to_owned(), field.to_owned(), text.to_owned())
}

#[test]
fn what_was_typed_is_there_after_a_restart_at_its_own_record_and_form_and_goes_when_it_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = Server::init(&folder.path().join("server"), "Mina Farrow");
    let helen = Laptop::joined(&folder.path().join("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let (first, second) = (helen.record("Addison", "Lights out"), helen.record("Addison", "Lights out still"));
    helen.sync();
    let plan = id(&helen.act("plan_add", json!({ "title": "The underpass", "wards": ["Addison"] })));
    let action = json!({ "plan": plan, "title": "Sweep", "agency": "NHS", "owner": "Kim Ode", "due": "2099-12-01" });
    let action = id(&helen.act("action_add", action));

    begin(&helen, &[&first], "ask", "question", "Which sta", "");
    begin(&helen, &[&first], "ask", "question", "Which stair?", "");
    begin(&helen, &[&first], "close", "reason", "Mended", "");
    begin(&helen, &[&first, &second], "assign", "to", "Helen Prior", "");
    begin(&helen, &[&plan], "plan", "objective", "Quiet", "");
    begin(&helen, &[&plan], "plan", "scanning", "31 reports", "");
    begin(&helen, &[&plan], "plan-close", "outcome", "31 became 20", "");
    begin(&helen, &[&action], "progress", "progress", "Third pat", "");
    let today = helen.query("today", json!({}));
    assert_eq!(today["drafts"], json!([]), "none of it is a note of its own");
    let mut lines: Vec<(&str, &str)> = today["begun"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["form"].as_str().unwrap(), row["of"].as_str().unwrap()))
        .collect();
    lines.sort_unstable();
    let expected = [
        ("ask", "Lights out"),
        ("assign", "Lights out"),
        ("close", "Lights out"),
        ("plan", "The underpass"),
        ("plan-close", "The underpass"),
        ("progress", "Sweep"),
    ];
    assert_eq!(lines, expected, "a line for each form and what it is about");

    let helen = helen.reopen();
    let headline = helen.query("session", json!({}));
    assert_eq!(headline["stage"], "open");
    let at_first = [row("ask", "question", "Which stair?"), row("close", "reason", "Mended")];
    assert_eq!(begun(&helen, &[&first]), at_first);
    assert_eq!(begun(&helen, &[&second, &first]), [row("assign", "to", "Helen Prior")], "in any order");
    assert_eq!(begun(&helen, &[&second]), []);

    // Each act takes its own words and no others.
    helen.act("triage_ask", json!({ "id": first, "text": "Which stair?" }));
    assert_eq!(begun(&helen, &[&first]), [row("close", "reason", "Mended")]);
    helen.act("plan_set", json!({ "id": plan, "objective": "Quiet evenings" }));
    let of_plan = [row("plan", "scanning", "31 reports"), row("plan-close", "outcome", "31 became 20")];
    assert_eq!(begun(&helen, &[&plan]), of_plan);
    helen.act("action_progress", json!({ "id": action, "text": "Third patrol" }));
    assert_eq!(begun(&helen, &[&action]), []);
    begin(&helen, &[&action], "action", "counts.knives recovered", "2", "");
    helen.act("action_set", json!({ "id": action, "counts": { "knives recovered": 2 } }));
    assert_eq!(begun(&helen, &[&action]), []);
    begin(&helen, &[&plan], "measure", "name new", "Reports", "");
    begin(&helen, &[&plan], "review", "found 2099-12-01", "Nobody stood there", "");
    begin(&helen, &[&plan], "review", "found 2099-12-15", "Later", "");
    begin(&helen, &[&action], "due", "why", "The hall is let", "");
    helen.act("plan_set", json!({ "id": plan, "measures": [{ "id": null, "name": "Reports, 13 weeks" }] }));
    helen.act("plan_set", json!({ "id": plan, "reviews": [{ "on": "2099-12-01", "found": "Nobody stood there" }] }));
    let of_plan = [
        row("plan", "scanning", "31 reports"),
        row("plan-close", "outcome", "31 became 20"),
        row("review", "found 2099-12-15", "Later"),
    ];
    assert_eq!(begun(&helen, &[&plan]), of_plan);
    helen.act("action_set", json!({ "id": action, "due": "2099-12-20", "why": "The hall is let" }));
    assert_eq!(begun(&helen, &[&action]), []);
    let forget = json!({ "about": [first], "form": "close", "field": "reason", "text": null, "base": "" });
    helen.act("unfinished_save", forget);
    assert_eq!(begun(&helen, &[&first]), []);

    // It is this device's own: nothing of it waits to be sent.
    helen.sync();
    assert_eq!(helen.query("status", json!({}))["pending"], 0);
}

#[test]
fn what_was_begun_about_a_ward_goes_with_the_right_to_it_and_no_other_words_do() {
    const CANARY: &str = "his cousin keeps the cupboard key";
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let wards = ["Addison", "Grove"];
    let sam = Laptop::joined(&at("sam"), &server.invite("Sam Whitfield", "community-safety", &wards));
    let (here, there) = (amara.record("Addison", "Two mopeds"), amara.record("Grove", "A broken gate"));
    amara.sync();
    sam.sync();
    begin(&sam, &[&here], "remark", "remark", CANARY, "");
    begin(&sam, &[&here, &there], "link", "sentence", &format!("Of both: {CANARY}"), "");
    begin(&sam, &[&there], "remark", "remark", "Ring the estate office", "");
    let draft = json!({ "id": null, "note": { "text": "A note of my own" } });
    sam.act("draft_save", draft);

    server.revoke("Sam Whitfield", &["--ward", "Addison"]);
    sam.sync();
    assert_eq!(begun(&sam, &[&here]), []);
    assert_eq!(begun(&sam, &[&there]), [row("remark", "remark", "Ring the estate office")]);
    assert_eq!(sam.query("drafts", json!({}))["rows"].as_array().unwrap().len(), 1);
    let bytes = sam.everything_on_disk();
    assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()), "its words lie on the disk");
}

#[test]
fn a_plan_that_was_begun_from_several_notes_goes_on_from_those_that_stand_when_others_were_erased() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = Server::init(&folder.path().join("server"), "Mina Farrow");
    let helen = Laptop::joined(&folder.path().join("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let (first, second) = (helen.record("Addison", "Lights out"), helen.record("Addison", "Lights out still"));
    helen.sync();
    begin(&helen, &[&first, &second], "plan-new", "title", "The underpass", "");
    let erased = || helen.query("unfinished", json!({ "about": [second, first] }))["erased"].clone();
    assert_eq!(erased(), json!([]));
    let erase = |note: &str| helen.act("note_erase", json!({ "id": note, "why": "asked-for" }));
    erase(&first);
    for when in ["before the server has heard of it", "and after"] {
        let today = helen.query("today", json!({}))["begun"].clone();
        assert_eq!((&today[0]["form"], &today[0]["of"]), (&json!("plan-new"), &json!("Lights out still")), "{when}");
        assert_eq!(erased(), json!([first]), "{when}");
        helen.sync();
    }
    begin(&helen, &[&first, &second], "plan-new", "objective", "Light again", "");
    let typed = [row("plan-new", "objective", "Light again"), row("plan-new", "title", "The underpass")];
    assert_eq!(begun(&helen, &[&first, &second]), typed);

    // What was never a note is refused, and nothing is lost by it.
    let add = |notes: Value| {
        let plan = json!({ "title": "The underpass", "wards": ["Addison"], "notes": notes });
        helen.app.mutate("", "plan_add", plan)
    };
    let none = domain::ids::RecordId::from_bytes([7; 16]).to_string();
    assert_eq!(refused(add(json!([first, second, none]))), "not-found");
    assert_eq!(begun(&helen, &[&first, &second]), typed);

    let done = add(json!([first, second])).unwrap();
    assert_eq!(
        done["words"],
        "The plan “The underpass” is begun, as a draft. 1 note was erased for good meanwhile, and is left out."
    );
    let notes = helen.query("plan", json!({ "id": done["id"] }))["notes"].as_array().unwrap().clone();
    assert_eq!((notes.len(), &notes[0]["id"]), (1, &json!(second)));
    assert_eq!(begun(&helen, &[&first, &second]), [], "it became what it was to be");

    // Where none of them stands, it comes from no note.
    erase(&second);
    helen.sync();
    let done = add(json!([first, second])).unwrap();
    assert!(done["words"].as_str().unwrap().ends_with("2 notes were erased for good meanwhile, and are left out."));
    assert_eq!(helen.query("plan", json!({ "id": done["id"] }))["notes"], json!([]));
}

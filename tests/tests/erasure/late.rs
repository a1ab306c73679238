//! What came to something that was erased meanwhile: it comes before whoever decides about it, and goes.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange};

use crate::{ADDED, CANARY, REMARK, good, on_laptop, on_server};

#[test]
fn what_was_added_offline_to_a_note_that_was_erased_meanwhile_comes_before_whoever_erased_it_and_goes_too() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let leah = borough.laptop("PC Leah Boateng", "police", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let note = amara.record("Addison", "A blade on Larch Street");
    exchange(&[&amara, &leah, &helen]);
    amara.act("note_amend", json!({ "id": note, "text": ADDED }));
    helen.act("note_erase", json!({ "id": note, "why": "asked-for" }));
    exchange(&[&helen, &amara, &leah, &helen]);
    let late = helen.query("keeping", json!({}))["late"].clone();
    assert_eq!(
        (late.as_array().unwrap().len(), &late[0]["text"], &late[0]["author"]),
        (1, &json!(ADDED), &json!("Amara Lewis"))
    );
    assert!(leah.query("keeping", json!({}))["late"].as_array().unwrap().is_empty(), "nothing for her to decide");
    let by_leah = leah.app.mutate("", "addition_erase", json!({ "id": late[0]["id"] }));
    assert_eq!(by_leah.expect_err("it is refused").code, "not-allowed");
    helen.act("addition_erase", json!({ "id": late[0]["id"] }));
    assert!(helen.query("keeping", json!({}))["late"].as_array().unwrap().is_empty());
    exchange(&[&helen, &amara, &leah]);
    for laptop in [&amara, &leah, &helen] {
        assert!(!on_laptop(laptop));
        good(laptop);
    }
    assert!(!on_server(&borough.server));
}

#[test]
fn what_else_came_too_late_to_an_erased_note_is_shown_and_goes_as_well() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let note = amara.record("Addison", "A blade on Larch Street");
    exchange(&[&amara, &sam, &helen]);
    let paper = borough.folder.path().join("Vastergaard.txt");
    std::fs::write(&paper, format!("{CANARY}, on paper")).unwrap();
    amara.act("attachment_add", json!({ "to": { "kind": "note", "id": note }, "file": paper }));
    sam.act("triage_remark", json!({ "id": note, "text": REMARK }));
    std::fs::remove_file(&paper).unwrap();
    helen.act("note_erase", json!({ "id": note, "why": "asked-for" }));
    exchange(&[&helen, &amara, &sam, &helen]);
    let late = helen.query("keeping", json!({}))["late"].as_array().unwrap().clone();
    let mut said: Vec<(&str, &str)> =
        late.iter().map(|row| (row["what"].as_str().unwrap(), row["text"].as_str().unwrap())).collect();
    said.sort_unstable();
    assert_eq!(said, [("Photo or document", "Vastergaard.txt"), ("Remark on a note", REMARK)]);
    for row in &late {
        helen.act("addition_erase", json!({ "id": row["id"] }));
    }
    assert!(helen.query("keeping", json!({}))["late"].as_array().unwrap().is_empty());
    exchange(&[&helen, &amara, &sam]);
    for (laptop, whose) in [(&amara, "Amara"), (&sam, "Sam"), (&helen, "Helen")] {
        assert!(!on_laptop(laptop), "{whose} holds it");
        good(laptop);
    }
    assert!(!on_server(&borough.server));
}

#[test]
fn what_came_too_late_to_an_erased_action_or_plan_comes_before_whoever_plans_there_and_goes_with_what_hangs_on_it() {
    let borough = Partnership::founded();
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let leah = borough.laptop("PC Leah Boateng", "police", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &["all"]);
    let plan = |title: &str| helen.act("plan_add", json!({ "title": title, "wards": ["Addison"] }))["id"].clone();
    let (stands, goes) = (plan("Mopeds"), plan("Lamps"));
    let sheds = helen.act("action_add", json!({ "plan": stands, "title": "Search the sheds" }))["id"].clone();
    exchange(&[&helen, &sam, &leah]);

    // Sam is out, with no signal.
    let paper = borough.folder.path().join("Vastergaard.txt");
    std::fs::write(&paper, format!("{CANARY}, on paper")).unwrap();
    sam.act("action_progress", json!({ "id": sheds, "text": CANARY }));
    sam.act("attachment_add", json!({ "to": { "kind": "action", "id": sheds }, "file": paper }));
    let lamp = sam.act("action_add", json!({ "plan": goes, "title": "Search the flat of Vastergaard" }))["id"].clone();
    sam.act("action_progress", json!({ "id": lamp, "text": ADDED }));
    sam.act("attachment_add", json!({ "to": { "kind": "action", "id": lamp }, "file": paper }));
    std::fs::remove_file(&paper).unwrap();
    for id in [&sheds, &goes] {
        helen.act("work_erase", json!({ "id": id, "why": "asked-for" }));
    }
    exchange(&[&helen, &sam, &leah, &helen]);

    let late = |laptop: &Laptop| laptop.query("keeping", json!({}))["late"].as_array().unwrap().clone();
    let rows = late(&helen);
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_owned();
    let mut said: Vec<_> = rows
        .iter()
        .map(|row| (text(row, "what"), text(row, "text"), text(row, "place"), text(row, "author")))
        .collect();
    said.sort();
    let told = |what: &str, text: &str, place: &str| {
        (what.to_owned(), text.to_owned(), place.to_owned(), "Sam Whitfield".to_owned())
    };
    let title = "Search the flat of Vastergaard";
    let whole = format!("{title}\n\nProgress\n{ADDED}\n\nPhoto or document\nVastergaard.txt");
    let expected = [
        told("Action", &whole, "Addison"),
        told("Photo or document", "Vastergaard.txt", "plan “Mopeds”, Addison"),
        told("Progress on an action", CANARY, "plan “Mopeds”, Addison"),
    ];
    assert_eq!(said, expected, "one line for each, and an action with what goes along");

    // Whoever only works on actions decides nothing.
    assert_eq!(late(&leah), Vec::<Value>::new());
    let by_leah = leah.app.mutate("", "addition_erase", json!({ "id": rows[0]["id"] }));
    assert_eq!(by_leah.expect_err("it is refused").code, "not-allowed");
    for row in &rows {
        helen.act("addition_erase", json!({ "id": row["id"] }));
    }
    assert_eq!(late(&helen), Vec::<Value>::new());
    let again = helen.app.mutate("", "addition_erase", json!({ "id": rows[0]["id"] }));
    assert_eq!(again.expect_err("it is gone").code, "not-found");
    exchange(&[&helen, &sam, &leah, &helen]);
    for (laptop, whose) in [(&sam, "Sam"), (&leah, "Leah"), (&helen, "Helen")] {
        assert!(!on_laptop(laptop), "{whose} holds it");
        good(laptop);
    }
    assert!(!on_server(&borough.server));
    assert!(borough.server.verify().status.success(), "its chains hold");
}

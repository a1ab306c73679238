//! What was erased is gone: from every laptop, its index, its free pages and its log, from the server, and from what
//! is restored later. What somebody has not sent yet stays theirs.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Partnership, Server, disk, exchange};

const CANARY: &str = "Quillon Vastergaard keeps it under the third stair";
const ADDED: &str = "Vastergaard moved it on Tuesday";
const REMARK: &str = "call about Vastergaard on Monday";
const MARKERS: [&[u8]; 2] = [b"Vastergaard", b"Quillon"];

fn holds(bytes: &[u8]) -> bool {
    MARKERS.iter().any(|marker| bytes.windows(marker.len()).any(|window| window == *marker))
}

fn on_laptop(laptop: &Laptop) -> bool {
    holds(&laptop.everything_on_disk()) || holds(&laptop.everything_held())
}

fn on_server(server: &Server) -> bool {
    let key = std::fs::read_to_string(server.data().join("key")).unwrap();
    let key: [u8; 32] = domain::signing::unhex_bytes(key.trim()).unwrap().try_into().unwrap();
    let database = server.data().join("server.db");
    holds(&disk::deciphered(&database, &key)) || holds(&disk::values(&database, &key))
}

fn good(laptop: &Laptop) {
    let verified = laptop.act("verify", json!({}));
    assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
}

fn found(laptop: &Laptop) -> usize {
    laptop.query("notes", json!({ "query": "Vastergaard" }))["rows"].as_array().unwrap().len()
}

fn restored(folder: &Path, backup: &Path) -> Laptop {
    let laptop = Laptop::new(folder);
    laptop.act("restore", json!({ "file": backup.to_string_lossy(), "secret": PASSPHRASE }));
    laptop
}

#[test]
fn an_erased_note_is_gone_from_every_laptop_the_server_and_what_is_restored_and_does_not_come_back() {
    let mut borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let at = |name: &str| borough.folder.path().join(name);
    let (of_server, of_helen, again) = (at("server.backup"), at("helen.backup"), at("helen again"));

    let note = amara.record("Addison", CANARY);
    let other = amara.record("Addison", "The lamp by the shops is out");
    amara.act("note_amend", json!({ "id": note, "text": ADDED }));
    exchange(&[&amara, &sam, &helen]);
    sam.act("note_read", json!({ "id": note }));
    sam.act("triage_remark", json!({ "id": note, "text": REMARK }));
    sam.act("triage_assign", json!({ "ids": [note], "to": "sam whitfield" }));
    exchange(&[&sam, &helen, &amara]);
    assert!([&amara, &sam, &helen].iter().all(|laptop| on_laptop(laptop) && found(laptop) == 1));
    assert!(on_server(&borough.server), "what is looked for is found while it is there");
    borough.server.backup(&of_server);
    helen.act("backup", json!({ "file": of_helen.to_string_lossy() }));

    // The person it names asked for it, and was right.
    let looked = helen.query("erasing", json!({ "id": note }));
    assert_eq!(looked["goes"].as_array().unwrap().len(), 4, "{looked}");
    let done = helen.act("note_erase", json!({ "id": note, "why": "asked-for", "reference": "DPO-14" }));
    assert_eq!(
        done["words"],
        "Erased here. It goes from the server and from other devices when they next meet the server."
    );
    assert_eq!(found(&helen), 0, "out of sight at once");
    assert_eq!(helen.query("keeping", json!({}))["erased"][0]["waiting"], true);
    exchange(&[&helen, &sam, &amara, &helen]);
    for (laptop, whose) in [(&helen, "Helen"), (&sam, "Sam"), (&amara, "its author")] {
        assert!(!on_laptop(laptop), "{whose} holds it");
        assert_eq!(found(laptop), 0);
        assert_eq!(laptop.note(&other)["text"], "The lamp by the shops is out");
        good(laptop);
    }
    assert!(!on_server(&borough.server));
    assert!(borough.server.verify().status.success(), "its chains hold");
    // That it was erased, by whom and why, is there for whoever wrote it, too.
    let told = &amara.query("keeping", json!({}))["erased"][0];
    assert_eq!(
        (&told["what"], &told["by"], &told["why"], &told["reference"], &told["waiting"]),
        (
            &json!("A note of Addison"),
            &json!("Helen Prior"),
            &json!("The person it is about asked for it"),
            &json!("DPO-14"),
            &json!(false)
        )
    );

    assert_eq!(amara.query("today", Value::Null)["erased"][0]["what"], "A note of Addison", "its author is told");
    for other in [&helen, &sam] {
        assert_eq!(other.query("today", Value::Null)["erased"], json!([]));
    }

    // A server from a backup of before, and laptops that offer it what it lost.
    borough.server.restore(&of_server);
    assert!(!on_server(&borough.server), "before anybody was answered");
    exchange(&[&amara, &sam, &helen, &amara, &sam, &helen]);
    assert!(!on_server(&borough.server));
    for laptop in [&amara, &sam, &helen] {
        assert!(!on_laptop(laptop));
        good(laptop);
    }

    // A laptop from a backup of before has it until it meets the server, and then no more.
    let helen_again = restored(&again, &of_helen);
    assert!(on_laptop(&helen_again));
    helen_again.sync();
    assert!(!on_laptop(&helen_again));
    good(&helen_again);
    let fresh = borough.again("Sam Whitfield", "sam fresh");
    assert!(!on_laptop(&fresh));
    assert_eq!(fresh.note(&other)["text"], "The lamp by the shops is out");
    good(&fresh);
}

#[test]
fn what_its_author_wrote_offline_of_an_erased_note_is_refused_and_stays_readable_with_them() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let note = amara.record("Addison", CANARY);
    exchange(&[&amara, &helen]);
    amara.act("note_withdraw", json!({ "id": note, "reason": "I was told it is not true" }));
    helen.act("note_erase", json!({ "id": note, "why": "not-true" }));
    exchange(&[&helen, &amara]);
    let page = amara.query("sync", Value::Null);
    let tray = page["attention"].as_array().unwrap();
    assert_eq!(tray.len(), 1, "{page}");
    assert!(tray[0].to_string().contains("was erased meanwhile, for good"), "{}", tray[0]);
    let text = amara.query("outbox_text", json!({ "id": tray[0]["id"] }));
    assert!(text.to_string().contains("I was told it is not true"), "{text}");
    assert!(!on_laptop(&amara), "the note itself is gone");
    good(&amara);
}

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
    let whole = format!("{title}\n\nProgress on “{title}”\n{ADDED}\n\nPhoto or document\nVastergaard.txt");
    let expected = [
        told(&format!("Action “{title}”"), &whole, "Addison"),
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

#[test]
fn what_waits_for_a_supervisor_and_is_of_an_erased_plan_leaves_the_server_and_stays_with_its_author() {
    let borough = Partnership::founded();
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &["all"]);
    let plan = helen.act("plan_add", json!({ "title": "Mopeds", "wards": ["Addison"] }))["id"].clone();
    exchange(&[&helen, &sam]);
    sam.act("plan_set", json!({ "id": plan, "offender": CANARY }));
    borough.server.revoke("Sam Whitfield", &[]);
    sam.sync();
    assert!(on_server(&borough.server), "it is held for a supervisor");
    helen.act("work_erase", json!({ "id": plan, "why": "asked-for" }));
    exchange(&[&helen, &sam]);
    assert!(!on_server(&borough.server));
    assert!(borough.server.verify().status.success());
    let page = sam.query("sync", Value::Null);
    let tray = page["attention"].as_array().unwrap();
    assert!(tray.len() == 1 && tray[0].to_string().contains("Whoever erased what it belongs to"), "{page}");
    let text = sam.query("outbox_text", json!({ "id": tray[0]["id"] }));
    assert!(text.to_string().contains("Vastergaard"), "his own words are his still: {text}");
    assert!(helen.query("held", json!({}))["held"].as_array().unwrap().is_empty());
}

#[test]
fn what_a_colleague_had_begun_in_an_erased_text_goes_with_it_and_what_was_begun_about_others_too_goes_on() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &["all"]);
    let (note, other) = (amara.record("Addison", CANARY), amara.record("Addison", "The lamp by the shops is out"));
    exchange(&[&amara, &sam, &helen]);
    let plan = helen.act("plan_add", json!({ "title": "Mopeds", "wards": ["Addison"], "notes": [note] }))["id"].clone();
    helen.act("plan_set", json!({ "id": plan, "offender": CANARY }));
    exchange(&[&helen, &sam]);
    let begin = |laptop: &Laptop, about: Value, form: &str, field: &str, text: &str, base: &str| {
        let begun = json!({ "about": about, "form": form, "field": field, "text": text, "base": base });
        laptop.act("unfinished_save", begun);
    };
    begin(&sam, json!([plan]), "plan", "offender", &format!("{CANARY}, and two more"), CANARY);
    begin(&sam, json!([note]), "ask", "|question", "Which stair of Vastergaard's?", "");
    begin(&helen, json!([note, other]), "plan-new", "title", "Lamps and stairs", CANARY);
    amara.act("addition_save", json!({ "note": note, "kind": "amendment", "text": "My own words" }));
    let begun = |laptop: &Laptop| laptop.query("today", json!({}))["begun"].as_array().unwrap().len();
    assert_eq!((begun(&sam), begun(&helen)), (2, 1));

    helen.act("work_erase", json!({ "id": plan, "why": "asked-for" }));
    helen.act("note_erase", json!({ "id": note, "why": "asked-for" }));
    assert_eq!(
        helen.query("unfinished", json!({ "about": [note, other] }))["rows"][0]["text"],
        "Lamps and stairs",
        "nothing is lost by an erasure that the server may yet refuse"
    );
    exchange(&[&helen, &sam, &amara, &helen]);
    assert_eq!((begun(&sam), begun(&helen)), (0, 1), "what is about another note too is still there to go on with");
    let kept = helen.query("unfinished", json!({ "about": [note, other] }))["rows"].clone();
    assert_eq!((&kept[0]["text"], &kept[0]["base"]), (&json!("Lamps and stairs"), &json!("")));
    assert_eq!(amara.query("today", json!({}))["drafts"][0]["about"]["text"], "My own words", "nobody deletes them");
    for (laptop, whose) in [(&sam, "Sam"), (&helen, "Helen"), (&amara, "Amara")] {
        assert!(!on_laptop(laptop), "{whose} holds it");
    }
}

#[test]
fn only_those_who_decide_about_a_ward_erase_there_and_nobody_without_a_reason() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let leah = borough.laptop("PC Leah Boateng", "police", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let note = amara.record("Addison", CANARY);
    exchange(&[&amara, &leah, &helen]);
    let code =
        |laptop: &Laptop, request: Value| laptop.app.mutate("", "note_erase", request).expect_err("it is refused").code;
    for laptop in [&amara, &leah] {
        assert_eq!(code(laptop, json!({ "id": note, "why": "not-true" })), "not-allowed");
    }
    assert_eq!(code(&helen, json!({ "id": note, "why": "" })), "why-missing");
    let long = "7".repeat(41);
    assert_eq!(code(&helen, json!({ "id": note, "why": "not-true", "reference": long })), "case-reference-too-long");
    assert!([&amara, &leah, &helen].iter().all(|laptop| on_laptop(laptop)));
}

#[test]
fn a_plan_goes_with_its_analysis_actions_and_progress_and_a_briefing_by_itself_while_their_note_stays() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &["all"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    exchange(&[&amara, &helen, &sam]);
    let note = amara.record("Addison", "Two mopeds by the launderette.");
    exchange(&[&amara, &helen]);
    let briefing = helen.act("triage_brief", json!({ "id": note, "text": format!("{CANARY} in the briefing") }));
    let plan = helen.act("plan_add", json!({ "title": "Mopeds", "wards": ["Addison"], "notes": [note] }))["id"].clone();
    helen.act("plan_set", json!({ "id": plan, "offender": format!("{CANARY} in the analysis") }));
    let action = json!({ "plan": plan, "title": format!("{CANARY} in an action"), "agency": "Community Safety" });
    let action = helen.act("action_add", action)["id"].clone();
    helen.act("action_progress", json!({ "id": action, "text": format!("{CANARY} in progress") }));
    // What was deleted, and what was taken back, is in no list.
    let deleted = json!({ "plan": plan, "title": format!("{CANARY}, deleted"), "agency": "Community Safety" });
    let deleted = helen.act("action_add", deleted)["id"].clone();
    helen.act("action_progress", json!({ "id": deleted, "text": format!("{CANARY} in progress on it") }));
    helen.act("action_delete", json!({ "id": deleted }));
    let back = helen.act("action_progress", json!({ "id": action, "text": format!("{CANARY} in error") }));
    helen.act("take_back", json!({ "undo": back["undo"] }));
    exchange(&[&helen, &sam, &amara]);
    assert!([&amara, &helen, &sam].iter().all(|laptop| on_laptop(laptop)) && on_server(&borough.server));

    let goes = helen.query("erasing", json!({ "id": plan }))["goes"].to_string();
    assert!(goes.contains("1 action") && goes.contains("1 entry of progress"), "{goes}");
    let erase = |laptop: &Laptop, id: &Value| {
        laptop.app.mutate("", "work_erase", json!({ "id": id, "why": "asked-for", "reference": "DPO-15" }))
    };
    assert_eq!(erase(&amara, &briefing["id"]).expect_err("she only reads it").code, "not-allowed");
    for id in [&plan, &briefing["id"]] {
        erase(&helen, id).unwrap();
    }
    exchange(&[&helen, &sam, &amara, &helen]);
    for laptop in [&amara, &helen, &sam] {
        assert!(!on_laptop(laptop));
        good(laptop);
    }
    assert!(!on_server(&borough.server));
    assert!(borough.server.verify().status.success(), "its chains hold");
    assert_eq!(helen.note(&note)["text"], "Two mopeds by the launderette.");
    assert!(helen.query("plans", json!({}))["rows"].as_array().unwrap().is_empty());
    assert!(sam.query("briefings", json!({}))["rows"].as_array().unwrap().is_empty());
}

#[test]
fn what_a_partnership_agreed_on_counts_on_every_laptop_and_a_plan_past_its_time_comes_before_whoever_plans_there() {
    let borough = Partnership::founded();
    let mina = Laptop::joined(&borough.folder.path().join("mina"), &borough.administrator);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let note = json!({
        "text": "A lad by the shops, with a knife", "ward": "Addison",
        "people": [{ "age_band": "18–24", "category": "suspect" }],
    });
    // Her clock stands 40 days back, and that of who plans 70: so old is what they write.
    amara.days_pass(-40);
    amara.act("note_record", json!({ "note": note }));
    amara.days_pass(40);
    exchange(&[&amara, &helen]);
    helen.days_pass(-70);
    let plan = json!({ "title": "The shops", "wards": ["Addison"], "success_test": "Quiet" });
    let plan = helen.act("plan_add", plan)["id"].clone();
    let action =
        json!({ "plan": plan, "title": "A lamp", "agency": "Community Safety", "owner": "Kim", "due": "2099-12-01" });
    helen.act("action_add", action);
    helen.act("plan_activate", json!({ "id": plan }));
    helen.act("plan_close", json!({ "id": plan, "outcome": "Quiet again" }));
    helen.days_pass(70);
    exchange(&[&helen, &mina, &amara, &helen]);
    let before = helen.query("keeping", json!({}));
    assert_eq!((&before["due"], &before["plans"]), (&json!([]), &json!([])), "by the usual schedule");

    // Only an administrator sets a period, and only to what it can be.
    let set = |laptop: &Laptop, id: &str, number: u32| {
        laptop.app.mutate("", "period_set", json!({ "id": id, "number": number })).map_err(|failure| failure.code)
    };
    assert_eq!(set(&helen, "plan", 6), Err("not-allowed".to_owned()));
    assert_eq!(set(&mina, "plan", 0), Err("period-out-of-range".to_owned()));
    assert_eq!(set(&mina, "trail", 6), Err("not-found".to_owned()), "nothing goes by it");
    set(&mina, "note-of-somebody", 1).unwrap();
    set(&mina, "plan", 2).unwrap();
    exchange(&[&mina, &helen]);
    let row = |laptop: &Laptop, id: &str| {
        let view = laptop.query("keeping", json!({}));
        view["schedule"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone()
    };
    let period = row(&helen, "plan");
    assert_eq!((&period["number"], &period["usual"]), (&json!(2), &json!("6 years")));
    assert_eq!((&period["can_change"], &row(&mina, "plan")["can_change"]), (&json!(false), &json!(true)));

    let due = helen.query("keeping", json!({}));
    assert_eq!(due["due"].as_array().unwrap().len(), 1, "{due}");
    assert!(due["due"][0]["why"].as_str().unwrap().contains("more than 1 month ago"), "{due}");
    let plans = due["plans"].clone();
    assert_eq!((&plans[0]["title"], &plans[0]["wards"]), (&json!("The shops"), &json!("Addison")), "{due}");
    assert_eq!(amara.query("keeping", json!({}))["plans"], json!([]), "nothing for her to erase");
    helen.act("work_erase", json!({ "id": plans[0]["plan"], "why": "time-is-over" }));
    assert_eq!(helen.query("keeping", json!({}))["plans"], json!([]));
}

#[test]
fn the_names_in_a_closed_plan_go_from_every_laptop_the_server_and_what_is_restored_and_the_plan_stays() {
    let mut borough = Partnership::founded();
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let of_server = borough.folder.path().join("server.backup");
    // Nearly 25 months ago, by the clock of whoever put it together.
    helen.days_pass(-760);
    let plan = json!({ "title": "Mopeds", "wards": ["Addison"], "success_test": "Quiet" });
    let plan = helen.act("plan_add", plan)["id"].clone();
    helen.act("plan_set", json!({ "id": plan, "lead": "Quillon Vastergaard" }));
    let action = json!({
        "plan": plan, "title": "Walk the route", "agency": "Community Safety", "owner": "Ada Vastergaard",
        "due": "2099-12-01",
    });
    let action = helen.act("action_add", action)["id"].clone();
    helen.act("plan_activate", json!({ "id": plan }));
    // Written over, and an earlier version all the same.
    helen.act("action_set", json!({ "id": action, "owner": "Kim Quillon", "add_co_owner": "Bo Vastergaard" }));
    helen.act("action_set", json!({ "id": action, "due": "2099-12-08", "why": "The crew is away" }));
    helen.act("action_progress", json!({ "id": action, "text": "Walked twice" }));
    let early = helen.app.mutate("", "names_erase", json!({ "id": plan }));
    assert_eq!(early.expect_err("who works on it needs them").code, "plan-not-closed");
    helen.act("plan_close", json!({ "id": plan, "outcome": "Quiet again" }));
    helen.days_pass(760);
    exchange(&[&helen, &sam, &amara]);
    assert!([&helen, &sam].iter().all(|laptop| on_laptop(laptop)) && on_server(&borough.server));
    borough.server.backup(&of_server);

    let due = helen.query("keeping", json!({}));
    assert_eq!(due["plans"], json!([]), "the plan itself stays for years yet");
    let names = due["names"].as_array().unwrap();
    assert_eq!((names.len(), &names[0]["plan"], &names[0]["wards"]), (1, &plan, &json!("Addison")), "{due}");
    assert_eq!(names[0]["why"], "It names 4 people, in earlier versions too, and was closed more than 24 months ago.");
    assert_eq!(amara.query("keeping", json!({}))["names"], json!([]), "nothing for her to decide");
    let by_amara = amara.app.mutate("", "names_erase", json!({ "id": plan }));
    assert!(["not-allowed", "not-found"].contains(&by_amara.expect_err("it is refused").code.as_str()));

    // One who reads it, and has not met the server since, gives it somebody again.
    sam.act("action_set", json!({ "id": action, "add_co_owner": "Cy Vastergaard" }));
    helen.act("names_erase", json!({ "id": plan }));
    let view = |laptop: &Laptop| {
        (laptop.query("plan", json!({ "id": plan })), laptop.query("action", json!({ "id": action })))
    };
    let stands = |laptop: &Laptop| {
        let (plan, action) = view(laptop);
        assert_eq!(plan["title"], "Mopeds", "{plan}");
        assert_eq!(action["row"]["title"], "Walk the route", "{action}");
        assert!(action.to_string().contains("Walked twice") && action.to_string().contains("The crew is away"));
        assert_eq!(laptop.query("conflicts", json!(null))["conflicts"], json!([]), "nothing comes up to be decided");
    };
    stands(&helen);
    assert_eq!(helen.query("keeping", json!({}))["names"], json!([]));
    exchange(&[&helen, &sam, &helen]);
    stands(&sam);
    let again = helen.query("keeping", json!({}))["names"].clone();
    assert!(again[0]["why"].as_str().unwrap().starts_with("It names 1 person"), "{again}");
    helen.act("names_erase", json!({ "id": plan }));
    exchange(&[&helen, &sam, &amara, &helen]);
    for (laptop, whose) in [(&helen, "Helen"), (&sam, "Sam"), (&amara, "Amara")] {
        assert!(!on_laptop(laptop), "{whose} holds one");
        good(laptop);
    }
    assert!(!on_server(&borough.server));
    assert!(borough.server.verify().status.success(), "its chains hold");
    stands(&helen);
    stands(&sam);

    // A server from a backup of before, and laptops that offer it what it lost.
    borough.server.restore(&of_server);
    assert!(!on_server(&borough.server), "before anybody was answered");
    exchange(&[&sam, &helen, &sam, &helen]);
    assert!(!on_server(&borough.server));
    let fresh = borough.again("Sam Whitfield", "sam fresh");
    for laptop in [&helen, &sam, &fresh] {
        assert!(!on_laptop(laptop));
        stands(laptop);
        good(laptop);
    }
    assert!(borough.server.verify().status.success());
}

//! A note that is erased, what waits of it, and what was begun in it.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange};

use crate::{ADDED, CANARY, REMARK, found, good, on_laptop, on_server, restored};

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
    sam.copied_as_by_an_update();

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

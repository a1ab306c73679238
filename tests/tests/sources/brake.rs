//! What no text for others may say of a source, and what nobody may be asked to do: whoever is under 18 is never sent
//! out for more.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Partnership, exchange, refused};

use crate::{WHO, absent, open, recorded, sources};

#[test]
fn a_partner_who_sees_no_note_of_a_plan_sends_nobody_out_and_no_note_of_a_child_joins_an_action_that_would() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let ruth = borough.laptop("Ruth Osei", "outreach", &["none"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &sam, &ruth]);
    let young = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO, "age": "10–17" }));
    exchange(&[&amara, &sam]);
    let plan = sam.act("plan_add", json!({ "title": "Bins", "wards": ["Addison"], "notes": [young] }))["id"].clone();
    sam.act("plan_invite", json!({ "id": plan, "person": "Ruth Osei", "analysis": false }));
    exchange(&[&sam, &ruth]);
    let add = |title: &str| ruth.app.mutate("", "action_add", json!({ "plan": plan, "title": title }));
    let failure = add("Ask him who brings it").unwrap_err();
    assert_eq!(failure.code, "source-tasked");
    assert!(failure.message.contains("not all held on this laptop"), "{}", failure.message);
    assert!(!failure.message.contains("was told by somebody under 18"), "she is not told what she may not know");
    add("Search the bins").unwrap();

    // Nor does the note of a child join a plan in which an action waits that would send them out.
    let other = sam.act("plan_add", json!({ "title": "Lamps", "wards": ["Addison"] }))["id"].clone();
    let asks = sam.act("action_add", json!({ "plan": other, "title": "Ask him who mends it" }))["id"].clone();
    let link = || sam.app.mutate("", "triage_link", json!({ "ids": [young], "plan": other }));
    let failure = link().unwrap_err();
    assert_eq!(failure.code, "source-tasked");
    assert!(failure.message.contains("“Ask him who mends it”"), "{}", failure.message);
    sam.act("action_set", json!({ "id": asks, "title": "Mend it" }));
    link().unwrap();
}

#[test]
fn whoever_is_under_18_is_referred_counted_and_never_sent_out_for_more() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &sam]);
    let first = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO, "age": "10–17" }));
    let own = amara.query("own_sources", Value::Null);
    assert_eq!((own[0]["note"].as_str(), own[0]["young"].as_bool()), (Some(first.as_str()), Some(true)));
    // The same person again; nobody says how old they are now, and the mark stays.
    let again = json!({ "who": "", "same_as": first });
    let second = recorded(&amara, "It was moved to the lock.", again);
    exchange(&[&amara, &sam, &nadia]);

    let queue = sam.query("triage", json!({ "queue": "young" }));
    let rows = queue["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 2);
    let row = rows.iter().find(|row| row["note"]["id"] == second.as_str()).unwrap();
    assert_eq!(row["young"]["words"], "Under 18, not referred to the safeguarding hub, 2 contacts");
    let beside = |note: &str| sam.query("triage_note", json!({ "id": note }));
    assert_eq!(beside(&second)["source"]["contacts"], "The second time that this person told something");
    assert_eq!(beside(&second)["referral_due"], true);
    sam.act("triage_send", json!({ "id": second, "to": "mash", "reference": "M-17" }));
    assert_eq!(beside(&second)["referral_due"], false);
    assert_eq!(beside(&first)["referral_due"], true, "each time is told to the hub");

    // Nobody asks them for more but a lead.
    let said = beside(&first)["no_asking"].as_str().unwrap().to_owned();
    assert!(said.contains("under 18") && said.contains("Nadia Rahman"), "{said}");
    let ask = json!({ "id": first, "text": "Who brings it?" });
    assert_eq!(refused(sam.app.mutate("", "triage_ask", ask)), "young-source");
    // By no other step either, to whoever spoke with them or among colleagues: whoever typed it reads which words do.
    let sends = "Ask him who brings it";
    for (step, words) in [
        ("triage_tell", json!({ "id": first, "text": sends })),
        ("triage_remark", json!({ "id": first, "text": sends })),
        ("triage_close", json!({ "id": first, "feedback": sends, "reason": "Passed on" })),
        ("triage_send", json!({ "id": first, "to": "police", "reference": "CAD 7", "sentence": sends })),
    ] {
        let failure = sam.app.mutate("", step, words).unwrap_err();
        assert_eq!(failure.code, "young-source", "{step}");
        assert!(failure.message.contains("“Ask him who”"), "{step}: {}", failure.message);
        assert!(failure.message.contains("a safeguarding lead (Nadia Rahman)"), "{step}: {}", failure.message);
    }
    // Nor by a briefing, which whoever spoke with them reads too.
    let briefing = json!({ "id": first, "text": "Get the lad to name the flat" });
    let stops = sam.query("brief_check", briefing.clone())["stops"].clone();
    assert!(stops[0].as_str().unwrap().contains("“Get the lad to”"), "{stops}");
    assert_eq!(refused(sam.app.mutate("", "triage_brief", briefing)), "young-source");
    sam.act("triage_tell", json!({ "id": first, "text": "Thank you. We look at the bins on Friday." }));

    // Nor does an action of a plan that it is part of, when it is made or afterwards.
    let plan = sam.act("plan_add", json!({ "title": "Bins", "wards": ["Addison"], "notes": [first] }));
    let named = json!({ "title": beside(&first)["source"]["reference"], "wards": ["Addison"] });
    assert_eq!(refused(sam.app.mutate("", "plan_add", named)), "source-named");
    let add = |title: &str| sam.app.mutate("", "action_add", json!({ "plan": plan["id"], "title": title }));
    let failure = add("Ask him who brings it").unwrap_err();
    assert_eq!(failure.code, "source-tasked");
    assert!(failure.message.contains("“Ask him who”"), "{}", failure.message);
    let action = add("Search the bins").unwrap();
    // Nor does anything else that is written of it.
    let set = |field: &str| {
        let mut set = json!({ "id": plan["id"] });
        set[field] = json!("Get the lad to name the flat");
        sam.app.mutate("", "plan_set", set)
    };
    for field in ["title", "objective", "success_test"] {
        assert_eq!(refused(set(field)), "source-tasked", "{field}");
    }
    let progress = json!({ "id": action["id"], "text": "Next: get the lad to name the flat" });
    assert_eq!(refused(sam.app.mutate("", "action_progress", progress)), "source-tasked");
    let begun = json!({ "title": "Get the lad to name the flat", "wards": ["Addison"], "notes": [first] });
    assert_eq!(refused(sam.app.mutate("", "plan_add", begun)), "source-tasked");
    let set = json!({ "id": action["id"], "title": "Search the bins and find out more from the lad" });
    assert_eq!(refused(sam.app.mutate("", "action_set", set)), "source-tasked");
    let other = sam.act("plan_add", json!({ "title": "Lamps", "wards": ["Addison"] }));
    let free = json!({ "plan": other["id"], "title": "Ask him who mends it" });
    sam.act("action_add", free);

    // Nor where two titles are decided by a third.
    let other = borough.laptop("Helen Prior", "coordinator", &[]);
    sam.sync();
    other.sync();
    for (laptop, title) in [(&sam, "Search the bins at dusk"), (&other, "Search the bins at dawn")] {
        laptop.act("action_set", json!({ "id": action["id"], "title": title }));
    }
    exchange(&[&sam, &other, &sam]);
    let conflict = sam.query("conflicts", Value::Null)["conflicts"][0]["id"].clone();
    let decide = |value: &str| sam.app.mutate("", "conflict_decide", json!({ "id": conflict, "value": value }));
    assert_eq!(refused(decide("Ask him when")), "source-tasked");
    decide("Search the bins").unwrap();

    // And what partners read names no source.
    let reference = beside(&first)["source"]["reference"].as_str().unwrap().to_lowercase();
    assert_eq!(refused(add(&format!("Speak to {reference}"))), "source-named");
    let progress = json!({ "id": action["id"], "text": format!("Told by {reference}") });
    assert_eq!(refused(sam.app.mutate("", "action_progress", progress)), "source-named");

    // The lead reads both, and that they are one person.
    let held = sources(&nadia);
    let newest = open(&nadia, &held[0]).unwrap();
    assert_eq!(newest["same_as"], held[1]["reference"]);
    assert_eq!(open(&nadia, &held[1]).unwrap()["age"], "10 to 17");
}

#[test]
fn a_briefing_that_may_say_who_told_it_or_is_marked_too_high_is_not_shared() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &sam]);
    let text = "Zelkjordan says that they keep it under the bins by the lock.";
    let note = recorded(&amara, text, json!({ "who": WHO }));
    assert_eq!(amara.note(&note)["source"]["repeated"], true, "told to those who read it, before it is sealed");
    exchange(&[&amara, &sam]);
    let stops = |text: &str| {
        let view = sam.query("brief_check", json!({ "id": note, "text": text }));
        let shared =
            sam.app.mutate("", "triage_brief", json!({ "id": note, "text": text })).map_err(|failure| failure.code);
        (view["stops"].as_array().unwrap().len(), shared.err())
    };
    let repeated = Some("source-repeated".to_owned());
    assert_eq!(stops("Zelkjordan knows where it is."), (1, repeated.clone()));
    assert_eq!(stops("We hear that they keep it under the bins."), (1, repeated));
    assert_eq!(stops("SECRET\nA knife may be near."), (1, Some("marked-above".to_owned())));
    let reference = sam.note(&note)["source"]["reference"].as_str().unwrap().to_owned();
    assert_eq!(stops(&format!("Ask the leads for {reference}.")), (1, Some("source-named".to_owned())));
    let briefing = "A knife may be kept near refuse stores. Do not search alone.";
    assert_eq!(stops(briefing), (0, None));
    // A correction is looked at in the same way.
    let shared = sam.query("triage_note", json!({ "id": note }))["briefings"][0]["id"].clone();
    let correct = json!({ "id": shared, "text": "Zelkjordan knows where it is." });
    assert_eq!(refused(sam.app.mutate("", "briefing_correct", correct)), "source-repeated");
}

#[test]
fn a_note_that_was_not_accepted_and_is_written_anew_keeps_the_mark_of_a_source_under_18_and_asks_for_the_name_again() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison", "Avonmore"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &helen]);
    let source = json!({ "who": WHO, "age": "10–17", "referred": "MASH-17" });
    recorded(&amara, "A knife is kept under the bins.", source);
    borough.server.revoke("Amara Lewis", &[]);
    exchange(&[&amara, &helen]);
    for item in helen.query("held", json!({}))["held"].as_array().unwrap() {
        helen.act("held_decide", json!({ "id": item["id"], "release": false, "reason": "Nobody was told" }));
    }
    exchange(&[&amara]);
    let tray = amara.query("sync", json!({}))["attention"].clone();
    let note = tray.as_array().unwrap().iter().find(|item| item["what"].as_str().unwrap().starts_with("Note"));
    let note = note.unwrap_or_else(|| panic!("{tray}"));
    let draft = amara.act("outbox_edit", json!({ "id": note["id"] }))["draft"].clone();
    let kept = amara.query("draft", json!({ "id": draft }));
    assert_eq!(
        (&kept["told"], &kept["note"]["text"]),
        (&json!({ "young": true }), &json!("A knife is kept under the bins."))
    );
    absent(&amara, "a draft made of a refused note");

    // Nothing is typed of who it was.
    let input = json!({ "text": "A knife is kept under the bins.", "ward": "Avonmore" });
    let anew = amara.act("note_record", json!({ "note": input, "draft": draft }))["id"].clone();
    let shown = amara.note(anew.as_str().unwrap())["source"].clone();
    assert_eq!((&shown["young"], &shown["referred"]), (&json!(true), &json!("MASH-17")), "{shown}");
}

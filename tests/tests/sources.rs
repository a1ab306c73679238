//! Who told something: sealed on the laptop that records it, read by a safeguarding lead alone, and, where it was
//! somebody under 18, never sent out for more.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange, refused};

fn recorded(laptop: &Laptop, text: &str, source: Value) -> String {
    let request = json!({ "note": { "text": text, "ward": "Addison" }, "source": source });
    laptop.act("note_record", request)["id"].as_str().unwrap().to_owned()
}

fn sources(laptop: &Laptop) -> Vec<Value> {
    laptop.query("sources", Value::Null)["sources"].as_array().unwrap().clone()
}

fn open(laptop: &Laptop, source: &Value) -> Result<Value, String> {
    let request = json!({ "id": source["id"], "reason": "To see that he is safe" });
    laptop.app.mutate("", "source_open", request).map_err(|failure| failure.code)
}

const WHO: &str = "Zelkjordan Miles, 07700 900123";

fn absent(laptop: &Laptop, what: &str) {
    for word in [b"Zelkjordan".as_slice(), b"900123"] {
        let found = |bytes: Vec<u8>| bytes.windows(word.len()).any(|window| window == word);
        assert!(!found(laptop.everything_on_disk()) && !found(laptop.everything_held()), "{what}");
    }
}

#[test]
fn who_told_it_is_read_by_a_lead_alone_and_lies_on_no_disk() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    let code = nadia.act("roster_begin", json!({}));
    assert!(code["recovery_code"].as_str().unwrap().len() > 20, "shown once, to be kept");
    exchange(&[&nadia, &amara, &sam]);

    let note = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO }));
    absent(&amara, "before it was sent");
    exchange(&[&amara, &sam, &nadia, &amara]);
    for (laptop, what) in [(&amara, "its recorder"), (&sam, "an officer"), (&nadia, "a lead who has not opened it")] {
        absent(laptop, what);
    }
    let shown = sam.note(&note)["source"].clone();
    assert_eq!((&shown["young"], &shown["repeated"]), (&json!(false), &json!(false)));
    let held = sources(&nadia);
    assert_eq!(held.len(), 1);
    assert_eq!(held[0]["reference"], shown["reference"], "officers and leads speak of the same one");
    assert!(held[0]["opened"].as_array().unwrap().is_empty());

    assert_eq!(open(&nadia, &held[0]).unwrap()["who"], WHO);
    absent(&nadia, "a lead who has opened it");
    let opened = sources(&nadia)[0]["opened"].clone();
    assert_eq!((&opened[0]["name"], &opened[0]["reason"]), (&json!("Nadia Rahman"), &json!("To see that he is safe")));
    let without = nadia.app.mutate("", "source_open", json!({ "id": held[0]["id"], "reason": " " }));
    assert_eq!(refused(without), "reason-missing");
    assert_eq!(sources(&nadia)[0]["opened"].as_array().unwrap().len(), 1, "what was refused opened nothing");

    // Nobody but leads holds even the sealed text.
    assert!(sources(&amara).is_empty() && sources(&sam).is_empty());
}

#[test]
fn a_lead_who_was_let_in_by_the_server_alone_opens_nothing_until_another_lead_adds_them() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    let code = nadia.act("roster_begin", json!({}))["recovery_code"].clone();
    exchange(&[&nadia, &amara]);
    recorded(&amara, "They meet at the lock.", json!({ "who": WHO }));
    exchange(&[&amara, &nadia]);

    // Whoever runs the server lets a device of their own in, in the lead's name.
    let stray = borough.again("Nadia Rahman", "stray");
    let held = sources(&stray);
    assert_eq!(held.len(), 1, "the server gives it what a lead may hold");
    assert_eq!(open(&stray, &held[0]), Err("not-a-lead".to_owned()));
    assert_eq!(refused(stray.app.mutate("", "roster_begin", json!({}))), "roster-exists");

    // A lead compares fingerprints, and adds it.
    exchange(&[&nadia]);
    let others = nadia.query("sources", Value::Null)["roster"]["others"].clone();
    assert_eq!(others.as_array().unwrap().len(), 1);
    let lead = |device: &Value| json!({ "device": device["device"] });
    nadia.act("lead_add", lead(&others[0]));
    exchange(&[&nadia, &stray, &amara]);
    assert_eq!(open(&stray, &held[0]).unwrap()["who"], WHO, "whoever is added opens what was sealed before, too");
    let fingerprints =
        [&nadia, &stray, &amara].map(|laptop| laptop.query("sources", Value::Null)["roster"]["fingerprint"].clone());
    assert!(fingerprints.iter().all(|fingerprint| *fingerprint == fingerprints[0]), "{fingerprints:?}");

    // One that leaves opens nothing that comes after.
    let here = stray.query("sources", Value::Null)["roster"]["leads"].as_array().unwrap().clone();
    let own = here.iter().find(|lead| lead["here"] == true).unwrap().clone();
    nadia.act("lead_remove", lead(&own));
    exchange(&[&nadia, &amara]);
    recorded(&amara, "They meet at the weir.", json!({ "who": "Zelkjordan again" }));
    exchange(&[&amara, &stray, &nadia]);
    assert_eq!(open(&stray, &sources(&stray)[0]), Err("not-a-lead".to_owned()));
    assert_eq!(open(&nadia, &sources(&nadia)[0]).unwrap()["who"], "Zelkjordan again");

    // Every lead's laptop is gone: the printed code brings the next one in, and nothing else does.
    let third = borough.again("Nadia Rahman", "third");
    let recover = |code: &Value| third.app.mutate("", "roster_recover", json!({ "code": code }));
    let other = store::keyfile::RecoveryCode::of_its_own().unwrap();
    assert_eq!(refused(recover(&json!(other.printed()))), "recovery-code-wrong");
    let fresh = recover(&code).unwrap();
    assert_ne!(fresh["recovery_code"], code, "a code works once");
    assert_eq!(open(&third, &sources(&third)[1]).unwrap()["who"], WHO);
    exchange(&[&third, &amara]);
    recorded(&amara, "They meet at the mill.", json!({ "who": "Zelkjordan once more" }));
    exchange(&[&amara, &third]);
    assert_eq!(open(&third, &sources(&third)[0]).unwrap()["who"], "Zelkjordan once more");
}

#[test]
fn a_leads_laptop_that_was_shut_out_is_shown_as_such_until_another_lead_removes_it() {
    let borough = Partnership::founded();
    let mina = Laptop::joined(&borough.folder.path().join("mina"), &borough.administrator);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    let una = borough.laptop("Una Doyle", "safeguarding", &["Addison"]);
    una.act("roster_begin", json!({}));
    exchange(&[&una, &nadia]);
    let roster = |laptop: &Laptop| laptop.query("sources", Value::Null)["roster"].clone();
    una.act("lead_add", json!({ "device": roster(&una)["others"][0]["device"] }));
    exchange(&[&una, &nadia, &amara]);
    assert!(roster(&nadia)["leads"].as_array().unwrap().iter().all(|lead| lead["out"].is_null()));

    // Una's laptop is stolen while it stands open.
    let lost = una.query("status", json!({}))["device"].clone();
    mina.sync();
    mina.act("device_end", json!({ "id": lost, "reason": "stolen" }));
    exchange(&[&mina, &nadia, &amara]);
    let leads = roster(&nadia)["leads"].as_array().unwrap().clone();
    let row = leads.iter().find(|lead| lead["device"] == lost).unwrap();
    assert_eq!((&row["name"], &row["out"]), (&json!("Una Doyle"), &json!("This laptop was shut out.")));
    let here = leads.iter().find(|lead| lead["here"] == true).unwrap();
    let remove = |lead: &Value| nadia.app.mutate("", "lead_remove", json!({ "device": lead["device"] }));
    assert_eq!(refused(remove(here)), "last-lead", "a laptop that is shut out stands in for nobody");

    remove(row).unwrap();
    exchange(&[&nadia, &amara]);
    assert_eq!(roster(&nadia)["leads"].as_array().unwrap().len(), 1);
    recorded(&amara, "They meet at the weir.", json!({ "who": WHO }));
    exchange(&[&amara, &nadia]);
    assert_eq!(open(&nadia, &sources(&nadia)[0]).unwrap()["who"], WHO);
}

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
fn before_a_lead_is_named_a_name_is_kept_nowhere_and_somebody_under_18_is_marked_all_the_same() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let request = json!({ "note": { "text": "By the bins.", "ward": "Addison" }, "source": { "who": WHO } });
    let failure = amara.app.mutate("", "note_record", request).unwrap_err();
    assert_eq!(failure.code, "no-leads");
    assert!(!failure.message.contains("Zelk"), "{}", failure.message);
    absent(&amara, "what was refused");
    assert!(amara.texts().is_empty());
    let note = recorded(&amara, "By the bins.", json!({ "who": "", "age": "10–17" }));
    let shown = amara.note(&note)["source"].clone();
    assert_eq!((&shown["young"], &shown["sealed"]), (&json!(true), &json!(false)));
    let blank = json!({ "note": { "text": "By the bins.", "ward": "Addison" }, "source": { "who": " " } });
    assert_eq!(refused(amara.app.mutate("", "note_record", blank)), "source-blank");
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

    // Nor does an action of a plan that it is part of, when it is made or afterwards.
    let plan = sam.act("plan_add", json!({ "title": "Bins", "wards": ["Addison"], "notes": [first] }));
    let named = json!({ "title": beside(&first)["source"]["reference"], "wards": ["Addison"] });
    assert_eq!(refused(sam.app.mutate("", "plan_add", named)), "source-named");
    let add = |title: &str| sam.app.mutate("", "action_add", json!({ "plan": plan["id"], "title": title }));
    let failure = add("Ask him who brings it").unwrap_err();
    assert_eq!(failure.code, "source-tasked");
    assert!(failure.message.contains("“Ask him who”"), "{}", failure.message);
    let action = add("Search the bins").unwrap();
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
fn what_people_read_is_on_their_trail_for_them_and_the_administrator_and_says_nothing_of_what_it_was() {
    let borough = Partnership::founded();
    let mina = Laptop::joined(&borough.folder.path().join("mina"), &borough.administrator);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara]);
    let note = recorded(&amara, "Zelkword: a knife is kept under the bins.", json!({ "who": WHO }));
    exchange(&[&amara, &sam, &nadia]);

    // Read twice, searched letter by letter, read in full, taken out: and once by its own author, which is nobody's affair.
    sam.note(&note);
    sam.query("triage_note", json!({ "id": note }));
    for typed in ["zelkw", "zelkwo", "zelkword"] {
        sam.query("notes", json!({ "query": typed }));
    }
    let copy = borough.folder.path().join("copy");
    sam.act("export", json!({ "folder": copy, "recipient": "The committee", "purpose": "Report" }));
    amara.note(&note);
    amara.query("notes", json!({ "query": "zelkword" }));
    open(&nadia, &sources(&nadia)[0]).unwrap();
    mina.sync();
    let people = mina.query("people", json!({}))["people"].as_array().unwrap().clone();
    let of_amara = people.iter().find(|person| person["name"] == "Amara Lewis").unwrap()["id"].clone();
    mina.act("grant_add", json!({ "person": of_amara, "role": "outreach", "wards": ["Avonmore"], "reason": "Covers" }));
    exchange(&[&sam, &amara, &nadia, &mina]);

    let trail = |laptop: &Laptop| laptop.query("trail", json!({}))["rows"].as_array().unwrap().clone();
    let deeds = |rows: &[Value]| {
        let mut deeds: Vec<String> = rows.iter().map(|row| row["deed"].as_str().unwrap().to_owned()).collect();
        deeds.sort();
        deeds
    };
    assert_eq!(deeds(&trail(&sam)), ["exported", "read-note", "searched"]);
    assert!(trail(&amara).is_empty());
    assert_eq!(deeds(&trail(&nadia)), ["opened-source"]);
    let all = trail(&mina);
    assert_eq!(deeds(&all), ["exported", "gave-access", "opened-source", "read-note", "searched"]);
    let gave = all.iter().find(|row| row["deed"] == "gave-access").unwrap();
    assert_eq!((&gave["person"]["name"], &gave["ward"]["name"]), (&json!("Mina Farrow"), &json!("Avonmore")));
    assert!(
        all.iter().any(|row| row["person"]["name"] == "Sam Whitfield" && row["what"] == "Read somebody else's note")
    );
    let id: domain::ids::RecordId = note.parse().unwrap();
    for held in [mina.everything_held(), mina.everything_on_disk()] {
        let words = ["Zelkword", "zelkword", "committee", note.as_str(), "that he is safe"].map(str::as_bytes);
        for words in words.into_iter().chain([id.as_bytes().as_slice()]) {
            let found = held.windows(words.len()).any(|window| window == words);
            assert!(!found, "{:?} reached the administrator", String::from_utf8_lossy(words));
        }
    }
    assert_eq!(
        deeds(&mina.query("trail", json!({ "person": all[0]["person"]["id"] }))["rows"].as_array().unwrap().clone())
            .len(),
        all.iter().filter(|row| row["person"]["id"] == all[0]["person"]["id"]).count()
    );
    // Reading is no work of anybody's that waits to be sent.
    sam.query("plans", json!({}));
    assert_eq!(sam.query("status", json!({}))["pending"], 0);
}

#[test]
fn a_lead_who_stayed_away_too_long_opens_nothing_and_setting_the_clock_back_opens_it_no_sooner() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara]);
    recorded(&amara, "They meet at the lock.", json!({ "who": WHO }));
    exchange(&[&amara, &nadia]);
    let held = sources(&nadia);

    // Notes are read for longer.
    nadia.days_pass(4);
    assert_eq!(open(&nadia, &held[0]), Err("lease-over".to_owned()));
    nadia.query("notes", json!({}));
    // The program is awake for an hour and notes how late it is.
    nadia.seconds_pass(3_601);
    nadia.act("touch", json!({}));
    nadia.app.tick();
    nadia.days_pass(-4);
    assert_eq!(open(&nadia, &held[0]), Err("lease-over".to_owned()));
    nadia.sync();
    assert_eq!(open(&nadia, &sources(&nadia)[0]).unwrap()["who"], WHO);
}

#[test]
fn leads_say_that_two_sources_are_one_person_without_opening_either_and_nobody_else_learns_it() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    let sol = borough.laptop("Sol Adeyemi", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &sol, &nadia]);
    let device = nadia.query("sources", Value::Null)["roster"]["others"][0]["device"].clone();
    nadia.act("lead_add", json!({ "device": device }));
    exchange(&[&nadia, &amara, &sam, &sol]);
    for text in ["A knife is kept under the bins.", "They meet at the lock.", "A van at night."] {
        recorded(&amara, text, json!({ "who": WHO }));
    }
    exchange(&[&amara, &sam, &nadia, &sol]);

    let held = sources(&nadia);
    let request = json!({ "id": held[0]["id"], "with": held[1]["id"] });
    let merging = nadia.act("sources_merge", request.clone())["merging"].clone();
    exchange(&[&nadia, &sol, &sam, &amara]);
    let same = sources(&sol)[1]["same"].clone();
    assert_eq!(same.as_array().unwrap().len(), 1);
    assert_eq!((&same[0]["reference"], &same[0]["by"]), (&held[0]["reference"], &json!("Nadia Rahman")));
    assert!(sources(&sol)[2]["same"].as_array().unwrap().is_empty());
    assert!(sources(&sol).iter().all(|source| source["opened"].as_array().unwrap().is_empty()), "nothing was opened");

    // The other way round it is the same, and a source is always itself.
    let swapped = json!({ "id": held[1]["id"], "with": held[0]["id"] });
    assert_eq!(refused(sol.app.mutate("", "sources_merge", swapped)), "merged-already");
    let itself = json!({ "id": held[1]["id"], "with": held[1]["id"] });
    assert_eq!(refused(sol.app.mutate("", "sources_merge", itself)), "same-source");
    assert_eq!(refused(sam.app.mutate("", "sources_merge", request.clone())), "not-a-lead");

    // Whichever of the leads takes it back, and it can be said again.
    sol.act("sources_part", json!({ "merging": merging }));
    exchange(&[&sol, &nadia]);
    assert!(sources(&nadia).iter().all(|source| source["same"].as_array().unwrap().is_empty()));
    assert_eq!(refused(nadia.app.mutate("", "sources_part", json!({ "merging": merging }))), "not-found");
    nadia.act("sources_merge", request);
    assert_eq!(sources(&nadia)[0]["same"].as_array().unwrap().len(), 1);
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

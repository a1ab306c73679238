//! A source is sealed where it is recorded, and a lead opens it: whoever stands on the list of leads, by another lead
//! or by the printed code, and nobody else.

use domain::clock::Clock;
use domain::ids::StreamId;
use domain::records::{SealedSource, SourceInside, reference};
use domain::wards::{self, BoundarySet};
use serde_json::{Value, json};
use store::{OsEntropy, Profile, Store};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Partnership, exchange, refused};

use crate::{WHO, absent, due, open, reads_notes_too, recorded, sources};

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
fn a_lead_makes_a_new_code_in_the_place_of_one_that_was_lost_and_the_old_sheet_brings_nobody_in_any_more() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    let una = borough.laptop("Una Doyle", "safeguarding", &["Addison"]);
    let old = nadia.act("roster_begin", json!({}))["recovery_code"].clone();
    exchange(&[&nadia, &una, &nadia, &amara]);
    recorded(&amara, "They meet at the lock.", json!({ "who": WHO }));
    exchange(&[&amara, &nadia, &una]);

    // A lead's own device makes one: not somebody else's, nor a lead's that no lead has added.
    let renew = |laptop: &Laptop| laptop.app.mutate("", "roster_renew_code", json!({}));
    assert_eq!(refused(renew(&amara)), "not-allowed");
    assert_eq!(refused(renew(&una)), "not-a-lead");
    let roster = |laptop: &Laptop| laptop.query("sources", Value::Null)["roster"].clone();
    nadia.act("lead_add", json!({ "device": roster(&nadia)["others"][0]["device"] }));
    exchange(&[&nadia, &una]);
    let before = roster(&una);
    assert_eq!(before["code_by"], "Nadia Rahman");
    let made = renew(&una).unwrap();
    let fresh = made["recovery_code"].clone();
    assert_ne!(fresh, old);
    // Until she says that it is on paper she is asked, and until it is sent it counts nowhere else.
    let asked = |laptop: &Laptop| {
        let notices = laptop.query("session", Value::Null)["notices"].clone();
        notices.as_array().unwrap().iter().any(|notice| notice["id"] == "leads-code")
    };
    assert!(asked(&una));
    una.act("notice_dismiss", json!({ "id": "leads-code" }));
    assert!(!asked(&una));
    assert_eq!((&roster(&una)["code_mark"], &roster(&una)["code_waits"]), (&made["mark"], &json!(true)));
    assert_ne!(before["code_mark"], made["mark"]);
    let printed = fresh.as_str().unwrap().to_owned();
    for code in [printed.replace('-', ""), printed] {
        let found = |bytes: Vec<u8>| bytes.windows(code.len()).any(|window| window == code.as_bytes());
        assert!(!found(una.everything_on_disk()) && !found(una.everything_held()), "shown, and kept nowhere");
    }

    // Everybody hears of it, whose it is too, and seals to a key that the old code never opened.
    exchange(&[&una, &nadia, &amara]);
    for laptop in [&nadia, &una, &amara] {
        let now = roster(laptop);
        assert_eq!(now["code_by"], "Una Doyle");
        assert_eq!((&now["code_mark"], &now["code_waits"]), (&made["mark"], &json!(false)));
        assert_eq!(now["codes_apart"], false);
        assert_ne!(now["fingerprint"], before["fingerprint"]);
        assert!(now["strays"].as_array().unwrap().is_empty());
    }
    recorded(&amara, "They meet at the weir.", json!({ "who": "Zelkjordan again" }));
    exchange(&[&amara, &nadia, &una]);
    for laptop in [&nadia, &una] {
        assert_eq!(open(laptop, &sources(laptop)[0]).unwrap()["who"], "Zelkjordan again");
        assert_eq!(open(laptop, &sources(laptop)[1]).unwrap()["who"], WHO);
    }

    // Every lead's laptop is gone.
    let third = borough.again("Nadia Rahman", "third");
    let recover = |code: &Value| third.app.mutate("", "roster_recover", json!({ "code": code }));
    assert_eq!(refused(recover(&old)), "recovery-code-wrong");
    recover(&fresh).unwrap();
    assert_eq!(open(&third, &sources(&third)[0]).unwrap()["who"], "Zelkjordan again");
    assert_eq!(open(&third, &sources(&third)[1]).unwrap()["who"], WHO);
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

/// A laptop's notebook, beside its own program.
fn notebook(laptop: &Laptop) -> Store {
    let (secret, now) = (store::keyfile::Secret::Passphrase(PASSPHRASE), app::SystemHost::new().now());
    let key = store::keyfile::KeyFile::open(&laptop.app.profile().keys(), secret, now).unwrap();
    Store::open(Profile::at(laptop.folder()), key).unwrap()
}

/// Not by the app, which names the note that it records: by whoever has a program of their own.
fn seals_of_another_note(by: &Laptop, note: &str, reference: String) {
    let written = notebook(by).write(app::SystemHost::new().now(), &OsEntropy, |writer| {
        let ward = wards::find(&[BoundarySet::Y2022], "Addison").unwrap();
        let area = writer.area_of(ward.code)?.unwrap();
        let (note, stream) = (note.parse().unwrap(), StreamId::from_bytes([9; 16]));
        let inside = SourceInside { note, stream, who: "Nobody at all".to_owned(), age: None, same_as: None };
        let source = writer.seal_source(area, &inside, &SealedSource::plain(reference))?;
        writer.write_group(vec![source])
    });
    assert_eq!(written.unwrap().len(), 1);
}

#[test]
fn a_source_that_says_it_is_of_somebody_elses_note_is_shown_with_no_note() {
    let borough = Partnership::founded();
    let mina = Laptop::joined(&borough.folder.path().join("mina"), &borough.administrator);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let olu = borough.laptop("Olu Adeyemi", "outreach", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    reads_notes_too(&mina, &nadia);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &olu]);
    let note = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO }));
    exchange(&[&amara, &nadia]);
    let opened = open(&nadia, &sources(&nadia)[0]).unwrap();
    assert_eq!((&opened["who"], &opened["note"]), (&json!(WHO), &json!(note)), "the note says so itself");

    // By a reference of its own, and by the one that the note names.
    let of_note = nadia.note(&note)["source"]["reference"].as_str().unwrap().to_owned();
    for (named, reference) in [("its own", reference(&OsEntropy)), ("that of the note", of_note)] {
        seals_of_another_note(&olu, &note, reference);
        exchange(&[&olu, &nadia]);
        let opened = open(&nadia, &sources(&nadia)[0]).unwrap();
        let expected = (&json!("Nobody at all"), &json!(null));
        assert_eq!((&opened["who"], &opened["note"]), expected, "under {named}");
    }
    // Amara's own names the note still.
    assert_eq!(open(&nadia, &sources(&nadia)[2]).unwrap()["note"], json!(note));
}

#[test]
fn a_lead_who_holds_no_other_role_is_told_that_a_note_was_closed_and_no_longer_when_it_is_opened_again() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &sam, &helen]);
    let note = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO }));
    let other = recorded(&amara, "They meet at the lock.", json!({ "who": WHO }));
    exchange(&[&amara, &sam, &helen, &nadia]);
    let reference = sam.note(&note)["source"]["reference"].clone();
    let due = || due(&nadia);
    let closed = vec![(reference, json!("Its note is closed or erased."))];
    assert!(due().is_empty());
    assert!(nadia.app.query("note", json!({ "id": note })).is_err(), "she holds who told it and not what");

    let close = json!({ "id": note, "reason": "The knife was found", "feedback": "It is gone. Thank you." });
    sam.act("triage_close", close);
    exchange(&[&sam, &nadia, &helen, &amara]);
    assert_eq!(due(), closed);
    assert!(sources(&sam).is_empty() && sources(&helen).is_empty());
    let (held, id) = (nadia.everything_held(), note.parse::<domain::ids::RecordId>().unwrap());
    for word in [note.as_bytes(), id.as_bytes(), b"knife", b"It is gone"] {
        let found = held.windows(word.len()).any(|window| window == word);
        assert!(!found, "she is told of which source, and nothing else");
    }

    // A colleague opens it again, whose laptop never held what the lead was told.
    let undo = helen.query("triage_note", json!({ "id": note }))["closure"]["undo"].clone();
    helen.act("take_back", json!({ "undo": undo }));
    exchange(&[&helen, &nadia, &sam, &amara]);
    assert!(due().is_empty());
    assert_ne!(amara.note(&note)["state"]["id"], "closed");

    // Closing the plan that came of it closes it too, until that is taken back.
    let plan = helen.act("plan_add", json!({ "title": "Bins", "wards": ["Addison"], "notes": [note] }))["id"].clone();
    let feedback = json!([{ "note": note, "sentence": "The bins were moved. Thank you." }]);
    let close = json!({ "id": plan, "outcome": "No call since", "feedback": feedback });
    let done = helen.act("plan_close", close.clone());
    exchange(&[&helen, &nadia, &sam]);
    assert_eq!(due(), closed);
    helen.act("take_back", json!({ "undo": done["undo"] }));
    exchange(&[&helen, &nadia, &sam]);
    assert!(due().is_empty());
    helen.act("plan_close", close);
    exchange(&[&helen, &nadia, &sam]);
    assert_eq!(due(), closed);

    // Erased, it is not on her list, also where its note is closed once more afterwards.
    let held = sources(&nadia).into_iter().find(|source| source["reference"] == closed[0].0).unwrap();
    nadia.act("source_erase", json!({ "id": held["id"], "why": "time-is-over" }));
    exchange(&[&nadia, &sam]);
    sam.act("triage_close", json!({ "id": other, "reason": "Nothing more", "feedback": "Thank you." }));
    exchange(&[&sam, &nadia, &helen, &amara]);
    assert_eq!((sources(&nadia).len(), due().len()), (1, 1));
    assert_ne!(due()[0].0, closed[0].0);
    for laptop in [&nadia, &sam, &helen, &amara] {
        assert_eq!(laptop.act("verify", json!({}))["fault"], json!(null));
        assert_eq!(laptop.query("status", json!({}))["pending"], 0);
    }
}

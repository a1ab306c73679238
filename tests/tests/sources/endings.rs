//! A lead who holds no other role hears that the note of a source was withdrawn or erased, and nothing of the note.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange};

use crate::{WHO, due, recorded, sources};

const WITHDRAWN: &str = "Its note is withdrawn.";
const GONE: &str = "Its note is closed or erased.";

fn good(laptop: &Laptop) {
    assert_eq!(laptop.act("verify", json!({}))["fault"], json!(null));
    assert_eq!(laptop.query("status", json!({}))["pending"], 0);
}

#[test]
fn a_lead_who_holds_no_other_role_is_told_that_a_note_was_withdrawn_until_it_is_put_back_and_that_one_was_erased() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &sam]);
    let note = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO }));
    let other = recorded(&amara, "They meet at the lock.", json!({ "who": WHO }));
    exchange(&[&amara, &sam, &nadia]);
    let [of_note, of_other] = [&note, &other].map(|note| sam.note(note)["source"]["reference"].clone());
    let withdrawn = vec![(of_note.clone(), json!(WITHDRAWN))];
    assert_eq!(due(&nadia), vec![]);

    amara.act("note_withdraw", json!({ "id": note, "reason": "It was her brother" }));
    exchange(&[&amara, &nadia]);
    assert_eq!(due(&nadia), withdrawn);
    let (held, id) = (nadia.everything_held(), note.parse::<domain::ids::RecordId>().unwrap());
    for word in [note.as_bytes(), id.as_bytes(), b"knife", b"her brother"] {
        let found = held.windows(word.len()).any(|window| window == word);
        assert!(!found, "she is told of which source, and nothing else");
    }

    // Put back on a laptop that never held what the lead was told, and withdrawn once more.
    let second = borough.again("Amara Lewis", "second");
    second.act("note_reinstate", json!({ "id": note }));
    exchange(&[&second, &nadia, &amara]);
    assert_eq!(due(&nadia), vec![]);
    amara.act("note_withdraw", json!({ "id": note, "reason": "It was her brother after all" }));
    exchange(&[&amara, &nadia, &sam, &second]);
    assert_eq!(due(&nadia), withdrawn);

    // Nobody had closed it.
    sam.act("note_erase", json!({ "id": other, "why": "not-true" }));
    exchange(&[&sam, &nadia, &amara, &second]);
    assert_eq!(due(&nadia), vec![(of_other, json!(GONE)), (of_note, json!(WITHDRAWN))]);
    assert!([&amara, &second, &sam].iter().all(|laptop| sources(laptop).is_empty()));
    for source in sources(&nadia) {
        nadia.act("source_erase", json!({ "id": source["id"], "why": "time-is-over" }));
    }
    assert_eq!(due(&nadia), vec![]);
    exchange(&[&nadia, &amara, &sam]);
    for laptop in [&amara, &second, &sam, &nadia] {
        good(laptop);
    }
}

#[test]
fn a_withdrawal_that_waits_for_a_supervisor_is_told_to_leads_once_it_was_let_through() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &[]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &helen]);
    let note = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO }));
    exchange(&[&amara, &helen, &nadia]);

    // With no signal, while her membership ends.
    amara.act("note_withdraw", json!({ "id": note, "reason": "It was her brother" }));
    borough.server.revoke("Amara Lewis", &[]);
    let report = amara.sync();
    assert_eq!((&report["held"], &report["refused"]), (&json!(2), &json!([])), "{report}");
    exchange(&[&helen, &nadia]);
    assert_eq!(due(&nadia), vec![]);
    let held = helen.query("held", json!({}))["held"].as_array().unwrap().clone();
    let mut what: Vec<&str> = held.iter().map(|item| item["what"].as_str().unwrap()).collect();
    what.sort_unstable();
    assert_eq!(what, ["Withdrawal of a note", "Word to the safeguarding leads of a withdrawn note"]);
    for item in &held {
        helen.act("held_decide", json!({ "id": item["id"], "release": true, "reason": "" }));
    }
    exchange(&[&helen, &nadia]);
    let reasons: Vec<Value> = due(&nadia).into_iter().map(|(_, why)| why).collect();
    assert_eq!(reasons, [WITHDRAWN]);
}

#[test]
fn whoever_withdraws_a_note_before_it_was_sent_is_asked_to_erase_nothing_and_the_lead_is() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara]);
    let note = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO }));
    amara.act("note_withdraw", json!({ "id": note, "reason": "It was her brother" }));
    let asked = |laptop: &Laptop| laptop.query("today", Value::Null)["sources_due"].clone();
    assert_eq!(asked(&amara), 0);
    exchange(&[&amara, &nadia]);
    let reasons: Vec<Value> = due(&nadia).into_iter().map(|(_, why)| why).collect();
    assert_eq!(reasons, [WITHDRAWN]);
    assert_eq!((asked(&amara), asked(&nadia)), (json!(0), json!(1)));
}

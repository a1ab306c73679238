//! How often one child told something, over everybody who recorded it: for the leads, who said that it is one child, and
//! for nobody else.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange};

use crate::{WHO, reads_notes_too, recorded, sources};

/// The source of a note, as a lead's list has it.
fn row(lead: &Laptop, reference: &Value) -> Value {
    sources(lead).into_iter().find(|source| source["reference"] == *reference).unwrap()
}

fn words(lead: &Laptop, reference: &Value) -> Value {
    row(lead, reference)["contacts"]["words"].clone()
}

#[test]
fn leads_see_together_how_often_one_child_told_something_to_two_people_and_apart_once_that_is_taken_back() {
    let borough = Partnership::founded();
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let olu = borough.laptop("Olu Adeyemi", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &olu, &sam]);
    // A child tells Amara something twice and Olu once, who does not know how old they are.
    let first = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO, "age": "10–17" }));
    let second = recorded(&amara, "It was moved to the lock.", json!({ "who": "", "same_as": first }));
    let other = recorded(&olu, "They meet at the lock.", json!({ "who": WHO }));
    let reference = |laptop: &Laptop, note: &str| laptop.note(note)["source"]["reference"].clone();
    let (first, second) = (reference(&amara, &first), reference(&amara, &second));
    let told_olu = reference(&olu, &other);
    exchange(&[&amara, &olu, &sam, &nadia]);

    // Each by itself, as it stands beside its note, which she does not hold.
    let apart = || {
        assert_eq!(row(&nadia, &first)["contacts"], json!({ "young": true, "words": "", "advice": null }));
        assert_eq!(words(&nadia, &second), "The second time that this person told something.");
        assert!(row(&nadia, &told_olu)["contacts"].is_null());
    };
    apart();

    let merge = |one: &Value, other: &Value| {
        let request = json!({ "id": row(&nadia, one)["id"], "with": row(&nadia, other)["id"] });
        nadia.act("sources_merge", request)["merging"].clone()
    };
    let merging = merge(&second, &told_olu);
    let together = "3 contacts in all: 2 through Amara Lewis, 1 through Olu Adeyemi.";
    for reference in [&second, &told_olu] {
        let contacts = row(&nadia, reference)["contacts"].clone();
        assert_eq!((&contacts["young"], &contacts["words"]), (&json!(true), &json!(together)));
        let advice = contacts["advice"].as_str().unwrap();
        assert!(advice.contains("covert source") && advice.contains("safeguarding hub"), "{advice}");
    }
    // The first one is among Amara's two already, and is not counted again.
    let earlier = merge(&first, &second);
    for reference in [&first, &second, &told_olu] {
        assert_eq!(words(&nadia, reference), format!("At least {together}"));
    }
    assert!(sources(&nadia).iter().all(|source| source["opened"].as_array().unwrap().is_empty()), "nothing was opened");

    // Nobody else learns any of it.
    exchange(&[&nadia, &amara, &olu, &sam]);
    for laptop in [&amara, &olu, &sam] {
        assert!(sources(laptop).is_empty());
    }
    assert!(sam.query("triage_note", json!({ "id": other }))["contacts"].is_null());
    for laptop in [&olu, &sam] {
        let said = laptop.note(&other)["source"].clone();
        assert_eq!((&said["young"], &said["contacts"]), (&json!(false), &json!("")));
    }

    for merging in [&merging, &earlier] {
        nadia.act("sources_part", json!({ "merging": merging }));
    }
    apart();

    // What was erased was told all the same.
    merge(&second, &told_olu);
    nadia.act("source_erase", json!({ "id": row(&nadia, &told_olu)["id"], "why": "asked-for" }));
    let left = "At least 3 contacts in all: 2 through Amara Lewis, 1 by a source that was erased or is another ward's.";
    assert_eq!(words(&nadia, &second), left);
}

#[test]
fn a_lead_who_reads_the_notes_is_told_before_asking_for_more_that_a_child_was_met_again_and_officers_are_not() {
    let borough = Partnership::founded();
    let mina = Laptop::joined(&borough.folder.path().join("mina"), &borough.administrator);
    let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
    let olu = borough.laptop("Olu Adeyemi", "outreach", &["Addison"]);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    reads_notes_too(&mina, &nadia);
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, &amara, &olu, &sam]);
    let young = recorded(&amara, "A knife is kept under the bins.", json!({ "who": WHO, "age": "10–17" }));
    let other = recorded(&olu, "They meet at the lock.", json!({ "who": WHO }));
    exchange(&[&amara, &olu, &sam, &nadia]);
    let beside = |laptop: &Laptop, note: &str| laptop.query("triage_note", json!({ "id": note }))["contacts"].clone();
    assert_eq!(beside(&nadia, &young), json!({ "young": true, "words": "", "advice": null }));
    assert!(beside(&nadia, &other).is_null());

    let held = sources(&nadia);
    nadia.act("sources_merge", json!({ "id": held[0]["id"], "with": held[1]["id"] }));
    exchange(&[&nadia, &sam]);
    for note in [&young, &other] {
        let contacts = beside(&nadia, note);
        assert_eq!(contacts["words"], "2 contacts in all: 1 through Amara Lewis, 1 through Olu Adeyemi.");
        assert!(contacts["advice"].as_str().unwrap().contains("covert source"), "{contacts}");
        assert!(beside(&sam, note).is_null());
    }
}

//! The trail of what people read, opened and took out, without what it was.

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange};

use crate::{WHO, open, recorded, sources};

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
    // Another name is another search, though nothing is found; as the terminal asks, too.
    sam.query("notes", json!({ "query": "samantha" }));
    sam.query("notes_whole", json!({ "query": "knife" }));
    let copy = borough.folder.path().join("copy");
    sam.act("export", json!({ "folder": copy, "recipient": "The committee", "purpose": "Report" }));
    amara.note(&note);
    amara.query("notes", json!({ "query": "zelkword" }));
    amara.query("notes", json!({ "query": "nothing of the kind" }));
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
    let of_sam = ["exported", "read-note", "read-notes", "searched", "searched", "searched"];
    assert_eq!(deeds(&trail(&sam)), of_sam);
    assert!(trail(&amara).is_empty());
    assert_eq!(
        deeds(&trail(&nadia)),
        ["gave-access", "opened-source"],
        "that her laptop opens sources from then on, too"
    );
    let all = trail(&mina);
    let of_all = [&of_sam[..1], &["gave-access", "gave-access", "opened-source"], &of_sam[1..]].concat();
    assert_eq!(deeds(&all), of_all);
    let gave = all.iter().find(|row| row["deed"] == "gave-access" && !row["ward"].is_null()).unwrap();
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
fn an_analysis_that_stands_two_ways_and_what_waits_for_a_decision_are_on_the_trail_of_whoever_reads_them() {
    let borough = Partnership::founded();
    let mina = Laptop::joined(&borough.folder.path().join("mina"), &borough.administrator);
    let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
    let helen = borough.laptop("Helen Prior", "coordinator", &["all"]);
    let plan = helen.act("plan_add", json!({ "title": "Mopeds", "wards": ["Addison"] }))["id"].clone();
    exchange(&[&helen, &sam]);
    helen.act("plan_set", json!({ "id": plan, "offender": "Two brothers" }));
    sam.act("plan_set", json!({ "id": plan, "offender": "Three cousins" }));
    exchange(&[&helen, &sam, &helen, &mina]);
    let deeds = |laptop: &Laptop| {
        let rows = laptop.query("trail", json!({}))["rows"].as_array().unwrap().clone();
        let mut deeds: Vec<String> = rows.iter().map(|row| row["deed"].as_str().unwrap().to_owned()).collect();
        deeds.sort();
        deeds
    };
    assert!(deeds(&helen).is_empty() && deeds(&sam).is_empty(), "nobody has looked yet");

    let conflicts = helen.query("conflicts", Value::Null)["conflicts"].as_array().unwrap().clone();
    let told = conflicts[0].to_string();
    assert!(conflicts.len() == 1 && told.contains("Two brothers") && told.contains("Three cousins"), "{told}");
    exchange(&[&helen, &mina]);
    assert_eq!(deeds(&helen), ["read-analysis"]);

    // Sam's access ends while he is out, and what he wrote then waits.
    sam.record("Addison", "A van at night.");
    borough.server.revoke("Sam Whitfield", &[]);
    sam.sync();
    exchange(&[&helen]);
    let held = helen.query("held", json!({}))["held"].as_array().unwrap().clone();
    assert_eq!((held.len(), &held[0]["text"]), (1, &json!("A van at night.")));
    exchange(&[&helen, &mina]);
    for laptop in [&helen, &mina] {
        assert_eq!(deeds(laptop), ["read-analysis", "read-note"]);
    }
}

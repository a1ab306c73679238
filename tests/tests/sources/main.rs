//! Who told something: sealed on the laptop that records it, read by a safeguarding lead alone, and, where it was
//! somebody under 18, never sent out for more.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod brake;
mod contacts;
mod endings;
mod sealing;
mod trail;

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, exchange};

fn recorded(laptop: &Laptop, text: &str, source: Value) -> String {
    let request = json!({ "note": { "text": text, "ward": "Addison" }, "source": source });
    laptop.act("note_record", request)["id"].as_str().unwrap().to_owned()
}

fn sources(laptop: &Laptop) -> Vec<Value> {
    laptop.query("sources", Value::Null)["sources"].as_array().unwrap().clone()
}

/// Of which sources a lead is told to erase them, and why; the latest first.
fn due(laptop: &Laptop) -> Vec<(Value, Value)> {
    let held = sources(laptop).into_iter().filter(|source| !source["due"].is_null());
    held.map(|source| (source["reference"].clone(), source["due"].clone())).collect()
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

/// From here on the lead reads the ward's notes, too.
fn reads_notes_too(mina: &Laptop, lead: &Laptop) {
    mina.sync();
    let name = lead.query("status", json!({}))["person"].clone();
    let people = mina.query("people", json!({}))["people"].as_array().unwrap().clone();
    let person = people.iter().find(|person| person["name"] == name).unwrap()["id"].clone();
    let grant = json!({ "person": person, "role": "community-safety", "wards": ["Addison"], "reason": "Covers" });
    mina.act("grant_add", grant);
    exchange(&[mina, lead]);
}

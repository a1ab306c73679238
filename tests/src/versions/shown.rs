//! What a notebook shows a person, as far as every version has it: asked of an earlier program when a fixture
//! is made, and of today's when it opens the fixture.

use serde_json::{Map, Value, json};

/// `query` asks one notebook; `work` is whether its version knew plans and actions.
pub fn shown(query: &dyn Fn(&str, Value) -> Value, work: bool) -> Value {
    let mut all = Map::new();
    let notes = query("notes_whole", json!({ "limit": 200 }));
    all.insert("notes".to_owned(), sorted(&notes["rows"], note));
    let drafts = query("drafts", json!({}));
    all.insert("drafts".to_owned(), sorted(&drafts["rows"], |row| json!([row["excerpt"], row["about"]["text"]])));
    let sync = query("sync", json!({}));
    for state in ["waiting", "held", "attention"] {
        all.insert(state.to_owned(), sorted(&sync[state], |item| json!([item["what"], item["excerpt"]])));
    }
    let conflicts = query("conflicts", json!({}));
    all.insert("conflicts".to_owned(), sorted(&conflicts["conflicts"], conflict));
    if work {
        let plans = query("plans", json!({ "limit": 200 }));
        all.insert("plans".to_owned(), sorted(&plans["rows"], |plan| picked(plan, &["id", "title", "status"])));
        let actions = query("actions_whole", json!({ "limit": 200 }));
        all.insert("actions".to_owned(), sorted(&actions["rows"], action));
        let briefings = query("briefings", json!({ "limit": 200 }));
        all.insert("briefings".to_owned(), sorted(&briefings["rows"], |briefing| json!([briefing["id"]])));
    }
    Value::Object(all)
}

fn note(note: &Value) -> Value {
    let mut told = picked(note, &["id", "text", "place", "topics", "how_known", "when_iso", "recorded_at", "feedback"]);
    told["ward"] = note["ward"]["code"].clone();
    told["author"] = note["author"]["name"].clone();
    told["state"] = note["state"]["id"].clone();
    told["amendments"] = sorted(&note["amendments"], |amendment| picked(amendment, &["id", "text"]));
    told["position"] = note["receipt"]["position"].clone();
    told
}

fn action(action: &Value) -> Value {
    let mut told = picked(
        action,
        &["id", "plan", "title", "status", "due", "original_due", "owner", "agency", "confidence", "conflicts"],
    );
    told["progress"] = sorted(&action["progress"], |entry| picked(entry, &["id", "text", "author"]));
    // How a day is written beside a name is each version's own.
    for heads in told["conflicts"].as_object_mut().into_iter().flat_map(Map::values_mut) {
        *heads = sorted(heads, |head| picked(head, &["id", "author"]));
    }
    told
}

fn conflict(conflict: &Value) -> Value {
    let mut told = picked(conflict, &["id", "kind", "field"]);
    told["heads"] = sorted(&conflict["heads"], |head| picked(head, &["id", "author", "mine"]));
    told
}

fn picked(from: &Value, names: &[&str]) -> Value {
    names.iter().map(|name| ((*name).to_owned(), from[*name].clone())).collect::<Map<_, _>>().into()
}

/// In an order that no version's own order has a say in.
fn sorted(rows: &Value, told: impl Fn(&Value) -> Value) -> Value {
    let mut rows: Vec<Value> = rows.as_array().map(Vec::as_slice).unwrap_or_default().iter().map(told).collect();
    rows.sort_by_key(Value::to_string);
    rows.into()
}

//! The commands alone, without a window: what the store and the words around its rows take, against bare
//! reads of as many records of the same file.

use std::path::Path;
use std::time::Instant;

use app::{App, SystemHost};
use domain::clock::Clock;
use serde_json::{Value, json};
use store::Profile;
use store::keyfile::{DatabaseKey, KeyFile, Secret};

use super::super::input::PASSPHRASE;
use super::super::report::{Report, percentile};
use super::floor::Floor;

const ROUNDS: usize = 50;
pub const QUEUES: [&str; 7] = ["unread", "open", "mine", "asked", "answered", "underway", "closed"];

pub fn opened(profile: &Path) -> App {
    let app = App::new(SystemHost::new(), profile);
    app.open_with_key(key_of(profile)).unwrap();
    app
}

fn key_of(profile: &Path) -> DatabaseKey {
    KeyFile::open(&Profile::at(profile).keys(), Secret::Passphrase(PASSPHRASE), SystemHost::new().now()).unwrap()
}

pub fn measure(coordinator: &Path, partner: &Path, report: &mut Report) {
    let app = opened(coordinator);
    let floor = Floor::of(&Profile::at(coordinator).database(), &key_of(coordinator));
    let mut series = |app: &App, name: &str, query: &str, asks: &[Value]| {
        let (mut ours, mut raw) = (Vec::with_capacity(ROUNDS), Vec::with_capacity(ROUNDS));
        for round in 0..ROUNDS {
            let start = Instant::now();
            let answer = app.query(query, asks[round % asks.len()].clone()).unwrap();
            ours.push(start.elapsed());
            raw.push(floor.read(&answer, round));
        }
        let [p50, p99] = [0.5, 0.99].map(|share| percentile(&mut ours, share));
        eprintln!("{name}: p50 {p50:.1} ms, p99 {p99:.1} ms; floor {:.2} ms", percentile(&mut raw, 0.5));
        report.series(&format!("command: {name}"), &mut ours, &mut raw);
    };
    series(&app, "notes, first page", "notes", &[json!({})]);
    series(&app, "notes of a state", "notes", &[json!({ "state": "closed" })]);
    series(&app, "notes of a ward", "notes", &[json!({ "ward": "Addison" })]);
    series(&app, "filters of notes", "note_filters", &[Value::Null]);
    for queue in QUEUES {
        series(&app, &format!("triage {queue}"), "triage", &[json!({ "queue": queue })]);
    }
    series(&app, "triage of a ward", "triage", &[json!({ "ward": "Addison" })]);
    let ids = |query: &str, args: Value, pick: fn(&Value) -> &Value| -> Vec<Value> {
        let page = app.query(query, args).unwrap();
        page["rows"].as_array().into_iter().flatten().map(|row| json!({ "id": pick(row) })).collect()
    };
    let beside = ids("triage", json!({ "queue": "closed" }), |row| &row["note"]["id"]);
    series(&app, "beside a note", "triage_note", &beside);
    series(&app, "a note", "note", &beside);
    series(&app, "briefings", "briefings", &[json!({})]);
    series(&app, "plans", "plans", &[json!({})]);
    series(&app, "plans of a status", "plans", &[json!({ "status": "closed" })]);
    series(&app, "plans by words", "plans", &[json!({ "query": "towpath" })]);
    series(&app, "200 plans", "plans", &[json!({ "limit": 200 })]);
    series(&app, "a plan", "plan", &ids("plans", json!({}), |row| &row["id"]));
    series(&app, "actions", "actions", &[json!({})]);
    series(&app, "actions by words", "actions", &[json!({ "query": "cctv towpath" })]);
    series(&app, "actions of a status", "actions", &[json!({ "status": "blocked", "limit": 25 })]);
    series(&app, "actions of an agency", "actions", &[json!({ "agency": "NHS", "limit": 25 })]);
    series(&app, "actions of an owner", "actions", &[json!({ "owner": "Officer 7", "limit": 25 })]);
    series(&app, "actions of a ward", "actions", &[json!({ "ward": "Addison", "limit": 25 })]);
    let groups =
        |by: &str, first: u32| json!({ "by": by, "first": first, "empty": first > 3, "among": { "limit": 25 } });
    series(&app, "the board", "action_groups", &[groups("status", 20)]);
    for by in ["plan", "owner", "agency", "ward", "status"] {
        series(&app, &format!("actions by {by}"), "action_groups", &[groups(by, 3)]);
    }
    series(&app, "an action", "action", &ids("actions", json!({}), |row| &row["id"]));
    series(&app, "today, coordinator", "today", &[Value::Null]);
    series(&app, "wards", "wards", &[Value::Null]);
    drop(app);
    let app = opened(partner);
    series(&app, "today, partner", "today", &[Value::Null]);
}

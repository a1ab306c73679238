//! Searching and paging as the screens ask for it, words and views included.

use std::path::Path;
use std::time::{Duration, Instant};

use app::{App, SystemHost};
use serde_json::{Value, json};

use super::floor::Floor;
use super::input::Prepared;
use super::report::Report;

const ROUNDS: usize = 400;
const PAGE: usize = 50;

pub fn measure(prepared: &Prepared, floor: &Path, report: &mut Report) {
    let app = App::new(SystemHost::new(), prepared.store.profile().folder());
    app.open_with_key(prepared.key.clone()).unwrap();
    let floor = Floor::create(floor, &prepared.key);

    // What people type on the way to a word: its beginnings, rare and common ones alike.
    let typed: Vec<String> = prepared
        .texts
        .iter()
        .step_by((prepared.texts.len() / ROUNDS).max(1))
        .enumerate()
        .filter_map(|(at, text)| {
            let word = text.split(' ').nth(at % 40)?;
            let letters = 2 + at % 5;
            Some(word.chars().take(letters).collect())
        })
        .collect();
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for word in &typed {
        ours.push(timed(|| app.query("notes", json!({ "query": word })).unwrap()));
        raw.push(floor.search(&format!("\"{word}\"*"), PAGE + 1));
    }
    report.series("search as you type, a page", &mut ours, &mut raw);

    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    let mut after: Option<Value> = None;
    let last = prepared.changes.len() as i64 + 1;
    for round in 0..ROUNDS.min(prepared.changes.len() / PAGE) {
        let mut page = Value::Null;
        ours.push(timed(|| {
            page = app.query("notes", json!({ "after": after })).unwrap();
            Value::Null
        }));
        raw.push(floor.page(last - (round * PAGE) as i64, PAGE));
        after = page["next"].as_str().map(|next| json!(next));
    }
    report.series("list page of 50, the first to the 400th", &mut ours, &mut raw);

    for (name, query, args) in [
        ("today", "today", Value::Null),
        ("wards by month", "wards", Value::Null),
        ("filters with counts", "note_filters", Value::Null),
        ("list of one ward and topic", "notes", json!({ "ward": "E05000263", "topic": "robbery" })),
    ] {
        let mut times: Vec<Duration> = (0..40).map(|_| timed(|| app.query(query, args.clone()).unwrap())).collect();
        report.fact(&format!("{name}, p99"), super::report::percentile(&mut times, 0.99), "ms");
    }
}

fn timed(act: impl FnOnce() -> Value) -> Duration {
    let start = Instant::now();
    std::hint::black_box(act());
    start.elapsed()
}

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

    for (name, search) in SEARCHES {
        let (mut ours, mut raw) = (Vec::new(), Vec::new());
        let step = (prepared.texts.len() / ROUNDS).max(1);
        for (at, text) in prepared.texts.iter().step_by(step).enumerate() {
            let Some((typed, matching)) = search(text, at) else { continue };
            ours.push(timed(|| app.query("notes", json!({ "query": typed })).unwrap()));
            raw.push(floor.search(&matching, PAGE + 1));
        }
        report.series(&format!("search, {name}"), &mut ours, &mut raw);
    }

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
        ("list of one topic", "notes", json!({ "topic": "robbery" })),
        ("list of one ward", "notes", json!({ "ward": "E05000263" })),
        ("list of one state (most)", "notes", json!({ "state": "recorded" })),
        ("list of one state (none)", "notes", json!({ "state": "received" })),
        ("list of one state and ward (none)", "notes", json!({ "state": "received", "ward": "E05000263" })),
        ("list of one state and ward (most)", "notes", json!({ "state": "recorded", "ward": "E05000263" })),
        ("list of one state (rare)", "notes", json!({ "state": "in-plan" })),
    ] {
        let mut times: Vec<Duration> = (0..40).map(|_| timed(|| app.query(query, args.clone()).unwrap())).collect();
        for (label, share) in [("p50", 0.5), ("p99", 0.99)] {
            report.fact(&format!("{name}, {label}"), super::report::percentile(&mut times, share), "ms");
        }
    }
}

/// Of a note's text, and the how manieth it is: what is typed, and what FTS5 is asked. Rare and common words
/// alike, as they come.
type Search = fn(&str, usize) -> Option<(String, String)>;

const SEARCHES: [(&str, Search); 4] = [
    ("one letter, a page", |text, at| beginning(text, at, 1)),
    // On the way to a word.
    ("two to six letters, a page", |text, at| beginning(text, at, 2 + at % 5)),
    // With the space behind it, so that it is whole.
    ("one word, a page", |text, at| {
        let word = text.split(' ').nth(at % 40)?;
        Some((format!("{word} "), format!("\"{word}\"")))
    }),
    ("three words, a page", |text, at| {
        let words: Vec<&str> = text.split(' ').skip(at % 40).step_by(7).take(3).collect();
        let (last, before) = words.split_last()?;
        let before: String = before.iter().map(|word| format!("\"{word}\" AND ")).collect();
        Some((words.join(" "), format!("{before}\"{last}\"*")))
    }),
];

fn beginning(text: &str, at: usize, letters: usize) -> Option<(String, String)> {
    let word: String = text.split(' ').nth(at % 40)?.chars().take(letters).collect();
    let matching = format!("\"{word}\"*");
    Some((word, matching))
}

fn timed(act: impl FnOnce() -> Value) -> Duration {
    let start = Instant::now();
    std::hint::black_box(act());
    start.elapsed()
}

//! One note, from the act to the disk, in a notebook that already holds all the others.

use std::path::Path;
use std::time::Instant;

use app::{App, SystemHost};
use serde_json::json;

use super::floor::Floor;
use super::input::Prepared;
use super::report::Report;

const ROUNDS: usize = 400;

pub fn measure(prepared: &Prepared, floor: &Path, report: &mut Report) {
    let app = App::new(SystemHost::new(), prepared.store.profile().folder());
    app.open_with_key(prepared.key.clone()).unwrap();
    let mut floor = Floor::create(floor, &prepared.key);
    let (mut ours, mut raw) = (Vec::new(), Vec::new());
    for at in 0..ROUNDS.min(prepared.changes.len()) {
        let args = json!({ "note": { "text": prepared.texts[at], "ward": "Addison", "topics": ["robbery"] } });
        let start = Instant::now();
        app.mutate(&format!("bench-{at}"), "note_record", args).unwrap();
        ours.push(start.elapsed());
        raw.push(floor.save(&prepared.changes[at]));
    }
    report.series("durable save of one note", &mut ours, &mut raw);
}

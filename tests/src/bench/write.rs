//! Bulk write by the path a page of a server will take: signatures and hashes checked, folded and
//! projected; the index timed apart.

use std::path::Path;
use std::time::Instant;

use store::Indexing;

use super::floor::Floor;
use super::input::Prepared;
use super::report::Report;

/// Changes in a page.
const PAGE: usize = 1_000;

pub fn measure(prepared: &Prepared, floor: &Path, report: &mut Report) {
    let mut floor = Floor::create(floor, &prepared.key);
    let raw = floor.write(&prepared.changes, PAGE).as_secs_f64();
    let start = Instant::now();
    for page in prepared.changes.chunks(PAGE) {
        prepared.store.take_page(page, Indexing::Later).unwrap();
    }
    report.against("bulk write, checked, folded, projected", start.elapsed().as_secs_f64(), raw, "s");

    let raw = floor.index(&prepared.texts).as_secs_f64();
    let start = Instant::now();
    let indexed = prepared.store.index_pending().unwrap();
    assert_eq!(indexed, prepared.changes.len(), "every note is indexed");
    report.against("search index", start.elapsed().as_secs_f64(), raw, "s");

    let start = Instant::now();
    let verified = prepared.store.verify(&|_| ()).unwrap();
    assert!(verified.changes as usize >= prepared.changes.len());
    report.fact("verify from the ground", start.elapsed().as_secs_f64(), "s");
    let bytes = std::fs::metadata(prepared.store.profile().database()).unwrap().len();
    report.fact("database", bytes as f64 / 1e6, "MB");
}

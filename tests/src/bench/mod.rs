//! How fast the notebook is, as ratios against a floor in the same run: the same bytes put into bare
//! SQLCipher with the same settings, and bare FTS5 on the same words.
//!
//! Only the ratios travel between machines; the seconds say what this one did today.

mod durable;
mod floor;
mod input;
mod process;
mod reading;
mod report;
mod sync;
mod window;
mod work;
mod write;

use std::path::Path;

pub use report::{Figure, Report};
/// A device of the sync part, in a process of its own; prints its figures for the bench that started it.
pub use sync::part as device;

/// What may be asked for by itself, in the order it is run.
pub const PARTS: [&str; 4] = ["notebook", "window", "sync", "work"];

/// Runs everything, or one of [`PARTS`], on the notes in `file` (one JSON object a line). `programs` is the
/// folder with the release programs; without them window and terminal are left out, and without
/// `WARDBOOK_SERVER` in the environment sync and work are; the report says so.
pub fn run(file: &Path, programs: Option<&Path>, only: Option<&str>) -> Report {
    let mut report = Report::default();
    let folder = tempfile::tempdir().unwrap();
    let wanted = |part: &str| only.is_none_or(|only| only == part);
    if wanted("notebook") || wanted("window") {
        notebook(file, folder.path(), programs, wanted("window"), &mut report);
    }
    if wanted("sync") {
        sync::measure(file, &folder.path().join("sync"), &mut report);
    }
    if wanted("work") {
        work::measure(file, &folder.path().join("work"), programs, &mut report);
    }
    report
}

fn notebook(file: &Path, folder: &Path, programs: Option<&Path>, window: bool, report: &mut Report) {
    eprintln!("reading and signing the notes …");
    let prepared = input::prepare(file, &folder.join("notebook"));
    report.fact("notes", prepared.changes.len() as f64, "");
    report.fact("people", prepared.people as f64, "");
    eprintln!("writing …");
    write::measure(&prepared, &folder.join("floor.db"), report);
    eprintln!("reading …");
    reading::measure(&prepared, &folder.join("floor.db"), report);
    eprintln!("saving …");
    durable::measure(&prepared, &folder.join("durable.db"), report);
    let profile = prepared.close();
    match programs {
        Some(programs) if window => window::measure(&profile, programs, report),
        Some(_) => report.left_out("window and terminal", "they were not asked for"),
        None => report.left_out("window and terminal", "no programs were given"),
    }
}

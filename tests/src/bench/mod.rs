//! How fast the notebook is, as ratios against a floor in the same run: the same bytes put into bare
//! SQLCipher with the same settings, and bare FTS5 on the same words.
//!
//! Only the ratios travel between machines; the seconds say what this one did today.

mod durable;
mod floor;
mod input;
mod reading;
mod report;
mod window;
mod write;

use std::path::Path;

pub use report::{Figure, Report};

/// Runs everything on the notes in `file` (one JSON object a line). `programs` is the folder with the
/// release programs; without them the window and the terminal are left out, and the report says so.
pub fn run(file: &Path, programs: Option<&Path>) -> Report {
    let mut report = Report::default();
    let folder = tempfile::tempdir().unwrap();
    eprintln!("reading and signing the notes …");
    let prepared = input::prepare(file, &folder.path().join("notebook"));
    report.fact("notes", prepared.changes.len() as f64, "");
    report.fact("people", prepared.people as f64, "");
    eprintln!("writing …");
    write::measure(&prepared, &folder.path().join("floor.db"), &mut report);
    eprintln!("reading …");
    reading::measure(&prepared, &folder.path().join("floor.db"), &mut report);
    eprintln!("saving …");
    durable::measure(&prepared, &folder.path().join("durable.db"), &mut report);
    let profile = prepared.close();
    match programs {
        Some(programs) => window::measure(&profile, programs, &mut report),
        None => report.left_out("window and terminal", "no programs were given"),
    }
    report
}

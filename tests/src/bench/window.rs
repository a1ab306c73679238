//! The real window and the terminal tool on the same notebook: cold start to a usable list, and memory.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::input::PASSPHRASE;
use super::report::Report;

/// A list is usable once it shows so many notes; the first page has more.
#[cfg(target_os = "linux")]
const ROWS: usize = 10;

#[cfg(target_os = "linux")]
pub fn measure(profile: &Path, programs: &Path, report: &mut Report) {
    use crate::window::{Display, Window};

    eprintln!("opening the window …");
    // One start to fill the file cache, as on a laptop used that day; then those that count. Each is of a
    // program that does not run yet; the time a person takes to type the passphrase is nobody's.
    let display = Display::start(1280, 800);
    let mut starts = Vec::new();
    for _ in 0..4 {
        let start = Instant::now();
        let window = Window::open(&display, profile);
        let field = window.field("Passphrase");
        let ready = start.elapsed().as_secs_f64();
        field.type_text(PASSPHRASE);
        let start = Instant::now();
        window.button("Unlock").click();
        window.button("Record a note");
        let unlocked = start.elapsed().as_secs_f64();
        window.open_menu();
        window.link("Notes").click();
        window.until(crate::window::PATIENCE, "show the list", || {
            (window.look_for_role("option").len() >= ROWS).then_some(())
        });
        let listed = start.elapsed().as_secs_f64();
        starts.push((ready, unlocked, listed, window.memory_kib()));
        window.close();
    }
    let counted = &starts[1..];
    let median = |pick: fn(&(f64, f64, f64, u64)) -> f64| {
        let mut values: Vec<f64> = counted.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    report.fact("window: cold start to a usable list", median(|start| start.0 + start.2), "s");
    report.fact("  of it start to passphrase field", median(|start| start.0), "s");
    report.fact("  of it unlocking (with key stretching)", median(|start| start.1), "s");
    report.fact("  of it from there to the list of all notes", median(|start| start.2 - start.1), "s");
    report.fact("window and its web processes, in use (Pss)", median(|start| start.3 as f64) / 1024.0, "MiB");
    terminal(profile, programs, report);
}

#[cfg(not(target_os = "linux"))]
pub fn measure(profile: &Path, programs: &Path, report: &mut Report) {
    report.left_out("window", "its driver is Linux's");
    terminal(profile, programs, report);
}

fn terminal(profile: &Path, programs: &Path, report: &mut Report) {
    let mut command = Command::new("/usr/bin/env");
    command.args(["time", "-f", "%M %e"]).arg(programs.join("wardbookctl"));
    command.arg("--profile").arg(profile).args(["--json", "note", "list", "--limit", "50"]);
    match command.env("WARDBOOK_PASSPHRASE", PASSPHRASE).output() {
        Ok(output) if output.status.success() => {
            let told = String::from_utf8_lossy(&output.stderr);
            let mut numbers = told.split_whitespace().filter_map(|number| number.parse::<f64>().ok());
            if let (Some(kib), Some(seconds)) = (numbers.next(), numbers.next()) {
                report.fact("terminal, peak resident (maximum RSS)", kib / 1024.0, "MiB");
                report.fact("terminal: 50 notes, start to end", seconds, "s");
            }
        }
        _ => report.left_out("terminal", "GNU time is not on this machine"),
    }
}

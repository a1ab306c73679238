//! The work: a coordinator's notebook with the workload's notes, plans, actions, briefings and what became
//! of the notes, filled by exchanging with a real server, then read through the commands and in the window.
//!
//! The server is gone by then: what is measured is a notebook that is offline, with everything it holds.

mod fill;
mod floor;
mod reads;
#[cfg(target_os = "linux")]
mod screens;

use std::path::Path;

use super::report::Report;

/// `keep` names a folder that is filled once and measured again as it stands; without one it is made anew.
pub fn measure(file: &Path, folder: &Path, programs: Option<&Path>, report: &mut Report) {
    let kept = std::env::var_os("WARDBOOK_BENCH_WORK").map(std::path::PathBuf::from);
    let folder = kept.as_deref().unwrap_or(folder);
    let coordinator = folder.join("coordinator");
    if !folder.join("filled").exists() {
        if std::env::var_os("WARDBOOK_SERVER").is_none() {
            return report.left_out("work", "WARDBOOK_SERVER names no server");
        }
        fill::fill(file, folder, report);
        std::fs::write(folder.join("filled"), "").unwrap();
    }
    eprintln!("reading …");
    reads::measure(&coordinator, &folder.join("partner"), report);
    #[cfg(target_os = "linux")]
    match programs {
        Some(_) => screens::measure(&coordinator, &folder.join("partner"), report),
        None => report.left_out("work in the window", "no programs were given"),
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = programs;
        report.left_out("work in the window", "its driver is Linux's");
    }
}

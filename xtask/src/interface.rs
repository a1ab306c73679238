//! The interface: its packages and its build, which the shell embeds.

use std::fs;
use std::time::SystemTime;

use crate::shell::{must, npm, root};

/// Installs the interface's packages where they are not those of the lock file.
pub fn packages() -> Result<(), String> {
    if packages_are_current() {
        return Ok(());
    }
    println!("The interface's packages are missing or out of date.");
    must(npm().args(["ci", "--no-audit", "--no-fund"]))
}

/// Builds the interface into `ui/dist`.
pub fn build() -> Result<(), String> {
    packages()?;
    must(npm().args(["run", "build", "--silent"]))
}

/// npm notes what it installed beside the packages; that note is younger than the lock file unless
/// the lock file has changed since.
fn packages_are_current() -> bool {
    let ui = root().join("ui");
    let changed = |file: &str| -> Option<SystemTime> { fs::metadata(ui.join(file)).ok()?.modified().ok() };
    match (changed("package-lock.json"), changed("node_modules/.package-lock.json")) {
        (Some(locked), Some(installed)) => installed >= locked,
        _ => false,
    }
}

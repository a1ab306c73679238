//! The interface: its packages and its build, which the shell embeds.

use std::fs;
use std::time::SystemTime;

use crate::shell::{must, npm, root, target};

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
    must(npm().args(["run", "build", "--silent"]))?;
    forget_packed();
    Ok(())
}

/// The shell's build keeps each file of the interface packed, under a name made of what it packs, and takes one
/// that is there for whole. A build that was cut off leaves half of one, and with it a window that stays empty
/// in every later build. They are few and packed anew in a moment.
fn forget_packed() {
    for profile in ["debug", "release"] {
        let crates = fs::read_dir(target().join(profile).join("build")).into_iter().flatten().flatten();
        for one in crates.filter(|one| one.file_name().to_string_lossy().starts_with("wardbook-")) {
            let _ = fs::remove_dir_all(one.path().join("out").join("tauri-codegen-assets"));
        }
    }
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

//! SQL stands in the device's store and the server's storage alone, and Tauri in the shell alone: so that either could be replaced
//! by reading one folder.

use super::files::{lines_with, shown, under};

const SQL: &[&str] = &[
    "SELECT ",
    "INSERT INTO",
    "INSERT OR ",
    "DELETE FROM",
    "CREATE TABLE",
    "PRAGMA ",
    "rusqlite::",
    "tokio_postgres",
    "deadpool_postgres",
];
const TAURI: &[&str] = &["tauri::"];

/// What the store is measured against has to be bare SQL, what is looked for in its pages is text, disks fail
/// below SQLite itself, and a checker that asked the store would believe it.
const BARE: &[&str] = &[
    "tests/src/bench/floor.rs",
    "tests/src/bench/work/floor.rs",
    "tests/src/crash_points/checks.rs",
    "tests/src/faulty_disk/",
    "tests/src/partnership/disk.rs",
    "tests/src/simulation/checker/given.rs",
    "tests/src/simulation/checker/held.rs",
    "tests/src/simulation/photos.rs",
];

pub fn broken() -> Result<Vec<String>, String> {
    let mut broken = Vec::new();
    for file in under("", &[".rs"]) {
        let place = shown(&file);
        // This rule's own words.
        if place == "xtask/src/tidy/sql.rs" {
            continue;
        }
        let storage = place.starts_with("crates/store/") || place.starts_with("crates/server/src/storage/");
        if !storage && !BARE.iter().any(|bare| place.starts_with(bare)) {
            broken.extend(lines_with(&file, SQL)?);
        }
        if !place.starts_with("src-tauri/") {
            broken.extend(lines_with(&file, TAURI)?);
        }
    }
    Ok(broken)
}

//! A reader should rarely meet a file over 20 KB; one over 40 KB holds two subjects.

use std::fs;

use super::files::{shown, under};

const SOURCES: &[&str] = &[".rs", ".ts", ".svelte", ".js", ".css", ".sql"];
/// Written by a program, read by a compiler.
const GENERATED: &[&str] = &["ui/src/lib/api/generated.ts"];

const WORTH_A_WORD: u64 = 20 * 1024;
const TOO_LONG: u64 = 40 * 1024;

pub fn broken() -> Result<Vec<String>, String> {
    let mut broken = Vec::new();
    for file in under("", SOURCES) {
        let place = shown(&file);
        let bytes = fs::metadata(&file).map_err(|error| error.to_string())?.len();
        if GENERATED.contains(&place.as_str()) {
            continue;
        }
        if bytes > TOO_LONG {
            broken.push(format!("{place}: {} KB", bytes / 1024));
        } else if bytes > WORTH_A_WORD {
            println!("    note: {place} has {} KB", bytes / 1024);
        }
    }
    Ok(broken)
}

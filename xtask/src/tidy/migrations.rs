//! A released migration has run on somebody's laptop. An edit would leave that laptop with another
//! database than everybody else, so the list beside this file holds what each looked like.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::files::{shown, text, under};
use crate::shell::root;

const FOLDER: &str = "crates/store/migrations";
const LIST: &str = "xtask/src/tidy/released-migrations.txt";

pub fn broken() -> Result<Vec<String>, String> {
    let now = present()?;
    let listed = listed()?;
    let mut broken = Vec::new();
    for (file, seal) in &listed {
        match now.get(file) {
            None => broken.push(format!("{file} was released and is gone")),
            Some(found) if found != seal => {
                broken.push(format!("{file} was released and has been edited; write a new migration instead"))
            }
            Some(_) => {}
        }
    }
    let newest_released = listed.keys().next_back();
    for file in now.keys().filter(|file| !listed.contains_key(*file)) {
        if newest_released.is_some_and(|newest| file < newest) {
            broken.push(format!("{file} would run before one that is already released"));
        } else {
            println!("    note: {file} is not released yet (`cargo xtask tidy --seal-migrations`)");
        }
    }
    Ok(broken)
}

/// Notes the migrations as they are now as released.
pub fn seal() -> Result<(), String> {
    if let Some(first) = broken()?.first() {
        return Err(format!("nothing was sealed: {first}"));
    }
    let mut list =
        String::from("# Released migrations: seal and file. Written by `cargo xtask tidy --seal-migrations`.\n");
    for (file, seal) in present()? {
        list.push_str(&format!("{seal} {file}\n"));
    }
    fs::write(list_file(), list).map_err(|error| format!("failed to write {LIST}: {error}"))
}

fn present() -> Result<BTreeMap<String, String>, String> {
    under(FOLDER, &[".sql"]).into_iter().map(|file| Ok((shown(&file), seal_of(&text(&file)?)))).collect()
}

fn listed() -> Result<BTreeMap<String, String>, String> {
    if !list_file().exists() {
        return Ok(BTreeMap::new());
    }
    let list = text(&list_file())?;
    let lines = list.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    lines
        .map(|line| match line.split_once(' ') {
            Some((seal, file)) => Ok((file.to_owned(), seal.to_owned())),
            None => Err(format!("{LIST} has a line that cannot be read: {line}")),
        })
        .collect()
}

fn list_file() -> PathBuf {
    root().join(LIST)
}

/// FNV-1a, 64 bits, of the text with any line ending: against a slip of the hand, not an attacker.
fn seal_of(text: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes().filter(|byte| *byte != b'\r') {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seal_is_fnv_1a() {
        assert_eq!(seal_of(""), "cbf29ce484222325");
        assert_eq!(seal_of("a"), "af63dc4c8601ec8c");
    }

    #[test]
    fn the_seal_does_not_depend_on_line_endings() {
        assert_eq!(seal_of("a\r\nb\r\n"), seal_of("a\nb\n"));
        assert_ne!(seal_of("a\nb\n"), seal_of("a\nc\n"));
    }
}

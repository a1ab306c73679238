//! No file names a path that only one machine has: where the checkout lies, somebody's home, a
//! fixed temporary folder.

use std::env;

use super::files::{lines_with, under};
use crate::shell::root;

const TEXTS: &[&str] =
    &[".rs", ".ts", ".svelte", ".js", ".css", ".sql", ".md", ".toml", ".json", ".html", ".sh", ".yml", ".txt", "run"];
/// In two pieces, so that this line is not its own finding.
const ANYWHERE: &[&str] = &[concat!("/", "tmp/"), concat!("/", "root/")];

pub fn broken() -> Result<Vec<String>, String> {
    let mut forbidden: Vec<String> = ANYWHERE.iter().map(|path| (*path).to_owned()).collect();
    // Where this checkout lies; a folder directly under the root is too common a word.
    forbidden.push(root().display().to_string());
    for name in ["HOME", "CARGO_TARGET_DIR"] {
        forbidden.extend(env::var(name).ok().filter(|path| path.matches('/').count() > 1));
    }
    let forbidden: Vec<&str> = forbidden.iter().map(String::as_str).collect();
    let mut broken = Vec::new();
    for file in under("", TEXTS) {
        broken.extend(lines_with(&file, &forbidden)?);
    }
    Ok(broken)
}

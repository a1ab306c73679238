//! `cargo xtask tidy`: rules that no compiler keeps. A file per rule; each gives what breaks it.

mod arrows;
mod files;
mod interface;
mod migrations;
mod named_tests;
mod paths;
mod sizes;
mod sql;

use crate::shell::{Outcome, cargo, must};

/// A rule in words and what breaks it, each with its place.
type Rule = (&'static str, fn() -> Result<Vec<String>, String>);

const RULES: &[Rule] = &[
    ("arrows between crates go one way", arrows::broken),
    ("only the shell names Tauri, only the store names SQL", sql::broken),
    ("one file of the interface talks to Tauri, one to the test host", interface::broken),
    ("released migrations stay as they were", migrations::broken),
    ("files stay short enough to read", sizes::broken),
    ("nothing names a path of one machine", paths::broken),
    ("every test that a document names is there", named_tests::broken),
];

pub fn run(arguments: &[String]) -> Outcome {
    match arguments {
        [] => check().map(|(_, broken)| broken == 0),
        [only] if only == "--seal-migrations" => migrations::seal().map(|()| true),
        [only] if only == "--write" => {
            must(cargo().args(["test", "--package", "app", "--lib", "typescript"]).env("WARDBOOK_WRITE", "1"))?;
            check().map(|(_, broken)| broken == 0)
        }
        _ => Err("tidy takes only --write or --seal-migrations".to_owned()),
    }
}

/// Checks every rule; how many are kept and how many broken.
pub fn check() -> Result<(u64, u64), String> {
    let (mut kept, mut broken) = (0, 0);
    for (rule, find) in RULES {
        let places = find()?;
        println!("tidy: {rule} ... {}", if places.is_empty() { "ok" } else { "BROKEN" });
        for place in &places {
            println!("    {place}");
        }
        if places.is_empty() { kept += 1 } else { broken += 1 }
    }
    Ok((kept, broken))
}

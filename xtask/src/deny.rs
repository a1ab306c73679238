//! The libraries against `deny.toml`, by cargo-deny: licences, what is banned, where they come from, known weaknesses.
//!
//! As far as it can be had: a machine without cargo-deny, or without a way to the list of weaknesses, says so loudly
//! and is no worse for it. What was looked at and does not hold is a failure.

use std::process::Command;

use crate::shell::{cargo, spelled};

/// What can be told from the lock file and what lies on this machine.
const ALWAYS: &[&str] = &["bans", "licenses", "sources"];
/// What needs the list of weaknesses, and so the network now and then.
const LISTED: &str = "advisories";

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    pub held: u64,
    pub broken: u64,
    pub not_run: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Holds,
    Broken,
    NotRun,
}

pub fn run() -> Result<Checked, String> {
    let installed = cargo().args(["deny", "--version"]).output().is_ok_and(|output| output.status.success());
    let mut checked = Checked::default();
    if !installed {
        println!("NOT RUN: cargo-deny is not installed, so no library was looked at. Install it with");
        println!("    cargo install cargo-deny --locked");
        checked.not_run = ALWAYS.len() as u64 + 1;
        return Ok(checked);
    }
    for check in ALWAYS.iter().copied().chain([LISTED]) {
        match look(check)? {
            Found::Holds => checked.held += 1,
            Found::Broken => checked.broken += 1,
            Found::NotRun => checked.not_run += 1,
        }
    }
    Ok(checked)
}

fn look(check: &str) -> Result<Found, String> {
    let mut command = cargo();
    command.args(["deny", "--all-features", "check", "--hide-inclusion-graph", check]);
    println!("$ {}", spelled(&command));
    let (good, said) = output(&mut command)?;
    let found = judge(good, &said);
    match found {
        Found::Holds => {}
        Found::Broken => println!("{said}"),
        Found::NotRun => {
            println!("{said}");
            println!("NOT RUN: {check}: what it is compared with could not be fetched. Nothing is known of it.");
        }
    }
    Ok(found)
}

fn output(command: &mut Command) -> Result<(bool, String), String> {
    let output = command.output().map_err(|error| format!("{}: {error}", spelled(command)))?;
    let said = [output.stdout, output.stderr].concat();
    Ok((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

/// A check that could not begin for lack of a network is not one that found something: whatever is found is given
/// a code in brackets, such as `error[vulnerability]`.
fn judge(good: bool, said: &str) -> Found {
    const UNREACHABLE: &[&str] =
        &["failed to fetch", "failed to download", "failed to clone", "could not resolve host", "network failure"];
    let said = said.to_lowercase();
    let found_something = said.contains("error[");
    let unreachable = UNREACHABLE.iter().any(|words| said.contains(words));
    match good {
        true => Found::Holds,
        false if unreachable && !found_something => Found::NotRun,
        false => Found::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_fetched_is_not_run_and_what_was_found_is_a_failure() {
        let offline = "[ERROR] failed to fetch advisory database https://github.com/rustsec/advisory-db";
        let weak = "error[vulnerability]: a weakness\n  = failed to fetch nothing";
        for (good, said, expected) in [
            (true, "advisories ok", Found::Holds),
            (false, offline, Found::NotRun),
            (false, weak, Found::Broken),
            (false, "the configuration does not read", Found::Broken),
            (false, "error[rejected]: failed to satisfy license requirements", Found::Broken),
            (false, "could not resolve host: index.crates.io", Found::NotRun),
        ] {
            assert_eq!(judge(good, said), expected, "{said}");
        }
    }
}

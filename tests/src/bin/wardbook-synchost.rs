//! Records notes and exchanges with the server as fast as it can until it is killed, and says of each
//! act when it is done.
//!
//! `wardbook-synchost PROFILE SEED` works over the real use cases, engine and line, on a notebook that
//! joined under a raw key that only tests know; no program that ships has such a way in. Lines on stdout:
//!
//! ```text
//! note ID MARK    the note is recorded: from now on it must be there whatever happens
//! sync            an exchange begins
//! synced          it was whole
//! broken          it ended because the server was gone
//! received ID     the notebook says of this note that the server has it
//! ```

use std::io::Write;
use std::process::ExitCode;

use app::{App, SystemHost};
use domain::entropy::{Entropy, SeededEntropy};
use serde_json::json;
use wardbook_tests::killing;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(profile), Some(seed)) = (args.next(), args.next().and_then(|seed| seed.parse().ok())) else {
        eprintln!("usage: wardbook-synchost PROFILE SEED");
        return ExitCode::from(2);
    };
    match exchange_until_killed(&profile, seed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn exchange_until_killed(profile: &str, seed: u64) -> Result<(), Box<dyn std::error::Error>> {
    let app = App::new(SystemHost::new(), profile);
    app.open_with_key(killing::key())?;
    let dice = SeededEntropy::new(seed);
    // What this life recorded and has not heard of.
    let mut unheard: Vec<String> = Vec::new();
    let mut act = 0;
    let mut out = std::io::stdout().lock();
    loop {
        for _ in 0..=roll(&dice) % 4 {
            let mark = killing::mark(seed, act);
            act += 1;
            let text = format!("{mark} {}", "word ".repeat(1 + usize::from(roll(&dice))));
            let ward = if roll(&dice).is_multiple_of(2) { "Addison" } else { "Grove" };
            let done = app.mutate("", "note_record", json!({ "note": { "text": text, "ward": ward } }))?;
            let id = done["id"].as_str().unwrap_or_default().to_owned();
            writeln!(out, "note {id} {mark}")?;
            out.flush()?;
            unheard.push(id);
        }
        writeln!(out, "sync")?;
        out.flush()?;
        match app.mutate("", "sync_now", json!({})) {
            Ok(_) => writeln!(out, "synced")?,
            Err(failure) if failure.code == "unreachable" => writeln!(out, "broken")?,
            Err(failure) => return Err(format!("an exchange ended with {}: {}", failure.code, failure.message).into()),
        }
        // Also after one that broke off: what the server answered before that counts.
        let mut still = Vec::new();
        for id in unheard {
            if app.query("note", json!({ "id": id }))?["state"]["id"] == "received" {
                writeln!(out, "received {id}")?;
            } else {
                still.push(id);
            }
        }
        unheard = still;
        out.flush()?;
    }
}

fn roll(dice: &dyn Entropy) -> u8 {
    let mut byte = [0];
    dice.fill(&mut byte);
    byte[0]
}

//! Writes notes as fast as it can until it is killed, and says of each when it is confirmed.
//!
//! `wardbook-killhost PROFILE SEED` works over the real use cases under a raw key that only tests
//! know; no program that ships has such a way in. A line on stdout is printed after the act returned:
//! from then on the note must be there whatever happens. Every text begins with a mark that no other
//! text of the notebook has, so that one that is there twice is seen.

use std::io::Write;
use std::process::ExitCode;

use app::{App, SystemHost};
use domain::change::Draft;
use domain::clock::Clock;
use domain::entropy::{Entropy, SeededEntropy};
use domain::records::{AmendmentRecord, Kind};
use serde_json::json;
use store::{Profile, Store};
use wardbook_tests::killing;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (Some(profile), Some(seed)) = (args.next(), args.next().and_then(|seed| seed.parse().ok())) else {
        eprintln!("usage: wardbook-killhost PROFILE SEED");
        return ExitCode::from(2);
    };
    match write_until_killed(&profile, seed) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault}");
            ExitCode::FAILURE
        }
    }
}

fn write_until_killed(profile: &str, seed: u64) -> Result<(), Box<dyn std::error::Error>> {
    let app = App::new(SystemHost::new(), profile);
    if app.profile().exists() {
        app.open_with_key(killing::key())?;
    } else {
        app.found_with_key(killing::key(), &killing::founding())?;
    }
    // A second program on the same profile, as the terminal is beside the window.
    let beside = Store::open(Profile::at(profile), killing::key())?;
    let host = SystemHost::new();
    let dice = SeededEntropy::new(seed);
    let mut last_note = None;
    let mut draft: Option<String> = None;
    let mut out = std::io::stdout().lock();
    for act in 0_u64.. {
        let mark = killing::mark(seed, act);
        match roll(&dice) % 8 {
            0..=3 => {
                let text = format!("{mark} {}", "word ".repeat(1 + usize::from(roll(&dice)) * 4));
                if draft.is_some() {
                    // Said before: killed right after the act, the draft is rightly gone.
                    writeln!(out, "spending")?;
                    out.flush()?;
                }
                let args = json!({ "note": { "text": text, "ward": "Addison", "topics": ["vehicle"] }, "draft": draft.take() });
                let done = app.mutate("", "note_record", args)?;
                let id = done["id"].as_str().unwrap_or_default().to_owned();
                writeln!(out, "note {id} {mark}")?;
                last_note = Some(id);
            }
            4 => {
                let Some(note) = last_note.take() else { continue };
                app.mutate("", "note_withdraw", json!({ "id": note, "reason": "a slip" }))?;
                writeln!(out, "withdrawn {note}")?;
            }
            5 if roll(&dice) % 2 == 0 => {
                // What is typed into a form about a note, at a pause.
                let Some(note) = &last_note else { continue };
                let text = format!("{mark} begun");
                let begun = json!({ "about": [note], "form": "remark", "field": "text", "text": text, "base": "" });
                let saved = app.mutate("", "unfinished_save", begun)?;
                writeln!(out, "begun {} {mark}", saved["id"].as_str().unwrap_or_default())?;
            }
            5 => {
                let text = "draft ".repeat(1 + usize::from(roll(&dice)));
                let saved = app.mutate("", "draft_save", json!({ "id": draft, "note": { "text": text } }))?;
                let id = saved["id"].as_str().unwrap_or_default().to_owned();
                writeln!(out, "draft {id} {}", text.len())?;
                draft = Some(id);
            }
            _ => {
                // Several changes in one group: whole or not at all.
                let Some(note) = &last_note else { continue };
                let note = note.parse()?;
                let count = 2 + usize::from(roll(&dice) % 6);
                let group = beside.write(host.now(), &store::OsEntropy, |writer| {
                    let fold = writer.fold(note)?.ok_or(store::StoreError::NotFound)?;
                    let drafts = (0..count)
                        .map(|n| {
                            let amendment = AmendmentRecord::new(note, format!("{mark} part {n}"));
                            Draft::create(fold.stream(), writer.new_record(), Kind::Amendment.as_str(), &amendment)
                        })
                        .collect();
                    writer.write_group(drafts)
                })?;
                writeln!(out, "group {} {count} {mark}", group[0].header().group.id)?;
            }
        }
        out.flush()?;
    }
    Ok(())
}

fn roll(dice: &dyn Entropy) -> u8 {
    let mut byte = [0];
    dice.fill(&mut byte);
    byte[0]
}

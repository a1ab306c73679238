//! Killing a writer again and again, and looking at what is left.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use domain::entropy::{Entropy, SeededEntropy};
use domain::wards::BoundarySet;
use store::keyfile::DatabaseKey;
use store::{Founding, Profile, Store};

/// The raw key of the profiles that are killed. It protects nothing.
pub fn key() -> DatabaseKey {
    DatabaseKey::new([7; 32])
}

pub fn founding() -> Founding {
    Founding {
        partnership: "Amara’s notebook".to_owned(),
        name: "Amara Lewis".to_owned(),
        role: String::new(),
        boundaries: BoundarySet::Y2022,
    }
}

/// What the writer said was done, over all its lives.
#[derive(Debug, Default)]
pub struct Confirmed {
    pub notes: BTreeSet<String>,
    pub withdrawn: BTreeSet<String>,
    pub groups: BTreeMap<String, usize>,
    /// Saved, and not yet turned into a note as far as anybody was told.
    pub last_draft: Option<String>,
}

impl Confirmed {
    /// A line that was cut by the kill confirms nothing.
    pub fn take(&mut self, line: &str) {
        let parts: Vec<&str> = line.split(' ').collect();
        match parts[..] {
            ["note", id] if id.len() == 36 => {
                self.notes.insert(id.to_owned());
            }
            ["spending"] => self.last_draft = None,
            ["withdrawn", id] if id.len() == 36 => {
                self.withdrawn.insert(id.to_owned());
            }
            ["group", id, count] if id.len() == 36 => {
                self.groups.insert(id.to_owned(), count.parse().unwrap_or(0));
            }
            ["draft", id, length] if id.len() == 36 && !length.is_empty() => {
                self.last_draft = Some(id.to_owned());
            }
            _ => {}
        }
    }
}

/// One life of the writer: started, left to write for a while, killed. Returns whether the write-ahead
/// log was changing at that moment.
pub fn one_life(writer: &Path, profile: &Path, seed: u64, confirmed: &mut Confirmed) -> bool {
    let dice = SeededEntropy::new(seed);
    let mut byte = [0];
    dice.fill(&mut byte);
    let mut child = Command::new(writer)
        .arg(profile)
        .arg(seed.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let wal = profile.join("wardbook.db-wal");
    let state = || std::fs::metadata(&wal).ok().map(|meta| (meta.len(), meta.modified().ok()));
    // Not before it has had time to open, and mostly in the middle of a write: the log has just changed.
    let patience = Duration::from_millis(20 + u64::from(byte[0]));
    let started = Instant::now();
    let mut before = state();
    let mut changing = false;
    while started.elapsed() < Duration::from_secs(5) {
        let now = state();
        changing = now != before;
        before = now;
        if started.elapsed() > patience && (changing || byte[0] % 8 == 0) {
            break;
        }
        std::thread::yield_now();
    }
    child.kill().unwrap();
    let output = child.wait_with_output().unwrap();
    for line in BufReader::new(output.stdout.as_slice()).lines().map_while(Result::ok) {
        confirmed.take(&line);
    }
    assert!(output.stderr.is_empty(), "the writer stopped by itself: {}", String::from_utf8_lossy(&output.stderr));
    changing
}

/// Everything confirmed is there exactly once; what was not confirmed is whole or absent.
pub fn look(profile: &Path, confirmed: &Confirmed) {
    if !Profile::at(profile).exists() {
        assert!(confirmed.notes.is_empty());
        return;
    }
    let store = Store::open(Profile::at(profile), key()).unwrap();
    store
        .read(|reader| {
            for id in &confirmed.notes {
                let note =
                    reader.note(id.parse().unwrap())?.unwrap_or_else(|| panic!("the confirmed note {id} is gone"));
                if confirmed.withdrawn.contains(id) {
                    assert!(note.withdrawal.is_some(), "the confirmed withdrawal of {id} is gone");
                }
            }
            // The draft confirmed last stands, unless it became a note since.
            let drafts = reader.drafts()?;
            for draft in &drafts {
                let note: serde_json::Value = serde_json::from_str(&draft.content).unwrap();
                assert!(note["text"].as_str().is_some(), "a draft is kept whole");
            }
            if let Some(last) = &confirmed.last_draft {
                assert!(drafts.iter().any(|draft| draft.id.to_string() == *last), "the confirmed draft {last} is gone");
            }
            Ok(())
        })
        .unwrap();
    let groups = store.group_sizes().unwrap();
    for (id, (held, count)) in &groups {
        assert_eq!(held, count, "group {id} is there in part");
    }
    for (id, count) in &confirmed.groups {
        assert_eq!(
            groups.get(id).map(|(held, _)| usize::from(*held)),
            Some(*count),
            "the confirmed group {id} is gone"
        );
    }
}

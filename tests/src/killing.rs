//! Killing a writer again and again, and looking at what is left.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use domain::entropy::{Entropy, SeededEntropy};
use domain::wards::BoundarySet;
use store::keyfile::DatabaseKey;
use store::read::{NoteFilter, NoteOrder};
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

/// The first word of what one act of one life writes, and of nothing else. Ends in a sign, so that half
/// of one is none.
pub fn mark(life: u64, act: u64) -> String {
    format!("{life}-{act};")
}

/// Life and act of a mark, to tell the later of two.
fn order(mark: &str) -> (u64, u64) {
    let (life, act) = mark.trim_end_matches(';').split_once('-').unwrap();
    (life.parse().unwrap(), act.parse().unwrap())
}

fn is_mark(word: &str) -> bool {
    word.ends_with(';')
}

/// What the writer said was done, over all its lives.
#[derive(Debug, Default)]
pub struct Confirmed {
    /// The mark of each note's text by its id.
    pub notes: BTreeMap<String, String>,
    pub withdrawn: BTreeSet<String>,
    /// Of each group how many changes it has, and the mark of their texts.
    pub groups: BTreeMap<String, (usize, String)>,
    /// Saved, and not yet turned into a note as far as anybody was told.
    pub last_draft: Option<String>,
    /// Words typed into a form about a note: the mark of what was saved last, by where it is kept.
    pub begun: BTreeMap<String, String>,
}

impl Confirmed {
    /// A line that was cut by the kill confirms nothing.
    pub fn take(&mut self, line: &str) {
        let parts: Vec<&str> = line.split(' ').collect();
        match parts[..] {
            ["note", id, mark] if is_mark(mark) => {
                self.notes.insert(id.to_owned(), mark.to_owned());
            }
            ["spending"] => self.last_draft = None,
            ["withdrawn", id] if id.len() == 36 => {
                self.withdrawn.insert(id.to_owned());
            }
            ["group", id, count, mark] if is_mark(mark) => {
                self.groups.insert(id.to_owned(), (count.parse().unwrap_or(0), mark.to_owned()));
            }
            ["draft", id, length] if id.len() == 36 && !length.is_empty() => {
                self.last_draft = Some(id.to_owned());
            }
            ["begun", id, mark] if is_mark(mark) => {
                self.begun.insert(id.to_owned(), mark.to_owned());
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
            for id in confirmed.notes.keys() {
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
            for (id, mark) in &confirmed.begun {
                let kept = drafts.iter().find(|draft| draft.id.to_string() == *id);
                let kept = kept.unwrap_or_else(|| panic!("what was begun in {id} is gone"));
                // A later text may have reached the disk just before the end; an earlier one never stands again.
                let text: serde_json::Value = serde_json::from_str(&kept.content).unwrap();
                let stands = text["text"].as_str().unwrap().split(' ').next().unwrap_or_default();
                assert!(order(stands) >= order(mark), "{id} holds {stands} and not {mark}");
            }
            if let Some(last) = &confirmed.last_draft {
                assert!(drafts.iter().any(|draft| draft.id.to_string() == *last), "the confirmed draft {last} is gone");
            }
            Ok(())
        })
        .unwrap();
    count_once(&store, confirmed);
    let groups = store.group_sizes().unwrap();
    for (id, (held, count)) in &groups {
        assert_eq!(held, count, "group {id} is there in part");
    }
    for (id, (count, _)) in &confirmed.groups {
        assert_eq!(
            groups.get(id).map(|(held, _)| usize::from(*held)),
            Some(*count),
            "the confirmed group {id} is gone"
        );
    }
}

/// Every text stands there once, whoever confirmed it; and of each life at most the act it was killed
/// in is there without having been confirmed.
fn count_once(store: &Store, confirmed: &Confirmed) {
    let mut notes: BTreeMap<String, usize> = BTreeMap::new();
    let mut parts: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    store
        .read(|reader| {
            let mut after = None;
            loop {
                let page = reader.notes(&NoteFilter::default(), NoteOrder::Oldest, after, 500)?;
                for row in page.rows {
                    *notes.entry(first_word(&reader.note_text(row.no)?)).or_default() += 1;
                    if !row.amended {
                        continue;
                    }
                    for amendment in reader.note(row.id)?.map(|note| note.amendments).unwrap_or_default() {
                        let group = parts.entry(first_word(&amendment.text)).or_default();
                        *group.entry(amendment.text).or_default() += 1;
                    }
                }
                after = page.next;
                if after.is_none() {
                    return Ok(());
                }
            }
        })
        .unwrap();
    for mark in confirmed.notes.values() {
        assert_eq!(notes.get(mark), Some(&1), "how often the confirmed note {mark} is there");
    }
    for (count, mark) in confirmed.groups.values() {
        let parts = parts.get(mark).unwrap_or_else(|| panic!("no part of the confirmed group {mark} is there"));
        assert_eq!(parts.len(), *count, "the parts of the confirmed group {mark}");
    }
    for (mark, times) in &notes {
        assert_eq!(*times, 1, "the note {mark} is there more than once");
    }
    for (text, times) in parts.values().flatten() {
        assert_eq!(*times, 1, "“{text}” is there more than once");
    }
    let known: BTreeSet<&String> =
        confirmed.notes.values().chain(confirmed.groups.values().map(|(_, mark)| mark)).collect();
    let mut lives: BTreeMap<&str, usize> = BTreeMap::new();
    for mark in notes.keys().chain(parts.keys()).filter(|mark| !known.contains(mark)) {
        *lives.entry(mark.split('-').next().unwrap_or_default()).or_default() += 1;
    }
    for (life, acts) in lives {
        assert!(acts <= 1, "{acts} acts of life {life} are there that nobody was told of");
    }
}

fn first_word(text: &str) -> String {
    text.split(' ').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_two_notes_of(first: &str, second: &str) -> (tempfile::TempDir, Confirmed) {
        let folder = tempfile::tempdir().unwrap();
        let app = app::App::new(app::SystemHost::new(), folder.path());
        app.found_with_key(key(), &founding()).unwrap();
        let mut confirmed = Confirmed::default();
        for text in [first, second] {
            let note = serde_json::json!({ "note": { "text": text, "ward": "Addison" } });
            let id = app.mutate("", "note_record", note).unwrap()["id"].as_str().unwrap().to_owned();
            confirmed.notes.insert(id, first_word(text));
        }
        (folder, confirmed)
    }

    #[test]
    #[should_panic(expected = "how often the confirmed note 1-1; is there")]
    fn a_note_that_is_there_twice_does_not_pass() {
        let (folder, confirmed) = with_two_notes_of("1-1; word", "1-1; word");
        look(folder.path(), &confirmed);
    }

    #[test]
    #[should_panic(expected = "2 acts of life 1 are there that nobody was told of")]
    fn two_acts_of_one_life_that_nobody_was_told_of_do_not_pass() {
        let (folder, _) = with_two_notes_of("1-1; word", "1-2; word");
        look(folder.path(), &Confirmed { notes: BTreeMap::new(), ..Confirmed::default() });
    }

    #[test]
    fn what_is_there_once_passes_and_one_act_that_was_cut_off_too() {
        let (folder, mut confirmed) = with_two_notes_of("1-1; word", "1-2; word");
        confirmed.notes.pop_last();
        look(folder.path(), &confirmed);
    }
}

//! The lists people choose from: a note's in [`note`], those of plans and actions in [`work`].
//!
//! A list is a value, so that another borough can replace it by data; the ones here are what a new
//! notebook starts with. Must not know of screens or where a replaced list is kept. No entry
//! carries a weight or an order of seriousness: people are never scored or ranked.

use serde::{Deserialize, Serialize};

use crate::wards::near;

pub mod note;
pub mod work;

pub use note::NoteLists;
pub use work::WorkLists;

/// One word a person can choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What is stored and scripted: the agreed word, without what explains it.
    pub id: String,
    /// The same in sentence case, for people.
    pub label: String,
    /// What the word takes in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

/// A list with the name people know it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct List {
    /// Lower case, as in the middle of a sentence: "place type".
    pub name: String,
    pub entries: Vec<Entry>,
}

/// The text is not a word of the list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not in the list {list:?}")]
pub struct NotInList {
    pub text: String,
    /// The list's name.
    pub list: String,
    /// Every word that would have been taken, in the list's order.
    pub choices: Vec<String>,
}

impl List {
    /// The entry that `text` means, by id or by label, in any case. Hyphens, dashes and "to" between
    /// numbers are one and the same ("10-17", "10–17", "10 to 17").
    pub fn find(&self, text: &str) -> Result<&Entry, NotInList> {
        let wanted = near::fold(text);
        self.entries
            .iter()
            .find(|entry| near::fold(&entry.id) == wanted || near::fold(&entry.label) == wanted)
            .ok_or_else(|| NotInList {
                text: text.trim().to_owned(),
                list: self.name.clone(),
                choices: self.entries.iter().map(|entry| entry.id.clone()).collect(),
            })
    }

    /// The entry with exactly this stored id; `None` for a word that has since left the list, which
    /// is then shown as it was stored.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The words for a stored id, also one that has left the list.
    pub fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.get(id).map_or(id, |entry| entry.label.as_str())
    }
}

/// A list as it is written down: its name, then each word with its hint, which may be empty.
type Table = (&'static str, &'static [(&'static str, &'static str)]);

fn list((name, words): Table) -> List {
    let entries = words.iter().map(|(id, hint)| Entry {
        id: (*id).to_owned(),
        label: sentence_case(id),
        hint: Some(*hint).filter(|hint| !hint.is_empty()).map(str::to_owned),
    });
    List { name: name.to_owned(), entries: entries.collect() }
}

/// A capital at the beginning, and ranges with "to" as they are read aloud.
fn sentence_case(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(char::to_uppercase);
    let label: String = first.into_iter().flatten().chain(letters).collect();
    label.replace('\u{2013}', " to ")
}

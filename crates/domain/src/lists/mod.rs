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
    /// The word of the list that was probably meant.
    pub nearest: Option<String>,
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
                nearest: self.nearest(text).map(|entry| entry.label.clone()),
            })
    }

    /// The one entry that `text` is probably meant for: by a slip in its letters, a word of it, its initials or
    /// what explains it. None where none is near, or two are equally so. Only ever offered, never taken.
    pub fn nearest(&self, text: &str) -> Option<&Entry> {
        let wanted = near::fold(text);
        let slips = (wanted.chars().count() / 3).max(1);
        let mut near: Vec<(usize, &Entry)> =
            self.entries.iter().filter_map(|entry| Some((far(&wanted, entry)?, entry))).collect();
        near.retain(|(far, _)| *far <= slips);
        near.sort_by_key(|(far, _)| *far);
        match near.as_slice() {
            [(first, _), (second, _), ..] if first == second => None,
            [(_, entry), ..] => Some(entry),
            [] => None,
        }
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

/// How far a folded text is from an entry; none where a person would see nothing in common.
fn far(wanted: &str, entry: &Entry) -> Option<usize> {
    let name = near::fold(&entry.id);
    let length = wanted.chars().count();
    let initials: String = name.split(' ').filter_map(|word| word.chars().next()).collect();
    let explained = entry.hint.as_deref().is_some_and(|hint| near::fold(hint) == wanted);
    if (length > 1 && initials == wanted) || explained {
        return Some(0);
    }
    // Two letters stand in half the list.
    (length > 2).then(|| near::farness(wanted, &name))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str) -> Option<String> {
        WorkLists::built_in().agency.nearest(text).map(|entry| entry.label.clone())
    }

    #[test]
    fn an_agency_is_offered_for_a_slip_a_part_its_initials_and_what_it_is_known_by() {
        for (text, label) in [
            ("Safer Neighborhood Team", "Safer Neighbourhood Team"),
            ("safer neighbourhoods", "Safer Neighbourhood Team"),
            ("SNT", "Safer Neighbourhood Team"),
            ("YOT", "Youth Offending Team"),
            ("St. Giles", "St Giles Trust"),
            ("mash", "Children's Services"),
            ("Childrens Service", "Children's Services"),
            ("probaton", "Probation"),
            ("Fire", "Fire brigade"),
        ] {
            assert_eq!(meant(text).as_deref(), Some(label), "{text}");
        }
    }

    #[test]
    fn no_agency_is_offered_where_none_is_near_or_two_are() {
        for text in ["", "N", "xx", "Rowing club", "team", "Thames Water"] {
            assert_eq!(meant(text), None, "{text}");
        }
    }

    #[test]
    fn every_word_of_a_list_is_nearest_to_itself() {
        let agency = WorkLists::built_in().agency;
        for entry in &agency.entries {
            assert_eq!(agency.nearest(&entry.label), Some(entry));
        }
    }
}

//! The lists a note chooses from: how known, topic, place type, weapon, weapon origin, age band,
//! category of person.
//!
//! A list is a value, so that another borough can replace it by data; the ones here are what a new
//! notebook starts with. Must not know of notes, screens or where a replaced list is kept. No entry
//! carries a weight or an order of seriousness: people are never scored or ranked.

use serde::{Deserialize, Serialize};

use crate::wards::near;

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

/// The lists a note needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteLists {
    pub how_known: List,
    pub topic: List,
    pub place_type: List,
    pub weapon: List,
    pub weapon_origin: List,
    pub age_band: List,
    pub category: List,
}

impl NoteLists {
    /// What a new notebook starts with.
    pub fn built_in() -> Self {
        Self {
            how_known: list(HOW_KNOWN),
            topic: list(TOPIC),
            place_type: list(PLACE_TYPE),
            weapon: list(WEAPON),
            weapon_origin: list(WEAPON_ORIGIN),
            age_band: list(AGE_BAND),
            category: list(CATEGORY),
        }
    }
}

impl Default for NoteLists {
    fn default() -> Self {
        Self::built_in()
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

const HOW_KNOWN: Table = (
    "how you know",
    &[
        ("saw it", ""),
        ("told by a person involved", ""),
        ("told by someone else", ""),
        ("overheard", ""),
        ("online", ""),
        ("CCTV or photo", ""),
        ("from records", ""),
        ("anonymous", ""),
    ],
);

const TOPIC: Table = (
    "topic",
    &[
        ("drug supply or use", ""),
        ("knife or other weapon", ""),
        ("group conflict or tension", ""),
        ("exploitation", "criminal, sexual, county lines"),
        ("anti-social behaviour", "personal, nuisance, environmental"),
        ("robbery", ""),
        ("vehicle", ""),
        ("burglary", ""),
        ("lighting or environment", ""),
        ("exclusion or attendance", ""),
        ("community concern", ""),
        ("positive or safe space", ""),
    ],
);

const PLACE_TYPE: Table = (
    "place type",
    &[
        ("street", ""),
        ("estate block", ""),
        ("park", ""),
        ("school gate", ""),
        ("college", ""),
        ("transport hub", ""),
        ("supermarket", ""),
        ("takeaway", ""),
        ("licensed premises", ""),
        ("youth venue", ""),
        ("online", ""),
        ("vehicle", ""),
        ("unknown", ""),
    ],
);

const WEAPON: Table = (
    "weapon",
    &[
        ("kitchen knife", ""),
        ("other bladed article", ""),
        ("zombie knife or machete", ""),
        ("firearm", ""),
        ("other", ""),
        ("unknown", ""),
    ],
);

const WEAPON_ORIGIN: Table = (
    "weapon origin",
    &[("home", ""), ("shop", ""), ("online", ""), ("carried in from elsewhere", ""), ("unknown", "")],
);

/// Bands, never ages; no band is a flag.
const AGE_BAND: Table =
    ("age band", &[("under 10", ""), ("10–17", ""), ("18–24", ""), ("25–34", ""), ("over 34", ""), ("not known", "")]);

/// Victim and suspect are never one field: a person described is exactly one of these
/// (Information Commissioner's enforcement notice on a gangs database, November 2018).
const CATEGORY: Table = (
    "category of person",
    &[
        ("suspect", ""),
        ("convicted", ""),
        ("victim", ""),
        ("witness", ""),
        ("at risk", ""),
        ("associate", ""),
        ("professional", ""),
        ("not known", ""),
    ],
);

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> [List; 7] {
        let lists = NoteLists::built_in();
        [
            lists.how_known,
            lists.topic,
            lists.place_type,
            lists.weapon,
            lists.weapon_origin,
            lists.age_band,
            lists.category,
        ]
    }

    #[test]
    fn every_list_is_complete() {
        assert_eq!(all().map(|list| list.entries.len()), [8, 12, 13, 6, 5, 6, 8]);
    }

    #[test]
    fn every_word_is_found_by_id_and_by_label_in_any_case_and_by_nothing_else_first() {
        for list in all() {
            for entry in list.entries.iter() {
                for text in [entry.id.to_uppercase(), entry.label.to_lowercase(), format!(" {} ", entry.id)] {
                    assert_eq!(list.find(&text).unwrap(), entry, "{text} in {}", list.name);
                }
            }
        }
    }

    #[test]
    fn labels_begin_with_a_capital_and_hold_no_brackets() {
        for list in all() {
            for entry in list.entries.iter() {
                let first = entry.label.chars().next().unwrap();
                assert!(first.is_uppercase() || first.is_numeric(), "{}", entry.label);
                assert!(!entry.label.contains('(') && !entry.id.contains('('));
            }
        }
    }

    #[test]
    fn ranges_are_found_however_the_dash_was_typed() {
        for text in ["10-17", "10–17", "10 to 17"] {
            assert_eq!(list(AGE_BAND).find(text).unwrap().id, "10–17");
        }
    }

    #[test]
    fn an_unknown_word_is_refused_with_the_choices() {
        let refusal = list(WEAPON).find("sword").unwrap_err();
        assert_eq!(refusal.list, "weapon");
        assert_eq!(refusal.choices[0], "kitchen knife");
        assert_eq!(refusal.choices.len(), 6);
        assert!(list(WEAPON).find("").is_err());
    }

    #[test]
    fn another_borough_replaces_a_list_by_data() {
        let json = r#"{"name":"weapon","entries":[{"id":"crossbow","label":"Crossbow"}]}"#;
        let list: List = serde_json::from_str(json).unwrap();
        assert_eq!(list.find("CROSSBOW").unwrap().label, "Crossbow");
        assert_eq!(list.label("firearm"), "firearm", "a word that left the list is still shown");
        assert_eq!(serde_json::to_string(&list).unwrap(), json);
    }

    #[test]
    fn hints_explain_what_a_topic_takes_in() {
        assert_eq!(list(TOPIC).find("Exploitation").unwrap().hint.as_deref(), Some("criminal, sexual, county lines"));
    }
}

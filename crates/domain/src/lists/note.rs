//! The lists a note chooses from: how known, topic, place type, weapon, weapon origin, age band,
//! category of person.

use serde::{Deserialize, Serialize};

use super::{List, Table, list};

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

//! What stands in `own/PERSON` and is nobody else's business.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::RecordId;
use crate::sharing::{Tally, Terms};

/// Whether a note is pinned. Its record id is derived from the note's, so two laptops mean the same pin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinRecord {
    pub note: RecordId,
    pub pinned: bool,
}

/// A person's settings; each field is a register of its own, and a change sets only what it names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SettingsRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub theme: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter_keys: Option<bool>,
    /// The safeguarding hub's number and hours, as this borough gives them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hub_hours: Option<String>,
}

/// That records left this notebook: to whom, for what, how many, under which terms. Never which words.
///
/// What was written before copies had terms has none, and what a later version adds to them is kept beside them. So
/// each is a text here and is read by [`crate::sharing`] where it is known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRecord {
    pub recipient: String,
    pub purpose: String,
    pub notes: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient_kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marking: Option<String>,
    /// An ISO day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How many notes stayed behind, by reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, u64>,
}

impl ExportRecord {
    pub fn of(terms: &Terms, tally: &Tally) -> Self {
        Self {
            recipient: terms.recipient.clone(),
            purpose: terms.purpose.clone(),
            notes: tally.goes,
            recipient_kind: Some(terms.kind.id().to_owned()),
            marking: Some(terms.marking.id().to_owned()),
            until: Some(terms.until.to_string()),
            left_out: tally.stays.iter().map(|(why, count)| (why.id().to_owned(), *count)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grading::Marking;
    use crate::sharing::{LeftOut, RecipientKind};

    #[test]
    fn an_entry_of_before_copies_had_terms_reads_as_it_was_written() {
        let before = r#"{"recipient":"Helen Prior","purpose":"handover","notes":3}"#;
        let record: ExportRecord = serde_json::from_str(before).unwrap();
        assert_eq!((record.notes, &record.recipient_kind), (3, &None));
        assert_eq!(serde_json::to_string(&record).unwrap(), before);
    }

    #[test]
    fn an_entry_says_the_terms_and_what_stayed_behind_in_names_that_stay() {
        let terms = Terms {
            recipient: "Housing".to_owned(),
            purpose: "a visit".to_owned(),
            kind: RecipientKind::Agency,
            marking: Marking::OfficialSensitive,
            until: "2027-05-24".parse().unwrap(),
        };
        let tally = Tally { goes: 2, stays: [(LeftOut::Conditions, 1)].into(), marking: terms.marking };
        assert_eq!(
            serde_json::to_string(&ExportRecord::of(&terms, &tally)).unwrap(),
            r#"{"recipient":"Housing","purpose":"a visit","notes":2,"recipient_kind":"agency","marking":"official-sensitive","until":"2027-05-24","left_out":{"conditions":1}}"#
        );
    }
}

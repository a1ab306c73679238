//! Query `lists`: the wards in use and the words a note can carry.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ListsView {
    pub boundaries: String,
    pub wards: Vec<WardRef>,
    pub topics: Vec<Choice>,
    pub how_known: Vec<Choice>,
    pub place_types: Vec<Choice>,
    pub weapons: Vec<Choice>,
    pub weapon_origins: Vec<Choice>,
    pub age_bands: Vec<Choice>,
    pub person_categories: Vec<Choice>,
    pub agencies: Vec<Choice>,
    pub objective_types: Vec<Choice>,
    pub action_types: Vec<Choice>,
    pub priorities: Vec<Choice>,
    pub blockers: Vec<Choice>,
    pub closing_reasons: Vec<Choice>,
    pub counts: Vec<Choice>,
    pub reached: Vec<Choice>,
    /// The three parts of a grade, and what binds those to whom handling C lets it go.
    pub grade_sources: Vec<Choice>,
    pub grade_information: Vec<Choice>,
    pub grade_handling: Vec<Choice>,
    pub conditions: Vec<Choice>,
    pub markings: Vec<Choice>,
    /// Age bands of somebody under 18.
    pub young_bands: Vec<String>,
    /// `red`, `amber`, `green` with what each says.
    pub confidences: Vec<Choice>,
    pub action_statuses: Vec<Choice>,
    pub stops: StopsView,
    /// The most characters a note's text may have.
    pub text_limit: u32,
}

/// One entry of a list. `id` is what requests and views carry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    pub id: String,
    pub label: String,
    /// What the entry covers, where the label alone does not say; else null.
    pub hint: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WardRef {
    pub code: String,
    pub name: String,
    /// The boundary set it belongs to: `2022` or `2014`.
    pub boundaries: String,
}

/// What stands beside every place of recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StopsView {
    pub headline: String,
    pub rows: Vec<StopRow>,
    /// "Your text stays here while you call."
    pub footer: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StopRow {
    /// `999`, `101`, `MASH`.
    pub call: String,
    /// "happening now, or a life at risk"
    pub when: String,
    /// The hub's number and hours, or where to ask for them; null for 999 and 101.
    pub detail: Option<String>,
}

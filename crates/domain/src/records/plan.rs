//! Locality action plans. A plan is two records in two streams: `plan` with its actions in
//! `plan/ID/work`, for everybody who works on it, and `analysis` in `plan/ID/core`, for those who may
//! know why.
//!
//! A set (wards, places, measures, reviews, co-owners, counts) is one register per element, so that
//! what two people add without seeing each other stands side by side: a field named after the set and
//! the element, see [`element`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fold::Fold;
use crate::ids::{PersonId, RecordId, StreamId};

/// The field that holds one element of a set: "area.0192…".
pub fn element(set: &str, key: &str) -> String {
    format!("{set}.{key}")
}

/// The elements of a set that stand, by key, with what they hold. One that was taken out is null or false.
pub fn elements(fold: &Fold, set: &str) -> BTreeMap<String, Value> {
    let named = |field: &&str| field.strip_prefix(set).is_some_and(|rest| rest.starts_with('.'));
    fold.fields()
        .into_iter()
        .filter(named)
        .filter_map(|field| {
            let value = fold.value(field).filter(|value| *value != Value::Bool(false))?;
            Some((field[set.len() + 1..].to_owned(), value))
        })
        .collect()
}

/// The set of a plan's areas, in its `plan` record and in both its `stream` records: area ids.
pub const AREAS: &str = "area";
/// The set of a plan's named places: their names.
pub const PLACES: &str = "place";
/// The set of an analysis's measures: ids of their own, each a [`Measure`].
pub const MEASURES: &str = "measure";
/// The set of an analysis's reviews: ISO days, each a [`Review`].
pub const REVIEWS: &str = "review";
/// The set of an action's further owners: ids of their own, each an [`Owner`].
pub const CO_OWNERS: &str = "co-owner";
/// The set of what an action counted: the count's id, each a whole number or a band.
pub const COUNTS: &str = "count";
/// The sets of weapons an action took out of circulation, by kind and by origin, each a whole number.
pub const WEAPONS: &str = "weapon";
pub const ORIGINS: &str = "origin";

/// How far a plan has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlanStatus {
    #[default]
    Draft,
    Active,
    Closed,
}

impl PlanStatus {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Active, Self::Closed];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Closed => "closed",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Active => "Active",
            Self::Closed => "Closed",
        }
    }

    /// By id, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let wanted = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|status| status.id() == wanted)
    }
}

/// A plan, without its sets. Its record id is the plan's id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanRecord {
    pub title: String,
    #[serde(default)]
    pub status: PlanStatus,
    /// Who sees the plan through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Owner>,
}

/// Why, and how one will know, without its sets. Each field is a register of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnalysisRecord {
    pub plan: RecordId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objective: Option<String>,
    /// An id of the list of objective types.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objective_type: Option<String>,
    /// Percent, where the objective is to reduce by so much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduce_by: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanning: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offender: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub victim: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_test: Option<String>,
    /// What came of it, said on closing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lessons: Option<String>,
    /// Whether the problem moved next door.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displacement: Option<String>,
}

impl AnalysisRecord {
    /// The analysis of a plan: one record, which follows from the plan and its `plan/core` stream.
    pub fn id(plan: RecordId, core: StreamId) -> RecordId {
        RecordId::derived("analysis", plan.as_bytes(), core)
    }
}

/// Something that is counted before and after.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<String>,
}

/// A day on which the plan is looked at again, and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Empty until it was held.
    #[serde(default)]
    pub found: String,
}

/// Somebody who answers for something: a member, or a name that is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
}

/// How far an action has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionStatus {
    #[default]
    NotStarted,
    InProgress,
    Blocked,
    Done,
    Cancelled,
}

impl ActionStatus {
    pub const ALL: [Self; 5] = [Self::NotStarted, Self::InProgress, Self::Blocked, Self::Done, Self::Cancelled];

    pub const fn id(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::InProgress => "in-progress",
            Self::Blocked => "blocked",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::NotStarted => "Not started",
            Self::InProgress => "In progress",
            Self::Blocked => "Blocked",
            Self::Done => "Done",
            Self::Cancelled => "Cancelled",
        }
    }

    /// By id or label, in any case.
    pub fn parse(text: &str) -> Option<Self> {
        let wanted = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|status| status.id() == wanted || status.label().to_lowercase() == wanted)
    }

    /// Nothing more is to be done.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled)
    }
}

/// An action's status and why it has it: one register, since a reason belongs to what it explains.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub is: ActionStatus,
    /// An id of the list of closing reasons, where it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// A due date and why it was moved there: one register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// An ISO day.
    pub on: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// How sure its owner is that it will be delivered; set by a person, never computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    Red,
    Amber,
    Green,
}

impl Confidence {
    pub const ALL: [Self; 3] = [Self::Red, Self::Amber, Self::Green];

    pub const fn id(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Amber => "amber",
            Self::Green => "green",
        }
    }

    /// What the colour says.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Red => "Will not be delivered",
            Self::Amber => "A significant part is at risk",
            Self::Green => "Expected to be delivered",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        let wanted = text.trim().to_lowercase();
        Self::ALL.into_iter().find(|confidence| confidence.id() == wanted)
    }
}

/// What holds an action up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// An id of the list of blockers.
    pub kind: String,
    pub why: String,
    /// Who can unblock it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// An ISO day.
    pub since: String,
}

/// One thing to be done, without its sets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionRecord {
    pub plan: RecordId,
    pub title: String,
    /// An id of the list of action types.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Owner>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// The first due date, an ISO day; never written again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_due: Option<String>,
    /// An id of the list of priorities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    #[serde(default)]
    pub status: Standing,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocker: Option<Blocker>,
    /// What came of it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// The batch it came in with, where it was brought in from a file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
}

/// What was done on an action. Append-only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressRecord {
    pub action: RecordId,
    pub text: String,
}

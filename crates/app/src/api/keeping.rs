//! Keeping and erasing: what is past its time, what is kept all the same, and what was erased.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::lists::WardRef;

/// Query `keeping`. A page of what is due, longest due first; beside it the schedule and what was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct KeepingRequest {
    /// From the page before; null for the first.
    pub after: Option<String>,
    /// 0 for as many as a page has.
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeepingView {
    /// Whether this person decides about notes of any ward.
    pub may_decide: bool,
    pub schedule: Vec<PeriodRow>,
    /// Why something may be erased.
    pub whys: Vec<WhyRow>,
    pub due: Vec<DueNote>,
    pub due_total: u32,
    /// Asks for the page after this one.
    pub next: Option<String>,
    /// What its author wrote without a connection of a note, an action or a plan that was erased meanwhile; for those who
    /// decide about its ward, or plan there, at most 100.
    pub late: Vec<LateAddition>,
    /// Plans that are past their time, for those who may erase them.
    pub plans: Vec<DuePlan>,
    /// Closed plans in which names are past their time, for those who may take them out.
    pub names: Vec<DueNames>,
    /// The latest first, at most 100.
    pub erased: Vec<ErasedRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DuePlan {
    pub plan: String,
    pub title: String,
    /// "Addison, Avonmore"
    pub wards: String,
    /// "3 Mar 2020"
    pub closed: String,
    /// "It was closed more than 6 years ago."
    pub why: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DueNames {
    pub plan: String,
    pub title: String,
    /// "Addison, Avonmore"
    pub wards: String,
    /// "3 Mar 2020"
    pub closed: String,
    /// "Names 3 people, and was closed more than 24 months ago."
    pub why: String,
}

/// What hangs on a note, an action or a plan that is erased, and came after that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LateAddition {
    pub id: String,
    /// "Addition", "Photo or document", "Remark on a note", "Progress on an action"
    pub what: String,
    /// "Addison"; of plans "plan “The walkway”, Addison", without the plan where that is gone. Empty where neither is
    /// known.
    pub place: String,
    pub author: String,
    /// "Sun 29 Nov 2026, 14:32"
    pub when: String,
    /// Of an action, with its progress and the names of its photos and documents.
    pub text: String,
}

/// How long something is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PeriodRow {
    pub id: String,
    /// "A note that describes or names somebody"
    pub what: String,
    /// "12 months from the day it was recorded"
    pub period: String,
    /// "Then it is looked at again, and kept only with a reason."
    pub then: String,
    /// Days or months; null where it has no end.
    pub number: Option<u32>,
    pub unit: PeriodUnit,
    /// "12 months": as it would be had nothing else been agreed on; null where it is so.
    pub usual: Option<String>,
    pub can_change: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum PeriodUnit {
    Days,
    Months,
}

/// Mutate `period_set`: how long something is kept, as agreed on; for administrators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PeriodSetRequest {
    /// Of a row of the schedule.
    pub id: String,
    /// In its unit.
    pub number: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WhyRow {
    pub id: String,
    pub label: String,
}

/// A note that is past its time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DueNote {
    pub note: String,
    pub ward: WardRef,
    pub author: String,
    /// "12 Mar 2025"
    pub recorded: String,
    pub excerpt: String,
    /// "It names or describes somebody, and was recorded more than 12 months ago."
    pub why: String,
    /// "Kept until 3 Mar 2026 by Ruth Allen: the trial is not over."; null where nobody kept it before.
    pub kept: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErasedRow {
    pub id: String,
    /// "A note of Addison"
    pub what: String,
    pub by: String,
    /// "Sun 29 Nov 2026, 14:32"
    pub when: String,
    pub why: String,
    pub reference: Option<String>,
    /// It goes from the server and from other devices once this device has reached the server.
    pub waiting: bool,
}

/// Query `erasing` (by id of a note, a briefing, a plan or an action): what would go, and what would stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ErasingView {
    /// "The note and what was added to it twice", one line each.
    pub goes: Vec<String>,
    /// What was made from it and is not erased with it, one line each.
    pub stays: Vec<String>,
}

/// Mutate `work_erase`: a briefing, a plan with its actions, or an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WorkEraseRequest {
    pub id: String,
    /// One of `whys`.
    pub why: String,
    /// Of the case in which it was decided.
    #[serde(default)]
    pub reference: Option<String>,
}

/// Mutate `note_erase`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoteEraseRequest {
    pub id: String,
    /// One of `whys`.
    pub why: String,
    /// Of the case in which it was decided.
    #[serde(default)]
    pub reference: Option<String>,
}

/// Mutate `note_keep`: for another 12 months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoteKeepRequest {
    pub id: String,
    pub reason: String,
}

/// Mutate `source_erase`: for the leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SourceEraseRequest {
    pub id: String,
    /// One of `whys`.
    pub why: String,
}

//! Wards: own notes by ward and month.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{lists::WardRef, notes::NoteRow};

/// Query `wards`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WardsView {
    pub boundaries: String,
    /// "Wards from May 2022"
    pub boundaries_label: String,
    /// The twelve months shown, oldest first; the last is the present month, which is not over.
    pub months: Vec<MonthRef>,
    pub rows: Vec<WardRow>,
    /// Said once where the set has no residents: "No population file has been imported for these wards."
    pub residents_note: Option<String>,
    /// Notes of other boundary sets, which no row counts.
    pub other_boundaries: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MonthRef {
    /// `2026-11`
    pub id: String,
    /// "Nov 2026"
    pub label: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WardRow {
    pub ward: WardRef,
    pub residents: Option<u32>,
    /// Notes in the twelve months, withdrawn ones left out.
    pub notes: u32,
    /// One number for each of `months`.
    pub by_month: Vec<u32>,
    /// "14 Oct"; null where there is none.
    pub last: Option<String>,
}

/// Query `ward`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WardRequest {
    pub code: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WardView {
    pub row: WardRow,
    pub months: Vec<MonthRef>,
    /// "11,800 residents in 2015 (Greater London Authority ward profiles)"; null where unknown.
    pub residents_words: Option<String>,
    /// Wards it touches; empty where the set's borders are not known.
    pub neighbours: Vec<WardRef>,
    pub recent: Vec<NoteRow>,
}

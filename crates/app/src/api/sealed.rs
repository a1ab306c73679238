//! Sealed files: from hand to hand where there is no connection.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Query `handing`: for whom a file can be made, of what waits or of a ward.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct HandingRequest {
    /// Code or name; null for what waits to be sent.
    pub ward: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandingView {
    /// Those who may read any of it and have a device to open a file with, those who may read most first.
    pub people: Vec<HandingPerson>,
    /// The name a file gets unless its maker gives another. Names nobody and no place.
    pub file_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandingPerson {
    pub id: String,
    /// "Helen Prior"
    pub name: String,
    /// "Helen Prior, Coordinator: may read all of it"
    pub label: String,
    pub all: bool,
}

/// Mutate `waiting_save`: what waits to be sent, into a new file. It goes on waiting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WaitingSaveRequest {
    pub file: String,
    /// Id or name; null for everybody who may read all of it.
    pub to: Option<String>,
    /// Null says what such a file is for by itself.
    #[serde(default)]
    pub purpose: Option<String>,
    /// The day by which the file is deleted, as an ISO date; null or empty for a month.
    #[serde(default)]
    pub until: Option<String>,
}

/// Mutate `pack_save`: everything of a ward that somebody may read, into a new file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PackSaveRequest {
    pub file: String,
    /// Code or name.
    pub ward: String,
    /// Id or name.
    pub to: String,
    /// Null says what such a file is for by itself.
    #[serde(default)]
    pub purpose: Option<String>,
    /// The day by which the file is deleted, as an ISO date; null or empty for a month.
    #[serde(default)]
    pub until: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileSaved {
    pub file: String,
    pub bytes: u64,
    pub notes: u64,
    /// Entries that are no new note.
    pub others: u64,
    /// "Saved for Helen Prior: 4 notes, 12 kB. …"
    pub words: String,
}

/// Mutate `file_take`: what a sealed file brings, as far as this person may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FileTakeRequest {
    pub file: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileTaken {
    /// Who made it, and when: "Made by Amara Lewis, today, 14:32."
    pub made: String,
    /// New notes, notes that were here, other new entries, entries that were not taken.
    pub notes: u64,
    pub had: u64,
    pub others: u64,
    pub left_out: u64,
    /// "14 notes from Amara Lewis; 3 you had already."
    pub words: String,
    /// What was not taken, a sentence for each reason.
    pub left_out_words: Vec<String>,
    /// For whom and until when it was made; null in a file that does not say.
    pub terms: Option<String>,
    /// Said where that day is past; nothing of it is lost for that.
    pub past: Option<String>,
}

//! What stands in `own/PERSON` and is nobody else's business.

use serde::{Deserialize, Serialize};

use crate::ids::RecordId;

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

/// That records left this notebook: to whom, for what, how many. Never which words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRecord {
    pub recipient: String,
    pub purpose: String,
    pub notes: u64,
}

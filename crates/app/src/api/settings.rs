//! Settings of this person and this notebook.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Query `settings`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SettingsView {
    pub name: String,
    pub partnership: String,
    pub device: String,
    /// The label shown while locked.
    pub label: String,
    pub boundaries_label: String,
    /// `system`, `light` or `dark`.
    pub theme: String,
    /// Minutes without use until the notebook locks: 1 to 60.
    pub idle_minutes: u32,
    pub letter_keys: bool,
    pub hub_number: String,
    pub hub_hours: String,
    /// Where the notebook's files lie.
    pub folder: String,
    pub version: String,
    /// "Last backup 2 May." or "No backup yet."
    pub backup_words: String,
    pub sample: bool,
    /// Why this notebook has no export and no backup: it is sample data. Null where it has both.
    pub nothing_to_keep: Option<String>,
}

/// Mutate `settings_set`: only what is present changes. Answers with the settings as they are now.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct SettingsSetRequest {
    pub theme: Option<String>,
    pub idle_minutes: Option<u32>,
    pub letter_keys: Option<bool>,
    pub hub_number: Option<String>,
    pub hub_hours: Option<String>,
}

/// Mutate `label_set`: what a locked notebook is called on a shared laptop.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LabelSetRequest {
    pub label: String,
}

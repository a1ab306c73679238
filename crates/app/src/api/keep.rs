//! Keep and move: backup, restore, export, verify, doctor.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Mutate `backup`: `file` is a path that does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BackupRequest {
    pub file: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BackupView {
    pub file: String,
    pub bytes: u64,
    pub changes: u64,
    pub at: String,
    /// "Backup made and checked: 312 notes, 1.2 MB."
    pub words: String,
}

/// Mutate `restore`: into this folder, which must hold no notebook.
#[derive(Clone, Serialize, Deserialize, TS, zeroize::ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct RestoreRequest {
    #[zeroize(skip)]
    pub file: String,
    /// The backup's passphrase or its recovery code.
    pub secret: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RestoreView {
    pub person: String,
    /// The new device's id: a restored notebook always goes on as a new device.
    pub device: String,
    pub boundaries: String,
    pub notes: u64,
    pub words: String,
}

/// Mutate `export`: writes a new folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    pub folder: String,
    pub recipient: String,
    pub purpose: String,
    /// `own`, `partner`, `agency` or `committee`: what they are not to have is left out. Null is `partner`.
    #[serde(default)]
    pub recipient_kind: Option<String>,
    /// The day by which it is deleted, as an ISO date; null or empty for the kind's own.
    #[serde(default)]
    pub until: Option<String>,
    /// This note alone; null for every note that may be held.
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ExportView {
    pub folder: String,
    pub files: Vec<String>,
    pub notes: u64,
    pub words: String,
}

/// Mutate `notebook_set_aside`: for a notebook that can't be opened. Nothing is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetAsideView {
    pub folder: String,
    pub words: String,
}

/// Query `verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct VerifyView {
    pub changes: u64,
    pub records: u64,
    pub streams: u64,
    /// The first fault in words; null when everything holds.
    pub fault: Option<String>,
    pub words: String,
}

/// Query `doctor`: what was looked at, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorView {
    pub ok: bool,
    pub checks: Vec<DoctorCheck>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoctorCheck {
    /// `folder`, `space`, `keys`, `database`, `device`, `backup`, …
    pub id: String,
    pub label: String,
    /// `good`, `look`, `bad`
    pub result: String,
    pub words: String,
}

//! What crosses between the screens and the use cases: requests in, views out.
//!
//! These types are the contract of the window, the terminal and the test host, and the source of
//! `ui/src/lib/api/generated.ts`. They carry words that are ready to be shown; they know nothing of
//! tables, files or Tauri. Times are RFC 3339 in UTC; days are ISO dates in Europe/London.

pub mod actions;
pub mod attachments;
pub mod briefings;
pub mod drafts;
pub mod join;
pub mod keep;
pub mod keeping;
pub mod lists;
pub mod notes;
pub mod people;
pub mod plans;
pub mod sealed;
pub mod session;
pub mod settings;
pub mod sharing;
pub mod sources;
pub mod subject;
pub mod sync;
pub mod trail;
pub mod triage;
pub mod unfinished;
pub mod wards;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The error of every command, as a screen meets it.
///
/// `code` is what a screen may branch on; `message` tells a person what happened, what is safe and
/// what to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    pub code: String,
    pub message: String,
    pub field_errors: Vec<FieldError>,
    /// True when the same call may go through later without a change by the person.
    pub retryable: bool,
    /// Seconds to wait before the next try (code `wait` only).
    pub wait_seconds: Option<u32>,
}

/// One field that needs mending. `field` is the request's own field name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldError {
    pub field: String,
    pub message: String,
}

/// For commands that take nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Told to every screen after something was committed, so that it can ask again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChangeEvent {
    /// What to ask again for.
    pub topics: Vec<ChangeTopic>,
    /// The request that caused it; a window ignores the echo of its own. Null when another process wrote.
    pub request_id: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeTopic {
    Session,
    Notes,
    Drafts,
    Settings,
    /// The sync corner and its page.
    Sync,
    /// People, grants, devices, conflicts.
    People,
    /// The queue, and what stands beside notes; briefings.
    Triage,
    /// Plans and actions.
    Work,
}

//! What people read, opened and took out. No content, and no record by its name.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::lists::WardRef;
use super::notes::AuthorView;

/// Query `trail`: one's own, or, for administrators, everybody's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct TrailRequest {
    /// One person's alone; null for all that is held here.
    pub person: Option<String>,
    /// From `TrailPage::next`; null for the first page.
    pub after: Option<String>,
    /// 1 to 200; 0 means 50.
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailPage {
    pub rows: Vec<TrailRow>,
    pub next: Option<String>,
    /// Everybody's is held here, and not one's own alone.
    pub of_all: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TrailRow {
    pub id: String,
    pub person: AuthorView,
    /// `read-note`, `opened-source`, …
    pub deed: String,
    /// "Read somebody else's note"
    pub what: String,
    pub ward: Option<WardRef>,
    /// How many records a copy held, or a search found.
    pub count: Option<u32>,
    /// Of a copy: "For another agency, marked OFFICIAL-SENSITIVE, to be deleted by 24 May 2027. 2 notes left out."
    pub terms: Option<String>,
    pub at: String,
    /// "today, 14:32"
    pub when: String,
}

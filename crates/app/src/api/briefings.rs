//! Briefings: what everybody granted a ward may know.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::lists::WardRef;
use super::notes::{AuthorView, HistoryEntry, NoteRow, WithdrawalView};

/// Query `briefings`: the latest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct BriefingsRequest {
    pub ward: Option<String>,
    /// Also those that were withdrawn.
    pub withdrawn: bool,
    pub after: Option<String>,
    /// 1 to 200; 0 means 50.
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BriefingsPage {
    pub rows: Vec<BriefingView>,
    pub next: Option<String>,
    /// The wards whose briefings this person holds.
    pub wards: Vec<WardRef>,
}

/// Query `briefing`, and a row of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BriefingView {
    pub id: String,
    pub ward: WardRef,
    pub text: String,
    /// What the text's present version is called; sent back with a correction of it.
    pub base: String,
    /// RFC 3339.
    pub at: String,
    /// "today, 14:32"
    pub when: String,
    pub author: AuthorView,
    /// Its text was written anew since.
    pub corrected: bool,
    pub withdrawal: Option<WithdrawalView>,
    /// Everything that happened to it, oldest first; empty in a list.
    pub history: Vec<HistoryEntry>,
    /// The notes it was written from, for those who hold them; empty in a list.
    pub notes: Vec<NoteRow>,
    pub can_correct: bool,
}

/// Mutate `briefing_correct`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BriefingCorrectRequest {
    pub id: String,
    pub text: String,
    /// The version that was corrected; refused (`overtaken`) where it is no longer what stands.
    #[serde(default)]
    pub base: Option<String>,
}

/// Mutate `briefing_withdraw`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BriefingWithdrawRequest {
    pub id: String,
    pub reason: String,
}

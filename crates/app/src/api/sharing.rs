//! Before something leaves: for whom it can be, what would go, and what would be left out and why.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Query `sharing_look`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SharingLookRequest {
    pub of: SharingOf,
    /// Null while none is chosen: then only the kinds are told.
    #[serde(default)]
    pub recipient_kind: Option<String>,
}

/// What would leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum SharingOf {
    /// Every note that is held.
    Notes,
    Note {
        id: String,
    },
    /// A photo or document.
    File {
        id: String,
    },
    /// A sealed file: for members, by what each may read.
    Sealed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SharingLook {
    /// Empty for a sealed file.
    pub kinds: Vec<RecipientKindView>,
    /// The day that stands unless another is given, as an ISO date.
    pub until: String,
    /// "12 notes go, marked OFFICIAL-SENSITIVE."; empty while no kind is chosen.
    pub goes: String,
    /// What is left out and why, a sentence for each.
    pub left_out: Vec<String>,
    /// Said where nothing at all would go.
    pub refused: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecipientKindView {
    /// `own`, `partner`, `agency`, `committee`
    pub id: String,
    /// "Another agency"
    pub label: String,
    /// What they get.
    pub hint: String,
    /// The day by which their copy is deleted unless another is given, as an ISO date.
    pub until: String,
}

//! Photos and documents: add, look at, save a copy, take off.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::notes::AuthorView;

/// What a file hangs on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum AttachTo {
    /// A draft that was saved; its files hang on the note from its recording on.
    Draft {
        id: String,
    },
    /// A note of one's own.
    Note {
        id: String,
    },
    Action {
        id: String,
    },
}

/// Mutate `attachment_add`. Exactly one of `file` and `bytes` is given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AttachmentAddRequest {
    pub to: AttachTo,
    /// The file's own name; may be empty with `file`.
    #[serde(default)]
    pub name: String,
    /// A path on this computer.
    #[serde(default)]
    pub file: Option<String>,
    /// Base64, as a clipboard or a drop gives it.
    #[serde(default)]
    pub bytes: Option<String>,
    /// What it shows, for whoever cannot see it.
    #[serde(default)]
    pub description: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttachmentAdded {
    pub file: FileView,
    /// What takes it back (`take_back`); empty for a file on a draft (`draft_file_remove`).
    pub undo: Vec<String>,
    /// "court.jpg is added: made smaller and cleaned of where it was taken."
    pub words: String,
}

/// A photo or document as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FileView {
    pub id: String,
    pub name: String,
    pub media: String,
    pub photo: bool,
    /// "1.2 MB"
    pub size: String,
    /// Empty where nobody said.
    pub description: String,
    /// `data:` address of a small picture; null for documents.
    pub thumbnail: Option<String>,
    /// Of a photo, in pixels.
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub author: AuthorView,
    /// "today 16:58"
    pub when: String,
    /// `here`, `going`, `refused`, `coming`, `not-sent`, `withheld`
    pub state: String,
    /// Where its bytes are; empty where there is nothing to say.
    pub state_words: String,
    /// Its bytes are here and can be looked at or saved.
    pub here: bool,
    pub can_remove: bool,
}

/// Query `attachment` (by id): the whole of it. Also a draft's file.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttachmentContent {
    pub name: String,
    pub media: String,
    /// Base64.
    pub bytes: String,
}

/// Mutate `attachment_save`: a copy outside the notebook with a cover beside it, logged with who it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AttachmentSaveRequest {
    pub id: String,
    pub file: String,
    pub recipient: String,
    pub purpose: String,
    /// As in an export.
    #[serde(default)]
    pub recipient_kind: Option<String>,
    #[serde(default)]
    pub until: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttachmentSaved {
    pub file: String,
    /// The text beside it that says for whom it is, how it is marked and until when it may be kept.
    pub cover: String,
    pub words: String,
}

/// Mutate `draft_file_describe`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct DraftFileDescribeRequest {
    pub id: String,
    pub description: String,
}

//! What the sender hears back, in the `intake` stream the note stands in.

use serde::{Deserialize, Serialize};

use crate::ids::RecordId;
use crate::words::NoteState;

/// One step a note has taken, told to whoever recorded it. Written by those with the right to triage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyRecord {
    pub note: RecordId,
    pub step: NoteState,
    /// The role or team that took it, as in "Community Safety".
    pub by: String,
    /// One safe sentence; none where the step says enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentence: Option<String>,
    /// An ISO day by which whoever recorded it hears more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<String>,
}

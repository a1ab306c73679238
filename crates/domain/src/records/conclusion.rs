//! That the note of a sealed source was closed or erased, or that its author withdrew it, for the safeguarding leads:
//! they hold the source, and hardly ever the note.

use serde::{Deserialize, Serialize};

use crate::ids::{ChangeId, RecordId, StreamId};

/// A record of `area/AREA/sealed`, by whoever decides about the note. It names neither the note nor why it was closed
/// or erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConclusionRecord {
    /// The source's, as it stands in the source and beside the note.
    pub reference: String,
}

impl ConclusionRecord {
    /// Follows from the change that told the note's author of it. Whoever takes that back holds it, and hardly ever
    /// this record.
    pub fn id(told: ChangeId, sealed: StreamId) -> RecordId {
        RecordId::derived("conclusion", told.as_bytes(), sealed)
    }
}

/// A record of `area/AREA/sealed`, by the note's author, who hardly ever decides about notes. It names neither the note
/// nor why it was withdrawn. Leads go by it where the source is of the same author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetractionRecord {
    /// The source's, as it stands in the source and beside the note.
    pub reference: String,
}

impl RetractionRecord {
    /// Follows from the change that withdrew the note. Whoever puts it back, on another laptop of theirs, does not hold
    /// this record.
    pub fn id(withdrew: ChangeId, sealed: StreamId) -> RecordId {
        RecordId::derived("retraction", withdrew.as_bytes(), sealed)
    }
}

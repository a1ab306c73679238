//! That the note of a sealed source was closed, for the safeguarding leads: they hold the source, and hardly ever the
//! note.

use serde::{Deserialize, Serialize};

use crate::ids::{ChangeId, RecordId, StreamId};

/// A record of `area/AREA/sealed`. It names neither the note nor why it was closed.
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

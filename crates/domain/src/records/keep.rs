//! Why a note is kept past its time.

use serde::{Deserialize, Serialize};

use crate::ids::RecordId;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepRecord {
    /// In the intake of the same area.
    pub note: RecordId,
    pub reason: String,
    /// ISO day on which it is to be looked at again.
    pub until: String,
}

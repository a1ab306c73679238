//! What becomes of a note on its way: who sees to it, what it is linked to, where it was sent, why it
//! was closed, and the briefing that everybody in the ward may read.
//!
//! All but the briefing stand in `area/AREA/restricted`, so that a briefing never names its note: an id
//! tells to the millisecond when somebody spoke.

use serde::{Deserialize, Serialize};

use crate::grading::{Grade, Marking};
use crate::ids::{AreaId, PersonId, RecordId};
use crate::wards::{BoundarySet, WardCode};

/// Who sees to a note. Its record id is derived from the note's, so that two people who assign it mean
/// the same register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignmentRecord {
    pub note: RecordId,
    /// None once nobody is to see to it any more.
    pub officer: Option<PersonId>,
}

/// What a note belongs with. Its record id is derived from both ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRecord {
    pub note: RecordId,
    #[serde(flatten)]
    pub to: LinkEnd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkEnd {
    /// The plan it became part of.
    Plan(RecordId),
    /// What was written of it for everybody in the ward.
    Briefing(RecordId),
    /// Another note of the same matter.
    Other(RecordId),
}

impl LinkEnd {
    pub const fn record(self) -> RecordId {
        match self {
            Self::Plan(id) | Self::Briefing(id) | Self::Other(id) => id,
        }
    }
}

/// That a note was passed to the police or the safeguarding hub, and under which reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferralRecord {
    pub note: RecordId,
    /// `police` or `mash`.
    pub to: String,
    pub reference: String,
}

/// That nothing more is to come of a note, and the officer's reason, which its author does not see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosureRecord {
    pub note: RecordId,
    pub reason: String,
}

/// A working remark on a note, for colleagues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemarkRecord {
    pub note: RecordId,
    pub text: String,
}

/// How far a note can be relied on, and to whom it may go. Its record id is derived from the note's, so that two
/// people who grade it mean the same register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GradeRecord {
    pub note: RecordId,
    /// One register: its parts are decided together. None once the grade was taken back.
    pub graded: Option<Graded>,
}

/// A grade with its handling. It never holds anything of the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    pub grade: Grade,
    /// Of the list of conditions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// A condition in words of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    pub marking: Marking,
}

/// What everybody granted the ward may know. Its text can be corrected, and it can be withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BriefingRecord {
    pub area: AreaId,
    pub ward: WardCode,
    pub boundaries: BoundarySet,
    pub text: String,
}

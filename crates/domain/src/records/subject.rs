//! A person's request for what is held about them, in `own/PERSON` of whoever answers it: nobody else needs to know
//! that it was made. One person on two laptops: of two values the later counts.

use serde::{Deserialize, Serialize};

/// Each field is a register of its own; so is each decision, see [`SubjectRequestRecord::decision_field`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SubjectRequestRecord {
    /// The number under which the data protection officer has it.
    pub reference: String,
    /// Every name and spelling that is looked for.
    pub names: Vec<String>,
    /// Words that are blacked out wherever they stand: other people, and what would tell who gave information.
    pub hide: Vec<String>,
    /// ISO day.
    pub received: String,
    /// It is complex, and whoever asked was told that it takes two months longer.
    pub extended: bool,
    /// ISO day; null while it is open.
    pub closed: Option<String>,
}

/// What was decided of one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectDecision {
    pub give: bool,
    /// Why it is kept back: an id of [`crate::subject_access::REASONS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was weighed, for whoever asks later why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl SubjectRequestRecord {
    const DECIDED: &str = "decided/";

    /// The register of what was decided about a text: by the change that holds it, or by a draft and its words.
    pub fn decision_field(text: &str) -> String {
        format!("{}{text}", Self::DECIDED)
    }

    /// The text that a register is about.
    pub fn decided(field: &str) -> Option<&str> {
        field.strip_prefix(Self::DECIDED)
    }
}

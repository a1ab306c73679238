//! Subject access: somebody asks what is held about them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Query `subject_requests`: all of them, open ones first, soonest due first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SubjectRequestsView {
    /// Whether this person answers such requests: whoever decides about notes of a ward.
    pub may_answer: bool,
    pub requests: Vec<SubjectRequestRow>,
    /// Why something may be kept back, in the order in which it is offered.
    pub reasons: Vec<KeptBackReason>,
    /// Today as an ISO day, which the day of receipt begins with.
    pub today: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SubjectRequestRow {
    pub id: String,
    /// "SAR-2026-14"
    pub reference: String,
    /// As in "Jordan Blake, JB".
    pub names: String,
    /// "Received 3 Nov 2026"
    pub received: String,
    /// "Answer by 3 Dec 2026, in 3 days"; "Closed 12 Nov 2026" once it is.
    pub due: String,
    /// The day for an answer is over and it is open.
    pub late: bool,
    pub closed: bool,
    /// "4 given, 1 kept back"; empty before anything was decided.
    pub decided: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct KeptBackReason {
    pub id: String,
    pub label: String,
    /// "Data Protection Act 2018, Schedule 2, paragraph 2"
    pub law: String,
    /// Whether the answer says that something was kept back for it.
    pub said: bool,
}

/// Query `subject_request` (by id): looks through everything this device holds, so it can take some seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SubjectRequestView {
    pub id: String,
    pub reference: String,
    pub names: Vec<String>,
    /// Words that are blacked out wherever they stand.
    pub hide: Vec<String>,
    /// ISO day.
    pub received: String,
    pub received_words: String,
    /// "Answer by 3 Dec 2026, in 3 days"
    pub due: String,
    pub late: bool,
    pub extended: bool,
    /// "Closed 12 Nov 2026"; null while it is open.
    pub closed: Option<String>,
    /// Whole names first, each kind newest first; at most 500. Where there are more, undecided ones come first.
    pub items: Vec<SubjectItem>,
    /// All that were found.
    pub total: u32,
    /// Of `total`, those nobody decided about.
    pub undecided: u32,
    /// "Looked through 1,204 texts on this computer: notes, additions, …"
    pub looked: String,
    /// What could not be looked through, a sentence each.
    pub not_looked: Vec<String>,
}

/// One text that mentions them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SubjectItem {
    /// For `subject_decide`.
    pub id: String,
    /// "Note", "Addition to a note", "Plan", "Draft on this computer"
    pub what: String,
    /// "Addison"; null for what belongs to no ward.
    pub ward: Option<String>,
    /// "Sun 22 Nov 2026, 14:32"
    pub when: String,
    /// Who wrote it. Never given to whoever asked.
    pub author: String,
    /// "An earlier version, written over since"; "Withdrawn"; null for what stands.
    pub standing: Option<String>,
    /// For whom it is held and for what: "St Giles Trust, to keep people safe"; null where it was not written down.
    pub held_for: Option<String>,
    pub fields: Vec<SubjectField>,
    /// A whole name stands in it; otherwise only a part of one, or a word much like one.
    pub named: bool,
    pub decision: Option<SubjectDecided>,
    /// The note to open, where it is one or belongs to one.
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SubjectField {
    /// "Text", "Place"
    pub label: String,
    pub pieces: Vec<SubjectPiece>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SubjectPiece {
    pub text: String,
    /// `plain`, `named`, `perhaps` or `out` (blacked out in what is given).
    pub mark: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SubjectDecided {
    pub give: bool,
    /// Of `reasons`; null where it is given.
    pub reason: Option<String>,
    pub note: Option<String>,
    /// "Given." "Kept back. It is about somebody else, and blacking out does not hide them."
    pub words: String,
}

/// Mutate `subject_add`. Answers with `Done`, whose id is the request's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SubjectAddRequest {
    pub reference: String,
    pub names: Vec<String>,
    /// ISO day.
    pub received: String,
}

/// Mutate `subject_set`: only what is named changes. Answers with `Done`, which can be taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct SubjectSetRequest {
    pub id: String,
    pub names: Option<Vec<String>>,
    pub hide: Option<Vec<String>>,
    pub extended: Option<bool>,
    /// True closes it, false opens it again.
    pub closed: Option<bool>,
}

/// Mutate `subject_decide`. Answers with `Done`, which can be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SubjectDecideRequest {
    pub id: String,
    pub item: String,
    pub give: bool,
    /// Needed where it is not given: an id of `reasons`.
    #[serde(default)]
    pub reason: Option<String>,
    /// What was weighed.
    #[serde(default)]
    pub note: Option<String>,
}

/// Mutate `subject_export`: the answer, into a new folder. Answers with `ExportView`. Refused while something is undecided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SubjectExportRequest {
    pub id: String,
    pub folder: String,
    /// Who asked, or who asks for them.
    pub recipient: String,
}

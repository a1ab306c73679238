//! Drafts: saved at every pause, ten versions kept, gone only when a person says so.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attachments::FileView;
use super::{
    lists::WardRef,
    notes::{NoteInput, NoteRow},
};

/// Mutate `draft_save`. `id` is null for the first save of a new draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct DraftSaveRequest {
    pub id: Option<String>,
    pub note: NoteInput,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftSaved {
    pub id: String,
    pub saved_at: String,
    /// "Draft kept on this device"
    pub words: String,
    /// "16:58"
    pub time: String,
}

/// Mutate `addition_save`: keeps an amendment or a reason for withdrawing while it is written.
/// An empty text forgets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AdditionSaveRequest {
    /// The note it is about.
    pub note: String,
    pub kind: AdditionKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum AdditionKind {
    Amendment,
    Withdrawal,
}

/// Something begun about a note and not done yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AdditionView {
    pub note: String,
    pub kind: AdditionKind,
    pub text: String,
    /// "today 16:58"
    pub when: String,
}

/// Query `drafts`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftsView {
    pub rows: Vec<DraftRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftRow {
    pub id: String,
    /// The first words; empty when only other questions were answered.
    pub excerpt: String,
    pub ward: Option<WardRef>,
    pub saved_at: String,
    /// "yesterday 17:52"
    pub when: String,
    /// Present where it is no note of its own but an addition to one.
    pub about: Option<AdditionView>,
    /// "Begun 34 days ago and never recorded. Is it still needed?"; null before it is asked.
    pub asks: Option<String>,
}

/// Query `draft` (by id).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftView {
    pub id: String,
    pub note: NoteInput,
    pub saved_at: String,
    pub when: String,
    /// Photos and documents that will hang on the note.
    pub files: Vec<FileView>,
    /// Its words are a refused note's that said who told it: that has to be typed again.
    pub told: Option<DraftTold>,
    /// Earlier versions, newest first, the present one left out.
    pub versions: Vec<DraftVersionRow>,
}

/// That somebody told it, and nothing of who.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftTold {
    /// Under 18. The note that is recorded of it is marked so, whatever else is typed.
    pub young: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DraftVersionRow {
    pub version: u32,
    pub when: String,
    pub note: NoteInput,
}

/// Query `today`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TodayView {
    /// "Thursday"
    pub weekday: String,
    /// "14 October 2021"
    pub date: String,
    pub drafts: Vec<DraftRow>,
    /// Forms about records in which something was begun, the latest first.
    pub begun: Vec<super::unfinished::BegunForm>,
    pub pinned: Vec<NoteRow>,
    pub recent: Vec<NoteRow>,
    /// Wards used last, latest first, at most four.
    pub recent_wards: Vec<WardRef>,
    pub notes_total: u32,
    /// For those who triage: notes nobody has read, the longest waiting first, at most six.
    pub unread: Vec<super::triage::TriageRow>,
    pub unread_total: u32,
    pub unread_late: u32,
    /// For those who triage: notes that were read and of which their authors have said more since.
    pub more_said: u32,
    /// "3 to read, 1 of them late, 1 with more said"; empty where nothing waits.
    pub to_read: String,
    /// For those who triage: notes whose authors were promised to hear more and have not, the earliest day first, at
    /// most six.
    pub promised: Vec<PromisedNote>,
    pub promised_total: u32,
    /// Own notes that something came of or that wait, the latest step first, at most six. Empty without a server.
    pub sent: Vec<SentNote>,
    /// Own notes that others erased for good in the last 30 days, the latest first.
    pub erased: Vec<super::keeping::ErasedRow>,
    /// This person's open actions, the earliest due first, at most eight.
    pub actions: Vec<super::actions::ActionRow>,
    pub actions_total: u32,
    pub actions_late: u32,
    /// For those who decide about them: notes that are past the time for which they are kept.
    pub keeping_due: u32,
    /// Plans past their time, names in closed plans, or what came too late to something erased, for those who decide.
    pub keeping_others: bool,
    /// For safeguarding leads: sealed sources that are to be erased.
    pub sources_due: u32,
}

/// A note whose author waits for what was promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PromisedNote {
    pub note: NoteRow,
    /// "by Fri 11 Dec 2026", "since Fri 11 Dec 2026"
    pub by: String,
    /// The day is past.
    pub late: bool,
}

/// An own note with its path, as its sender sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SentNote {
    pub note: NoteRow,
    pub path: Vec<super::notes::PathStepView>,
    /// The latest sentence, or the question that waits for an answer.
    pub feedback: Option<String>,
    /// The reply whose question waits for an answer.
    pub question: Option<String>,
    /// Nobody has read it for too long: whom to call.
    pub not_read: Option<String>,
}

//! Notes: record, list, read, search, amend, withdraw, pin, and the coach.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::sources::{NoteSourceView, SourceInput};

use super::attachments::FileView;
use super::drafts::AdditionView;
use super::lists::WardRef;

/// What a person fills in. Drafts hold the same, with gaps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct NoteInput {
    pub text: String,
    /// A ward's code; empty while none is chosen.
    pub ward: String,
    pub when: WhenInput,
    /// Ids of the lists in `lists`; null where not said.
    pub how_known: Option<String>,
    pub topics: Vec<String>,
    pub place: Option<String>,
    pub place_type: Option<String>,
    pub weapon: Option<String>,
    pub weapon_origin: Option<String>,
    /// How many residents said it.
    pub residents: Option<u32>,
    pub people: Vec<DescribedPerson>,
    /// What they make of it themselves, apart from what was seen or heard.
    pub opinion: Option<String>,
}

/// Somebody a note describes: a band and a category, never an age, never a name field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct DescribedPerson {
    pub age_band: String,
    pub category: String,
}

/// When it was seen or heard.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum WhenInput {
    /// The moment of recording.
    #[default]
    Now,
    /// Today, at a time that may be left empty (`HH:MM`).
    EarlierToday {
        time: String,
    },
    Yesterday {
        time: String,
    },
    /// Day, month and year as they were typed; the refusal names what is wrong with them.
    Date {
        day: String,
        month: String,
        year: String,
        time: String,
    },
    /// `2026-11-22` or `2026-11-22T14:30`, as the terminal takes it.
    Iso {
        text: String,
    },
}

/// Query `notes`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct NotesRequest {
    /// Full-text search; every word must occur, the last may be unfinished.
    pub query: String,
    pub ward: Option<String>,
    pub topic: Option<String>,
    /// A state's id, such as `recorded` or `withdrawn`.
    pub state: Option<String>,
    pub author: Option<String>,
    /// ISO days, both included.
    pub from: Option<String>,
    pub to: Option<String>,
    pub pinned: bool,
    pub order: NotesOrder,
    /// From `NotesPage::next`; null for the first page.
    pub after: Option<String>,
    /// 1 to 200; 0 means 50.
    pub limit: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum NotesOrder {
    /// By when it was seen or heard, latest first.
    #[default]
    Newest,
    Oldest,
    /// By when it was recorded, latest first. Search results always come in this order.
    Recorded,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotesPage {
    pub rows: Vec<NoteRow>,
    pub next: Option<String>,
    /// How many notes match in all; null where counting would make the page wait.
    pub total: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteRow {
    pub id: String,
    /// The first words, or the passage around the first hit, in pieces.
    pub excerpt: Vec<TextPiece>,
    pub ward: WardRef,
    /// "Thu 14 Oct 2021, about 16:30", "today, 16:30"
    pub when: String,
    /// ISO, for `<time datetime>`.
    pub when_iso: String,
    pub recorded_at: String,
    pub topics: Vec<String>,
    pub author: AuthorView,
    pub state: StateView,
    pub amended: bool,
    pub pinned: bool,
    /// Photos and documents on it.
    pub files: u32,
}

/// A piece of text; `hit` where the search found it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextPiece {
    pub text: String,
    pub hit: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AuthorView {
    pub id: String,
    pub name: String,
    /// True for the person using this notebook.
    pub me: bool,
}

/// A state, worded once in the domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct StateView {
    /// `recorded`, `withdrawn`, …
    pub id: String,
    /// "Recorded"
    pub label: String,
    /// "Kept on this computer only. Last backup 2 May."
    pub words: String,
}

/// Query `note`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoteRequest {
    pub id: String,
    /// The search that led here, to mark its words; else empty.
    #[serde(default)]
    pub query: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteView {
    pub id: String,
    /// The text as first written, to the letter.
    pub text: String,
    /// The same text in pieces, with the search's hits.
    pub pieces: Vec<TextPiece>,
    pub ward: WardRef,
    pub when: String,
    pub when_iso: String,
    pub recorded_at: String,
    /// "Sun 22 Nov 2026, 14:32"
    pub recorded: String,
    pub how_known: Option<String>,
    pub topics: Vec<String>,
    pub place: Option<String>,
    pub place_type: Option<String>,
    pub weapon: Option<String>,
    pub weapon_origin: Option<String>,
    pub residents: Option<u32>,
    pub people: Vec<DescribedPerson>,
    /// What its recorder makes of it.
    pub opinion: Option<String>,
    /// "St Giles Trust, to support people and keep them safe"; null where it was not written down.
    pub held_for: Option<String>,
    /// That who told it is sealed; null where nothing is.
    pub source: Option<NoteSourceView>,
    pub author: AuthorView,
    pub state: StateView,
    pub amendments: Vec<AmendmentView>,
    /// Photos and documents, in the order they were added.
    pub files: Vec<FileView>,
    /// Present while the note is withdrawn.
    pub withdrawal: Option<WithdrawalView>,
    /// Everything that happened to it, oldest first.
    pub history: Vec<HistoryEntry>,
    pub pinned: bool,
    /// An amendment or a reason begun and not done yet.
    pub begun: Vec<AdditionView>,
    /// The path of the note as its sender sees it, in order. Empty without a server.
    pub path: Vec<PathStepView>,
    /// The latest sentence for the sender.
    pub feedback: Option<String>,
    /// A question to its author that waits for an answer: the reply that asks it, and its text.
    pub question: Option<QuestionView>,
    /// Nobody has read it for too long: whom to call. Null for others than its author.
    pub not_read: Option<String>,
    /// This person holds what stands beside it (`triage_note`).
    pub beside: bool,
    /// The server's receipt for the change that holds the text; null until it is in.
    pub receipt: Option<ReceiptView>,
    /// Opening it tells its author that it was read: the person may triage, and nobody has read it yet.
    pub opening_tells: bool,
    pub can_amend: bool,
    pub can_withdraw: bool,
    pub can_reinstate: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuestionView {
    pub id: String,
    pub text: String,
    /// "the coordinator"
    pub by: String,
    pub when: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PathStepView {
    /// A state's id, such as `received`.
    pub id: String,
    /// "Received by the server"
    pub label: String,
    /// "today, 14:32", "by Community Safety, today 16:05"; empty while it is still to come.
    pub detail: String,
    /// `done`, `now`, `to-come`, `aside`.
    pub standing: String,
    /// The sentence its author is told; null where the step says enough.
    pub sentence: Option<String>,
    /// "You hear more by Fri 11 Dec 2026"; while nothing has been told since.
    pub promised: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReceiptView {
    /// The place in its stream, from 1.
    pub position: u64,
    /// The server's time, RFC 3339.
    pub at: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AmendmentView {
    pub id: String,
    pub text: String,
    pub pieces: Vec<TextPiece>,
    pub at: String,
    /// "22 Nov, 14:32"
    pub when: String,
    pub author: AuthorView,
    /// True once it was taken back; its text stays in the history.
    pub taken_back: bool,
    /// It answers a question of those who triage.
    pub answers: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WithdrawalView {
    pub reason: String,
    pub at: String,
    pub when: String,
    pub author: AuthorView,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HistoryEntry {
    pub at: String,
    pub when: String,
    pub author: AuthorView,
    /// "Recorded", "Amended", "Amendment taken back", "Withdrawn", "Withdrawal taken back"
    pub what: String,
    /// The reason, or the text taken back; else null.
    pub detail: Option<String>,
}

/// Mutate `note_record`. `draft` is the draft it came from; it goes in the same transaction.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct NoteRecordRequest {
    pub note: NoteInput,
    pub draft: Option<String>,
    /// Who told it, where that is to be sealed. In no draft: it is typed and recorded in one go.
    pub source: Option<SourceInput>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteRecorded {
    pub id: String,
    /// "Recorded on this device"
    pub headline: String,
    /// What the sync corner would say of it; may be empty.
    pub detail: String,
}

/// Mutate `note_amend`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoteAmendRequest {
    pub id: String,
    pub text: String,
    /// The reply whose question it answers.
    #[serde(default)]
    pub answers: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteAmended {
    pub id: String,
    pub amendment: String,
}

/// Mutates `amendment_take_back` and `amendment_restore`: `id` is the amendment's.
/// Mutates `note_reinstate` (undo of a withdrawal): `id` is the note's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ById {
    pub id: String,
}

/// Mutate `note_withdraw`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoteWithdrawRequest {
    pub id: String,
    pub reason: String,
}

/// Mutate `note_pin`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NotePinRequest {
    pub id: String,
    pub pinned: bool,
}

/// Query `note_filters`: what the filter panel offers, with counts of notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteFiltersView {
    pub wards: Vec<FilterChoice>,
    pub topics: Vec<FilterChoice>,
    pub states: Vec<FilterChoice>,
    pub authors: Vec<FilterChoice>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FilterChoice {
    pub id: String,
    pub label: String,
    pub count: u32,
}

/// Query `notes_whole`: whole notes in the order of the list, for the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotesWholePage {
    pub rows: Vec<NoteView>,
    pub next: Option<String>,
}

/// Query `coach`: a second look at what is being written. Never stops anybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct CoachRequest {
    pub text: String,
    pub ward: String,
    /// Keys of findings the person chose to keep as they are.
    pub kept: Vec<String>,
    /// How many people are described beside the text; null where that is not asked.
    #[serde(default)]
    pub people: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CoachView {
    pub findings: Vec<FindingView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FindingView {
    /// Stable for the same rule and words, so that a dismissed one stays dismissed.
    pub key: String,
    /// `initials`, `names-the-source`, `exact-time`, `two-people`, `duplicate`, `category`, `stop-999`, `stop-101`, `stop-mash`
    pub rule: String,
    /// Where it stands, in UTF-16 units of the text (as a text field counts); equal when it concerns the whole.
    pub start: u32,
    pub end: u32,
    pub message: String,
    pub suggestion: Option<SuggestionView>,
    /// For `duplicate`: the note it looks like.
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SuggestionView {
    /// "Use “I was told”"
    pub label: String,
    pub replacement: String,
}

/// Mutate `note_read`: somebody who may triage opened it. Says nothing twice, and nothing of an author's
/// own note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NoteReadRequest {
    pub id: String,
    /// True where a person asked for it: then being not allowed is told.
    #[serde(default)]
    pub asked: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteRead {
    /// The author will be told.
    pub marked: bool,
    /// Why nobody is told, where that is so and can be said.
    pub words: String,
}

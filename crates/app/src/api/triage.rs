//! What becomes of notes: the queue, what stands beside a note, and the steps that tell its author.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::lists::WardRef;
use super::notes::{AuthorView, NoteRow};
use super::plans::PlanRef;
use super::sources::{ContactsView, NoteSourceView};

/// Query `triage`: other people's notes in the wards this person triages, the longest waiting first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct TriageRequest {
    pub queue: TriageQueue,
    /// A ward's code.
    pub ward: Option<String>,
    /// From `TriagePage::next`; null for the first page.
    pub after: Option<String>,
    /// 1 to 200; 0 means 50.
    pub limit: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum TriageQueue {
    /// Nobody has read it.
    #[default]
    Unread,
    /// Read, and nothing has come of it yet.
    Open,
    /// To be seen to by this person, and not closed.
    Mine,
    /// Its author was asked for more and has not answered.
    Asked,
    /// Its author has said more since it was last told anything, asked or not.
    Answered,
    /// Shared, sent out or in a plan.
    Underway,
    Closed,
    /// Told by somebody under 18, whatever became of it.
    Young,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriagePage {
    /// All queues with their counts, in the order people work them.
    pub queues: Vec<QueueView>,
    /// The wards this person triages.
    pub wards: Vec<WardRef>,
    pub rows: Vec<TriageRow>,
    pub next: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QueueView {
    pub id: TriageQueue,
    /// "Not read"
    pub label: String,
    pub count: u32,
    /// Of these, past the time they are to be read in.
    pub late: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriageRow {
    pub note: NoteRow,
    /// Who sees to it.
    pub assigned: Option<AuthorView>,
    /// Present while nobody has read it.
    pub waiting: Option<WaitingView>,
    /// Present where its source is under 18.
    pub young: Option<YoungView>,
}

/// A note whose source is under 18.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct YoungView {
    /// How often they told something to its recorder, this time included.
    pub contacts: u32,
    /// The hub has it: by its recorder's word, or sent by an officer.
    pub referred: bool,
    /// "Under 18. Not referred to the safeguarding hub yet. Second contact."
    pub words: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WaitingView {
    /// `due`, `late`, `not-read`.
    pub standing: String,
    /// "Waiting 2 working days"
    pub words: String,
    /// "to be read by Tue 24 Nov, 17:00"; empty once that has passed.
    pub until: String,
}

/// Query `triage_note`: what stands beside a note, for those who hold its ward's restricted notes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TriageNoteView {
    pub id: String,
    pub can_triage: bool,
    pub can_remark: bool,
    /// Grades it.
    pub can_grade: bool,
    /// Null where it is not graded.
    pub grade: Option<GradeView>,
    /// What everybody who reads it may know of its source; null where none is sealed.
    pub source: Option<NoteSourceView>,
    /// Its source is under 18 and the safeguarding hub has not been told: refer it first.
    pub referral_due: bool,
    /// Why nobody here may ask its author for more; null where they may.
    pub no_asking: Option<String>,
    /// For a safeguarding lead: how often whoever told it told something in all, as in `sources`.
    pub contacts: Option<ContactsView>,
    /// Its author took it back: nothing of it is passed on.
    pub withdrawn: bool,
    pub assigned: Option<AuthorView>,
    /// Whom it can be given to.
    pub officers: Vec<AuthorView>,
    /// What its author was told, oldest first.
    pub told: Vec<ToldView>,
    /// The last question to its author, and whether it was answered.
    pub asked: Option<AskedView>,
    pub briefings: Vec<BriefingRef>,
    pub plans: Vec<PlanRef>,
    /// Other notes of the same matter.
    pub others: Vec<NoteRow>,
    pub referrals: Vec<ReferralView>,
    pub closure: Option<ClosureView>,
    pub remarks: Vec<RemarkView>,
    /// Notes near it in place, time and words, the likest first.
    pub near: Vec<NearView>,
    pub waiting: Option<WaitingView>,
    /// The sentences its author is told where none is written.
    pub sentences: SentencesView,
    /// Plans it can be linked to: those of its ward that are not closed.
    pub plan_choices: Vec<PlanRef>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ToldView {
    pub id: String,
    /// A state's id, such as `in-plan`.
    pub step: String,
    /// "In a plan"
    pub label: String,
    pub sentence: Option<String>,
    pub author: AuthorView,
    /// "today, 14:32"
    pub when: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AskedView {
    /// The reply that asks; an amendment that answers names it.
    pub id: String,
    pub text: String,
    pub author: AuthorView,
    pub when: String,
    /// The amendment that answers it.
    pub answer: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BriefingRef {
    pub id: String,
    pub text: String,
    pub when: String,
    pub author: AuthorView,
    pub withdrawn: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReferralView {
    pub id: String,
    /// `police` or `mash`.
    pub to: String,
    /// "Police", "Safeguarding hub (MASH)"
    pub label: String,
    pub reference: String,
    pub author: AuthorView,
    pub when: String,
    /// For `take_back`, with what its author was told of it; empty for those who do not triage.
    pub undo: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClosureView {
    pub id: String,
    /// The officer's reason, which the note's author does not see.
    pub reason: String,
    pub author: AuthorView,
    pub when: String,
    /// For `take_back`, with what its author was told of it; empty for those who do not triage.
    pub undo: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RemarkView {
    pub id: String,
    pub text: String,
    pub author: AuthorView,
    pub when: String,
    /// For `take_back`; empty where it is not one's own.
    pub undo: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NearView {
    pub note: NoteRow,
    /// "Same ward, the day before, much the same words"
    pub why: String,
    pub linked: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SentencesView {
    pub shared: String,
    pub police: String,
    pub mash: String,
    pub in_plan: String,
}

/// Mutate `triage_assign`. `to` is a member's id or name; null where nobody is to see to it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TriageAssignRequest {
    pub ids: Vec<String>,
    pub to: Option<String>,
}

/// Mutate `triage_tell`: a sentence that its author reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TriageTellRequest {
    pub id: String,
    pub text: String,
    /// An ISO day by which the author hears more; null where none is promised.
    #[serde(default)]
    pub promised: Option<String>,
}

/// Mutates `triage_ask` (the question, which its author reads) and `triage_remark` (for colleagues).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TriageTextRequest {
    pub id: String,
    pub text: String,
}

/// A grade as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GradeView {
    /// "2 C P"
    pub grade: String,
    /// What its three parts say, in that order.
    pub parts: Vec<String>,
    /// "A3 overt use", and what was written.
    pub conditions: Vec<String>,
    /// "OFFICIAL-SENSITIVE"
    pub marking: String,
    pub author: AuthorView,
    pub when: String,
    /// As it would be given again, for the form.
    pub input: GradeInput,
}

/// Mutate `triage_grade`. Null takes the grade back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TriageGradeRequest {
    pub id: String,
    pub graded: Option<GradeInput>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct GradeInput {
    /// "2 C P"
    pub grade: String,
    /// Ids of `lists.conditions`.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// A condition in words of its own.
    #[serde(default)]
    pub words: Option<String>,
    /// An id of `lists.markings`.
    pub marking: String,
}

/// Query `brief_check`: what stops this text from being shared as a briefing of this note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BriefCheckRequest {
    pub id: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BriefCheckView {
    /// A sentence or two each; none where it may be shared.
    pub stops: Vec<String>,
}

/// Mutate `triage_brief`: what everybody granted the ward may read. `sentence` is for the note's author;
/// null takes the one that stands for this step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TriageBriefRequest {
    pub id: String,
    pub text: String,
    #[serde(default)]
    pub sentence: Option<String>,
}

/// Mutate `triage_link`: notes become part of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TriageLinkRequest {
    pub ids: Vec<String>,
    pub plan: String,
    #[serde(default)]
    pub sentence: Option<String>,
}

/// Mutate `triage_relate`: notes that are of one matter. At least two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TriageRelateRequest {
    pub ids: Vec<String>,
}

/// Mutate `triage_send`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TriageSendRequest {
    pub id: String,
    /// `police` or `mash`.
    pub to: String,
    pub reference: String,
    #[serde(default)]
    pub sentence: Option<String>,
}

/// Mutate `triage_close`. `reason` is for colleagues; `feedback` is the sentence its author reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TriageCloseRequest {
    pub id: String,
    pub reason: String,
    pub feedback: String,
}

/// The answer of every step of triage, plan and action: what was made or changed, and how to take it back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Done {
    /// The record it made, or the one it changed.
    pub id: String,
    /// For `take_back`; empty where it cannot be.
    pub undo: Vec<String>,
    /// "Assigned to Sam Whitfield."
    pub words: String,
    /// How the notes of a step of triage stand now, so that a list can show it before it asks again.
    pub notes: Vec<NoteStanding>,
}

/// A note after a step. Holds nothing of what it says: answers are remembered longer than access may last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoteStanding {
    pub note: String,
    /// As a `StateView` has it.
    pub state: String,
    pub label: String,
    pub assigned: Option<AuthorView>,
    /// Nobody has read it.
    pub waits: bool,
    /// Present where its source is under 18.
    pub young: Option<YoungView>,
}

/// Mutate `take_back`: undoes what a `Done` names, as one act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct TakeBackRequest {
    pub undo: Vec<String>,
}

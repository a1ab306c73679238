//! Actions of plans: the table and the board, one action, and what is done on it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::attachments::FileView;
use super::lists::WardRef;
use super::notes::{AuthorView, FilterChoice, HistoryEntry};
use super::plans::PlanRef;
use super::sync::{ConflictView, HeadView};

/// Query `actions`: the earliest due first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ActionsRequest {
    /// One action alone; only `actions_whole` takes it.
    pub id: Option<String>,
    pub plan: Option<String>,
    /// This person's own.
    pub mine: bool,
    /// A member's id or a name; `-` for those that nobody owns.
    pub owner: Option<String>,
    /// `-` for those without one.
    pub agency: Option<String>,
    pub ward: Option<String>,
    /// `not-started`, `in-progress`, `blocked`, `done`, `cancelled`; null for all.
    pub status: Option<String>,
    /// Only those that are not over.
    pub open: bool,
    pub overdue: bool,
    /// Words of the title.
    pub query: String,
    pub after: Option<String>,
    /// 1 to 200; 0 means 50.
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionsPage {
    pub rows: Vec<ActionRow>,
    pub next: Option<String>,
    /// How many match in all.
    pub total: u32,
    /// Of all actions held and not narrowed: statuses, owners, agencies and wards with counts.
    pub statuses: Vec<FilterChoice>,
    pub owners: Vec<FilterChoice>,
    pub agencies: Vec<FilterChoice>,
    pub wards: Vec<FilterChoice>,
    pub overdue: u32,
    pub mine: u32,
}

/// What groups of actions have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ActionGrouping {
    #[default]
    Plan,
    Owner,
    Agency,
    Ward,
    Status,
}

/// Query `action_groups`: actions by what they have in common, with the first rows of some groups, so that
/// a screen of several groups is one question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ActionGroupsRequest {
    pub by: ActionGrouping,
    /// So many groups, from the first, come with rows.
    pub first: u32,
    /// These come with rows too.
    pub also: Vec<String>,
    /// Groups in which nothing stands are told as well: the columns of a board.
    pub empty: bool,
    /// What narrows the actions; its limit is each group's, and `after` is not for here.
    pub among: ActionsRequest,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionGroupsView {
    pub groups: Vec<ActionGroup>,
    /// How many match in all.
    pub total: u32,
    pub choices: ActionChoices,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionGroup {
    /// What `actions` takes in the place of what is grouped by.
    pub id: String,
    pub label: String,
    /// Null where no rows were asked for.
    pub page: Option<ActionGroupPage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionGroupPage {
    pub rows: Vec<ActionRow>,
    /// What `actions` goes on after.
    pub next: Option<String>,
    pub total: u32,
}

/// Of all actions held and not narrowed: statuses, owners, agencies and wards with counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionChoices {
    pub statuses: Vec<FilterChoice>,
    pub owners: Vec<FilterChoice>,
    pub agencies: Vec<FilterChoice>,
    pub wards: Vec<FilterChoice>,
    pub overdue: u32,
    pub mine: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionRow {
    pub id: String,
    pub title: String,
    pub plan: PlanRef,
    pub wards: Vec<WardRef>,
    /// "Patrol"
    pub sort: Option<String>,
    pub agency: Option<String>,
    pub owner: Option<OwnerView>,
    /// An ISO day; null where none is set.
    pub due: Option<String>,
    /// "Tue 1 Dec"; empty where none is set.
    pub due_words: String,
    /// "3 days late", "due in 5 days"; empty once it is over.
    pub lateness: String,
    pub late: bool,
    /// It was moved since it was first set.
    pub due_moved: bool,
    pub status: String,
    pub status_label: String,
    /// `red`, `amber`, `green`; null where nobody said.
    pub confidence: Option<String>,
    pub priority: Option<String>,
    /// "Funding"; while it is blocked.
    pub blocker: Option<String>,
    pub needs_attention: bool,
    pub conflicts: bool,
    pub can_change: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnerView {
    pub name: String,
    /// The member's id; null where the name is no member's.
    pub person: Option<String>,
    pub me: bool,
}

/// Query `action`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionView {
    pub row: ActionRow,
    pub co_owners: Vec<OwnerView>,
    /// The list ids of what `row` has in words.
    pub sort_id: Option<String>,
    pub agency_id: Option<String>,
    pub priority_id: Option<String>,
    /// An ISO day.
    pub original_due: Option<String>,
    pub original_due_words: String,
    /// How the due date moved, oldest first.
    pub due_moves: Vec<DueMove>,
    /// Why it is over, or why it stands as it does.
    pub status_reason: Option<String>,
    pub status_why: String,
    pub confidence_words: Option<String>,
    pub blocker: Option<BlockerView>,
    pub result: Option<String>,
    /// What was counted, by list id, with labels.
    pub counts: Vec<CountView>,
    pub weapons: Vec<CountView>,
    pub origins: Vec<CountView>,
    /// An id of the list of bands.
    pub reached: Option<String>,
    pub reached_label: Option<String>,
    pub author: AuthorView,
    pub raised: String,
    /// The latest first.
    pub progress: Vec<ProgressView>,
    /// Photos and documents, in the order they were added.
    pub files: Vec<FileView>,
    /// "Closed by Priya while Sam moved the due date"
    pub crossed: Vec<String>,
    pub attention: Vec<super::plans::LackView>,
    pub conflicts: Vec<ConflictView>,
    pub history: Vec<HistoryEntry>,
    pub can_delete: bool,
    /// Whoever plans there may erase it for good.
    pub can_erase: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DueMove {
    /// "Tue 8 Dec 2026"
    pub to: String,
    pub why: String,
    pub author: AuthorView,
    pub when: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BlockerView {
    pub kind: String,
    pub label: String,
    pub why: String,
    /// Who can unblock it.
    pub agency: Option<String>,
    /// "since 3 Nov, 15 working days"
    pub since: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CountView {
    pub id: String,
    pub label: String,
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgressView {
    pub id: String,
    pub text: String,
    pub author: AuthorView,
    pub when: String,
    pub can_take_back: bool,
}

/// Mutate `action_add`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ActionAddRequest {
    pub plan: String,
    pub title: String,
    pub agency: Option<String>,
    /// A member's id or name, or any name.
    pub owner: Option<String>,
    /// An ISO day.
    pub due: Option<String>,
    pub sort: Option<String>,
    pub priority: Option<String>,
}

/// Mutate `action_set`: what is null stays as it is; an empty text takes a value out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ActionSetRequest {
    pub id: String,
    pub title: Option<String>,
    pub agency: Option<String>,
    pub owner: Option<String>,
    pub add_co_owner: Option<String>,
    pub remove_co_owner: Option<String>,
    /// An ISO day; moving one that is set takes `why`.
    pub due: Option<String>,
    pub sort: Option<String>,
    pub priority: Option<String>,
    pub status: Option<String>,
    /// An id of the list of closing reasons, with a status that ends it.
    pub closing_reason: Option<String>,
    pub confidence: Option<String>,
    /// An id of the list of blockers: blocks it. Empty: nothing does any more.
    pub blocked_by: Option<String>,
    /// Which agency can unblock it.
    pub unblocks: Option<String>,
    /// Why: of the date, the status or the blocker that is set.
    pub why: Option<String>,
    pub result: Option<String>,
    /// Counts by list id; 0 takes one out.
    pub counts: BTreeMap<String, u32>,
    pub weapons: BTreeMap<String, u32>,
    pub origins: BTreeMap<String, u32>,
    pub reached: Option<String>,
    /// What each field that is named here showed when the writing began (a count as `counts.ID`); refused
    /// (`overtaken`) where it says something else by now.
    pub began: BTreeMap<String, String>,
}

/// Mutate `action_progress`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ActionProgressRequest {
    pub id: String,
    pub text: String,
}

/// Query `actions_whole`: whole actions in the order of the list, for the terminal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionsWholePage {
    pub rows: Vec<ActionScript>,
    pub next: Option<String>,
}

/// An action as scripts know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionScript {
    pub id: String,
    pub plan: String,
    pub title: String,
    pub status: String,
    pub due: Option<String>,
    pub original_due: Option<String>,
    pub owner: Option<String>,
    pub agency: Option<String>,
    pub confidence: Option<String>,
    pub overdue: bool,
    pub progress: Vec<ProgressScript>,
    /// From field to heads.
    pub conflicts: BTreeMap<String, Vec<HeadView>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ProgressScript {
    pub id: String,
    pub text: String,
    pub at: String,
    pub author: String,
}

/// Query `actions_import_look`: what an action log in a spreadsheet would become, without writing anything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ActionsImportRequest {
    /// The file's text: comma, semicolon or tab separated.
    pub text: String,
    /// From field to the column's heading; empty lets the program guess.
    pub columns: BTreeMap<String, String>,
    /// The plan that takes the rows; null where a column names plans.
    pub plan: Option<String>,
    /// The ward of plans that are made, a code or name.
    pub ward: Option<String>,
    /// `day-first` or `month-first`, where the dates do not say; null lets the program tell.
    pub dates: Option<String>,
    /// What agencies that are not in the list are read as, by how the file has them; empty for no agency.
    pub agencies: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionsImportLook {
    /// The file's headings.
    pub headings: Vec<String>,
    /// Fields that can be filled, with the heading each takes.
    pub fields: Vec<ImportField>,
    /// At most twenty rows as they would be written.
    pub rows: Vec<ImportRow>,
    /// Rows that would be written.
    pub good: u32,
    /// Plans that would be made.
    pub new_plans: Vec<String>,
    /// Every row that would not be written, and why.
    pub faults: Vec<ImportFault>,
    /// Agencies of the file that are not in the list, each once.
    pub agencies: Vec<ImportAgency>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportAgency {
    /// As the file has it.
    pub text: String,
    /// Rows that name it.
    pub rows: u32,
    /// The id of the one that is probably meant.
    pub nearest: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportField {
    pub id: String,
    pub label: String,
    pub required: bool,
    pub heading: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportRow {
    /// The line of the file, from 1 (the headings).
    pub line: u32,
    pub plan: String,
    pub title: String,
    pub agency: String,
    pub owner: String,
    pub due: String,
    /// "Thu 14 Jan 2027": read, not written down, a day cannot be taken for a month.
    pub due_words: String,
    pub status: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ImportFault {
    pub line: u32,
    pub message: String,
}

/// The answer of `actions_import`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionsImported {
    /// For `actions_import_undo`.
    pub batch: String,
    pub actions: u32,
    pub plans: u32,
    pub left_out: u32,
}

/// The answer of `actions_import_undo`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ActionsImportUndone {
    /// Actions taken out.
    pub taken: u32,
    /// Actions that somebody wrote on after they were brought in: they stay.
    pub left: u32,
    /// What `take_back` takes, to bring them in again.
    pub undo: Vec<String>,
}

//! Locality action plans.

use std::collections::BTreeMap;

use domain::plans::Lack;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::actions::{ActionRow, OwnerView};
use super::lists::WardRef;
use super::notes::{AuthorView, HistoryEntry, NoteRow};
use super::sync::ConflictView;

/// A plan in another view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanRef {
    pub id: String,
    pub title: String,
    /// `draft`, `active`, `closed`.
    pub status: String,
    /// "Active"
    pub status_label: String,
}

/// Query `plans`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct PlansRequest {
    /// `draft`, `active`, `closed`; null for all.
    pub status: Option<String>,
    pub ward: Option<String>,
    /// Words of the title.
    pub query: String,
    pub after: Option<String>,
    /// 1 to 200; 0 means 50.
    pub limit: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlansPage {
    pub rows: Vec<PlanRow>,
    pub next: Option<String>,
    /// Of all plans held: `draft`, `active`, `closed` with labels and counts.
    pub statuses: Vec<super::notes::FilterChoice>,
    /// The wards there are plans for.
    pub wards: Vec<WardRef>,
    /// This person may put plans together.
    pub can_add: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanRow {
    pub id: String,
    pub title: String,
    pub status: String,
    pub status_label: String,
    pub wards: Vec<WardRef>,
    pub lead: Option<OwnerView>,
    pub actions: u32,
    pub actions_over: u32,
    pub actions_late: u32,
    /// The next day on which it is looked at again: "Tue 1 Dec"; empty where none is set or held.
    pub next_review: String,
    pub review_late: bool,
    pub needs_attention: bool,
    pub conflicts: bool,
}

/// Query `plan`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanView {
    pub id: String,
    pub title: String,
    pub status: String,
    pub status_label: String,
    pub wards: Vec<WardRef>,
    pub places: Vec<String>,
    pub lead: Option<OwnerView>,
    pub author: AuthorView,
    /// "Sun 22 Nov 2026, 14:32"
    pub begun: String,
    /// Null for those who were let into the work alone.
    pub analysis: Option<AnalysisView>,
    pub actions: Vec<ActionRow>,
    /// The notes it came from, for those who hold them.
    pub notes: Vec<NoteRow>,
    /// A note of it was told by somebody under 18: no action may send them out for more.
    pub young_source: bool,
    /// Who was let in, and how far.
    pub invited: Vec<PlanMemberView>,
    /// Wards that touch the plan's, by name, for the question whether the problem moved.
    pub adjacent: Vec<String>,
    /// What stands in the way of activating it, a line each. Empty where nothing does, or it is active.
    pub before_activating: Vec<LackView>,
    /// What needs attention as it stands.
    pub attention: Vec<LackView>,
    pub conflicts: Vec<ConflictView>,
    /// Oldest first.
    pub history: Vec<HistoryEntry>,
    pub can_change: bool,
    /// May add and change actions.
    pub can_work: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AnalysisView {
    pub objective: Option<String>,
    /// An id of the list of objective types.
    pub objective_type: Option<String>,
    pub objective_type_label: Option<String>,
    pub reduce_by: Option<u32>,
    pub scanning: Option<String>,
    pub offender: Option<String>,
    pub victim: Option<String>,
    pub location: Option<String>,
    pub success_test: Option<String>,
    pub assessment: Option<String>,
    pub lessons: Option<String>,
    pub displacement: Option<String>,
    pub measures: Vec<MeasureView>,
    pub reviews: Vec<ReviewView>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MeasureView {
    pub id: String,
    pub name: String,
    pub baseline: Option<String>,
    pub target: Option<String>,
    pub actual: Option<String>,
    /// What its present version is called; sent back with a change of it.
    pub base: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReviewView {
    /// An ISO day.
    pub on: String,
    /// "Tue 1 Dec 2026"
    pub when: String,
    /// What was found; empty until it was held.
    pub found: String,
    pub late: bool,
    /// What its present version is called; sent back with a change of it.
    pub base: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanMemberView {
    /// Every grant of theirs into this plan.
    pub grants: Vec<String>,
    pub person: AuthorView,
    pub agency: Option<String>,
    pub analysis: bool,
    /// This person may end it.
    pub can_end: bool,
}

/// Mutate `plan_add`. Notes become part of it, and their authors are told. Those that were erased are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct PlanAddRequest {
    pub title: String,
    /// Codes or names.
    pub wards: Vec<String>,
    pub places: Vec<String>,
    pub objective: Option<String>,
    pub objective_type: Option<String>,
    pub reduce_by: Option<u32>,
    pub success_test: Option<String>,
    /// Ids of notes.
    pub notes: Vec<String>,
    pub sentence: Option<String>,
}

/// A line of what is missing, and where on the page it is mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LackView {
    pub place: LackPlace,
    /// "1 action has no owner"
    pub words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum LackPlace {
    SuccessTest,
    Objective,
    Wards,
    Actions,
    Assessment,
    Blocker,
    Status,
}

impl From<&Lack> for LackView {
    fn from(lack: &Lack) -> Self {
        let place = match lack {
            Lack::SuccessTest => LackPlace::SuccessTest,
            Lack::Objective => LackPlace::Objective,
            Lack::Area => LackPlace::Wards,
            Lack::NoActions | Lack::Owners(_) | Lack::Agencies(_) | Lack::DueDates(_) | Lack::OpenActions(_) => {
                LackPlace::Actions
            }
            Lack::Assessment => LackPlace::Assessment,
            Lack::Blocker => LackPlace::Blocker,
            Lack::ClosingReason => LackPlace::Status,
        };
        Self { place, words: lack.words() }
    }
}

/// Mutate `plan_set`: what is null stays as it is; an empty text takes a value out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct PlanSetRequest {
    pub id: String,
    pub title: Option<String>,
    /// A member's id or name, or any name.
    pub lead: Option<String>,
    /// Codes or names.
    pub add_wards: Vec<String>,
    pub add_places: Vec<String>,
    pub remove_places: Vec<String>,
    pub objective: Option<String>,
    pub objective_type: Option<String>,
    /// 0 takes it out.
    pub reduce_by: Option<u32>,
    pub scanning: Option<String>,
    pub offender: Option<String>,
    pub victim: Option<String>,
    pub location: Option<String>,
    pub success_test: Option<String>,
    pub assessment: Option<String>,
    pub lessons: Option<String>,
    pub displacement: Option<String>,
    pub measures: Vec<MeasureInput>,
    pub reviews: Vec<ReviewInput>,
    /// What each field that is named here showed when the writing began; refused (`overtaken`) where it says
    /// something else by now.
    pub began: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct MeasureInput {
    /// Null for a new one.
    pub id: Option<String>,
    pub name: String,
    pub baseline: String,
    pub target: String,
    pub actual: String,
    /// Take it out.
    pub remove: bool,
    /// The version that was changed; refused (`overtaken`) where it is no longer what stands.
    pub base: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewInput {
    /// An ISO day.
    pub on: String,
    pub found: String,
    pub remove: bool,
    /// The version that was changed; refused (`overtaken`) where it is no longer what stands.
    pub base: Option<String>,
}

/// Mutate `plan_invite`: a member, or all members of an agency, into the work, and with `analysis` into both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct PlanInviteRequest {
    pub id: String,
    /// A member's id or name.
    pub person: Option<String>,
    /// An id of the list of agencies.
    pub agency: Option<String>,
    pub analysis: bool,
}

/// Mutate `plan_uninvite`: ends all that let somebody into a plan, from today on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PlanUninviteRequest {
    /// The plan's.
    pub id: String,
    /// The member's id or name.
    pub person: String,
    pub reason: String,
}

/// Mutate `plan_close`: one sentence, or that nothing can be said, for each note it came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct PlanCloseRequest {
    pub id: String,
    /// The assessment: what came of it.
    pub outcome: String,
    pub lessons: String,
    pub displacement: String,
    pub feedback: Vec<FeedbackInput>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
pub struct FeedbackInput {
    pub note: String,
    /// Null where nothing can be said.
    pub sentence: Option<String>,
}

//! What is typed into a form about a record and not done yet: kept on this device until it is done or
//! dropped, and never sent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The forms whose words are kept. One record may have several begun at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum UnfinishedForm {
    Assign,
    Ask,
    Tell,
    Brief,
    Link,
    Send,
    Close,
    Remark,
    /// A text of a plan or of its analysis.
    Plan,
    PlanClose,
    /// A plan that is to be made, from notes or from none.
    PlanNew,
    /// A text of an action.
    Action,
    /// A new action of a plan.
    ActionNew,
    Progress,
    /// A measure of a plan; its fields end with the measure's id.
    Measure,
    /// What was found on a review; its field ends with the day.
    Review,
    /// Another due date of an action, and why.
    Due,
    /// A briefing that is corrected.
    Correct,
    /// The reason for withdrawing a briefing.
    Withdraw,
    /// The reason for keeping a note past its time.
    Keep,
    /// The reason for opening a sealed source.
    Opening,
    /// What was weighed of a text that somebody asked for; its field is the text's id.
    Weighed,
}

/// Mutate `unfinished_save`: keeps one field of a form as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UnfinishedSaveRequest {
    /// The records it is about, in any order: a note or several, a plan, an action, a briefing. None
    /// only for a plan that comes from no note.
    pub about: Vec<String>,
    pub form: UnfinishedForm,
    pub field: String,
    /// Null forgets it.
    pub text: Option<String>,
    /// What stood in the record when the writing began; empty where nothing did.
    pub base: String,
}

/// Query `unfinished`: what was begun about exactly these records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct UnfinishedRequest {
    pub about: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnfinishedView {
    pub rows: Vec<UnfinishedRow>,
    /// Those of the records that were erased meanwhile, in the order of their ids.
    pub erased: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct UnfinishedRow {
    pub form: UnfinishedForm,
    pub field: String,
    pub text: String,
    pub base: String,
    /// "yesterday 17:52"
    pub when: String,
}

/// A form that something was begun in and that was not finished, for Today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BegunForm {
    pub form: UnfinishedForm,
    /// The records it is about, in the order of their ids; none for a plan that comes from no note.
    pub about: Vec<String>,
    /// The first words of the first of them, a plan's or an action's title, or a source's reference; empty where it
    /// has none.
    pub of: String,
    /// When the last of its fields was saved: "yesterday 17:52"
    pub when: String,
}

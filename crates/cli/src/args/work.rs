//! What can be asked of plans and actions.

use clap::{Args, Subcommand};

use super::ById;

#[derive(Subcommand)]
pub enum Plan {
    /// Begin a plan, as a draft
    Add(PlanAdd),
    /// Change a plan: only what is named
    Update(PlanUpdate),
    /// Make a draft an active plan
    Activate(ById),
    /// Let a member or an agency into the work, or the analysis too
    Invite(PlanInvite),
    /// Close a plan: what came of it, and a sentence for each note it came from
    Close(PlanClose),
    /// List plans, the latest begun first
    List(PlanList),
    /// Show one plan
    Show(ById),
}

#[derive(Args)]
pub struct PlanAdd {
    /// What the plan is, in one line
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub title: String,
    /// Ward, by code or by name; may be given several times
    #[arg(long = "ward", value_name = "W", required = true)]
    pub wards: Vec<String>,
    /// A place by name; may be given several times
    #[arg(long = "place", value_name = "P", allow_hyphen_values = true)]
    pub places: Vec<String>,
    /// What it is to achieve
    #[arg(long, value_name = "O", allow_hyphen_values = true)]
    pub objective: Option<String>,
    /// Sort of objective, such as "reduce harm"
    #[arg(long, value_name = "K")]
    pub objective_type: Option<String>,
    /// How one will know that it worked
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub success_test: Option<String>,
    /// A note it comes from; may be given several times
    #[arg(long = "from-note", value_name = "ID")]
    pub notes: Vec<String>,
}

#[derive(Args)]
pub struct PlanUpdate {
    /// The plan's id
    pub id: String,
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub title: Option<String>,
    /// Who sees it through: a member, or any name
    #[arg(long, value_name = "NAME")]
    pub lead: Option<String>,
    /// A further ward; may be given several times
    #[arg(long = "ward", value_name = "W")]
    pub wards: Vec<String>,
    /// A further place; may be given several times
    #[arg(long = "place", value_name = "P", allow_hyphen_values = true)]
    pub places: Vec<String>,
    #[arg(long, value_name = "O", allow_hyphen_values = true)]
    pub objective: Option<String>,
    #[arg(long, value_name = "K")]
    pub objective_type: Option<String>,
    /// Per cent, where the objective is to reduce; 0 takes it out
    #[arg(long, value_name = "N")]
    pub reduce_by: Option<u32>,
    #[arg(long, value_name = "S", allow_hyphen_values = true)]
    pub success_test: Option<String>,
    /// What is known of the problem
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub scanning: Option<String>,
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub offender: Option<String>,
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub victim: Option<String>,
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub location: Option<String>,
}

#[derive(Args)]
pub struct PlanInvite {
    /// The plan's id
    pub id: String,
    /// A member, by name
    #[arg(long, value_name = "NAME", conflicts_with = "agency", required_unless_present = "agency")]
    pub person: Option<String>,
    /// All members of an agency
    #[arg(long, value_name = "A")]
    pub agency: Option<String>,
    /// The analysis too, not the work alone
    #[arg(long)]
    pub analysis: bool,
}

#[derive(Args)]
#[command(
    after_help = "Each note the plan came from takes one --feedback: a safe sentence for whoever recorded it.\nWhere nothing can be said, leave the text empty: --feedback NOTE="
)]
pub struct PlanClose {
    /// The plan's id
    pub id: String,
    /// What came of it
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub outcome: String,
    /// A note's id and the sentence for its author; may be given several times
    #[arg(long = "feedback", value_name = "NOTE=T", value_parser = feedback)]
    pub feedback: Vec<(String, String)>,
}

fn feedback(text: &str) -> Result<(String, String), String> {
    text.split_once('=')
        .map(|(note, sentence)| (note.trim().to_owned(), sentence.to_owned()))
        .filter(|(note, _)| !note.is_empty())
        .ok_or_else(|| "a note's id, “=” and a sentence, which may be empty".to_owned())
}

#[derive(Args)]
pub struct PlanList {
    /// Only this ward, by code or by name
    #[arg(long, value_name = "W")]
    pub ward: Option<String>,
    /// Only plans in this state: draft, active or closed
    #[arg(long, value_name = "S")]
    pub status: Option<String>,
    /// At most so many; all if left out
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

#[derive(Subcommand)]
pub enum Action {
    /// Add an action to a plan
    Add(ActionAdd),
    /// List actions, the earliest due first
    List(ActionList),
    /// Show one action
    Show(ById),
    /// Change an action: only what is named
    Update(ActionUpdate),
    /// Say what was done; progress is added to, never changed
    Progress(ActionProgress),
}

#[derive(Args)]
pub struct ActionAdd {
    /// The plan's id
    #[arg(long, value_name = "ID")]
    pub plan: String,
    /// What is to be done, beginning with a verb
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub title: String,
    /// Which agency answers for it
    #[arg(long, value_name = "A")]
    pub agency: String,
    /// Who does it: a member, or any name
    #[arg(long, value_name = "NAME")]
    pub owner: String,
    /// By when: 2026-12-01
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub due: String,
}

#[derive(Args)]
pub struct ActionList {
    /// Only your own
    #[arg(long)]
    pub mine: bool,
    /// Only those whose due date has passed
    #[arg(long)]
    pub overdue: bool,
    /// Only those of this plan
    #[arg(long, value_name = "ID")]
    pub plan: Option<String>,
    /// At most so many; all if left out
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

#[derive(Args)]
pub struct ActionUpdate {
    /// The action's id
    pub id: String,
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub title: Option<String>,
    /// not-started, in-progress, blocked, done or cancelled
    #[arg(long, value_name = "S")]
    pub status: Option<String>,
    /// By when; moving a date that is set takes --why
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    pub due: Option<String>,
    /// A member, or any name
    #[arg(long, value_name = "N")]
    pub owner: Option<String>,
    #[arg(long, value_name = "A")]
    pub agency: Option<String>,
    /// How sure it is to be delivered: red, amber or green
    #[arg(long, value_name = "COLOUR")]
    pub confidence: Option<String>,
    /// What blocks it, such as "funding"; takes --why
    #[arg(long, value_name = "K")]
    pub blocked_by: Option<String>,
    /// Why it is over, such as "no longer needed"
    #[arg(long, value_name = "K")]
    pub closing_reason: Option<String>,
    /// Why the date moves, what blocks it, or why it is cancelled
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub why: Option<String>,
}

#[derive(Args)]
pub struct ActionProgress {
    /// The action's id
    pub id: String,
    /// What was done, kept to the letter
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feedback_is_a_note_and_a_sentence_that_may_be_empty_or_hold_the_sign_itself() {
        assert_eq!(feedback("0198=It was patrolled."), Ok(("0198".to_owned(), "It was patrolled.".to_owned())));
        assert_eq!(feedback("0198="), Ok(("0198".to_owned(), String::new())));
        assert_eq!(feedback("0198=a=b"), Ok(("0198".to_owned(), "a=b".to_owned())));
        assert!(feedback("0198").is_err() && feedback("=x").is_err());
    }
}

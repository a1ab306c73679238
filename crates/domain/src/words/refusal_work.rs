//! What can be refused of plans and actions: the code, the field and the sentence of each.

use super::refusal::Field;
use super::{counted, joined};

/// A title is a line; what takes more belongs in the plan or in progress. In characters.
pub const MAX_TITLE_CHARS: usize = 200;

/// A plan or an action that was not made or changed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorkRefusal {
    TitleMissing,
    TitleTooLong,
    /// No right to put plans together for this ward.
    NoPlansFor {
        ward: String,
    },
    /// Not all readers of the note could read the plan.
    WardNotInPlan {
        ward: String,
    },
    /// Wards are for a plan, and none was named.
    WardsMissing,
    /// What stands in the way of activating, a line each.
    NotReady {
        lacks: Vec<String>,
    },
    AlreadyActive,
    PlanClosed,
    PlanNotClosed,
    /// It is not closed: names are needed as long as somebody works on it.
    PlanOpen,
    /// Of a plan or an action several versions stand beside each other.
    Undecided,
    /// Only a draft is deleted.
    PlanBegun,
    /// Notes of these wards may be part of the plan, and are not held here.
    NotesNotHeld {
        wards: Vec<String>,
        /// What was to be done with the plan: "delete", "close".
        act: &'static str,
    },
    OutcomeMissing,
    /// So many notes have neither a sentence nor that nothing can be said.
    FeedbackMissing {
        notes: Vec<String>,
    },
    /// The plan does not come from this note.
    NotItsNote {
        note: String,
    },
    NobodyMeant {
        whom: String,
    },
    /// A due date that is set was to be moved without a reason.
    DueReason,
    /// Nothing says what blocks it.
    BlockerMissing,
    BlockerReason,
    ClosingReason,
    NothingNamed,
    NumberOutOfRange,
    /// A day by which somebody hears more lies in the past.
    PromisePast,
    /// The file has no heading that could be the action's title.
    NoTitleColumn,
    /// No plan was named for the rows, nor a column that names plans.
    NoPlanForRows,
    /// Not a table, or without rows.
    NoRows,
    TooManyRows {
        at_most: usize,
    },
    /// The file has no column of this heading.
    NoSuchColumn {
        heading: String,
    },
}

impl WorkRefusal {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::TitleMissing => "title-missing",
            Self::TitleTooLong => "title-too-long",
            Self::NoPlansFor { .. } => "not-allowed",
            Self::WardNotInPlan { .. } => "ward-not-in-plan",
            Self::WardsMissing => "ward-missing",
            Self::NotReady { .. } => "not-ready",
            Self::AlreadyActive => "already-active",
            Self::PlanClosed => "plan-closed",
            Self::PlanNotClosed | Self::PlanOpen => "plan-not-closed",
            Self::Undecided => "undecided",
            Self::PlanBegun => "plan-begun",
            Self::NotesNotHeld { .. } => "notes-not-held",
            Self::OutcomeMissing => "outcome-missing",
            Self::FeedbackMissing { .. } => "feedback-missing",
            Self::NotItsNote { .. } => "not-its-note",
            Self::NobodyMeant { .. } => "nobody-meant",
            Self::DueReason | Self::BlockerReason | Self::ClosingReason => "reason-missing",
            Self::BlockerMissing => "blocker-missing",
            Self::NothingNamed => "nothing-named",
            Self::NumberOutOfRange => "number",
            Self::PromisePast => "promise-past",
            Self::NoTitleColumn | Self::NoPlanForRows | Self::NoSuchColumn { .. } => "column-missing",
            Self::NoRows => "no-rows",
            Self::TooManyRows { .. } => "too-many-rows",
        }
    }

    pub(super) const fn field(&self) -> Option<Field> {
        Some(match self {
            Self::TitleMissing | Self::TitleTooLong => Field::Title,
            Self::NoPlansFor { .. } | Self::WardsMissing => Field::Wards,
            Self::OutcomeMissing => Field::Outcome,
            Self::FeedbackMissing { .. } | Self::NotItsNote { .. } => Field::Feedback,
            Self::NobodyMeant { .. } => Field::Person,
            Self::DueReason | Self::BlockerReason => Field::Why,
            Self::ClosingReason => Field::ClosingReason,
            Self::BlockerMissing => Field::BlockedBy,
            Self::PromisePast => Field::Promised,
            Self::NoTitleColumn | Self::NoSuchColumn { .. } => Field::Columns,
            Self::NoPlanForRows => Field::Plan,
            Self::NoRows | Self::TooManyRows { .. } => Field::Text,
            _ => return None,
        })
    }

    pub(super) fn message(&self) -> String {
        match self {
            Self::TitleMissing => "The title is missing, so nothing was changed. Say in one line what it is.".to_owned(),
            Self::TitleTooLong => format!("The title is too long, so nothing was changed. Use at most {MAX_TITLE_CHARS} characters, and put the rest in the plan's text or in progress."),
            Self::NoPlansFor { ward } => format!("Your access does not include plans for {ward}. Nothing was changed. Ask your coordinator, or leave the ward out."),
            Self::WardNotInPlan { ward } => format!("The plan does not cover {ward}, so not everybody who reads the note could read the plan. Nothing was changed. Add the ward to the plan first."),
            Self::WardsMissing => "No ward was named for the plan. Nothing was changed. Name at least one: it says who reads the plan.".to_owned(),
            Self::NotReady { lacks } => {
                // Each lack is a line of a list; what follows its colon is there to help, not to refuse.
                let lacks: Vec<&str> = lacks.iter().filter_map(|lack| lack.split(':').next()).collect();
                format!("The plan stays a draft, and nothing was changed. {}. Mend this, then activate it.", lacks.join(". "))
            }
            Self::AlreadyActive => "The plan is active already. Nothing was changed.".to_owned(),
            Self::PlanClosed => "The plan is closed. Nothing was changed. Reopen it first.".to_owned(),
            Self::PlanNotClosed => "The plan is not closed, so there was nothing to reopen. It is as it was.".to_owned(),
            Self::PlanOpen => "The plan is not closed, and who works on it needs the names. Nothing was changed. Close it first.".to_owned(),
            Self::Undecided => "Of the plan or one of its actions several versions stand beside each other, and one of them would have been lost. Nothing was changed. Decide between them on To decide, then take the names out.".to_owned(),
            Self::PlanBegun => "Only a draft can be deleted. The plan is as it was. Close it and say what came of it.".to_owned(),
            Self::NotesNotHeld { wards, act } => format!("This plan also covers {}, whose notes you do not hold. Nothing was changed. Ask a coordinator to {act} it, so that whoever recorded those notes is told.", joined(wards, "and")),
            Self::OutcomeMissing => "Nothing says what came of the plan, so it was not closed. Say it in a few words: the next plan learns from it.".to_owned(),
            Self::FeedbackMissing { notes } => format!(
                "The plan was not closed: nothing is said to whoever recorded {} it came from: {}. Write one safe sentence for each, or say that nothing can be said.",
                counted(notes.len() as u64, "note", "notes"),
                joined(notes, "and"),
            ),
            Self::NotItsNote { note } => format!("The plan does not come from a note “{note}” that is held here. Nothing was changed. Look the note up in the plan and try again."),
            Self::NobodyMeant { whom } => format!("Nobody is meant by “{whom}”. Nobody was let in. Name a member, or an agency that members belong to."),
            Self::DueReason => "The due date is set already, and moving it takes a reason. Nothing was changed. Say why it moves: it is kept beside the date.".to_owned(),
            Self::BlockerMissing => "Nothing says what blocks the action, so it was not marked as blocked. Choose what it waits for.".to_owned(),
            Self::BlockerReason => "No reason was given for what blocks the action. Nothing was changed. Say in a few words what would unblock it.".to_owned(),
            Self::ClosingReason => "An action is not cancelled without a reason. Nothing was changed. Choose why, or say it in a few words.".to_owned(),
            Self::NothingNamed => "Nothing was named to change, so it is as it was.".to_owned(),
            Self::NumberOutOfRange => "That number cannot be right. Nothing was changed. Give a whole number of per cent from 1 to 100.".to_owned(),
            Self::PromisePast => "That day is past, so nothing was told. Your sentence is still here. Give today or a day to come.".to_owned(),
            Self::NoTitleColumn => "No column holds the actions' titles, as far as the headings say. Nothing was brought in. Say which column it is.".to_owned(),
            Self::NoPlanForRows => "No plan was named for the rows, and no column names plans. Nothing was brought in. Choose a plan or a column.".to_owned(),
            Self::NoRows => "There are no rows under the headings. Nothing was brought in. Choose another file.".to_owned(),
            Self::TooManyRows { at_most } => format!("The file has too many rows. Nothing was brought in. Bring in at most {} at once.", super::grouped(*at_most as u64)),
            Self::NoSuchColumn { heading } => format!("The file has no column “{heading}”. Nothing was brought in. Choose one of its headings."),
        }
    }
}

/// A title as it is kept: without blank ends.
pub fn check_title(title: &str) -> Result<&str, WorkRefusal> {
    match title.trim() {
        "" => Err(WorkRefusal::TitleMissing),
        given if given.chars().count() > MAX_TITLE_CHARS => Err(WorkRefusal::TitleTooLong),
        given => Ok(given),
    }
}

#[cfg(test)]
pub(super) fn everything() -> Vec<WorkRefusal> {
    use WorkRefusal::*;
    vec![
        TitleMissing,
        TitleTooLong,
        NoPlansFor { ward: "Addison".into() },
        WardNotInPlan { ward: "Addison".into() },
        WardsMissing,
        NotReady {
            lacks: vec![
                "The success test is missing: how will you know that it worked?".into(),
                "1 action has no owner".into(),
            ],
        },
        NotReady { lacks: vec!["The success test is missing: how will you know that it worked?".into()] },
        AlreadyActive,
        PlanClosed,
        PlanNotClosed,
        PlanOpen,
        Undecided,
        PlanBegun,
        NotesNotHeld { wards: vec!["Grove".into()], act: "delete" },
        NotesNotHeld { wards: vec!["Addison".into(), "Grove".into()], act: "close" },
        OutcomeMissing,
        FeedbackMissing { notes: vec!["0198".into()] },
        FeedbackMissing { notes: vec!["0198".into(), "0199".into()] },
        NotItsNote { note: "0198".into() },
        NobodyMeant { whom: "St Giles Trust".into() },
        DueReason,
        BlockerMissing,
        BlockerReason,
        ClosingReason,
        NothingNamed,
        NumberOutOfRange,
        PromisePast,
        NoTitleColumn,
        NoPlanForRows,
        NoRows,
        TooManyRows { at_most: 5_000 },
        NoSuchColumn { heading: "Task".into() },
    ]
}

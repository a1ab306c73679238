//! Make notes part of a plan. Their authors are told that something is to come of them.

use super::{linking, note_input, step, unfinished};
use crate::api::Failure;
use crate::api::triage::{Done, TriageLinkRequest};
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageLinkRequest) -> Result<Done, Failure> {
    let plan = note_input::id(&request.plan, "plan")?;
    let mut notes = Vec::with_capacity(request.ids.len());
    for id in &request.ids {
        notes.push(step::begin_to_pass_on(act, id)?.note);
    }
    let undo = linking::link_to_plan(act, &notes, plan, request.sentence.as_deref())?;
    unfinished::done(act, &notes, UnfinishedForm::Link, &[])?;
    let words = match notes.len() {
        1 => "Part of the plan now. The sender is told.".to_owned(),
        count => format!("{count} notes are part of the plan now. Their senders are told."),
    };
    step::moved(act, &notes, plan, undo, words)
}

//! Ask a note's author for more. They read the question as it is written, and answer beneath their note.

use domain::words::{self, NoteState};

use super::{brake, step, unfinished};
use crate::api::Failure;
use crate::api::triage::{Done, TriageTextRequest};
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageTextRequest) -> Result<Done, Failure> {
    let step = step::begin_to_pass_on(act, &request.id)?;
    words::check_text(&request.text)?;
    brake::may_ask(act, &step.detail)?;
    let question = step.reply(act, NoteState::NeedsMore, Some(request.text.trim().to_owned()))?;
    let undo = step::write(act, vec![question])?;
    unfinished::done(act, &[step.note], UnfinishedForm::Ask, &[])?;
    step::moved(act, &[step.note], step.note, undo, "Asked. The sender sees your question beneath their note.")
}

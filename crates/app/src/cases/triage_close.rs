//! Close a note: a reason for colleagues, and one sentence that its author reads.

use domain::records::{ClosureRecord, Kind};
use domain::words::{self, NoteState, Refusal};

use super::{step, unfinished};
use crate::api::Failure;
use crate::api::triage::{Done, TriageCloseRequest};
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageCloseRequest) -> Result<Done, Failure> {
    let step = step::begin(act, &request.id)?;
    let reason = words::check_reason(&request.reason)?.to_owned();
    let feedback = request.feedback.trim();
    if feedback.is_empty() {
        return Err(Refusal::FeedbackMissing.into());
    }
    words::check_text(feedback)?;
    if act.writer.was_told(step.note, NoteState::Closed)? {
        return Err(Refusal::AlreadyClosed.into());
    }
    let closure = step.beside(act, Kind::Closure, &ClosureRecord { note: step.note, reason });
    let id = closure.record;
    let reply = step.reply(act, NoteState::Closed, Some(feedback.to_owned()))?;
    let undo = step::write(act, vec![closure, reply])?;
    unfinished::done(act, &[step.note], UnfinishedForm::Close, &[])?;
    step::moved(act, &[step.note], id, undo, "Closed. The sender reads your sentence.")
}

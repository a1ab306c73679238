//! Tell a note's author one sentence that goes with no other step: that it was passed on, or when they hear
//! more. What has become of the note stays as it was; a note that nobody had read is read now.

use domain::words::{self, NoteState};

use super::{step, unfinished};
use crate::api::Failure;
use crate::api::triage::{Done, TriageTextRequest};
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageTextRequest) -> Result<Done, Failure> {
    words::check_text(&request.text)?;
    let step = step::begin_to_pass_on(act, &request.id)?;
    let sentence = step.reply(act, NoteState::Read, Some(request.text.trim().to_owned()))?;
    unfinished::done(act, &[step.note], UnfinishedForm::Tell, &[])?;
    let undo = step::write(act, vec![sentence])?;
    step::moved(act, &[step.note], step.note, undo, "Told. The sender reads your sentence beneath their note.")
}

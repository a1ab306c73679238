//! Tell a note's author one sentence that goes with no other step: that it was passed on, or when they hear
//! more. What has become of the note stays as it was; a note that nobody had read is read now.

use chrono::NaiveDate;
use domain::words::{self, Field, NoteState, Refusal, WorkRefusal};

use super::{plan_input, step, unfinished};
use crate::api::Failure;
use crate::api::triage::{Done, TriageTellRequest};
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageTellRequest) -> Result<Done, Failure> {
    let step = step::begin_to_pass_on(act, &request.id)?;
    words::check_text(&request.text)?;
    let promised = request.promised.as_deref().map(str::trim).filter(|day| !day.is_empty());
    let promised = promised.map(|text| day_to_come(act, text)).transpose()?;
    let sentence = step.reply_promising(act, NoteState::Read, Some(request.text.trim().to_owned()), promised)?;
    unfinished::done(act, &[step.note], UnfinishedForm::Tell, &[])?;
    let undo = step::write(act, vec![sentence])?;
    step::moved(act, &[step.note], step.note, undo, "Told. The sender reads your sentence beneath their note.")
}

/// A promise is of today or a day after it.
fn day_to_come(act: &Act<'_, '_>, text: &str) -> Result<NaiveDate, Failure> {
    let day = plan_input::day(Field::Promised, text)?;
    if day < act.today()? { Err(Refusal::from(WorkRefusal::PromisePast).into()) } else { Ok(day) }
}

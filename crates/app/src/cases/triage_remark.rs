//! A working remark on a note, for colleagues. Its author does not see it.

use domain::permissions::Right;
use domain::records::{Kind, RemarkRecord};
use domain::words;

use super::{step, unfinished};
use crate::api::Failure;
use crate::api::triage::{Done, TriageTextRequest};
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageTextRequest) -> Result<Done, Failure> {
    let step = step::begin_with(act, &request.id, &[Right::Triage, Right::Write])?;
    words::check_text(&request.text)?;
    let remark = step.beside(act, Kind::Remark, &RemarkRecord { note: step.note, text: request.text });
    let id = remark.record;
    let undo = step::write(act, vec![remark])?;
    unfinished::done(act, &[step.note], UnfinishedForm::Remark, &[])?;
    Ok(step::done(id, undo, "Kept beside the note, for colleagues."))
}

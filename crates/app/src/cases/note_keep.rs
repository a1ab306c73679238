//! Keep a note past its time, with a reason, for another while.

use domain::keeping::KEPT_AGAIN;
use domain::records::{KeepRecord, Kind};
use domain::words;

use super::{step, unfinished};
use crate::api::Failure;
use crate::api::keeping::NoteKeepRequest;
use crate::api::triage::Done;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: NoteKeepRequest) -> Result<Done, Failure> {
    let step = step::begin(act, &request.id)?;
    let reason = words::check_reason(&request.reason)?.to_owned();
    let today = act.today()?;
    let until = KEPT_AGAIN.until(today).unwrap_or(today);
    let keep = step.beside(act, Kind::Keep, &KeepRecord { note: step.note, reason, until: until.to_string() });
    unfinished::done(act, &[step.note], UnfinishedForm::Keep, &[])?;
    let id = keep.record;
    let undo = step::write(act, vec![keep])?;
    Ok(step::done(id, undo, words::kept(until)))
}

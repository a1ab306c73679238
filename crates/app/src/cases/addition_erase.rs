//! Erase what hangs on a note that was erased meanwhile: an addition, a photo, a remark that came after that.

use domain::records::{Erasure, Why};
use domain::words;

use super::{erasing, note_input, step, work};
use crate::api::notes::ById;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Done, Failure> {
    let id = note_input::id(&request.id, "addition")?;
    let missing = || note_input::not_found(&request.id, "addition");
    // What hangs on a note that stands goes with it, and not by itself.
    let note = act.writer.late_of(id)?.ok_or_else(missing)?;
    let area = act.writer.area_of_erased(note)?.ok_or_else(missing)?;
    erasing::erase(act, &[id], Erasure { why: Why::WithItsNote, reference: None }, Some(area))?;
    work::told(act);
    act.touched(ChangeTopic::Sync);
    Ok(step::done(id, Vec::new(), words::erased(true)))
}

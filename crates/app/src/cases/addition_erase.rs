//! Erase what was added to a note that was erased meanwhile.

use domain::records::{AmendmentRecord, Erasure, Kind, Why};
use domain::words;

use super::{erasing, note_input, step, work};
use crate::api::notes::ById;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Done, Failure> {
    let id = note_input::id(&request.id, "addition")?;
    let missing = || note_input::not_found(&request.id, "addition");
    let fold = act.writer.fold(id)?.filter(|fold| fold.kind() == Kind::Amendment).ok_or_else(missing)?;
    let record: AmendmentRecord = fold.beginning().map_err(|_| missing())?;
    // What was added to a note that stands goes with it, and not by itself.
    let area = act.writer.area_of_erased(record.note)?.ok_or_else(missing)?;
    erasing::erase(act, &[id], Erasure { why: Why::WithItsNote, reference: None }, Some(area))?;
    work::told(act);
    act.touched(ChangeTopic::Sync);
    Ok(step::done(id, Vec::new(), words::erased(true)))
}

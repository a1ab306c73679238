//! Erase what was added to a note that was erased meanwhile.

use domain::change::{Act as ChangeAct, Draft};
use domain::records::{AmendmentRecord, Deed, Erasure, Kind, TrailEntry, Why};
use domain::words;

use super::{grants, note_input, step, work};
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
    let entry = TrailEntry {
        deed: Deed::Erased,
        at: act.now().millis(),
        area: Some(area),
        about: Some(act.writer.trail_name(id)?),
        count: Some(1),
        copy: None,
    };
    let erasure = Erasure { why: Why::WithItsNote, reference: None };
    let draft = Draft::create(fold.stream(), id, Kind::Amendment.as_str(), &erasure.content()).act(ChangeAct::Erase);
    let trail = act.writer.trail_draft(vec![entry])?;
    act.writer.write_group(vec![draft, trail]).map_err(grants::not_allowed)?;
    work::told(act);
    act.touched(ChangeTopic::Sync);
    Ok(step::done(id, Vec::new(), words::erased(true)))
}

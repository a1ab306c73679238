//! Erase a briefing, a plan or an action for good: what it says, every earlier version, and what hangs on it.

use domain::permissions::Right;
use domain::records::{BriefingRecord, Kind};
use domain::words::{self, Refusal};

use super::{erasing, note_input, plan_delete, step, work};
use crate::api::keeping::WorkEraseRequest;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: WorkEraseRequest) -> Result<Done, Failure> {
    if !act.writer.linked()? {
        return Err(Refusal::NoServer.into());
    }
    let id = note_input::id(&request.id, "record")?;
    let fold = act.writer.fold(id)?.filter(|fold| !fold.is_erased());
    let fold = fold.ok_or_else(|| note_input::not_found(&request.id, "record"))?;
    let (me, today) = (act.writer.me(), act.today()?);
    let area = match fold.kind() {
        Kind::Briefing => fold.read::<BriefingRecord>().ok().map(|record| record.area),
        Kind::Plan | Kind::Action => None,
        _ => return Err(note_input::not_found(&request.id, "briefing, plan or action")),
    };
    let may = match area {
        Some(area) => act.writer.rights_over(me, area, today)?.contains(&Right::Triage),
        None => act.writer.rights_over_stream(me, fold.stream(), today)?.contains(&Right::Plan),
    };
    if !may {
        return Err(Refusal::NotAllowed.into());
    }
    let erasure = erasing::why(&request.why, request.reference)?;
    let records = erasing::with_work(act.writer, id, fold.kind())?;
    // All of a plan goes or none: its analysis lies where those who were let into its work alone do not look.
    if fold.kind() == Kind::Plan {
        let elsewhere = plan_delete::wards_of_notes_not_held(act, id)?;
        if !elsewhere.is_empty() {
            return Err(Refusal::NotAllowed.into());
        }
    }
    erasing::erase(act, &records, erasure, area)?;
    work::told(act);
    act.touched(ChangeTopic::Work);
    act.touched(ChangeTopic::Drafts);
    act.touched(ChangeTopic::Sync);
    Ok(step::done(id, Vec::new(), words::erased(true)))
}

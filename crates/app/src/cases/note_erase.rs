//! Erase a note for good, with everything that hangs on it. That it was erased, by whom, when and why stays.

use domain::words;

use super::{erasing, step, work};
use crate::api::keeping::NoteEraseRequest;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: NoteEraseRequest) -> Result<Done, Failure> {
    let step = step::begin(act, &request.id)?;
    let erasure = erasing::why(&request.why, request.reference)?;
    let mut records = vec![step.note];
    records.extend(erasing::with_it(act.writer, step.note)?);
    work::tell_leads_of_erasing(act, step.note)?;
    erasing::erase(act, &records, erasure, Some(step.detail.record.area))?;
    work::told(act);
    act.touched(ChangeTopic::Drafts);
    act.touched(ChangeTopic::Sync);
    Ok(step::done(step.note, Vec::new(), words::erased(true)))
}

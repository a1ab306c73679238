//! Say that notes are of one matter.

use domain::records::LinkEnd;
use domain::words::Refusal;

use super::step;
use crate::api::Failure;
use crate::api::triage::{Done, TriageRelateRequest};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageRelateRequest) -> Result<Done, Failure> {
    let mut steps = Vec::with_capacity(request.ids.len());
    for id in &request.ids {
        steps.push(step::begin(act, id)?);
    }
    // The earliest first, so that two who say the same of two notes say it in one record.
    steps.sort_by_key(|step| step.note);
    steps.dedup_by_key(|step| step.note);
    let [first, others @ ..] = steps.as_slice() else { return Err(Refusal::NotesMissing.into()) };
    if others.is_empty() {
        return Err(Refusal::NotesMissing.into());
    }
    let mut drafts = Vec::new();
    for other in others {
        // A link names only what all its readers may read, so notes of two wards stay apart.
        if other.detail.record.area != first.detail.record.area {
            return Err(Refusal::OtherWards.into());
        }
        drafts.extend(first.link(act, LinkEnd::Other(other.note))?);
    }
    let note = first.note;
    let undo = step::write(act, drafts)?;
    Ok(step::done(note, undo, "Kept together as one matter."))
}

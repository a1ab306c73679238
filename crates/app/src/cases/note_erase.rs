//! Erase a note for good, with everything that hangs on it. That it was erased, by whom, when and why stays.

use domain::change::{Act as ChangeAct, Draft};
use domain::records::{Deed, Erasure, TrailEntry, Why};
use domain::words::{self, Refusal};

use super::{erasing, grants, step, work};
use crate::api::Failure;
use crate::api::keeping::NoteEraseRequest;
use crate::api::triage::Done;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: NoteEraseRequest) -> Result<Done, Failure> {
    let why = Why::parse(&request.why).ok_or(Refusal::WhyMissing)?;
    let reference = request.reference.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if reference.as_ref().is_some_and(|text| text.chars().count() > Erasure::REFERENCE_MAX) {
        return Err(Refusal::CaseReferenceTooLong.into());
    }
    let step = step::begin(act, &request.id)?;
    let mut records = vec![step.note];
    records.extend(erasing::with_it(act.writer, step.note)?);
    let mut drafts = Vec::with_capacity(records.len() + 1);
    for id in &records {
        let Some(fold) = act.writer.fold(*id)? else { continue };
        let of_note = *id == step.note;
        let erasure = Erasure {
            why: if of_note { why } else { Why::WithItsNote },
            reference: reference.clone().filter(|_| of_note),
        };
        let draft = Draft::create(fold.stream(), *id, fold.kind().as_str(), &erasure.content());
        drafts.push(draft.act(ChangeAct::Erase));
    }
    let entry = TrailEntry {
        deed: Deed::Erased,
        at: act.now().millis(),
        area: Some(step.detail.record.area),
        about: Some(act.writer.trail_name(step.note)?),
        count: Some(u32::try_from(records.len()).unwrap_or(u32::MAX)),
        copy: None,
    };
    drafts.insert(1, act.writer.trail_draft(vec![entry])?);
    for group in work::groups(drafts) {
        act.writer.write_group(group).map_err(grants::not_allowed)?;
    }
    forget_begun(act, &request.id)?;
    work::told(act);
    act.touched(crate::api::ChangeTopic::Drafts);
    act.touched(crate::api::ChangeTopic::Sync);
    Ok(step::done(step.note, Vec::new(), words::erased(true)))
}

/// What was begun here about the note and not done says what it said.
fn forget_begun(act: &mut Act<'_, '_>, note: &str) -> Result<(), Failure> {
    for row in act.writer.drafts()? {
        if row.content.contains(note) {
            act.writer.consume_draft(row.id)?;
        }
    }
    Ok(())
}

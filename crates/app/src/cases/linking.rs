//! Notes become part of a plan: a link for colleagues, a reply for whoever recorded each.

use domain::change::{Act as Doing, Draft};
use domain::ids::{RecordId, StreamId};
use domain::records::plan::PlanStatus;
use domain::records::{Kind, LinkEnd, LinkRecord, WITHDRAWN};
use domain::streams::StreamSort;
use domain::words::{NoteState, Refusal, WorkRefusal};
use serde_json::json;

use super::{brake, grants, note_input, plan_input, step, work};
use crate::api::Failure;
use crate::notebook::Act;
use crate::views;

/// The link of a note to a plan, a briefing or another note: one record, whoever makes it.
fn link_id(restricted: StreamId, note: RecordId, to: RecordId) -> RecordId {
    let of_end = RecordId::derived("link", to.as_bytes(), restricted);
    RecordId::derived("link", note.as_bytes(), StreamId::from(of_end))
}

/// That a note belongs with something, beside it in its ward's restricted stream. None where it is linked
/// already; where the link was once taken out, it is put back.
pub(super) fn link(
    act: &Act<'_, '_>,
    restricted: StreamId,
    note: RecordId,
    to: LinkEnd,
) -> Result<Option<Draft>, Failure> {
    let id = link_id(restricted, note, to.record());
    Ok(match act.writer.fold(id)? {
        None => Some(Draft::create(restricted, id, Kind::Link.as_str(), &LinkRecord { note, to })),
        Some(fold) if fold.any(WITHDRAWN).is_some() => {
            let back = Draft::create(restricted, id, Kind::Link.as_str(), &json!({ WITHDRAWN: null }));
            Some(back.act(Doing::Reinstate).superseding(fold.heads_of([WITHDRAWN])))
        }
        Some(_) => None,
    })
}

/// Makes the notes part of the plan and tells their authors, by `sentence` or by the one that stands for
/// this step. The plan has to cover each note's ward. What is linked already stays as it is. Returns what
/// takes it back.
pub(super) fn link_to_plan(
    act: &mut Act<'_, '_>,
    notes: &[RecordId],
    plan: RecordId,
    sentence: Option<&str>,
) -> Result<Vec<String>, Failure> {
    let into = plan_input::plan(act.writer, &plan.to_string())?;
    if into.record.status == PlanStatus::Closed {
        return Err(Refusal::Work(WorkRefusal::PlanClosed).into());
    }
    let areas = act.writer.areas_of_plan(plan)?;
    let sentence = match plan_input::given(sentence) {
        Some(own) => plan_input::text(own)?,
        None => domain::triage::sentence(NoteState::InPlan, None).map(str::to_owned),
    };
    let mut drafts = Vec::with_capacity(notes.len() * 2);
    let mut seen: Vec<RecordId> = Vec::with_capacity(notes.len());
    let mut joining = Vec::with_capacity(notes.len());
    for id in notes {
        if seen.contains(id) {
            continue;
        }
        seen.push(*id);
        let missing = || note_input::not_found(&id.to_string(), "note");
        let note = act.writer.note(*id)?.ok_or_else(missing)?;
        if note.withdrawal.is_some() {
            return Err(Refusal::AlreadyWithdrawn.into());
        }
        if !areas.contains(&note.record.area) {
            let ward = views::ward_ref(note.record.ward.as_str()).name;
            return Err(Refusal::Work(WorkRefusal::WardNotInPlan { ward }).into());
        }
        let restricted =
            act.writer.area_stream(note.record.area, StreamSort::AreaRestricted).map_err(grants::not_allowed)?;
        let Some(draft) = link(act, restricted, *id, LinkEnd::Plan(plan))? else { continue };
        drafts.push(draft);
        let intake = act.writer.fold(*id)?.ok_or_else(missing)?.stream();
        drafts.push(step::reply_to(act, intake, *id, NoteState::InPlan, sentence.clone())?);
        joining.push(note);
    }
    brake::may_join(act, plan, &joining)?;
    let undo = work::write(act, drafts)?;
    work::told(act);
    Ok(undo)
}

//! Delete a draft: the plan, its actions, and that notes are part of it. All of it can be put back.

use domain::change::{Act as Doing, Draft};
use domain::fold::Fold;
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::plan::PlanStatus;
use domain::records::{WITHDRAWN, Withdrawal};
use domain::words::{NoteState, Refusal, WorkRefusal};
use serde_json::json;

use super::{plan_input, work};
use crate::api::Failure;
use crate::api::notes::ById;
use crate::api::triage::Done;
use crate::notebook::Act;
use crate::views;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Done, Failure> {
    let plan = plan_input::plan_to_decide(act, &request.id)?;
    if plan.record.status != PlanStatus::Draft {
        return Err(Refusal::Work(WorkRefusal::PlanBegun).into());
    }
    let elsewhere = wards_of_notes_not_held(act, plan.id)?;
    if !elsewhere.is_empty() {
        return Err(Refusal::Work(WorkRefusal::NotesNotHeld { wards: elsewhere, act: "delete" }).into());
    }
    let mut records = vec![plan.id];
    records.extend(act.writer.actions_of_plan(plan.id)?.iter().map(|row| row.id));
    for (link, note) in act.writer.notes_of_plan(plan.id)? {
        records.push(link);
        // Its author was told; where it is in no other plan, that is no longer so.
        if act.writer.plans_of_note(note.id)? == [plan.id] {
            let in_plan = |step: u8| i64::from(step) == NoteState::InPlan.strength();
            records.extend(
                act.writer.replies(note.id)?.into_iter().filter(|reply| in_plan(reply.step)).map(|reply| reply.id),
            );
        }
    }
    let mut drafts = Vec::with_capacity(records.len());
    for record in records {
        drafts.extend(act.writer.fold(record)?.as_ref().map(|fold| withdrawal(fold, "deleted")));
    }
    let undo = work::write(act, drafts)?;
    work::told(act);
    Ok(work::done(act, plan.id, undo, format!("The draft “{}” is deleted.", plan.record.title)))
}

/// The plan's wards of which this person does not hold the notes: from there the links, and what the notes'
/// authors were told, could not be taken out with the plan.
pub(super) fn wards_of_notes_not_held(act: &Act<'_, '_>, plan: RecordId) -> Result<Vec<String>, Failure> {
    let (me, today) = (act.writer.me(), act.today()?);
    let mut wards = Vec::new();
    for area in act.writer.areas_of_plan(plan)? {
        if !act.writer.rights_over(me, area, today)?.contains(&Right::ReadRestricted) {
            let ward = act.writer.ward_of(area)?;
            wards.push(ward.map_or_else(|| "a ward not known here".to_owned(), |ward| views::ward_ref(&ward).name));
        }
    }
    wards.sort_unstable();
    Ok(wards)
}

/// Withdraws a record.
pub(super) fn withdrawal(fold: &Fold, reason: &str) -> Draft {
    let content = json!({ WITHDRAWN: Withdrawal { reason: reason.to_owned() } });
    Draft::create(fold.stream(), fold.record(), fold.kind().as_str(), &content)
        .act(Doing::Withdraw)
        .superseding(fold.heads_of([WITHDRAWN]))
}

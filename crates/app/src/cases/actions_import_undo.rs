//! Take a batch back: its actions, and the plans made for it that nothing else became of. What somebody
//! wrote on since stays.

use domain::change::Act as Doing;
use domain::fold::Fold;
use domain::ids::RecordId;
use domain::records::PlanRecord;
use domain::records::plan::PlanStatus;
use serde_json::Value;

use super::{note_input, plan_delete, work};
use crate::api::Failure;
use crate::api::actions::ActionsImportUndone;
use crate::api::notes::ById;
use crate::notebook::Act;

const REASON: &str = "brought in by mistake";

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<ActionsImportUndone, Failure> {
    let batch = request.id.trim();
    let actions = act.writer.actions_of_batch(batch)?;
    if actions.is_empty() {
        return Err(note_input::not_found(batch, "batch"));
    }
    let mut drafts = Vec::with_capacity(actions.len());
    let (mut taken, mut plans): (Vec<RecordId>, Vec<RecordId>) = (Vec::with_capacity(actions.len()), Vec::new());
    for action in &actions {
        let (Some(fold), Some(row)) = (act.writer.fold(*action)?, act.writer.action_row(*action)?) else { continue };
        if written_on(&fold) || progressed(act, &fold)? {
            continue;
        }
        drafts.push(plan_delete::withdrawal(&fold, REASON));
        taken.push(*action);
        if !plans.contains(&row.plan) {
            plans.push(row.plan);
        }
    }
    for plan in plans {
        let Some(fold) = act.writer.fold(plan)? else { continue };
        let of_batch = fold.value("batch") == Some(Value::from(batch));
        let draft = fold.read::<PlanRecord>().is_ok_and(|record| record.status == PlanStatus::Draft);
        let alone = act.writer.actions_of_plan(plan)?.iter().all(|row| taken.contains(&row.id));
        if of_batch && draft && alone && !written_on(&fold) && !thought_about(act, plan)? {
            drafts.push(plan_delete::withdrawal(&fold, REASON));
        }
    }
    let undo = work::write(act, drafts)?;
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let (id, left) = (act.writer.me().into(), actions.len() - taken.len());
    let undo = work::done(act, id, undo, "").undo;
    Ok(ActionsImportUndone { taken: count(taken.len()), left: count(left), undo })
}

/// Something was set after the record was brought in, and was not taken back.
fn written_on(fold: &Fold) -> bool {
    let writes = fold.writes();
    let undone = |id| writes.values().any(|write| write.act == Doing::Undo && write.supersedes.contains(id));
    writes.iter().any(|(id, write)| write.act == Doing::Set && !undone(id))
}

/// Somebody wrote progress on the action, other than the file it came from.
fn progressed(act: &Act<'_, '_>, action: &Fold) -> Result<bool, Failure> {
    // What came in with the action was written in the same act, whose time both their changes bear.
    let born = |fold: &Fold| fold.created().map(|(id, write)| (id.made_at(), write.device));
    for progress in act.writer.progress_of(action.record())? {
        if act.writer.fold(progress)?.is_some_and(|progress| born(&progress) != born(action)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes became part of the plan, or somebody wrote on its analysis.
fn thought_about(act: &Act<'_, '_>, plan: RecordId) -> Result<bool, Failure> {
    if !act.writer.notes_of_plan(plan)?.is_empty() {
        return Ok(true);
    }
    let Some(analysis) = act.writer.analysis_of(plan)? else { return Ok(false) };
    Ok(act.writer.fold(analysis)?.is_some_and(|fold| written_on(&fold)))
}

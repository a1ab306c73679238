//! Take a batch back: its actions, and the plans made for it that nothing else became of.

use domain::ids::RecordId;
use domain::records::PlanRecord;
use domain::records::plan::PlanStatus;
use serde_json::Value;

use super::{note_input, plan_delete, work};
use crate::api::notes::ById;
use crate::api::{Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Nothing, Failure> {
    let batch = request.id.trim();
    let actions = act.writer.actions_of_batch(batch)?;
    if actions.is_empty() {
        return Err(note_input::not_found(batch, "batch"));
    }
    let mut drafts = Vec::with_capacity(actions.len());
    let mut plans: Vec<RecordId> = Vec::new();
    for action in &actions {
        let (Some(fold), Some(row)) = (act.writer.fold(*action)?, act.writer.action_row(*action)?) else { continue };
        drafts.push(plan_delete::withdrawal(&fold, "brought in by mistake"));
        if !plans.contains(&row.plan) {
            plans.push(row.plan);
        }
    }
    for plan in plans {
        let Some(fold) = act.writer.fold(plan)? else { continue };
        let of_batch = fold.value("batch") == Some(Value::from(batch));
        let draft = fold.read::<PlanRecord>().is_ok_and(|record| record.status == PlanStatus::Draft);
        let alone = act.writer.actions_of_plan(plan)?.iter().all(|row| actions.contains(&row.id));
        if of_batch && draft && alone && act.writer.notes_of_plan(plan)?.is_empty() {
            drafts.push(plan_delete::withdrawal(&fold, "brought in by mistake"));
        }
    }
    work::write(act, drafts)?;
    let id = act.writer.me().into();
    work::done(act, id, Vec::new(), "");
    Ok(Nothing {})
}

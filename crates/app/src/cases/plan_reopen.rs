//! A closed plan goes on. What its notes' authors were told stands.

use domain::records::Kind;
use domain::records::plan::PlanStatus;
use domain::words::{Refusal, WorkRefusal};
use serde_json::json;

use super::plan_activate::Standing;
use super::{plan_input, work};
use crate::api::Failure;
use crate::api::notes::ById;
use crate::api::triage::Done;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Done, Failure> {
    let plan = plan_input::plan_to_decide(act, &request.id)?;
    if plan.record.status != PlanStatus::Closed {
        return Err(Refusal::Work(WorkRefusal::PlanNotClosed).into());
    }
    // What it would lack to be activated it also lacks to go on.
    let ready = Standing::of(act.writer, &plan)?.before_activating().is_empty();
    let content = json!({ "status": if ready { PlanStatus::Active } else { PlanStatus::Draft } });
    let draft = act.writer.setting(plan.fold.stream(), plan.id, Kind::Plan, &content)?;
    let undo = work::write(act, vec![draft])?;
    Ok(work::done(act, plan.id, undo, format!("“{}” is open again.", plan.record.title)))
}

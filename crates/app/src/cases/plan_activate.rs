//! A draft becomes an active plan, once nothing stands in the way.

use domain::plans::{self, Lack};
use domain::records::plan::{AREAS, PlanStatus, elements};
use domain::records::{ActionRecord, AnalysisRecord, Kind};
use domain::words::{Refusal, WorkRefusal};
use serde_json::json;
use store::Reader;

use super::plan_input::{self, Plan};
use super::work;
use crate::api::Failure;
use crate::api::notes::ById;
use crate::api::triage::Done;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Done, Failure> {
    let plan = plan_input::plan_to_decide(act, &request.id)?;
    match plan.record.status {
        PlanStatus::Draft => {}
        PlanStatus::Active => return Err(Refusal::Work(WorkRefusal::AlreadyActive).into()),
        PlanStatus::Closed => return Err(Refusal::Work(WorkRefusal::PlanClosed).into()),
    }
    Standing::of(act.writer, &plan)?.ready()?;
    let content = json!({ "status": PlanStatus::Active });
    let draft = act.writer.setting(plan.fold.stream(), plan.id, Kind::Plan, &content)?;
    let undo = work::write(act, vec![draft])?;
    Ok(work::done(act, plan.id, undo, format!("“{}” is active.", plan.record.title)))
}

/// A plan with what the rules of meaning look at.
pub(super) struct Standing<'a> {
    plan: &'a Plan,
    areas: usize,
    pub analysis: Option<AnalysisRecord>,
    pub actions: Vec<ActionRecord>,
}

impl<'a> Standing<'a> {
    pub fn of(reader: &Reader<'_>, plan: &'a Plan) -> Result<Self, Failure> {
        let mut actions = Vec::new();
        for row in reader.actions_of_plan(plan.id)? {
            actions.extend(reader.fold(row.id)?.and_then(|fold| fold.read::<ActionRecord>().ok()));
        }
        let analysis = match reader.analysis_of(plan.id)? {
            Some(id) => reader.fold(id)?.and_then(|fold| fold.read().ok()),
            None => None,
        };
        Ok(Self { plan, areas: elements(&plan.fold, AREAS).len(), analysis, actions })
    }

    pub fn before_activating(&self) -> Vec<Lack> {
        plans::before_activating(self.analysis.as_ref(), self.areas, self.actions.iter())
    }

    pub fn attention(&self) -> Vec<Lack> {
        plans::attention(&self.plan.record, self.analysis.as_ref(), self.areas, self.actions.iter())
    }

    /// Refuses to make it active while something stands in the way.
    pub fn ready(&self) -> Result<(), Refusal> {
        let lacks: Vec<String> = self.before_activating().iter().map(Lack::words).collect();
        if lacks.is_empty() { Ok(()) } else { Err(Refusal::Work(WorkRefusal::NotReady { lacks })) }
    }
}

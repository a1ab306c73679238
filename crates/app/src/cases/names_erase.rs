//! Take the names out of a closed plan: who led it and who owned its actions, with every version that had them. What was
//! done, when, and what came of it stays.

use domain::change::{Act as ChangeAct, Draft};
use domain::keeping::names;
use domain::records::plan::PlanStatus;
use domain::records::{Deed, TrailEntry};
use domain::words::{self, Refusal, WorkRefusal};
use serde_json::{Value, json};

use super::{grants, plan_input, step, work};
use crate::api::notes::ById;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Done, Failure> {
    if !act.writer.linked()? {
        return Err(Refusal::NoServer.into());
    }
    let plan = plan_input::plan_to_decide(act, &request.id)?;
    if plan.record.status != PlanStatus::Closed {
        return Err(Refusal::Work(WorkRefusal::PlanOpen).into());
    }
    let mut parted: Vec<Vec<Draft>> = Vec::new();
    for fold in act.writer.plan_and_actions(plan.id)? {
        let Some(parting) = names::parting(&fold, act.writer.fold_placed(fold.record())?.as_ref()) else { continue };
        if names::is_undecided(&fold) {
            return Err(Refusal::Work(WorkRefusal::Undecided).into());
        }
        let draft = |content: &Value| Draft::create(fold.stream(), fold.record(), fold.kind().as_str(), content);
        let mut of_record = Vec::with_capacity(2);
        if !parting.anew.is_empty() {
            let anew = draft(&Value::Object(parting.anew)).act(ChangeAct::Set);
            of_record.push(anew.superseding(parting.over.into_iter().collect()));
        }
        let forget = draft(&json!({})).act(ChangeAct::Forget);
        of_record.push(forget.superseding(parting.named.into_iter().collect()));
        parted.push(of_record);
    }
    if parted.is_empty() {
        return Ok(step::done(plan.id, Vec::new(), words::NAMES_GONE_BEFORE.to_owned()));
    }
    let entry = TrailEntry {
        deed: Deed::Erased,
        at: act.now().millis(),
        area: None,
        about: Some(act.writer.trail_name(plan.id)?),
        count: Some(u32::try_from(parted.len()).unwrap_or(u32::MAX)),
        copy: None,
    };
    // A group of its own: others hold the trail.
    let trail = act.writer.trail_draft(vec![entry])?;
    act.writer.write_group(vec![trail]).map_err(grants::not_allowed)?;
    // What stands of a record and what is forgotten of it are in one group: taken, held and declined together.
    for group in work::groups_of(parted) {
        act.writer.write_group(group).map_err(grants::not_allowed)?;
    }
    act.touched(ChangeTopic::Work);
    act.touched(ChangeTopic::Sync);
    Ok(step::done(plan.id, Vec::new(), words::NAMES_GO.to_owned()))
}

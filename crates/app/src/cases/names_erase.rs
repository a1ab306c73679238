//! Take the names out of a closed plan: who led it and who owned its actions, with every version that had them. What was
//! done, when, and what came of it stays.

use domain::change::{Act as ChangeAct, Draft};
use domain::keeping::names;
use domain::records::plan::PlanStatus;
use domain::records::{Deed, TrailEntry};
use domain::words::{self, Refusal, WorkRefusal};
use serde_json::json;

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
    let (mut anew, mut forgetting) = (Vec::new(), Vec::new());
    for fold in act.writer.plan_and_actions(plan.id)? {
        let Some(parting) = names::parting(&fold) else { continue };
        if !fold.conflicts().is_empty() {
            return Err(Refusal::Work(WorkRefusal::Undecided).into());
        }
        let draft = || Draft::create(fold.stream(), fold.record(), fold.kind().as_str(), &json!({}));
        forgetting.push(draft().act(ChangeAct::Forget).superseding(parting.named.into_iter().collect()));
        if !parting.anew.is_empty() {
            let draft = Draft::create(fold.stream(), fold.record(), fold.kind().as_str(), &parting.anew);
            anew.push(draft.act(ChangeAct::Set).superseding(parting.over.into_iter().collect()));
        }
    }
    if forgetting.is_empty() {
        return Ok(step::done(plan.id, Vec::new(), words::NAMES_GONE_BEFORE.to_owned()));
    }
    let entry = TrailEntry {
        deed: Deed::Erased,
        at: act.now().millis(),
        area: None,
        about: Some(act.writer.trail_name(plan.id)?),
        count: Some(u32::try_from(forgetting.len()).unwrap_or(u32::MAX)),
        copy: None,
    };
    // Groups of their own: others hold the trail, and the server's log of what is to stay erased holds what forgets.
    let trail = act.writer.trail_draft(vec![entry])?;
    act.writer.write_group(vec![trail]).map_err(grants::not_allowed)?;
    for group in work::groups(anew).into_iter().chain(work::groups(forgetting)) {
        act.writer.write_group(group).map_err(grants::not_allowed)?;
    }
    act.touched(ChangeTopic::Work);
    act.touched(ChangeTopic::Sync);
    Ok(step::done(plan.id, Vec::new(), words::NAMES_GO.to_owned()))
}

//! End all that let somebody into a plan: the work, and the analysis where they had it. What they wrote stays.

use domain::change::{Act as Doing, Draft};
use domain::permissions::Right;
use domain::records::{ENDED, Ended, Kind};
use domain::words::{self, Refusal, WorkRefusal};
use serde_json::json;

use super::{grants, plan, plan_input, work};
use crate::api::plans::PlanUninviteRequest;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: PlanUninviteRequest) -> Result<Done, Failure> {
    let of = plan_input::plan(act.writer, &request.id)?;
    let stream = of.fold.stream();
    if !act.writer.rights_over_stream(act.writer.me(), stream, act.today()?)?.contains(&Right::Plan) {
        return Err(Refusal::NotAllowed.into());
    }
    let reason = words::check_reason(&request.reason)?.to_owned();
    let whom = request.person.trim().to_owned();
    let nobody = || Refusal::Work(WorkRefusal::NobodyMeant { whom: whom.clone() });
    let person = plan_input::member(act.writer, &whom)?.ok_or_else(nobody)?;
    let today = act.today()?.to_string();
    let control = act.writer.control()?;
    let mut drafts = Vec::new();
    for (_, grant) in plan::into(act.writer, of.id, &today)? {
        if grant.person != person.id {
            continue;
        }
        let heads = act.writer.fold(grant.id)?.map(|fold| fold.heads_of([ENDED])).unwrap_or_default();
        let content = json!({ ENDED: Ended { on: today.clone(), reason: reason.clone() } });
        let draft = Draft::create(control, grant.id, Kind::Grant.as_str(), &content).act(Doing::Set);
        drafts.push(draft.superseding(heads));
    }
    if drafts.is_empty() {
        return Err(nobody().into());
    }
    grants::write(act, drafts)?;
    act.touched(ChangeTopic::People);
    // An ending is not taken back; whoever is to see it again is invited again.
    Ok(work::done(act, of.id, Vec::new(), format!("{} is let in no longer.", person.name)))
}

//! Withdraw a briefing, with a reason. Its text and history stay readable.

use domain::change::{Act as ChangeAct, Draft};
use domain::records::{Kind, WITHDRAWN, Withdrawal};
use domain::words::{self, Refusal};
use serde_json::json;

use super::{briefing, step, unfinished};
use crate::api::briefings::BriefingWithdrawRequest;
use crate::api::triage::Done;
use crate::api::Failure;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: BriefingWithdrawRequest) -> Result<Done, Failure> {
    let (id, fold) = briefing::own(act, &request.id)?;
    let reason = words::check_reason(&request.reason)?.to_owned();
    if fold.any(WITHDRAWN).is_some() {
        return Err(Refusal::AlreadyWithdrawn.into());
    }
    let content = json!({ WITHDRAWN: Withdrawal { reason } });
    let draft = Draft::create(fold.stream(), id, Kind::Briefing.as_str(), &content).act(ChangeAct::Withdraw);
    let undo = step::write(act, vec![draft.superseding(fold.heads_of([WITHDRAWN]))])?;
    unfinished::done(act, &[id], UnfinishedForm::Withdraw, &[])?;
    Ok(step::done(id, undo, "Withdrawn. Everybody granted the ward is told so."))
}

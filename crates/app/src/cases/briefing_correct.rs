//! Write a briefing's text anew. Whoever holds it gets the new one; what it said before stays in its history.

use domain::change::{Act as ChangeAct, Draft};
use domain::records::{Kind, WITHDRAWN};
use domain::words::{self, Refusal};
use serde_json::json;

use super::{brake, briefing, step, unfinished};
use crate::api::briefings::BriefingCorrectRequest;
use crate::api::triage::Done;
use crate::api::Failure;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: BriefingCorrectRequest) -> Result<Done, Failure> {
    let (id, fold) = briefing::own(act, &request.id)?;
    words::check_text(&request.text)?;
    if fold.any(WITHDRAWN).is_some() {
        return Err(Refusal::AlreadyWithdrawn.into());
    }
    if request.base.is_some_and(|base| base != fold.base("text")) {
        return Err(Refusal::Overtaken.into());
    }
    for note in brake::notes_of_briefing(act.writer, id)? {
        if let Some(stop) = brake::stops(act.writer, &note, &request.text, act.today()?)?.into_iter().next() {
            return Err(stop.into());
        }
    }
    let content = json!({ "text": request.text });
    let draft = Draft::create(fold.stream(), id, Kind::Briefing.as_str(), &content).act(ChangeAct::Set);
    let undo = step::write(act, vec![draft.superseding(fold.heads_of(["text"]))])?;
    unfinished::done(act, &[id], UnfinishedForm::Correct, &[])?;
    Ok(step::done(id, undo, "Corrected. Everybody granted the ward gets the new text."))
}

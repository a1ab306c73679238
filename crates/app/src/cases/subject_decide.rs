//! Decide what somebody is given of a text about them.

use domain::records::{Kind, SubjectDecision, SubjectRequestRecord};
use domain::subject_access::reason;
use domain::words::{self, Refusal, SubjectRefusal};
use serde_json::json;

use super::subject::{self, Request};
use super::{note_input, step, unfinished, work};
use crate::api::subject::SubjectDecideRequest;
use crate::api::triage::Done;
use crate::api::unfinished::UnfinishedForm;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: SubjectDecideRequest) -> Result<Done, Failure> {
    subject::begin(act)?;
    let held = Request::read(act.writer, &request.id)?;
    // Of the same form as a record's id, whether it is a change or a draft.
    let item = note_input::id(&request.item, "text")?;
    let why = request.reason.as_deref().and_then(reason);
    if !request.give && why.is_none() {
        return Err(Refusal::from(SubjectRefusal::WhyKeptBack).into());
    }
    let decision = SubjectDecision {
        give: request.give,
        reason: why.filter(|_| !request.give).map(|reason| reason.id.to_owned()),
        note: request.note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty()),
    };
    let fields = json!({ SubjectRequestRecord::decision_field(&item.to_string()): decision });
    let draft = act.writer.setting(held.fold.stream(), held.id, Kind::SubjectRequest, &fields)?;
    unfinished::done(act, &[held.id], UnfinishedForm::Weighed, &[&item.to_string()])?;
    let undo = work::write(act, vec![draft])?;
    act.touched(ChangeTopic::Sync);
    let said = match why {
        Some(reason) if !request.give => words::subject::kept_back(reason.label),
        _ => words::subject::GIVEN.to_owned(),
    };
    Ok(step::done(held.id, undo, said))
}

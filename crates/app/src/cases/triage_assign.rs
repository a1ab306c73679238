//! Give notes to somebody to see to, or to nobody any more.

use domain::change::{Act as ChangeAct, Draft};
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::{AssignmentRecord, Kind};
use domain::words::Refusal;

use super::{note_input, plan_input, step, unfinished};
use crate::api::triage::{Done, TriageAssignRequest};
use crate::api::Failure;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageAssignRequest) -> Result<Done, Failure> {
    let mut steps = Vec::with_capacity(request.ids.len());
    for id in &request.ids {
        steps.push(step::begin(act, id)?);
    }
    let to = request.to.as_deref().map(str::trim).filter(|to| !to.is_empty());
    let officer = match to {
        None => None,
        Some(text) => {
            let member = plan_input::member(act.writer, text)?;
            let member = member.ok_or_else(|| note_input::not_found(text, "member"))?;
            Some((member.id, member.name))
        }
    };
    let today = act.today()?;
    let mut drafts = Vec::with_capacity(request.ids.len());
    let mut notes = Vec::with_capacity(request.ids.len());
    for step in &steps {
        if let Some((person, name)) = &officer {
            // Whoever is to see to it has to hold it.
            let rights = act.writer.rights_over(*person, step.detail.record.area, today)?;
            if !rights.contains(&Right::ReadRestricted) {
                return Err(Refusal::CannotSee { name: name.clone() }.into());
            }
        }
        notes.push(step.note);
        let record = AssignmentRecord { note: step.note, officer: officer.as_ref().map(|(person, _)| *person) };
        let id = RecordId::derived("assignment", step.note.as_bytes(), step.restricted);
        let heads = act.writer.fold(id)?.map(|fold| fold.heads_of(["officer"])).unwrap_or_default();
        // Always set and never created, so that giving it away can be taken back like any other value.
        let draft = Draft::create(step.restricted, id, Kind::Assignment.as_str(), &record).act(ChangeAct::Set);
        drafts.push(draft.superseding(heads));
    }
    let given = drafts.len();
    let undo = step::write(act, drafts)?;
    unfinished::done(act, &notes, UnfinishedForm::Assign, &[])?;
    let words = match (&officer, given) {
        (Some((_, name)), 1) => format!("Given to {name}."),
        (Some((_, name)), count) => format!("{count} notes given to {name}."),
        (None, _) => "Given to nobody.".to_owned(),
    };
    let first = notes.first().copied().ok_or_else(|| Failure::misuse("no note was named"))?;
    step::moved(act, &notes, first, undo, words)
}

//! Give notes to somebody to see to, or to nobody any more.

use domain::change::{Act as ChangeAct, Draft, GROUP_CHANGES_MAX};
use domain::dates;
use domain::ids::{PersonId, RecordId};
use domain::permissions::Right;
use domain::records::{AssignmentRecord, Kind};
use domain::words::Refusal;

use super::{note_input, step};
use crate::api::triage::{Done, TriageAssignRequest};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageAssignRequest) -> Result<Done, Failure> {
    let to = request.to.as_deref().map(str::trim).filter(|to| !to.is_empty());
    let officer = to.map(|text| officer(act, text)).transpose()?;
    let today = dates::day_of(act.now().utc());
    let mut drafts = Vec::with_capacity(request.ids.len());
    for id in &request.ids {
        let step = step::begin(act, id)?;
        if let Some((person, name)) = &officer {
            // Whoever is to see to it has to hold it.
            let rights = act.writer.rights_over(*person, step.detail.record.area, today)?;
            if !rights.contains(&Right::ReadRestricted) {
                return Err(Refusal::CannotSee { name: name.clone() }.into());
            }
        }
        let record = AssignmentRecord { note: step.note, officer: officer.as_ref().map(|(person, _)| *person) };
        let id = RecordId::derived("assignment", step.note.as_bytes(), step.restricted);
        let heads = act.writer.fold(id)?.map(|fold| fold.heads_of(["officer"])).unwrap_or_default();
        // Always set and never created, so that giving it away can be taken back like any other value.
        let draft = Draft::create(step.restricted, id, Kind::Assignment.as_str(), &record).act(ChangeAct::Set);
        drafts.push(draft.superseding(heads));
    }
    let mut undo = Vec::with_capacity(drafts.len());
    for group in drafts.chunks(GROUP_CHANGES_MAX) {
        for change in act.writer.write_group(group.to_vec())? {
            undo.push(format!("change:{}:{}", change.header().record, change.header().id));
        }
    }
    act.touched(ChangeTopic::Triage);
    act.touched(ChangeTopic::Sync);
    let words = match (&officer, drafts.len()) {
        (Some((_, name)), 1) => format!("Given to {name}."),
        (Some((_, name)), count) => format!("{count} notes given to {name}."),
        (None, _) => "Given to nobody.".to_owned(),
    };
    let first = request.ids.first().cloned().unwrap_or_default();
    Ok(Done { id: first, undo, words })
}

/// A member by id or by name, in any case.
fn officer(act: &Act<'_, '_>, text: &str) -> Result<(PersonId, String), Failure> {
    let people = act.writer.people()?;
    let by_id = people.iter().find(|person| person.id.to_string() == text);
    let folded = text.to_lowercase();
    let mut named = people.iter().filter(|person| person.ended.is_none() && person.name.trim().to_lowercase() == folded);
    let found = match (by_id, named.next(), named.next()) {
        (Some(person), ..) | (None, Some(person), None) => person,
        _ => return Err(note_input::not_found(text, "member")),
    };
    Ok((found.id, found.name.clone()))
}

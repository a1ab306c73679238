//! Close a plan: what came of it, and one sentence, or that nothing can be said, for each note it came from.

use std::collections::BTreeMap;

use domain::change::Draft;
use domain::ids::RecordId;
use domain::records::plan::PlanStatus;
use domain::records::Kind;
use domain::words::{NoteState, Refusal, WorkRefusal, counted};
use serde_json::{Map, Value, json};

use super::{note_input, plan_delete, plan_input, plan_set, step, work, unfinished};
use crate::api::Failure;
use crate::api::plans::PlanCloseRequest;
use crate::api::triage::Done;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: PlanCloseRequest) -> Result<Done, Failure> {
    let plan = plan_input::plan_to_decide(act, &request.id)?;
    if plan.record.status == PlanStatus::Closed {
        return Err(Refusal::Work(WorkRefusal::PlanClosed).into());
    }
    // Their authors are to hear of it as well.
    let elsewhere = plan_delete::wards_of_notes_not_held(act, plan.id)?;
    if !elsewhere.is_empty() {
        return Err(Refusal::Work(WorkRefusal::NotesNotHeld { wards: elsewhere, act: "close" }).into());
    }
    let mut analysis = Map::new();
    let outcome = plan_input::text(&request.outcome)?.ok_or(Refusal::Work(WorkRefusal::OutcomeMissing))?;
    analysis.insert("assessment".to_owned(), outcome.into());
    for (field, text) in [("lessons", &request.lessons), ("displacement", &request.displacement)] {
        analysis.extend(plan_input::text(text)?.map(|text| (field.to_owned(), Value::from(text))));
    }
    let replies = replies(act, plan.id, &request)?;
    let told = replies.len() as u64;
    let content = json!({ "status": PlanStatus::Closed });
    let mut drafts = vec![act.writer.setting(plan.fold.stream(), plan.id, Kind::Plan, &content)?];
    drafts.extend(plan_set::analysis_draft(act, plan.id, analysis)?);
    drafts.extend(replies);
    let undo = work::write(act, drafts)?;
    work::told(act);
    unfinished::done(act, &[plan.id], UnfinishedForm::PlanClose, &[])?;
    let mut words = format!("“{}” is closed.", plan.record.title);
    if told > 0 {
        words += &format!(" {} told so.", counted(told, "note's author is", "notes' authors are"));
    }
    Ok(work::done(act, plan.id, undo, words))
}

/// What each note's author is told. Refuses where one was left out.
fn replies(act: &mut Act<'_, '_>, plan: RecordId, request: &PlanCloseRequest) -> Result<Vec<Draft>, Failure> {
    let mut said: BTreeMap<RecordId, Option<String>> = BTreeMap::new();
    for input in &request.feedback {
        let note = note_input::id(input.note.trim(), "note")?;
        said.insert(note, plan_input::text(input.sentence.as_deref().unwrap_or_default())?);
    }
    let notes = act.writer.notes_of_plan(plan)?;
    if let Some(note) = said.keys().find(|note| !notes.iter().any(|(_, row)| row.id == **note)) {
        return Err(Refusal::Work(WorkRefusal::NotItsNote { note: note.to_string() }).into());
    }
    let left_out: Vec<String> = notes
        .iter()
        .filter(|(_, row)| !row.withdrawn && !said.contains_key(&row.id))
        .map(|(_, row)| row.id.to_string())
        .collect();
    if !left_out.is_empty() {
        return Err(Refusal::Work(WorkRefusal::FeedbackMissing { notes: left_out }).into());
    }
    let mut drafts = Vec::with_capacity(said.len());
    for (note, sentence) in said {
        let Some(fold) = act.writer.fold(note)? else { continue };
        drafts.push(step::reply_to(act, fold.stream(), note, NoteState::Closed, sentence)?);
    }
    Ok(drafts)
}

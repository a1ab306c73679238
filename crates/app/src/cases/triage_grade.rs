//! Grade a note, 3x5x2, by those trained for it; or take its grade back.

use domain::change::{Act as ChangeAct, Draft};
use domain::grading::{Grade, Handling, Marking};
use domain::permissions::Right;
use domain::records::{GradeRecord, Graded, Kind};
use domain::words::{self, Field, GradingRefusal, Refusal};

use super::step;
use crate::api::Failure;
use crate::api::triage::{Done, GradeInput, TriageGradeRequest};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageGradeRequest) -> Result<Done, Failure> {
    let step = step::begin_with(act, &request.id, &[Right::Grade])?;
    let graded = request.graded.map(|input| graded(act, &input)).transpose()?;
    let words = graded.as_ref().map_or_else(
        || "The grade is taken back.".to_owned(),
        |graded| format!("Graded {}, {}.", graded.grade, graded.marking.label()),
    );
    let id = domain::ids::RecordId::derived("grade", step.note.as_bytes(), step.restricted);
    let heads = act.writer.fold(id)?.map(|fold| fold.heads_of(["graded"])).unwrap_or_default();
    // Always set and never created, so that a grade can be taken back like any other value.
    let record = GradeRecord { note: step.note, graded };
    let draft = Draft::create(step.restricted, id, Kind::Grade.as_str(), &record).act(ChangeAct::Set);
    let undo = step::write(act, vec![draft.superseding(heads)])?;
    Ok(step::done(id, undo, words))
}

fn graded(act: &Act<'_, '_>, input: &GradeInput) -> Result<Graded, Failure> {
    let grade: Grade = input.grade.parse().map_err(|refusal: GradingRefusal| Refusal::from(refusal))?;
    let marking = Marking::parse(&input.marking).map_err(Refusal::from)?;
    let mut conditions = Vec::new();
    for text in &input.conditions {
        let entry = act.book.work.condition.find(text);
        let entry = entry.map_err(|refusal| Refusal::NotInList { field: Field::Conditions, refusal })?;
        if !conditions.contains(&entry.id) {
            conditions.push(entry.id.clone());
        }
    }
    let own = input.words.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if let Some(text) = own {
        words::check_text(text)?;
    }
    let none = conditions.is_empty() && own.is_none();
    match (grade.handling, none) {
        (Handling::WithConditions, true) => return Err(Refusal::from(GradingRefusal::ConditionMissing).into()),
        (Handling::Permitted, false) => return Err(Refusal::from(GradingRefusal::ConditionsOfP).into()),
        _ => {}
    }
    Ok(Graded { grade, conditions, words: own.map(str::to_owned), marking })
}

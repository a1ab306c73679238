//! Decide between versions: by one of them, or by another value. The decision can be taken back.

use domain::change::{Act as Doing, Draft};
use domain::fold::Fold;
use domain::grading::{Grade, Handling, Marking};
use domain::permissions::Right;
use domain::records::{AssignmentRecord, Graded, Kind};
use domain::words::{GradingRefusal, Refusal};
use serde_json::{Map, Value};

use super::{conflicts, grants, note_input, plan_input, work_decide, work_words, written};
use crate::api::sync::{ConflictDecideRequest, ConflictDecided};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ConflictDecideRequest) -> Result<ConflictDecided, Failure> {
    let missing = || note_input::not_found(&request.id, "conflict");
    let (record, field) = conflicts::parse(&request.id).ok_or_else(missing)?;
    let fold = act.writer.fold(record)?.ok_or_else(missing)?;
    let register = fold.register(&field);
    if !register.in_conflict() {
        return Err(Refusal::NothingToDecide.into());
    }
    let heads = register.heads();
    let value = match (&request.keep, &request.value) {
        (Some(keep), None) => {
            let head = heads.iter().find(|head| head.change.to_string() == *keep).ok_or_else(missing)?;
            head.value.clone()
        }
        (None, Some(text)) if text.trim().is_empty() => return Err(Refusal::ValueMissing.into()),
        (None, Some(text)) if work_words::is_work(fold.kind()) => {
            work_decide::typed(act, &fold, &field, text, request.why.as_deref())?
        }
        (None, Some(text)) if fold.kind() == Kind::Assignment => officer(act, &fold, text)?,
        (None, Some(text)) if fold.kind() == Kind::Grade => graded(text)?,
        (None, Some(text)) => typed(text, heads.first().map(|head| &head.value)),
        _ => return Err(Failure::misuse("one of the versions or another value, not both")),
    };
    let content = Value::Object(Map::from_iter([(field.clone(), value)]));
    let superseded = heads.iter().map(|head| head.change).collect();
    let draft =
        Draft::create(fold.stream(), record, fold.kind().as_str(), &content).act(Doing::Set).superseding(superseded);
    let drafts = vec![draft];
    super::brake::check(act, &drafts)?;
    let written = act.writer.write_group(drafts).map_err(grants::not_allowed)?;
    for topic in [ChangeTopic::People, ChangeTopic::Settings, ChangeTopic::Sync, ChangeTopic::Session, ChangeTopic::Work, ChangeTopic::Triage] {
        act.touched(topic);
    }
    let decision = written.first().map(|change| change.header().id.to_string());
    Ok(ConflictDecided { decision: decision.unwrap_or_default() })
}

/// A third grade as it is shown: "2 C P", or "2 C P, OFFICIAL-SENSITIVE". One with conditions is given beside its note.
fn graded(text: &str) -> Result<Value, Failure> {
    let (grade, marking) = text.split_once(',').unwrap_or((text, Marking::Official.label()));
    let grade: Grade = grade.parse().map_err(Refusal::Grading)?;
    let marking = Marking::parse(marking).map_err(Refusal::Grading)?;
    if grade.handling == Handling::WithConditions {
        return Err(Refusal::Grading(GradingRefusal::ConditionMissing).into());
    }
    let graded = Graded { grade, conditions: Vec::new(), words: None, marking };
    serde_json::to_value(graded).map_err(|error| Failure::unforeseen(&error.to_string()))
}

/// The member who was typed, as one who is given a note: they have to hold it.
fn officer(act: &Act<'_, '_>, fold: &Fold, text: &str) -> Result<Value, Failure> {
    let text = text.trim();
    if text.to_lowercase() == written::NOBODY {
        return Ok(Value::Null);
    }
    let member = plan_input::member(act.writer, text)?.filter(|person| person.ended.is_none());
    let member = member.ok_or_else(|| note_input::not_found(text, "member"))?;
    let missing = || note_input::not_found(&fold.record().to_string(), "note");
    let record: AssignmentRecord = fold.read().map_err(|_| missing())?;
    let area = act.writer.note(record.note)?.ok_or_else(missing)?.record.area;
    if !act.writer.rights_over(member.id, area, act.today()?)?.contains(&Right::ReadRestricted) {
        return Err(Refusal::CannotSee { name: member.name }.into());
    }
    Ok(Value::from(member.id.to_string()))
}

/// What somebody typed, of the sort that the versions are.
fn typed(text: &str, like: Option<&Value>) -> Value {
    let text = text.trim();
    match like {
        Some(Value::Bool(_)) => Value::Bool(matches!(text.to_lowercase().as_str(), "yes" | "true" | "on")),
        Some(Value::Number(_)) => text.parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        _ => Value::from(text),
    }
}

//! What people write of plans and actions, checked; and the plan or action they name.

use chrono::NaiveDate;
use domain::dates::NoteWhen;
use domain::fold::Fold;
use domain::ids::{AreaId, PersonId, RecordId};
use domain::lists::{List, NotInList};
use domain::permissions::Right;
use domain::records::plan::{ActionStatus, Confidence, Owner, PlanStatus};
use domain::records::{ActionRecord, Kind, PlanRecord, WITHDRAWN};
use domain::wards::{self, Ward};
use domain::words::{self, Field, Refusal, WorkRefusal};
use serde_json::Value;
use store::Reader;
use store::read::PersonRow;

use super::note_input;
use crate::api::Failure;
use crate::notebook::Act;

/// As long as a member's name may be.
const NAME_MAX: usize = 120;

/// A plan as it stands.
pub(super) struct Plan {
    pub id: RecordId,
    pub fold: Fold,
    pub record: PlanRecord,
}

/// An action as it stands.
pub(super) struct Action {
    pub id: RecordId,
    pub fold: Fold,
    pub record: ActionRecord,
}

/// The plan that a request names; one that was deleted is not there.
pub(super) fn plan(reader: &Reader<'_>, text: &str) -> Result<Plan, Failure> {
    let missing = || note_input::not_found(text, "plan");
    let id = note_input::id(text.trim(), "plan")?;
    let fold = reader.fold(id)?.filter(|fold| fold.kind() == Kind::Plan && fold.any(WITHDRAWN).is_none());
    let fold = fold.ok_or_else(missing)?;
    let record = fold.read().map_err(|_| missing())?;
    Ok(Plan { id, fold, record })
}

/// The plan that a request names, for somebody who decides what it is. Anybody else is told so first, and not
/// what the plan lacks: they may not even hold what it is judged by.
pub(super) fn plan_to_decide(act: &Act<'_, '_>, text: &str) -> Result<Plan, Failure> {
    let plan = plan(act.writer, text)?;
    let rights = act.writer.rights_over_stream(act.writer.me(), plan.fold.stream(), act.today()?)?;
    if rights.contains(&Right::Plan) { Ok(plan) } else { Err(Refusal::NotAllowed.into()) }
}

/// The action that a request names; one that was deleted is not there.
pub(super) fn action(reader: &Reader<'_>, text: &str) -> Result<Action, Failure> {
    let missing = || note_input::not_found(text, "action");
    let id = note_input::id(text.trim(), "action")?;
    let fold = reader.fold(id)?.filter(|fold| fold.kind() == Kind::Action && fold.any(WITHDRAWN).is_none());
    let fold = fold.ok_or_else(missing)?;
    let record = fold.read().map_err(|_| missing())?;
    Ok(Action { id, fold, record })
}

/// What was given, without blank ends; none where nothing was.
pub(super) fn given(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

pub(super) fn title(text: &str) -> Result<String, Failure> {
    words::check_title(text).map(str::to_owned).map_err(|refusal| Refusal::Work(refusal).into())
}

/// A text that is kept to the letter; none where it is blank, which takes a value out.
pub(super) fn text(text: &str) -> Result<Option<String>, Failure> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    words::check_text(text)?;
    Ok(Some(text.to_owned()))
}

/// The list's id for what was written.
pub(super) fn entry(list: &List, field: Field, text: &str) -> Result<String, Failure> {
    match list.find(text) {
        Ok(entry) => Ok(entry.id.clone()),
        Err(refusal) => Err(Refusal::NotInList { field, refusal }.into()),
    }
}

/// The list's id, or none where an empty text takes the value out.
pub(super) fn entry_or_out(list: &List, field: Field, text: &str) -> Result<Option<String>, Failure> {
    given(Some(text)).map(|text| entry(list, field, text)).transpose()
}

fn not_one_of(field: Field, list: &str, text: &str, choices: &[&str]) -> Failure {
    let choices = choices.iter().map(|&choice| choice.to_owned()).collect();
    let refusal = NotInList { text: text.trim().to_owned(), list: list.to_owned(), choices, nearest: None };
    Refusal::NotInList { field, refusal }.into()
}

pub(super) fn action_status(text: &str) -> Result<ActionStatus, Failure> {
    ActionStatus::parse(text)
        .ok_or_else(|| not_one_of(Field::Status, "status", text, &ActionStatus::ALL.map(ActionStatus::id)))
}

pub(super) fn plan_status(text: &str) -> Result<PlanStatus, Failure> {
    PlanStatus::parse(text)
        .ok_or_else(|| not_one_of(Field::Status, "status", text, &PlanStatus::ALL.map(PlanStatus::id)))
}

pub(super) fn confidence(text: &str) -> Result<Confidence, Failure> {
    Confidence::parse(text)
        .ok_or_else(|| not_one_of(Field::Confidence, "confidence", text, &Confidence::ALL.map(Confidence::id)))
}

/// An ISO day, in the past or to come.
pub(super) fn day(field: Field, text: &str) -> Result<NaiveDate, Failure> {
    NoteWhen::parse(text).map(|when| when.date).map_err(|refusal| {
        let mut failure: Failure = Refusal::When(refusal).into();
        for error in &mut failure.field_errors {
            field.id().clone_into(&mut error.field);
        }
        failure
    })
}

pub(super) fn reduce_by(percent: u32) -> Result<Option<u32>, Failure> {
    match percent {
        0 => Ok(None),
        1..=100 => Ok(Some(percent)),
        _ => Err(Refusal::Work(WorkRefusal::NumberOutOfRange).into()),
    }
}

/// The member that is meant: by id, or by a name that one member alone has, in any case.
pub(super) fn member(reader: &Reader<'_>, text: &str) -> Result<Option<PersonRow>, Failure> {
    let text = text.trim();
    if let Ok(id) = text.parse::<PersonId>()
        && let Some(person) = reader.person(id)?
    {
        return Ok(Some(person));
    }
    let server: Vec<PersonId> =
        reader.devices()?.iter().filter(|device| device.reason == "server").map(|device| device.person).collect();
    let wanted = text.to_lowercase();
    let mut named = reader
        .people()?
        .into_iter()
        .filter(|person| person.ended.is_none() && !server.contains(&person.id))
        .filter(|person| person.name.trim().to_lowercase() == wanted);
    let first = named.next();
    Ok(if named.next().is_some() { None } else { first })
}

/// A member, or any name; none where it is blank.
pub(super) fn owner(reader: &Reader<'_>, text: &str) -> Result<Option<Owner>, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(person) = member(reader, text)? {
        return Ok(Some(Owner { name: person.name, person: Some(person.id) }));
    }
    if text.chars().count() > NAME_MAX {
        return Err(Refusal::NameTooLong { at_most: NAME_MAX }.into());
    }
    Ok(Some(Owner { name: text.to_owned(), person: None }))
}

/// Refuses to write over what somebody else wrote while this was typed: `began` is what the field showed when
/// the writing began, none where nobody says. To say the same as they did writes over nothing.
pub(super) fn not_overtaken(
    reader: &Reader<'_>,
    fold: Option<&Fold>,
    (field, began): (&str, Option<&String>),
    wanted: &Value,
) -> Result<(), Failure> {
    let Some(began) = began else { return Ok(()) };
    let now = fold.and_then(|fold| fold.value(field)).unwrap_or(Value::Null);
    let now = shown(reader, &now)?;
    if now == began.trim() || now == shown(reader, wanted)? { Ok(()) } else { Err(Refusal::Overtaken.into()) }
}

/// What a field that is written in place shows: a text, a number, a member by today's name.
fn shown(reader: &Reader<'_>, value: &Value) -> Result<String, Failure> {
    Ok(match value {
        Value::Null => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Object(_) => match serde_json::from_value::<Owner>(value.clone()) {
            Ok(owner) => {
                let member = owner.person.map(|person| reader.person(person)).transpose()?.flatten();
                member.map_or(owner.name, |member| member.name).trim().to_owned()
            }
            Err(_) => value.to_string(),
        },
        other => other.to_string(),
    })
}

/// The wards that were named, each once, with their areas.
pub(super) fn areas(reader: &Reader<'_>, wards: &[String]) -> Result<Vec<(AreaId, &'static Ward)>, Failure> {
    let set = reader.partnership()?.1;
    let mut areas: Vec<(AreaId, &'static Ward)> = Vec::new();
    for text in wards {
        let ward = wards::find(&[set], text).map_err(Refusal::Ward)?;
        let area = reader.area_of(ward.code)?.ok_or_else(|| note_input::not_found(text, "ward"))?;
        if !areas.iter().any(|(held, _)| *held == area) {
            areas.push((area, ward));
        }
    }
    Ok(areas)
}

/// Refuses wards over which this person may not plan.
pub(super) fn may_plan_over(
    reader: &Reader<'_>,
    me: PersonId,
    today: NaiveDate,
    areas: &[(AreaId, &'static Ward)],
) -> Result<(), Failure> {
    for (area, ward) in areas {
        if !reader.rights_over(me, *area, today)?.contains(&Right::Plan) {
            return Err(Refusal::Work(WorkRefusal::NoPlansFor { ward: ward.name.to_owned() }).into());
        }
    }
    Ok(())
}

/// Refuses what needs a server where there is none.
pub(super) fn with_a_server(act: &Act<'_, '_>) -> Result<(), Failure> {
    if !act.writer.linked()? {
        return Err(Refusal::NoServer.into());
    }
    Ok(())
}

/// The words of a search, each to be found in a title.
pub(super) fn search(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

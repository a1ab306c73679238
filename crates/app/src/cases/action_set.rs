//! Change an action: only what is named, each field in front of its own heads.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::ids::RecordId;
use domain::lists::{List, WorkLists};
use domain::records::Kind;
use domain::records::plan::{
    ActionStatus, Blocker, CO_OWNERS, COUNTS, Due, ORIGINS, Owner, Standing, WEAPONS, element, elements,
};
use domain::words::{Field, Refusal, WorkRefusal};
use serde::Serialize;
use serde_json::{Map, Value};

use super::plan_input::{self, Action};
use super::{unfinished, work};
use crate::api::Failure;
use crate::api::actions::ActionSetRequest;
use crate::api::triage::Done;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ActionSetRequest) -> Result<Done, Failure> {
    let action = plan_input::action(act.writer, &request.id)?;
    let mut fields = Map::new();
    plain(act, &request, &mut fields)?;
    owners(act, &action, &request, &mut fields)?;
    if let Some(text) = &request.due {
        due(&action, text, request.why.as_deref(), &mut fields)?;
    }
    standing(act, &action, &request, &mut fields)?;
    let counted = counts(act, &request, &mut fields)?;
    let called = |field: &str| counted.get(field).cloned().unwrap_or_else(|| field.to_owned());
    for (field, value) in &fields {
        let began = request.began.get(&called(field));
        plan_input::not_overtaken(act.writer, Some(&action.fold), (field, began), value)?;
    }
    if fields.is_empty() {
        let named = request.due.is_some() || request.status.is_some();
        return if named {
            Ok(work::done(act, action.id, Vec::new(), "The action was so already."))
        } else {
            Err(Refusal::Work(WorkRefusal::NothingNamed).into())
        };
    }
    let draft = act.writer.setting(action.fold.stream(), action.id, Kind::Action, &fields)?;
    let undo = work::write(act, vec![draft])?;
    let written: Vec<String> = fields.keys().map(|field| called(field)).collect();
    let written: Vec<&str> = written.iter().map(String::as_str).collect();
    unfinished::done(act, &[action.id], UnfinishedForm::Action, &written)?;
    if fields.contains_key("due") {
        unfinished::done(act, &[action.id], UnfinishedForm::Due, &[])?;
    }
    Ok(work::done(act, action.id, undo, format!("“{}” is changed.", action.record.title)))
}

fn value<T: Serialize>(of: &T) -> Value {
    serde_json::to_value(of).unwrap_or(Value::Null)
}

fn plain(act: &Act<'_, '_>, request: &ActionSetRequest, fields: &mut Map<String, Value>) -> Result<(), Failure> {
    let lists = &act.book.work;
    if let Some(title) = &request.title {
        fields.insert("title".to_owned(), plan_input::title(title)?.into());
    }
    let words: [(&str, &List, Field, &Option<String>); 4] = [
        ("agency", &lists.agency, Field::Agency, &request.agency),
        ("type", &lists.action_type, Field::Sort, &request.sort),
        ("priority", &lists.priority, Field::Priority, &request.priority),
        ("reached", &lists.reached, Field::Reached, &request.reached),
    ];
    for (field, list, of, text) in words {
        let Some(text) = text else { continue };
        let entry = value(&plan_input::entry_or_out(list, of, text)?);
        let field = if field == "reached" { element(COUNTS, field) } else { field.to_owned() };
        fields.insert(field, entry);
    }
    if let Some(text) = &request.confidence {
        let confidence = plan_input::given(Some(text)).map(plan_input::confidence).transpose()?;
        fields.insert("confidence".to_owned(), value(&confidence));
    }
    if let Some(text) = &request.result {
        fields.insert("result".to_owned(), value(&plan_input::text(text)?));
    }
    Ok(())
}

fn owners(
    act: &Act<'_, '_>,
    action: &Action,
    request: &ActionSetRequest,
    fields: &mut Map<String, Value>,
) -> Result<(), Failure> {
    if let Some(owner) = &request.owner {
        fields.insert("owner".to_owned(), value(&plan_input::owner(act.writer, owner)?));
    }
    if let Some(text) = plan_input::given(request.add_co_owner.as_deref())
        && let Some(owner) = plan_input::owner(act.writer, text)?
    {
        fields.insert(element(CO_OWNERS, &co_owner(action, &owner)), value(&owner));
    }
    if let Some(text) = plan_input::given(request.remove_co_owner.as_deref())
        && let Some(owner) = plan_input::owner(act.writer, text)?
    {
        for (key, held) in elements(&action.fold, CO_OWNERS) {
            let same = serde_json::from_value::<Owner>(held).is_ok_and(|held| {
                held.person.is_some() && held.person == owner.person
                    || held.name.to_lowercase() == owner.name.to_lowercase()
            });
            if same {
                fields.insert(element(CO_OWNERS, &key), Value::Null);
            }
        }
    }
    Ok(())
}

/// What two people call the same co-owner by: the member's id, or an id that follows from the name.
fn co_owner(action: &Action, owner: &Owner) -> String {
    match owner.person {
        Some(person) => person.to_string(),
        None => {
            let sort = format!("co-owner {}", owner.name.to_lowercase());
            RecordId::derived(&sort, action.id.as_bytes(), action.fold.stream()).to_string()
        }
    }
}

/// A due date that is set moves with a reason; the first one is kept for good.
fn due(action: &Action, text: &str, why: Option<&str>, fields: &mut Map<String, Value>) -> Result<(), Failure> {
    let day = plan_input::day(Field::Due, text)?;
    let held = action.record.due.as_ref().and_then(|due| due.on.parse::<NaiveDate>().ok());
    if held == Some(day) && !action.fold.register("due").in_conflict() {
        return Ok(());
    }
    let why = plan_input::given(why).unwrap_or_default();
    if held.is_some() && why.is_empty() {
        return Err(Refusal::Work(WorkRefusal::DueReason).into());
    }
    fields.insert("due".to_owned(), value(&Due { on: day.to_string(), why: why.to_owned() }));
    if action.record.original_due.is_none() {
        fields.insert("original_due".to_owned(), day.to_string().into());
    }
    Ok(())
}

fn standing(
    act: &Act<'_, '_>,
    action: &Action,
    request: &ActionSetRequest,
    fields: &mut Map<String, Value>,
) -> Result<(), Failure> {
    let lists = &act.book.work;
    let why = plan_input::given(request.why.as_deref()).unwrap_or_default();
    let blocks = request.blocked_by.as_deref().map(str::trim);
    let now = action.record.status.is;
    let status = match (plan_input::given(request.status.as_deref()), blocks) {
        (Some(text), _) => Some(plan_input::action_status(text)?),
        (None, Some("")) if now == ActionStatus::Blocked => Some(ActionStatus::InProgress),
        (None, Some(kind)) if !kind.is_empty() => Some(ActionStatus::Blocked),
        (None, _) if plan_input::given(request.closing_reason.as_deref()).is_some() && now.is_over() => Some(now),
        _ => None,
    };
    if blocks.is_some_and(|kind| !kind.is_empty()) && status != Some(ActionStatus::Blocked) {
        return Err(Failure::misuse("an action that something blocks has no other status"));
    }
    match blocks {
        Some("") if action.record.blocker.is_none() => {}
        Some("") => {
            fields.insert("blocker".to_owned(), Value::Null);
        }
        Some(kind) => {
            if why.is_empty() {
                return Err(Refusal::Work(WorkRefusal::BlockerReason).into());
            }
            let blocker = Blocker {
                kind: plan_input::entry(&lists.blocker, Field::BlockedBy, kind)?,
                why: why.to_owned(),
                agency: plan_input::given(request.unblocks.as_deref())
                    .map(|text| plan_input::entry(&lists.agency, Field::Unblocks, text))
                    .transpose()?,
                since: act.today()?.to_string(),
            };
            fields.insert("blocker".to_owned(), value(&blocker));
        }
        None => {}
    }
    let Some(status) = status else { return Ok(()) };
    if status == ActionStatus::Blocked && action.record.blocker.is_none() && blocks.unwrap_or_default().is_empty() {
        return Err(Refusal::Work(WorkRefusal::BlockerMissing).into());
    }
    // What no longer is blocked is blocked by nothing.
    if status != ActionStatus::Blocked && action.record.blocker.is_some() {
        fields.insert("blocker".to_owned(), Value::Null);
    }
    let standing = stand(lists, status, request.closing_reason.as_deref(), why)?;
    // Said again, it is as it was; but saying it in front of what crossed or contradicts it settles that.
    let settles = action.fold.register("status").in_conflict() || !domain::plans::crossed(&action.fold).is_empty();
    if settles || standing != action.record.status {
        fields.insert("status".to_owned(), value(&standing));
    }
    Ok(())
}

/// A status with what explains it. What is done was delivered, unless something else is said.
pub(super) fn stand(
    lists: &WorkLists,
    status: ActionStatus,
    reason: Option<&str>,
    why: &str,
) -> Result<Standing, Failure> {
    let list = &lists.closing_reason;
    let mut why = why.to_owned();
    let reason = match plan_input::given(reason) {
        Some(text) if status.is_over() => Some(plan_input::entry(list, Field::ClosingReason, text)?),
        _ if !status.is_over() => None,
        // A word of the list may be said where the reason is asked for.
        _ => match list.find(&why) {
            Ok(entry) => {
                why.clear();
                Some(entry.id.clone())
            }
            Err(_) if status == ActionStatus::Done => Some("delivered".to_owned()),
            Err(_) if why.trim().is_empty() => return Err(Refusal::Work(WorkRefusal::ClosingReason).into()),
            Err(_) => None,
        },
    };
    // What blocks it has a reason of its own.
    if status == ActionStatus::Blocked {
        why.clear();
    }
    Ok(Standing { is: status, reason, why })
}

/// Answers with what a request calls each field that it counts in.
fn counts(
    act: &Act<'_, '_>,
    request: &ActionSetRequest,
    fields: &mut Map<String, Value>,
) -> Result<BTreeMap<String, String>, Failure> {
    let (lists, notes) = (&act.book.work, &act.book.lists);
    let sets: [(&str, &str, &List, &BTreeMap<String, u32>); 3] = [
        ("counts", COUNTS, &lists.count, &request.counts),
        ("weapons", WEAPONS, &notes.weapon, &request.weapons),
        ("origins", ORIGINS, &notes.weapon_origin, &request.origins),
    ];
    let mut called = BTreeMap::new();
    for (name, set, list, given) in sets {
        for (id, count) in given {
            let id = plan_input::entry(list, Field::Counts, id)?;
            let count = if *count == 0 { Value::Null } else { Value::from(*count) };
            called.insert(element(set, &id), format!("{name}.{id}"));
            fields.insert(element(set, &id), count);
        }
    }
    Ok(called)
}

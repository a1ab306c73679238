//! A third value for a register of a plan, an analysis or an action, of the form the register takes.

use domain::fold::Fold;
use domain::lists::List;
use domain::records::Kind;
use domain::records::plan::{ActionStatus, Blocker, Due, PlanStatus};
use domain::words::{Field, Refusal, WorkRefusal};
use serde::Serialize;
use serde_json::Value;

use super::plan_activate::Standing;
use super::{action_set, plan_input};
use crate::api::Failure;
use crate::notebook::Act;

/// What somebody typed; refused in words where it is not of the register's form, or a reason is missing.
pub(super) fn typed(
    act: &Act<'_, '_>,
    fold: &Fold,
    field: &str,
    text: &str,
    why: Option<&str>,
) -> Result<Value, Failure> {
    let lists = &act.book.work;
    let why = plan_input::given(why).unwrap_or_default();
    let entry = |list: &List, of: Field| Ok(Value::from(plan_input::entry(list, of, text)?));
    match (fold.kind(), field) {
        (_, "title") => Ok(plan_input::title(text)?.into()),
        (_, "owner" | "lead") => value(&plan_input::owner(act.writer, text)?),
        (Kind::Plan, "status") => {
            let status = plan_input::plan_status(text)?;
            let plan = plan_input::plan(act.writer, &fold.record().to_string())?;
            if status == PlanStatus::Active {
                Standing::of(act.writer, &plan)?.ready()?;
            }
            value(&status)
        }
        (Kind::Action, "status") => {
            let status = plan_input::action_status(text)?;
            if status == ActionStatus::Blocked && fold.value("blocker").is_none() {
                return Err(Refusal::Work(WorkRefusal::BlockerMissing).into());
            }
            value(&action_set::stand(lists, status, None, why)?)
        }
        (Kind::Action, "due") => {
            if why.is_empty() {
                return Err(Refusal::Work(WorkRefusal::DueReason).into());
            }
            value(&Due { on: plan_input::day(Field::Due, text)?.to_string(), why: why.to_owned() })
        }
        (Kind::Action, "confidence") => value(&plan_input::confidence(text)?),
        (Kind::Action, "blocker") => {
            if why.is_empty() {
                return Err(Refusal::Work(WorkRefusal::BlockerReason).into());
            }
            value(&Blocker {
                kind: plan_input::entry(&lists.blocker, Field::BlockedBy, text)?,
                why: why.to_owned(),
                agency: None,
                since: act.today()?.to_string(),
            })
        }
        (Kind::Action, "agency") => entry(&lists.agency, Field::Agency),
        (Kind::Action, "type") => entry(&lists.action_type, Field::Sort),
        (Kind::Action, "priority") => entry(&lists.priority, Field::Priority),
        (Kind::Analysis, "objective_type") => entry(&lists.objective_type, Field::ObjectiveType),
        _ => element(fold, field, text),
    }
}

/// Of the sort that the versions are.
fn element(fold: &Fold, field: &str, text: &str) -> Result<Value, Failure> {
    let register = fold.register(field);
    let like = register.heads().iter().map(|head| &head.value).find(|value| !value.is_null());
    Ok(match like {
        Some(Value::Bool(_)) => Value::Bool(matches!(text.trim().to_lowercase().as_str(), "yes" | "true" | "on")),
        Some(Value::Number(_)) => {
            let number: u32 = text.trim().parse().map_err(|_| Refusal::Work(WorkRefusal::NumberOutOfRange))?;
            number.into()
        }
        // Of what has parts, the one that people write: a measure's name stays, a review's finding is the text.
        Some(Value::Object(held)) if field.starts_with("review.") => {
            let mut held = held.clone();
            held.insert("found".to_owned(), text.into());
            Value::Object(held)
        }
        Some(Value::Object(held)) => {
            let mut held = held.clone();
            held.insert("name".to_owned(), text.trim().into());
            Value::Object(held)
        }
        _ => Value::from(text),
    })
}

fn value<T: Serialize>(of: &T) -> Result<Value, Failure> {
    Ok(serde_json::to_value(of).unwrap_or(Value::Null))
}

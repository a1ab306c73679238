//! What the registers of plans, analyses and actions are called, and how their values read.

use chrono::NaiveDate;
use domain::fold::Fold;
use domain::lists::WorkLists;
use domain::records::Kind;
use domain::records::plan::{Blocker, Due, Measure, Owner, Review, Standing};
use serde_json::Value;
use store::Reader;

use crate::api::Failure;
use crate::views;

/// Whether a record of this kind is one of a plan's.
pub(super) fn is_work(kind: Kind) -> bool {
    matches!(kind, Kind::Plan | Kind::Analysis | Kind::Action)
}

/// "Due date"
pub(super) fn label(field: &str) -> String {
    let (set, key) = field.split_once('.').unwrap_or((field, ""));
    match set {
        "title" => "Title",
        "status" => "Status",
        "lead" => "Lead",
        "objective" => "Objective",
        "objective_type" => "Type of objective",
        "reduce_by" => "Per cent to reduce by",
        "scanning" => "Scanning",
        "offender" => "Analysis: offender",
        "victim" => "Analysis: victim or target",
        "location" => "Analysis: location",
        "success_test" => "Success test",
        "assessment" => "Assessment",
        "lessons" => "Lessons",
        "displacement" => "Whether it moved next door",
        "area" => "Ward",
        "place" => return format!("Place “{key}”"),
        "measure" => "Measure",
        "review" => return format!("Review on {key}"),
        "type" => "Type",
        "agency" => "Agency",
        "owner" => "Owner",
        "co-owner" => "Co-owner",
        "due" => "Due date",
        "original_due" => "First due date",
        "priority" => "Priority",
        "confidence" => "Confidence",
        "blocker" => "What blocks it",
        "result" => "Result",
        "count" => return format!("Count “{key}”"),
        "weapon" => return format!("Weapons “{key}”"),
        "origin" => return format!("Weapons from “{key}”"),
        other => other,
    }
    .to_owned()
}

/// A value as people and scripts read it; none where it is of no form of its own.
pub(super) fn shown(field: &str, value: &Value) -> Option<String> {
    fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Option<T> {
        serde_json::from_value(value.clone()).ok()
    }
    match field.split_once('.').map_or(field, |(set, _)| set) {
        "due" => read::<Due>(value).map(|due| due.on),
        "status" => read::<Standing>(value).map(|standing| standing.is.id().to_owned()),
        "owner" | "lead" | "co-owner" => read::<Owner>(value).map(|owner| owner.name),
        "blocker" => read::<Blocker>(value).map(|blocker| blocker.kind),
        "measure" => read::<Measure>(value).map(|measure| {
            let part = |word: &str, text: Option<String>| text.map(|text| format!("{word} {text}"));
            let parts = [
                Some(measure.name),
                part("baseline", measure.baseline),
                part("target", measure.target),
                part("actual", measure.actual),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }),
        "review" => read::<Review>(value)
            .map(|review| if review.found.is_empty() { "not held".to_owned() } else { review.found }),
        _ => None,
    }
}

/// "Due date of “Patrol the walkway”"
pub(super) fn what(reader: &Reader<'_>, fold: &Fold, field: &str) -> Result<String, Failure> {
    let label = label(field);
    Ok(match title(reader, fold)? {
        Some(title) if field == "title" && fold.kind() == Kind::Plan => format!("{label} of the plan “{title}”"),
        Some(title) if field == "title" => format!("{label} of the action “{title}”"),
        Some(title) => format!("{label} of “{title}”"),
        None => label,
    })
}

fn title(reader: &Reader<'_>, fold: &Fold) -> Result<Option<String>, Failure> {
    let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned));
    if fold.kind() != Kind::Analysis {
        return Ok(text(fold.value("title")));
    }
    let plan = text(fold.value("plan")).and_then(|id| id.parse().ok());
    Ok(match plan {
        Some(plan) => reader.fold(plan)?.and_then(|plan| text(plan.value("title"))),
        None => None,
    })
}

/// What a change of one register is called in a history, with its reason. None where it says nothing to people.
pub(super) fn step(
    reader: &Reader<'_>,
    lists: &WorkLists,
    kind: Kind,
    field: &str,
    value: &Value,
) -> Option<(String, Option<String>)> {
    let some = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let (set, key) = field.split_once('.').unwrap_or((field, ""));
    let gone = value.is_null() || *value == Value::Bool(false);
    Some(match (kind, set) {
        (_, "original_due" | "plan" | "batch") => return None,
        (Kind::Plan, "status") => match value.as_str() {
            Some("active") => ("Active".to_owned(), None),
            Some("closed") => ("Closed".to_owned(), None),
            _ => ("A draft again".to_owned(), None),
        },
        (_, "status") => {
            let standing: Standing = serde_json::from_value(value.clone()).ok()?;
            let reason = standing.reason.as_ref().map(|id| lists.closing_reason.label(id).to_owned());
            let why = [reason, some(standing.why)].into_iter().flatten().collect::<Vec<_>>().join(": ");
            (format!("Status: {}", standing.is.label()), some(why))
        }
        (_, "due") => match serde_json::from_value::<Due>(value.clone()) {
            Ok(due) => {
                let day = due.on.parse::<NaiveDate>().map_or(due.on, domain::dates::short_date);
                (format!("Due date: {day}"), some(due.why))
            }
            Err(_) => ("Due date taken out".to_owned(), None),
        },
        (_, "blocker") => match serde_json::from_value::<Blocker>(value.clone()) {
            Ok(blocker) => (format!("Blocked: {}", lists.blocker.label(&blocker.kind)), some(blocker.why)),
            Err(_) => ("No longer blocked".to_owned(), None),
        },
        (_, "area") => {
            let ward = key.parse().ok().and_then(|area| reader.ward_of(area).ok().flatten());
            ("Ward added".to_owned(), ward.map(|ward| views::ward_ref(&ward).name))
        }
        (_, "owner" | "lead" | "co-owner" | "confidence" | "priority" | "agency" | "type") if !gone => {
            let shown = shown(field, value).or_else(|| value.as_str().map(str::to_owned))?;
            let shown = match set {
                "agency" => lists.agency.label(&shown).to_owned(),
                "type" => lists.action_type.label(&shown).to_owned(),
                _ => shown,
            };
            (format!("{}: {shown}", label(field)), None)
        }
        _ if gone => (format!("{} taken out", label(field)), None),
        (_, "count" | "weapon" | "origin") => (format!("{}: {value}", label(field)).replace('"', ""), None),
        (_, "place") => (format!("{} added", label(field)), None),
        _ => (format!("{} changed", label(field)), shown(field, value)),
    })
}

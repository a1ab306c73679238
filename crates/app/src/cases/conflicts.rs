//! The inbox of what was written differently without sight of each other.

use std::collections::BTreeMap;

use domain::dates;
use domain::fold::{Fold, Head};
use domain::ids::{PersonId, RecordId};
use domain::records::{Deed, Graded, Kind};
use domain::words;
use serde_json::Value;
use store::read::{ConflictRow, PersonRow};

use super::{work_words, written};
use crate::api::sync::{ConflictView, ConflictsView, HeadView};
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<ConflictsView, Failure> {
    let names = Names::of(look)?;
    let mut conflicts = Vec::new();
    for row in to_decide(look)? {
        let Some(fold) = look.reader.fold(row.record)? else { continue };
        if fold.kind() == Kind::Analysis
            && let Some(plan) = fold.any("plan").and_then(|plan| plan.value.as_str()?.parse().ok())
        {
            look.leave_trail(Deed::ReadAnalysis, Some(plan), None, None);
        }
        conflicts.push(view(look, &names, &fold, row.field)?);
    }
    Ok(ConflictsView { conflicts })
}

/// What waits for a decision of the person using this notebook: what they may not decide is not asked of them.
pub(crate) fn to_decide(look: &Look<'_>) -> Result<Vec<ConflictRow>, Failure> {
    Ok(look.reader.conflicts_to_decide(look.me()?, look.today()?)?)
}

/// What needs a decision in one record.
pub(super) fn of_fold(look: &Look<'_>, fold: &Fold) -> Result<Vec<ConflictView>, Failure> {
    let conflicts = fold.conflicts();
    if conflicts.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::of(look)?;
    conflicts.into_iter().map(|conflict| view(look, &names, fold, conflict.field)).collect()
}

struct Names {
    me: PersonId,
    people: BTreeMap<PersonId, PersonRow>,
}

impl Names {
    fn of(look: &Look<'_>) -> Result<Self, Failure> {
        Ok(Self { me: look.me()?, people: look.people()? })
    }

    fn of_person(&self, id: PersonId) -> String {
        self.people.get(&id).map_or_else(|| "Somebody not known here".to_owned(), |person| person.name.clone())
    }

    /// Who sees to a note: a member, or nobody any more.
    fn officer(&self, value: &Value) -> String {
        match value.as_str().map(str::parse) {
            None => written::NOBODY.to_owned(),
            Some(Ok(id)) => self.of_person(id),
            Some(Err(_)) => shown(value),
        }
    }
}

fn grade_words(graded: Graded) -> String {
    format!("{}, {}", graded.grade, graded.marking.label())
}

fn view(look: &Look<'_>, names: &Names, fold: &Fold, field: String) -> Result<ConflictView, Failure> {
    let value = |value: &Value| {
        if fold.kind() == Kind::Assignment && field == "officer" {
            return names.officer(value);
        }
        if fold.kind() == Kind::Grade {
            return serde_json::from_value::<Option<Graded>>(value.clone())
                .ok()
                .map_or_else(|| shown(value), |graded| graded.map_or_else(|| "No grade".to_owned(), grade_words));
        }
        let of_work = work_words::is_work(fold.kind()).then(|| work_words::shown(&field, value)).flatten();
        of_work.unwrap_or_else(|| shown(value))
    };
    let head = |head: &Head| HeadView {
        id: head.change.to_string(),
        value: value(&head.value),
        author: names.of_person(head.author),
        mine: head.author == names.me,
        at: head.change.made_at().rfc3339(),
        when: views::at_words(head.change.made_at(), look.now()),
    };
    let text = |field: &str| fold.value(field).and_then(|value| value.as_str().map(str::to_owned));
    let what = match fold.kind() {
        kind if work_words::is_work(kind) => work_words::what(look.reader, fold, &field)?,
        Kind::Assignment => written::seeing_to(look.reader, text("note").and_then(|note| note.parse().ok()))?,
        Kind::Briefing => written::briefing(text("ward").as_deref()),
        Kind::Grade => "Grade of a note".to_owned(),
        _ => what(fold, &field),
    };
    Ok(ConflictView {
        id: id(fold.record(), &field),
        record: fold.record().to_string(),
        kind: fold.kind().as_str().to_owned(),
        what,
        heads: fold.register(&field).heads().iter().map(head).collect(),
        undecided: undecided(look, names, fold)?,
        field,
    })
}

/// For somebody who may not decide: who can.
fn undecided(look: &Look<'_>, names: &Names, fold: &Fold) -> Result<Option<String>, Failure> {
    let today = dates::day_of(look.now().utc());
    if look.reader.may_decide(fold, names.me, today)? {
        return Ok(None);
    }
    let mut can = Vec::new();
    for person in names.people.values() {
        let belongs = person.ended.as_deref().and_then(|day| day.parse().ok()).is_none_or(|ended| today < ended);
        if belongs && look.reader.may_decide(fold, person.id, today)? {
            can.push(person.name.as_str());
        }
    }
    can.sort_unstable();
    Ok(Some(words::undecided(&can)))
}

/// Record and field in one word, as requests name them.
pub(super) fn id(record: RecordId, field: &str) -> String {
    format!("{record}.{field}")
}

pub(super) fn parse(text: &str) -> Option<(RecordId, String)> {
    let (record, field) = text.trim().split_once('.')?;
    Some((record.parse().ok()?, field.to_owned()))
}

/// A value as people read it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

fn what(fold: &Fold, field: &str) -> String {
    let named = match field {
        "name" => "Name",
        "role" => "Role",
        "theme" => "Light or dark",
        "idle_minutes" => "Minutes until the notebook locks",
        "letter_keys" => "Letter keys",
        "hub_number" => "Number of the safeguarding hub",
        "hub_hours" => "Hours of the safeguarding hub",
        "pinned" => "Pin",
        "until" => "End of a grant",
        other => other,
    };
    match fold.kind() {
        Kind::Person => {
            let name = fold.value("name").map(|name| shown(&name)).unwrap_or_default();
            if field == "name" { "Name of a member".to_owned() } else { format!("{named} of {name}") }
        }
        Kind::Settings => format!("Your settings: {named}"),
        _ => named.to_owned(),
    }
}

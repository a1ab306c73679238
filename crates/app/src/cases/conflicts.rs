//! The inbox of what was written differently without sight of each other.

use domain::fold::{Fold, Head};
use domain::ids::RecordId;
use domain::records::Kind;
use serde_json::Value;

use crate::api::sync::{ConflictView, ConflictsView, HeadView};
use crate::api::{Failure, Nothing};
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, _: Nothing) -> Result<ConflictsView, Failure> {
    let me = look.me()?;
    let people = look.people()?;
    let mut conflicts = Vec::new();
    for row in look.reader.conflicts()? {
        let Some(fold) = look.reader.fold(row.record)? else { continue };
        let head = |head: &Head| HeadView {
            id: head.change.to_string(),
            value: shown(&head.value),
            author: people.get(&head.author).map_or_else(
                || "Somebody not known here".to_owned(),
                |person| person.name.clone(),
            ),
            mine: head.author == me,
            at: head.change.made_at().rfc3339(),
            when: views::at_words(head.change.made_at(), look.now()),
        };
        conflicts.push(ConflictView {
            id: id(row.record, &row.field),
            record: row.record.to_string(),
            what: what(&fold, &row.field),
            heads: fold.register(&row.field).heads().iter().map(head).collect(),
            kind: row.kind,
            field: row.field,
        });
    }
    Ok(ConflictsView { conflicts })
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

//! Notes as JSON, one a line, whole. What this recipient is not shown has no key; what was not said is null.

use std::io::{Result, Write};

use domain::sharing::Field;
use serde_json::{Map, Value, json};

use super::Cover;
use super::counts::Row;
use super::redact::{Redacted, stands};

/// Keys of a line, and the field that each tells.
const TELLS: [(&str, Field); 24] = [
    ("id", Field::Id),
    ("ward", Field::Ward),
    ("ward_name", Field::Ward),
    ("boundaries", Field::Ward),
    ("when", Field::When),
    ("recorded_at", Field::RecordedAt),
    ("author", Field::Author),
    ("state", Field::State),
    ("withdrawal", Field::State),
    ("text", Field::Text),
    ("amendments", Field::Additions),
    ("topics", Field::Topics),
    ("how_known", Field::HowKnown),
    ("place", Field::Place),
    ("place_type", Field::PlaceType),
    ("weapon", Field::Weapon),
    ("weapon_origin", Field::WeaponOrigin),
    ("residents", Field::Residents),
    ("people", Field::People),
    ("opinion", Field::Opinion),
    ("held_for", Field::HeldFor),
    ("grade", Field::Grade),
    ("conditions", Field::Conditions),
    ("files", Field::Files),
];

pub(super) fn note(file: &mut impl Write, cover: &Cover, leaf: &Redacted) -> Result<()> {
    let note = &leaf.note;
    let residents = if leaf.few_residents { json!("fewer than 5") } else { json!(note.residents) };
    let mut value = json!({
        "id": note.id,
        "ward": note.ward.code,
        "ward_name": note.ward.name,
        "boundaries": note.ward.boundaries,
        "when": note.when_iso,
        "recorded_at": note.recorded_at,
        "author": note.author.name,
        "state": note.state.id,
        "text": note.text,
        "topics": note.topics,
        "how_known": note.how_known,
        "place": note.place,
        "place_type": note.place_type,
        "weapon": note.weapon,
        "weapon_origin": note.weapon_origin,
        "residents": residents,
        "people": note.people,
        "opinion": note.opinion,
        "held_for": note.held_for,
        "withdrawal": note.withdrawal.as_ref().map(|withdrawal| json!({ "reason": withdrawal.reason, "at": withdrawal.at })),
        "amendments": note.amendments.iter().filter(|amendment| !amendment.taken_back).map(|amendment| {
            let said = [
                ("id", &amendment.id),
                ("text", &amendment.text),
                ("at", &amendment.at),
                ("author", &amendment.author.name),
            ];
            // Of an addition too: what is not shown has no key.
            let said = said.into_iter().filter(|(key, value)| *key == "text" || !value.is_empty());
            Value::Object(said.map(|(key, value)| (key.to_owned(), json!(value))).collect())
        }).collect::<Vec<_>>(),
        "grade": leaf.grade,
        "conditions": leaf.conditions,
    });
    if let Value::Object(keys) = &mut value {
        keys.retain(|key, _| TELLS.iter().all(|(tells, field)| tells != key || stands(*field, cover.terms.kind)));
        keys.extend(stamp(cover));
    }
    line(file, &value)
}

/// A file without notes has one line, which says for whom it was made.
pub(super) fn none(file: &mut impl Write, cover: &Cover) -> Result<()> {
    let mut keys = stamp(cover);
    keys.insert("notes".to_owned(), json!(0));
    line(file, &Value::Object(keys))
}

pub(super) fn counts(file: &mut impl Write, cover: &Cover, rows: &[Row]) -> Result<()> {
    for row in rows {
        let mut keys = stamp(cover);
        keys.insert("ward".to_owned(), json!(row.ward));
        keys.insert("topic".to_owned(), json!(row.topic));
        keys.insert("notes".to_owned(), json!(row.notes));
        line(file, &Value::Object(keys))?;
    }
    Ok(())
}

/// For whom, for what and until when: on every line.
fn stamp(cover: &Cover) -> Map<String, Value> {
    let terms = &cover.terms;
    let keys = [
        ("exported_for", json!(terms.recipient)),
        ("purpose", json!(terms.purpose)),
        ("exported_at", json!(cover.at_iso)),
        ("recipient_kind", json!(terms.kind.id())),
        ("marking", json!(terms.marking.label())),
        ("delete_by", json!(terms.until.to_string())),
    ];
    keys.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

fn line(file: &mut impl Write, value: &Value) -> Result<()> {
    serde_json::to_writer(&mut *file, value)?;
    file.write_all(b"\n")
}

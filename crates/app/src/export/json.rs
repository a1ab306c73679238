//! Notes as JSON, one a line, whole.

use std::io::{Result, Write};

use serde_json::{Value, json};

use super::Cover;
use crate::api::notes::NoteView;

pub(super) fn note(file: &mut impl Write, cover: &Cover, note: &NoteView) -> Result<()> {
    line(
        file,
        &json!({
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
            "residents": note.residents,
            "people": note.people,
            "withdrawal": note.withdrawal.as_ref().map(|withdrawal| json!({ "reason": withdrawal.reason, "at": withdrawal.at })),
            "amendments": note.amendments.iter().filter(|amendment| !amendment.taken_back).map(|amendment| {
                json!({ "id": amendment.id, "text": amendment.text, "at": amendment.at, "author": amendment.author.name })
            }).collect::<Vec<_>>(),
            "exported_for": cover.recipient,
            "purpose": cover.purpose,
            "exported_at": cover.at_iso,
        }),
    )
}

/// A file without notes has one line, which says for whom it was made.
pub(super) fn none(file: &mut impl Write, cover: &Cover) -> Result<()> {
    line(
        file,
        &json!({ "exported_for": cover.recipient, "purpose": cover.purpose, "exported_at": cover.at_iso, "notes": 0 }),
    )
}

fn line(file: &mut impl Write, value: &Value) -> Result<()> {
    serde_json::to_writer(&mut *file, value)?;
    file.write_all(b"\n")
}

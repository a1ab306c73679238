//! What is this person's alone: pins, settings, the log of exports, requests they answer.

use domain::fold::Fold;
use domain::records::{ExportRecord, PinRecord, SubjectRequestRecord};
use rusqlite::Connection;

use crate::error::Result;

pub(super) fn pin(connection: &Connection, fold: &Fold) -> Result<()> {
    let Ok(record) = fold.read::<PinRecord>() else { return Ok(()) };
    if record.pinned {
        // Of pins only the order is shown, so here the clock that never goes back is right.
        let at = fold.register("pinned").displayed().map_or(0, |head| head.clock.millis);
        connection
            .prepare_cached("INSERT OR REPLACE INTO pin (note, pinned_at) VALUES (?1, ?2)")?
            .execute(rusqlite::params![record.note.as_bytes(), at as i64])?;
    } else {
        connection.prepare_cached("DELETE FROM pin WHERE note = ?1")?.execute([record.note.as_bytes()])?;
    }
    Ok(())
}

pub(super) fn settings(connection: &Connection, fold: &Fold) -> Result<()> {
    for field in fold.fields() {
        match fold.value(field) {
            Some(value) => connection
                .prepare_cached("INSERT OR REPLACE INTO setting (field, value) VALUES (?1, ?2)")?
                .execute([field, &value.to_string()])?,
            None => connection.prepare_cached("DELETE FROM setting WHERE field = ?1")?.execute([field])?,
        };
    }
    Ok(())
}

pub(super) fn export(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Ok(record), Some((created, write))) = (fold.read::<ExportRecord>(), fold.created()) else { return Ok(()) };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO export_log (id, at, recipient, purpose, notes) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            super::written_at(created, write).millis(),
            record.recipient,
            record.purpose,
            record.notes as i64
        ])?;
    Ok(())
}

pub(super) fn subject_request(connection: &Connection, fold: &Fold) -> Result<()> {
    let Ok(record) = fold.read::<SubjectRequestRecord>() else { return Ok(()) };
    connection
        .prepare_cached("INSERT OR REPLACE INTO subject_request (id, received, closed) VALUES (?1, ?2, ?3)")?
        .execute(rusqlite::params![fold.record().as_bytes(), record.received, record.closed])?;
    Ok(())
}

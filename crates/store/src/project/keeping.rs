//! Why notes are kept past their time.

use domain::fold::Fold;
use domain::records::{KeepRecord, WITHDRAWN};
use rusqlite::Connection;

use super::{stream_of, triage, written_at};
use crate::error::Result;

pub(super) fn keep(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Ok(record), Some((created, write)), None) = (fold.read::<KeepRecord>(), fold.created(), fold.any(WITHDRAWN))
    else {
        return triage::forget(connection, "kept", fold);
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO kept (id, stream, note, author, at, until, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            stream_of(connection, fold)?,
            record.note.as_bytes(),
            write.author.as_bytes(),
            written_at(created, write).millis(),
            record.until,
            record.reason,
        ])?;
    Ok(())
}

//! Safeguarding leads, and sealed sources as far as they are held: which there are, and nothing of what is sealed.

use domain::fold::{Fold, Write};
use domain::records::{ConclusionRecord, OpeningRecord, RetractionRecord, SourceRecord, WITHDRAWN};
use rusqlite::Connection;

use crate::error::Result;

/// Whether it is gone by is decided when it is read: that takes the rosters before it.
pub(super) fn roster(connection: &Connection, fold: &Fold) -> Result<()> {
    let Some((created, _)) = fold.created() else { return Ok(()) };
    let no = super::notes::change_no(connection, created)?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO roster (no, id) VALUES (?1, ?2)")?
        .execute(rusqlite::params![no, fold.record().as_bytes()])?;
    Ok(())
}

pub(super) fn source(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Some((created, write)), Ok(record)) = (fold.created(), fold.read::<SourceRecord>()) else { return Ok(()) };
    let no = super::notes::change_no(connection, created)?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO source (no, id, stream, reference, author, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(rusqlite::params![
            no,
            fold.record().as_bytes(),
            super::stream_of(connection, fold)?,
            record.reference,
            write.author.as_bytes(),
            super::written_at(created, write).millis(),
        ])?;
    Ok(())
}

pub(super) fn opening(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Some((created, write)), Ok(record)) = (fold.created(), fold.read::<OpeningRecord>()) else { return Ok(()) };
    let no = super::notes::change_no(connection, created)?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO opening (no, id, source, author, at, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(rusqlite::params![
            no,
            fold.record().as_bytes(),
            record.source.as_bytes(),
            write.author.as_bytes(),
            super::written_at(created, write).millis(),
            record.reason,
        ])?;
    Ok(())
}

pub(super) fn merging(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Some((created, write)), None) = (fold.created(), fold.any(WITHDRAWN)) else {
        return super::triage::forget(connection, "merging", fold);
    };
    let no = super::notes::change_no(connection, created)?;
    connection.prepare_cached("INSERT OR REPLACE INTO merging (no, id, author, at) VALUES (?1, ?2, ?3, ?4)")?.execute(
        rusqlite::params![
            no,
            fold.record().as_bytes(),
            write.author.as_bytes(),
            super::written_at(created, write).millis(),
        ],
    )?;
    Ok(())
}

/// Taken back it counts no more, whichever of the two came first.
pub(super) fn conclusion(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Ok(record), None) = (fold.beginning::<ConclusionRecord>(), fold.any(WITHDRAWN)) else {
        return super::triage::forget(connection, "conclusion", fold);
    };
    let stream = super::stream_of(connection, fold)?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO conclusion (id, stream, reference) VALUES (?1, ?2, ?3)")?
        .execute(rusqlite::params![fold.record().as_bytes(), stream, record.reference])?;
    Ok(())
}

/// The same. Whoever wrote it stands with it: a lead goes by the source's own author, who alone takes it back too.
pub(super) fn retraction(connection: &Connection, fold: &Fold) -> Result<()> {
    let author = fold.created().map(|(_, write)| write.author);
    let back = |write: &Write| Some(write.author) == author && write.fields.contains_key(WITHDRAWN);
    let (Some((_, write)), Ok(record), false) =
        (fold.created(), fold.beginning::<RetractionRecord>(), fold.writes().values().any(back))
    else {
        return super::triage::forget(connection, "retraction", fold);
    };
    let stream = super::stream_of(connection, fold)?;
    connection
        .prepare_cached("INSERT OR REPLACE INTO retraction (id, stream, reference, author) VALUES (?1, ?2, ?3, ?4)")?
        .execute(rusqlite::params![fold.record().as_bytes(), stream, record.reference, write.author.as_bytes()])?;
    Ok(())
}

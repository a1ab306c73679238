//! What becomes of notes: who sees to them, what they belong with, what was done with them; and briefings.

use domain::fold::Fold;
use domain::ids::RecordId;
use domain::records::{
    AssignmentRecord, BriefingRecord, ClosureRecord, LinkEnd, LinkRecord, ReferralRecord, RemarkRecord, WITHDRAWN,
};
use rusqlite::{Connection, ToSql};

use super::{stream_of, written_at};
use crate::error::Result;

pub(super) fn assignment(connection: &Connection, fold: &Fold) -> Result<()> {
    let Ok(record) = fold.read::<AssignmentRecord>() else { return forget(connection, "assignment", fold) };
    connection
        .prepare_cached("INSERT OR REPLACE INTO assignment (id, stream, note, officer) VALUES (?1, ?2, ?3, ?4)")?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            stream_of(connection, fold)?,
            record.note.as_bytes(),
            record.officer.as_ref().map(|officer| officer.as_bytes()),
        ])?;
    Ok(())
}

pub(super) fn link(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Ok(record), Some((created, write)), None) = (fold.read::<LinkRecord>(), fold.created(), fold.any(WITHDRAWN))
    else {
        return forget(connection, "link", fold);
    };
    let sort = match record.to {
        LinkEnd::Plan(_) => "plan",
        LinkEnd::Briefing(_) => "briefing",
        LinkEnd::Other(_) => "other",
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO link (id, stream, note, sort, target, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            stream_of(connection, fold)?,
            record.note.as_bytes(),
            sort,
            record.to.record().as_bytes(),
            written_at(created, write).millis(),
        ])?;
    Ok(())
}

/// A referral, a closure or a remark.
pub(super) fn handling(connection: &Connection, fold: &Fold) -> Result<()> {
    use domain::records::Kind;
    let note = match fold.kind() {
        Kind::Referral => fold.read::<ReferralRecord>().map(|record| record.note),
        Kind::Closure => fold.read::<ClosureRecord>().map(|record| record.note),
        _ => fold.read::<RemarkRecord>().map(|record| record.note),
    };
    let (Ok(note), Some((created, write)), None) = (note, fold.created(), fold.any(WITHDRAWN)) else {
        return forget(connection, "handling", fold);
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO handling (id, stream, note, kind, author, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            stream_of(connection, fold)?,
            note.as_bytes(),
            fold.kind().as_str(),
            write.author.as_bytes(),
            written_at(created, write).millis(),
        ])?;
    Ok(())
}

pub(super) fn briefing(connection: &Connection, fold: &Fold) -> Result<()> {
    let (Ok(record), Some((created, write))) = (fold.read::<BriefingRecord>(), fold.created()) else {
        return forget(connection, "briefing", fold);
    };
    let corrected = fold.register("text").displayed().is_some_and(|head| head.change != created);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO briefing (id, stream, ward, author, at, corrected, withdrawn)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            stream_of(connection, fold)?,
            record.ward.as_str(),
            write.author.as_bytes(),
            written_at(created, write).millis(),
            corrected,
            fold.any(WITHDRAWN).is_some(),
        ])?;
    Ok(())
}

/// Withdrawn, erased, or not to be read whole yet: it is in no list.
pub(super) fn forget(connection: &Connection, table: &'static str, fold: &Fold) -> Result<()> {
    forget_by(connection, table, &fold.record())
}

fn forget_by(connection: &Connection, table: &'static str, record: &RecordId) -> Result<()> {
    let id: &dyn ToSql = record.as_bytes();
    connection.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))?.execute([id])?;
    Ok(())
}

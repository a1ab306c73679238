//! What the author of a note is told: a row for each step, and the strongest on the note's own row.

use domain::fold::Fold;
use domain::ids::RecordId;
use domain::records::{ReplyRecord, WITHDRAWN};
use rusqlite::Connection;

use crate::apply::Indexing;
use crate::error::Result;

pub(super) fn reply(connection: &Connection, fold: &Fold, indexing: Indexing) -> Result<()> {
    let Some((created, write)) = fold.created() else { return Ok(()) };
    let no = super::notes::change_no(connection, created)?;
    let Ok(record) = fold.read::<ReplyRecord>() else {
        connection.prepare_cached("DELETE FROM reply WHERE no = ?1")?.execute([no])?;
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO reply (no, id, note, author, at, step, team, sentence, withdrawn, answered,
                 promised)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(rusqlite::params![
            no,
            fold.record().as_bytes(),
            record.note.as_bytes(),
            write.author.as_bytes(),
            created.made_at().millis(),
            record.step.strength(),
            record.by,
            record.sentence,
            fold.any(WITHDRAWN).is_some(),
            answered(connection, fold.record(), record.note, no)?,
            record.promised.as_deref().filter(|day| day.parse::<chrono::NaiveDate>().is_ok()),
        ])?;
    // The note's own row follows; where the note has not come yet, its coming does it.
    match crate::apply::fold_of(connection, record.note)? {
        Some(of) if of.stream() == fold.stream() => super::notes::note(connection, &of, indexing),
        _ => Ok(()),
    }
}

/// Whether an amendment of the same note and stream answers a reply's question, and was not taken back.
fn answered(connection: &Connection, reply: RecordId, note: RecordId, no: i64) -> Result<bool> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM amendment a JOIN change c ON c.no = a.no
             WHERE a.answers = ?1 AND a.note = ?3 AND a.taken_back = 0
               AND c.stream = (SELECT stream FROM change WHERE no = ?2)",
        )?
        .exists(rusqlite::params![reply.as_bytes(), no, note.as_bytes()])?)
}

/// An amendment that answers came, or was taken back: the reply's row follows.
pub(super) fn answer(connection: &Connection, reply: RecordId) -> Result<()> {
    use rusqlite::OptionalExtension;
    let row: Option<(i64, RecordId)> = connection
        .prepare_cached("SELECT no, note FROM reply WHERE id = ?1")?
        .query_row([reply.as_bytes()], |row| Ok((row.get(0)?, RecordId::from_bytes(row.get(1)?))))
        .optional()?;
    let Some((no, note)) = row else { return Ok(()) };
    connection
        .prepare_cached("UPDATE reply SET answered = ?2 WHERE no = ?1")?
        .execute(rusqlite::params![no, answered(connection, reply, note, no)?])?;
    Ok(())
}

/// The strongest step that stands of a note; 0 where nobody told any. A question that was answered asks
/// no more.
pub(super) fn strongest(connection: &Connection, note: RecordId) -> Result<i64> {
    Ok(connection
        .prepare_cached(
            "SELECT coalesce(max(CASE WHEN step = 3 AND answered = 1 THEN 2 ELSE step END), 0) FROM reply
             WHERE note = ?1 AND withdrawn = 0",
        )?
        .query_row([note.as_bytes()], |row| row.get(0))?)
}

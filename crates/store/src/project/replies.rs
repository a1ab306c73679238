//! What the author of a note is told: a row for each step, and the strongest on the note's own row.

use domain::fold::Fold;
use domain::ids::RecordId;
use domain::records::ReplyRecord;
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
            "INSERT OR REPLACE INTO reply (no, id, note, author, at, step, team, sentence)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
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
        ])?;
    // The note's own row follows; where the note has not come yet, its coming does it.
    match crate::apply::fold_of(connection, record.note)? {
        Some(of) if of.stream() == fold.stream() => super::notes::note(connection, &of, indexing),
        _ => Ok(()),
    }
}

/// The strongest step told of a note; 0 where nobody told any.
pub(super) fn strongest(connection: &Connection, note: RecordId) -> Result<i64> {
    Ok(connection
        .prepare_cached("SELECT coalesce(max(step), 0) FROM reply WHERE note = ?1")?
        .query_row([note.as_bytes()], |row| row.get(0))?)
}

//! What became of a note, as its author is told; and where it stands with the server.

use domain::chain::Position;
use domain::clock::Timestamp;
use domain::ids::{GroupId, PersonId, RecordId};
use rusqlite::OptionalExtension;

use super::NoteRow;
use crate::apply::{CHANGE_COLUMNS, change_from_row};
use crate::error::Result;
use crate::store::Reader;

/// One step, told once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyRow {
    pub id: RecordId,
    pub at: Timestamp,
    pub author: PersonId,
    /// In the order of [`domain::words::NoteState`].
    pub step: u8,
    /// The team that took it, as in "Community Safety".
    pub team: String,
    pub sentence: Option<String>,
    /// Its question was answered.
    pub answered: bool,
    /// An ISO day by which its note's author hears more.
    pub promised: Option<String>,
}

impl Reader<'_> {
    /// The steps of a note that stand, in the order they were told.
    pub fn replies(&self, note: RecordId) -> Result<Vec<ReplyRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT at, author, step, team, sentence, id, answered, promised FROM reply WHERE note = ?1 AND withdrawn = 0
                 ORDER BY at, no",
        )?;
        let rows = statement.query_map([note.as_bytes()], |row| {
            Ok(ReplyRow {
                at: Timestamp::from_millis(row.get(0)?),
                author: PersonId::from_bytes(row.get(1)?),
                step: row.get(2)?,
                team: row.get(3)?,
                sentence: row.get(4)?,
                id: RecordId::from_bytes(row.get(5)?),
                answered: row.get(6)?,
                promised: row.get(7)?,
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// Notes in these wards whose authors were promised to hear more by a day and have been told nothing since,
    /// the earliest day first, with the day; and how many there are.
    pub fn promised(&self, wards: &[String], limit: usize) -> Result<(Vec<(NoteRow, String)>, u32)> {
        let open = "FROM reply r JOIN note n ON n.id = r.note
             WHERE r.promised IS NOT NULL AND r.withdrawn = 0 AND n.withdrawn = 0
               AND (?1 = '[]' OR n.ward IN (SELECT value FROM json_each(?1)))
               AND NOT EXISTS (SELECT 1 FROM reply l WHERE l.note = r.note AND l.withdrawn = 0 AND l.at > r.at)";
        let wards = crate::project::json(&wards);
        let total = self
            .connection
            .prepare_cached(&format!("SELECT count(*) {open}"))?
            .query_row([&wards], |row| row.get(0))?;
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT r.note, r.promised {open} ORDER BY r.promised, r.note LIMIT ?2"))?;
        let found = statement.query_map(rusqlite::params![wards, limit as i64], |row| {
            Ok((RecordId::from_bytes(row.get(0)?), row.get::<_, String>(1)?))
        })?;
        let mut notes = Vec::new();
        for found in found {
            let (note, day) = found?;
            notes.extend(self.note_row(note)?.map(|row| (row, day)));
        }
        Ok((notes, total))
    }

    /// The group that made a record; whatever was written by the same act stands in it too.
    pub fn group_of(&self, record: RecordId) -> Result<Option<GroupId>> {
        let Some(made) = self.fold(record)?.and_then(|fold| fold.created().map(|(change, _)| change)) else {
            return Ok(None);
        };
        let mut statement =
            self.connection.prepare_cached(&format!("SELECT {CHANGE_COLUMNS} FROM change WHERE id = ?1"))?;
        let mut rows = statement.query([made.as_bytes()])?;
        match rows.next()? {
            Some(row) => Ok(Some(change_from_row(row)?.0.header().group.id)),
            None => Ok(None),
        }
    }

    /// Where the change that holds a note's text stands in its stream; none before its receipt.
    pub fn position_of(&self, note: &NoteRow) -> Result<Option<(Position, Timestamp)>> {
        Ok(self
            .connection
            .prepare_cached("SELECT position, server_time FROM change WHERE no = ?1 AND position IS NOT NULL")?
            .query_row([note.no], |row| {
                Ok((row.get::<_, i64>(0)?.cast_unsigned(), Timestamp::from_millis(row.get(1)?)))
            })
            .optional()?)
    }

    /// A person's notes that the server took last, latest first.
    pub fn received_notes(&self, author: PersonId, limit: usize) -> Result<Vec<NoteRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT n.id FROM note n JOIN change c ON c.no = n.no
             WHERE n.author = ?1 AND c.position IS NOT NULL ORDER BY n.no DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(rusqlite::params![author.as_bytes(), limit as i64], |row| {
            row.get(0).map(RecordId::from_bytes)
        })?;
        let ids: Vec<RecordId> = rows.collect::<rusqlite::Result<_>>()?;
        let mut notes = Vec::with_capacity(ids.len());
        for id in ids {
            notes.extend(self.note_row(id)?);
        }
        Ok(notes)
    }
}

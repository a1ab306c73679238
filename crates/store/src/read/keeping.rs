//! What is past the time for which it is kept, and what was erased.

use domain::change::Header;
use domain::clock::Timestamp;
use domain::ids::{AreaId, PersonId, RecordId};
use domain::records::Why;
use domain::words::NoteState;
use rusqlite::OptionalExtension;
use rusqlite::types::Value;

use super::notes::{COLUMNS, NoteRow, note_row};
use super::triage::{COUNTED, of_wards};
use crate::error::Result;
use crate::project::on_the_clock;
use crate::store::Reader;

/// Until when notes are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ages {
    /// Notes of somebody that were recorded before this are due.
    pub somebody: Timestamp,
    /// Notes of nobody that were recorded, and last closed, before this are due.
    pub nobody: Timestamp,
    /// ISO day: what was kept until then or longer is not.
    pub today: String,
}

/// Where a page ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueKey {
    pub recorded_at: Timestamp,
    pub no: i64,
}

/// A note that is past its time.
#[derive(Debug, Clone, PartialEq)]
pub struct DueRow {
    pub note: NoteRow,
    pub of_somebody: bool,
    pub key: DueKey,
    /// Of the last time somebody kept it.
    pub kept: Option<KeptRow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    pub author: PersonId,
    pub until: String,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasedRow {
    pub id: RecordId,
    pub kind: String,
    pub author: PersonId,
    pub at: Timestamp,
    pub why: String,
    pub reference: Option<String>,
    /// The server has not taken it yet.
    pub waiting: bool,
}

/// What hangs on something that is erased, and came after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateRow {
    pub id: RecordId,
    /// What is erased: a note, an action or a plan.
    pub of: RecordId,
    pub author: PersonId,
    pub at: Timestamp,
    pub area: Option<AreaId>,
}

/// Records that say something of what they hang on: where they are listed, under which column what they hang on stands,
/// and of which kinds that is. Links and who sees to a note say nothing of it.
const LATE: [(&str, &str, &str); 8] = [
    ("amendment", "note", "'note'"),
    ("reply", "note", "'note'"),
    ("handling", "note", "'note'"),
    ("kept", "note", "'note'"),
    ("attachment", "of", "'note', 'action'"),
    ("progress", "action", "'action'"),
    ("action", "plan", "'plan'"),
    ("analysis", "plan", "'plan'"),
];

/// From what is erased to what hangs on it, by the indexes of the latter: nobody's records are gone through for it.
fn late_sql() -> String {
    let arms = LATE.map(|(table, of, kinds)| {
        format!(
            "SELECT l.id AS id, l.{of} AS of FROM erased e CROSS JOIN {table} l ON l.{of} = e.id
             WHERE e.kind IN ({kinds})"
        )
    });
    format!(
        "SELECT l.id, l.of, c.header, s.area FROM ({}) l
         CROSS JOIN change c ON c.no = (SELECT min(no) FROM change WHERE record = l.id)
         CROSS JOIN stream s ON s.no = c.stream
         WHERE NOT EXISTS (SELECT 1 FROM erased f WHERE f.id = l.id)
         ORDER BY c.no LIMIT ?1",
        arms.join(" UNION ALL ")
    )
}

/// The other way, of one record.
fn late_of_sql() -> String {
    let arms = LATE.map(|(table, of, kinds)| {
        format!(
            "SELECT l.{of} FROM {table} l CROSS JOIN erased e ON e.id = l.{of} WHERE l.id = ?1 AND e.kind IN ({kinds})"
        )
    });
    arms.join(" UNION ALL ")
}

/// Notes of somebody, and of nobody, that are due. `?1` and `?2` are the two ages in milliseconds, `?3` is today.
const DUE: [&str; 2] = [
    "FROM note n WHERE n.somebody = 1 AND n.recorded_at < ?1
       AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.note = n.id AND k.until >= ?3)",
    "FROM note n WHERE n.somebody = 0 AND n.recorded_at < ?2
       AND NOT EXISTS (SELECT 1 FROM handling h WHERE h.note = n.id AND h.kind = 'closure' AND h.at >= ?2)
       AND NOT EXISTS (SELECT 1 FROM link l JOIN plan p ON p.id = l.target
                       WHERE l.note = n.id AND l.sort = 'plan' AND p.status <> 'closed')
       AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.note = n.id AND k.until >= ?3)",
];

fn erased_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<ErasedRow> {
    Ok(ErasedRow {
        id: RecordId::from_bytes(row.get(0)?),
        kind: row.get(1)?,
        author: PersonId::from_bytes(row.get(2)?),
        at: Timestamp::from_millis(row.get(3)?),
        why: row.get(4)?,
        reference: row.get(5)?,
        waiting: row.get(6)?,
    })
}

impl Reader<'_> {
    /// Notes that are past their time, the oldest first.
    pub fn due(&self, ages: &Ages, wards: &[String], after: Option<DueKey>, limit: usize) -> Result<Vec<DueRow>> {
        let mut values = first_values(ages);
        let wards = of_wards(wards, &mut values);
        let from = after.unwrap_or(DueKey { recorded_at: Timestamp::from_millis(i64::MIN), no: 0 });
        let at = values.len();
        values.extend([
            Value::from(from.recorded_at.millis()),
            Value::from(from.no),
            Value::from(i64::try_from(limit).unwrap_or(i64::MAX)),
        ]);
        let (recorded, no, most) = (at + 1, at + 2, at + 3);
        // Each by its own index, so that a page does not bring all that is due into order.
        let [of_somebody, of_nobody] = DUE.map(|due| {
            format!(
                "SELECT * FROM (SELECT {COLUMNS}, n.somebody {due}{wards}
                     AND (n.recorded_at, n.no) > (?{recorded}, ?{no}) ORDER BY n.recorded_at, n.no LIMIT ?{most})"
            )
        });
        let sql = format!("{of_somebody} UNION ALL {of_nobody} ORDER BY 6, 1 LIMIT ?{most}");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let note = note_row(row)?;
            let kept = self.last_kept(note.id)?;
            let key = DueKey { recorded_at: note.recorded_at, no: note.no };
            found.push(DueRow { note, of_somebody: row.get("somebody")?, key, kept });
        }
        Ok(found)
    }

    /// How many there are, up to [`COUNTED`].
    pub fn due_count(&self, ages: &Ages, wards: &[String]) -> Result<u32> {
        let mut counted = 0;
        for due in DUE {
            let mut values = first_values(ages);
            let wards = of_wards(wards, &mut values);
            // A number that is not named by every condition is named here.
            let sql = format!("SELECT count(*) FROM (SELECT 1 {due}{wards} AND ?1 + ?2 IS NOT NULL LIMIT {COUNTED})");
            let count: u32 = self
                .connection
                .prepare_cached(&sql)?
                .query_row(rusqlite::params_from_iter(values), |row| row.get(0))?;
            counted += count;
        }
        Ok(counted.min(COUNTED))
    }

    fn last_kept(&self, note: RecordId) -> Result<Option<KeptRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT author, until, reason FROM kept WHERE note = ?1 ORDER BY until DESC, id DESC LIMIT 1",
        )?;
        let mut rows = statement.query([note.as_bytes()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(KeptRow { author: PersonId::from_bytes(row.get(0)?), until: row.get(1)?, reason: row.get(2)? }))
    }

    /// What was erased, the latest first. What went with its note is not listed by itself, nor what a log ended with.
    pub fn erased(&self, limit: usize) -> Result<Vec<ErasedRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, kind, author, at, why, reference, waiting FROM erased
             WHERE why <> ?1 AND kind NOT IN ('trail', 'export') ORDER BY at DESC, id DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(
            rusqlite::params![Why::WithItsNote.id(), i64::try_from(limit).unwrap_or(i64::MAX)],
            erased_row,
        )?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// Notes of this person that somebody else erased since then, the latest first.
    pub fn erased_of(&self, person: PersonId, since: Timestamp, limit: usize) -> Result<Vec<ErasedRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT e.id, e.kind, e.author, e.at, e.why, e.reference, e.waiting
             FROM erased e JOIN stream s ON s.no = e.stream
             WHERE e.kind = 'note' AND s.person = ?1 AND e.author <> ?1 AND e.at >= ?2 ORDER BY e.at DESC, e.id DESC LIMIT ?3",
        )?;
        let rows = statement.query_map(
            rusqlite::params![person.as_bytes(), since.millis(), i64::try_from(limit).unwrap_or(i64::MAX)],
            erased_row,
        )?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// What hangs on notes, actions and plans that are erased and was not erased with them, in the order of arrival.
    pub fn late_of_erased(&self, limit: usize) -> Result<Vec<LateRow>> {
        let mut statement = self.connection.prepare_cached(&late_sql())?;
        let mut rows = statement.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let Ok(header) = Header::decode(&row.get::<_, Vec<u8>>(2)?) else { continue };
            found.push(LateRow {
                id: RecordId::from_bytes(row.get(0)?),
                of: RecordId::from_bytes(row.get(1)?),
                author: header.author,
                at: on_the_clock(header.id, header.clock),
                area: row.get::<_, Option<[u8; 16]>>(3)?.map(AreaId::from_bytes),
            });
        }
        Ok(found)
    }

    /// The erased note, action or plan on which this hangs; none where it hangs on none.
    pub fn late_of(&self, id: RecordId) -> Result<Option<RecordId>> {
        Ok(self
            .connection
            .prepare_cached(&late_of_sql())?
            .query_row([id.as_bytes()], |row| row.get(0).map(RecordId::from_bytes))
            .optional()?)
    }

    /// Of which area a record was that is erased; none where it was of none or is not known.
    pub fn area_of_erased(&self, id: RecordId) -> Result<Option<AreaId>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT s.area FROM erased e JOIN stream s ON s.no = e.stream WHERE e.id = ?1")?;
        let mut rows = statement.query([id.as_bytes()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(row.get::<_, Option<[u8; 16]>>(0)?.map(AreaId::from_bytes))
    }

    /// Whether a note that is held here and has this sealed source is closed.
    pub fn is_closed_by_source(&self, reference: &str) -> Result<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM note WHERE source = ?1 AND step = ?2")?
            .exists(rusqlite::params![reference, NoteState::Closed.strength()])?)
    }

    /// Everything that hangs on a note here and goes with it: records of its own stream and of its area's restricted
    /// one. Those of sealed sources are the leads'.
    pub fn hangs_on(&self, note: RecordId) -> Result<Vec<RecordId>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id FROM amendment WHERE note = ?1 UNION SELECT id FROM reply WHERE note = ?1
             UNION SELECT id FROM attachment WHERE of = ?1 UNION SELECT id FROM assignment WHERE note = ?1
             UNION SELECT id FROM link WHERE note = ?1 OR (sort = 'other' AND target = ?1)
             UNION SELECT id FROM handling WHERE note = ?1 UNION SELECT id FROM kept WHERE note = ?1",
        )?;
        let rows = statement.query_map([note.as_bytes()], |row| row.get(0).map(RecordId::from_bytes))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}

fn first_values(ages: &Ages) -> Vec<Value> {
    vec![Value::from(ages.somebody.millis()), Value::from(ages.nobody.millis()), Value::from(ages.today.clone())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_too_late_is_found_without_going_through_every_record() {
        let mut connection = rusqlite::Connection::open_in_memory().unwrap();
        crate::migrate::migrate(&mut connection).unwrap();
        let one = RecordId::from_bytes([7; 16]).as_bytes().to_vec();
        for (sql, value) in [(late_sql(), Value::from(100_i64)), (late_of_sql(), Value::from(one))] {
            let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let rows = statement.query_map([value], |row| row.get::<_, String>(3)).unwrap();
            let plan: Vec<String> = rows.map(std::result::Result::unwrap).collect();
            // What is erased is gone through, and what was found by it.
            let allowed = |step: &str| !step.starts_with("SCAN") || matches!(step, "SCAN e" | "SCAN l");
            let all = plan.join("\n");
            assert!(plan.iter().all(|step| allowed(step)) && !all.contains("AUTOMATIC"), "{all}");
            assert_eq!(plan.iter().filter(|step| step.starts_with("SEARCH l")).count(), LATE.len(), "{all}");
        }
    }
}

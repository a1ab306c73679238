//! The roster that this device goes by, and sealed sources as rows. What is sealed is read by `crate::sources`.

use domain::change::Change;
use domain::clock::Timestamp;
use domain::ids::{AreaId, PersonId, RecordId};
use domain::permissions::Right;
use domain::roster::{Roster, Stray};

use crate::apply::{CHANGE_COLUMNS, change_from_row};
use crate::error::Result;
use crate::store::Reader;

/// What is gone by, and what is not.
#[derive(Debug, Clone, Default)]
pub struct Gone {
    pub by: Option<Roster>,
    /// Rosters that came and are not gone by: who signed each, and why not.
    pub strays: Vec<(RecordId, PersonId, Stray)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    pub id: RecordId,
    /// None where the stream is no ward's.
    pub area: Option<AreaId>,
    pub reference: String,
    pub author: PersonId,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningRow {
    pub by: PersonId,
    pub at: Timestamp,
    pub reason: String,
}

impl Reader<'_> {
    /// Who opened a source, the latest first.
    pub fn openings(&self, source: RecordId) -> Result<Vec<OpeningRow>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT author, at, reason FROM opening WHERE source = ?1 ORDER BY no DESC")?;
        let rows = statement.query_map([source.as_bytes()], |row| {
            Ok(OpeningRow {
                by: PersonId::from_bytes(row.get(0)?),
                at: Timestamp::from_millis(row.get(1)?),
                reason: row.get(2)?,
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The roster, by following all that came from the first on, in the order in which they came here: so nothing
    /// that a server sends later takes the place of what was trusted first.
    pub fn roster(&self) -> Result<Gone> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {CHANGE_COLUMNS} FROM change WHERE no IN (SELECT no FROM roster) ORDER BY no"
        ))?;
        let mut rows = statement.query([])?;
        let mut left: Vec<Change> = Vec::new();
        while let Some(row) = rows.next()? {
            left.push(change_from_row(row)?.0);
        }
        let mut gone = Gone::default();
        // One that was made later can come earlier, by a file for one: whatever follows now is taken until nothing does.
        loop {
            let mut taken = None;
            for (at, change) in left.iter().enumerate() {
                if let Ok(next) = Roster::follow(gone.by.as_ref(), change, self.opens_sources(change)?) {
                    taken = Some((at, next));
                    break;
                }
            }
            let Some((at, next)) = taken else { break };
            left.remove(at);
            gone.by = Some(next);
        }
        let current = gone.by.as_ref();
        for change in left {
            // What the present one follows by another way was brought together with it.
            let hash = domain::signing::hex(change.hash().as_bytes());
            if current.is_some_and(|roster| roster.record.follows.contains(&hash)) {
                continue;
            }
            if let Err(why) = Roster::follow(current, &change, self.opens_sources(&change)?) {
                gone.strays.push((change.header().record, change.header().author, why));
            }
        }
        Ok(gone)
    }

    /// Whether its author was ever given the right to open sealed sources.
    fn opens_sources(&self, change: &Change) -> Result<bool> {
        Ok(self.grants_of(change.header().author)?.iter().any(|grant| grant.rights.contains(&Right::ReadSealed)))
    }

    /// The note that says it has this sealed source, where it is held.
    pub fn note_of_source(&self, reference: &str) -> Result<Option<RecordId>> {
        use rusqlite::OptionalExtension;
        Ok(self
            .connection
            .prepare_cached("SELECT id FROM note WHERE source = ?1")?
            .query_row([reference], |row| row.get(0).map(RecordId::from_bytes))
            .optional()?)
    }

    /// A person's own notes with a sealed source, the latest first.
    pub fn own_sources(&self, author: PersonId, limit: usize) -> Result<Vec<RecordId>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id FROM note INDEXED BY note_by_source WHERE source IS NOT NULL AND author = ?1 AND withdrawn = 0
             ORDER BY happened DESC, no DESC LIMIT ?2",
        )?;
        let rows = statement.query_map(rusqlite::params![author.as_bytes(), limit as i64], |row| {
            row.get(0).map(RecordId::from_bytes)
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// Sealed sources that are held, the latest first.
    pub fn sources(&self, limit: usize) -> Result<Vec<SourceRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT s.id, t.area, s.reference, s.author, s.at FROM source s JOIN stream t ON t.no = s.stream
             ORDER BY s.no DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([limit as i64], |row| {
            Ok(SourceRow {
                id: RecordId::from_bytes(row.get(0)?),
                area: row.get::<_, Option<[u8; 16]>>(1)?.map(AreaId::from_bytes),
                reference: row.get(2)?,
                author: PersonId::from_bytes(row.get(3)?),
                at: Timestamp::from_millis(row.get(4)?),
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}

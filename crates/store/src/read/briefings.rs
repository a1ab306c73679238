//! Briefings: rows for lists; a text is read from its fold.

use domain::clock::Timestamp;
use domain::ids::{PersonId, RecordId};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row};

use crate::error::Result;
use crate::store::Reader;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BriefingRow {
    pub id: RecordId,
    pub ward: String,
    pub author: PersonId,
    pub at: Timestamp,
    pub corrected: bool,
    pub withdrawn: bool,
}

/// The last row of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BriefingKey {
    pub at: Timestamp,
    pub id: RecordId,
}

const COLUMNS: &str = "id, ward, author, at, corrected, withdrawn";

fn briefing_row(row: &Row<'_>) -> rusqlite::Result<BriefingRow> {
    Ok(BriefingRow {
        id: RecordId::from_bytes(row.get(0)?),
        ward: row.get(1)?,
        author: PersonId::from_bytes(row.get(2)?),
        at: Timestamp::from_millis(row.get(3)?),
        corrected: row.get(4)?,
        withdrawn: row.get(5)?,
    })
}

impl Reader<'_> {
    /// One page, the latest first, and the key of the next.
    pub fn briefings(
        &self,
        ward: Option<&str>,
        withdrawn: bool,
        after: Option<BriefingKey>,
        limit: usize,
    ) -> Result<(Vec<BriefingRow>, Option<BriefingKey>)> {
        let mut conditions: Vec<String> = Vec::new();
        let mut values: Vec<Value> = Vec::new();
        if let Some(ward) = ward {
            values.push(ward.to_owned().into());
            conditions.push(format!("ward = ?{}", values.len()));
        }
        if !withdrawn {
            conditions.push("withdrawn = 0".to_owned());
        }
        if let Some(after) = after {
            values.push(after.at.millis().into());
            values.push(after.id.as_bytes().to_vec().into());
            conditions.push(format!("(at, id) < (?{}, ?{})", values.len() - 1, values.len()));
        }
        let narrowed =
            if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
        let sql = format!("SELECT {COLUMNS} FROM briefing{narrowed} ORDER BY at DESC, id DESC LIMIT {}", limit + 1);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), briefing_row)?;
        let mut rows: Vec<BriefingRow> = rows.collect::<rusqlite::Result<_>>()?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| BriefingKey { at: row.at, id: row.id });
        Ok((rows, next))
    }

    /// The wards there are briefings of.
    pub fn briefed_wards(&self) -> Result<Vec<String>> {
        let mut statement = self.connection.prepare_cached("SELECT DISTINCT ward FROM briefing ORDER BY ward")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    pub fn briefing(&self, id: RecordId) -> Result<Option<BriefingRow>> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM briefing WHERE id = ?1"))?
            .query_row([id.as_bytes()], briefing_row)
            .optional()?)
    }
}

//! Who and where: the person, the partnership, counts.

use domain::ids::PersonId;
use domain::wards::BoundarySet;
use rusqlite::OptionalExtension;

use crate::error::{Result, StoreError};
use crate::store::Reader;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub role: String,
}

impl Reader<'_> {
    pub fn person(&self, id: PersonId) -> Result<Option<PersonRow>> {
        Ok(self
            .connection
            .prepare_cached("SELECT name, role FROM person WHERE id = ?1")?
            .query_row([id.as_bytes()], |row| Ok(PersonRow { id, name: row.get(0)?, role: row.get(1)? }))
            .optional()?)
    }

    pub fn people(&self) -> Result<Vec<PersonRow>> {
        let mut statement = self.connection.prepare_cached("SELECT id, name, role FROM person ORDER BY name, id")?;
        let rows = statement.query_map([], |row| {
            Ok(PersonRow { id: PersonId::from_bytes(row.get(0)?), name: row.get(1)?, role: row.get(2)? })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The partnership's name and the boundary set in use.
    pub fn partnership(&self) -> Result<(String, BoundarySet)> {
        let (name, set): (String, String) = self
            .connection
            .prepare_cached("SELECT name, boundaries FROM partnership")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let set = set.parse().map_err(|_| StoreError::Inconsistent(format!("unknown boundaries {set}")))?;
        Ok((name, set))
    }

    /// Counts: changes, records, streams.
    pub fn counts(&self) -> Result<(u64, u64, u64)> {
        let count = |sql: &str| -> Result<u64> {
            Ok(self.connection.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
        };
        Ok((
            count("SELECT count(*) FROM change")?,
            count("SELECT count(DISTINCT record) FROM change")?,
            count("SELECT count(DISTINCT stream) FROM change")?,
        ))
    }
}

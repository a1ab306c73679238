//! Who and where: the person, the partnership, counts.

use domain::ids::{AreaId, DeviceId, PersonId, RecordId};
use domain::keeping::Agreed;
use domain::permissions::Right;
use domain::records::PartnershipRecord;
use domain::wards::BoundarySet;
use rusqlite::OptionalExtension;

use crate::error::{Result, StoreError};
use crate::store::Reader;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    pub id: PersonId,
    pub name: String,
    pub role: String,
    /// ISO day on which the membership ended.
    pub ended: Option<String>,
}

/// A grant, with its record's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRow {
    pub id: RecordId,
    pub person: PersonId,
    /// JSON of the audience.
    pub audience: String,
    pub rights: Vec<Right>,
    pub role: String,
    pub reason: String,
    pub granted_by: PersonId,
    /// ISO days: the last on which it holds; the first on which it no longer does.
    pub until: Option<String>,
    pub ended: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    pub id: DeviceId,
    pub person: PersonId,
    pub reason: String,
    pub ended: Option<String>,
}

/// A field with different values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictRow {
    pub record: RecordId,
    pub field: String,
    pub kind: String,
}

impl Reader<'_> {
    pub fn person(&self, id: PersonId) -> Result<Option<PersonRow>> {
        Ok(self
            .connection
            .prepare_cached("SELECT name, role, ended FROM person WHERE id = ?1")?
            .query_row([id.as_bytes()], |row| {
                Ok(PersonRow { id, name: row.get(0)?, role: row.get(1)?, ended: row.get(2)? })
            })
            .optional()?)
    }

    pub fn people(&self) -> Result<Vec<PersonRow>> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, name, role, ended FROM person ORDER BY name, id")?;
        let rows = statement.query_map([], |row| {
            Ok(PersonRow {
                id: PersonId::from_bytes(row.get(0)?),
                name: row.get(1)?,
                role: row.get(2)?,
                ended: row.get(3)?,
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// Every grant, whether or not it still holds.
    pub fn grants(&self) -> Result<Vec<GrantRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, person, audience, rights, role, reason, granted_by, until, ended FROM grant_ ORDER BY id",
        )?;
        let rows = statement.query_map([], |row| {
            let rights: Vec<String> = serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default();
            Ok(GrantRow {
                id: RecordId::from_bytes(row.get(0)?),
                person: PersonId::from_bytes(row.get(1)?),
                audience: row.get(2)?,
                rights: rights.iter().filter_map(|name| Right::parse(name)).collect(),
                role: row.get(4)?,
                reason: row.get(5)?,
                granted_by: PersonId::from_bytes(row.get(6)?),
                until: row.get(7)?,
                ended: row.get(8)?,
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// Every device, shut out or not, the earliest first.
    pub fn devices(&self) -> Result<Vec<DeviceRow>> {
        let mut statement =
            self.connection.prepare_cached("SELECT id, person, reason, ended FROM device ORDER BY id")?;
        let rows = statement.query_map([], |row| {
            Ok(DeviceRow {
                id: DeviceId::from_bytes(row.get(0)?),
                person: PersonId::from_bytes(row.get(1)?),
                reason: row.get(2)?,
                ended: row.get(3)?,
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// What needs a decision.
    pub fn conflicts(&self) -> Result<Vec<ConflictRow>> {
        let mut statement =
            self.connection.prepare_cached("SELECT record, field, kind FROM conflict ORDER BY record, field")?;
        let rows = statement.query_map([], |row| {
            Ok(ConflictRow { record: RecordId::from_bytes(row.get(0)?), field: row.get(1)?, kind: row.get(2)? })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// The ward of an area; none where the area is not known here.
    pub fn ward_of(&self, area: AreaId) -> Result<Option<String>> {
        Ok(self
            .connection
            .prepare_cached("SELECT ward FROM area WHERE id = ?1")?
            .query_row([area.as_bytes()], |row| row.get(0))
            .optional()?)
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

    /// How long things are kept, as was agreed on here.
    pub fn agreed(&self) -> Result<Agreed> {
        Ok(Agreed::of(self.partnership_record()?.1.keeping))
    }

    /// The record of the partnership, with its id.
    pub fn partnership_record(&self) -> Result<(RecordId, PartnershipRecord)> {
        let id = self
            .connection
            .prepare_cached("SELECT id FROM partnership")?
            .query_row([], |row| row.get(0).map(RecordId::from_bytes))?;
        let fold = self.fold(id)?.ok_or(StoreError::NotFound)?;
        Ok((id, fold.read().map_err(|_| StoreError::NotFound)?))
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

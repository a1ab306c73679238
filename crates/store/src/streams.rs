//! The streams this device knows, by id and by a small number of its own.

use domain::ids::{AreaId, PersonId, StreamId};
use domain::streams::StreamSort;
use rusqlite::{Connection, OptionalExtension};

use crate::error::{Result, StoreError};

/// A stream as this device knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamRow {
    pub no: i64,
    pub sort: StreamSort,
    pub area: Option<AreaId>,
    pub person: Option<PersonId>,
}

/// Makes the stream known; once is enough.
pub(crate) fn put(
    connection: &Connection,
    id: StreamId,
    sort: StreamSort,
    area: Option<AreaId>,
    person: Option<PersonId>,
) -> Result<i64> {
    if let Some(row) = get(connection, id)? {
        return Ok(row.no);
    }
    connection.prepare_cached("INSERT INTO stream (id, sort, area, person) VALUES (?1, ?2, ?3, ?4)")?.execute(
        rusqlite::params![
            id.as_bytes(),
            sort.as_str(),
            area.as_ref().map(AreaId::as_bytes),
            person.as_ref().map(PersonId::as_bytes)
        ],
    )?;
    Ok(connection.last_insert_rowid())
}

pub(crate) fn get(connection: &Connection, id: StreamId) -> Result<Option<StreamRow>> {
    connection
        .prepare_cached("SELECT no, sort, area, person FROM stream WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| {
            Ok((
                row.get(0)?,
                row.get::<_, String>(1)?,
                row.get::<_, Option<[u8; 16]>>(2)?,
                row.get::<_, Option<[u8; 16]>>(3)?,
            ))
        })
        .optional()?
        .map(|(no, sort, area, person)| {
            Ok(StreamRow {
                no,
                sort: StreamSort::parse(&sort)
                    .ok_or_else(|| StoreError::Inconsistent(format!("a stream of unknown sort {sort}")))?,
                area: area.map(AreaId::from_bytes),
                person: person.map(PersonId::from_bytes),
            })
        })
        .transpose()
}

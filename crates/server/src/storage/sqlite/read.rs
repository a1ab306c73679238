//! Reading changes, heads and what is held.

use std::collections::BTreeMap;

use domain::chain::{ChainHash, Head, Position};
use domain::change::{Change, ChangeHash};
use domain::clock::Timestamp;
use domain::ids::{AreaId, ChangeId, DeviceId, GroupId, PersonId, StreamId};
use domain::signing::Signature;
use rusqlite::{Connection, OptionalExtension, params};

use crate::storage::columns::{SPAN, damaged, exactly, place_of, position, position_of};
use crate::storage::{Bounds, Expect, HeldRow, HeldState, Meta, Result, Row, Run, Standing, StorageError, Tail};

pub fn heads(connection: &Connection) -> Result<BTreeMap<StreamId, Head>> {
    let mut statement = connection.prepare_cached("SELECT id, position, chain, time FROM stream")?;
    let mut rows = statement.query([])?;
    let mut heads = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id = StreamId::from_bytes(exactly(row.get_ref(0)?.as_blob().unwrap_or_default())?);
        heads.insert(id, head(row, 1)?);
    }
    Ok(heads)
}

fn head(row: &rusqlite::Row<'_>, from: usize) -> Result<Head> {
    Ok(Head {
        position: position(row.get(from)?)?,
        chain: ChainHash::from_bytes(exactly(row.get_ref(from + 1)?.as_blob().unwrap_or_default())?),
        time: Timestamp::from_millis(row.get(from + 2)?),
    })
}

/// A stream's number and where it ends.
pub fn stream(connection: &Connection, stream: StreamId) -> Result<Option<(i64, Head)>> {
    let mut statement = connection.prepare_cached("SELECT position, chain, time, number FROM stream WHERE id = ?1")?;
    let mut rows = statement.query(params![stream.as_bytes()])?;
    match rows.next()? {
        Some(row) => Ok(Some((row.get(3)?, head(row, 0)?))),
        None => Ok(None),
    }
}

pub fn expect(connection: &Connection, meta: &Meta) -> Result<Expect> {
    let end = |id| Ok::<_, StorageError>(stream(connection, id)?.map_or(0, |(_, head)| head.position));
    Ok(Expect { control: end(meta.control)?, reference: end(meta.reference)? })
}

pub fn head_at(connection: &Connection, id: StreamId, at: Position) -> Result<Option<Head>> {
    if at == 0 {
        return Ok(Some(Head::start(id)));
    }
    let Some((number, end)) = stream(connection, id)? else { return Ok(None) };
    if at > end.position { Ok(None) } else { head_within(connection, id, number, at) }
}

/// The head after the change at `at` of a stream known by its number.
pub fn head_within(connection: &Connection, id: StreamId, number: i64, at: Position) -> Result<Option<Head>> {
    if at == 0 {
        return Ok(Some(Head::start(id)));
    }
    let mut statement = connection.prepare_cached("SELECT chain, time FROM change WHERE place = ?1")?;
    let mut rows = statement.query(params![place_of(number, at)?])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Head {
        position: at,
        chain: ChainHash::from_bytes(exactly(row.get_ref(0)?.as_blob().unwrap_or_default())?),
        time: Timestamp::from_millis(row.get(1)?),
    }))
}

/// One stretch of the table's key: whatever else a stream's readers are, nothing is joined to find what they read.
const RUN: &str = "SELECT place, id, hash, device, group_id, time, header, signature, body, group_index
     FROM change WHERE place > ?1 AND place <= ?2 ORDER BY place";

pub fn run(connection: &Connection, id: StreamId, after: Position, bounds: Bounds) -> Result<Run> {
    let before = head_at(connection, id, after)?.ok_or_else(|| damaged("a stream has no such position"))?;
    let mut run = Run { before, rows: Vec::new() };
    let Some((number, end)) = stream(connection, id)? else { return Ok(run) };
    let mut statement = connection.prepare_cached(RUN)?;
    let mut rows = statement.query(params![place_of(number, after)?, place_of(number, end.position)?])?;
    let mut size = 0;
    while let Some(row) = rows.next()? {
        let read = change_row(row)?;
        let same_group = run.rows.last().is_some_and(|last| read.goes_on(last));
        let bytes = read.header.len() + Signature::LEN + read.body.as_ref().map_or(0, Vec::len);
        let full = run.rows.len() >= bounds.changes || size + bytes > bounds.bytes;
        // One group's part travels whole, and the first always travels.
        if full && !same_group && !run.rows.is_empty() {
            break;
        }
        size += bytes;
        run.rows.push(read);
    }
    Ok(run)
}

fn change_row(row: &rusqlite::Row<'_>) -> Result<Row> {
    let blob = |at| Ok::<_, StorageError>(row.get_ref(at)?.as_blob().unwrap_or_default());
    Ok(Row {
        position: position_of(row.get(0)?),
        id: ChangeId::from_bytes(exactly(blob(1)?)?),
        hash: ChangeHash::from_bytes(exactly(blob(2)?)?),
        device: DeviceId::from_bytes(exactly(blob(3)?)?),
        group: GroupId::from_bytes(exactly(blob(4)?)?),
        index: row.get(9)?,
        time: Timestamp::from_millis(row.get(5)?),
        header: row.get(6)?,
        signature: Signature::from_bytes(exactly(blob(7)?)?),
        body: row.get(8)?,
    })
}

/// Where a change stands, with what stood before it.
pub fn standing(connection: &Connection, id: ChangeId) -> Result<Option<Standing>> {
    let mut statement = connection.prepare_cached("SELECT place, hash, chain, time FROM change WHERE id = ?1")?;
    let mut rows = statement.query(params![id.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let place: i64 = row.get(0)?;
    let (number, at) = (place / SPAN, position_of(place));
    let mut name = connection.prepare_cached("SELECT id FROM stream WHERE number = ?1")?;
    let stream: Vec<u8> = name.query_row(params![number], |row| row.get(0))?;
    let stream = StreamId::from_bytes(exactly(&stream)?);
    let before = head_within(connection, stream, number, at.saturating_sub(1))?
        .ok_or_else(|| damaged("a position is missing"))?;
    Ok(Some(Standing {
        change: id,
        hash: ChangeHash::from_bytes(exactly(row.get_ref(1)?.as_blob().unwrap_or_default())?),
        stream,
        before,
        after: Head {
            position: at,
            chain: ChainHash::from_bytes(exactly(row.get_ref(2)?.as_blob().unwrap_or_default())?),
            time: Timestamp::from_millis(row.get(3)?),
        },
    }))
}

/// Of groups that were kept for a supervisor once: which changes they had is remembered beside them.
pub fn standings(connection: &Connection, groups: &[GroupId]) -> Result<BTreeMap<GroupId, Vec<Standing>>> {
    let mut found = BTreeMap::new();
    for group in groups {
        let mut statement =
            connection.prepare_cached("SELECT id FROM apart WHERE group_id = ?1 ORDER BY group_index")?;
        let mut rows = statement.query(params![group.as_bytes()])?;
        let mut standings = Vec::new();
        while let Some(row) = rows.next()? {
            let id = ChangeId::from_bytes(exactly(row.get_ref(0)?.as_blob().unwrap_or_default())?);
            standings.extend(standing(connection, id)?);
        }
        if !standings.is_empty() {
            found.insert(*group, standings);
        }
    }
    Ok(found)
}

pub fn tail(connection: &Connection, device: DeviceId) -> Result<Option<Tail>> {
    let mut statement = connection
        .prepare_cached("SELECT sequence, hash, header FROM change WHERE device = ?1 ORDER BY sequence DESC LIMIT 1")?;
    let found: Option<(i64, Vec<u8>, Vec<u8>)> = statement
        .query_row(params![device.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    found
        .map(|(sequence, hash, header)| {
            Ok(Tail { sequence: position(sequence)?, hash: ChangeHash::from_bytes(exactly(&hash)?), header })
        })
        .transpose()
}

const HELD: &str = "SELECT group_id, author, device, stream, area, since, arrived, state, decider, reason FROM held";

fn held_row(row: &rusqlite::Row<'_>) -> Result<HeldRow> {
    let blob = |at| Ok::<_, StorageError>(row.get_ref(at)?.as_blob().unwrap_or_default());
    let area: Option<Vec<u8>> = row.get(4)?;
    let since: String = row.get(5)?;
    let state = match row.get::<_, i64>(7)? {
        0 => HeldState::Held,
        1 => HeldState::Released,
        _ => HeldState::Declined { by: row.get(8)?, reason: row.get(9)? },
    };
    Ok(HeldRow {
        group: GroupId::from_bytes(exactly(blob(0)?)?),
        author: PersonId::from_bytes(exactly(blob(1)?)?),
        device: DeviceId::from_bytes(exactly(blob(2)?)?),
        stream: StreamId::from_bytes(exactly(blob(3)?)?),
        area: area.map(|area| exactly(&area).map(AreaId::from_bytes)).transpose()?,
        since: Some(since).filter(|since| !since.is_empty()),
        arrived: Timestamp::from_millis(row.get(6)?),
        state,
    })
}

pub fn held_rows(connection: &Connection, groups: &[GroupId]) -> Result<Vec<HeldRow>> {
    let mut statement = connection.prepare_cached(&format!("{HELD} WHERE group_id = ?1"))?;
    let mut found = Vec::new();
    for group in groups {
        let mut rows = statement.query(params![group.as_bytes()])?;
        if let Some(row) = rows.next()? {
            found.push(held_row(row)?);
        }
    }
    Ok(found)
}

pub fn held(connection: &Connection) -> Result<Vec<(HeldRow, Vec<Change>)>> {
    let mut statement = connection.prepare_cached(&format!("{HELD} WHERE state = 0 ORDER BY arrived, group_id"))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let row = held_row(row)?;
        let changes = held_changes(connection, row.group)?;
        found.push((row, changes));
    }
    Ok(found)
}

/// The changes of a group that still waits, in order.
pub fn held_changes(connection: &Connection, group: GroupId) -> Result<Vec<Change>> {
    let mut statement = connection.prepare_cached(
        "SELECT header, signature, body FROM apart WHERE group_id = ?1 AND code = '' ORDER BY group_index",
    )?;
    let mut rows = statement.query(params![group.as_bytes()])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let signature: Vec<u8> = row.get(1)?;
        let change = Change::from_parts(row.get(0)?, Signature::from_bytes(exactly(&signature)?), row.get(2)?)
            .map_err(|fault| StorageError::Damaged(fault.to_string()))?;
        changes.push(change);
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_stream_is_read_along_the_key_without_a_join_a_scan_or_sorting() {
        let mut connection = Connection::open_in_memory().unwrap();
        crate::storage::sqlite::migrate::migrate(&mut connection).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {RUN}")).unwrap();
        let plan = statement.query_map(params![0, 1], |row| row.get::<_, String>(3)).unwrap();
        let plan: Vec<String> = plan.map(rusqlite::Result::unwrap).collect();
        assert_eq!(plan, ["SEARCH change USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"]);
    }
}

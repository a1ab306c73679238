//! Bodies of erased records go, with the photos and documents that were brought under them and nothing else. Headers,
//! positions and chains stay as they are.

use std::collections::{BTreeMap, BTreeSet};

use domain::change::Header;
use domain::clock::Timestamp;
use domain::ids::{ChangeId, RecordId, StreamId};
use domain::words::WHOEVER_ERASED;
use rusqlite::{Connection, params};

use crate::core::placing::{Erased, Erasing};
use crate::storage::Result;
use crate::storage::columns::{self, damaged};

pub fn is_erased(connection: &Connection, (stream, name): Erased) -> Result<bool> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM erased WHERE stream = ?1 AND record = ?2")?;
    Ok(statement.exists(params![stream.as_bytes(), name])?)
}

/// Erasing is rare and a stream is small, so what there is of a record is looked for in its stream.
pub fn erase(
    connection: &Connection,
    records: &[Erasing],
    numbers: &BTreeMap<StreamId, i64>,
    now: Timestamp,
) -> Result<()> {
    let mut in_streams: BTreeMap<(StreamId, &str), Vec<&Erasing>> = BTreeMap::new();
    for erasing in records {
        for (stream, name) in erasing.erased() {
            connection
                .prepare_cached("INSERT OR IGNORE INTO erased (stream, record) VALUES (?1, ?2)")?
                .execute(params![stream.as_bytes(), name])?;
        }
        in_streams.entry((erasing.stream, &erasing.kind)).or_default().push(erasing);
    }
    for ((stream, kind), erasing) in in_streams {
        let number = *numbers.get(&stream).ok_or_else(|| damaged("a stream has no number"))?;
        for (place, id) in with_bodies(connection, number, kind, &erasing)? {
            connection.prepare_cached("UPDATE change SET body = NULL WHERE place = ?1")?.execute(params![place])?;
            forget_blobs(connection, id)?;
        }
    }
    // Of what is forgotten nothing that waits was seen by anybody who could name it.
    for erasing in records.iter().filter(|erasing| erasing.only.is_none()) {
        decline_held(connection, (erasing.stream, erasing.record), now)?;
    }
    Ok(())
}

/// What waits for a supervisor and would change the record says what it said, as likely as not, and nobody can let it
/// pass any more. Its words are its author's, who has them still.
fn decline_held(connection: &Connection, (stream, record): (StreamId, RecordId), now: Timestamp) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT a.group_id, a.header FROM apart a JOIN held h ON h.group_id = a.group_id
         WHERE h.state = 0 AND a.code = '' AND a.header IS NOT NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut groups: BTreeSet<Vec<u8>> = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let header = Header::decode(row.get_ref(1)?.as_blob().map_err(|_| damaged("a header is no bytes"))?)
            .map_err(|_| damaged("a header does not read"))?;
        if (header.stream, header.record) == (stream, record) {
            groups.insert(row.get(0)?);
        }
    }
    for group in groups {
        connection.prepare_cached("UPDATE apart SET body = NULL WHERE group_id = ?1")?.execute(params![group])?;
        connection
            .prepare_cached("UPDATE held SET state = 2, decider = ?2, reason = '', decided = ?3 WHERE group_id = ?1")?
            .execute(params![group, WHOEVER_ERASED, now.millis()])?;
    }
    Ok(())
}

/// Those changes of one kind in a stream that have a body and are to lose it.
fn with_bodies(connection: &Connection, stream: i64, kind: &str, erasing: &[&Erasing]) -> Result<Vec<(i64, ChangeId)>> {
    let mut statement = connection.prepare_cached(
        "SELECT place, header FROM change WHERE place >= ?1 AND place < ?2 AND kind = ?3 AND body IS NOT NULL",
    )?;
    let mut rows = statement.query(params![columns::place_of(stream, 0)?, columns::place_of(stream + 1, 0)?, kind])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let header = Header::decode(row.get_ref(1)?.as_blob().map_err(|_| damaged("a header is no bytes"))?)
            .map_err(|_| damaged("a header does not read"))?;
        if erasing.iter().any(|erasing| erasing.drops(&header)) {
            found.push((row.get(0)?, header.id));
        }
    }
    Ok(found)
}

/// What was brought under this change alone goes with it.
fn forget_blobs(connection: &Connection, change: ChangeId) -> Result<()> {
    let mut statement = connection.prepare_cached("SELECT blob FROM blob_use WHERE change = ?1")?;
    let blobs: Vec<Vec<u8>> =
        statement.query_map(params![change.as_bytes()], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    if blobs.is_empty() {
        return Ok(());
    }
    connection.prepare_cached("DELETE FROM blob_use WHERE change = ?1")?.execute(params![change.as_bytes()])?;
    for blob in blobs {
        for sql in [
            "DELETE FROM blob_part WHERE blob = ?1 AND NOT EXISTS (SELECT 1 FROM blob_use WHERE blob_use.blob = ?1)",
            "DELETE FROM blob WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM blob_use WHERE blob_use.blob = ?1)",
        ] {
            connection.prepare_cached(sql)?.execute(params![blob])?;
        }
    }
    Ok(())
}

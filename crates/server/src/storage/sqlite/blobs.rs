//! Photos and documents: their bytes, whether they are whole, and under which changes they were brought.

use std::collections::{BTreeMap, BTreeSet};

use domain::blob::{BlobHasher, BlobId};
use domain::clock::Timestamp;
use domain::ids::{ChangeId, PersonId, StreamId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::storage::blobs::{self, BlobBytes, BlobPut, BlobState, BlobTaken, BlobUse, Filed, Step};
use crate::storage::columns::{SPAN, exactly, number, stored};
use crate::storage::verify::{self, Fault};
use crate::storage::{Result, StorageError};

fn bytes_of<'a>(row: &'a rusqlite::Row<'_>, at: usize) -> Result<&'a [u8]> {
    Ok(row.get_ref(at)?.as_blob().unwrap_or_default())
}

/// Nothing more is brought under what is erased.
pub fn filed(connection: &Connection, change: ChangeId) -> Result<Option<Filed>> {
    let mut statement = connection.prepare_cached(
        "SELECT stream.id, change.author, change.kind
         FROM change JOIN stream ON stream.number = change.place / ?2
         WHERE change.id = ?1 AND change.body IS NOT NULL",
    )?;
    let mut rows = statement.query(params![change.as_bytes(), SPAN])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Filed {
        stream: StreamId::from_bytes(exactly(bytes_of(row, 0)?)?),
        author: PersonId::from_bytes(exactly(bytes_of(row, 1)?)?),
        kind: row.get(2)?,
    }))
}

pub fn uses(connection: &Connection, blob: BlobId) -> Result<Vec<BlobUse>> {
    let mut statement =
        connection.prepare_cached("SELECT change, stream, author FROM blob_use WHERE blob = ?1 ORDER BY change")?;
    let mut rows = statement.query(params![blob.as_bytes()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(BlobUse {
            change: ChangeId::from_bytes(exactly(bytes_of(row, 0)?)?),
            stream: StreamId::from_bytes(exactly(bytes_of(row, 1)?)?),
            author: PersonId::from_bytes(exactly(bytes_of(row, 2)?)?),
        });
    }
    Ok(found)
}

fn state(connection: &Connection, blob: BlobId) -> Result<BlobState> {
    let mut statement = connection.prepare_cached("SELECT size, have, whole, drops FROM blob WHERE id = ?1")?;
    let mut rows = statement.query(params![blob.as_bytes()])?;
    let Some(row) = rows.next()? else { return Ok(BlobState::default()) };
    Ok(BlobState {
        size: number(row.get(0)?)?,
        have: number(row.get(1)?)?,
        whole: row.get::<_, i64>(2)? != 0,
        drops: number(row.get(3)?)?,
    })
}

pub fn put(connection: &Connection, put: &BlobPut) -> Result<BlobTaken> {
    if uses(connection, put.blob)? != put.uses {
        return Ok(BlobTaken::UsesMoved);
    }
    let mut now = state(connection, put.blob)?;
    match blobs::step(&now, put) {
        Step::NotTheirs => return Ok(BlobTaken::NotTheirs),
        Step::NothingHere => return Ok(BlobTaken::Taken { state: BlobState::default(), new_use: false }),
        Step::OtherSize { drop } => {
            if drop {
                drop_bytes(connection, put.blob)?;
            }
            return Ok(BlobTaken::OtherSize);
        }
        Step::Append { bytes, anew } => {
            if anew {
                drop_bytes(connection, put.blob)?;
            }
            append(connection, put, if anew { 0 } else { now.have }, bytes)?;
            now = state(connection, put.blob)?;
        }
        Step::Nothing => {}
    }
    let new_use = now.have > 0 && begin_use(connection, put.blob, &put.under)?;
    Ok(BlobTaken::Taken { state: now, new_use })
}

fn append(connection: &Connection, put: &BlobPut, have: u64, bytes: &[u8]) -> Result<()> {
    let mut statement = connection.prepare_cached("INSERT INTO blob_part (blob, start, bytes) VALUES (?1, ?2, ?3)")?;
    for (start, piece) in blobs::pieces(have, bytes) {
        statement.execute(params![put.blob.as_bytes(), stored(start)?, piece])?;
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO blob (id, size, have, moved) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET size = ?2, have = ?3, moved = ?4",
    )?;
    let have = stored(have + bytes.len() as u64)?;
    statement.execute(params![put.blob.as_bytes(), stored(put.size)?, have, put.now.millis()])?;
    Ok(())
}

/// True where it was none before.
fn begin_use(connection: &Connection, blob: BlobId, under: &BlobUse) -> Result<bool> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO blob_use (blob, change, stream, author) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (blob, change) DO NOTHING",
    )?;
    let (change, stream, author) = (under.change.as_bytes(), under.stream.as_bytes(), under.author.as_bytes());
    Ok(statement.execute(params![blob.as_bytes(), change, stream, author])? > 0)
}

pub fn keep(connection: &Connection, blob: BlobId, drops: u64) -> Result<BlobState> {
    connection.execute(
        "UPDATE blob SET whole = 1 WHERE id = ?1 AND drops = ?2 AND have = size AND have > 0",
        params![blob.as_bytes(), stored(drops)?],
    )?;
    state(connection, blob)
}

pub fn drop_after(connection: &Connection, blob: BlobId, drops: u64) -> Result<BlobState> {
    let found = state(connection, blob)?;
    if found.whole || found.drops != drops {
        return Ok(found);
    }
    drop_bytes(connection, blob)?;
    state(connection, blob)
}

/// What is used under a change is its bytes, so its uses go with them.
fn drop_bytes(connection: &Connection, blob: BlobId) -> Result<()> {
    connection.execute("DELETE FROM blob_part WHERE blob = ?1", params![blob.as_bytes()])?;
    connection.execute("DELETE FROM blob_use WHERE blob = ?1", params![blob.as_bytes()])?;
    connection.execute("UPDATE blob SET have = 0, drops = drops + 1 WHERE id = ?1", params![blob.as_bytes()])?;
    Ok(())
}

/// Reads one piece after another, so that no more than one is in memory.
pub fn name(connection: &Connection, blob: BlobId) -> Result<BlobId> {
    let mut statement = connection.prepare_cached("SELECT bytes FROM blob_part WHERE blob = ?1 ORDER BY start")?;
    let mut rows = statement.query(params![blob.as_bytes()])?;
    let mut hasher = BlobHasher::new();
    while let Some(row) = rows.next()? {
        hasher.update(bytes_of(row, 0)?);
    }
    Ok(hasher.finish())
}

pub fn bytes(connection: &Connection, blob: BlobId, change: ChangeId, at: u64, most: u64) -> Result<Option<BlobBytes>> {
    let mut statement = connection.prepare_cached(
        "SELECT size FROM blob JOIN blob_use ON blob_use.blob = blob.id WHERE id = ?1 AND whole = 1 AND change = ?2",
    )?;
    let size: Option<i64> =
        statement.query_row(params![blob.as_bytes(), change.as_bytes()], |row| row.get(0)).optional()?;
    let Some(size) = size.map(number).transpose()? else { return Ok(None) };
    let (at, end) = (at.min(size), at.saturating_add(most).min(size));
    let mut found = BlobBytes { size, bytes: Vec::new() };
    // From the piece that holds the first of them.
    let mut statement = connection.prepare_cached(
        "SELECT start, bytes FROM blob_part WHERE blob = ?1 AND start < ?3
             AND start >= (SELECT max(start) FROM blob_part WHERE blob = ?1 AND start <= ?2)
         ORDER BY start",
    )?;
    let mut rows = statement.query(params![blob.as_bytes(), stored(at)?, stored(end)?])?;
    while let Some(row) = rows.next()? {
        found.bytes.extend_from_slice(blobs::within(number(row.get(0)?)?, bytes_of(row, 1)?, at, end));
    }
    Ok(Some(found))
}

pub fn whole(connection: &Connection, names: &[BlobId]) -> Result<BTreeMap<BlobId, BTreeSet<StreamId>>> {
    let mut statement = connection.prepare_cached(
        "SELECT blob_use.stream FROM blob JOIN blob_use ON blob_use.blob = blob.id WHERE id = ?1 AND whole = 1",
    )?;
    let mut found: BTreeMap<BlobId, BTreeSet<StreamId>> = BTreeMap::new();
    for blob in names {
        let mut rows = statement.query(params![blob.as_bytes()])?;
        while let Some(row) = rows.next()? {
            found.entry(*blob).or_default().insert(StreamId::from_bytes(exactly(bytes_of(row, 0)?)?));
        }
    }
    Ok(found)
}

pub fn left(connection: &Connection, since: Timestamp) -> Result<Vec<(BlobId, u64)>> {
    let mut statement =
        connection.prepare("SELECT id, drops FROM blob WHERE whole = 0 AND have > 0 AND moved < ?1 ORDER BY id")?;
    let mut rows = statement.query(params![since.millis()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push((BlobId::from_bytes(exactly(bytes_of(row, 0)?)?), number(row.get(1)?)?));
    }
    Ok(found)
}

/// The first that does not hold.
pub fn verify(connection: &Connection) -> Result<Option<Fault>> {
    let mut statement = connection.prepare("SELECT id FROM blob ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let blob = BlobId::from_bytes(exactly(bytes_of(row, 0)?)?);
        let found = state(connection, blob)?;
        let name = if found.whole { name(connection, blob)? } else { blob };
        if let Some(fault) = verify::blob(blob, &found, pieces_end(connection, blob)?, name) {
            return Ok(Some(fault));
        }
    }
    let strayed: Option<Vec<u8>> = connection
        .query_row(
            "SELECT blob_use.blob FROM blob_use LEFT JOIN blob ON blob.id = blob_use.blob
                 LEFT JOIN change ON change.id = blob_use.change
                 LEFT JOIN stream ON stream.number = change.place / ?1
             WHERE blob.id IS NULL OR stream.id IS NOT blob_use.stream OR change.author IS NOT blob_use.author
             LIMIT 1",
            [SPAN],
            |row| row.get(0),
        )
        .optional()?;
    strayed.map(|blob| Ok::<_, StorageError>(verify::blob_strayed(BlobId::from_bytes(exactly(&blob)?)))).transpose()
}

/// Up to which byte its pieces follow on each other; none where one does not.
fn pieces_end(connection: &Connection, blob: BlobId) -> Result<Option<u64>> {
    let mut statement =
        connection.prepare_cached("SELECT start, length(bytes) FROM blob_part WHERE blob = ?1 ORDER BY start")?;
    let mut rows = statement.query(params![blob.as_bytes()])?;
    let mut end = 0;
    while let Some(row) = rows.next()? {
        if number(row.get(0)?)? != end {
            return Ok(None);
        }
        end += number(row.get(1)?)?;
    }
    Ok(Some(end))
}

//! Photos and documents on their way: which part is sent or fetched next, and what came of it.

use domain::blob::BlobId;
use domain::ids::ChangeId;
use protocol::{BLOBS_WANTED, BlobGetAnswer, BlobGetRequest, BlobPutRequest};
use rusqlite::{Connection, OptionalExtension};
use sync::BlobCall;

use crate::blobs::{append, drop_all, hash, read_part, sweep};
use crate::error::Result;

/// Of a record whose change the server has placed: what is not, goes first.
const PLACED: &str = "SELECT c.id FROM attachment a JOIN change c ON c.no = a.no
     WHERE a.blob = b.id AND a.taken_back = 0 AND c.position IS NOT NULL ORDER BY a.no LIMIT 1";

/// Blobs that are to come, the latest first.
pub(super) fn wanted(connection: &Connection) -> Result<Vec<BlobId>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT b.id FROM blob b WHERE b.have < b.size AND b.refused IS NULL AND b.own = 0 AND EXISTS ({PLACED})
         ORDER BY b.no DESC LIMIT ?1"
    ))?;
    let rows = statement.query_map([BLOBS_WANTED as i64], |row| row.get(0).map(BlobId::from_bytes))?;
    rows.map(|row| row.map_err(Into::into)).collect()
}

/// The server can give these.
pub(super) fn there(connection: &Connection, blobs: &[BlobId]) -> Result<()> {
    for blob in blobs {
        connection
            .prepare_cached("UPDATE blob SET there = 1 WHERE id = ?1 AND have < size")?
            .execute([blob.as_bytes()])?;
    }
    Ok(())
}

/// How many are still to be sent or fetched.
pub(super) fn left(connection: &Connection) -> Result<u32> {
    Ok(connection
        .prepare_cached(
            "SELECT count(*) FROM blob WHERE refused IS NULL
               AND ((have = size AND sent < size AND change IS NOT NULL) OR (have < size AND there = 1))",
        )?
        .query_row([], |row| row.get(0))?)
}

/// What is sent comes before what is fetched, the oldest first; of what is fetched, the latest.
pub(super) fn next(connection: &Connection, most: usize) -> Result<Option<BlobCall>> {
    let going: Option<([u8; 32], i64, i64, bool, [u8; 16])> = connection
        .prepare_cached(&format!(
            "SELECT b.id, b.size, b.sent, b.there, coalesce(({PLACED}),
                 CASE WHEN NOT EXISTS (SELECT 1 FROM change c WHERE c.id = b.change) THEN b.change END) AS under
             FROM blob b WHERE b.sent < b.size AND b.have = b.size AND b.refused IS NULL AND under IS NOT NULL
             ORDER BY b.no LIMIT 1"
        ))?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    if let Some((id, size, sent, asked, change)) = going {
        let (blob, at) = (BlobId::from_bytes(id), sent.cast_unsigned());
        // Asked first how much is there: after a restore, or where another device has brought it, much may be.
        let bytes = if asked { read_part(connection, blob, at, most)? } else { Vec::new() };
        let change = ChangeId::from_bytes(change);
        return Ok(Some(BlobCall::Put(BlobPutRequest { change, blob, size: size.cast_unsigned(), at, bytes })));
    }
    let coming: Option<([u8; 32], i64, [u8; 16])> = connection
        .prepare_cached(&format!(
            "SELECT b.id, b.have, ({PLACED}) AS placed FROM blob b
             WHERE b.have < b.size AND b.there = 1 AND b.refused IS NULL AND placed IS NOT NULL ORDER BY b.no DESC LIMIT 1"
        ))?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    Ok(coming.map(|(id, have, change)| {
        BlobCall::Get(BlobGetRequest {
            change: ChangeId::from_bytes(change),
            blob: BlobId::from_bytes(id),
            at: have.cast_unsigned(),
            most: u32::try_from(most).unwrap_or(u32::MAX),
        })
    }))
}

/// The server has so many bytes. True where that is all of them.
pub(super) fn put(connection: &Connection, blob: BlobId, have: u64) -> Result<bool> {
    connection
        .prepare_cached("UPDATE blob SET sent = min(?2, size), there = 1 WHERE id = ?1")?
        .execute(rusqlite::params![blob.as_bytes(), i64::try_from(have).unwrap_or(i64::MAX)])?;
    let whole: Option<bool> = connection
        .prepare_cached("SELECT sent = size FROM blob WHERE id = ?1")?
        .query_row([blob.as_bytes()], |row| row.get(0))
        .optional()?;
    if whole == Some(true) {
        // Whoever's access ended meanwhile kept it only to send it.
        sweep(connection)?;
    }
    Ok(whole == Some(true))
}

/// Takes a part that was asked for. True where the blob is whole with it.
pub(super) fn got(connection: &Connection, asked: &BlobGetRequest, answer: &BlobGetAnswer) -> Result<bool> {
    let row: Option<(i64, i64)> = connection
        .prepare_cached("SELECT size, have FROM blob WHERE id = ?1")?
        .query_row([asked.blob.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((size, have)) = row.map(|(size, have)| (size.cast_unsigned(), have.cast_unsigned())) else {
        // Access ended while it was on its way.
        return Ok(false);
    };
    if answer.size == 0 {
        connection.prepare_cached("UPDATE blob SET there = 0 WHERE id = ?1")?.execute([asked.blob.as_bytes()])?;
        return Ok(false);
    }
    if have != asked.at {
        // Window and terminal may ask at once: the other one took this part, or let all of them go, meanwhile.
        return Ok(false);
    }
    let fits = answer.size == size && !answer.bytes.is_empty();
    if !fits || have + answer.bytes.len() as u64 > size {
        refuse(connection, asked.blob, "blob-altered")?;
        return Ok(false);
    }
    if append(connection, asked.blob, have, &answer.bytes)? < size {
        return Ok(false);
    }
    if hash(connection, asked.blob)? != asked.blob {
        drop_all(connection, asked.blob)?;
        refuse(connection, asked.blob, "blob-altered")?;
        return Ok(false);
    }
    Ok(true)
}

/// The server does not take it, or what it gives does not hold: shown beside the file, and tried again when a
/// person asks or when the server begins another life.
pub(super) fn refuse(connection: &Connection, blob: BlobId, code: &str) -> Result<()> {
    connection
        .prepare_cached("UPDATE blob SET refused = ?2 WHERE id = ?1")?
        .execute(rusqlite::params![blob.as_bytes(), code])?;
    Ok(())
}

/// What a photo hangs on may come to the server later than the photo: a supervisor released it, or somebody gave a
/// restored server back what it had lost. So it is asked once more with each exchange.
pub(super) fn unknown_again(connection: &Connection) -> Result<()> {
    connection.prepare_cached("UPDATE blob SET refused = NULL WHERE refused = ?1")?.execute([crate::blobs::UNKNOWN])?;
    Ok(())
}

/// Another life of the server: what it has is asked anew.
pub(super) fn begin_again(connection: &Connection) -> Result<()> {
    connection
        .prepare_cached("UPDATE blob SET sent = CASE WHEN have = size THEN 0 ELSE size END, there = 0, refused = NULL")?
        .execute([])?;
    Ok(())
}

//! A blob's bytes: rows that follow on one another.

use domain::blob::BlobId;
use rusqlite::Connection;

use crate::error::{Result, StoreError};

/// Bytes of a row. Large rows cost chains of pages, small ones cost rows.
const PART: usize = 64 * 1024;

/// Adds bytes where what is here ends. Returns how many are here now.
pub(crate) fn append(connection: &Connection, blob: BlobId, at: u64, bytes: &[u8]) -> Result<u64> {
    let (no, size, have): (i64, i64, i64) = connection
        .prepare_cached("SELECT no, size, have FROM blob WHERE id = ?1")?
        .query_row([blob.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let mut end = have.cast_unsigned();
    if at != end || end + bytes.len() as u64 > size.cast_unsigned() {
        return Err(StoreError::Inconsistent("a file's bytes do not follow on those that are here".to_owned()));
    }
    for part in bytes.chunks(PART) {
        connection
            .prepare_cached("INSERT INTO blob_part (blob, at, bytes) VALUES (?1, ?2, ?3)")?
            .execute(rusqlite::params![no, end.cast_signed(), part])?;
        end += part.len() as u64;
    }
    connection
        .prepare_cached("UPDATE blob SET have = ?2 WHERE no = ?1")?
        .execute(rusqlite::params![no, end.cast_signed()])?;
    Ok(end)
}

/// Up to `most` bytes from `at`.
pub(crate) fn read_part(connection: &Connection, blob: BlobId, at: u64, most: usize) -> Result<Vec<u8>> {
    let mut statement = connection.prepare_cached(
        "SELECT p.at, p.bytes FROM blob b JOIN blob_part p ON p.blob = b.no
         WHERE b.id = ?1 AND p.at > ?2 - ?3 ORDER BY p.at",
    )?;
    let mut rows = statement.query(rusqlite::params![blob.as_bytes(), at.cast_signed(), PART as i64])?;
    let mut bytes = Vec::with_capacity(most.min(1024 * 1024));
    while let Some(row) = rows.next()? {
        let begins = row.get::<_, i64>(0)?.cast_unsigned();
        let part: Vec<u8> = row.get(1)?;
        let from = usize::try_from(at.saturating_sub(begins)).unwrap_or(usize::MAX);
        let Some(rest) = part.get(from..).filter(|rest| !rest.is_empty()) else { continue };
        bytes.extend_from_slice(&rest[..rest.len().min(most - bytes.len())]);
        if bytes.len() == most {
            break;
        }
    }
    Ok(bytes)
}

/// What the bytes that are here are called.
pub(crate) fn hash(connection: &Connection, blob: BlobId) -> Result<BlobId> {
    let mut statement = connection
        .prepare_cached("SELECT p.bytes FROM blob b JOIN blob_part p ON p.blob = b.no WHERE b.id = ?1 ORDER BY p.at")?;
    let parts = statement.query_map([blob.as_bytes()], |row| row.get::<_, Vec<u8>>(0))?;
    super::hash_of(parts.map(|part| part.map_err(Into::into)))
}

/// Drops what is here, so that it is fetched from its first byte again.
pub(crate) fn drop_all(connection: &Connection, blob: BlobId) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM blob_part WHERE blob IN (SELECT no FROM blob WHERE id = ?1)")?
        .execute([blob.as_bytes()])?;
    connection.prepare_cached("UPDATE blob SET have = 0 WHERE id = ?1")?.execute([blob.as_bytes()])?;
    Ok(())
}

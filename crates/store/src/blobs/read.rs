//! What hangs on a record, and its bytes.

use domain::blob::BlobId;
use domain::clock::Timestamp;
use domain::ids::{PersonId, RecordId};
use domain::records::AttachmentRecord;
use domain::signing::unhex;
use rusqlite::OptionalExtension;

use super::parts::read_part;
use crate::chunks::ChunkReader;
use crate::error::{Result, StoreError};
use crate::store::Reader;

/// A photo or document on a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachmentRow {
    pub id: RecordId,
    pub record: AttachmentRecord,
    pub author: PersonId,
    pub at: Timestamp,
    pub taken_back: bool,
    pub standing: BlobStanding,
}

/// Where a blob's bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobStanding {
    /// Here, and at the server as far as is known; or there is no server.
    Here,
    /// Here, and on its way to the server: bytes that have arrived there, of all.
    Going { sent: u64, of: u64 },
    /// Here; the server did not take it.
    Refused { code: String },
    /// On its way here: bytes that have arrived, of all.
    Coming { have: u64, of: u64 },
    /// Its author has not sent it yet.
    NotSent,
    /// The server has it, and what it gave does not hold or may not be had.
    Withheld { code: String },
}

impl Reader<'_> {
    /// What hangs on a record, in the order it was added; what was taken back too.
    pub fn attachments_of(&self, record: RecordId) -> Result<Vec<AttachmentRow>> {
        let ids: Vec<RecordId> = self
            .connection
            .prepare_cached("SELECT id FROM attachment WHERE of = ?1 ORDER BY no")?
            .query_map([record.as_bytes()], |row| row.get(0).map(RecordId::from_bytes))?
            .collect::<rusqlite::Result<_>>()?;
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.extend(self.attachment(id)?);
        }
        Ok(rows)
    }

    /// How many photos and documents stand on a record.
    pub fn attachments_on(&self, record: RecordId) -> Result<u32> {
        Ok(self
            .connection
            .prepare_cached("SELECT count(*) FROM attachment WHERE of = ?1 AND taken_back = 0")?
            .query_row([record.as_bytes()], |row| row.get(0))?)
    }

    pub fn attachment(&self, id: RecordId) -> Result<Option<AttachmentRow>> {
        let Some(fold) = self.fold(id)? else { return Ok(None) };
        let (Ok(record), Some((created, write))) = (fold.read::<AttachmentRecord>(), fold.created()) else {
            return Ok(None);
        };
        let taken_back = fold.any(domain::records::WITHDRAWN).is_some();
        let at = crate::project::written_at(created, write);
        let standing = self.standing_of(record.blob)?;
        Ok(Some(AttachmentRow { id, record, author: write.author, at, taken_back, standing }))
    }

    /// Bytes of photos and documents that lie here, sealed.
    pub fn blob_bytes(&self) -> Result<u64> {
        let bytes: i64 = self
            .connection
            .prepare_cached("SELECT coalesce(sum(length(bytes)), 0) FROM blob_part")?
            .query_row([], |row| row.get(0))?;
        Ok(bytes.unsigned_abs())
    }

    fn standing_of(&self, blob: BlobId) -> Result<BlobStanding> {
        let row = self
            .connection
            .prepare_cached("SELECT size, have, sent, there, refused FROM blob WHERE id = ?1")?
            .query_row([blob.as_bytes()], |row| {
                let bytes = |at: usize| row.get::<_, i64>(at).map(i64::cast_unsigned);
                Ok((bytes(0)?, bytes(1)?, bytes(2)?, row.get::<_, bool>(3)?, row.get::<_, Option<String>>(4)?))
            })
            .optional()?;
        let server: bool =
            self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM server)")?.query_row([], |row| row.get(0))?;
        Ok(match row {
            // Larger than any may be: it is never fetched.
            None => BlobStanding::Withheld { code: "too-large".to_owned() },
            Some((size, have, sent, _, None)) if have == size && sent < size && server => {
                BlobStanding::Going { sent, of: size }
            }
            Some((size, have, _, _, Some(code))) if have == size => BlobStanding::Refused { code },
            Some((size, have, ..)) if have == size => BlobStanding::Here,
            Some((.., Some(code))) => BlobStanding::Withheld { code },
            Some((size, have, _, there, None)) if there || have > 0 => BlobStanding::Coming { have, of: size },
            Some(_) => BlobStanding::NotSent,
        })
    }

    /// The bytes as they were taken in; none where they are not all here.
    pub fn open_blob(&self, record: &AttachmentRecord) -> Result<Option<Vec<u8>>> {
        let whole: bool = self
            .connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM blob WHERE id = ?1 AND have = size)")?
            .query_row([record.blob.as_bytes()], |row| row.get(0))?;
        if !whole {
            return Ok(None);
        }
        let altered = || StoreError::Inconsistent("a file does not open with the key its record gives".to_owned());
        let key = zeroize::Zeroizing::new(unhex::<32>(&record.key).ok_or_else(altered)?);
        let size = usize::try_from(record.sealed).unwrap_or(usize::MAX);
        let sealed = read_part(self.connection, record.blob, 0, size)?;
        let mut plain = Vec::with_capacity(sealed.len());
        std::io::Read::read_to_end(&mut ChunkReader::new(sealed.as_slice(), &key), &mut plain)
            .map_err(|_| altered())?;
        Ok(Some(plain))
    }
}

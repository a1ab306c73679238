//! Photos and documents: taken in, sealed, kept in the notebook's own file, hung on drafts and records, read.
//!
//! They are rows like everything else here, so that they are in the backup, go in the transaction that ends an
//! access, and are whole after a power cut. How they travel is [`crate::sync`]'s.

mod drafts;
mod parts;
mod read;

use domain::blob::{BLOB_BYTES_MAX, BlobHasher, BlobId};
use domain::ids::ChangeId;
use domain::signing::hex;
use rusqlite::{Connection, OptionalExtension};

pub use drafts::DraftFile;
pub use read::{AttachmentRow, BlobStanding};

pub(crate) use parts::{append, drop_all, hash, read_part};

use crate::chunks::ChunkWriter;
use crate::error::{Result, StoreError};
use crate::store::Writer;

/// The code with which a server says that it has nothing that this photo hangs on.
pub(crate) const UNKNOWN: &str = "blob-unknown";

/// What a record needs to say of bytes that were taken in.
#[derive(Clone, PartialEq, Eq)]
pub struct Kept {
    pub blob: BlobId,
    /// Bytes, sealed.
    pub sealed: u64,
    /// 64 hexadecimal digits.
    pub key: String,
}

impl Writer<'_> {
    /// Seals the bytes under a key of their own and keeps them. They are swept away again where the same
    /// transaction hangs them on nothing.
    pub fn keep_blob(&mut self, plain: &[u8]) -> Result<Kept> {
        let mut key = zeroize::Zeroizing::new([0; 32]);
        self.entropy.fill(key.as_mut());
        let mut writer = ChunkWriter::new(Vec::with_capacity(plain.len() + plain.len() / 1024 + 64), &key);
        std::io::Write::write_all(&mut writer, plain).map_err(StoreError::Io)?;
        let sealed = writer.finish().map_err(StoreError::Io)?;
        let size = sealed.len() as u64;
        if size > BLOB_BYTES_MAX {
            return Err(StoreError::Inconsistent("a file is larger than any may be".to_owned()));
        }
        let blob = BlobId::of(&sealed);
        self.connection
            .prepare_cached("INSERT INTO blob (id, size, have, sent, own) VALUES (?1, ?2, 0, 0, 1)")?
            .execute(rusqlite::params![blob.as_bytes(), size.cast_signed()])?;
        append(self.connection, blob, 0, &sealed)?;
        Ok(Kept { blob, sealed: size, key: hex(key.as_ref()) })
    }

    /// From now on the blob travels under this change.
    pub fn send_blob(&mut self, blob: BlobId, change: ChangeId) -> Result<()> {
        self.connection
            .prepare_cached("UPDATE blob SET change = ?2 WHERE id = ?1")?
            .execute(rusqlite::params![blob.as_bytes(), change.as_bytes()])?;
        Ok(())
    }
}

/// A blob that a record names: one of others until it turns out to be our own.
pub(crate) fn expect(connection: &Connection, blob: BlobId, size: u64) -> Result<()> {
    connection
        .prepare_cached("INSERT INTO blob (id, size, have, sent) VALUES (?1, ?2, 0, ?2) ON CONFLICT (id) DO NOTHING")?
        .execute(rusqlite::params![blob.as_bytes(), size.cast_signed()])?;
    Ok(())
}

/// What was to be sent under these changes is not wanted any more.
pub(crate) fn no_longer_sent(connection: &Connection, changes: &[ChangeId]) -> Result<()> {
    for change in changes {
        connection.prepare_cached("UPDATE blob SET change = NULL WHERE change = ?1")?.execute([change.as_bytes()])?;
    }
    Ok(())
}

/// Lets go of files whose draft is gone, and of blobs that hang on nothing any more. What was taken in here and
/// is still to be sent stays until it is at the server.
pub(crate) fn sweep(connection: &Connection) -> Result<()> {
    connection.prepare_cached("DELETE FROM draft_file WHERE draft NOT IN (SELECT id FROM draft)")?.execute([])?;
    let loose = format!(
        "SELECT no FROM blob b
         WHERE NOT EXISTS (SELECT 1 FROM attachment a WHERE a.blob = b.id)
           AND NOT EXISTS (SELECT 1 FROM draft_file d WHERE d.blob = b.id)
           AND NOT (own = 1 AND change IS NOT NULL AND sent < size AND (refused IS NULL OR refused = '{UNKNOWN}'))"
    );
    let any: Option<i64> =
        connection.prepare_cached(&format!("{loose} LIMIT 1"))?.query_row([], |row| row.get(0)).optional()?;
    if any.is_some() {
        connection.prepare_cached(&format!("DELETE FROM blob_part WHERE blob IN ({loose})"))?.execute([])?;
        connection.prepare_cached(&format!("DELETE FROM blob WHERE no IN ({loose})"))?.execute([])?;
    }
    Ok(())
}

/// Compares every blob that is here whole with its name. Returns how many there are.
pub(crate) fn verify(connection: &Connection) -> Result<u64> {
    let mut statement = connection.prepare("SELECT id FROM blob WHERE have = size ORDER BY no")?;
    let ids: Vec<BlobId> =
        statement.query_map([], |row| row.get(0).map(BlobId::from_bytes))?.collect::<rusqlite::Result<_>>()?;
    for id in &ids {
        if hash(connection, *id)? != *id {
            return Err(StoreError::Inconsistent(format!("the file {id} is not what it was")));
        }
    }
    Ok(ids.len() as u64)
}

/// Whole, part by part.
fn hash_of(parts: impl Iterator<Item = Result<Vec<u8>>>) -> Result<BlobId> {
    let mut hasher = BlobHasher::new();
    for part in parts {
        hasher.update(&part?);
    }
    Ok(hasher.finish())
}

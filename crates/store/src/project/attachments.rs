//! Photos and documents: a row beside what they hang on, and a place for their bytes.

use domain::blob::BLOB_BYTES_MAX;
use domain::fold::Fold;
use domain::records::{AttachmentRecord, WITHDRAWN};
use rusqlite::Connection;

use crate::blobs;
use crate::error::Result;

pub(super) fn attachment(connection: &Connection, fold: &Fold) -> Result<()> {
    let Some((created, write)) = fold.created() else { return Ok(()) };
    let no = super::notes::change_no(connection, created)?;
    let Ok(record) = fold.read::<AttachmentRecord>() else {
        connection.prepare_cached("DELETE FROM attachment WHERE no = ?1")?.execute([no])?;
        return Ok(());
    };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO attachment (no, id, of, author, at, blob, taken_back)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(rusqlite::params![
            no,
            fold.record().as_bytes(),
            record.of.as_bytes(),
            write.author.as_bytes(),
            super::written_at(created, write).millis(),
            record.blob.as_bytes(),
            fold.any(WITHDRAWN).is_some(),
        ])?;
    // One that says it is larger than any may be is never fetched.
    if record.sealed > 0 && record.sealed <= BLOB_BYTES_MAX {
        blobs::expect(connection, record.blob, record.sealed)?;
    }
    Ok(())
}

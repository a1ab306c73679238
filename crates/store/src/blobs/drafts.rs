//! Files on a draft: kept with it from the moment they are taken in, hung on the record when it is made.

use domain::blob::BlobId;
use domain::clock::Timestamp;
use domain::ids::RecordId;
use rusqlite::{OptionalExtension, Row};

use crate::error::{Result, StoreError};
use crate::store::{Reader, Writer};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// The id its record will have.
    pub id: RecordId,
    pub draft: RecordId,
    pub blob: BlobId,
    pub at: Timestamp,
    /// JSON, as the use case wrote it.
    pub content: String,
}

const COLUMNS: &str = "id, draft, blob, at, content";

fn file(row: &Row<'_>) -> rusqlite::Result<DraftFile> {
    Ok(DraftFile {
        id: RecordId::from_bytes(row.get(0)?),
        draft: RecordId::from_bytes(row.get(1)?),
        blob: BlobId::from_bytes(row.get(2)?),
        at: Timestamp::from_millis(row.get(3)?),
        content: row.get(4)?,
    })
}

impl Reader<'_> {
    /// In the order they were added.
    pub fn draft_files(&self, draft: RecordId) -> Result<Vec<DraftFile>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM draft_file WHERE draft = ?1 AND deleted_at IS NULL ORDER BY rowid"
        ))?;
        let rows = statement.query_map([draft.as_bytes()], file)?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    pub fn draft_file(&self, id: RecordId) -> Result<Option<DraftFile>> {
        Ok(self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM draft_file WHERE id = ?1 AND deleted_at IS NULL"))?
            .query_row([id.as_bytes()], file)
            .optional()?)
    }
}

impl Writer<'_> {
    pub fn add_draft_file(&mut self, draft: RecordId, id: RecordId, blob: BlobId, content: &str) -> Result<()> {
        self.connection
            .prepare_cached("INSERT INTO draft_file (id, draft, at, blob, content) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(rusqlite::params![id.as_bytes(), draft.as_bytes(), self.now.millis(), blob.as_bytes(), content])?;
        Ok(())
    }

    /// Says something else of it, as what it shows.
    pub fn set_draft_file(&mut self, id: RecordId, content: &str) -> Result<()> {
        let changed = self
            .connection
            .prepare_cached("UPDATE draft_file SET content = ?2 WHERE id = ?1")?
            .execute(rusqlite::params![id.as_bytes(), content])?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Takes a file off its draft, or puts it back while the draft stands.
    pub fn set_draft_file_aside(&mut self, id: RecordId, aside: bool) -> Result<()> {
        let changed = self
            .connection
            .prepare_cached("UPDATE draft_file SET deleted_at = ?2 WHERE id = ?1")?
            .execute(rusqlite::params![id.as_bytes(), aside.then_some(self.now.millis())])?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}

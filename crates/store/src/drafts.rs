//! Drafts: this device's own, never a change. Saved at every pause, earlier versions kept, deleted
//! only by a person, who can take that back.

use std::collections::BTreeMap;

use domain::clock::Timestamp;
use domain::ids::RecordId;
use rusqlite::{OptionalExtension, Row};

use crate::error::{Result, StoreError};
use crate::store::{Reader, Writer};

/// Versions kept of one draft.
const VERSIONS: i64 = 10;
/// A pause in typing is not yet another version; a minute's work is.
const VERSION_AFTER_MILLIS: i64 = 60_000;
/// A deleted draft can be brought back for this long.
const UNDO_MILLIS: i64 = 24 * 60 * 60 * 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    pub id: RecordId,
    pub saved_at: Timestamp,
    /// JSON, as the use case wrote it.
    pub content: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftVersion {
    pub version: i64,
    pub saved_at: Timestamp,
    pub content: String,
}

fn draft_row(row: &Row<'_>) -> rusqlite::Result<DraftRow> {
    Ok(DraftRow {
        id: RecordId::from_bytes(row.get(0)?),
        saved_at: Timestamp::from_millis(row.get(1)?),
        content: row.get(2)?,
    })
}

impl Reader<'_> {
    /// Standing drafts, latest first.
    pub fn drafts(&self) -> Result<Vec<DraftRow>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT id, saved_at, content FROM draft WHERE deleted_at IS NULL ORDER BY saved_at DESC, id DESC",
        )?;
        let rows = statement.query_map([], draft_row)?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    pub fn draft(&self, id: RecordId) -> Result<Option<DraftRow>> {
        Ok(self
            .connection
            .prepare_cached("SELECT id, saved_at, content FROM draft WHERE id = ?1 AND deleted_at IS NULL")?
            .query_row([id.as_bytes()], draft_row)
            .optional()?)
    }

    /// When a person last said of drafts that they are still needed.
    pub fn drafts_kept(&self) -> Result<BTreeMap<RecordId, Timestamp>> {
        let mut statement = self.connection.prepare_cached("SELECT draft, at FROM draft_kept")?;
        let rows = statement
            .query_map([], |row| Ok((RecordId::from_bytes(row.get(0)?), Timestamp::from_millis(row.get(1)?))))?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }

    /// What stood beside the refused note that a draft was made of, as JSON.
    pub fn draft_source(&self, id: RecordId) -> Result<Option<String>> {
        Ok(self
            .connection
            .prepare_cached("SELECT content FROM draft_source WHERE draft = ?1")?
            .query_row([id.as_bytes()], |row| row.get(0))
            .optional()?)
    }

    /// Earlier versions, latest first.
    pub fn draft_versions(&self, id: RecordId) -> Result<Vec<DraftVersion>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT version, saved_at, content FROM draft_version WHERE draft = ?1 ORDER BY version DESC",
        )?;
        let rows = statement.query_map([id.as_bytes()], |row| {
            Ok(DraftVersion {
                version: row.get(0)?,
                saved_at: Timestamp::from_millis(row.get(1)?),
                content: row.get(2)?,
            })
        })?;
        rows.map(|row| row.map_err(Into::into)).collect()
    }
}

impl Writer<'_> {
    /// Keeps what is being written. What stood before becomes a version when it is a minute old, or
    /// when the new text is much shorter: that is how a slip of the hand looks.
    pub fn save_draft(&mut self, id: RecordId, content: &str) -> Result<()> {
        if let Some(before) = self.draft(id)? {
            let newest: Option<i64> = self
                .connection
                .prepare_cached("SELECT max(saved_at) FROM draft_version WHERE draft = ?1")?
                .query_row([id.as_bytes()], |row| row.get(0))?;
            let old = newest.is_none_or(|newest| before.saved_at.millis() - newest >= VERSION_AFTER_MILLIS);
            let shrunk = content.len() + 40 < before.content.len();
            if before.content != content && (old || shrunk) {
                self.keep_version(&before)?;
            }
        }
        self.connection
            .prepare_cached(
                "INSERT INTO draft (id, saved_at, deleted_at, content) VALUES (?1, ?2, NULL, ?3)
                 ON CONFLICT (id) DO UPDATE SET saved_at = excluded.saved_at, deleted_at = NULL, content = excluded.content",
            )?
            .execute(rusqlite::params![id.as_bytes(), self.now.millis(), content])?;
        Ok(())
    }

    fn keep_version(&mut self, before: &DraftRow) -> Result<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO draft_version (draft, version, saved_at, content)
                 SELECT ?1, coalesce(max(version), 0) + 1, ?2, ?3 FROM draft_version WHERE draft = ?1",
            )?
            .execute(rusqlite::params![before.id.as_bytes(), before.saved_at.millis(), before.content])?;
        self.connection
            .prepare_cached(
                "DELETE FROM draft_version WHERE draft = ?1
                 AND version <= (SELECT max(version) FROM draft_version WHERE draft = ?1) - ?2",
            )?
            .execute(rusqlite::params![before.id.as_bytes(), VERSIONS])?;
        Ok(())
    }

    /// The draft is still needed: it is not asked after again for as long as when it was new.
    pub fn keep_draft(&mut self, id: RecordId) -> Result<()> {
        if self.draft(id)?.is_none() {
            return Err(StoreError::NotFound);
        }
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO draft_kept (draft, at) VALUES (?1, ?2)")?
            .execute(rusqlite::params![id.as_bytes(), self.now.millis()])?;
        Ok(())
    }

    /// What stood beside the refused note that this draft was made of, as JSON.
    pub fn put_draft_source(&mut self, id: RecordId, content: &str) -> Result<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO draft_source (draft, content) VALUES (?1, ?2)")?
            .execute(rusqlite::params![id.as_bytes(), content])?;
        Ok(())
    }

    /// Sets the draft aside; it can be brought back for a day.
    pub fn delete_draft(&mut self, id: RecordId) -> Result<()> {
        let now = self.now.millis();
        let deleted = self
            .connection
            .prepare_cached("UPDATE draft SET deleted_at = ?2 WHERE id = ?1 AND deleted_at IS NULL")?
            .execute(rusqlite::params![id.as_bytes(), now])?;
        if deleted == 0 {
            return Err(StoreError::NotFound);
        }
        self.connection
            .prepare_cached("DELETE FROM draft_version WHERE draft IN (SELECT id FROM draft WHERE deleted_at < ?1)")?
            .execute([now - UNDO_MILLIS])?;
        let gone =
            self.connection.prepare_cached("DELETE FROM draft WHERE deleted_at < ?1")?.execute([now - UNDO_MILLIS])?;
        for sql in [
            "DELETE FROM draft_kept WHERE draft NOT IN (SELECT id FROM draft)",
            "DELETE FROM draft_source WHERE draft NOT IN (SELECT id FROM draft)",
        ] {
            self.connection.prepare_cached(sql)?.execute([])?;
        }
        if gone > 0 { crate::blobs::sweep(self.connection) } else { Ok(()) }
    }

    pub fn restore_draft(&mut self, id: RecordId) -> Result<()> {
        let restored = self
            .connection
            .prepare_cached("UPDATE draft SET deleted_at = NULL WHERE id = ?1")?
            .execute([id.as_bytes()])?;
        if restored == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// Removes a draft that became a note, with its versions.
    pub fn consume_draft(&mut self, id: RecordId) -> Result<()> {
        for sql in [
            "DELETE FROM draft_version WHERE draft = ?1",
            "DELETE FROM draft_kept WHERE draft = ?1",
            "DELETE FROM draft_source WHERE draft = ?1",
        ] {
            self.connection.prepare_cached(sql)?.execute([id.as_bytes()])?;
        }
        self.connection.prepare_cached("DELETE FROM draft WHERE id = ?1")?.execute([id.as_bytes()])?;
        let files =
            self.connection.prepare_cached("DELETE FROM draft_file WHERE draft = ?1")?.execute([id.as_bytes()])?;
        // What was taken off the draft before hangs on nothing now.
        if files > 0 { crate::blobs::sweep(self.connection) } else { Ok(()) }
    }
}

//! Acts already done, by the id their screen gave them. A webview can send a call again that it
//! thinks was cut off; the second time it gets the first answer, and nothing happens twice.

use rusqlite::OptionalExtension;

use crate::error::Result;
use crate::store::{Reader, Writer};

/// How long an answer is kept: a screen does not ask again after a day.
const KEPT_MILLIS: i64 = 24 * 60 * 60 * 1_000;

impl Reader<'_> {
    /// The answer given before, as JSON.
    pub fn answered(&self, request: &str) -> Result<Option<String>> {
        Ok(self
            .connection
            .prepare_cached("SELECT answer FROM request WHERE id = ?1")?
            .query_row([request], |row| row.get(0))
            .optional()?)
    }
}

impl Writer<'_> {
    /// Remembers the answer in the transaction of what it answers.
    pub fn remember_answer(&mut self, request: &str, answer: &str) -> Result<()> {
        let now = self.now.millis();
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO request (id, at, answer) VALUES (?1, ?2, ?3)")?
            .execute(rusqlite::params![request, now, answer])?;
        self.connection.prepare_cached("DELETE FROM request WHERE at < ?1")?.execute([now - KEPT_MILLIS])?;
        Ok(())
    }
}

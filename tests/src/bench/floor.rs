//! Bare SQLCipher and bare FTS5 with the notebook's own settings: what no notebook can be faster than.
//! The one place outside the store that names SQL.

use std::path::Path;
use std::time::{Duration, Instant};

use domain::change::Change;
use rusqlite::Connection;
use store::keyfile::DatabaseKey;

pub struct Floor {
    connection: Connection,
}

impl Floor {
    pub fn create(path: &Path, key: &DatabaseKey) -> Self {
        let connection = Connection::open(path).unwrap();
        let key = format!("PRAGMA key = \"x'{}'\";", domain::signing::hex(key.as_ref()));
        connection.execute_batch(&key).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;
                 PRAGMA cache_size = -32768; PRAGMA secure_delete = ON;
                 CREATE TABLE IF NOT EXISTS change (no INTEGER PRIMARY KEY, id BLOB NOT NULL, header BLOB NOT NULL,
                     signature BLOB NOT NULL, body BLOB) STRICT;
                 CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5 (words, content = '', contentless_delete = 1,
                     prefix = '2 3', tokenize = \"unicode61 remove_diacritics 2\");",
            )
            .unwrap();
        Self { connection }
    }

    /// The same bytes, clustered in order, a transaction a page.
    pub fn write(&mut self, changes: &[Change], page: usize) -> Duration {
        let start = Instant::now();
        for part in changes.chunks(page) {
            let transaction = self.connection.transaction().unwrap();
            {
                let mut statement = transaction
                    .prepare_cached("INSERT INTO change (id, header, signature, body) VALUES (?1, ?2, ?3, ?4)")
                    .unwrap();
                for change in part {
                    statement
                        .execute(rusqlite::params![
                            change.header().id.as_bytes(),
                            change.header_bytes(),
                            change.signature().as_bytes(),
                            change.body_bytes()
                        ])
                        .unwrap();
                }
            }
            transaction.commit().unwrap();
        }
        start.elapsed()
    }

    pub fn index(&mut self, texts: &[String]) -> Duration {
        let start = Instant::now();
        let transaction = self.connection.transaction().unwrap();
        {
            let mut statement = transaction.prepare("INSERT INTO found (rowid, words) VALUES (?1, ?2)").unwrap();
            for (at, text) in texts.iter().enumerate() {
                statement.execute(rusqlite::params![at as i64 + 1, text]).unwrap();
            }
        }
        transaction.commit().unwrap();
        start.elapsed()
    }

    /// The rows a search page stands on: numbers, latest first.
    pub fn search(&self, matching: &str, limit: usize) -> Duration {
        let start = Instant::now();
        let mut statement = self
            .connection
            .prepare_cached("SELECT rowid FROM found WHERE found MATCH ?1 ORDER BY rowid DESC LIMIT ?2")
            .unwrap();
        let found: Vec<i64> = statement
            .query_map(rusqlite::params![matching, limit as i64], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        std::hint::black_box(found);
        start.elapsed()
    }

    /// The rows a list page stands on: whole changes, latest first.
    pub fn page(&self, before: i64, limit: usize) -> Duration {
        let start = Instant::now();
        let mut statement = self
            .connection
            .prepare_cached("SELECT header, body FROM change WHERE no < ?1 ORDER BY no DESC LIMIT ?2")
            .unwrap();
        let rows: Vec<(Vec<u8>, Vec<u8>)> = statement
            .query_map(rusqlite::params![before, limit as i64], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        std::hint::black_box(rows);
        start.elapsed()
    }

    /// One row, durable.
    pub fn save(&mut self, change: &Change) -> Duration {
        self.write(std::slice::from_ref(change), 1)
    }
}

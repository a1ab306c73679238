//! The same notebook's file read by bare SQLCipher: as many whole changes, by id, as an answer names
//! records. No list and no page can be had for less, whatever it adds to them.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use serde_json::Value;
use store::keyfile::DatabaseKey;

pub struct Floor {
    connection: Connection,
    ids: Vec<Vec<u8>>,
}

/// Enough ids for any answer; they are taken in rounds.
const IDS: usize = 5_000;

impl Floor {
    pub fn of(database: &Path, key: &DatabaseKey) -> Self {
        let connection = Connection::open(database).unwrap();
        let key = format!("PRAGMA key = \"x'{}'\";", domain::signing::hex(key.as_ref()));
        connection.execute_batch(&key).unwrap();
        connection
            .execute_batch("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768; PRAGMA query_only = ON;")
            .unwrap();
        let ids = {
            let mut statement = connection.prepare("SELECT id FROM change ORDER BY no DESC LIMIT ?1").unwrap();
            let rows = statement.query_map([IDS as i64], |row| row.get(0)).unwrap();
            rows.map(Result::unwrap).collect()
        };
        Self { connection, ids }
    }

    /// Reads as many changes as `answer` names records, others in each round.
    pub fn read(&self, answer: &Value, round: usize) -> Duration {
        let many = records(answer);
        let start = Instant::now();
        let mut statement = self.connection.prepare_cached("SELECT header, body FROM change WHERE id = ?1").unwrap();
        for id in self.ids.iter().cycle().skip(round * many % self.ids.len()).take(many) {
            let row: (Vec<u8>, Option<Vec<u8>>) =
                statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            std::hint::black_box(row);
        }
        start.elapsed()
    }
}

/// The objects with an id in an answer; one at least, since nothing is read for less.
fn records(answer: &Value) -> usize {
    fn counted(value: &Value) -> usize {
        match value {
            Value::Array(all) => all.iter().map(counted).sum(),
            Value::Object(fields) => {
                usize::from(fields.get("id").is_some_and(Value::is_string))
                    + fields.values().map(counted).sum::<usize>()
            }
            _ => 0,
        }
    }
    counted(answer).max(1)
}

//! What the disk of a killed server holds, read from a copy: looking must not mend what the server itself
//! is to find when it starts again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::chain::Position;
use domain::change::Header;
use domain::ids::StreamId;
use wardbook_server::SqliteStorage;
use wardbook_server::data::{Folder, KeyHints};
use wardbook_server::storage::{Bounds, Storage};

/// Every record that was seen to have a position, over all looks.
#[derive(Debug, Default)]
pub struct Ledger {
    positions: BTreeMap<StreamId, Position>,
    records: BTreeSet<String>,
}

impl Ledger {
    /// Reads what has come since the last look. A stream that became shorter is a fault.
    pub fn look(&mut self, data: &Path, copy: &Path) {
        let _ = std::fs::remove_dir_all(copy);
        std::fs::create_dir_all(copy).expect("a folder for the copy");
        let (server, copied) = (Folder::new(data), Folder::new(copy));
        let (key, _) = server.key(&KeyHints::default()).expect("the key lies beside the database");
        std::fs::copy(server.database(), copied.database()).expect("the database is there");
        let log = |folder: &Folder| folder.database().with_extension("db-wal");
        if log(&server).exists() {
            std::fs::copy(log(&server), log(&copied)).expect("the log is there");
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("one thread");
        let storage = SqliteStorage::open(&copied.database(), &key).expect("what a kill left opens");
        runtime.block_on(self.read(&storage));
        storage.close();
    }

    pub fn holds(&self, record: &str) -> bool {
        self.records.contains(record)
    }

    async fn read(&mut self, storage: &SqliteStorage) {
        let heads = storage.heads().await.expect("the heads read");
        for (stream, seen) in &self.positions {
            let now = heads.get(stream).map_or(0, |head| head.position);
            assert!(now >= *seen, "stream {stream} had {seen} positions, and {now} after a kill");
        }
        for (stream, head) in heads {
            let seen = self.positions.entry(stream).or_default();
            while *seen < head.position {
                let bounds = Bounds { changes: 1_000, bytes: usize::MAX };
                let run = storage.run(stream, *seen, bounds).await.expect("the stream reads");
                assert!(!run.rows.is_empty(), "stream {stream} says more than it holds");
                for row in run.rows {
                    *seen = row.position;
                    self.records.insert(Header::decode(&row.header).expect("a header").record.to_string());
                }
            }
        }
    }
}

//! What was erased is gone: from every laptop, its index, its free pages and its log, from the server, and from what
//! is restored later. What somebody has not sent yet stays theirs.
#![allow(clippy::unwrap_used, reason = "a test")]

mod late;
mod notes;
mod work;

use std::path::Path;

use serde_json::json;
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Server, disk};

const CANARY: &str = "Quillon Vastergaard keeps it under the third stair";
const ADDED: &str = "Vastergaard moved it on Tuesday";
const REMARK: &str = "call about Vastergaard on Monday";
const MARKERS: [&[u8]; 2] = [b"Vastergaard", b"Quillon"];

fn holds(bytes: &[u8]) -> bool {
    MARKERS.iter().any(|marker| bytes.windows(marker.len()).any(|window| window == *marker))
}

fn on_laptop(laptop: &Laptop) -> bool {
    holds(&laptop.everything_on_disk()) || holds(&laptop.everything_held())
}

fn on_server(server: &Server) -> bool {
    let key = std::fs::read_to_string(server.data().join("key")).unwrap();
    let key: [u8; 32] = domain::signing::unhex_bytes(key.trim()).unwrap().try_into().unwrap();
    let database = server.data().join("server.db");
    holds(&disk::deciphered(&database, &key)) || holds(&disk::values(&database, &key))
}

fn good(laptop: &Laptop) {
    let verified = laptop.act("verify", json!({}));
    assert_eq!(verified["fault"], json!(null), "{}", verified["words"]);
}

fn found(laptop: &Laptop) -> usize {
    laptop.query("notes", json!({ "query": "Vastergaard" }))["rows"].as_array().unwrap().len()
}

fn restored(folder: &Path, backup: &Path) -> Laptop {
    let laptop = Laptop::new(folder);
    laptop.act("restore", json!({ "file": backup.to_string_lossy(), "secret": PASSPHRASE }));
    laptop
}

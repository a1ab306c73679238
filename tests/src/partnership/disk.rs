//! A profile's files as an attacker with the key would read them: every page deciphered, free ones and
//! those in the write-ahead log included, so that what was deleted and not wiped is found.
//!
//! SQLCipher 4: pages of 4,096 bytes, AES-256 in CBC mode, the last 80 bytes of a page hold its
//! initialisation vector and its seal; the first page begins with 16 bytes of salt in clear.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use aes::Aes256;
use cbc::Decryptor;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};

const PAGE: usize = 4_096;
const RESERVED: usize = 80;
const SALT: usize = 16;
const WAL_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;

/// Every value of every table, from a copy of the database and its log: whole, where a page would cut it.
pub fn values(database: &Path, key: &[u8; 32]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder for the copy");
    let copy = folder.path().join("copy.db");
    std::fs::copy(database, &copy).expect("the database is there");
    let log = database.with_extension("db-wal");
    if log.exists() {
        std::fs::copy(log, copy.with_extension("db-wal")).expect("the log is there");
    }
    let connection = rusqlite::Connection::open(&copy).expect("the copy opens");
    let pragma = format!("PRAGMA key = \"x'{}'\";", domain::signing::hex(key));
    connection.execute_batch(&pragma).expect("the key is taken");
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0";
    let mut tables = connection.prepare(names).expect("the key opens it");
    let tables = tables.query_map([], |row| row.get::<_, String>(0)).expect("the tables are listed");
    let mut all = Vec::new();
    for table in tables {
        let table = table.expect("a table has a name");
        let mut rows = connection.prepare(&format!("SELECT * FROM \"{table}\"")).expect("a table reads");
        let columns = rows.column_count();
        let mut rows = rows.query([]).expect("a table reads");
        while let Some(row) = rows.next().expect("a row reads") {
            for column in 0..columns {
                if let rusqlite::types::ValueRef::Text(bytes) | rusqlite::types::ValueRef::Blob(bytes) =
                    row.get_ref(column).expect("a value reads")
                {
                    all.extend(bytes);
                    all.push(0);
                }
            }
        }
    }
    all
}

/// From now on the database takes no row into this table, as a disk would that refuses them.
pub fn refuse_rows_of(database: &Path, key: &[u8; 32], table: &str) {
    let refuse =
        format!("CREATE TRIGGER refused_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END;");
    altered(database, key, &refuse);
}

/// Takes them again.
pub fn take_rows_of(database: &Path, key: &[u8; 32], table: &str) {
    altered(database, key, &format!("DROP TRIGGER refused_{table};"));
}

/// A table of a name that a later format gives to one of its own: no step comes past it.
pub fn stand_in_the_way(database: &Path, key: &[u8; 32]) {
    altered(database, key, "CREATE TABLE trail_entry (empty TEXT) STRICT; INSERT INTO trail_entry VALUES ('here');");
}

pub fn out_of_the_way(database: &Path, key: &[u8; 32]) {
    altered(database, key, "DROP TABLE trail_entry;");
}

/// The file says that it is of the format before the one it is of: the last step finds its own work there.
pub fn as_of_the_format_before(database: &Path, key: &[u8; 32]) {
    let connection = rusqlite::Connection::open(database).expect("the database opens");
    let key = domain::signing::hex(key);
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\";")).expect("the key is taken");
    let format: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("it has a format");
    connection.execute_batch(&format!("PRAGMA user_version = {};", format - 1)).expect("a number");
}

fn altered(database: &Path, key: &[u8; 32], how: &str) {
    let connection = rusqlite::Connection::open(database).expect("the database opens");
    let key = domain::signing::hex(key);
    connection.execute_batch(&format!("PRAGMA key = \"x'{key}'\"; {how}")).expect("the key opens it");
}

/// Every run of lower-case letters that begins with `marker`.
pub fn words_with(marker: &str, bytes: &[u8]) -> BTreeSet<String> {
    let begins = bytes.windows(marker.len()).enumerate().filter(|(_, window)| *window == marker.as_bytes());
    begins
        .map(|(at, _)| bytes[at..].iter().take_while(|byte| byte.is_ascii_lowercase()).map(|byte| char::from(*byte)))
        .map(Iterator::collect)
        .collect()
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder reads") {
        let path = entry.expect("an entry reads").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

pub fn deciphered(database: &Path, key: &[u8; 32]) -> Vec<u8> {
    let mut plain = Vec::new();
    let file = std::fs::read(database).expect("the database is there");
    for (index, page) in file.chunks_exact(PAGE).enumerate() {
        plain.extend(page_of(page, key, if index == 0 { SALT } else { 0 }));
    }
    let log = database.with_extension("db-wal");
    let log = std::fs::read(log).unwrap_or_default();
    for frame in log.get(WAL_HEADER..).unwrap_or_default().chunks_exact(FRAME_HEADER + PAGE) {
        let first = frame[..4] == 1_u32.to_be_bytes();
        plain.extend(page_of(&frame[FRAME_HEADER..], key, if first { SALT } else { 0 }));
    }
    assert!(plain.windows(12).any(|window| window == b"CREATE TABLE"), "the pages were not deciphered");
    plain
}

fn page_of(page: &[u8], key: &[u8; 32], skip: usize) -> Vec<u8> {
    let content = &page[skip..PAGE - RESERVED];
    let iv = &page[PAGE - RESERVED..PAGE - RESERVED + 16];
    let cipher = Decryptor::<Aes256>::new_from_slices(key, iv).expect("key and vector are of the right length");
    cipher.decrypt_padded_vec::<NoPadding>(content).unwrap_or_default()
}

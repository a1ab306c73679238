//! A profile's database as plain bytes, page by page: also what no table shows any more.

use std::path::Path;

use rusqlite::Connection;

/// Copies the database, deciphered, into memory's file and returns its bytes. Free pages are copied too,
/// so that what was deleted and not wiped would be found.
pub fn deciphered(database: &Path, key: &[u8; 32]) -> Vec<u8> {
    let connection = Connection::open(database).expect("the database opens");
    let hex = domain::signing::hex(key);
    connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\";")).expect("the key is taken");
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("pages");
    let mut bytes = Vec::new();
    // The raw pages, free ones included.
    let mut statement =
        connection.prepare("SELECT data FROM sqlite_dbpage WHERE pgno = ?1").expect("pages can be read");
    for page in 1..=pages {
        let data: Vec<u8> = statement.query_row([page], |row| row.get(0)).expect("a page");
        bytes.extend_from_slice(&data);
    }
    bytes
}

//! The file's format: one SQL file per step, each run once, none edited once released.
//! `schema.sql` is their sum, and a test says so.

use rusqlite::Connection;

use crate::storage::{Result, StorageError};

/// "WSRV": says whose file this is.
const APPLICATION_ID: i32 = 0x5753_5256;

const STEPS: &[&str] = &[
    include_str!("../../../migrations/20261124T1200_server.sql"),
    include_str!("../../../migrations/20261129T0900_blobs.sql"),
    include_str!("../../../migrations/20261129T2040_erased.sql"),
];

/// The format this version writes.
pub const FORMAT: i64 = STEPS.len() as i64;

/// Brings the file to [`FORMAT`], in one transaction.
pub fn migrate(connection: &mut Connection) -> Result<()> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if found != 0 && application != APPLICATION_ID {
        return Err(StorageError::Damaged("it is not a Wardbook server's database".to_owned()));
    }
    if found > FORMAT {
        return Err(StorageError::Newer { found, known: FORMAT });
    }
    if found == FORMAT {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        transaction.execute_batch(step)?;
    }
    transaction.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT};"))?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema_of(connection: &Connection) -> Vec<(String, String)> {
        connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(std::result::Result::unwrap)
            .collect()
    }

    #[test]
    fn the_schema_file_is_the_sum_of_the_migrations() {
        let mut stepped = Connection::open_in_memory().unwrap();
        migrate(&mut stepped).unwrap();
        let whole = Connection::open_in_memory().unwrap();
        whole.execute_batch(include_str!("../../../schema.sql")).unwrap();
        assert_eq!(schema_of(&stepped), schema_of(&whole));
    }

    #[test]
    fn a_file_of_any_earlier_format_gets_what_is_missing_and_keeps_what_it_has() {
        for format in 1..STEPS.len() {
            let mut connection = Connection::open_in_memory().unwrap();
            for step in &STEPS[..format] {
                connection.execute_batch(step).unwrap();
            }
            let stamp = format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {format};");
            connection.execute_batch(&stamp).unwrap();
            connection.execute("INSERT INTO meta (name, value) VALUES ('epoch', x'07')", []).unwrap();
            migrate(&mut connection).unwrap();
            let kept: Vec<u8> = connection.query_row("SELECT value FROM meta", [], |row| row.get(0)).unwrap();
            assert_eq!(kept, [7]);
            let mut new = Connection::open_in_memory().unwrap();
            migrate(&mut new).unwrap();
            assert_eq!(schema_of(&connection), schema_of(&new));
        }
    }

    #[test]
    fn a_file_from_a_newer_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection.execute_batch("PRAGMA user_version = 4711").unwrap();
        assert!(matches!(migrate(&mut connection), Err(StorageError::Newer { found: 4711, .. })));
    }

    #[test]
    fn every_table_is_strict() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let lax: i64 = connection
            .query_row(
                "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(lax, 0);
    }
}

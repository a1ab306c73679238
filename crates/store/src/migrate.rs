//! The file's format: one SQL file per step, each run once, none edited once released.
//! `schema.sql` is their sum, and a test says so.

use rusqlite::Connection;

use crate::error::{Result, StoreError};

/// "WARD": says whose file this is.
const APPLICATION_ID: i32 = 0x5741_5244;

const STEPS: &[&str] = &[
    include_str!("../migrations/20261122T1100_notebook.sql"),
    include_str!("../migrations/20261124T1830_work.sql"),
    include_str!("../migrations/20261124T2250_received.sql"),
    include_str!("../migrations/20261128T2215_signed_twice.sql"),
    include_str!("../migrations/20261128T2230_brought.sql"),
    include_str!("../migrations/20261129T0415_attachments.sql"),
    include_str!("../migrations/20261129T0435_promised.sql"),
    include_str!("../migrations/20261129T1600_told_of_ward.sql"),
    include_str!("../migrations/20261129T1610_sealed_sources.sql"),
    include_str!("../migrations/20261129T1620_brake.sql"),
    include_str!("../migrations/20261129T1630_trail.sql"),
    include_str!("../migrations/20261129T2030_keeping.sql"),
    include_str!("../migrations/20261130T0030_subject_requests.sql"),
    include_str!("../migrations/20261130T0610_merged_sources.sql"),
    include_str!("../migrations/20261130T0620_draft_source.sql"),
    include_str!("../migrations/20261130T1250_conclusions.sql"),
    include_str!("../migrations/20261130T1300_forgotten.sql"),
    include_str!("../migrations/20261130T1900_told.sql"),
    include_str!("../migrations/20261201T1100_retractions.sql"),
];

/// The format this version writes.
pub const FORMAT: i64 = STEPS.len() as i64;

/// The format of the open file; an error where it is none of ours or from a newer version.
pub fn format_of(connection: &Connection) -> Result<i64> {
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let application: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    if found == 0 {
        return Ok(0);
    }
    if application != APPLICATION_ID {
        return Err(StoreError::Damaged("it is not a Wardbook database".to_owned()));
    }
    if found > FORMAT {
        return Err(StoreError::Newer { found, known: FORMAT });
    }
    Ok(found)
}

/// Brings the file to [`FORMAT`], in one transaction. Where a step cannot be taken none is
/// ([`StoreError::NotUpdated`]), and the file stays as it was.
pub fn migrate(connection: &mut Connection) -> Result<()> {
    let found = format_of(connection)?;
    if found == FORMAT {
        return Ok(());
    }
    take_steps(connection, found).map_err(|error| not_updated(found, error))
}

/// A disk that is full, or a file that somebody else holds, is no fault of a step.
pub fn not_updated(found: i64, error: StoreError) -> StoreError {
    match error {
        StoreError::Sql(_) | StoreError::Inconsistent(_) | StoreError::Change(_) => {
            StoreError::NotUpdated { found, known: FORMAT, why: error.to_string() }
        }
        other => other,
    }
}

fn take_steps(connection: &mut Connection, found: i64) -> Result<()> {
    let transaction = connection.transaction()?;
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
            .map(Result::unwrap)
            .collect()
    }

    #[test]
    fn the_schema_file_is_the_sum_of_the_migrations() {
        let mut stepped = Connection::open_in_memory().unwrap();
        migrate(&mut stepped).unwrap();
        let whole = Connection::open_in_memory().unwrap();
        whole.execute_batch(include_str!("../schema.sql")).unwrap();
        assert_eq!(schema_of(&stepped), schema_of(&whole));
    }

    #[test]
    fn a_file_from_a_newer_version_is_left_alone() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        connection.execute_batch("PRAGMA user_version = 4711").unwrap();
        assert!(matches!(migrate(&mut connection), Err(StoreError::Newer { found: 4711, .. })));
    }

    #[test]
    fn a_step_that_cannot_be_taken_leaves_the_file_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(STEPS[0]).unwrap();
        connection
            .execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;"))
            .unwrap();
        // A table of a later step's name.
        connection.execute_batch("CREATE TABLE trail_entry (x TEXT) STRICT").unwrap();
        let before = schema_of(&connection);
        let failed = migrate(&mut connection).unwrap_err();
        assert!(matches!(failed, StoreError::NotUpdated { found: 1, known: FORMAT, .. }), "{failed}");
        assert_eq!((schema_of(&connection), format_of(&connection).unwrap()), (before, 1));
    }

    #[test]
    fn every_table_is_strict() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let lax: Vec<String> = connection
            .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(std::result::Result::unwrap)
            .collect();
        assert_eq!(lax, Vec::<String>::new());
    }
}

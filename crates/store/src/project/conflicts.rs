//! Fields with different values, for the list of what needs a decision.

use domain::fold::Fold;
use domain::records::{Kind, Merge};
use rusqlite::Connection;

use crate::error::Result;

pub(super) fn put(connection: &Connection, fold: &Fold) -> Result<()> {
    // Notes and their like are never written twice in one field.
    if !can_conflict(fold.kind()) {
        return Ok(());
    }
    connection.prepare_cached("DELETE FROM conflict WHERE record = ?1")?.execute([fold.record().as_bytes()])?;
    for conflict in fold.conflicts() {
        connection
            .prepare_cached("INSERT INTO conflict (record, field, kind) VALUES (?1, ?2, ?3)")?
            .execute(rusqlite::params![fold.record().as_bytes(), conflict.field, fold.kind().as_str()])?;
    }
    Ok(())
}

fn can_conflict(kind: Kind) -> bool {
    kind.merge("") == Merge::Register
}

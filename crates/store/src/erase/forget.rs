//! Forgetting: of a record that stands, the words of those changes go that a forgetting change names.

use std::collections::BTreeSet;

use domain::change::Act;
use domain::fold::Fold;
use domain::ids::ChangeId;
use domain::seeded::{self, Seeded};
use rusqlite::{Connection, OptionalExtension};

use super::{UNFINISHED, begun};
use crate::error::Result;

/// Drops the bodies of what is named, where the forgetting stands with the server or there is none: one that the server
/// refuses loses nothing. What waits in the outbox, or was refused there, is this person's still.
pub(crate) fn forget(connection: &Connection, fold: &Fold) -> Result<()> {
    let forgotten = fold.forgotten();
    if forgotten.is_empty() || seeded::on(Seeded::NamesStay) {
        return Ok(());
    }
    let server = connection.prepare_cached("SELECT 1 FROM server")?.exists([])?;
    let stands: BTreeSet<ChangeId> = fold
        .writes()
        .values()
        .filter(|write| write.act == Act::Forget && (!server || write.position.is_some()))
        .flat_map(|write| write.supersedes.iter().copied())
        .collect();
    let mut dropped = 0;
    for id in forgotten.intersection(&stands) {
        let held: Option<i64> = connection
            .prepare_cached(
                "SELECT no FROM change
                 WHERE id = ?1 AND record = ?2 AND stream = (SELECT no FROM stream WHERE id = ?3)",
            )?
            .query_row(rusqlite::params![id.as_bytes(), fold.record().as_bytes(), fold.stream().as_bytes()], |row| {
                row.get(0)
            })
            .optional()?;
        let Some(no) = held else { continue };
        connection.prepare_cached("INSERT OR IGNORE INTO forgotten (change) VALUES (?1)")?.execute([no])?;
        dropped += connection
            .prepare_cached(
                "UPDATE change SET body = NULL WHERE no = ?1 AND body IS NOT NULL
                   AND NOT EXISTS (SELECT 1 FROM outbox o
                                   WHERE ?1 BETWEEN o.first AND o.first + o.changes - 1 AND o.state <> 'replaced')",
            )?
            .execute([no])?;
    }
    if dropped > 0 {
        begun::unquote(connection, fold.record())?;
        connection
            .prepare_cached("INSERT OR IGNORE INTO fact (name, value) VALUES (?1, '1')")?
            .execute([UNFINISHED])?;
    }
    Ok(())
}

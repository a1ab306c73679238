//! Erasure: a record's bodies go from the disk, and its headers stay, so that chains and positions hold.
//!
//! What a person erases is out of sight at once. Its bodies go when the server has taken the erasure, so that one it
//! refuses loses nothing; without a server they go at once. What this person wrote of the record and has not sent
//! stays theirs: the server refuses it, and the attention tray shows it.

use domain::change::{Act, Change};
use domain::fold::Fold;
use domain::ids::{ChangeId, RecordId};
use domain::records::{ERASED, Erasure, Kind, Why};
use domain::seeded::{self, Seeded};
use rusqlite::{Connection, OptionalExtension};

use crate::apply::Indexing;
use crate::error::Result;
use crate::project::{self, written_at};
use crate::{blobs, record};

pub(crate) use forget::forget;

mod begun;
mod forget;

/// Says that the search index holds words of what was erased, and remembered answers may.
const UNFINISHED: &str = "erasing";

/// Takes an erased record out of lists and index, and its bodies from the disk where the erasure holds.
pub(crate) fn erase(connection: &Connection, fold: &Fold) -> Result<()> {
    let id = fold.record();
    let holds = holds(connection, fold)?;
    put(connection, fold, !holds)?;
    // The row of a photo is what holds its bytes, which nothing would bring back. Its note is out of sight.
    if fold.kind() == Kind::Attachment && !holds {
        return Ok(());
    }
    let others = project::clear(connection, id)?;
    if holds && !seeded::on(Seeded::ErasedStays) {
        drop_bodies(connection, fold)?;
        begun::forget(connection, id)?;
    }
    if fold.kind() == Kind::Attachment {
        blobs::no_longer_sent(connection, &fold.writes().keys().copied().collect::<Vec<_>>())?;
        blobs::sweep(connection)?;
    }
    for other in others {
        record::project(connection, other, Indexing::Later)?;
    }
    connection.prepare_cached("INSERT OR IGNORE INTO fact (name, value) VALUES (?1, '1')")?.execute([UNFINISHED])?;
    Ok(())
}

/// What of an erased record these changes of a group said is this person's no longer: the group is through, or was
/// written anew.
pub(crate) fn no_longer_own(connection: &Connection, first: i64, changes: i64) -> Result<()> {
    let erased: Vec<RecordId> = connection
        .prepare_cached(
            "SELECT DISTINCT c.record FROM change c JOIN erased e ON e.id = c.record
             WHERE c.no >= ?1 AND c.no < ?1 + ?2 AND e.waiting = 0
             UNION SELECT c.record FROM change c JOIN forgotten f ON f.change = c.no
             WHERE c.no >= ?1 AND c.no < ?1 + ?2 AND c.body IS NOT NULL",
        )?
        .query_map([first, changes], |row| row.get(0).map(RecordId::from_bytes))?
        .collect::<rusqlite::Result<_>>()?;
    for id in erased {
        record::project(connection, id, Indexing::Later)?;
    }
    Ok(())
}

/// The server did not take it: what was out of sight is there again.
pub(crate) fn did_not_hold(connection: &Connection, id: RecordId) -> Result<()> {
    let gone =
        connection.prepare_cached("DELETE FROM erased WHERE id = ?1 AND waiting = 1")?.execute([id.as_bytes()])?;
    if gone > 0 {
        record::project(connection, id, Indexing::Later)?;
    }
    Ok(())
}

/// Merges the index, whose segments still hold the words, and forgets remembered answers. True where there was
/// something to finish: then the write-ahead log holds it as well and is to be emptied.
pub(crate) fn finish(connection: &Connection) -> Result<bool> {
    let unfinished = connection.prepare_cached("DELETE FROM fact WHERE name = ?1")?.execute([UNFINISHED])? > 0;
    if unfinished {
        connection.execute("INSERT INTO note_words (note_words) VALUES ('optimize')", [])?;
        connection.execute("DELETE FROM request", [])?;
    }
    Ok(unfinished)
}

/// Whether an erasing change of the record stands with the server, or needs none.
fn holds(connection: &Connection, fold: &Fold) -> Result<bool> {
    let server = connection.prepare_cached("SELECT 1 FROM server")?.exists([])?;
    // It held once: a restored server that lost it is brought it again.
    let held = connection
        .prepare_cached("SELECT 1 FROM erased WHERE id = ?1 AND waiting = 0")?
        .exists([fold.record().as_bytes()])?;
    Ok(!server || held || erasing(fold).any(|(_, write)| write.position.is_some()))
}

fn erasing(fold: &Fold) -> impl Iterator<Item = (ChangeId, &domain::fold::Write)> {
    fold.writes().iter().filter(|(_, write)| write.act == Act::Erase).map(|(id, write)| (*id, write))
}

fn put(connection: &Connection, fold: &Fold, waiting: bool) -> Result<()> {
    // Of several the first: the same for everybody who holds them.
    let Some((id, write)) = erasing(fold).min_by_key(|(id, write)| (write.position.is_none(), write.position, *id))
    else {
        return Ok(());
    };
    let said = write.fields.get(ERASED).cloned().unwrap_or_default();
    let erasure: Option<Erasure> = serde_json::from_value(said).ok();
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO erased (id, stream, kind, author, at, why, reference, waiting)
             VALUES (?1, (SELECT no FROM stream WHERE id = ?2), ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(rusqlite::params![
            fold.record().as_bytes(),
            fold.stream().as_bytes(),
            fold.kind().as_str(),
            write.author.as_bytes(),
            written_at(id, write).millis(),
            erasure.as_ref().map_or(Why::Other, |erasure| erasure.why).id(),
            erasure.and_then(|erasure| erasure.reference),
            waiting,
        ])?;
    Ok(())
}

/// What waits in the outbox, or was refused there, is this person's still.
fn drop_bodies(connection: &Connection, fold: &Fold) -> Result<()> {
    let kept: Vec<ChangeId> = erasing(fold).map(|(id, _)| id).collect();
    let mut statement = connection.prepare_cached(
        "SELECT c.no, c.id FROM change c WHERE c.record = ?1 AND c.stream = (SELECT no FROM stream WHERE id = ?2)
           AND c.body IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM outbox o
                           WHERE c.no BETWEEN o.first AND o.first + o.changes - 1 AND o.state <> 'replaced')",
    )?;
    let rows = statement.query_map([fold.record().as_bytes(), fold.stream().as_bytes()], |row| {
        Ok((row.get::<_, i64>(0)?, ChangeId::from_bytes(row.get(1)?)))
    })?;
    let found = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    for (no, id) in found {
        if !kept.contains(&id) {
            connection.prepare_cached("UPDATE change SET body = NULL WHERE no = ?1")?.execute([no])?;
        }
    }
    Ok(())
}

/// Whether an erasing change without a position counts. One of this person's that was refused does not, until somebody
/// sends it again. One that a file brought, and not as the server's, does not before the server has it: if it is refused,
/// nobody here is told, and what it was about would be out of sight for good.
pub(crate) fn counts_unplaced(connection: &Connection, change: &Change) -> Result<bool> {
    let state: Option<String> = connection
        .prepare_cached("SELECT state FROM outbox WHERE id = ?1")?
        .query_row([change.header().group.id.as_bytes()], |row| row.get(0))
        .optional()?;
    if let Some(state) = state {
        return Ok(!matches!(state.as_str(), "refused" | "declined" | "replaced"));
    }
    // What held once holds, though a restored server has lost it.
    let only_brought = connection
        .prepare_cached(
            "SELECT 1 FROM change c JOIN brought b ON b.change = c.no
             WHERE c.id = ?1 AND EXISTS (SELECT 1 FROM server)
               AND NOT EXISTS (SELECT 1 FROM lost l WHERE l.change = c.no AND l.ready = 0)
               AND NOT EXISTS (SELECT 1 FROM erased e WHERE e.id = c.record AND e.waiting = 0)",
        )?
        .exists([change.header().id.as_bytes()])?;
    Ok(!only_brought)
}

/// Changes without a body that neither an erasure nor a forgetting accounts for: a server held them back, or the erasure is still to come.
pub(crate) fn unaccounted(connection: &Connection) -> Result<u64> {
    let count: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM change c WHERE c.body IS NULL
               AND NOT EXISTS (SELECT 1 FROM erased e WHERE e.id = c.record)
               AND NOT EXISTS (SELECT 1 FROM forgotten f WHERE f.change = c.no)",
        )?
        .query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

#[cfg(test)]
mod tests;

//! A record from the changes that are held of it. A record lives in one stream; a change that names its
//! id from another stream stays kept and is no part of it, in whatever order the two arrive.

use domain::change::Change;
use domain::clock::Timestamp;
use domain::fold::{self, Fold};
use domain::ids::RecordId;
use domain::streams::StreamSort;
use rusqlite::Connection;

use crate::apply::{CHANGE_COLUMNS, Indexing, change_from_row};
use crate::error::Result;
use crate::{erase, project};

/// The record as all changes held of it make it; none where nothing readable is held.
pub(crate) fn fold_of(connection: &Connection, record: RecordId) -> Result<Option<Fold>> {
    fold_of_those(connection, record, "TRUE")
}

/// As the server has it; none where it has nothing of it.
pub(crate) fn fold_placed(connection: &Connection, record: RecordId) -> Result<Option<Fold>> {
    fold_of_those(connection, record, "position IS NOT NULL")
}

/// As the server has it, and as this device has still to send it. Without what was held, refused or declined, or came by
/// a file alone.
pub(crate) fn fold_placed_or_waiting(connection: &Connection, record: RecordId) -> Result<Option<Fold>> {
    fold_of_those(
        connection,
        record,
        "(position IS NOT NULL OR EXISTS (
             SELECT 1 FROM outbox o
             WHERE o.state = 'waiting' AND change.no BETWEEN o.first AND o.first + o.changes - 1))",
    )
}

fn fold_of_those(connection: &Connection, record: RecordId, which: &'static str) -> Result<Option<Fold>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {CHANGE_COLUMNS}, position, (SELECT sort FROM stream WHERE stream.no = change.stream),
                (SELECT epoch FROM cursor WHERE cursor.stream = change.stream)
         FROM change WHERE record = ?1 AND deferred = 0 AND {which} ORDER BY no"
    ))?;
    let mut rows = statement.query([record.as_bytes()])?;
    // One for each stream that names it: more than one only where a program was altered.
    let mut folds: Vec<Fold> = Vec::new();
    while let Some(row) = rows.next()? {
        let (change, server_time) = change_from_row(row)?;
        let position: Option<i64> = row.get(4)?;
        if !StreamSort::parse(&row.get::<_, String>(5)?).is_some_and(|sort| fold::at_home(&change, sort)) {
            continue;
        }
        // One that was refused and then came with somebody else's word stands.
        let drops = change.header().act.drops_bodies() && position.is_none();
        if drops && !erase::counts_unplaced(connection, &change)? {
            continue;
        }
        let stream = change.header().stream;
        let at = match folds.iter().position(|fold| fold.stream() == stream) {
            Some(at) => {
                // A change that says another kind than its record stays kept and is not folded.
                let _not_folded = folds.get_mut(at).map(|fold| fold.apply(&change, server_time));
                Some(at)
            }
            None => Fold::of(&change, server_time).ok().map(|first| {
                folds.push(first);
                folds.len() - 1
            }),
        };
        let Some(fold) = at.and_then(|at| folds.get_mut(at)) else { continue };
        fold.in_epoch(row.get::<_, Option<i64>>(6)?.unwrap_or_default().cast_unsigned());
        if let Some(position) = position {
            fold.place(change.header().id, position.cast_unsigned());
        }
    }
    Ok(fold::whose(folds))
}

/// The record of which this is the only change; none where it does not belong in its stream or its body
/// cannot be read.
pub(crate) fn alone(change: &Change, sort: StreamSort, time: Option<Timestamp>) -> Option<Fold> {
    fold::at_home(change, sort).then(|| Fold::of(change, time).ok()).flatten()
}

/// Brings the rows that follow from a record up to date. False where nothing of it can be read.
pub(crate) fn project(connection: &Connection, id: RecordId, indexing: Indexing) -> Result<bool> {
    let streams: i64 = connection
        .prepare_cached("SELECT count(DISTINCT stream) FROM change WHERE record = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))?;
    // Whose it is may have turned out otherwise than when its rows were made.
    let others = if streams > 1 { project::clear(connection, id)? } else { Vec::new() };
    let fold = fold_of(connection, id)?;
    if let Some(fold) = &fold {
        project::project(connection, fold, indexing)?;
    }
    for other in others {
        if let Some(fold) = fold_of(connection, other)? {
            project::project(connection, &fold, indexing)?;
        }
    }
    Ok(fold.is_some())
}

#[cfg(test)]
mod tests;

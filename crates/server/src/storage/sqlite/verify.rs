//! Reads everything and checks it against itself: the pages here, what they hold as
//! [`crate::storage::verify`] says.

use std::path::Path;

use domain::ids::StreamId;
use domain::signing::Signature;
use rusqlite::Connection;

use super::connection::{self, Access, DatabaseKey};
use super::{blobs, operate, read};
use crate::storage::columns;
use crate::storage::verify::{self, Fault, Keys, Numbers, Stored, Walk};
use crate::storage::{Counts, Result, StorageError};

/// Counts, or the first altered, missing or reordered change, or altered photo or document.
pub fn verify(path: &Path, key: &DatabaseKey) -> Result<std::result::Result<Counts, Fault>> {
    // An older program's file gets its new tables, as it would from whatever else opened it.
    let mut connection = connection::open(path, key, Access::Write)?;
    connection.execute_batch("PRAGMA query_only = ON;")?;
    // Seals are read from the file alone, past the write-ahead log: what a power cut tore there and the log
    // still has is no damage, so the log is folded in first, which a server that serves waits for.
    let _ = connection.query_row("PRAGMA wal_checkpoint(FULL)", [], |_| Ok(()));
    let transaction = connection.transaction()?;
    let meta = operate::read_meta(&transaction)?;
    if let Some(fault) = pages(&transaction)? {
        return Ok(Err(fault));
    }
    let mut keys = Keys::default();
    each(&transaction, meta.control, |stored| {
        keys.take(&stored.row);
        None
    })?;
    let mut seen = 0;
    for (id, head) in verify::in_order(read::heads(&transaction)?, &meta) {
        let mut walk = Walk::new(id, &keys);
        let fault = each(&transaction, id, |stored| walk.next(stored))?;
        if let Some(fault) = fault.or_else(|| walk.end(&head)) {
            return Ok(Err(fault));
        }
        seen += head.position;
    }
    let stored: i64 = transaction.query_row("SELECT count(*) FROM change", [], |row| row.get(0))?;
    if let Some(fault) = verify::counted(stored, seen) {
        return Ok(Err(fault));
    }
    if let Some(fault) = numbers(&transaction)? {
        return Ok(Err(fault));
    }
    match read::held(&transaction) {
        Ok(_) => {}
        Err(StorageError::Damaged(what)) => return Ok(Err(verify::held_altered(&what))),
        Err(error) => return Err(error),
    }
    if let Some(fault) = blobs::verify(&transaction)? {
        return Ok(Err(fault));
    }
    Ok(Ok(operate::counts(&transaction)?))
}

/// Every page of a file that nobody has open: before it is put in the place of anything.
pub fn check_pages(path: &Path, key: &DatabaseKey) -> Result<()> {
    match pages(&connection::open(path, key, Access::Read)?)? {
        None => Ok(()),
        Some(fault) => Err(StorageError::Damaged(fault.what)),
    }
}

fn pages(connection: &Connection) -> Result<Option<Fault>> {
    let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
    let mut rows = statement.query([])?;
    if let Some(row) = rows.next()? {
        return Ok(Some(Fault::of(format!("a page of the file is damaged: {}", row.get::<_, String>(0)?))));
    }
    let sound: String = connection.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
    Ok((sound != "ok").then(|| Fault::of(format!("the file is damaged: {sound}"))))
}

/// Runs through a stream in order until something is found.
fn each(
    connection: &Connection,
    id: StreamId,
    mut look: impl FnMut(&Stored) -> Option<Fault>,
) -> Result<Option<Fault>> {
    const TOGETHER: usize = 1_000;
    let mut after = 0;
    loop {
        let run = read::run(connection, id, after, crate::storage::Bounds { changes: TOGETHER, bytes: usize::MAX });
        let run = match run {
            Ok(run) => run,
            Err(StorageError::Damaged(_)) => return Ok(Some(verify::missing_after(id, after))),
            Err(error) => return Err(error),
        };
        let Some(last) = run.rows.last().map(|row| row.position) else { return Ok(None) };
        for row in run.rows {
            let Some(head) = read::head_at(connection, id, row.position)? else {
                return Ok(Some(verify::missing_after(id, row.position)));
            };
            if let Some(fault) = look(&Stored { row, chain: head.chain }) {
                return Ok(Some(fault));
            }
        }
        after = last;
    }
}

fn numbers(connection: &Connection) -> Result<Option<Fault>> {
    let mut statement =
        connection.prepare("SELECT sequence, header, signature FROM change ORDER BY device, sequence")?;
    let mut rows = statement.query([])?;
    let mut numbers = Numbers::default();
    while let Some(row) = rows.next()? {
        let signature: Vec<u8> = row.get(2)?;
        let signature = Signature::from_bytes(columns::exactly(&signature)?);
        if let Some(fault) = numbers.next(row.get(0)?, row.get(1)?, signature) {
            return Ok(Some(fault));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;

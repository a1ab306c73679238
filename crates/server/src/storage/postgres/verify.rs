//! Reads everything, as it stood at one moment, and checks it against itself. The pages are the
//! database's own matter (`initdb --data-checksums`).

use deadpool_postgres::Transaction;
use domain::chain::Position;
use domain::ids::StreamId;
use domain::signing::Signature;

use super::read::{self, cell, fixed};
use super::{blobs, operate};
use crate::storage::columns;
use crate::storage::verify::{self, Fault, Keys, Numbers, Stored, Walk};
use crate::storage::{Counts, Meta, Result, StorageError};

/// Rows looked at together.
const TOGETHER: usize = 1_000;

/// Counts, or the first altered, missing or reordered change, or altered photo or document. The transaction
/// sees one moment.
pub async fn verify(transaction: &Transaction<'_>, meta: &Meta) -> Result<std::result::Result<Counts, Fault>> {
    let mut keys = Keys::default();
    each(transaction, meta.control, |stored| {
        keys.take(&stored.row);
        None
    })
    .await?;
    let mut seen: Position = 0;
    for (id, head) in verify::in_order(read::heads(transaction).await?, meta) {
        let mut walk = Walk::new(id, &keys);
        let fault = each(transaction, id, |stored| walk.next(stored)).await?;
        if let Some(fault) = fault.or_else(|| walk.end(&head)) {
            return Ok(Err(fault));
        }
        seen += head.position;
    }
    let stored = transaction.query_one("SELECT count(*) FROM change", &[]).await?;
    if let Some(fault) = verify::counted(cell(&stored, 0)?, seen) {
        return Ok(Err(fault));
    }
    if let Some(fault) = numbers(transaction).await? {
        return Ok(Err(fault));
    }
    match read::held(transaction).await {
        Ok(_) => {}
        Err(StorageError::Damaged(what)) => return Ok(Err(verify::held_altered(&what))),
        Err(error) => return Err(error),
    }
    if let Some(fault) = blobs::verify(transaction).await? {
        return Ok(Err(fault));
    }
    Ok(Ok(operate::counts(transaction).await?))
}

/// Runs through a stream in order until something is found.
async fn each(
    transaction: &Transaction<'_>,
    id: StreamId,
    mut look: impl FnMut(&Stored) -> Option<Fault>,
) -> Result<Option<Fault>> {
    let row = transaction
        .query_opt("SELECT number, position FROM stream WHERE id = $1", &[&id.as_bytes().as_slice()])
        .await?;
    let Some(row) = row else { return Ok(None) };
    let number: i64 = cell(&row, 0)?;
    let end = columns::place_of(number, columns::position(cell(&row, 1)?)?)?;
    let mut after = columns::place_of(number, 0)?;
    loop {
        let rows = read::stored(transaction, after, end, TOGETHER).await?;
        let Some(last) = rows.last().map(|stored| stored.row.position) else { return Ok(None) };
        for stored in &rows {
            if let Some(fault) = look(stored) {
                return Ok(Some(fault));
            }
        }
        after = columns::place_of(number, last)?;
    }
}

async fn numbers(transaction: &Transaction<'_>) -> Result<Option<Fault>> {
    let statement = transaction
        .prepare_cached(
            "SELECT device, sequence, header, signature FROM change WHERE (device, sequence) > ($1, $2)
             ORDER BY device, sequence LIMIT $3",
        )
        .await?;
    let mut numbers = Numbers::default();
    let limit = i64::try_from(TOGETHER).unwrap_or(i64::MAX);
    let (mut device, mut sequence): (Vec<u8>, i64) = (Vec::new(), i64::MIN);
    loop {
        let rows = transaction.query(&statement, &[&device, &sequence, &limit]).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        for row in &rows {
            let signature = Signature::from_bytes(fixed(row, 3)?);
            if let Some(fault) = numbers.next(cell(row, 1)?, cell(row, 2)?, signature) {
                return Ok(Some(fault));
            }
        }
        (device, sequence) = (cell(last, 0)?, cell(last, 1)?);
    }
}

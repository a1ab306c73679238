//! Photos and documents: their bytes, whether they are whole, and under which changes they were brought.
//!
//! Whoever writes locks the blob's row first and alone, so that two devices that bring one blob to two
//! instances take turns; facts are read in statements that begin after the lock.

use std::collections::{BTreeMap, BTreeSet};

use deadpool_postgres::{GenericClient, Transaction};
use domain::blob::{BlobHasher, BlobId};
use domain::clock::Timestamp;
use domain::ids::{ChangeId, PersonId, StreamId};
use tokio_postgres::Row;

use super::read::{cell, fixed};
use crate::storage::Result;
use crate::storage::blobs::{self, BlobBytes, BlobPut, BlobState, BlobTaken, BlobUse, Filed, Step};
use crate::storage::columns::{number, stored};
use crate::storage::verify::{self, Fault};

const STATE: &str = "SELECT size, have, whole, drops FROM blob WHERE id = $1";

/// Nothing more is brought under what is erased.
pub async fn filed(client: &impl GenericClient, change: ChangeId) -> Result<Option<Filed>> {
    let statement = client
        .prepare_cached(
            "SELECT stream.id, change.author, change.kind
             FROM change JOIN stream ON stream.number = change.place / 4294967296
             WHERE change.id = $1 AND change.body IS NOT NULL",
        )
        .await?;
    let row = client.query_opt(&statement, &[&change.as_bytes().as_slice()]).await?;
    row.map(|row| {
        Ok(Filed {
            stream: StreamId::from_bytes(fixed(&row, 0)?),
            author: PersonId::from_bytes(fixed(&row, 1)?),
            kind: cell(&row, 2)?,
        })
    })
    .transpose()
}

pub async fn uses(client: &impl GenericClient, blob: BlobId) -> Result<Vec<BlobUse>> {
    let statement =
        client.prepare_cached("SELECT change, stream, author FROM blob_use WHERE blob = $1 ORDER BY change").await?;
    let rows = client.query(&statement, &[&blob.as_bytes().as_slice()]).await?;
    rows.iter()
        .map(|row| {
            Ok(BlobUse {
                change: ChangeId::from_bytes(fixed(row, 0)?),
                stream: StreamId::from_bytes(fixed(row, 1)?),
                author: PersonId::from_bytes(fixed(row, 2)?),
            })
        })
        .collect()
}

fn state_of(row: &Row) -> Result<BlobState> {
    Ok(BlobState {
        size: number(cell(row, 0)?)?,
        have: number(cell(row, 1)?)?,
        whole: cell::<i64>(row, 2)? != 0,
        drops: number(cell(row, 3)?)?,
    })
}

/// None where nobody began it.
async fn locked(transaction: &Transaction<'_>, blob: BlobId) -> Result<Option<BlobState>> {
    let statement = transaction.prepare_cached(&format!("{STATE} FOR UPDATE")).await?;
    let row = transaction.query_opt(&statement, &[&blob.as_bytes().as_slice()]).await?;
    row.as_ref().map(state_of).transpose()
}

/// Nothing is to be committed where the answer is [`BlobTaken::UsesMoved`].
pub async fn put(transaction: &Transaction<'_>, put: &BlobPut) -> Result<BlobTaken> {
    let mut found = locked(transaction, put.blob).await?;
    if found.is_none() && put.at == 0 && !put.bytes.is_empty() {
        let sql = "INSERT INTO blob (id, size, have, moved) VALUES ($1, $2, 0, $3) ON CONFLICT (id) DO NOTHING";
        let values: (&[u8], i64, i64) = (put.blob.as_bytes(), stored(put.size)?, put.now.millis());
        transaction.execute(sql, &[&values.0, &values.1, &values.2]).await?;
        found = locked(transaction, put.blob).await?;
    }
    if uses(transaction, put.blob).await? != put.uses {
        return Ok(BlobTaken::UsesMoved);
    }
    let mut now = found.unwrap_or_default();
    match blobs::step(&now, put) {
        Step::NotTheirs => return Ok(BlobTaken::NotTheirs),
        Step::NothingHere => return Ok(BlobTaken::Taken { state: BlobState::default(), new_use: false }),
        Step::OtherSize { drop } => {
            if drop {
                drop_bytes(transaction, put.blob).await?;
            }
            return Ok(BlobTaken::OtherSize);
        }
        Step::Append { bytes, anew } => {
            if anew {
                drop_bytes(transaction, put.blob).await?;
                now = BlobState { have: 0, drops: now.drops + 1, ..now };
            }
            append(transaction, put, now.have, bytes).await?;
            now = BlobState { size: put.size, have: now.have + bytes.len() as u64, ..now };
        }
        Step::Nothing => {}
    }
    let new_use = now.have > 0 && begin_use(transaction, put.blob, &put.under).await?;
    Ok(BlobTaken::Taken { state: now, new_use })
}

async fn append(transaction: &Transaction<'_>, put: &BlobPut, have: u64, bytes: &[u8]) -> Result<()> {
    let blob = put.blob.as_bytes().as_slice();
    let statement = transaction
        .prepare_cached(
            "INSERT INTO blob_part (blob, start, bytes)
             SELECT $1, start, bytes FROM unnest($2::bigint[], $3::bytea[]) AS piece(start, bytes)",
        )
        .await?;
    let (starts, pieces): (Vec<u64>, Vec<&[u8]>) = blobs::pieces(have, bytes).unzip();
    let starts = starts.into_iter().map(stored).collect::<Result<Vec<i64>>>()?;
    transaction.execute(&statement, &[&blob, &starts, &pieces]).await?;
    let statement =
        transaction.prepare_cached("UPDATE blob SET size = $2, have = $3, moved = $4 WHERE id = $1").await?;
    let (size, have) = (stored(put.size)?, stored(have + bytes.len() as u64)?);
    transaction.execute(&statement, &[&blob, &size, &have, &put.now.millis()]).await?;
    Ok(())
}

/// True where it was none before.
async fn begin_use(transaction: &Transaction<'_>, blob: BlobId, under: &BlobUse) -> Result<bool> {
    let statement = transaction
        .prepare_cached(
            "INSERT INTO blob_use (blob, change, stream, author) VALUES ($1, $2, $3, $4)
             ON CONFLICT (blob, change) DO NOTHING",
        )
        .await?;
    let (blob, change) = (blob.as_bytes().as_slice(), under.change.as_bytes().as_slice());
    let (stream, author) = (under.stream.as_bytes().as_slice(), under.author.as_bytes().as_slice());
    Ok(transaction.execute(&statement, &[&blob, &change, &stream, &author]).await? > 0)
}

pub async fn keep(transaction: &Transaction<'_>, blob: BlobId, drops: u64) -> Result<BlobState> {
    let found = locked(transaction, blob).await?.unwrap_or_default();
    if found.drops != drops || !found.to_be_compared() {
        return Ok(found);
    }
    transaction.execute("UPDATE blob SET whole = 1 WHERE id = $1", &[&blob.as_bytes().as_slice()]).await?;
    Ok(BlobState { whole: true, ..found })
}

pub async fn drop_after(transaction: &Transaction<'_>, blob: BlobId, drops: u64) -> Result<BlobState> {
    let found = locked(transaction, blob).await?.unwrap_or_default();
    if found.whole || found.drops != drops {
        return Ok(found);
    }
    drop_bytes(transaction, blob).await?;
    Ok(BlobState { have: 0, drops: drops + 1, ..found })
}

/// What is used under a change is its bytes, so its uses go with them.
async fn drop_bytes(transaction: &Transaction<'_>, blob: BlobId) -> Result<()> {
    let blob = blob.as_bytes().as_slice();
    transaction.execute("DELETE FROM blob_part WHERE blob = $1", &[&blob]).await?;
    transaction.execute("DELETE FROM blob_use WHERE blob = $1", &[&blob]).await?;
    transaction.execute("UPDATE blob SET have = 0, drops = drops + 1 WHERE id = $1", &[&blob]).await?;
    Ok(())
}

/// Reads one piece after another, so that no more than one is in memory. The transaction sees one moment.
pub async fn name(transaction: &Transaction<'_>, blob: BlobId) -> Result<BlobId> {
    let statement = transaction.prepare_cached("SELECT bytes FROM blob_part WHERE blob = $1 ORDER BY start").await?;
    let portal = transaction.bind(&statement, &[&blob.as_bytes().as_slice()]).await?;
    let mut hasher = BlobHasher::new();
    loop {
        let rows = transaction.query_portal(&portal, 1).await?;
        let Some(row) = rows.first() else { return Ok(hasher.finish()) };
        hasher.update(cell(row, 0)?);
    }
}

pub async fn bytes(
    client: &impl GenericClient,
    blob: BlobId,
    change: ChangeId,
    at: u64,
    most: u64,
) -> Result<Option<BlobBytes>> {
    let statement = client
        .prepare_cached(
            "SELECT size FROM blob JOIN blob_use ON blob_use.blob = blob.id
             WHERE id = $1 AND whole = 1 AND change = $2",
        )
        .await?;
    let name = blob.as_bytes().as_slice();
    let row = client.query_opt(&statement, &[&name, &change.as_bytes().as_slice()]).await?;
    let Some(size) = row.map(|row| number(cell(&row, 0)?)).transpose()? else { return Ok(None) };
    let (at, end) = (at.min(size), at.saturating_add(most).min(size));
    // From the piece that holds the first of them. What is whole stays as it is.
    let statement = client
        .prepare_cached(
            "SELECT start, bytes FROM blob_part WHERE blob = $1 AND start < $3
                 AND start >= (SELECT max(start) FROM blob_part WHERE blob = $1 AND start <= $2)
             ORDER BY start",
        )
        .await?;
    let mut found = BlobBytes { size, bytes: Vec::new() };
    for row in client.query(&statement, &[&name, &stored(at)?, &stored(end)?]).await? {
        found.bytes.extend_from_slice(blobs::within(number(cell(&row, 0)?)?, cell(&row, 1)?, at, end));
    }
    Ok(Some(found))
}

pub async fn whole(client: &impl GenericClient, names: &[BlobId]) -> Result<BTreeMap<BlobId, BTreeSet<StreamId>>> {
    let statement = client
        .prepare_cached(
            "SELECT blob.id, blob_use.stream FROM blob JOIN blob_use ON blob_use.blob = blob.id
             WHERE id = ANY($1) AND whole = 1",
        )
        .await?;
    let names: Vec<&[u8]> = names.iter().map(|name| name.as_bytes().as_slice()).collect();
    let mut found: BTreeMap<BlobId, BTreeSet<StreamId>> = BTreeMap::new();
    for row in client.query(&statement, &[&names]).await? {
        let stream = StreamId::from_bytes(fixed(&row, 1)?);
        found.entry(BlobId::from_bytes(fixed(&row, 0)?)).or_default().insert(stream);
    }
    Ok(found)
}

pub async fn left(client: &impl GenericClient, since: Timestamp) -> Result<Vec<(BlobId, u64)>> {
    let sql = "SELECT id, drops FROM blob WHERE whole = 0 AND have > 0 AND moved < $1 ORDER BY id";
    let rows = client.query(sql, &[&since.millis()]).await?;
    rows.iter().map(|row| Ok((BlobId::from_bytes(fixed(row, 0)?), number(cell(row, 1)?)?))).collect()
}

/// The first that does not hold. The transaction sees one moment.
pub async fn verify(transaction: &Transaction<'_>) -> Result<Option<Fault>> {
    for row in transaction.query("SELECT id, size, have, whole, drops FROM blob ORDER BY id", &[]).await? {
        let blob = BlobId::from_bytes(fixed(&row, 0)?);
        let found = BlobState {
            size: number(cell(&row, 1)?)?,
            have: number(cell(&row, 2)?)?,
            whole: cell::<i64>(&row, 3)? != 0,
            drops: number(cell(&row, 4)?)?,
        };
        let name = if found.whole { name(transaction, blob).await? } else { blob };
        if let Some(fault) = verify::blob(blob, &found, pieces_end(transaction, blob).await?, name) {
            return Ok(Some(fault));
        }
    }
    let strayed = transaction
        .query_opt(
            "SELECT blob_use.blob FROM blob_use LEFT JOIN blob ON blob.id = blob_use.blob
                 LEFT JOIN change ON change.id = blob_use.change
                 LEFT JOIN stream ON stream.number = change.place / 4294967296
             WHERE blob.id IS NULL OR stream.id IS DISTINCT FROM blob_use.stream
                 OR change.author IS DISTINCT FROM blob_use.author
             LIMIT 1",
            &[],
        )
        .await?;
    strayed.map(|row| Ok(verify::blob_strayed(BlobId::from_bytes(fixed(&row, 0)?)))).transpose()
}

/// Up to which byte its pieces follow on each other; none where one does not.
async fn pieces_end(client: &impl GenericClient, blob: BlobId) -> Result<Option<u64>> {
    let statement = client
        .prepare_cached("SELECT start, length(bytes)::bigint FROM blob_part WHERE blob = $1 ORDER BY start")
        .await?;
    let mut end = 0;
    for row in client.query(&statement, &[&blob.as_bytes().as_slice()]).await? {
        if number(cell(&row, 0)?)? != end {
            return Ok(None);
        }
        end += number(cell(&row, 1)?)?;
    }
    Ok(Some(end))
}

//! Bodies of erased records go, with the photos and documents that were brought under them and nothing else. Headers,
//! positions and chains stay as they are. The heads of their streams are locked by whoever places.

use std::collections::{BTreeMap, BTreeSet};

use deadpool_postgres::{Client, Transaction};
use domain::change::Header;
use domain::clock::Timestamp;
use domain::ids::{RecordId, StreamId};
use domain::words::WHOEVER_ERASED;

use super::read::cell;
use crate::core::placing::{Erased, Erasing};
use crate::storage::Result;
use crate::storage::columns::{self, damaged};

pub async fn is_erased(client: &Client, (stream, name): Erased) -> Result<bool> {
    let found = client
        .query_opt(
            "SELECT 1 FROM erased WHERE stream = $1 AND record = $2",
            &[&stream.as_bytes().as_slice(), &name.as_slice()],
        )
        .await?;
    Ok(found.is_some())
}

/// Erasing is rare and a stream is small, so what there is of a record is looked for in its stream.
pub async fn erase(
    transaction: &Transaction<'_>,
    records: &[Erasing],
    numbers: &BTreeMap<StreamId, i64>,
    now: Timestamp,
) -> Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    let names: Vec<(StreamId, [u8; 16])> = records.iter().flat_map(Erasing::erased).collect();
    let streams: Vec<&[u8]> = names.iter().map(|(stream, _)| stream.as_bytes().as_slice()).collect();
    let ids: Vec<&[u8]> = names.iter().map(|(_, name)| name.as_slice()).collect();
    transaction
        .execute(
            "INSERT INTO erased (stream, record) SELECT stream, record FROM unnest($1::bytea[], $2::bytea[])
                AS asked(stream, record) ON CONFLICT DO NOTHING",
            &[&streams, &ids],
        )
        .await?;
    for stream in records.iter().map(|erasing| erasing.stream).collect::<BTreeSet<_>>() {
        let number = *numbers.get(&stream).ok_or_else(|| damaged("a stream has no number"))?;
        let rows = transaction
            .query(
                "SELECT place, header FROM change WHERE place >= $1 AND place < $2 AND body IS NOT NULL",
                &[&columns::place_of(number, 0)?, &columns::place_of(number + 1, 0)?],
            )
            .await?;
        let (mut places, mut changes): (Vec<i64>, Vec<Vec<u8>>) = (Vec::new(), Vec::new());
        for row in &rows {
            let header = Header::decode(cell(row, 1)?).map_err(|_| damaged("a header does not read"))?;
            if records.iter().any(|erasing| erasing.drops(&header)) {
                places.push(cell(row, 0)?);
                changes.push(header.id.as_bytes().to_vec());
            }
        }
        transaction.execute("UPDATE change SET body = NULL WHERE place = ANY($1)", &[&places]).await?;
        forget_blobs(transaction, &changes).await?;
    }
    // Of what is forgotten nothing that waits was seen by anybody who could name it.
    for erasing in records.iter().filter(|erasing| erasing.only.is_none()) {
        decline_held(transaction, (erasing.stream, erasing.record), now).await?;
    }
    Ok(())
}

/// What waits for a supervisor and would change the record says what it said, as likely as not, and nobody can let it
/// pass any more. Its words are its author's, who has them still.
async fn decline_held(
    transaction: &Transaction<'_>,
    (stream, record): (StreamId, RecordId),
    now: Timestamp,
) -> Result<()> {
    let rows = transaction
        .query(
            "SELECT a.group_id, a.header FROM apart a JOIN held h ON h.group_id = a.group_id
             WHERE h.state = 0 AND a.code = '' AND a.header IS NOT NULL",
            &[],
        )
        .await?;
    let mut groups: Vec<Vec<u8>> = Vec::new();
    for row in &rows {
        let header = Header::decode(cell(row, 1)?).map_err(|_| damaged("a header does not read"))?;
        if (header.stream, header.record) == (stream, record) {
            groups.push(cell(row, 0)?);
        }
    }
    if groups.is_empty() {
        return Ok(());
    }
    transaction.execute("UPDATE apart SET body = NULL WHERE group_id = ANY($1)", &[&groups]).await?;
    transaction
        .execute(
            "UPDATE held SET state = 2, decider = $2, reason = '', decided = $3 WHERE group_id = ANY($1)",
            &[&groups, &WHOEVER_ERASED, &now.millis()],
        )
        .await?;
    Ok(())
}

/// What was brought under these changes alone goes with them.
async fn forget_blobs(transaction: &Transaction<'_>, changes: &[Vec<u8>]) -> Result<()> {
    let rows = transaction.query("DELETE FROM blob_use WHERE change = ANY($1) RETURNING blob", &[&changes]).await?;
    let blobs: Vec<Vec<u8>> = rows.iter().map(|row| cell(row, 0)).collect::<Result<_>>()?;
    for sql in [
        "DELETE FROM blob_part WHERE blob = ANY($1)
            AND NOT EXISTS (SELECT 1 FROM blob_use WHERE blob_use.blob = blob_part.blob)",
        "DELETE FROM blob WHERE id = ANY($1) AND NOT EXISTS (SELECT 1 FROM blob_use WHERE blob_use.blob = blob.id)",
    ] {
        transaction.execute(sql, &[&blobs]).await?;
    }
    Ok(())
}

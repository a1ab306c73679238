//! Writing what a plan says, many rows in one statement.

use std::collections::{BTreeMap, BTreeSet};

use deadpool_postgres::Transaction;
use domain::change::Change;
use domain::clock::Timestamp;
use domain::ids::{ChangeId, StreamId};

use super::operate::text;
use crate::core::placing::{Label, Labelled, Outcome, Plan};
use crate::storage::columns::{damaged, place_of, stored};
use crate::storage::{Decision, Result};

const MOVE_HEADS: &str = "UPDATE stream SET position = moved.position, chain = moved.chain, time = moved.time
    FROM unnest($1::bytea[], $2::bigint[], $3::bytea[], $4::bigint[]) AS moved(id, position, chain, time)
    WHERE stream.id = moved.id";
const ADD: &str = "INSERT INTO change (place, id, device, sequence, hash, chain, time, group_id, group_index, author,
        kind, header, signature, body)
    SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bigint[],
        $8::bytea[], $9::bigint[], $10::bytea[], $11::text[], $12::bytea[], $13::bytea[], $14::bytea[])";
const PUT_APART: &str = "INSERT INTO apart (id, device, sequence, hash, group_id, group_index, arrived, code, header,
        signature, body)
    SELECT id, device, sequence, hash, group_id, group_index, $7, code, header, signature, body
    FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bigint[], $8::text[],
        $9::bytea[], $10::bytea[], $11::bytea[])
        AS new(id, device, sequence, hash, group_id, group_index, code, header, signature, body)
    ON CONFLICT (id) DO UPDATE SET arrived = excluded.arrived, code = excluded.code, header = excluded.header,
        signature = excluded.signature, body = excluded.body";
const HOLD: &str = "INSERT INTO held (group_id, author, device, stream, area, since, arrived)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

pub async fn plan(
    transaction: &Transaction<'_>,
    groups: &[Labelled],
    plan: &Plan,
    numbers: &BTreeMap<StreamId, i64>,
    now: Timestamp,
) -> Result<()> {
    if !plan.cleared.is_empty() {
        let cleared: Vec<&[u8]> = plan.cleared.iter().map(|id| id.as_bytes().as_slice()).collect();
        transaction.execute("DELETE FROM apart WHERE id = ANY($1)", &[&cleared]).await?;
    }
    if !plan.rows.is_empty() {
        add(transaction, groups, plan, numbers).await?;
    }
    super::erase::erase(transaction, &plan.erasing, numbers, now).await?;
    // By id, the last word counting: one statement may not write one row twice.
    let mut apart = BTreeMap::new();
    for index in &plan.held {
        if let Some(labelled) = groups.get(*index) {
            hold(transaction, labelled, now).await?;
            apart.extend(labelled.changes.iter().map(|change| (change.header().id, (change, ""))));
        }
    }
    for index in &plan.refused {
        if let (Some(labelled), Some(Outcome::Refused { code })) = (groups.get(*index), plan.outcomes.get(*index)) {
            apart.extend(labelled.changes.iter().map(|change| (change.header().id, (change, code.as_str()))));
        }
    }
    if !apart.is_empty() {
        put_apart(transaction, &apart, &plan.held_bare, now).await?;
    }
    if !plan.forked.is_empty() {
        let forked: Vec<&[u8]> = plan.forked.iter().map(|id| id.as_bytes().as_slice()).collect();
        // Their rows are there: they were locked.
        transaction.execute("UPDATE device SET forked = 1 WHERE id = ANY($1)", &[&forked]).await?;
    }
    Ok(())
}

/// Moves the heads and adds the changes, in one round trip.
async fn add(
    transaction: &Transaction<'_>,
    groups: &[Labelled],
    plan: &Plan,
    numbers: &BTreeMap<StreamId, i64>,
) -> Result<()> {
    let streams: Vec<&[u8]> = plan.moved.keys().map(|id| id.as_bytes().as_slice()).collect();
    let positions = plan.moved.values().map(|head| stored(head.position)).collect::<Result<Vec<i64>>>()?;
    let chains: Vec<&[u8]> = plan.moved.values().map(|head| head.chain.as_bytes().as_slice()).collect();
    let times: Vec<i64> = plan.moved.values().map(|head| head.time.millis()).collect();

    let mut rows = Vec::with_capacity(plan.rows.len());
    for row in &plan.rows {
        let Some(change) = groups.get(row.group).and_then(|group| group.changes.get(row.change)) else { continue };
        let number = numbers.get(&change.header().stream).ok_or_else(|| damaged("a stream has no number"))?;
        rows.push((place_of(*number, row.after.position)?, stored(change.header().sequence)?, change, row));
    }
    let places: Vec<i64> = rows.iter().map(|row| row.0).collect();
    let sequences: Vec<i64> = rows.iter().map(|row| row.1).collect();
    let hashes: Vec<_> = rows.iter().map(|row| row.2.hash()).collect();
    let hashes: Vec<&[u8]> = hashes.iter().map(|hash| hash.as_bytes().as_slice()).collect();
    let of = |part: fn(&Change) -> &[u8]| rows.iter().map(|row| part(row.2)).collect::<Vec<&[u8]>>();
    let (ids, devices) = (of(|change| change.header().id.as_bytes()), of(|change| change.header().device.as_bytes()));
    let group_ids = of(|change| change.header().group.id.as_bytes());
    let authors = of(|change| change.header().author.as_bytes());
    let (headers, signatures) = (of(|change| change.header_bytes()), of(|change| change.signature().as_bytes()));
    let bodies: Vec<Option<&[u8]>> = rows.iter().map(|row| row.2.body_bytes().filter(|_| !row.3.bare)).collect();
    let after: Vec<&[u8]> = rows.iter().map(|row| row.3.after.chain.as_bytes().as_slice()).collect();
    let taken: Vec<i64> = rows.iter().map(|row| row.3.after.time.millis()).collect();
    let indexes: Vec<i64> = rows.iter().map(|row| i64::from(row.2.header().group.index)).collect();
    let kinds: Vec<String> = rows.iter().map(|row| text(&row.2.header().kind)).collect();

    let (heads, changes) = (transaction.prepare_cached(MOVE_HEADS).await?, transaction.prepare_cached(ADD).await?);
    let (moved, added) = tokio::join!(
        biased;
        async { transaction.execute(&heads, &[&streams, &positions, &chains, &times]).await },
        async { transaction.execute(&changes, &[
            &places, &ids, &devices, &sequences, &hashes, &after, &taken, &group_ids, &indexes, &authors, &kinds,
            &headers, &signatures, &bodies,
        ]).await },
    );
    if moved? != streams.len() as u64 || added? != rows.len() as u64 {
        return Err(damaged("a stream or a change was not written"));
    }
    Ok(())
}

async fn hold(transaction: &Transaction<'_>, labelled: &Labelled, now: Timestamp) -> Result<()> {
    let (Label::Hold { since, area, stream }, Some(first)) = (&labelled.label, labelled.changes.first()) else {
        return Ok(());
    };
    let header = first.header();
    let (group, author) = (labelled.group.as_bytes().as_slice(), header.author.as_bytes().as_slice());
    let (device, stream) = (header.device.as_bytes().as_slice(), stream.as_bytes().as_slice());
    let area = area.as_ref().map(|area| area.as_bytes().as_slice());
    let since = since.as_deref().unwrap_or_default();
    transaction.execute(HOLD, &[&group, &author, &device, &stream, &area, &since, &now.millis()]).await?;
    Ok(())
}

/// With their bytes where somebody is to decide about them (no code), but for the bodies of `bare`; else id, number and
/// hash alone.
async fn put_apart(
    transaction: &Transaction<'_>,
    apart: &BTreeMap<ChangeId, (&Change, &str)>,
    bare: &BTreeSet<ChangeId>,
    now: Timestamp,
) -> Result<()> {
    let hashes: Vec<_> = apart.values().map(|(change, _)| change.hash()).collect();
    let hashes: Vec<&[u8]> = hashes.iter().map(|hash| hash.as_bytes().as_slice()).collect();
    let of = |part: fn(&Change) -> &[u8]| apart.values().map(|(change, _)| part(change)).collect::<Vec<&[u8]>>();
    let (ids, devices) = (of(|change| change.header().id.as_bytes()), of(|change| change.header().device.as_bytes()));
    let group_ids = of(|change| change.header().group.id.as_bytes());
    let sequences = apart.values().map(|(change, _)| stored(change.header().sequence)).collect::<Result<Vec<i64>>>()?;
    let indexes: Vec<i64> = apart.values().map(|(change, _)| i64::from(change.header().group.index)).collect();
    let codes: Vec<String> = apart.values().map(|(_, code)| text(code)).collect();
    let whole = |part: fn(&Change) -> Option<&[u8]>| -> Vec<Option<&[u8]>> {
        apart.values().map(|(change, code)| part(change).filter(|_| code.is_empty())).collect()
    };
    let headers = whole(|change| Some(change.header_bytes()));
    let signatures = whole(|change| Some(change.signature().as_bytes()));
    let bodies: Vec<Option<&[u8]>> = apart
        .iter()
        .map(|(id, (change, code))| change.body_bytes().filter(|_| code.is_empty() && !bare.contains(id)))
        .collect();
    transaction
        .execute(
            PUT_APART,
            &[
                &ids,
                &devices,
                &sequences,
                &hashes,
                &group_ids,
                &indexes,
                &now.millis(),
                &codes,
                &headers,
                &signatures,
                &bodies,
            ],
        )
        .await?;
    Ok(())
}

pub async fn decision(transaction: &Transaction<'_>, decision: &Decision) -> Result<()> {
    let group = decision.group.as_bytes().as_slice();
    if decision.release {
        // Which changes the group had stays, so that its author's device can be given receipts.
        let sql = "UPDATE apart SET code = 'released', header = NULL, signature = NULL, body = NULL
                   WHERE group_id = $1 AND code = ''";
        transaction.execute(sql, &[&group]).await?;
    }
    let state: i64 = if decision.release { 1 } else { 2 };
    let sql = "UPDATE held SET state = $2, decider = $3, reason = $4, decided = $5 WHERE group_id = $1";
    let (by, reason) = (text(&decision.by), text(&decision.reason));
    transaction.execute(sql, &[&group, &state, &by, &reason, &decision.now.millis()]).await?;
    Ok(())
}

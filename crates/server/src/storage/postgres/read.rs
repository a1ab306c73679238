//! Reading changes, heads and what is held.
//!
//! Changes never move once they have a position, and a head moves in the transaction that adds what it
//! counts. So a head that was read is followed by rows that are all there, and a page needs no
//! transaction around it.

use std::collections::BTreeMap;

use deadpool_postgres::GenericClient;
use domain::chain::{ChainHash, Head, Position};
use domain::change::{Change, ChangeHash};
use domain::clock::Timestamp;
use domain::ids::{AreaId, ChangeId, DeviceId, GroupId, PersonId, StreamId};
use domain::signing::Signature;
use tokio_postgres::types::FromSql;

use crate::storage::columns::{damaged, exactly, place_of, position, position_of};
use crate::storage::verify::Stored;
use crate::storage::{Bounds, Expect, HeldRow, HeldState, Meta, Result, Row, Run, Standing, StorageError, Tail};

type PgRow = tokio_postgres::Row;

/// Rows asked for at once while a page fills.
const TOGETHER: usize = 256;

/// A value of a row.
pub fn cell<'a, T: FromSql<'a>>(row: &'a PgRow, at: usize) -> Result<T> {
    Ok(row.try_get(at)?)
}

/// Exactly `N` stored bytes.
pub fn fixed<const N: usize>(row: &PgRow, at: usize) -> Result<[u8; N]> {
    exactly(cell(row, at)?)
}

/// Position, chain and time, from these columns on.
pub fn head(row: &PgRow, from: usize) -> Result<Head> {
    Ok(Head {
        position: position(cell(row, from)?)?,
        chain: ChainHash::from_bytes(fixed(row, from + 1)?),
        time: Timestamp::from_millis(cell(row, from + 2)?),
    })
}

pub async fn heads(client: &impl GenericClient) -> Result<BTreeMap<StreamId, Head>> {
    let statement = client.prepare_cached("SELECT id, position, chain, time FROM stream WHERE position > 0").await?;
    let rows = client.query(&statement, &[]).await?;
    rows.iter().map(|row| Ok((StreamId::from_bytes(fixed(row, 0)?), head(row, 1)?))).collect()
}

pub const EXPECT: &str = "SELECT (SELECT position FROM stream WHERE id = $1),
    (SELECT position FROM stream WHERE id = $2), (SELECT value FROM meta WHERE name = 'epoch')";

/// Where `control` and `reference` end, in the life of the server that `meta` is of.
pub fn expect_of(row: &PgRow, meta: &Meta) -> Result<Expect> {
    let end = |at| position(cell::<Option<i64>>(row, at)?.unwrap_or_default());
    let epoch: Option<&[u8]> = cell(row, 2)?;
    if epoch != Some(meta.epoch.to_be_bytes().as_slice()) {
        return Err(StorageError::Other("it was restored meanwhile: start this server again".to_owned()));
    }
    Ok(Expect { control: end(0)?, reference: end(1)? })
}

pub async fn expect(client: &impl GenericClient, meta: &Meta) -> Result<Expect> {
    let statement = client.prepare_cached(EXPECT).await?;
    let (control, reference) = (meta.control.as_bytes().as_slice(), meta.reference.as_bytes().as_slice());
    expect_of(&client.query_one(&statement, &[&control, &reference]).await?, meta)
}

/// A stream's number, where it ends, and where it stood at a position if it has it.
async fn stream_at(
    client: &impl GenericClient,
    id: StreamId,
    at: Position,
) -> Result<Option<(i64, Head, Option<Head>)>> {
    let Ok(stored) = i64::try_from(at) else { return Ok(None) };
    let statement = client
        .prepare_cached(
            "SELECT stream.position, stream.chain, stream.time, stream.number, change.chain, change.time
             FROM stream LEFT JOIN change ON change.place = stream.number * 4294967296 + $2
                 AND $2 BETWEEN 1 AND stream.position
             WHERE stream.id = $1",
        )
        .await?;
    let id_bytes = id.as_bytes().as_slice();
    let Some(row) = client.query_opt(&statement, &[&id_bytes, &stored]).await? else { return Ok(None) };
    let stood = match cell::<Option<&[u8]>>(&row, 4)? {
        Some(chain) => Some(Head {
            position: at,
            chain: ChainHash::from_bytes(exactly(chain)?),
            time: Timestamp::from_millis(cell(&row, 5)?),
        }),
        None => (at == 0).then(|| Head::start(id)),
    };
    Ok(Some((cell(&row, 3)?, head(&row, 0)?, stood)))
}

pub async fn head_at(client: &impl GenericClient, id: StreamId, at: Position) -> Result<Option<Head>> {
    if at == 0 {
        return Ok(Some(Head::start(id)));
    }
    Ok(stream_at(client, id, at).await?.and_then(|(_, _, stood)| stood))
}

pub async fn run(client: &impl GenericClient, id: StreamId, after: Position, bounds: Bounds) -> Result<Run> {
    let found = stream_at(client, id, after).await?;
    let Some((number, end, before)) = found else {
        let before = (after == 0).then(|| Head::start(id)).ok_or_else(|| damaged("a stream has no such position"))?;
        return Ok(Run { before, rows: Vec::new() });
    };
    let before = before.ok_or_else(|| damaged("a stream has no such position"))?;
    let mut run = Run { before, rows: Vec::new() };
    let (mut from, to, mut size) = (place_of(number, after)?, place_of(number, end.position)?, 0);
    // A page's last group may go beyond its bounds, by no more than a group has.
    let limit = bounds.changes.saturating_add(domain::change::GROUP_CHANGES_MAX).min(TOGETHER);
    loop {
        let rows = stored(client, from, to, limit).await?;
        let whole = rows.len() < limit;
        for Stored { row, .. } in rows {
            let same_group = run.rows.last().is_some_and(|last| row.goes_on(last));
            let bytes = row.header.len() + Signature::LEN + row.body.as_ref().map_or(0, Vec::len);
            let full = run.rows.len() >= bounds.changes || size + bytes > bounds.bytes;
            // One group's part travels whole, and the first always travels.
            if full && !same_group && !run.rows.is_empty() {
                return Ok(run);
            }
            size += bytes;
            from = place_of(number, row.position)?;
            run.rows.push(row);
        }
        if whole {
            return Ok(run);
        }
    }
}

/// Changes with these row numbers, the first of them left out, in order.
pub async fn stored(client: &impl GenericClient, after: i64, to: i64, limit: usize) -> Result<Vec<Stored>> {
    let statement = client
        .prepare_cached(
            "SELECT place, id, hash, device, group_id, time, header, signature, body, chain, group_index
             FROM change WHERE place > $1 AND place <= $2 ORDER BY place LIMIT $3",
        )
        .await?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = client.query(&statement, &[&after, &to, &limit]).await?;
    rows.iter()
        .map(|row| {
            let change = Row {
                position: position_of(cell(row, 0)?),
                id: ChangeId::from_bytes(fixed(row, 1)?),
                hash: ChangeHash::from_bytes(fixed(row, 2)?),
                device: DeviceId::from_bytes(fixed(row, 3)?),
                group: GroupId::from_bytes(fixed(row, 4)?),
                index: u8::try_from(cell::<i64>(row, 10)?)
                    .map_err(|_| damaged("a place in a group is out of range"))?,
                time: Timestamp::from_millis(cell(row, 5)?),
                header: cell(row, 6)?,
                signature: Signature::from_bytes(fixed(row, 7)?),
                body: cell(row, 8)?,
            };
            Ok(Stored { row: change, chain: ChainHash::from_bytes(fixed(row, 9)?) })
        })
        .collect()
}

/// Where changes stand, with what stood before each, under the ids asked for.
pub const STANDINGS: &str = "SELECT change.id, change.hash, change.place, change.chain, change.time, stream.id,
        before.chain, before.time
    FROM change JOIN stream ON stream.number = change.place / 4294967296
        LEFT JOIN change AS before ON before.place = change.place - 1 AND change.place % 4294967296 > 1
    WHERE change.id = ANY($1)";

pub fn standing_of(row: &PgRow) -> Result<Standing> {
    let stream = StreamId::from_bytes(fixed(row, 5)?);
    let at = position_of(cell(row, 2)?);
    let before = match cell::<Option<&[u8]>>(row, 6)? {
        Some(chain) => Head {
            position: at.saturating_sub(1),
            chain: ChainHash::from_bytes(exactly(chain)?),
            time: Timestamp::from_millis(cell(row, 7)?),
        },
        None if at == 1 => Head::start(stream),
        None => return Err(damaged("a position is missing")),
    };
    Ok(Standing {
        change: ChangeId::from_bytes(fixed(row, 0)?),
        hash: ChangeHash::from_bytes(fixed(row, 1)?),
        stream,
        before,
        after: Head {
            position: at,
            chain: ChainHash::from_bytes(fixed(row, 3)?),
            time: Timestamp::from_millis(cell(row, 4)?),
        },
    })
}

fn group_bytes(groups: &[GroupId]) -> Vec<&[u8]> {
    groups.iter().map(|group| group.as_bytes().as_slice()).collect()
}

/// Of groups that were kept for a supervisor once: which changes they had is remembered beside them.
pub async fn standings(client: &impl GenericClient, groups: &[GroupId]) -> Result<BTreeMap<GroupId, Vec<Standing>>> {
    let statement = client
        .prepare_cached("SELECT group_id, id FROM apart WHERE group_id = ANY($1) ORDER BY group_id, group_index")
        .await?;
    let members = client.query(&statement, &[&group_bytes(groups)]).await?;
    let ids = members.iter().map(|row| cell(row, 1)).collect::<Result<Vec<&[u8]>>>()?;
    let statement = client.prepare_cached(STANDINGS).await?;
    let rows = client.query(&statement, &[&ids]).await?;
    let placed: BTreeMap<ChangeId, Standing> =
        rows.iter().map(|row| standing_of(row).map(|found| (found.change, found))).collect::<Result<_>>()?;
    let mut found: BTreeMap<GroupId, Vec<Standing>> = BTreeMap::new();
    for row in &members {
        if let Some(standing) = placed.get(&ChangeId::from_bytes(fixed(row, 1)?)) {
            found.entry(GroupId::from_bytes(fixed(row, 0)?)).or_default().push(*standing);
        }
    }
    Ok(found)
}

pub async fn tail(client: &impl GenericClient, device: DeviceId) -> Result<Option<Tail>> {
    let statement = client
        .prepare_cached("SELECT sequence, hash, header FROM change WHERE device = $1 ORDER BY sequence DESC LIMIT 1")
        .await?;
    let device = device.as_bytes().as_slice();
    let Some(row) = client.query_opt(&statement, &[&device]).await? else { return Ok(None) };
    Ok(Some(Tail {
        sequence: position(cell(&row, 0)?)?,
        hash: ChangeHash::from_bytes(fixed(&row, 1)?),
        header: cell(&row, 2)?,
    }))
}

const HELD: &str = "SELECT group_id, author, device, stream, area, since, arrived, state, decider, reason FROM held";

fn held_row(row: &PgRow) -> Result<HeldRow> {
    let area: Option<&[u8]> = cell(row, 4)?;
    let since: String = cell(row, 5)?;
    let state = match cell::<i64>(row, 7)? {
        0 => HeldState::Held,
        1 => HeldState::Released,
        _ => HeldState::Declined { by: cell(row, 8)?, reason: cell(row, 9)? },
    };
    Ok(HeldRow {
        group: GroupId::from_bytes(fixed(row, 0)?),
        author: PersonId::from_bytes(fixed(row, 1)?),
        device: DeviceId::from_bytes(fixed(row, 2)?),
        stream: StreamId::from_bytes(fixed(row, 3)?),
        area: area.map(|area| exactly(area).map(AreaId::from_bytes)).transpose()?,
        since: Some(since).filter(|since| !since.is_empty()),
        arrived: Timestamp::from_millis(cell(row, 6)?),
        state,
    })
}

pub async fn held_rows(client: &impl GenericClient, groups: &[GroupId]) -> Result<Vec<HeldRow>> {
    let statement = client.prepare_cached(&format!("{HELD} WHERE group_id = ANY($1)")).await?;
    let rows = client.query(&statement, &[&group_bytes(groups)]).await?;
    let found: BTreeMap<GroupId, HeldRow> =
        rows.iter().map(|row| held_row(row).map(|held| (held.group, held))).collect::<Result<_>>()?;
    // In the order asked.
    Ok(groups.iter().filter_map(|group| found.get(group).cloned()).collect())
}

pub async fn held(client: &impl GenericClient) -> Result<Vec<(HeldRow, Vec<Change>)>> {
    let statement = client.prepare_cached(&format!("{HELD} WHERE state = 0 ORDER BY arrived, group_id")).await?;
    let rows = client.query(&statement, &[]).await?;
    let held = rows.iter().map(held_row).collect::<Result<Vec<_>>>()?;
    let groups: Vec<GroupId> = held.iter().map(|row| row.group).collect();
    let mut changes = held_changes(client, &groups).await?;
    Ok(held
        .into_iter()
        .map(|row| {
            let changes = changes.remove(&row.group).unwrap_or_default();
            (row, changes)
        })
        .collect())
}

/// The changes of groups that still wait, in order.
pub async fn held_changes(client: &impl GenericClient, groups: &[GroupId]) -> Result<BTreeMap<GroupId, Vec<Change>>> {
    let statement = client
        .prepare_cached(
            "SELECT group_id, header, signature, body FROM apart WHERE group_id = ANY($1) AND code = ''
             ORDER BY group_id, group_index",
        )
        .await?;
    let rows = client.query(&statement, &[&group_bytes(groups)]).await?;
    let mut found: BTreeMap<GroupId, Vec<Change>> = BTreeMap::new();
    for row in &rows {
        let change = Change::from_parts(cell(row, 1)?, Signature::from_bytes(fixed(row, 2)?), cell(row, 3)?)
            .map_err(|fault| StorageError::Damaged(fault.to_string()))?;
        found.entry(GroupId::from_bytes(fixed(row, 0)?)).or_default().push(change);
    }
    Ok(found)
}

//! What the server keeps about itself, devices and invitations.

use deadpool_postgres::{GenericClient, Transaction};
use domain::clock::Timestamp;
use domain::ids::{DeviceId, PersonId, StreamId};

use super::read::{cell, fixed};
use crate::storage::columns::{damaged, exactly};
use crate::storage::{Counts, DeviceRow, InvitationRow, Meta, Result, Seen, StorageError};

/// Text as PostgreSQL keeps it: everything but the zero character.
pub fn text(given: &str) -> String {
    given.replace('\0', "\u{fffd}")
}

pub async fn put(client: &impl GenericClient, name: &str, value: &[u8]) -> Result<()> {
    let sql = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2";
    client.execute(sql, &[&name, &value]).await?;
    Ok(())
}

async fn get(client: &impl GenericClient, name: &str) -> Result<Option<Vec<u8>>> {
    let row = client.query_opt("SELECT value FROM meta WHERE name = $1", &[&name]).await?;
    row.map(|row| cell(&row, 0)).transpose()
}

pub async fn write_meta(client: &impl GenericClient, meta: &Meta) -> Result<()> {
    put(client, "epoch", &meta.epoch.to_be_bytes()).await?;
    put(client, "control", meta.control.as_bytes()).await?;
    put(client, "reference", meta.reference.as_bytes()).await?;
    put(client, "person", meta.person.as_bytes()).await?;
    put(client, "device", meta.device.as_bytes()).await
}

pub async fn read_meta(client: &impl GenericClient) -> Result<Meta> {
    let value = async |name: &str| get(client, name).await?.ok_or_else(|| damaged("it was never finished"));
    Ok(Meta {
        epoch: u64::from_be_bytes(exactly(&value("epoch").await?)?),
        control: StreamId::from_bytes(exactly(&value("control").await?)?),
        reference: StreamId::from_bytes(exactly(&value("reference").await?)?),
        person: PersonId::from_bytes(exactly(&value("person").await?)?),
        device: DeviceId::from_bytes(exactly(&value("device").await?)?),
    })
}

pub async fn seen(transaction: &Transaction<'_>, seen: &Seen) -> Result<()> {
    let statement = transaction
        .prepare_cached(
            "INSERT INTO device AS known (id, last_seen, pending, program) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO UPDATE SET last_seen = greatest(known.last_seen, $2), pending = $3,
                 program = CASE $4 WHEN '' THEN known.program ELSE $4 END",
        )
        .await?;
    let (device, at, pending) = (seen.device.as_bytes().as_slice(), seen.at.millis(), i64::from(seen.pending));
    transaction.execute(&statement, &[&device, &at, &pending, &text(&seen.program)]).await?;
    let ids = |streams: &[StreamId]| streams.iter().map(|stream| stream.as_bytes().to_vec()).collect::<Vec<_>>();
    if !seen.gone.is_empty() {
        let sql = "INSERT INTO purge (device, stream, asked) SELECT $1, stream, $3
                   FROM unnest($2::bytea[]) AS gone(stream) ON CONFLICT (device, stream) DO NOTHING";
        transaction.execute(sql, &[&device, &ids(&seen.gone), &at]).await?;
    }
    if !seen.purged.is_empty() {
        let sql = "DELETE FROM purge WHERE device = $1 AND stream = ANY($2)";
        transaction.execute(sql, &[&device, &ids(&seen.purged)]).await?;
    }
    Ok(())
}

pub async fn devices(client: &impl GenericClient) -> Result<Vec<DeviceRow>> {
    // A number is missing where neither a change nor something put aside has it and a later one is here.
    let rows = client
        .query(
            "SELECT id, last_seen, pending, program, forked,
                    (SELECT count(*) FROM purge WHERE purge.device = device.id),
                    (SELECT coalesce(max(sequence), 0) - count(*) FROM
                        (SELECT sequence FROM change WHERE change.device = device.id
                         UNION SELECT sequence FROM apart WHERE apart.device = device.id) AS numbers)
             FROM device WHERE last_seen > 0 OR forked <> 0 ORDER BY id",
            &[],
        )
        .await?;
    let small = |number: i64| u32::try_from(number).unwrap_or(if number < 0 { 0 } else { u32::MAX });
    rows.iter()
        .map(|row| {
            let last_seen: i64 = cell(row, 1)?;
            Ok(DeviceRow {
                device: DeviceId::from_bytes(fixed(row, 0)?),
                last_seen: (last_seen > 0).then(|| Timestamp::from_millis(last_seen)),
                pending: small(cell(row, 2)?),
                program: cell(row, 3)?,
                unpurged: small(cell(row, 5)?),
                gaps: small(cell(row, 6)?),
                forked: cell::<i64>(row, 4)? != 0,
            })
        })
        .collect()
}

pub async fn invite(client: &impl GenericClient, invitation: &InvitationRow) -> Result<()> {
    let (hash, person) = (invitation.hash.as_slice(), invitation.person.as_bytes().as_slice());
    let (made, expires) = (invitation.made.millis(), invitation.expires.millis());
    let sql = "INSERT INTO invitation (hash, person, made, expires) VALUES ($1, $2, $3, $4)";
    client.execute(sql, &[&hash, &person, &made, &expires]).await?;
    Ok(())
}

const INVITATION: &str = "SELECT hash, person, made, expires, used, used_by, withdrawn FROM invitation";

fn row_of(row: &tokio_postgres::Row) -> Result<InvitationRow> {
    let used: i64 = cell(row, 4)?;
    let used_by: Option<&[u8]> = cell(row, 5)?;
    Ok(InvitationRow {
        hash: fixed(row, 0)?,
        person: PersonId::from_bytes(fixed(row, 1)?),
        made: Timestamp::from_millis(cell(row, 2)?),
        expires: Timestamp::from_millis(cell(row, 3)?),
        used: (used != 0).then(|| Timestamp::from_millis(used)),
        used_by: used_by.map(|by| exactly(by).map(DeviceId::from_bytes)).transpose()?,
        withdrawn: cell::<i64>(row, 6)? != 0,
    })
}

pub async fn invitation(client: &impl GenericClient, hash: &[u8; 32]) -> Result<Option<InvitationRow>> {
    let row = client.query_opt(&format!("{INVITATION} WHERE hash = $1"), &[&hash.as_slice()]).await?;
    row.as_ref().map(row_of).transpose()
}

pub async fn invitations(client: &impl GenericClient) -> Result<Vec<InvitationRow>> {
    client.query(&format!("{INVITATION} ORDER BY made, hash"), &[]).await?.iter().map(row_of).collect()
}

pub async fn withdraw(client: &impl GenericClient, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
    let sql = "UPDATE invitation SET withdrawn = CASE withdrawn WHEN 0 THEN $2 ELSE withdrawn END
               WHERE hash = $1 AND used = 0";
    Ok(client.execute(sql, &[&hash.as_slice(), &now.millis().max(1)]).await? > 0)
}

pub async fn counts(client: &impl GenericClient) -> Result<Counts> {
    let row = client
        .query_one(
            "SELECT (SELECT coalesce(sum(position), 0)::bigint FROM stream),
                    (SELECT count(*) FROM stream WHERE position > 0),
                    (SELECT count(*) FROM held WHERE state = 0),
                    (SELECT count(*) FROM apart WHERE code NOT IN ('', 'released')),
                    (SELECT count(*) FROM device WHERE last_seen > 0 OR forked <> 0),
                    (SELECT count(*) FROM invitation WHERE used = 0 AND withdrawn = 0),
                    (SELECT count(*) FROM blob WHERE whole = 1),
                    (SELECT coalesce(sum(size), 0)::bigint FROM blob WHERE whole = 1),
                    (SELECT count(*) FROM blob WHERE whole = 0 AND have > 0)",
            &[],
        )
        .await?;
    let count = |at| Ok::<_, StorageError>(u64::try_from(cell::<i64>(&row, at)?).unwrap_or_default());
    Ok(Counts {
        changes: count(0)?,
        streams: count(1)?,
        held: count(2)?,
        refused: count(3)?,
        devices: count(4)?,
        invitations: count(5)?,
        blobs: count(6)?,
        blob_bytes: count(7)?,
        unfinished_blobs: count(8)?,
    })
}

//! What the server keeps about itself, devices and invitations.

use domain::clock::Timestamp;
use domain::ids::{DeviceId, PersonId, StreamId};
use rusqlite::{Connection, OptionalExtension, params};

use crate::storage::columns::{damaged, exactly};
use crate::storage::{Counts, DeviceRow, InvitationRow, Meta, Result, Seen, StorageError};

pub fn put(connection: &Connection, name: &str, value: &[u8]) -> Result<()> {
    connection.execute(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        params![name, value],
    )?;
    Ok(())
}

pub fn get(connection: &Connection, name: &str) -> Result<Option<Vec<u8>>> {
    Ok(connection.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0)).optional()?)
}

pub fn write_meta(connection: &Connection, meta: &Meta) -> Result<()> {
    put(connection, "epoch", &meta.epoch.to_be_bytes())?;
    put(connection, "control", meta.control.as_bytes())?;
    put(connection, "reference", meta.reference.as_bytes())?;
    put(connection, "person", meta.person.as_bytes())?;
    put(connection, "device", meta.device.as_bytes())
}

pub fn read_meta(connection: &Connection) -> Result<Meta> {
    let value = |name: &str| get(connection, name)?.ok_or_else(|| damaged("it was never finished"));
    Ok(Meta {
        epoch: u64::from_be_bytes(exactly(&value("epoch")?)?),
        control: StreamId::from_bytes(exactly(&value("control")?)?),
        reference: StreamId::from_bytes(exactly(&value("reference")?)?),
        person: PersonId::from_bytes(exactly(&value("person")?)?),
        device: DeviceId::from_bytes(exactly(&value("device")?)?),
    })
}

pub fn seen(connection: &Connection, seen: &Seen) -> Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO device (id, last_seen, pending, program) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET last_seen = max(last_seen, ?2), pending = ?3,
             program = CASE ?4 WHEN '' THEN program ELSE ?4 END",
    )?;
    statement.execute(params![seen.device.as_bytes(), seen.at.millis(), seen.pending, seen.program])?;
    for stream in &seen.gone {
        let mut statement = connection.prepare_cached(
            "INSERT INTO purge (device, stream, asked) VALUES (?1, ?2, ?3) ON CONFLICT (device, stream) DO NOTHING",
        )?;
        statement.execute(params![seen.device.as_bytes(), stream.as_bytes(), seen.at.millis()])?;
    }
    for stream in &seen.purged {
        let mut statement = connection.prepare_cached("DELETE FROM purge WHERE device = ?1 AND stream = ?2")?;
        statement.execute(params![seen.device.as_bytes(), stream.as_bytes()])?;
    }
    Ok(())
}

pub fn devices(connection: &Connection) -> Result<Vec<DeviceRow>> {
    // A number is missing where neither a change nor something put aside has it and a later one is here.
    let mut statement = connection.prepare(
        "SELECT id, last_seen, pending, program, forked,
                (SELECT count(*) FROM purge WHERE purge.device = device.id),
                (SELECT ifnull(max(sequence), 0) - count(*) FROM
                    (SELECT sequence FROM change WHERE change.device = device.id
                     UNION SELECT sequence FROM apart WHERE apart.device = device.id))
         FROM device ORDER BY id",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let last_seen: i64 = row.get(1)?;
        let gaps: i64 = row.get(6)?;
        found.push(DeviceRow {
            device: DeviceId::from_bytes(exactly(row.get_ref(0)?.as_blob().unwrap_or_default())?),
            last_seen: (last_seen > 0).then(|| Timestamp::from_millis(last_seen)),
            pending: row.get(2)?,
            program: row.get(3)?,
            unpurged: row.get(5)?,
            gaps: u32::try_from(gaps).unwrap_or(if gaps < 0 { 0 } else { u32::MAX }),
            forked: row.get(4)?,
        });
    }
    Ok(found)
}

pub fn invite(connection: &Connection, invitation: &InvitationRow) -> Result<()> {
    connection.execute(
        "INSERT INTO invitation (hash, person, made, expires) VALUES (?1, ?2, ?3, ?4)",
        params![invitation.hash, invitation.person.as_bytes(), invitation.made.millis(), invitation.expires.millis()],
    )?;
    Ok(())
}

const INVITATION: &str = "SELECT hash, person, made, expires, used, used_by, withdrawn FROM invitation";

fn row_of(row: &rusqlite::Row<'_>) -> Result<InvitationRow> {
    let blob = |at| Ok::<_, StorageError>(row.get_ref(at)?.as_blob().unwrap_or_default());
    let used: i64 = row.get(4)?;
    let used_by: Option<Vec<u8>> = row.get(5)?;
    Ok(InvitationRow {
        hash: exactly(blob(0)?)?,
        person: PersonId::from_bytes(exactly(blob(1)?)?),
        made: Timestamp::from_millis(row.get(2)?),
        expires: Timestamp::from_millis(row.get(3)?),
        used: (used != 0).then(|| Timestamp::from_millis(used)),
        used_by: used_by.map(|by| exactly(&by).map(DeviceId::from_bytes)).transpose()?,
        withdrawn: row.get::<_, i64>(6)? != 0,
    })
}

pub fn invitation(connection: &Connection, hash: &[u8; 32]) -> Result<Option<InvitationRow>> {
    let mut statement = connection.prepare_cached(&format!("{INVITATION} WHERE hash = ?1"))?;
    let mut rows = statement.query(params![hash])?;
    rows.next()?.map(row_of).transpose()
}

pub fn invitations(connection: &Connection) -> Result<Vec<InvitationRow>> {
    let mut statement = connection.prepare_cached(&format!("{INVITATION} ORDER BY made, hash"))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(row_of(row)?);
    }
    Ok(found)
}

pub fn withdraw(connection: &Connection, hash: &[u8; 32], now: Timestamp) -> Result<bool> {
    let withdrawn = connection.execute(
        "UPDATE invitation SET withdrawn = CASE withdrawn WHEN 0 THEN ?2 ELSE withdrawn END WHERE hash = ?1 AND used = 0",
        params![hash, now.millis().max(1)],
    )?;
    Ok(withdrawn > 0)
}

pub fn counts(connection: &Connection) -> Result<Counts> {
    let count = |sql: &str| -> Result<u64> {
        let found: i64 = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
        Ok(u64::try_from(found).unwrap_or_default())
    };
    Ok(Counts {
        changes: count("SELECT ifnull(sum(position), 0) FROM stream")?,
        streams: count("SELECT count(*) FROM stream")?,
        held: count("SELECT count(*) FROM held WHERE state = 0")?,
        refused: count("SELECT count(*) FROM apart WHERE code NOT IN ('', 'released')")?,
        devices: count("SELECT count(*) FROM device")?,
        invitations: count("SELECT count(*) FROM invitation WHERE used = 0 AND withdrawn = 0")?,
        blobs: count("SELECT count(*) FROM blob WHERE whole = 1")?,
        blob_bytes: count("SELECT ifnull(sum(size), 0) FROM blob WHERE whole = 1")?,
        unfinished_blobs: count("SELECT count(*) FROM blob WHERE whole = 0 AND have > 0")?,
    })
}

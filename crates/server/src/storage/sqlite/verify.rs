//! Reads everything and checks it against itself: pages, hashes, signatures, positions, chains, heads,
//! and the numbers of each device.

use std::collections::BTreeMap;
use std::path::Path;

use domain::chain::{ChainHash, Head};
use domain::change::{Act, Body, Change, ChangeHash};
use domain::ids::{DeviceId, StreamId};
use domain::records::{DeviceRecord, Kind};
use domain::signing::{PublicKey, Signature};
use rusqlite::Connection;

use super::connection::{self, Access, DatabaseKey};
use super::{operate, read};
use crate::storage::{Counts, Result, Row, StorageError};

/// The first thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What, and where: a sentence without its full stop.
    pub what: String,
}

impl Fault {
    fn of(what: impl Into<String>) -> Self {
        Self { what: what.into() }
    }
}

/// Counts, or the first altered, missing or reordered change.
pub fn verify(path: &Path, key: &DatabaseKey) -> Result<std::result::Result<Counts, Fault>> {
    let mut connection = connection::open(path, key, Access::Read)?;
    let transaction = connection.transaction()?;
    let meta = operate::read_meta(&transaction)?;
    if let Some(fault) = pages(&transaction)? {
        return Ok(Err(fault));
    }
    let keys = keys(&transaction, meta.control)?;
    let mut heads: Vec<(StreamId, Head)> = read::heads(&transaction)?.into_iter().collect();
    // What follows from nothing else is looked at first.
    heads.sort_by_key(|(id, _)| (*id != meta.control, *id != meta.reference, *id));
    let mut seen = 0;
    for (id, head) in &heads {
        if let Some(fault) = stream(&transaction, *id, head, &keys)? {
            return Ok(Err(fault));
        }
        seen += head.position;
    }
    let stored: i64 = transaction.query_row("SELECT count(*) FROM change", [], |row| row.get(0))?;
    if u64::try_from(stored).ok() != Some(seen) {
        return Ok(Err(Fault::of(format!("{stored} changes are stored and {seen} stand in streams"))));
    }
    if let Some(fault) = numbers(&transaction)? {
        return Ok(Err(fault));
    }
    match read::held(&transaction) {
        Ok(_) => {}
        Err(StorageError::Damaged(what)) => {
            return Ok(Err(Fault::of(format!("a change that waits for a supervisor was altered: {what}"))));
        }
        Err(error) => return Err(error),
    }
    Ok(Ok(operate::counts(&transaction)?))
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

/// Every device's key, from what stands in `control`.
fn keys(connection: &Connection, control: StreamId) -> Result<BTreeMap<DeviceId, PublicKey>> {
    let mut keys = BTreeMap::new();
    each(connection, control, |row| {
        let Ok(change) = Change::from_parts(row.header.clone(), row.signature, row.body.clone()) else {
            return Ok(None);
        };
        let header = change.header();
        if header.kind == Kind::Device.as_str()
            && header.act == Act::Create
            && let Some(Ok(record)) = change.body_bytes().map(Body::read::<DeviceRecord>)
            && let Some(key) = PublicKey::from_hex(&record.signing_key)
        {
            keys.insert(DeviceId::from(header.record), key);
        }
        Ok(None)
    })?;
    Ok(keys)
}

/// Runs through a stream in order until something is found.
fn each(
    connection: &Connection,
    id: StreamId,
    mut look: impl FnMut(&Row) -> Result<Option<Fault>>,
) -> Result<Option<Fault>> {
    const TOGETHER: usize = 1_000;
    let mut after = 0;
    loop {
        let run = read::run(connection, id, after, crate::storage::Bounds { changes: TOGETHER, bytes: usize::MAX });
        let run = match run {
            Ok(run) => run,
            Err(StorageError::Damaged(_)) => {
                return Ok(Some(Fault::of(format!("change {after} of stream {id} is missing"))));
            }
            Err(error) => return Err(error),
        };
        let Some(last) = run.rows.last().map(|row| row.position) else { return Ok(None) };
        for row in &run.rows {
            if let Some(fault) = look(row)? {
                return Ok(Some(fault));
            }
        }
        after = last;
    }
}

fn stream(
    connection: &Connection,
    id: StreamId,
    end: &Head,
    keys: &BTreeMap<DeviceId, PublicKey>,
) -> Result<Option<Fault>> {
    let mut head = Head::start(id);
    let fault = each(connection, id, |row| {
        let place = format!("change {} (position {} of stream {id})", row.id, row.position);
        if row.position != head.position + 1 {
            return Ok(Some(Fault::of(format!("change {} of stream {id} is missing", head.position + 1))));
        }
        if let Some(fault) = bytes_of(id, row, keys) {
            return Ok(Some(Fault::of(format!("{place} {fault}"))));
        }
        if row.time < head.time {
            return Ok(Some(Fault::of(format!("{place} has an earlier time than the one before it"))));
        }
        let chain = head.chain.next(row.hash, row.position, row.time);
        if read_chain(connection, id, row)? != Some(chain) {
            return Ok(Some(Fault::of(format!(
                "{place} does not follow from the one before it: it was altered or reordered"
            ))));
        }
        head = Head { position: row.position, chain, time: row.time };
        Ok(None)
    })?;
    if fault.is_some() {
        return Ok(fault);
    }
    Ok((head != *end)
        .then(|| Fault::of(format!("stream {id} ends at change {} and should end at {}", head.position, end.position))))
}

fn read_chain(connection: &Connection, id: StreamId, row: &Row) -> Result<Option<ChainHash>> {
    Ok(read::head_at(connection, id, row.position)?.map(|head| head.chain))
}

/// What is wrong with a change's own bytes.
fn bytes_of(stream: StreamId, row: &Row, keys: &BTreeMap<DeviceId, PublicKey>) -> Option<&'static str> {
    let Ok(change) = Change::from_parts(row.header.clone(), row.signature, row.body.clone()) else {
        return Some("was altered: its text is not what was signed");
    };
    let header = change.header();
    if ChangeHash::of(&row.header) != row.hash {
        return Some("was altered: its hash is another");
    }
    if header.stream != stream || header.id != row.id || header.device != row.device || header.group.id != row.group {
        return Some("was altered: it is filed under another name than it bears");
    }
    match keys.get(&header.device) {
        None => Some("is signed by a device that nobody knows"),
        Some(key) if change.check_signature(key).is_err() => Some("was altered: its signature does not hold"),
        Some(_) => None,
    }
}

/// Each device's changes name the one before, where that is here.
fn numbers(connection: &Connection) -> Result<Option<Fault>> {
    let mut statement =
        connection.prepare("SELECT device, sequence, header, signature FROM change ORDER BY device, sequence")?;
    let mut rows = statement.query([])?;
    let mut last: Option<(DeviceId, u64, ChangeHash)> = None;
    while let Some(row) = rows.next()? {
        let header: Vec<u8> = row.get(2)?;
        let signature: Vec<u8> = row.get(3)?;
        let stored: i64 = row.get(1)?;
        let Ok(change) = Change::from_parts(header, Signature::from_bytes(read::bytes(&signature)?), None) else {
            continue;
        };
        let header = change.header();
        if i64::try_from(header.sequence).ok() != Some(stored) {
            return Ok(Some(Fault::of(format!("change {} was altered: its number is another", header.id))));
        }
        if let Some((device, sequence, hash)) = last
            && device == header.device
            && sequence + 1 == header.sequence
            && hash != header.previous
        {
            return Ok(Some(Fault::of(format!("change {} does not follow from its device's one before", header.id))));
        }
        last = Some((header.device, header.sequence, change.hash()));
    }
    Ok(None)
}

#[cfg(test)]
mod tests;

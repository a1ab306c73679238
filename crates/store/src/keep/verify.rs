//! Verifying a notebook from the ground: pages, SQLite's own check, each change's hashes, signature
//! and device chain, this device's chain as far as it was written, whole groups, and lists and index equal to a fresh fold of the same changes.

use std::collections::BTreeMap;

use domain::change::{Body, ChangeHash, Header};
use domain::ids::{DeviceId, PersonId};
use domain::records::DeviceRecord;
use domain::signing::{PublicKey, Signature};
use rusqlite::Connection;
use rusqlite::types::Value;

use super::chains::{Chains, check_streams};
use crate::apply::{self, CHANGE_COLUMNS, Indexing, Placed};
use crate::blobs;
use crate::connection::{self, Access};
use crate::erase;
use crate::error::{Result, StoreError};
use crate::facts;
use crate::identity::Identity;
use crate::migrate;
use crate::store::Store;
use crate::sync::ServerLink;

/// What was looked at, all of it good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    pub changes: u64,
    pub records: u64,
    pub streams: u64,
    /// Changes that came without their words while nothing here says that they were erased.
    pub withheld: u64,
}

/// Tables whose rows must equal those of a fresh fold, with what orders them.
const PROJECTED: &[(&str, &str)] = &[
    ("partnership", "id"),
    ("person", "id"),
    ("device", "id"),
    ("grant_", "id"),
    ("area", "id"),
    ("note", "no"),
    ("note_topic", "topic, happened, note"),
    ("amendment", "no"),
    ("reply", "no"),
    ("stream_record", "id"),
    ("stream_area", "stream, area"),
    ("assignment", "id"),
    ("link", "id"),
    ("handling", "id"),
    ("kept", "id"),
    ("briefing", "id"),
    ("plan", "id"),
    ("plan_area", "area, plan"),
    ("analysis", "id"),
    ("action", "id"),
    ("progress", "id"),
    ("attachment", "no"),
    ("roster", "no"),
    ("source", "no"),
    ("opening", "no"),
    ("merging", "no"),
    ("conclusion", "id"),
    ("retraction", "id"),
    ("trail_entry", "no, ord"),
    ("conflict", "record, field"),
    ("pin", "note"),
    ("setting", "field"),
    ("export_log", "id"),
    ("subject_request", "id"),
];

impl Store {
    /// Every page's seal, and SQLite's own check, on a connection of its own.
    ///
    /// The seals are read from the file alone, past the write-ahead log: what a power cut tore there and
    /// the log still has is no damage, so the log is folded in first.
    pub fn check_pages(&self) -> Result<()> {
        self.checkpoint();
        check_pages(&connection::open(&self.profile().database(), self.key(), Access::Read)?)
    }

    /// Of each group how many changes are held and how many it has. For tests of crashes.
    pub fn group_sizes(&self) -> Result<BTreeMap<String, (u8, u8)>> {
        self.read(|reader| {
            let mut sizes: BTreeMap<String, (u8, u8)> = BTreeMap::new();
            let mut statement = reader.connection.prepare(&format!("SELECT {CHANGE_COLUMNS} FROM change"))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (change, _) = apply::change_from_row(row)?;
                let group = change.header().group;
                sizes.entry(group.id.to_string()).or_insert((0, group.count)).0 += 1;
            }
            Ok(sizes)
        })
    }

    /// Reads everything once. `progress` is told how far it is, from 0 to 1.
    pub fn verify(&self, progress: &dyn Fn(f64)) -> Result<Verified> {
        self.checkpoint();
        // A connection of its own: looking at everything must not hold up the screens. Not query-only,
        // since listing the index takes a table of its own in memory.
        let connection = connection::open(&self.profile().database(), self.key(), Access::Write)?;
        let snapshot = connection.unchecked_transaction()?;
        check_pages(&snapshot)?;
        progress(0.2);
        let mut fresh = Connection::open_in_memory()?;
        migrate::migrate(&mut fresh)?;
        let verified = replay(&snapshot, &mut fresh, &|part| progress(0.2 + part * 0.6))?;
        for (table, order) in PROJECTED {
            same_rows(&snapshot, &fresh, table, order)?;
        }
        progress(0.85);
        blobs::verify(&snapshot)?;
        progress(0.9);
        same_index(&snapshot, &fresh)?;
        progress(1.0);
        Ok(Verified { withheld: erase::unaccounted(&snapshot)?, ..verified })
    }
}

/// Every page's seal, and SQLite's own check.
pub(super) fn check_pages(connection: &Connection) -> Result<()> {
    for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check"] {
        let mut statement = connection.prepare(pragma)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let found: String = row.get(0)?;
            if found != "ok" {
                return Err(StoreError::Damaged(found));
            }
        }
    }
    Ok(())
}

/// Checks every change in the order of arrival and folds it into `fresh`.
fn replay(source: &Connection, fresh: &mut Connection, progress: &dyn Fn(f64)) -> Result<Verified> {
    let total: i64 = source.query_row("SELECT count(*) FROM change", [], |row| row.get(0))?;
    let transaction = fresh.transaction()?;
    copy_streams(source, &transaction)?;
    copy_standing(source, &transaction)?;
    let link = crate::sync::load_link(source)?;
    let servers = server_keys(source, link.as_ref())?;
    let keys = known_devices(source, &servers)?;
    let purged: bool = source.query_row("SELECT EXISTS (SELECT 1 FROM purged)", [], |row| row.get(0))?;
    let author = Identity::load(source)?.author;
    let mut chains = Chains::new(author.device, link.is_none());
    let mut statement = source.prepare(&format!("SELECT {CHANGE_COLUMNS}, no, position FROM change ORDER BY no"))?;
    let mut rows = statement.query([])?;
    let mut changes = 0_u64;
    while let Some(row) = rows.next()? {
        let no: i64 = row.get(4)?;
        let fault = |what: &str| StoreError::Inconsistent(format!("change {no}: {what}"));
        let (change, time) = apply::change_from_row(row).map_err(|error| fault(&error.to_string()))?;
        let position: Option<i64> = row.get(5)?;
        let placed = position.zip(time).map(|(position, time)| Placed { position: position.cast_unsigned(), time });
        let (key, person) = keys.get(&change.header().device).ok_or_else(|| fault("its device is not known"))?;
        change.check_signature(key).map_err(|error| fault(&error.to_string()))?;
        let header = change.header();
        // A device signs for its own person: anybody else's name on a change is a forgery.
        if header.author != *person {
            return Err(fault("its author is not the person of its device"));
        }
        if !chains.add(header, change.hash(), placed.is_some()) {
            return Err(fault("its device used the number twice"));
        }
        // Numbers of what was purged are free; each change keeps its own.
        apply::take_as(&transaction, &change, placed, purged.then_some(no), Indexing::Now)?;
        let renumbered: i64 = transaction.query_row("SELECT max(no) FROM change", [], |row| row.get(0))?;
        if renumbered != no {
            return Err(fault("a change is missing before it"));
        }
        changes += 1;
        if changes.is_multiple_of(1_000) {
            progress(changes as f64 / total.max(1) as f64);
        }
    }
    add_signed_twice(source, &mut chains)?;
    // Of others' changes a sealed file brings those of one ward, also where there is no server.
    let brought: bool = source.query_row("SELECT EXISTS (SELECT 1 FROM brought)", [], |row| row.get(0))?;
    chains.check(&author, link.is_none() && !brought, purged)?;
    if link.is_some() {
        check_streams(source, &servers)?;
    }
    let records: i64 = transaction.query_row("SELECT count(DISTINCT record) FROM change", [], |row| row.get(0))?;
    let streams: i64 = transaction.query_row("SELECT count(DISTINCT stream) FROM change", [], |row| row.get(0))?;
    transaction.commit()?;
    Ok(Verified { changes, records: records.unsigned_abs(), streams: streams.unsigned_abs(), withheld: 0 })
}

/// What the log alone does not say of erasures: which a server did not take, whether there is a server that has to
/// take them, which have held once, and which only a file brought.
fn copy_standing(source: &Connection, fresh: &Connection) -> Result<()> {
    if let Some(link) = crate::sync::load_link(source)? {
        crate::sync::put_link(fresh, &link)?;
    }
    for (table, columns, which) in [
        (
            "outbox",
            "id, rank, first, changes, state, code, message, since, at",
            "state IN ('refused', 'declined', 'replaced')",
        ),
        ("erased", "id, stream, kind, author, at, why, reference, waiting", "waiting = 0"),
        // What a file brought erases nothing before the server has it.
        ("brought", "change", "TRUE"),
        ("lost", "change, ready", "TRUE"),
    ] {
        let mut statement = source.prepare(&format!("SELECT {columns} FROM {table} WHERE {which}"))?;
        let count = statement.column_count();
        let values = vec!["?"; count].join(", ");
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let row: Vec<Value> = (0..count).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
            fresh
                .prepare_cached(&format!("INSERT INTO {table} ({columns}) VALUES ({values})"))?
                .execute(rusqlite::params_from_iter(row))?;
        }
    }
    Ok(())
}

fn add_signed_twice(source: &Connection, chains: &mut Chains) -> Result<()> {
    let mut statement = source.prepare("SELECT header FROM signed_twice")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let bytes: Vec<u8> = row.get(0)?;
        chains.add_signed_twice(&Header::decode(&bytes)?, ChangeHash::of(&bytes));
    }
    Ok(())
}

fn copy_streams(source: &Connection, target: &Connection) -> Result<()> {
    let mut statement = source.prepare("SELECT no, id, sort, area, person FROM stream")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        target.execute(
            "INSERT INTO stream (no, id, sort, area, person) VALUES (?1, ?2, ?3, ?4, ?5)",
            rusqlite::params![
                row.get::<_, i64>(0)?,
                row.get::<_, Vec<u8>>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, Option<Vec<u8>>>(3)?,
                row.get::<_, Option<Vec<u8>>>(4)?
            ],
        )?;
    }
    // What authors had seen of each other is told within one life of the server.
    let mut statement = source.prepare("SELECT stream, epoch, position, chain, time FROM cursor")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        target.execute(
            "INSERT INTO cursor (stream, epoch, position, chain, time) VALUES (?1, ?2, ?3, ?4, ?5)",
            rusqlite::params![
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, i64>(2)?,
                row.get::<_, Vec<u8>>(3)?,
                row.get::<_, i64>(4)?
            ],
        )?;
    }
    Ok(())
}

/// The server's key, and those it had before; none without a server.
fn server_keys(source: &Connection, link: Option<&ServerLink>) -> Result<Vec<PublicKey>> {
    let mut keys = facts::earlier_servers(source)?;
    keys.extend(link.map(|link| link.key));
    Ok(keys)
}

/// Every device's key and person, once somebody known vouches for it: the administrator root for the first, then
/// each device for the next. A server's key vouches for the server itself.
fn known_devices(source: &Connection, servers: &[PublicKey]) -> Result<BTreeMap<DeviceId, (PublicKey, PersonId)>> {
    let mut statement = source
        .prepare(&format!("SELECT {CHANGE_COLUMNS} FROM change WHERE record IN (SELECT id FROM device) ORDER BY no"))?;
    let mut rows = statement.query([])?;
    let mut waiting: Vec<(DeviceId, DeviceRecord)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (change, _) = apply::change_from_row(row)?;
        if let Some(record) = change.body_bytes().and_then(|body| Body::read::<DeviceRecord>(body).ok()) {
            waiting.push((DeviceId::from(change.header().record), record));
        }
    }
    let root: String = source.query_row("SELECT root_key FROM partnership", [], |row| row.get(0))?;
    let root =
        PublicKey::from_hex(&root).ok_or_else(|| StoreError::Inconsistent("the root key cannot be read".to_owned()))?;
    let mut known: BTreeMap<DeviceId, (PublicKey, PersonId)> = BTreeMap::new();
    loop {
        let before = known.len();
        waiting.retain(|(device, record)| {
            let vouched = || {
                let (key, vouch) = (PublicKey::from_hex(&record.signing_key)?, Signature::from_hex(&record.vouch)?);
                let voucher = match record.vouched_by {
                    None => Some(if servers.contains(&key) { key } else { root }),
                    Some(by) => known.get(&by).map(|(key, _)| *key),
                };
                voucher?.verify_vouch(&key, &vouch).ok().map(|()| key)
            };
            match vouched() {
                Some(key) => known.insert(*device, (key, record.person)).is_some(),
                None => true,
            }
        });
        if known.len() == before {
            break;
        }
    }
    match waiting.first() {
        Some((device, _)) => Err(StoreError::Inconsistent(format!("nobody known vouches for device {device}"))),
        None => Ok(known),
    }
}

fn same_rows(held: &Connection, fresh: &Connection, table: &str, order: &str) -> Result<()> {
    // Row numbers that only this file gives (people are numbered as they come) are left out of the dump.
    let columns: Vec<String> = held
        .prepare("SELECT name FROM pragma_table_info(?1) WHERE NOT (?1 = 'person' AND name = 'no')")?
        .query_map([table], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let sql = format!("SELECT {} FROM {table} ORDER BY {order}", columns.join(", "));
    let (mut one, mut other) = (held.prepare(&sql)?, fresh.prepare(&sql)?);
    let (mut one, mut other) = (one.query([])?, other.query([])?);
    loop {
        let values = |row: Option<&rusqlite::Row<'_>>| -> Result<Option<Vec<rusqlite::types::Value>>> {
            row.map(|row| (0..columns.len()).map(|at| row.get(at).map_err(Into::into)).collect()).transpose()
        };
        match (values(one.next()?)?, values(other.next()?)?) {
            (None, None) => return Ok(()),
            (held, fresh) if held == fresh => {}
            _ => return Err(StoreError::Inconsistent(format!("the list “{table}” is not what the changes say"))),
        }
    }
}

/// The index is compared entry by entry: which word, in which note, at which place.
fn same_index(held: &Connection, fresh: &Connection) -> Result<()> {
    let digest = |connection: &Connection| -> Result<blake3::Hash> {
        // A temporary table of the connection, so nothing is written to the notebook.
        connection
            .execute_batch("CREATE VIRTUAL TABLE temp.words_held USING fts5vocab('main', 'note_words', 'instance')")?;
        let mut hasher = blake3::Hasher::new();
        {
            let mut statement = connection.prepare("SELECT term, doc, offset FROM temp.words_held")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                hasher.update(row.get_ref(0)?.as_bytes().map_err(rusqlite::Error::from)?);
                hasher.update(&[0]);
                hasher.update(&row.get::<_, i64>(1)?.to_le_bytes());
                hasher.update(&row.get::<_, i64>(2)?.to_le_bytes());
            }
        }
        connection.execute_batch("DROP TABLE temp.words_held")?;
        Ok(hasher.finalize())
    };
    if digest(held)? != digest(fresh)? {
        return Err(StoreError::Inconsistent("the search index is not what the changes say".to_owned()));
    }
    Ok(())
}

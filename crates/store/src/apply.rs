//! Changes into the notebook: checked, kept byte for byte, folded, projected, indexed.
//!
//! The one path for everything: what a person writes here, what another device wrote, what a backup
//! or a page of a server brings. The caller's transaction makes it whole.

use std::collections::BTreeMap;

use domain::change::{Change, ChangeFault, ChangeHash, Draft, Header, Told};
use domain::clock::Timestamp;
use domain::fold::{self, Fold};
use domain::ids::{DeviceId, RecordId};
use domain::seeded::{self, Seeded};
use domain::signing::{PublicKey, Signature, Verifier};
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::{Result, StoreError};
pub(crate) use crate::record::fold_of;
use crate::store::{Store, Writer};
use crate::streams::{self, StreamRow};
use crate::{erase, project, record};

/// Whether the search index is brought along at once or afterwards ([`Store::index_pending`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexing {
    Now,
    Later,
}

impl Store {
    /// Takes changes that other devices made, as a page of a server brings them: signatures and
    /// hashes are checked before anything is written, and all of it stands or none.
    pub fn take_page(&self, changes: &[Change], indexing: Indexing) -> Result<usize> {
        check_signatures(&self.read(|reader| known_keys(reader.connection))?, changes)?;
        let mut connection = self.whole_file();
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let taken = apply(&transaction, changes, indexing)?;
        transaction.commit()?;
        Ok(taken)
    }

    /// Indexes the notes that a page with [`Indexing::Later`] brought; opening does too. Returns how many.
    pub fn index_pending(&self) -> Result<usize> {
        let mut connection = self.whole_file();
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let indexed = project::index_pending(&transaction)?;
        transaction.commit()?;
        Ok(indexed)
    }
}

impl Writer<'_> {
    /// Writes one group as this device, without asking for a right. Only for founding and enrolment.
    pub(crate) fn write_unchecked(&mut self, mut drafts: Vec<Draft>) -> Result<Vec<Change>> {
        self.say_what_was_told(&mut drafts)?;
        let changes = self.identity.author.write(drafts, &self.identity.key, self.now, self.entropy)?;
        apply(self.connection, &changes, Indexing::Now)?;
        // With a server, what was written is on its way from the moment it stands.
        let queued = changes.len() == 1 || !seeded::on(Seeded::SecondInAGroupNotQueued);
        if let (Some(first), true) =
            (changes.first(), queued && self.connection.prepare_cached("SELECT 1 FROM server")?.exists([])?)
        {
            let no = self
                .connection
                .prepare_cached("SELECT no FROM change WHERE id = ?1")?
                .query_row([first.header().id.as_bytes()], |row| row.get(0))?;
            crate::sync::enqueue(self.connection, first.header().group.id, no, changes.len(), self.now)?;
        }
        Ok(changes)
    }

    /// How far this device holds what they are written into, and what the server told it.
    fn say_what_was_told(&self, drafts: &mut [Draft]) -> Result<()> {
        let control = crate::sync::standing(self.connection, self.identity.control)?;
        for draft in drafts {
            let here = crate::sync::standing(self.connection, draft.stream)?;
            draft.seen = here.map_or(0, |standing| fold::seen(standing.epoch, standing.position));
            let told = Told {
                here: here.filter(|standing| standing.position > 0),
                control: control.filter(|_| draft.stream != self.identity.control),
            };
            draft.told = (told.here.is_some() || told.control.is_some()).then_some(told);
        }
        Ok(())
    }
}

/// Every device's public key this notebook knows.
pub(crate) fn known_keys(connection: &Connection) -> Result<BTreeMap<DeviceId, PublicKey>> {
    let mut statement = connection.prepare_cached("SELECT id, signing_key FROM device")?;
    let rows =
        statement.query_map([], |row| Ok((DeviceId::from_bytes(row.get(0)?), PublicKey::from_bytes(row.get(1)?))))?;
    rows.map(|row| row.map_err(Into::into)).collect()
}

/// Checks all signatures, on as many threads as help.
pub(crate) fn check_signatures(keys: &BTreeMap<DeviceId, PublicKey>, changes: &[Change]) -> Result<()> {
    let ready = |key: &PublicKey| key.verifier().map_err(|_| ChangeFault::Signature);
    let check = |part: &[Change]| -> Result<(), ChangeFault> {
        let mut verifiers: BTreeMap<DeviceId, Verifier> = BTreeMap::new();
        for change in part {
            let device = change.header().device;
            if let Some(verifier) = verifiers.get(&device) {
                change.check_signature_by(verifier)?;
                continue;
            }
            let verifier = ready(keys.get(&device).ok_or(ChangeFault::Signature)?)?;
            change.check_signature_by(&verifier)?;
            verifiers.insert(device, verifier);
        }
        Ok(())
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(changes.len() / 64 + 1);
    if threads == 1 {
        return Ok(check(changes)?);
    }
    let size = changes.len().div_ceil(threads);
    let results: Vec<Result<(), ChangeFault>> = std::thread::scope(|scope| {
        let workers: Vec<_> = changes.chunks(size).map(|part| scope.spawn(move || check(part))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or(Err(ChangeFault::Signature))).collect()
    });
    Ok(results.into_iter().collect::<Result<(), _>>()?)
}

/// Keeps, folds and projects. Returns how many were new here.
pub(crate) fn apply(connection: &Connection, changes: &[Change], indexing: Indexing) -> Result<usize> {
    let mut taken = 0;
    for change in changes {
        if take(connection, change, None, indexing)? {
            taken += 1;
        }
    }
    Ok(taken)
}

/// Where a server put a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    pub position: u64,
    pub time: Timestamp,
}

/// Takes one change, with its place where a server has given one. True where it is new here.
pub(crate) fn take(
    connection: &Connection,
    change: &Change,
    placed: Option<Placed>,
    indexing: Indexing,
) -> Result<bool> {
    take_as(connection, change, placed, None, indexing)
}

/// As [`take`], under a number of the caller's choosing.
pub(crate) fn take_as(
    connection: &Connection,
    change: &Change,
    placed: Option<Placed>,
    number: Option<i64>,
    indexing: Indexing,
) -> Result<bool> {
    let header = change.header();
    match held(connection, change)? {
        Held::Not => {}
        Held::This => {
            put_place(connection, change, placed)?;
            return Ok(false);
        }
        Held::SignedOtherwise(own) => {
            // What the server has is what everybody has; without its word the one that is here stays.
            if placed.is_some() {
                take_signature(connection, change, &own)?;
                put_place(connection, change, placed)?;
            }
            return Ok(false);
        }
    }
    let stream = stream_of(connection, change)?;
    let readable = Fold::readable(change).is_ok();
    let no = keep(connection, change, stream.no, readable, placed, number)?;
    if !readable {
        return Ok(true);
    }
    // Most records are written once: then the change alone is the record, and nothing is read back.
    let alone = !connection
        .prepare_cached("SELECT 1 FROM change WHERE record = ?1 AND no < ?2")?
        .exists(rusqlite::params![header.record.as_bytes(), no])?;
    let folded = if alone {
        match record::alone(change, stream.sort, placed.map(|placed| placed.time)) {
            Some(fold) => project::project(connection, &fold, indexing).map(|()| true)?,
            None => false,
        }
    } else {
        record::project(connection, header.record, indexing)?
    };
    // Kept all the same: a body that cannot be read is the reader's gap, not the writer's loss.
    if !folded {
        defer(connection, no, true)?;
    }
    Ok(true)
}

fn defer(connection: &Connection, no: i64, deferred: bool) -> Result<()> {
    connection
        .prepare_cached("UPDATE change SET deferred = ?2 WHERE no = ?1")?
        .execute(rusqlite::params![no, deferred])?;
    Ok(())
}

/// Does on opening what was left for later: folds what an older version deferred and this one can
/// read, and indexes what a page brought. Where nothing waits, nothing is written.
pub(crate) fn catch_up(connection: &mut Connection) -> Result<()> {
    let readable = readable_deferred(connection)?;
    let said =
        |name: &str| -> Result<bool> { Ok(connection.prepare("SELECT 1 FROM fact WHERE name = ?1")?.exists([name])?) };
    let (again, somebody) = (said("project-again")?, said("somebody-again")?);
    if readable.is_empty() && !again && !somebody && !said("erasing")? && !project::has_pending(connection)? {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    if again {
        project_again(&transaction)?;
    }
    if somebody {
        project::somebody_again(&transaction)?;
    }
    for (no, change) in readable {
        defer(&transaction, no, false)?;
        if !record::project(&transaction, change.header().record, Indexing::Now)? {
            defer(&transaction, no, true)?;
        }
    }
    project::index_pending(&transaction)?;
    erase::finish(&transaction)?;
    transaction.commit()?;
    Ok(())
}

/// Makes rows again where a migration brought tables or columns that hold more: what streams are for, and
/// what an older version kept and did not yet read of amendments and replies.
fn project_again(connection: &Connection) -> Result<()> {
    for sql in [
        "SELECT DISTINCT c.record FROM change c JOIN stream s ON s.no = c.stream
         WHERE s.sort = 'control' AND c.deferred = 0",
        "SELECT id FROM amendment ORDER BY no",
        "SELECT id FROM reply ORDER BY no",
    ] {
        let records: Vec<RecordId> = connection
            .prepare(sql)?
            .query_map([], |row| row.get(0).map(RecordId::from_bytes))?
            .collect::<rusqlite::Result<_>>()?;
        for id in records {
            record::project(connection, id, Indexing::Later)?;
        }
    }
    connection.execute("DELETE FROM fact WHERE name = 'project-again'", [])?;
    Ok(())
}

/// Deferred changes that this version can fold, in the order they came.
fn readable_deferred(connection: &Connection) -> Result<Vec<(i64, Change)>> {
    let mut statement =
        connection.prepare(&format!("SELECT {CHANGE_COLUMNS}, no FROM change WHERE deferred = 1 ORDER BY no"))?;
    let mut rows = statement.query([])?;
    let mut readable = Vec::new();
    while let Some(row) = rows.next()? {
        let (change, _) = change_from_row(row)?;
        // By itself, as on arrival: what has a body nobody can read stays deferred.
        if Fold::of(&change, None).is_ok() {
            readable.push((row.get(4)?, change));
        }
    }
    Ok(readable)
}

/// What is here under a change's id.
enum Held {
    Not,
    This,
    /// The same act of the same person, signed by another of their devices; the header it has here.
    SignedOtherwise(Vec<u8>),
}

/// The same id with other words is an alarm.
fn held(connection: &Connection, change: &Change) -> Result<Held> {
    let header: Option<Vec<u8>> = connection
        .prepare_cached("SELECT header FROM change WHERE id = ?1")?
        .query_row([change.header().id.as_bytes()], |row| row.get(0))
        .optional()?;
    match header {
        None => Ok(Held::Not),
        Some(header) if header == change.header_bytes() => Ok(Held::This),
        Some(header)
            if !seeded::on(Seeded::CopyTakenForForgery) && Header::decode(&header)?.says_the_same(change.header()) =>
        {
            Ok(Held::SignedOtherwise(header))
        }
        Some(_) => Err(StoreError::Inconsistent(format!("two different changes carry the id {}", change.header().id))),
    }
}

/// The change stands under the signature that the server has. The other one stays known: the chain of the
/// device that gave it goes through it.
fn take_signature(connection: &Connection, change: &Change, own: &[u8]) -> Result<()> {
    keep_signature(connection, own)?;
    connection.prepare_cached("UPDATE change SET header = ?2, signature = ?3 WHERE id = ?1")?.execute(
        rusqlite::params![change.header().id.as_bytes(), change.header_bytes(), change.signature().as_bytes()],
    )?;
    Ok(())
}

/// A header that no longer stands in the log, for the chain of the device that wrote it.
pub(crate) fn keep_signature(connection: &Connection, header: &[u8]) -> Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO signed_twice (hash, header) VALUES (?1, ?2)")?
        .execute(rusqlite::params![ChangeHash::of(header).as_bytes(), header])?;
    Ok(())
}

fn stream_of(connection: &Connection, change: &Change) -> Result<StreamRow> {
    streams::get(connection, change.header().stream)?
        .ok_or_else(|| StoreError::Inconsistent(format!("the stream {} is not known here", change.header().stream)))
}

/// A change that was here first (written here, brought by a file) learns its place.
fn put_place(connection: &Connection, change: &Change, placed: Option<Placed>) -> Result<()> {
    let Some(placed) = placed else { return Ok(()) };
    connection.prepare_cached("UPDATE change SET position = ?2, server_time = ?3 WHERE id = ?1")?.execute(
        rusqlite::params![change.header().id.as_bytes(), placed.position.cast_signed(), placed.time.millis()],
    )?;
    crate::sync::through(connection, change.header().group.id)?;
    project_placed(connection, change.header().record)
}

/// A change got its place. Where a record has several, the server's time may show another of its values
/// first, and what its authors had seen of each other is known better: its rows are made again.
pub(crate) fn project_placed(connection: &Connection, id: RecordId) -> Result<()> {
    let changes: i64 = connection
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM change WHERE record = ?1 LIMIT 2)")?
        .query_row([id.as_bytes()], |row| row.get(0))?;
    if changes > 1 {
        record::project(connection, id, Indexing::Later)?;
    }
    Ok(())
}

fn keep(
    connection: &Connection,
    change: &Change,
    stream: i64,
    readable: bool,
    placed: Option<Placed>,
    number: Option<i64>,
) -> Result<i64> {
    let header = change.header();
    connection
        .prepare_cached(
            "INSERT INTO change (no, id, stream, record, position, server_time, deferred, header, signature, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(rusqlite::params![
            number,
            header.id.as_bytes(),
            stream,
            header.record.as_bytes(),
            placed.map(|placed| placed.position.cast_signed()),
            placed.map(|placed| placed.time.millis()),
            !readable,
            change.header_bytes(),
            change.signature().as_bytes(),
            change.body_bytes(),
        ])?;
    Ok(connection.last_insert_rowid())
}

/// The columns of a stored change, in the order [`change_from_row`] reads them.
pub(crate) const CHANGE_COLUMNS: &str = "header, signature, body, server_time";

pub(crate) fn change_from_row(row: &Row<'_>) -> Result<(Change, Option<Timestamp>)> {
    let change = Change::from_parts(row.get(0)?, Signature::from_bytes(row.get(1)?), row.get(2)?)?;
    Ok((change, row.get::<_, Option<i64>>(3)?.map(Timestamp::from_millis)))
}

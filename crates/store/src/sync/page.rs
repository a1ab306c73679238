//! A page of a stream: followed to its end, checked against the server's word, and taken with the
//! cursor that counts it, in the caller's one transaction.

use domain::chain::Head;
use domain::change::{Act, Body, Change, ChangeFault, Standing};
use domain::clock::Timestamp;
use domain::fold;
use domain::ids::StreamId;
use domain::records::{Kind, NoteRecord, StreamRecord};
use domain::seeded::{self, Seeded};
use domain::signing::Signature;
use domain::streams::{StreamSecret, StreamSort};
use protocol::{Page, WireChange};
use rusqlite::{Connection, OptionalExtension};
use sync::Taken;

use super::keys::KeyRing;
use super::prepared::{Prepared, Ready};
use super::push;
use super::told::{self, Heard};
use crate::apply::{self, Indexing, Placed};
use crate::error::{Result, StoreError};
use crate::identity::Identity;
use crate::streams;

/// How far a stream is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub epoch: u64,
    pub head: Head,
    /// The server's word for it; none at the start.
    pub signature: Option<Signature>,
}

pub(super) fn cursor(connection: &Connection, no: i64, stream: StreamId) -> Result<Held> {
    let start = || Held { epoch: 0, head: Head::start(stream), signature: None };
    Ok(stored_cursor(connection, no)?.unwrap_or_else(start))
}

/// None where nothing of the stream has come yet.
pub(super) fn stored_cursor(connection: &Connection, no: i64) -> Result<Option<Held>> {
    Ok(connection
        .prepare_cached("SELECT epoch, position, chain, time, signature FROM cursor WHERE stream = ?1")?
        .query_row([no], |row| {
            Ok(Held {
                epoch: row.get::<_, i64>(0)?.cast_unsigned(),
                head: Head {
                    position: row.get::<_, i64>(1)?.cast_unsigned(),
                    chain: domain::chain::ChainHash::from_bytes(row.get(2)?),
                    time: Timestamp::from_millis(row.get(3)?),
                },
                signature: row.get::<_, Option<[u8; 64]>>(4)?.map(Signature::from_bytes),
            })
        })
        .optional()?)
}

/// How much of a stream a person has in front of them, and its chain there; none without a server.
pub(crate) fn standing(connection: &Connection, stream: StreamId) -> Result<Option<Standing>> {
    let Some(row) = streams::get(connection, stream)? else { return Ok(None) };
    let told = |head: Head| if seeded::on(Seeded::ToldOfTheStart) { Head::start(stream).chain } else { head.chain };
    Ok(stored_cursor(connection, row.no)?.map(|held| Standing {
        epoch: held.epoch,
        position: held.head.position,
        chain: told(held.head),
    }))
}

pub(super) fn put_cursor(connection: &Connection, no: i64, held: &Held) -> Result<()> {
    let before: Option<i64> = connection
        .prepare_cached("SELECT epoch FROM cursor WHERE stream = ?1")?
        .query_row([no], |row| row.get(0))
        .optional()?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO cursor (stream, epoch, position, chain, time, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(rusqlite::params![
            no,
            held.epoch.cast_signed(),
            held.head.position.cast_signed(),
            held.head.chain.as_bytes(),
            held.head.time.millis(),
            held.signature.as_ref().map(Signature::as_bytes),
        ])?;
    // In another life of the server it is known otherwise what authors had seen of each other.
    if fold::seen(before.unwrap_or_default().cast_unsigned(), 0) != fold::seen(held.epoch, 0) {
        let several: Vec<domain::ids::RecordId> = connection
            .prepare_cached("SELECT record FROM change WHERE stream = ?1 GROUP BY record HAVING count(*) > 1")?
            .query_map([no], |row| row.get(0).map(domain::ids::RecordId::from_bytes))?
            .collect::<rusqlite::Result<_>>()?;
        for id in several {
            crate::record::project(connection, id, apply::Indexing::Later)?;
        }
    }
    Ok(())
}

/// Takes a page whose entries were made ready. `ring` learns the devices that a page of `control` brings.
pub(super) fn take(connection: &Connection, ring: &mut KeyRing, prepared: &Prepared<'_>) -> Result<Taken> {
    let page = prepared.page;
    let untrue = |what: &str| StoreError::Untrue(format!("stream {}: {what}", page.stream));
    let heads = prepared.heads.as_ref().ok_or_else(|| untrue("the page does not carry the server's word"))?;
    let no = known_stream(connection, page)?;
    let held = cursor(connection, no, page.stream)?;
    // A server in another life says first that it does not know how far this device stands.
    if held.head.position > 0 && page.epoch != held.epoch {
        return Err(untrue("the page is of another life of the server"));
    }
    // Window and terminal may ask at once; what the other one took meanwhile comes a second time.
    let ahead = seeded::on(Seeded::CursorBeforeData);
    if page.before.position < held.head.position && page.epoch == held.epoch && !ahead {
        return Ok(Taken::default());
    }
    let follows = held.head.position == page.before.position && held.head.chain == page.before.chain;
    if !follows && !ahead {
        return Err(untrue("the page does not begin where this device stands"));
    }
    if StreamSort::parse(&page.sort) == Some(StreamSort::Control) {
        // A device may write before its record in the same act: the first changes of all are the server's.
        for entry in &prepared.entries {
            if let Ready::Change { read: Ok(change), .. } = entry {
                ring.admit(change);
            }
        }
    }
    let before = conflicts(connection)?;
    let mut taken = Taken::default();
    let mut heard = Heard::on(no, page.epoch);
    let skipped = seeded::on(Seeded::LastOfAPageSkipped) && heads.len() > 1;
    for (entry, head) in prepared.entries.iter().zip(heads).take(heads.len() - usize::from(skipped)) {
        match entry {
            Ready::Yours { id, hash } => {
                if !push::place(connection, *id, *hash, no, head)? {
                    return Err(StoreError::OwnMissing(page.stream));
                }
            }
            Ready::Change { wire, read, signed } => {
                let (read, place) = ((read, *signed), (no, page.stream));
                taken.new += u64::from(take_change(connection, ring, wire, read, place, head, &mut heard)?);
            }
        }
        told::follow(connection, no, page.epoch, head)?;
    }
    if let Some(end) = heads.last() {
        put_cursor(connection, no, &Held { epoch: page.epoch, head: *end, signature: Some(page.signature) })?;
    }
    heard.take(connection)?;
    taken.conflicts = conflicts(connection)?.saturating_sub(before);
    Ok(taken)
}

/// A note that this version makes nothing of.
fn means_nothing(change: &Change) -> bool {
    let header = change.header();
    header.kind == Kind::Note.as_str()
        && header.act == Act::Create
        && change.body_bytes().is_some_and(|body| Body::read::<NoteRecord>(body).is_err())
}

/// What [`Seeded::CursorBeforeData`] does before the page is taken.
pub(super) fn count_only(connection: &Connection, prepared: &[Prepared<'_>]) -> Result<()> {
    for Prepared { page, heads, .. } in prepared {
        if let Some(end) = heads.as_ref().and_then(|heads| heads.last()) {
            let no = known_stream(connection, page)?;
            put_cursor(connection, no, &Held { epoch: page.epoch, head: *end, signature: Some(page.signature) })?;
        }
    }
    Ok(())
}

fn take_change(
    connection: &Connection,
    ring: &KeyRing,
    wire: &WireChange,
    (read, signed): (&Result<Change, ChangeFault>, bool),
    (no, stream): (i64, StreamId),
    head: &Head,
    heard: &mut Heard,
) -> Result<bool> {
    let placed = Placed { position: head.position, time: head.time };
    let change = match read {
        Ok(change) if change.header().stream == stream => change,
        Ok(_) => return poison(connection, wire, no, head, "it names another stream").map(|()| false),
        Err(fault) => return poison(connection, wire, no, head, &fault.to_string()).map(|()| false),
    };
    if !signed && let Err(fault) = ring.check(change) {
        // A key that is not here yet comes with `control`; a signature that does not fit never will.
        if !ring.knows(change.header().device) {
            return Err(StoreError::Untrue(format!("device {} is not known here", change.header().device)));
        }
        return poison(connection, wire, no, head, &fault.to_string()).map(|()| false);
    }
    heard.add(change, head.position);
    if seeded::on(Seeded::UnknownDropped) && means_nothing(change) {
        return Ok(false);
    }
    if seeded::on(Seeded::PoisonBlocks) && means_nothing(change) {
        return Err(StoreError::Untrue("a note without words".to_owned()));
    }
    match apply::take(connection, change, Some(placed), Indexing::Later) {
        Ok(new) => Ok(new),
        Err(StoreError::Inconsistent(what)) if seeded::on(Seeded::CopyTakenForForgery) => Err(StoreError::Untrue(what)),
        Err(StoreError::Inconsistent(what)) => poison(connection, wire, no, head, &what).map(|()| false),
        Err(other) => Err(other),
    }
}

/// Kept where it stands, so that positions stay whole, and passed over.
fn poison(connection: &Connection, wire: &WireChange, stream: i64, head: &Head, why: &str) -> Result<()> {
    let hash = domain::change::ChangeHash::of(&wire.header);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO poisoned (stream, position, hash, time, header, signature, body, why)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(rusqlite::params![
            stream,
            head.position.cast_signed(),
            hash.as_bytes(),
            head.time.millis(),
            wire.header,
            wire.signature.as_bytes(),
            wire.body,
            why,
        ])?;
    tracing::warn!(position = head.position, "a change in a stream cannot be acted on and was set aside");
    Ok(())
}

/// The page's stream, made known. What it says it is for must be what its id or `control` says.
fn known_stream(connection: &Connection, page: &Page) -> Result<i64> {
    if let Some(row) = streams::get(connection, page.stream)? {
        return Ok(row.no);
    }
    let untrue = || StoreError::Untrue(format!("stream {} is not what it says it is for", page.stream));
    let sort = StreamSort::parse(&page.sort).ok_or_else(untrue)?;
    let fits = match sort {
        StreamSort::Control => page.stream == Identity::load(connection)?.control,
        StreamSort::Reference => partnership(connection)?.is_some_and(|(_, reference)| reference == page.stream),
        StreamSort::Own | StreamSort::Trail | StreamSort::Intake => {
            let secret = partnership(connection)?.map(|(secret, _)| secret);
            match (secret, page.area, page.person) {
                (Some(secret), Some(area), Some(person)) => secret.intake(area, person) == page.stream,
                (Some(secret), None, Some(person)) => match sort {
                    StreamSort::Trail => secret.trail(person) == page.stream,
                    _ => secret.own(person) == page.stream,
                },
                _ => false,
            }
        }
        _ => apply::fold_of(connection, page.stream.into())?
            .filter(|fold| fold.kind() == Kind::Stream)
            .and_then(|fold| fold.read::<StreamRecord>().ok())
            .is_some_and(|record| record.sort == page.sort && record.area == page.area),
    };
    if !fits {
        return Err(untrue());
    }
    streams::put(connection, page.stream, sort, page.area, page.person)
}

fn partnership(connection: &Connection) -> Result<Option<(StreamSecret, StreamId)>> {
    let row: Option<(String, [u8; 16])> = connection
        .prepare_cached("SELECT stream_secret, reference FROM partnership")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(row.and_then(|(secret, reference)| Some((StreamSecret::from_hex(&secret)?, StreamId::from_bytes(reference)))))
}

fn conflicts(connection: &Connection) -> Result<u64> {
    let count: i64 =
        connection.prepare_cached("SELECT count(DISTINCT record) FROM conflict")?.query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

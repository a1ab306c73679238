//! Making a sealed file. What the people it is for may not read, as far as is known here, is not packed.
//!
//! `control` and `reference` come first, whole and with the server's word: every member's devices hold them,
//! and with them the file can be checked, and judged by the latest rights its maker knows, on a device that
//! has not heard of anything for weeks.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use domain::chain::ChainHash;
use domain::change::ChangeHash;
use domain::clock::Timestamp;
use domain::ids::{AreaId, GroupId, PersonId, StreamId};
use domain::records::Kind;
use domain::signing::{PublicKey, Signature};
use domain::streams::StreamSort;
use protocol::{WireChange, WireGroup};
use rusqlite::{Connection, OptionalExtension};

use super::directory::{self, Readers};
use super::envelope;
use super::items::{Begin, Item, ItemReader, ItemWriter, Run, SealedTerms};
use crate::apply::{CHANGE_COLUMNS, change_from_row};
use crate::connection::{self, Access};
use crate::disk;
use crate::error::{Result, SealedFault, StoreError};
use crate::identity::Identity;
use crate::store::Store;

/// What goes into a file, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// What waits to be sent; for everybody who may read all of it where nobody is named.
    Waiting { to: Option<PersonId> },
    /// Everything held of a ward that this person may read.
    Pack { area: AreaId, to: PersonId },
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedInfo {
    pub bytes: u64,
    pub people: Vec<PersonId>,
    pub notes: u64,
    /// Changes that are no new note, `control` and `reference` aside.
    pub others: u64,
    /// Acts that wait and stay here, or streams of the ward that were left out: not all of them may read it.
    pub left: u64,
}

/// Somebody a file can be made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaySeal {
    pub person: PersonId,
    /// How many of the acts that wait, or of the ward's streams held here, they may read, and of how many.
    pub reads: u64,
    pub of: u64,
}

impl Store {
    /// For whom a file can be made: of what waits, or of a ward.
    pub fn may_seal(&self, area: Option<AreaId>, now: Timestamp) -> Result<Vec<MaySeal>> {
        let source = connection::open(&self.profile().database(), self.key(), Access::Read)?;
        let snapshot = source.unchecked_transaction()?;
        let directory = directory::load(&snapshot)?;
        let here = Identity::load(&snapshot)?.device();
        let mut readers = Readers::of(&directory, here, crate::sync::day(&snapshot, now)?);
        let units: Vec<BTreeSet<StreamId>> = match area {
            Some(area) => streams_of(&snapshot, &readers, area)?.into_iter().map(|stream| [stream].into()).collect(),
            None => waiting(&snapshot)?.iter().map(streams_in).collect::<Result<_>>()?,
        };
        let able: Vec<BTreeSet<PersonId>> = units.iter().map(|streams| readers.of_all(streams)).collect();
        let count = |person: PersonId| able.iter().filter(|people| people.contains(&person)).count() as u64;
        let of = units.len() as u64;
        let found = readers.everybody().into_iter().map(|person| MaySeal { person, reads: count(person), of });
        Ok(found.filter(|may| may.reads > 0).collect())
    }

    /// Makes a file and opens it again before it is called made. `target` must not exist, and takes its name
    /// once it is whole. The notebook stays as it is.
    pub fn seal(&self, what: What, target: &Path, now: Timestamp) -> Result<SealedInfo> {
        self.seal_under(what, target, now, |_| None)
    }

    /// The same with the terms inside, which are said once it is known for whom the file will be.
    pub fn seal_under(
        &self,
        what: What,
        target: &Path,
        now: Timestamp,
        terms: impl FnOnce(&BTreeSet<PersonId>) -> Option<SealedTerms>,
    ) -> Result<SealedInfo> {
        if target.exists() {
            return Err(StoreError::Exists);
        }
        // A connection of its own: packing a ward must not hold up the screens.
        let source = connection::open(&self.profile().database(), self.key(), Access::Read)?;
        let snapshot = source.unchecked_transaction()?;
        let identity = Identity::load(&snapshot)?;
        let directory = directory::load(&snapshot)?;
        let mut readers = Readers::of(&directory, identity.device(), crate::sync::day(&snapshot, now)?);
        let planned = match what {
            What::Waiting { to } => plan_waiting(&snapshot, &mut readers, to)?,
            What::Pack { area, to } => plan_pack(&snapshot, &mut readers, area, to)?,
        };
        let devices = readers.keys(&planned.people);
        let mut file = disk::writing_in(disk::folder_of(target))?;
        let begin = Begin {
            partnership: identity.partnership,
            made: now,
            person: identity.person(),
            device: identity.device(),
            area: match what {
                What::Waiting { .. } => None,
                What::Pack { area, .. } => Some(area),
            },
            terms: terms(&planned.people),
        };
        let (notes, others) = write(&snapshot, file.as_file_mut(), &devices, (begin, &planned, &identity))?;
        let bytes = file.as_file().metadata()?.len();
        disk::put_new(file, target)?;
        Ok(SealedInfo { bytes, people: planned.people.into_iter().collect(), notes, others, left: planned.left })
    }
}

/// What stands in a file.
#[derive(Default)]
struct Planned {
    people: BTreeSet<PersonId>,
    groups: Vec<WireGroup>,
    streams: Vec<StreamId>,
    left: u64,
}

fn plan_waiting(connection: &Connection, readers: &mut Readers<'_>, to: Option<PersonId>) -> Result<Planned> {
    let waiting = waiting(connection)?;
    if waiting.is_empty() {
        return Err(SealedFault::NothingWaits.into());
    }
    let me = Identity::load(connection)?.person();
    let mut able: Vec<(WireGroup, BTreeSet<PersonId>)> = Vec::with_capacity(waiting.len());
    for group in waiting {
        let people = readers.of_all(&streams_in(&group)?);
        able.push((group, people));
    }
    let people: BTreeSet<PersonId> = match to {
        Some(person) if !readers.everybody().contains(&person) => return Err(SealedFault::NoDevice.into()),
        Some(person) => [person].into(),
        None => {
            // What nobody else may read at all (one's settings) stays and decides nothing.
            let others = able.iter().filter(|(_, people)| people.iter().any(|person| *person != me));
            let all = others.map(|(_, people)| people.clone()).reduce(|one, other| &one & &other);
            all.filter(|people| !people.is_empty()).ok_or(SealedFault::NobodyReads)?
        }
    };
    let count = able.len();
    let groups: Vec<WireGroup> =
        able.into_iter().filter(|(_, able)| people.is_subset(able)).map(|(group, _)| group).collect();
    if groups.is_empty() {
        return Err(SealedFault::ReadsNothing.into());
    }
    Ok(Planned { people, left: (count - groups.len()) as u64, groups, streams: Vec::new() })
}

fn plan_pack(connection: &Connection, readers: &mut Readers<'_>, area: AreaId, to: PersonId) -> Result<Planned> {
    if !readers.everybody().contains(&to) {
        return Err(SealedFault::NoDevice.into());
    }
    let held = streams_of(connection, readers, area)?;
    let count = held.len();
    let streams: Vec<StreamId> = held.into_iter().filter(|stream| readers.may_read(*stream).contains(&to)).collect();
    if streams.is_empty() {
        return Err(SealedFault::ReadsNothing.into());
    }
    Ok(Planned { people: [to].into(), left: (count - streams.len()) as u64, groups: Vec::new(), streams })
}

/// Groups that wait to be sent, in their order.
fn waiting(connection: &Connection) -> Result<Vec<WireGroup>> {
    let mut statement =
        connection.prepare("SELECT id, first, changes FROM outbox WHERE state = 'waiting' ORDER BY rank")?;
    let rows = statement
        .query_map([], |row| Ok((GroupId::from_bytes(row.get(0)?), row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))?;
    rows.map(|row| {
        let (group, first, changes) = row?;
        crate::sync::wire_group(connection, group, first, changes)
    })
    .collect()
}

fn streams_in(group: &WireGroup) -> Result<BTreeSet<StreamId>> {
    let stream = |change: &WireChange| Ok(domain::change::Header::decode(&change.header)?.stream);
    group.changes.iter().map(stream).collect()
}

/// The streams of an area of which anything is held here, its plans' included.
fn streams_of(connection: &Connection, readers: &Readers<'_>, area: AreaId) -> Result<Vec<StreamId>> {
    let mut statement = connection.prepare(
        "SELECT id FROM stream WHERE EXISTS (SELECT 1 FROM change WHERE change.stream = stream.no) ORDER BY no",
    )?;
    let held = statement.query_map([], |row| row.get(0).map(StreamId::from_bytes))?;
    let held: Vec<StreamId> = held.collect::<rusqlite::Result<_>>()?;
    Ok(held.into_iter().filter(|stream| readers.directory.areas_of(*stream).contains(&area)).collect())
}

type Content<'a> = (Begin, &'a Planned, &'a Identity);

fn write(connection: &Connection, file: &mut File, devices: &[PublicKey], content: Content<'_>) -> Result<(u64, u64)> {
    let key = envelope::write(file, devices)?;
    let at = std::io::Seek::stream_position(file)?;
    let (written, sealed) = write_items(connection, file, &key, content)?;
    file.sync_all()?;
    read_again(file, at, &key, sealed)?;
    Ok(written)
}

/// Notes and other changes in it, and what its maker signed.
fn write_items(
    connection: &Connection,
    file: &mut File,
    key: &envelope::FileKey,
    (begin, planned, identity): Content<'_>,
) -> Result<((u64, u64), [u8; 32])> {
    let mut writer = Writing { items: ItemWriter::new(file, key)?, notes: 0, others: 0 };
    writer.items.put(&Item::Begin(begin))?;
    let common = common(connection)?;
    for stream in common.iter().chain(&planned.streams) {
        writer.run(connection, *stream)?;
    }
    // Of `control` also what the server has not given a place yet: without it what follows could not be checked.
    let of: Vec<StreamId> = common.into_iter().chain(planned.streams.iter().copied()).collect();
    writer.loose(connection, &of)?;
    for change in planned.groups.iter().flat_map(|group| &group.changes) {
        writer.put_loose(change.clone())?;
    }
    let counted = (writer.notes, writer.others);
    Ok((counted, writer.items.finish(&identity.key)?))
}

/// Opened once more before it is called made: a stick that keeps nothing says so here.
fn read_again(file: &File, at: u64, key: &envelope::FileKey, content: [u8; 32]) -> Result<()> {
    let mut file = file.try_clone()?;
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(at))?;
    let mut reader = ItemReader::new(BufReader::new(file), key)?;
    loop {
        if let Item::End(_) = reader.read()? {
            return if reader.before() == content { Ok(()) } else { Err(SealedFault::Altered.into()) };
        }
    }
}

/// `control`, then `reference`.
fn common(connection: &Connection) -> Result<Vec<StreamId>> {
    let mut statement =
        connection.prepare("SELECT id FROM stream WHERE sort IN ('control', 'reference') ORDER BY sort")?;
    let rows = statement.query_map([], |row| row.get(0).map(StreamId::from_bytes))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

struct Writing<'a> {
    items: ItemWriter<&'a mut File>,
    notes: u64,
    others: u64,
}

impl Writing<'_> {
    /// The stream from its first position to where the server's word for it is held; nothing where none is.
    fn run(&mut self, connection: &Connection, stream: StreamId) -> Result<()> {
        let Some((no, sort)) = number(connection, stream)? else { return Ok(()) };
        let Some(run) = word(connection, no, stream)? else { return Ok(()) };
        let end = run.position;
        self.items.put(&Item::Run(run))?;
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {CHANGE_COLUMNS}, position, NULL FROM change WHERE stream = ?1 AND position <= ?2
             UNION ALL
             SELECT NULL, NULL, NULL, time, position, hash FROM poisoned WHERE stream = ?1 AND position <= ?2
             ORDER BY 5"
        ))?;
        let mut rows = statement.query(rusqlite::params![no, end.cast_signed()])?;
        while let Some(row) = rows.next()? {
            let time = Timestamp::from_millis(row.get(3)?);
            if let Some(hash) = row.get::<_, Option<[u8; 32]>>(5)? {
                self.items.put(&Item::Passed { hash: ChangeHash::from_bytes(hash), time })?;
                continue;
            }
            let (change, _) = change_from_row(row)?;
            self.count(&change, sort);
            self.items.put(&Item::Placed { change: WireChange::of(&change), time })?;
        }
        Ok(())
    }

    /// What stands in these streams without the server's word, in the order it came. What the server or a
    /// supervisor did not take goes to nobody else either.
    fn loose(&mut self, connection: &Connection, streams: &[StreamId]) -> Result<()> {
        let mut numbers: Vec<i64> = Vec::new();
        for stream in streams {
            let Some((no, _)) = number(connection, *stream)? else { continue };
            let mut statement = connection.prepare_cached(
                "SELECT no FROM change WHERE stream = ?1
                   AND (position IS NULL OR position > coalesce((SELECT position FROM cursor WHERE stream = ?1), 0))
                   AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.state <> 'waiting'
                                   AND change.no BETWEEN o.first AND o.first + o.changes - 1)",
            )?;
            let rows = statement.query_map([no], |row| row.get(0))?;
            numbers.extend(rows.collect::<rusqlite::Result<Vec<i64>>>()?);
        }
        numbers.sort_unstable();
        let mut statement = connection.prepare_cached(&format!("SELECT {CHANGE_COLUMNS} FROM change WHERE no = ?1"))?;
        for no in numbers {
            let mut rows = statement.query([no])?;
            if let Some(row) = rows.next()? {
                self.put_loose(WireChange::of(&change_from_row(row)?.0))?;
            }
        }
        Ok(())
    }

    fn put_loose(&mut self, change: WireChange) -> Result<()> {
        let read = change.clone().read()?;
        let common = matches!(Kind::parse(&read.header().kind), Some(kind) if is_common(kind));
        if !common {
            self.count(&read, StreamSort::Intake);
        }
        self.items.put(&Item::Loose(change))
    }

    fn count(&mut self, change: &domain::change::Change, sort: StreamSort) {
        if matches!(sort, StreamSort::Control | StreamSort::Reference) {
            return;
        }
        if is_new_note(change) {
            self.notes += 1;
        } else {
            self.others += 1;
        }
    }
}

/// Of `control` and `reference`.
fn is_common(kind: Kind) -> bool {
    use Kind::{Area, Device, Grant, Partnership, Person, Stream};
    matches!(kind, Partnership | Person | Device | Grant | Stream | Area)
}

pub(super) fn is_new_note(change: &domain::change::Change) -> bool {
    let header = change.header();
    header.kind == Kind::Note.as_str() && header.act == domain::change::Act::Create
}

fn number(connection: &Connection, stream: StreamId) -> Result<Option<(i64, StreamSort)>> {
    Ok(crate::streams::get(connection, stream)?.map(|row| (row.no, row.sort)))
}

/// The server's word for a stream as far as it is held here.
fn word(connection: &Connection, no: i64, stream: StreamId) -> Result<Option<Run>> {
    Ok(connection
        .prepare_cached(
            "SELECT epoch, position, chain, time, signature FROM cursor
             WHERE stream = ?1 AND position > 0 AND signature IS NOT NULL",
        )?
        .query_row([no], |row| {
            Ok(Run {
                stream,
                epoch: row.get::<_, i64>(0)?.cast_unsigned(),
                position: row.get::<_, i64>(1)?.cast_unsigned(),
                chain: ChainHash::from_bytes(row.get(2)?),
                time: Timestamp::from_millis(row.get(3)?),
                signature: Signature::from_bytes(row.get(4)?),
            })
        })
        .optional()?)
}

//! Taking a sealed file in. All of it is checked before any of it is taken: that it reads to its end as its
//! maker signed it, whose signature each change bears, and the server's word for each stream. What has that
//! word was judged by the server. What does not is judged here, by the rights that are known here, and is
//! taken only where the server would take it.
//!
//! What this person may not read is left out, whatever the file's maker thought. Nothing gets a position.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use chrono::NaiveDate;
use domain::access::{Directory, Verdict};
use domain::chain::Head;
use domain::change::{Act, Change, Header};
use domain::clock::Timestamp;
use domain::entropy::Entropy;
use domain::ids::{AreaId, DeviceId, PersonId, StreamId};
use domain::signing::PublicKey;
use domain::streams::StreamSort;
use rusqlite::{Connection, OptionalExtension};

use super::histories::Histories;
use super::items::{Begin, Item, ItemReader, SealedTerms};
use super::{directory, envelope};
use crate::apply::{self, Indexing};
use crate::connection::{self, Access};
use crate::error::{Result, SealedFault, StoreError};
use crate::identity::Identity;
use crate::store::{Store, Writer};
use crate::sync::KeyRing;
use crate::{project, streams};

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenIn {
    /// Who made it, and when.
    pub from: PersonId,
    pub made: Timestamp,
    /// The area it is a pack of; none where it has what waited.
    pub area: Option<AreaId>,
    /// Notes that are new here, by author.
    pub notes: BTreeMap<PersonId, u64>,
    pub notes_had: u64,
    /// Other changes that are new here, `control` and `reference` aside.
    pub others: u64,
    /// Whether it brought anything of `control` or `reference`.
    pub news: bool,
    pub left_out: LeftOut,
    /// For whom and until when it was made; none in a file of before there were any.
    pub terms: Option<SealedTerms>,
}

/// Changes that were not taken, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// This person may not read them.
    pub unreadable: u64,
    /// Whoever wrote them may not write there, or not any more.
    pub not_allowed: u64,
    /// A newer version wrote them.
    pub newer: u64,
    /// Another change is here under the same id.
    pub clashing: u64,
    /// This device wrote them once and no longer has them; the server brings them back.
    pub own: u64,
}

/// Changes of `control` whose device is not known yet take no more than this while they wait for it.
const UNKNOWN_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Changes in one transaction, about, as pages of a server have it.
const TOGETHER: usize = 500;

impl Store {
    /// Takes in what a file brings and this person may read. As often as anybody likes, in any order.
    pub fn take_sealed(&self, file: &Path, now: Timestamp, entropy: &dyn Entropy) -> Result<TakenIn> {
        let identity = self.read(|reader| reader.identity())?;
        // Whether it is for here at all, before a stick's whole content is copied.
        let mut source = opened(file)?;
        envelope::open(&mut BufReader::new(&mut source), &identity.key)?;
        // Checked and taken are the same bytes, whatever happens to the stick meanwhile. They stay sealed.
        let _copying = self.profile().copying()?;
        let copy = copy_of(source, &self.profile().tmp())?;
        let open = || -> Result<ItemReader> {
            let mut reader = BufReader::new(File::open(&copy)?);
            let key = envelope::open(&mut reader, &identity.key)?;
            ItemReader::new(reader, &key)
        };
        // A connection of its own: reading a ward's pack through must not hold up the screens.
        let checking = connection::open(&self.profile().database(), self.key(), Access::Read)?;
        let begin = check(&checking, open()?, &identity)?;
        let mut taking = self.read(|reader| Taking::begin(reader.connection, open()?, &identity, begin, now))?;
        while self.write(now, entropy, |writer| taking.some(writer))? {}
        Ok(taking.told)
    }
}

fn opened(file: &Path) -> Result<File> {
    let missing = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::NotFound,
        _ => error.into(),
    };
    // A pipe or a device has no end, and none is waited for.
    if !std::fs::metadata(file).map_err(missing)?.is_file() {
        return Err(SealedFault::NotOne.into());
    }
    File::open(file).map_err(missing)
}

fn copy_of(mut source: File, folder: &Path) -> Result<tempfile::TempPath> {
    std::io::Seek::rewind(&mut source)?;
    let mut copy = tempfile::Builder::new().prefix("copy-").suffix(".wbx").tempfile_in(folder)?;
    std::io::copy(&mut source, copy.as_file_mut())?;
    Ok(copy.into_temp_path())
}

/// Reads the file to its end. Nothing is written.
fn check(connection: &Connection, mut items: ItemReader, identity: &Identity) -> Result<Begin> {
    let Item::Begin(begin) = items.read()? else { return Err(SealedFault::Altered.into()) };
    if begin.partnership != identity.partnership {
        return Err(SealedFault::OtherPartnership.into());
    }
    let server = crate::sync::load_link(connection)?.map(|link| link.key);
    let mut checking = Checking {
        ring: KeyRing::load(connection, root(connection, server)?)?,
        control: identity.control,
        server,
        histories: Histories::of(connection)?,
        run: None,
        unknown: Vec::new(),
        unknown_bytes: 0,
    };
    loop {
        match items.read()? {
            Item::Begin(_) => return Err(SealedFault::Altered.into()),
            Item::Run(run) => {
                checking.end_run()?;
                let end = Head { position: run.position, chain: run.chain, time: run.time };
                let word =
                    checking.server.is_some_and(|key| end.check(run.stream, run.epoch, &key, &run.signature).is_ok());
                if !word {
                    return Err(SealedFault::OtherPartnership.into());
                }
                checking.run = Some(Following {
                    epoch: run.epoch,
                    stream: run.stream,
                    head: Head::start(run.stream),
                    end,
                    differs: false,
                });
            }
            Item::Placed { change, time } => {
                let change = change.read().map_err(|_| SealedFault::Altered)?;
                checking.follow(change.hash(), time)?;
                if checking.run.as_ref().is_none_or(|run| run.stream != change.header().stream) {
                    return Err(SealedFault::Altered.into());
                }
                checking.signed(change)?;
            }
            Item::Passed { hash, time } => checking.follow(hash, time)?,
            Item::Loose(change) => {
                checking.end_run()?;
                checking.signed(change.read().map_err(|_| SealedFault::Altered)?)?;
            }
            Item::End(signature) => {
                checking.end_run()?;
                checking.all_known()?;
                let (key, person) = checking.ring.device(begin.device).ok_or(SealedFault::UnknownDevice)?;
                let made = person == begin.person && key.check_seal(&items.before(), &signature).is_ok();
                return if made { Ok(begin) } else { Err(SealedFault::Altered.into()) };
            }
        }
    }
}

/// What vouches for the first device.
fn root(connection: &Connection, server: Option<PublicKey>) -> Result<PublicKey> {
    if let Some(key) = server {
        return Ok(key);
    }
    let root: String = connection.query_row("SELECT root_key FROM partnership", [], |row| row.get(0))?;
    PublicKey::from_hex(&root).ok_or_else(|| StoreError::Inconsistent("the root key cannot be read".to_owned()))
}

/// A run that is being followed: how far, and where it ends.
struct Following {
    stream: StreamId,
    epoch: u64,
    head: Head,
    end: Head,
    /// At the place where this device stands it is not what this device was given.
    differs: bool,
}

struct Checking<'c> {
    ring: KeyRing,
    control: StreamId,
    server: Option<PublicKey>,
    histories: Histories<'c>,
    run: Option<Following>,
    /// Changes of `control` whose device may come later in it.
    unknown: Vec<Change>,
    unknown_bytes: usize,
}

impl Checking<'_> {
    fn follow(&mut self, hash: domain::change::ChangeHash, time: Timestamp) -> Result<()> {
        let run = self.run.as_mut().ok_or(SealedFault::Altered)?;
        let position = run.head.position.checked_add(1).ok_or(SealedFault::Altered)?;
        run.head = Head { position, chain: run.head.chain.next(hash, position, time), time };
        if self.histories.differs_here(run.stream, run.epoch, &run.head) {
            run.differs = true;
        }
        Ok(())
    }

    fn end_run(&mut self) -> Result<()> {
        let Some(run) = self.run.take() else { return Ok(()) };
        if run.head != run.end {
            return Err(SealedFault::Altered.into());
        }
        // Only now is what was followed the server's own word.
        if run.differs || self.histories.differs_before(run.stream, run.epoch, &run.end)? {
            return Err(SealedFault::TwoHistories.into());
        }
        if run.stream == self.control { self.all_known() } else { Ok(()) }
    }

    fn all_known(&mut self) -> Result<()> {
        for change in std::mem::take(&mut self.unknown) {
            if !self.ring.knows(change.header().device) {
                return Err(SealedFault::UnknownDevice.into());
            }
            self.ring.check(&change).map_err(|_| SealedFault::Altered)?;
        }
        Ok(())
    }

    fn signed(&mut self, change: Change) -> Result<()> {
        let control = change.header().stream == self.control;
        if control {
            self.ring.admit(&change);
        }
        if self.ring.check(&change).is_ok() {
            return Ok(());
        }
        if self.ring.knows(change.header().device) {
            return Err(SealedFault::Altered.into());
        }
        if !control {
            return Err(SealedFault::UnknownDevice.into());
        }
        // Kept until its device comes; so much of it, and no file of ours has more.
        self.unknown_bytes += change.size();
        if self.unknown_bytes > UNKNOWN_BYTES_MAX {
            return Err(SealedFault::Altered.into());
        }
        self.unknown.push(change);
        Ok(())
    }
}

struct Taking {
    items: ItemReader,
    /// Read ahead, to see where a group ends.
    ahead: Option<Item>,
    /// The stream whose run is being taken, and whether it is taken at all.
    run: Option<(StreamId, bool)>,
    directory: Directory,
    me: PersonId,
    device: DeviceId,
    day: NaiveDate,
    /// The life of the server, where there is one.
    epoch: Option<u64>,
    told: TakenIn,
}

impl Taking {
    fn begin(
        connection: &Connection,
        mut items: ItemReader,
        identity: &Identity,
        begin: Begin,
        now: Timestamp,
    ) -> Result<Self> {
        // The beginning, which was looked at before.
        items.read()?;
        Ok(Self {
            items,
            ahead: None,
            run: None,
            directory: directory::load(connection)?,
            me: identity.person(),
            device: identity.device(),
            day: crate::sync::day(connection, now)?,
            epoch: crate::sync::load_link(connection)?.map(|link| link.epoch),
            told: TakenIn {
                from: begin.person,
                made: begin.made,
                area: begin.area,
                notes: BTreeMap::new(),
                notes_had: 0,
                others: 0,
                news: false,
                left_out: LeftOut::default(),
                terms: begin.terms,
            },
        })
    }

    fn next(&mut self) -> Result<Item> {
        match self.ahead.take() {
            Some(item) => Ok(item),
            None => self.items.read(),
        }
    }

    /// As much as one transaction shall have. False once that was the last.
    fn some(&mut self, writer: &mut Writer<'_>) -> Result<bool> {
        let connection = writer.reader.connection;
        let mut seen = 0;
        let more = loop {
            match self.next()? {
                Item::Run(run) => {
                    self.epoch = self.epoch.max(Some(run.epoch));
                    self.run = Some((run.stream, self.opens(connection, run.stream)?));
                }
                Item::Placed { change, .. } => {
                    let change = change.read()?;
                    match self.run {
                        Some((_, true)) => {
                            if let Some(no) = self.take(connection, &change)?.filter(|_| self.epoch.is_some()) {
                                // The server had it once. Where it does not come with the next exchange, it was lost
                                // there, and is offered.
                                connection
                                    .prepare_cached("INSERT OR IGNORE INTO lost (change, ready) VALUES (?1, 0)")?
                                    .execute([no])?;
                            }
                        }
                        _ => self.told.left_out.unreadable += 1,
                    }
                    seen += 1;
                }
                Item::Loose(first) => {
                    let group = self.group(first.read()?)?;
                    seen += group.len();
                    self.take_group(connection, &group)?;
                }
                Item::End(_) => break false,
                Item::Begin(_) | Item::Passed { .. } => {}
            }
            if seen >= TOGETHER {
                break true;
            }
        };
        project::index_pending(connection)?;
        // What has a place by now is the server's, as everything else that has one.
        connection.execute(
            "DELETE FROM brought WHERE change IN (SELECT no FROM change WHERE no IN (SELECT change FROM brought) AND position IS NOT NULL)",
            [],
        )?;
        Ok(more)
    }

    /// The rest of a group that stands together.
    fn group(&mut self, first: Change) -> Result<Vec<Change>> {
        let id = first.header().group.id;
        let mut group = vec![first];
        loop {
            match self.next()? {
                Item::Loose(change) => {
                    let change = change.read()?;
                    if change.header().group.id != id || group.len() >= domain::change::GROUP_CHANGES_MAX {
                        self.ahead = Some(Item::Loose(protocol::WireChange::of(&change)));
                        return Ok(group);
                    }
                    group.push(change);
                }
                other => {
                    self.ahead = Some(other);
                    return Ok(group);
                }
            }
        }
    }

    /// Whether this person may read a stream; then it is made known here. What it is for is what `control`
    /// says or its id follows from, never what a file says.
    fn opens(&self, connection: &Connection, stream: StreamId) -> Result<bool> {
        // Everybody who is in the partnership holds these, and learns from them that they are.
        let common = streams::get(connection, stream)?
            .is_some_and(|row| matches!(row.sort, StreamSort::Control | StreamSort::Reference));
        let Some(info) = self.directory.stream(stream) else { return Ok(common) };
        let readable = common || self.directory.may_read(self.me, stream, self.day);
        if !readable {
            return Ok(false);
        }
        let no = streams::put(connection, stream, info.sort, info.area, info.person)?;
        if let Some(epoch) = self.epoch.filter(|_| !common) {
            // Nothing of it has come from the server yet. The server is told all the same that it is held
            // here: so it says when it no longer may be.
            connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO cursor (stream, epoch, position, chain, time, signature)
                     VALUES (?1, ?2, 0, ?3, 0, NULL)",
                )?
                .execute(rusqlite::params![no, epoch.cast_signed(), Head::start(stream).chain.as_bytes()])?;
        }
        Ok(true)
    }

    /// What one act wrote, as far as it is here, and has not the server's word: judged as a whole.
    fn take_group(&mut self, connection: &Connection, group: &[Change]) -> Result<()> {
        let mut new = Vec::with_capacity(group.len());
        for change in group {
            if held(connection, change)?.is_none() {
                new.push(change);
            }
        }
        match new.iter().map(|change| self.directory.judge(change, self.day)).max() {
            None | Some(Verdict::Take) => {}
            Some(Verdict::Later) => {
                self.told.left_out.newer += new.len() as u64;
                return Ok(());
            }
            Some(Verdict::Hold(_) | Verdict::Refuse(_)) => {
                self.told.left_out.not_allowed += new.len() as u64;
                return Ok(());
            }
        }
        let mut taken = Vec::with_capacity(group.len());
        for change in group {
            if self.opens(connection, change.header().stream)? {
                taken.extend(self.take(connection, change)?);
            } else {
                self.told.left_out.unreadable += 1;
            }
        }
        // Offered to the server as whoever held it would offer it after a restore, and only whole: of a
        // part, the server would take its author's own sending for something else.
        let whole = group.first().is_some_and(|first| usize::from(first.header().group.count) == group.len());
        if self.epoch.is_some() && whole && !new.is_empty() && taken.len() == new.len() {
            for no in taken {
                connection
                    .prepare_cached("INSERT OR IGNORE INTO lost (change, ready) VALUES (?1, 1)")?
                    .execute([no])?;
            }
        }
        // An erasure without the server's word takes nothing out of sight yet.
        for change in group.iter().filter(|change| change.header().act.drops_bodies()) {
            if change.header().act == Act::Erase {
                crate::erase::did_not_hold(connection, change.header().record)?;
            } else {
                crate::record::project(connection, change.header().record, Indexing::Later)?;
            }
        }
        Ok(())
    }

    /// The number of the change, where it is new here.
    fn take(&mut self, connection: &Connection, change: &Change) -> Result<Option<i64>> {
        let header = change.header();
        match held(connection, change)? {
            Some(true) => {
                self.told.notes_had += u64::from(super::make::is_new_note(change));
                return Ok(None);
            }
            Some(false) => {
                self.told.left_out.clashing += 1;
                return Ok(None);
            }
            None => {}
        }
        // What it wrote and does not have it must not learn from anybody but the server: its numbers would
        // go on from the wrong place.
        if header.device == self.device {
            self.told.left_out.own += 1;
            return Ok(None);
        }
        apply::take(connection, change, None, Indexing::Later)?;
        let no: i64 = connection
            .prepare_cached("SELECT no FROM change WHERE id = ?1")?
            .query_row([header.id.as_bytes()], |row| row.get(0))?;
        connection.prepare_cached("INSERT OR REPLACE INTO brought (change) VALUES (?1)")?.execute([no])?;
        let sort = streams::get(connection, header.stream)?.map(|row| row.sort);
        if matches!(sort, Some(StreamSort::Control | StreamSort::Reference)) {
            self.directory.take(change, None);
            self.told.news = true;
        } else if super::make::is_new_note(change) {
            *self.told.notes.entry(header.author).or_default() += 1;
        } else {
            self.told.others += 1;
        }
        Ok(Some(no))
    }
}

/// Whether something is here under the change's id, and whether it is this very change, or the same act under
/// another signature of its author.
fn held(connection: &Connection, change: &Change) -> Result<Option<bool>> {
    let header: Option<Vec<u8>> = connection
        .prepare_cached("SELECT header FROM change WHERE id = ?1")?
        .query_row([change.header().id.as_bytes()], |row| row.get(0))
        .optional()?;
    let Some(header) = header else { return Ok(None) };
    let same = header == change.header_bytes() || Header::decode(&header)?.says_the_same(change.header());
    Ok(Some(same))
}

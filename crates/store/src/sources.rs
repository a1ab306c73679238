//! Sealing a source, and opening one: the one place where a key of the leads is in memory, for as long as it takes.

use domain::change::{Act, Change, Draft};
use domain::clock::Timestamp;
use domain::ids::{AreaId, DeviceId, PersonId, RecordId};
use domain::records::{
    Deed, Erasure, Kind, MergingRecord, OpeningRecord, Place, SealedSource, SourceInside, SourceRecord, TrailEntry,
    TrailRecord, WITHDRAWN, Why, Withdrawal,
};
use domain::roster::{Lead, Roster, RosterRecord};
use domain::sealing::OpeningKey;
use domain::seeded::{self, Seeded};
use domain::signing::{PublicKey, SigningKey};
use domain::streams::StreamSort;

use rusqlite::OptionalExtension;

use crate::error::{Result, StoreError};
use crate::store::{Reader, Writer};
use crate::streams;

/// Why a source is not sealed or not opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SourceFault {
    #[error("no safeguarding lead has been named yet")]
    NoRoster,
    #[error("this device is none of a safeguarding lead")]
    NotALead,
    #[error("it does not open with the leads' key")]
    NotOpened,
    #[error("lists of leads name different recovery codes")]
    TwoCodes,
    #[error("the leads have as many keys as can be handed on")]
    TooManyKeys,
}

/// Two sources that a lead says are one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    pub id: RecordId,
    pub by: PersonId,
    pub at: Timestamp,
    pub sources: [RecordId; 2],
}

impl Writer<'_> {
    /// The draft of a sealed source, for [`Writer::write_with_source`]. What is typed is in `inside` alone and is wiped
    /// with it; `said` is what stands in the note.
    pub fn seal_source(&mut self, area: AreaId, inside: &SourceInside, said: &SealedSource) -> Result<Draft> {
        let roster = self.roster_sealed_to()?.ok_or(SourceFault::NoRoster)?;
        let key = match roster.record.keys.first() {
            Some(first) if seeded::on(Seeded::SealedToTheFirstKey) => *first,
            _ => *roster.record.key().ok_or(SourceFault::NoRoster)?,
        };
        let stream = self.area_stream(area, StreamSort::AreaSealed)?;
        let place = Place { record: self.new_record(), stream, author: self.me() };
        let mut record = SourceRecord::seal(inside, said, &key, place, self.entropy).ok_or(SourceFault::NoRoster)?;
        if seeded::on(Seeded::SourceInClear) {
            record.sealed.push_str(&domain::signing::hex(inside.who.as_bytes()));
        }
        Ok(Draft::create(stream, place.record, Kind::Source.as_str(), &record))
    }

    /// A note with the source that belongs to it: in one act, so that neither is ever on the disk without the other.
    /// Two groups, since hardly anybody holds both once the server has them: what a restored server lost is given back
    /// to it by group, and of one group each would have half.
    pub fn write_with_source(&mut self, note: Draft, source: Option<Draft>) -> Result<Vec<Vec<Change>>> {
        source.into_iter().chain([note]).map(|draft| self.write_group(vec![draft])).collect()
    }

    /// That a source is opened, and why, for the other leads and on this person's trail. [`Reader::open_source`] comes
    /// after it. [`StoreError::NotFound`] where it is held in no ward's stream of sources.
    pub fn write_opening(&mut self, source: RecordId, reason: &str) -> Result<Vec<Vec<Change>>> {
        let fold = self.fold(source)?.ok_or(StoreError::NotFound)?;
        let area = self.area_of_source(source)?.ok_or(StoreError::NotFound)?;
        let stream = self.area_stream(area, StreamSort::AreaSealed)?;
        if stream != fold.stream() {
            return Err(StoreError::NotFound);
        }
        let record = OpeningRecord { source, reason: reason.to_owned() };
        let opening = Draft::create(stream, self.new_record(), Kind::Opening.as_str(), &record);
        if seeded::on(Seeded::OpenedWithoutTrail) {
            return Ok(vec![self.write_group(vec![opening])?]);
        }
        let trail = self.trail_of_source(Deed::OpenedSource, source, area, None)?;
        self.write_with_trail(vec![opening], trail)
    }

    /// A source goes for good; who opened it before, and why, stays. [`StoreError::NotFound`] where none is held here.
    pub fn erase_source(&mut self, source: RecordId, why: Why) -> Result<Vec<Vec<Change>>> {
        let fold = self.fold(source)?.filter(|fold| fold.kind() == Kind::Source).ok_or(StoreError::NotFound)?;
        let area = self.area_of_source(source)?.ok_or(StoreError::NotFound)?;
        let content = Erasure { why, reference: None }.content();
        let erasure = Draft::create(fold.stream(), source, Kind::Source.as_str(), &content).act(Act::Erase);
        let trail = self.trail_of_source(Deed::Erased, source, area, Some(1))?;
        self.write_with_trail(vec![erasure], trail)
    }

    /// That two sources are one person, in the ward of the first and sealed to the leads. The record that says so.
    /// [`StoreError::NotFound`] where one of them is not held here.
    pub fn merge_sources(&mut self, sources: [RecordId; 2]) -> Result<RecordId> {
        self.leads_keys()?;
        let roster = self.roster_sealed_to()?.ok_or(SourceFault::NoRoster)?;
        let key = *roster.record.key().ok_or(SourceFault::NoRoster)?;
        for source in sources {
            self.area_of_source(source)?.ok_or(StoreError::NotFound)?;
        }
        let stream = self.fold(sources[0])?.ok_or(StoreError::NotFound)?.stream();
        let place = Place { record: self.new_record(), stream, author: self.me() };
        let record = MergingRecord::seal(sources, &key, place, self.entropy).ok_or(SourceFault::NoRoster)?;
        self.write_group(vec![Draft::create(stream, place.record, Kind::Merging.as_str(), &record)])?;
        Ok(place.record)
    }

    /// What a lead said of two sources is taken back, by whichever of them. [`StoreError::NotFound`] where nothing is
    /// said by this record.
    pub fn part_sources(&mut self, merging: RecordId) -> Result<()> {
        self.leads_keys()?;
        let fold = self.fold(merging)?.filter(|fold| fold.kind() == Kind::Merging).ok_or(StoreError::NotFound)?;
        if fold.any(WITHDRAWN).is_some() {
            return Err(StoreError::NotFound);
        }
        let content = serde_json::json!({ WITHDRAWN: Withdrawal { reason: String::new() } });
        let draft = Draft::create(fold.stream(), merging, Kind::Merging.as_str(), &content).act(Act::Withdraw);
        self.write_group(vec![draft.superseding(fold.heads_of([WITHDRAWN]))])?;
        Ok(())
    }

    /// What was done, and the entry of the trail that tells of it: in one act, and the entry first. It is a group of its
    /// own, since others hold it than hold what it tells of.
    pub fn write_with_trail(&mut self, drafts: Vec<Draft>, trail: Draft) -> Result<Vec<Vec<Change>>> {
        [vec![trail], drafts].into_iter().map(|drafts| self.write_group(drafts)).collect()
    }

    fn trail_of_source(&mut self, deed: Deed, source: RecordId, area: AreaId, count: Option<u32>) -> Result<Draft> {
        let about = Some(self.trail_name(source)?);
        let entry = TrailEntry { deed, at: self.now.millis(), area: Some(area), about, count, copy: None };
        self.trail_draft(vec![entry])
    }

    /// The first roster, with this device as the only lead's. `recovery` is what the printed code brings back.
    /// The change that was written.
    pub fn begin_roster(&mut self, recovery: &PublicKey) -> Result<Vec<Change>> {
        if self.roster()?.by.is_some() {
            return Err(StoreError::NotAllowed);
        }
        let me = Lead { device: self.device(), person: self.me(), key: self.identity.key.public() };
        self.put_roster(RosterRecord::first(&[me], recovery, self.entropy))
    }

    /// The roster with these devices and no others, by one of the present leads' devices. Those who leave open nothing
    /// that is sealed afterwards; those who come open everything.
    pub fn change_roster(&mut self, leads: &[Lead]) -> Result<Vec<Change>> {
        self.next_roster(leads, None)
    }

    /// The same with a new code: the one before it opens nothing that is sealed afterwards. `fresh` is what the new one
    /// brings back.
    pub fn renew_leads_code(&mut self, leads: &[Lead], fresh: &PublicKey) -> Result<Vec<Change>> {
        self.next_roster(leads, Some(*fresh))
    }

    fn next_roster(&mut self, leads: &[Lead], fresh: Option<PublicKey>) -> Result<Vec<Change>> {
        let gone = self.roster()?;
        let roster = gone.by.ok_or(SourceFault::NoRoster)?;
        let keys = self.leads_keys()?;
        let (device, key) = (self.device(), self.identity.key.clone());
        let (follows, keys) = together(&roster, &gone.beside, keys, |record| record.open(device, &key));
        if fresh.is_some() && !RosterRecord::has_room(keys.len()) {
            return Err(SourceFault::TooManyKeys.into());
        }
        let code = fresh.or_else(|| Roster::code(&follows, &gone.known, leads));
        let recovery = code.ok_or(SourceFault::TwoCodes)?;
        self.put_roster(RosterRecord::next(&follows, &keys, leads, &recovery, self.entropy))
    }

    /// The roster with this device as the only lead's, by the printed code, which is used up with it. `fresh` is what
    /// the next code brings back.
    pub fn recover_roster(&mut self, code: &SigningKey, fresh: &PublicKey) -> Result<Vec<Change>> {
        let gone = self.roster()?;
        let roster = gone.by.ok_or(SourceFault::NoRoster)?;
        let keys = roster.record.recover(code).map_err(|_| SourceFault::NotOpened)?;
        let me = Lead { device: self.device(), person: self.me(), key: self.identity.key.public() };
        let (follows, keys) = together(&roster, &gone.beside, keys, |record| record.recover(code).unwrap_or_default());
        let next = RosterRecord::next(&follows, &keys, &[me], fresh, self.entropy);
        self.put_roster(next.map(|next| next.recovered_by(code)))
    }

    /// What was done, as a draft for `trail/ME`: written in the transaction of what it tells of.
    pub fn trail_draft(&mut self, entries: Vec<TrailEntry>) -> Result<Draft> {
        let trail = self.stream_secret()?.trail(self.me());
        streams::put(self.connection, trail, StreamSort::Trail, None, Some(self.me()))?;
        Ok(Draft::create(trail, self.new_record(), Kind::Trail.as_str(), &TrailRecord { entries }))
    }

    fn put_roster(&mut self, record: Option<RosterRecord>) -> Result<Vec<Change>> {
        let record = record.ok_or(SourceFault::NotALead)?;
        let (control, id) = (self.control()?, self.new_record());
        self.write_group(vec![Draft::create(control, id, Kind::Roster.as_str(), &record)])
    }
}

/// What the next roster follows, and the keys that it hands on: beside the one that is gone by, those that leads made
/// without sight of it, as far as all of their keys are `opened` and leave room for others. What is sealed now is sealed to the last key, which
/// stays that of the one that is gone by.
fn together<'r>(
    by: &'r Roster,
    beside: &'r [Roster],
    keys: Vec<OpeningKey>,
    opened: impl Fn(&RosterRecord) -> Vec<OpeningKey>,
) -> (Vec<&'r Roster>, Vec<OpeningKey>) {
    let (mut follows, mut all) = (vec![by], Vec::new());
    for roster in beside {
        let found = opened(&roster.record);
        let all_opened = found.len() == roster.record.keys.len();
        if all_opened && RosterRecord::has_room(keys.len() + all.len() + found.len()) {
            follows.push(roster);
            for key in found {
                let there = |other: &OpeningKey| other.public() == key.public();
                if !by.record.keys.contains(&key.public()) && !all.iter().any(there) {
                    all.push(key);
                }
            }
        }
    }
    all.extend(keys);
    (follows, all)
}

impl Reader<'_> {
    /// The ward that a sealed source is of.
    pub fn area_of_source(&self, source: RecordId) -> Result<Option<AreaId>> {
        let area: Option<Option<[u8; 16]>> = self
            .connection
            .prepare_cached("SELECT t.area FROM source s JOIN stream t ON t.no = s.stream WHERE s.id = ?1")?
            .query_row([source.as_bytes()], |row| row.get(0))
            .optional()?;
        Ok(area.flatten().map(AreaId::from_bytes))
    }

    /// How the trail names a record.
    pub fn trail_name(&self, record: RecordId) -> Result<String> {
        Ok(domain::records::about(&self.stream_secret()?, record))
    }

    /// A device as it would stand in the roster; none where it is not known here or shut out.
    pub fn lead(&self, device: DeviceId) -> Result<Option<Lead>> {
        Ok(self
            .connection
            .prepare_cached("SELECT person, signing_key FROM device WHERE id = ?1 AND ended IS NULL")?
            .query_row([device.as_bytes()], |row| {
                let (person, key) = (PersonId::from_bytes(row.get(0)?), PublicKey::from_bytes(row.get(1)?));
                Ok(Lead { device, person, key })
            })
            .optional()?)
    }

    /// What a lead reads of a source. Whoever asks has written down first that it is opened, and why.
    pub fn open_source(&self, id: RecordId) -> Result<SourceInside> {
        let fold = self.fold(id)?.ok_or(StoreError::NotFound)?;
        let (_, write) = fold.created().ok_or(StoreError::NotFound)?;
        let record: SourceRecord = fold.read().map_err(|_| StoreError::NotFound)?;
        let place = Place { record: id, stream: fold.stream(), author: write.author };
        record.open(&self.leads_keys()?, place).map_err(|_| StoreError::Source(SourceFault::NotOpened))
    }

    /// What leads said of two sources being one person, the latest first; of what is held here, and nothing where this
    /// device is no lead's.
    pub fn mergings(&self) -> Result<Vec<Merging>> {
        let keys = match self.leads_keys() {
            Err(StoreError::Source(_)) => return Ok(Vec::new()),
            keys => keys?,
        };
        let mut found = Vec::new();
        for (id, by, at) in self.merging_rows()? {
            let Some(fold) = self.fold(id)? else { continue };
            let place = Place { record: id, stream: fold.stream(), author: by };
            let Ok(record) = fold.read::<MergingRecord>() else { continue };
            let Ok(sources) = record.open(&keys, place) else { continue };
            found.push(Merging { id, by, at, sources });
        }
        Ok(found)
    }

    /// The leads' keys, where this device is one of theirs.
    fn leads_keys(&self) -> Result<Vec<OpeningKey>> {
        let roster = self.roster()?.by.ok_or(SourceFault::NoRoster)?;
        let identity = self.identity()?;
        let keys = roster.record.open(identity.device(), &identity.key);
        if keys.is_empty() { Err(StoreError::Source(SourceFault::NotALead)) } else { Ok(keys) }
    }
}

//! Sealing a source, and opening one: the one place where a key of the leads is in memory, for as long as it takes.

use domain::change::Draft;
use domain::ids::{AreaId, DeviceId, PersonId, RecordId};
use domain::records::{Kind, Place, SourceInside, SourceRecord, TrailEntry, TrailRecord};
use domain::roster::{Lead, RosterRecord};
use domain::sealing::OpeningKey;
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
}

impl Writer<'_> {
    /// The draft of a sealed source. It goes into the group of the note that it belongs to, so that neither is ever
    /// there without the other. What is typed is in `inside` alone and is wiped with it.
    pub fn seal_source(&mut self, area: AreaId, inside: &SourceInside, reference: String) -> Result<Draft> {
        let roster = self.roster()?.by.ok_or(SourceFault::NoRoster)?;
        let key = *roster.record.key().ok_or(SourceFault::NoRoster)?;
        let stream = self.area_stream(area, StreamSort::AreaSealed)?;
        let place = Place { record: self.new_record(), stream, author: self.me() };
        let record = SourceRecord::seal(inside, reference, &key, place, self.entropy).ok_or(SourceFault::NoRoster)?;
        Ok(Draft::create(stream, place.record, Kind::Source.as_str(), &record))
    }

    /// The first roster, with this device as the only lead's. `recovery` is what the printed code brings back.
    pub fn begin_roster(&mut self, recovery: &PublicKey) -> Result<RecordId> {
        if self.roster()?.by.is_some() {
            return Err(StoreError::NotAllowed);
        }
        let me = Lead { device: self.device(), person: self.me(), key: self.identity.key.public() };
        self.put_roster(RosterRecord::first(&[me], recovery, self.entropy))
    }

    /// The roster with these devices and no others, by one of the present leads' devices. Those who leave open nothing
    /// that is sealed afterwards; those who come open everything.
    pub fn change_roster(&mut self, leads: &[Lead]) -> Result<RecordId> {
        let roster = self.roster()?.by.ok_or(SourceFault::NoRoster)?;
        let keys = self.leads_keys()?;
        let recovery = PublicKey::from_hex(&roster.record.recovery).ok_or(SourceFault::NoRoster)?;
        self.put_roster(RosterRecord::next(&[&roster], &keys, leads, &recovery, self.entropy))
    }

    /// The roster with this device as the only lead's, by the printed code, which is used up with it. `fresh` is what
    /// the next code brings back.
    pub fn recover_roster(&mut self, code: &SigningKey, fresh: &PublicKey) -> Result<RecordId> {
        let roster = self.roster()?.by.ok_or(SourceFault::NoRoster)?;
        let keys = roster.record.recover(code).map_err(|_| SourceFault::NotOpened)?;
        let me = Lead { device: self.device(), person: self.me(), key: self.identity.key.public() };
        let next = RosterRecord::next(&[&roster], &keys, &[me], fresh, self.entropy);
        self.put_roster(next.map(|next| next.recovered_by(code)))
    }

    /// What was done, as a draft for `trail/ME`: written in the transaction of what it tells of.
    pub fn trail_draft(&mut self, entries: Vec<TrailEntry>) -> Result<Draft> {
        let trail = self.stream_secret()?.trail(self.me());
        streams::put(self.connection, trail, StreamSort::Trail, None, Some(self.me()))?;
        Ok(Draft::create(trail, self.new_record(), Kind::Trail.as_str(), &TrailRecord { entries }))
    }

    fn put_roster(&mut self, record: Option<RosterRecord>) -> Result<RecordId> {
        let record = record.ok_or(SourceFault::NotALead)?;
        let (control, id) = (self.control()?, self.new_record());
        self.write_group(vec![Draft::create(control, id, Kind::Roster.as_str(), &record)])?;
        Ok(id)
    }
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

    /// The leads' keys, where this device is one of theirs.
    fn leads_keys(&self) -> Result<Vec<OpeningKey>> {
        let roster = self.roster()?.by.ok_or(SourceFault::NoRoster)?;
        let identity = self.identity()?;
        let keys = roster.record.open(identity.device(), &identity.key);
        if keys.is_empty() { Err(StoreError::Source(SourceFault::NotALead)) } else { Ok(keys) }
    }
}

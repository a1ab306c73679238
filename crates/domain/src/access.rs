//! Who belongs, with which devices and rights, and what follows: who may write a change where, and
//! who may hold a stream.
//!
//! A [`Directory`] is made from `control` and `reference` alone, and device and server make the same
//! one. It knows no content, no disk and no time of its own: the day is passed in. The server judges
//! from author, device, kind, act and stream; only in `control`, which holds no content and which it
//! must understand anyway, does it look at what a change says.

mod judge;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::change::{Act, Change};
use crate::fold::{Fold, NotFolded};
use crate::ids::{AreaId, DeviceId, PersonId, RecordId, StreamId};
use crate::permissions::{self, Right};
use crate::records::{
    AreaRecord, AudienceRef, DeviceRecord, Ended, GrantRecord, Kind, PartnershipRecord, PersonRecord, StreamRecord,
    plan,
};
use crate::signing::{PublicKey, Signature};
use crate::streams::{StreamSecret, StreamSort};
use crate::wards::WardCode;

pub use judge::{Hold, Refused, Verdict};

/// What a stream is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StreamInfo {
    pub sort: StreamSort,
    pub area: Option<AreaId>,
    pub person: Option<PersonId>,
    /// The plan it is a stream of; its areas are in [`Directory::areas_of`].
    pub plan: Option<RecordId>,
}

impl StreamInfo {
    /// Of the partnership as a whole.
    const fn common(sort: StreamSort) -> Self {
        Self { sort, area: None, person: None, plan: None }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub role: String,
    /// The first day on which they no longer belong.
    pub ended: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    pub person: PersonId,
    pub key: PublicKey,
    pub reason: String,
    pub ended: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub person: PersonId,
    pub audience: AudienceRef,
    pub rights: Vec<Right>,
    pub role: String,
    pub granted_by: PersonId,
    /// The last day on which it holds.
    pub until: Option<NaiveDate>,
    /// The first day on which it no longer holds.
    pub ended: Option<NaiveDate>,
}

impl Grant {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.until.is_none_or(|until| day <= until) && self.ended.is_none_or(|ended| day < ended)
    }

    /// Whether it reaches a stream of these areas, or of none.
    pub fn reaches(&self, stream: StreamId, areas: &[AreaId]) -> bool {
        match &self.audience {
            AudienceRef::Partnership => true,
            AudienceRef::Area(of) => areas.contains(of),
            AudienceRef::Stream(of) => *of == stream,
        }
    }

    /// What it gives over a stream that it reaches. Into a plan, a right to read an area's shared or
    /// partners' stream does not carry: a plan is read by invitation, and by its areas' restricted readers.
    pub fn gives(&self, plan: bool) -> impl Iterator<Item = Right> {
        let by_area = plan && !matches!(self.audience, AudienceRef::Stream(_));
        let carries = move |right: &Right| !(by_area && matches!(right, Right::Read | Right::ReadPartners));
        self.rights.iter().copied().filter(carries)
    }

    /// The first day on which it did not hold any more.
    fn ended_on(&self) -> Option<NaiveDate> {
        let after = self.until.and_then(|until| until.succ_opt());
        match (after, self.ended) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }
}

/// Everybody and everything that rights are about.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    folds: BTreeMap<RecordId, Fold>,
    partnership: Option<(RecordId, PartnershipRecord)>,
    secret: Option<StreamSecret>,
    people: BTreeMap<PersonId, Person>,
    devices: BTreeMap<DeviceId, Device>,
    grants: BTreeMap<RecordId, Grant>,
    areas: BTreeMap<AreaId, WardCode>,
    streams: BTreeMap<StreamId, StreamInfo>,
    /// The areas of each plan's streams.
    of_plans: BTreeMap<StreamId, Vec<AreaId>>,
}

impl Directory {
    /// Takes one more change of `control` or `reference`, in any order. Others are passed over.
    pub fn take(&mut self, change: &Change, server_time: Option<crate::clock::Timestamp>) {
        let record = change.header().record;
        let folded = match self.folds.get_mut(&record) {
            Some(fold) => fold.apply(change, server_time),
            None => Fold::of(change, server_time).map(|fold| {
                self.folds.insert(record, fold);
            }),
        };
        match folded {
            Ok(()) => self.project(record),
            // A newer version wrote it, or it does not belong: nothing follows from it here.
            Err(NotFolded::Deferred { .. } | NotFolded::Foreign | NotFolded::Body(_)) => {}
        }
    }

    /// A record that cannot be read whole yet says nothing yet.
    fn project(&mut self, record: RecordId) {
        let Some(fold) = self.folds.get(&record) else { return };
        let ended = Ended::of(fold).and_then(|ended| ended.on.parse::<NaiveDate>().ok());
        match fold.kind() {
            Kind::Partnership => {
                let Ok(read) = fold.read::<PartnershipRecord>() else { return };
                self.secret = StreamSecret::from_hex(&read.stream_secret);
                self.streams.insert(fold.stream(), StreamInfo::common(StreamSort::Control));
                self.streams.insert(read.reference, StreamInfo::common(StreamSort::Reference));
                self.partnership = Some((record, read));
                self.derive_all();
            }
            Kind::Person => {
                let Ok(read) = fold.read::<PersonRecord>() else { return };
                let id = PersonId::from(record);
                if self.people.insert(id, Person { name: read.name, role: read.role, ended }).is_none() {
                    self.derive_for(id);
                }
            }
            Kind::Device => {
                let Ok(read) = fold.read::<DeviceRecord>() else { return };
                let Some(key) = PublicKey::from_hex(&read.signing_key) else { return };
                let device = Device { person: read.person, key, reason: read.reason, ended };
                self.devices.insert(DeviceId::from(record), device);
            }
            Kind::Grant => {
                let Ok(read) = fold.read::<GrantRecord>() else { return };
                let until = GrantRecord::last_day(fold);
                let grant = Grant {
                    person: read.person,
                    audience: read.audience,
                    rights: read.rights,
                    role: read.role,
                    granted_by: read.granted_by,
                    until,
                    ended,
                };
                self.grants.insert(record, grant);
            }
            Kind::Area => {
                let Ok(read) = fold.read::<AreaRecord>() else { return };
                if self.areas.insert(AreaId::from(record), read.ward).is_none() {
                    self.derive_all();
                }
            }
            Kind::Stream => {
                let Ok(read) = fold.read::<StreamRecord>() else { return };
                let Some(sort) = StreamSort::parse(&read.sort) else { return };
                let id = StreamId::from(record);
                if sort.is_plan() {
                    self.of_plans.insert(id, plan_areas(fold));
                }
                self.streams.insert(id, StreamInfo { area: read.area, plan: read.plan, ..StreamInfo::common(sort) });
            }
            _ => {}
        }
    }

    fn derive_all(&mut self) {
        let people: Vec<PersonId> = self.people.keys().copied().collect();
        for person in people {
            self.derive_for(person);
        }
    }

    /// Whose stream an id is can only be told by deriving it.
    fn derive_for(&mut self, person: PersonId) {
        let Some(secret) = &self.secret else { return };
        let own = StreamInfo { person: Some(person), ..StreamInfo::common(StreamSort::Own) };
        self.streams.insert(secret.own(person), own);
        let trail = StreamInfo { person: Some(person), ..StreamInfo::common(StreamSort::Trail) };
        self.streams.insert(secret.trail(person), trail);
        for area in self.areas.keys() {
            let info = StreamInfo { area: Some(*area), person: Some(person), ..StreamInfo::common(StreamSort::Intake) };
            self.streams.insert(secret.intake(*area, person), info);
        }
    }

    pub fn partnership(&self) -> Option<&PartnershipRecord> {
        self.partnership.as_ref().map(|(_, record)| record)
    }

    pub fn partnership_id(&self) -> Option<RecordId> {
        self.partnership.as_ref().map(|(id, _)| *id)
    }

    pub fn secret(&self) -> Option<&StreamSecret> {
        self.secret.as_ref()
    }

    pub fn people(&self) -> &BTreeMap<PersonId, Person> {
        &self.people
    }

    pub fn devices(&self) -> &BTreeMap<DeviceId, Device> {
        &self.devices
    }

    pub fn grants(&self) -> &BTreeMap<RecordId, Grant> {
        &self.grants
    }

    pub fn areas(&self) -> &BTreeMap<AreaId, WardCode> {
        &self.areas
    }

    pub fn stream(&self, id: StreamId) -> Option<StreamInfo> {
        self.streams.get(&id).copied()
    }

    pub fn streams(&self) -> &BTreeMap<StreamId, StreamInfo> {
        &self.streams
    }

    /// The areas a stream belongs to: one for an area's, several for a plan's, none for the others'.
    pub fn areas_of(&self, stream: StreamId) -> &[AreaId] {
        match self.streams.get(&stream) {
            Some(StreamInfo { area: Some(area), .. }) => std::slice::from_ref(area),
            _ => self.of_plans.get(&stream).map_or(&[], Vec::as_slice),
        }
    }

    fn is_plan(&self, stream: StreamId) -> bool {
        self.streams.get(&stream).is_some_and(|info| info.sort.is_plan())
    }

    /// A record of `control` or `reference` as it stands.
    pub fn fold(&self, record: RecordId) -> Option<&Fold> {
        self.folds.get(&record)
    }

    /// By name, to the letter but for case and blank ends. None where nobody or more than one is meant.
    pub fn person_named(&self, name: &str) -> Option<PersonId> {
        let wanted = name.trim().to_lowercase();
        let mut found = self.people.iter().filter(|(_, person)| person.name.trim().to_lowercase() == wanted);
        match (found.next(), found.next()) {
            (Some((id, _)), None) => Some(*id),
            _ => None,
        }
    }

    /// Whether they belong on this day.
    pub fn is_member(&self, person: PersonId, day: NaiveDate) -> bool {
        self.people.get(&person).is_some_and(|person| person.ended.is_none_or(|ended| day < ended))
    }

    /// Whether the device may hold anything on this day.
    pub fn is_welcome(&self, device: DeviceId, day: NaiveDate) -> bool {
        self.devices
            .get(&device)
            .is_some_and(|device| device.ended.is_none_or(|ended| day < ended) && self.is_member(device.person, day))
    }

    /// The rights somebody holds over a stream on this day. None for those who no longer belong.
    pub fn rights(&self, person: PersonId, stream: StreamId, day: NaiveDate) -> Vec<Right> {
        if !self.is_member(person, day) {
            return Vec::new();
        }
        let areas = self.areas_of(stream);
        self.gather(person, self.is_plan(stream), |grant| grant.holds_on(day) && grant.reaches(stream, areas))
    }

    /// The rights over an area as a whole.
    pub fn rights_over_area(&self, person: PersonId, area: AreaId, day: NaiveDate) -> Vec<Right> {
        if !self.is_member(person, day) {
            return Vec::new();
        }
        self.gather(person, false, |grant| grant.holds_on(day) && grant.audience.covers(area))
    }

    /// The rights over an area as a whole that were held at some time.
    fn rights_over_area_ever(&self, person: PersonId, area: AreaId) -> Vec<Right> {
        self.gather(person, false, |grant| grant.audience.covers(area))
    }

    /// The rights over the partnership as a whole.
    pub fn rights_everywhere(&self, person: PersonId, day: NaiveDate) -> Vec<Right> {
        if !self.is_member(person, day) {
            return Vec::new();
        }
        self.gather(person, false, |grant| grant.holds_on(day) && grant.audience == AudienceRef::Partnership)
    }

    /// Rights that were held at some time, whether or not they still are.
    fn rights_ever(&self, person: PersonId, stream: StreamId) -> Vec<Right> {
        let areas = self.areas_of(stream);
        self.gather(person, self.is_plan(stream), |grant| grant.reaches(stream, areas))
    }

    fn gather(&self, person: PersonId, plan: bool, counts: impl Fn(&Grant) -> bool) -> Vec<Right> {
        let held: BTreeSet<Right> = self
            .grants
            .values()
            .filter(|grant| grant.person == person && counts(grant))
            .flat_map(|grant| grant.gives(plan))
            .collect();
        held.into_iter().collect()
    }

    /// Whether a person may hold a stream on this day.
    pub fn may_read(&self, person: PersonId, stream: StreamId, day: NaiveDate) -> bool {
        let Some(info) = self.stream(stream) else { return false };
        self.is_member(person, day)
            && permissions::may_read(info.sort, &self.rights(person, stream, day), info.person == Some(person))
    }

    /// Every stream a person may hold on this day.
    pub fn readable(&self, person: PersonId, day: NaiveDate) -> Vec<StreamId> {
        self.streams.keys().copied().filter(|stream| self.may_read(person, *stream, day)).collect()
    }

    /// When somebody's reach over a stream ended: membership or the last grant that reached it.
    fn ended_on(&self, person: PersonId, device: DeviceId, stream: StreamId) -> Option<NaiveDate> {
        let membership = self.people.get(&person).and_then(|person| person.ended);
        let device = self.devices.get(&device).and_then(|device| device.ended);
        let areas = self.areas_of(stream);
        let grants = self.grants.values().filter(|grant| grant.person == person && grant.reaches(stream, areas));
        membership.or(device).or_else(|| grants.filter_map(Grant::ended_on).max())
    }
}

/// The areas a plan's stream record names.
pub(crate) fn plan_areas(fold: &Fold) -> Vec<AreaId> {
    plan::elements(fold, plan::AREAS).keys().filter_map(|id| id.parse().ok()).collect()
}

/// A device that introduces itself: the next one of somebody who has another, which vouches for it.
/// Returns the key its changes are signed with.
pub fn introduced(directory: &Directory, change: &Change, day: NaiveDate) -> Option<(DeviceId, PublicKey)> {
    let header = change.header();
    if header.kind != Kind::Device.as_str() || header.act != Act::Create || header.record != header.device.into() {
        return None;
    }
    let record: DeviceRecord = crate::change::Body::read(change.body_bytes()?).ok()?;
    let voucher_id = record.vouched_by?;
    let voucher = directory.devices.get(&voucher_id)?;
    let key = PublicKey::from_hex(&record.signing_key)?;
    let vouch = Signature::from_hex(&record.vouch)?;
    let known =
        directory.is_welcome(voucher_id, day) && voucher.person == record.person && header.author == record.person;
    (known && voucher.key.verify_vouch(&key, &vouch).is_ok() && change.check_signature(&key).is_ok())
        .then_some((header.device, key))
}

#[cfg(test)]
mod tests;

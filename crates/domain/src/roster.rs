//! The roster of safeguarding leads: to which key a source is sealed, and which devices can open it.
//!
//! A roster is a record in `control`, and the next one a record of its own that names the one before by its
//! hash. It is trusted for what its signature is, not for who passes it on: the first is made by somebody
//! who has the right to open sealed sources, each later one by a device that stands in the roster it
//! follows. So a server that lets a device of its own in, in a lead's name, gets nothing sealed to it.
//! The first cannot be told from a false one by looking; people compare its fingerprint.
//!
//! Must not know how a device keeps its keys, nor what is sealed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::change::{Act, Body, Change, ChangeHash};
use crate::entropy::Entropy;
use crate::ids::{DeviceId, PersonId, RecordId};
use crate::records::Kind;
use crate::sealing::{NotOpened, OpeningKey, SealingKey, Use};
use crate::seeded::{self, Seeded};
use crate::signing::{PublicKey, Signature, SigningKey, hex, unhex_bytes};

/// Leads' devices in one roster; a borough has a handful.
const DEVICES_MAX: usize = 64;
/// Keys that leads still hold. A new one is made when a lead leaves, and with a new code.
const EPOCHS_MAX: usize = 64;
/// Of them so many are left for taking leads out and for the printed code.
const EPOCHS_SPARE: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterRecord {
    /// 1 for the first.
    pub number: u32,
    /// The hashes of the rosters it follows, 64 hex digits each: one, or those that two leads made without
    /// sight of each other. None for the first.
    #[serde(default)]
    pub follows: Vec<String>,
    /// The leads' keys, the oldest first. What is sealed now is sealed to the last.
    pub keys: Vec<SealingKey>,
    pub devices: Vec<LeadDevice>,
    /// The public half of what the printed recovery code brings back, 64 hex digits.
    pub recovery: String,
    /// Each of `keys`, sealed to `recovery`; hex.
    pub envelopes: Vec<String>,
    /// Where no lead's device is left: the recovery key's signature over the rest, 128 hex digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovered: Option<String>,
}

/// A device that opens sealed sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeadDevice {
    pub device: DeviceId,
    pub person: PersonId,
    /// Its signing key, 64 hex digits: kept here, so that no later `device` record can put another in its place.
    pub key: String,
    /// Each of the roster's keys, sealed to this device; hex.
    pub keys: Vec<String>,
}

/// A device that is to open sealed sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    pub device: DeviceId,
    pub person: PersonId,
    pub key: PublicKey,
}

/// A roster that this device goes by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    pub id: RecordId,
    pub hash: ChangeHash,
    /// The key that it was signed with, as it stands in the roster that it was found to follow.
    pub signed: Option<PublicKey>,
    pub record: RosterRecord,
}

/// Why a roster is not gone by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stray {
    /// Its bytes hold no roster.
    Unreadable,
    /// The first, by somebody who has no right to open sealed sources.
    NoRight,
    /// It does not follow the one that is gone by.
    FollowsAnother,
    /// It follows, but whoever signed it does not stand there.
    NotALead,
    /// It drops or changes a key that something is sealed to.
    LosesKeys,
}

impl RosterRecord {
    /// What a roster must be whoever made it.
    fn is_sound(&self) -> bool {
        let devices: BTreeSet<DeviceId> = self.devices.iter().map(|lead| lead.device).collect();
        !self.keys.is_empty()
            && self.keys.len() <= EPOCHS_MAX
            && !self.devices.is_empty()
            && self.devices.len() <= DEVICES_MAX
            && devices.len() == self.devices.len()
            && self.envelopes.len() == self.keys.len()
            && self.devices.iter().all(|lead| lead.keys.len() == self.keys.len())
    }

    /// This roster, as made by whoever has the recovery code.
    pub fn recovered_by(self, recovery: &SigningKey) -> Self {
        let recovered = Some(recovery.recover_roster(&self.digest()).to_hex());
        Self { recovered, ..self }
    }

    /// What the recovery key's signature covers: which rosters it follows, every key and every device.
    fn digest(&self) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 roster digest v1");
        let mut part = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        part(&self.number.to_le_bytes());
        self.follows.iter().for_each(|hash| part(hash.as_bytes()));
        self.keys.iter().for_each(|key| part(key.as_bytes()));
        for lead in &self.devices {
            part(lead.device.as_bytes());
            part(lead.person.as_bytes());
            part(lead.key.as_bytes());
            lead.keys.iter().for_each(|sealed| part(sealed.as_bytes()));
        }
        part(self.recovery.as_bytes());
        self.envelopes.iter().for_each(|sealed| part(sealed.as_bytes()));
        *hasher.finalize().as_bytes()
    }

    /// Whether it bears the signature of the key that `before` names for when no lead is left.
    fn is_recovered_from(&self, before: &Self) -> bool {
        let signature = self.recovered.as_deref().and_then(Signature::from_hex);
        let signed = |signature| {
            let key = PublicKey::from_hex(&before.recovery)?;
            key.check_recovered_roster(&self.digest(), &signature).ok()
        };
        signature.and_then(signed).is_some()
    }

    /// The key that a source is sealed to now.
    pub fn key(&self) -> Option<&SealingKey> {
        self.keys.last()
    }

    pub fn device(&self, device: DeviceId) -> Option<&LeadDevice> {
        self.devices.iter().find(|lead| lead.device == device)
    }

    pub fn leads(&self) -> BTreeSet<PersonId> {
        self.devices.iter().map(|lead| lead.person).collect()
    }

    /// The keys that this device of a lead opens, as far as they open; the oldest first.
    pub fn open(&self, device: DeviceId, key: &SigningKey) -> Vec<OpeningKey> {
        let Some(lead) = self.device(device) else { return Vec::new() };
        let own = OpeningKey::from_bytes(&key.opening());
        let opened = |(public, sealed): (&SealingKey, &String)| {
            let sealed = unhex_bytes(sealed)?;
            let found = own.open_key(Use::LeadsKey, &bound(public, Some(device)), &sealed).ok()?;
            (found.public() == *public).then_some(found)
        };
        self.keys.iter().zip(&lead.keys).filter_map(opened).collect()
    }

    /// The keys, by the printed recovery code's.
    pub fn recover(&self, recovery: &SigningKey) -> Result<Vec<OpeningKey>, NotOpened> {
        let recovery = OpeningKey::from_bytes(&recovery.opening());
        let open = |(public, sealed): (&SealingKey, &String)| {
            let sealed = unhex_bytes(sealed).ok_or(NotOpened)?;
            let found = recovery.open_key(Use::LeadsRecovery, &bound(public, None), &sealed)?;
            if found.public() == *public { Ok(found) } else { Err(NotOpened) }
        };
        self.keys.iter().zip(&self.envelopes).map(open).collect()
    }

    /// The first roster: a key of its own, for these devices.
    pub fn first(leads: &[Lead], recovery: &PublicKey, entropy: &dyn Entropy) -> Option<Self> {
        Self::made(1, Vec::new(), &[OpeningKey::generate(entropy)], leads, recovery, entropy)
    }

    /// Whether a key can be added for more than to take somebody out or to go on with the printed code.
    pub const fn has_room(keys: usize) -> bool {
        keys + EPOCHS_SPARE < EPOCHS_MAX
    }

    /// The roster after those of `follows`, by a lead who opened `keys`. Whoever leaves takes along what they
    /// could open, so a key that is new is made for those who stay. So does whoever has the sheet of a code that is
    /// not gone on with, and an old roster: a new code comes with a new key.
    pub fn next(
        follows: &[&Roster],
        keys: &[OpeningKey],
        leads: &[Lead],
        recovery: &PublicKey,
        entropy: &dyn Entropy,
    ) -> Option<Self> {
        let number = follows.iter().map(|roster| roster.record.number).max()?.checked_add(1)?;
        let stays = |device: &LeadDevice| leads.iter().any(|lead| lead.device == device.device);
        let mut keys = keys.to_vec();
        let leaves = follows.iter().flat_map(|roster| &roster.record.devices).any(|device| !stays(device));
        let code = recovery.to_hex();
        if leaves || follows.iter().any(|roster| roster.record.recovery != code) {
            keys.push(OpeningKey::generate(entropy));
        }
        let hashes = follows.iter().map(|roster| hex(roster.hash.as_bytes())).collect();
        let mut made = Self::made(number, hashes, &keys, leads, recovery, entropy)?;
        if seeded::on(Seeded::AddedWithoutKeys) {
            let before = |device| follows.iter().any(|roster| roster.record.device(device).is_some());
            let added = made.devices.iter_mut().filter(|lead| !before(lead.device));
            added.flat_map(|lead| &mut lead.keys).for_each(String::clear);
        }
        Some(made)
    }

    fn made(
        number: u32,
        follows: Vec<String>,
        keys: &[OpeningKey],
        leads: &[Lead],
        recovery: &PublicKey,
        entropy: &dyn Entropy,
    ) -> Option<Self> {
        let seal = |to: &SealingKey, used: Use, device: Option<DeviceId>| -> Option<Vec<String>> {
            let one = |key: &OpeningKey| {
                let sealed = to.seal(used, &bound(&key.public(), device), key.to_bytes().as_slice(), entropy)?;
                Some(hex(&sealed))
            };
            keys.iter().map(one).collect()
        };
        let device = |lead: &Lead| {
            let to = SealingKey::from_bytes(lead.key.sealing()?);
            let keys = seal(&to, Use::LeadsKey, Some(lead.device))?;
            Some(LeadDevice { device: lead.device, person: lead.person, key: lead.key.to_hex(), keys })
        };
        let record = Self {
            number,
            follows,
            keys: keys.iter().map(OpeningKey::public).collect(),
            devices: leads.iter().map(device).collect::<Option<_>>()?,
            recovery: recovery.to_hex(),
            envelopes: seal(&SealingKey::from_bytes(recovery.sealing()?), Use::LeadsRecovery, None)?,
            recovered: None,
        };
        record.is_sound().then_some(record)
    }
}

/// A sealed key belongs to its public half and to the device it is for.
fn bound(public: &SealingKey, device: Option<DeviceId>) -> Vec<u8> {
    [public.as_bytes().as_slice(), device.map_or([0; 16], |device| *device.as_bytes()).as_slice()].concat()
}

impl Roster {
    /// Whether a change of kind `roster` is the one to go by from now on. `opens` says whether its author has
    /// the right to open sealed sources, which counts for the first alone.
    pub fn follow(current: Option<&Self>, change: &Change, opens: bool) -> Result<Self, Stray> {
        let header = change.header();
        let read = change.body_bytes().map(Body::read::<RosterRecord>);
        let (Some(Ok(record)), true) = (read, header.kind == Kind::Roster.as_str() && header.act == Act::Create) else {
            return Err(Stray::Unreadable);
        };
        if !record.is_sound() {
            return Err(Stray::Unreadable);
        }
        let next = Self { id: header.record, hash: change.hash(), signed: None, record };
        // The key of a device that stands there and has signed it.
        let signer = |record: &RosterRecord| -> Option<PublicKey> {
            let lead = record.device(header.device).filter(|lead| lead.person == header.author)?;
            PublicKey::from_hex(&lead.key).filter(|key| change.check_signature(key).is_ok())
        };
        let Some(current) = current else {
            let first = next.record.number == 1 && next.record.follows.is_empty();
            return match (first, signer(&next.record).filter(|_| opens)) {
                (true, Some(key)) => Ok(Self { signed: Some(key), ..next }),
                (true, None) => Err(Stray::NoRight),
                (false, _) => Err(Stray::FollowsAnother),
            };
        };
        if next.record.number <= current.record.number || !next.record.follows.contains(&hex(current.hash.as_bytes())) {
            return Err(Stray::FollowsAnother);
        }
        // By a device that stands in the one before; or, for a roster that it makes itself stand in, by the code.
        let recovered = || signer(&next.record).filter(|_| next.record.is_recovered_from(&current.record));
        let signed = signer(&current.record).or_else(recovered);
        if signed.is_none() && !seeded::on(Seeded::RosterOfAnybody) {
            return Err(Stray::NotALead);
        }
        let kept = current.record.keys.iter().all(|key| next.record.keys.contains(key));
        if kept { Ok(Self { signed, ..next }) } else { Err(Stray::LosesKeys) }
    }

    /// Those of `known` that it follows.
    fn before<'r>(&self, known: &'r [Self]) -> impl Iterator<Item = &'r Self> {
        known.iter().filter(|before| {
            before.record.number < self.record.number && self.record.follows.contains(&hex(before.hash.as_bytes()))
        })
    }

    /// The first with its code of those that led to it: whoever signed that one made the code. Another list that names
    /// the same code, as anybody can who has seen it, is none of them.
    pub fn origin<'r>(&'r self, known: &'r [Self]) -> &'r Self {
        let mut made = self;
        while let Some(before) = made.before(known).find(|before| before.record.recovery == made.record.recovery) {
            made = before;
        }
        made
    }

    /// The code that a roster after `follows` names, where no new one is made: theirs, or of two the one that was made
    /// in the place of the other. That counts only where a device made it that is among `leads`, which the next roster
    /// is of: neither who was taken out meanwhile nor who has nothing but an old code puts one of their own there.
    /// None where it is nobody's to choose; a lead makes a new one then. `known` is what `follows` came after, too.
    pub fn code(follows: &[&Self], known: &[Self], leads: &[Lead]) -> Option<PublicKey> {
        let instead = |old: &str, new: &Self| {
            let mut made = new.origin(known);
            loop {
                if !leads.iter().any(|lead| made.signed == Some(lead.key)) {
                    return false;
                }
                if made.before(known).any(|before| before.record.recovery == old) {
                    return true;
                }
                // One that took the place of one that took the place of it.
                match made.before(known).next() {
                    Some(before) => made = before.origin(known),
                    None => return false,
                }
            }
        };
        let takes = |one: &Self, other: &Self| {
            other.record.recovery == one.record.recovery || instead(&other.record.recovery, one)
        };
        let one = follows.iter().find(|one| follows.iter().all(|other| takes(one, other)))?;
        PublicKey::from_hex(&one.record.recovery)
    }

    /// By which people tell whether a printed code is the one that this roster names: ten digits in two groups.
    pub fn code_mark(&self) -> String {
        let hash = blake3::derive_key("wardbook 2026-11 leads code mark v1", self.record.recovery.as_bytes());
        digits(&hash[..8])
    }

    /// What leads read to each other: twenty digits in groups of five.
    pub fn fingerprint(&self) -> String {
        let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 roster fingerprint v1");
        hasher.update(self.hash.as_bytes());
        digits(&hasher.finalize().as_bytes()[..16])
    }
}

/// Five of every four bytes.
fn digits(bytes: &[u8]) -> String {
    let groups: Vec<String> = bytes
        .chunks_exact(4)
        .map(|four| format!("{:05}", u32::from_le_bytes([four[0], four[1], four[2], four[3]]) % 100_000))
        .collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::{Author, Draft};
    use crate::clock::Timestamp;
    use crate::entropy::SeededEntropy;
    use crate::ids::StreamId;

    struct Desk {
        lead: Lead,
        key: SigningKey,
        author: Author,
    }

    fn desk(number: u8) -> Desk {
        let key = SigningKey::generate(&SeededEntropy::new(number.into()));
        let (device, person) = (DeviceId::from_bytes([number; 16]), PersonId::from_bytes([number; 16]));
        Desk { lead: Lead { device, person, key: key.public() }, author: Author::new(person, device), key }
    }

    impl Desk {
        fn signs(&mut self, record: &RosterRecord) -> Change {
            let entropy = SeededEntropy::new(u64::from(record.number) + 100);
            let control = StreamId::from_bytes([9; 16]);
            let id = RecordId::new(Timestamp::from_millis(1_000), &entropy);
            let draft = Draft::create(control, id, Kind::Roster.as_str(), record);
            self.author.write(vec![draft], &self.key, Timestamp::from_millis(1_000), &entropy).unwrap().remove(0)
        }
    }

    fn recovery() -> SigningKey {
        SigningKey::generate(&SeededEntropy::new(77))
    }

    /// By one who stands in it, with others.
    fn first(desk: &mut Desk, others: &[Lead]) -> Roster {
        let leads = [&[desk.lead], others].concat();
        let record = RosterRecord::first(&leads, &recovery().public(), &SeededEntropy::new(5)).unwrap();
        Roster::follow(None, &desk.signs(&record), true).unwrap()
    }

    fn next(desk: &Desk, after: &Roster, leads: &[Lead]) -> RosterRecord {
        let keys = after.record.open(desk.lead.device, &desk.key);
        RosterRecord::next(&[after], &keys, leads, &recovery().public(), &SeededEntropy::new(6)).unwrap()
    }

    #[test]
    fn each_leads_device_opens_the_key_and_so_does_the_recovery_code_and_nobody_else() {
        let (mut sue, tom, other) = (desk(1), desk(2), desk(3));
        let roster = first(&mut sue, &[tom.lead]);
        let public = *roster.record.key().unwrap();
        for lead in [&sue, &tom] {
            let opened = roster.record.open(lead.lead.device, &lead.key);
            assert_eq!(opened.iter().map(OpeningKey::public).collect::<Vec<_>>(), [public]);
        }
        assert!(roster.record.open(other.lead.device, &other.key).is_empty());
        assert!(roster.record.open(sue.lead.device, &other.key).is_empty(), "under another's name");
        assert_eq!(roster.record.recover(&recovery()).unwrap()[0].public(), public);
        assert_eq!(roster.record.recover(&SigningKey::generate(&SeededEntropy::new(8))).err(), Some(NotOpened));
    }

    #[test]
    fn a_lead_who_is_added_opens_what_was_sealed_before_and_one_who_leaves_nothing_that_comes_after() {
        let (mut sue, mut tom, una) = (desk(1), desk(2), desk(3));
        let one = first(&mut sue, &[tom.lead]);
        let two = next(&sue, &one, &[sue.lead, tom.lead, una.lead]);
        let two = Roster::follow(Some(&one), &sue.signs(&two), false).unwrap();
        assert_eq!(two.record.keys, one.record.keys, "nobody left: the key stays");
        assert_eq!(two.record.open(una.lead.device, &una.key).len(), 1);

        let three = next(&tom, &two, &[tom.lead, una.lead]);
        let three = Roster::follow(Some(&two), &tom.signs(&three), false).unwrap();
        assert_eq!(three.record.keys.len(), 2);
        assert_eq!(three.record.open(una.lead.device, &una.key).len(), 2, "what came before opens too");
        assert!(three.record.open(sue.lead.device, &sue.key).is_empty());
        let kept = two.record.open(sue.lead.device, &sue.key);
        assert!(kept.iter().all(|key| key.public() != *three.record.key().unwrap()));
    }

    #[test]
    fn nobody_who_does_not_stand_in_a_roster_makes_the_next_one_whoever_lets_them_in() {
        let (mut sue, mut mallory) = (desk(1), desk(2));
        let one = first(&mut sue, &[]);
        let two = next(&sue, &one, &[sue.lead, mallory.lead]);
        assert_eq!(Roster::follow(Some(&one), &mallory.signs(&two), true), Err(Stray::NotALead));
        // A device in a lead's name is not that lead's device.
        let mut in_her_name = desk(4);
        in_her_name.author = Author::new(sue.lead.person, in_her_name.lead.device);
        assert_eq!(Roster::follow(Some(&one), &in_her_name.signs(&two), true), Err(Stray::NotALead));
        // Nor is one that takes her device's id, with a key of its own.
        let mut as_hers = desk(5);
        as_hers.author = Author::new(sue.lead.person, sue.lead.device);
        assert_eq!(Roster::follow(Some(&one), &as_hers.signs(&two), true), Err(Stray::NotALead));
        assert!(Roster::follow(Some(&one), &sue.signs(&two), false).is_ok());
    }

    #[test]
    fn a_roster_out_of_the_blue_a_second_first_one_and_an_older_one_are_not_gone_by() {
        let (mut sue, mut mallory) = (desk(1), desk(2));
        let record = RosterRecord::first(&[mallory.lead], &recovery().public(), &SeededEntropy::new(5)).unwrap();
        assert_eq!(Roster::follow(None, &mallory.signs(&record), false), Err(Stray::NoRight));
        let one = first(&mut sue, &[]);
        assert_eq!(Roster::follow(Some(&one), &mallory.signs(&record), true), Err(Stray::FollowsAnother));
        let two = Roster::follow(Some(&one), &sue.signs(&next(&sue, &one, &[sue.lead])), false).unwrap();
        let other = next(&sue, &one, &[sue.lead, mallory.lead]);
        assert_eq!(Roster::follow(Some(&two), &sue.signs(&other), false), Err(Stray::FollowsAnother), "a fork");
        assert_eq!(Roster::follow(None, &sue.signs(&two.record), true), Err(Stray::FollowsAnother), "not the first");
    }

    #[test]
    fn two_rosters_that_leads_made_without_sight_of_each_other_are_brought_together_by_one_of_them() {
        let (mut sue, mut tom, una, ada) = (desk(1), desk(2), desk(3), desk(4));
        let one = first(&mut sue, &[tom.lead]);
        let by_sue = Roster::follow(Some(&one), &sue.signs(&next(&sue, &one, &[sue.lead, tom.lead, una.lead])), false);
        let by_tom = Roster::follow(Some(&one), &tom.signs(&next(&tom, &one, &[sue.lead, tom.lead, ada.lead])), false);
        let (by_sue, by_tom) = (by_sue.unwrap(), by_tom.unwrap());
        let keys = by_sue.record.open(sue.lead.device, &sue.key);
        let all = [sue.lead, tom.lead, una.lead, ada.lead];
        let both = RosterRecord::next(&[&by_sue, &by_tom], &keys, &all, &recovery().public(), &SeededEntropy::new(7));
        let change = sue.signs(&both.unwrap());
        for gone_by in [&by_sue, &by_tom] {
            let joined = Roster::follow(Some(gone_by), &change, false).unwrap();
            assert_eq!(joined.record.leads().len(), 4);
        }
    }

    #[test]
    fn a_roster_that_loses_a_key_is_not_gone_by() {
        let mut sue = desk(1);
        let one = first(&mut sue, &[]);
        let fresh = [OpeningKey::generate(&SeededEntropy::new(8))];
        let two =
            RosterRecord::next(&[&one], &fresh, &[sue.lead], &recovery().public(), &SeededEntropy::new(6)).unwrap();
        assert_eq!(Roster::follow(Some(&one), &sue.signs(&two), false), Err(Stray::LosesKeys));
    }

    #[test]
    fn where_no_lead_is_left_the_printed_code_brings_another_in_who_opens_everything() {
        let (mut sue, mut una) = (desk(1), desk(3));
        let one = first(&mut sue, &[]);
        let keys = one.record.recover(&recovery()).unwrap();
        let una_s = una.lead;
        let make = |code: &SigningKey| {
            let fresh = SigningKey::generate(&SeededEntropy::new(78)).public();
            let next = RosterRecord::next(&[&one], &keys, &[una_s], &fresh, &SeededEntropy::new(6)).unwrap();
            next.recovered_by(code)
        };
        let (good, bad) = (make(&recovery()), make(&SigningKey::generate(&SeededEntropy::new(8))));
        assert_eq!(Roster::follow(Some(&one), &una.signs(&bad), false), Err(Stray::NotALead));
        let altered = RosterRecord { devices: make(&recovery()).devices, number: 9, ..good.clone() };
        assert_eq!(Roster::follow(Some(&one), &una.signs(&altered), false), Err(Stray::NotALead));
        let two = Roster::follow(Some(&one), &una.signs(&good), false).unwrap();
        assert_eq!(two.record.open(una.lead.device, &una.key).len(), 2);
        assert!(two.record.recover(&recovery()).is_err(), "the old code is used up");
    }

    /// By a lead who makes a new code with it.
    fn renewed(desk: &Desk, after: &Roster, leads: &[Lead], fresh: &SigningKey) -> RosterRecord {
        let keys = after.record.open(desk.lead.device, &desk.key);
        RosterRecord::next(&[after], &keys, leads, &fresh.public(), &SeededEntropy::new(7)).unwrap()
    }

    fn fresh(number: u64) -> SigningKey {
        SigningKey::generate(&SeededEntropy::new(number + 200))
    }

    #[test]
    fn a_new_code_opens_all_there_is_and_the_one_before_it_no_list_and_nothing_that_is_sealed_from_now_on() {
        let (mut sue, tom, mut una) = (desk(1), desk(2), desk(3));
        let one = first(&mut sue, &[tom.lead]);
        let two = renewed(&sue, &one, &[sue.lead, tom.lead], &fresh(1));
        assert_eq!(Roster::follow(Some(&one), &una.signs(&two), true), Err(Stray::NotALead), "by no lead");
        let two = Roster::follow(Some(&one), &sue.signs(&two), false).unwrap();
        assert_eq!(two.record.keys.len(), 2, "nobody left, and there is a new key");
        assert_eq!(two.record.recover(&fresh(1)).unwrap().len(), 2);
        assert_eq!(two.record.open(tom.lead.device, &tom.key).len(), 2);
        assert_eq!(two.record.recover(&recovery()).err(), Some(NotOpened));
        // The old sheet and the old list open what was sealed before.
        let before = one.record.recover(&recovery()).unwrap();
        assert!(before.iter().all(|key| key.public() != *two.record.key().unwrap()));

        // Nobody is brought in by it any more.
        let by_code = |code: &SigningKey, keys: &[OpeningKey]| {
            let next = RosterRecord::next(&[&two], keys, &[una.lead], &fresh(2).public(), &SeededEntropy::new(8));
            next.unwrap().recovered_by(code)
        };
        let keys = two.record.recover(&fresh(1)).unwrap();
        let (with_old, with_new) = (by_code(&recovery(), &keys), by_code(&fresh(1), &keys));
        assert_eq!(Roster::follow(Some(&two), &una.signs(&with_old), true), Err(Stray::NotALead));
        assert!(Roster::follow(Some(&two), &una.signs(&with_new), true).is_ok());
    }

    #[test]
    fn of_two_lists_made_without_sight_of_each_other_the_code_is_the_one_that_a_lead_who_stays_renewed() {
        let (mut sue, mut tom, una) = (desk(1), desk(2), desk(3));
        let one = first(&mut sue, &[tom.lead]);
        let all = [sue.lead, tom.lead, una.lead];
        let added = Roster::follow(Some(&one), &sue.signs(&next(&sue, &one, &all)), false).unwrap();
        let new = renewed(&tom, &one, &[sue.lead, tom.lead], &fresh(1));
        let new = Roster::follow(Some(&one), &tom.signs(&new), false).unwrap();
        let known = [one.clone(), added.clone(), new.clone()];
        let of = |follows: &[&Roster], leads: &[Lead]| Roster::code(follows, &known, leads);
        assert_eq!(of(&[&added], &all), Some(recovery().public()));
        for follows in [[&added, &new], [&new, &added]] {
            assert_eq!(of(&follows, &all), Some(fresh(1).public()));
            assert_eq!(of(&follows, &[sue.lead, una.lead]), None, "its maker is taken out");
            // What is sealed once both are brought together opens with neither of the two before, nor the old code.
            let keys = new.record.open(sue.lead.device, &sue.key);
            let both = RosterRecord::next(&follows, &keys, &all, &fresh(1).public(), &SeededEntropy::new(9)).unwrap();
            assert!(follows.iter().all(|roster| !roster.record.keys.contains(both.key().unwrap())));
        }

        // Two that were renewed: neither sheet is better than the other.
        let other = renewed(&sue, &one, &all, &fresh(2));
        let other = Roster::follow(Some(&one), &sue.signs(&other), false).unwrap();
        let known = [one, new.clone(), other.clone()];
        assert_eq!(Roster::code(&[&new, &other], &known, &all), None);
    }

    #[test]
    fn whoever_has_the_old_code_alone_puts_none_of_theirs_in_its_place_also_not_under_a_leads_name() {
        let (mut sue, tom, mut mallory) = (desk(1), desk(2), desk(5));
        let one = first(&mut sue, &[tom.lead]);
        let added = Roster::follow(Some(&one), &sue.signs(&next(&sue, &one, &[sue.lead, tom.lead])), false).unwrap();
        // Sue's device and person, with a key of Mallory's own.
        mallory.lead = Lead { key: mallory.lead.key, ..sue.lead };
        mallory.author = Author::new(sue.lead.person, sue.lead.device);
        let keys = one.record.recover(&recovery()).unwrap();
        let leads = [mallory.lead, tom.lead];
        let by_code = RosterRecord::next(&[&one], &keys, &leads, &recovery().public(), &SeededEntropy::new(6)).unwrap();
        let change = mallory.signs(&by_code.recovered_by(&recovery()));
        let by_code = Roster::follow(Some(&one), &change, false).unwrap();
        let own = renewed(&mallory, &by_code, &leads, &fresh(1));
        let own = Roster::follow(Some(&by_code), &mallory.signs(&own), false).unwrap();
        let known = [one, added.clone(), by_code, own.clone()];
        assert_eq!(Roster::code(&[&added, &own], &known, &[sue.lead, tom.lead]), None);
    }

    #[test]
    fn the_fingerprint_is_short_enough_to_read_out_and_differs() {
        let (mut sue, mut tom) = (desk(1), desk(2));
        let (one, other) = (first(&mut sue, &[]), first(&mut tom, &[]));
        assert_eq!(one.fingerprint().len(), 23);
        assert_ne!(one.fingerprint(), other.fingerprint());
    }
}

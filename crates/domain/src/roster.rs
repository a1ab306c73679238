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
mod tests;

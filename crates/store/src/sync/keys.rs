//! Whose signature is whose. A device counts once somebody known vouches for it: the root (the
//! server's identity key in a partnership with a server), or a device that counts already.

use std::collections::BTreeMap;

use domain::change::{Act, Body, Change, ChangeFault};
use domain::ids::{DeviceId, PersonId};
use domain::records::{DeviceRecord, Kind};
use domain::signing::{PublicKey, Signature};
use rusqlite::Connection;

use crate::apply::known_keys;
use crate::error::Result;

pub(super) struct KeyRing {
    root: PublicKey,
    keys: BTreeMap<DeviceId, PublicKey>,
    people: BTreeMap<DeviceId, PersonId>,
}

impl KeyRing {
    /// The devices this notebook knows. `root` vouches for the first.
    pub fn load(connection: &Connection, root: PublicKey) -> Result<Self> {
        Ok(Self { root, keys: known_keys(connection)?, people: people(connection)? })
    }

    /// Checks a change's signature, and that its device signs for its own person.
    pub fn check(&self, change: &Change) -> Result<(), ChangeFault> {
        let key = self.keys.get(&change.header().device).ok_or(ChangeFault::Signature)?;
        if !self.is_of_its_person(change) {
            return Err(ChangeFault::Signature);
        }
        change.check_signature(key)
    }

    /// Anybody else's name on a change is a forgery.
    pub fn is_of_its_person(&self, change: &Change) -> bool {
        self.people.get(&change.header().device) == Some(&change.header().author)
    }

    /// Adds the key that a device's record brings, if somebody known vouches for it. What the record's
    /// own signature is worth is checked as for any change.
    pub fn admit(&mut self, change: &Change) {
        let header = change.header();
        if header.kind != Kind::Device.as_str() || header.act != Act::Create {
            return;
        }
        let Some(Ok(record)) = change.body_bytes().map(Body::read::<DeviceRecord>) else { return };
        let voucher = match record.vouched_by {
            None => Some(&self.root),
            Some(device) => self.keys.get(&device),
        };
        let (Some(voucher), Some(key), Some(vouch)) =
            (voucher, PublicKey::from_hex(&record.signing_key), Signature::from_hex(&record.vouch))
        else {
            return;
        };
        if voucher.verify_vouch(&key, &vouch).is_ok() {
            self.keys.entry(header.record.into()).or_insert(key);
            self.people.entry(header.record.into()).or_insert(record.person);
        }
    }

    pub fn keys(&self) -> &BTreeMap<DeviceId, PublicKey> {
        &self.keys
    }
}

fn people(connection: &Connection) -> Result<BTreeMap<DeviceId, PersonId>> {
    let mut statement = connection.prepare_cached("SELECT id, person FROM device")?;
    let rows =
        statement.query_map([], |row| Ok((DeviceId::from_bytes(row.get(0)?), PersonId::from_bytes(row.get(1)?))))?;
    rows.map(|row| row.map_err(Into::into)).collect()
}

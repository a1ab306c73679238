//! Whose signature is whose. A device counts once somebody known vouches for it: the root (the
//! server's identity key in a partnership with a server), or a device that counts already. A key that the
//! server had before vouches for the server's own devices of then, and for nobody else.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use domain::change::{Act, Body, Change, ChangeFault};
use domain::ids::{DeviceId, PersonId};
use domain::records::{DeviceRecord, Kind};
use domain::signing::{PublicKey, Signature, Verifier};
use rusqlite::Connection;

use crate::error::Result;
use crate::facts;

pub(crate) struct KeyRing {
    root: PublicKey,
    /// Keys that the server had before.
    earlier: Vec<PublicKey>,
    devices: BTreeMap<DeviceId, Device>,
}

struct Device {
    key: PublicKey,
    person: PersonId,
    /// Made at the first check: a partnership has hundreds of devices, a page bears a few.
    verifier: OnceLock<Option<Verifier>>,
}

impl Device {
    const fn new(key: PublicKey, person: PersonId) -> Self {
        Self { key, person, verifier: OnceLock::new() }
    }
}

impl KeyRing {
    /// The devices this notebook knows. `root` vouches for the first.
    pub fn load(connection: &Connection, root: PublicKey) -> Result<Self> {
        let mut statement = connection.prepare_cached("SELECT id, signing_key, person FROM device")?;
        let rows = statement.query_map([], |row| {
            let device = Device::new(PublicKey::from_bytes(row.get(1)?), PersonId::from_bytes(row.get(2)?));
            Ok((DeviceId::from_bytes(row.get(0)?), device))
        })?;
        Ok(Self { root, earlier: Vec::new(), devices: rows.collect::<Result<_, _>>()? })
    }

    /// For what this server itself gives, from its first day on.
    pub fn of_server(connection: &Connection, server: PublicKey) -> Result<Self> {
        Ok(Self { earlier: facts::earlier_servers(connection)?, ..Self::load(connection, server)? })
    }

    pub fn knows(&self, device: DeviceId) -> bool {
        self.devices.contains_key(&device)
    }

    /// A device's key and whose it is.
    pub fn device(&self, device: DeviceId) -> Option<(PublicKey, PersonId)> {
        self.devices.get(&device).map(|device| (device.key, device.person))
    }

    /// Checks a change's signature, and that its device signs for its own person: anybody else's name on
    /// a change is a forgery.
    pub fn check(&self, change: &Change) -> Result<(), ChangeFault> {
        let header = change.header();
        let device = self.devices.get(&header.device).filter(|device| device.person == header.author);
        let verifier = device.and_then(|device| device.verifier.get_or_init(|| device.key.verifier().ok()).as_ref());
        change.check_signature_by(verifier.ok_or(ChangeFault::Signature)?)
    }

    /// Adds the key that a device's record brings, if somebody known vouches for it. What the record's
    /// own signature is worth is checked as for any change.
    pub fn admit(&mut self, change: &Change) {
        let header = change.header();
        if header.kind != Kind::Device.as_str() || header.act != Act::Create {
            return;
        }
        let Some(Ok(record)) = change.body_bytes().map(Body::read::<DeviceRecord>) else { return };
        let (Some(key), Some(vouch)) = (PublicKey::from_hex(&record.signing_key), Signature::from_hex(&record.vouch))
        else {
            return;
        };
        let voucher = match record.vouched_by {
            None => Some(if self.earlier.contains(&key) { &key } else { &self.root }),
            Some(device) => self.devices.get(&device).map(|device| &device.key),
        };
        let Some(voucher) = voucher else { return };
        if voucher.verify_vouch(&key, &vouch).is_ok() {
            self.devices.entry(header.record.into()).or_insert_with(|| Device::new(key, record.person));
        }
    }
}

//! Going on as a new device. A copy that writes on under its old number would make two different
//! changes with one number; so a restored backup, and a profile found elsewhere than it was left,
//! first takes a new device id and key, vouched for by the old key. Nothing is dropped.

use domain::change::{Author, Draft};
use domain::clock::Timestamp;
use domain::entropy::Entropy;
use domain::ids::DeviceId;
use domain::records::{DeviceRecord, Kind};
use domain::signing::SigningKey;

use crate::error::Result;
use crate::facts;
use crate::store::{Reader, Store, Writer};

/// Whether the notebook was opened where it was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    AtHome,
    /// It lies in another folder or machine than before and now goes on as this device.
    Moved(DeviceId),
}

impl Store {
    /// To be called on opening, before anything is written.
    pub fn settle(&self, now: Timestamp, entropy: &dyn Entropy) -> Result<Settled> {
        let home = self.profile().home()?;
        let at_home = |reader: &Reader<'_>| Ok(facts::home(reader.connection)?.as_deref() == Some(&home));
        if self.read(at_home)? {
            return Ok(Settled::AtHome);
        }
        self.write(now, entropy, |writer| {
            // Asked again where nobody else writes: another program that opened the notebook here at the
            // same time may have settled it meanwhile, and one new device is enough.
            if at_home(writer)? {
                return Ok(Settled::AtHome);
            }
            Ok(Settled::Moved(writer.go_on_as_new_device("moved", &home)?))
        })
    }
}

impl Writer<'_> {
    /// `reason` is `moved` or `restored`, `home` the fingerprint of where the notebook is now.
    pub(crate) fn go_on_as_new_device(&mut self, reason: &str, home: &str) -> Result<DeviceId> {
        let device = self.become_new_device(reason)?;
        facts::put_home(self.connection, home)?;
        self.put_notice(reason, &device.to_string())?;
        Ok(device)
    }

    pub(crate) fn become_new_device(&mut self, reason: &str) -> Result<DeviceId> {
        let key = SigningKey::generate(self.entropy);
        let device = DeviceId::new(self.now, self.entropy);
        let old = self.identity.clone();
        let record = DeviceRecord {
            person: old.person(),
            signing_key: key.public().to_hex(),
            vouched_by: Some(old.device()),
            vouch: old.key.vouch(&key.public()).to_hex(),
            reason: reason.to_owned(),
            ended: None,
        };
        let mut author = Author::new(old.person(), device);
        // What the new device writes sorts after what the old one wrote.
        author.clock = old.author.clock;
        self.identity.author = author;
        self.identity.key = key;
        self.identity.save(self.connection)?;
        let draft = Draft::create(old.control, device.into(), Kind::Device.as_str(), &record);
        self.write_group(vec![draft])?;
        Ok(device)
    }
}

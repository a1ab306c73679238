//! Who writes on this device: person, device, key, and where the device's chain stands.

use domain::change::{Author, ChangeHash};
use domain::clock::HybridTime;
use domain::ids::{DeviceId, PartnershipId, PersonId, StreamId};
use domain::signing::SigningKey;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::error::{Result, StoreError};

/// The one row of `identity`.
#[derive(Debug, Clone)]
pub struct Identity {
    pub partnership: PartnershipId,
    pub control: StreamId,
    pub author: Author,
    pub key: SigningKey,
    /// The administrator root, on the device where it was made.
    pub root: Option<SigningKey>,
}

impl Identity {
    pub fn person(&self) -> PersonId {
        self.author.person
    }

    pub fn device(&self) -> DeviceId {
        self.author.device
    }

    pub(crate) fn load(connection: &Connection) -> Result<Self> {
        connection
            .prepare_cached(
                "SELECT partnership, control, person, device, signing_key, root_key, sequence, previous, clock_millis, clock_counter
                 FROM identity",
            )?
            .query_row([], |row| Ok(Self::from_row(row)))
            .optional()?
            .ok_or_else(|| StoreError::Inconsistent("the notebook has no writer".to_owned()))?
    }

    fn from_row(row: &Row<'_>) -> Result<Self> {
        let id = |at: usize| -> Result<[u8; 16]> { Ok(row.get(at)?) };
        Ok(Self {
            partnership: PartnershipId::from_bytes(id(0)?),
            control: StreamId::from_bytes(id(1)?),
            author: Author {
                person: PersonId::from_bytes(id(2)?),
                device: DeviceId::from_bytes(id(3)?),
                sequence: row.get::<_, i64>(6)?.unsigned_abs(),
                previous: ChangeHash::from_bytes(row.get(7)?),
                clock: HybridTime { millis: row.get::<_, i64>(8)?.unsigned_abs(), counter: row.get(9)? },
            },
            key: key(row, 4)?.ok_or_else(|| StoreError::Inconsistent("the device has no key".to_owned()))?,
            root: key(row, 5)?,
        })
    }

    /// Puts the whole row: a new notebook, or a notebook that goes on as a new device.
    pub(crate) fn save(&self, connection: &Connection) -> Result<()> {
        let secret = self.key.to_bytes();
        let root = self.root.as_ref().map(SigningKey::to_bytes);
        connection.execute(
            "INSERT OR REPLACE INTO identity
                 (one, partnership, control, person, device, signing_key, root_key, sequence, previous, clock_millis, clock_counter)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            rusqlite::params![
                self.partnership.as_bytes(),
                self.control.as_bytes(),
                self.author.person.as_bytes(),
                self.author.device.as_bytes(),
                secret.as_slice(),
                root.as_ref().map(|root| root.as_slice()),
                self.author.sequence as i64,
                self.author.previous.as_bytes(),
                self.author.clock.millis as i64,
                self.author.clock.counter,
            ],
        )?;
        Ok(())
    }

    /// Moves the chain on, in the transaction that holds what was written.
    pub(crate) fn save_author(&self, connection: &Connection) -> Result<()> {
        connection
            .prepare_cached("UPDATE identity SET sequence = ?1, previous = ?2, clock_millis = ?3, clock_counter = ?4")?
            .execute(rusqlite::params![
                self.author.sequence as i64,
                self.author.previous.as_bytes(),
                self.author.clock.millis as i64,
                self.author.clock.counter,
            ])?;
        Ok(())
    }
}

fn key(row: &Row<'_>, at: usize) -> Result<Option<SigningKey>> {
    let bytes: Option<zeroize::Zeroizing<[u8; 32]>> = row.get::<_, Option<[u8; 32]>>(at)?.map(zeroize::Zeroizing::new);
    Ok(bytes.map(|bytes| SigningKey::from_bytes(&bytes)))
}

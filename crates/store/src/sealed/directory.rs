//! Who may read what, as far as this device knows: what may go into a file, and what may be taken from one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::access::Directory;
use domain::ids::{DeviceId, PersonId, StreamId};
use domain::signing::PublicKey;
use rusqlite::Connection;

use crate::apply::{CHANGE_COLUMNS, change_from_row};
use crate::error::Result;

/// From everything held of `control` and `reference`. What a file brought and the server has refused since
/// lets nobody in: nothing more is sealed to whom it names.
pub(super) fn load(connection: &Connection) -> Result<Directory> {
    let mut directory = Directory::default();
    let mut statement = connection.prepare(&format!(
        "SELECT {CHANGE_COLUMNS} FROM change
         WHERE stream IN (SELECT no FROM stream WHERE sort IN ('control', 'reference'))
           AND NOT (position IS NULL AND no IN (SELECT change FROM brought) AND no NOT IN (SELECT change FROM lost)
                    AND EXISTS (SELECT 1 FROM server))
         ORDER BY no"
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (change, time) = change_from_row(row)?;
        directory.take(&change, time);
    }
    Ok(directory)
}

/// Members of a day who could open a file, and which streams each may read.
pub(super) struct Readers<'a> {
    pub directory: &'a Directory,
    day: NaiveDate,
    devices: BTreeMap<PersonId, Vec<(DeviceId, PublicKey)>>,
    of_streams: BTreeMap<StreamId, BTreeSet<PersonId>>,
}

impl<'a> Readers<'a> {
    /// `here` is this device: whoever has no other is not somebody to hand a file to.
    pub fn of(directory: &'a Directory, here: DeviceId, day: NaiveDate) -> Self {
        let mut devices: BTreeMap<PersonId, Vec<(DeviceId, PublicKey)>> = BTreeMap::new();
        for (id, device) in directory.devices() {
            // The server writes in `control` with a device of its own.
            if *id != here && device.reason != "server" && directory.is_welcome(*id, day) {
                devices.entry(device.person).or_default().push((*id, device.key));
            }
        }
        Self { directory, day, devices, of_streams: BTreeMap::new() }
    }

    /// Everybody who has a device to open a file with.
    pub fn everybody(&self) -> BTreeSet<PersonId> {
        self.devices.keys().copied().collect()
    }

    pub fn may_read(&mut self, stream: StreamId) -> &BTreeSet<PersonId> {
        let (directory, day, devices) = (self.directory, self.day, &self.devices);
        self.of_streams.entry(stream).or_insert_with(|| {
            devices.keys().copied().filter(|person| directory.may_read(*person, stream, day)).collect()
        })
    }

    /// Those who may read all of these streams.
    pub fn of_all(&mut self, streams: &BTreeSet<StreamId>) -> BTreeSet<PersonId> {
        let mut found = self.everybody();
        for stream in streams {
            let readers = self.may_read(*stream);
            found.retain(|person| readers.contains(person));
        }
        found
    }

    pub fn keys(&self, people: &BTreeSet<PersonId>) -> Vec<PublicKey> {
        let of = |person: &PersonId| self.devices.get(person).into_iter().flatten().map(|(_, key)| *key);
        people.iter().flat_map(of).collect()
    }
}

//! The chains of devices and of streams, as far as they are held: each change names the one its device
//! wrote before, and each position follows from the one before it, up to the server's signed word.

use std::collections::{BTreeMap, BTreeSet};

use domain::chain::{ChainHash, Head};
use domain::change::{Author, ChangeHash};
use domain::clock::Timestamp;
use domain::ids::{DeviceId, GroupId, StreamId};
use domain::signing::{PublicKey, Signature};
use rusqlite::Connection;

use crate::error::{Result, StoreError};

/// Of each device its held changes by number: the hash of the one before, and its own.
///
/// With a server, what it placed is what there is. A copied device's two halves used the same numbers; what
/// one of them wrote and the server did not take stays in its log, belongs to no chain, and is no damage.
#[derive(Default)]
pub(super) struct Chains {
    /// The device that this notebook writes as, and whether there is no server.
    own: Option<DeviceId>,
    alone: bool,
    devices: BTreeMap<DeviceId, BTreeMap<u64, (ChangeHash, ChangeHash)>>,
    /// Numbers under which this device has what waits to be sent.
    waiting: BTreeSet<u64>,
    /// This device and a copy of it used the same number: it parts from the copy when it sends.
    copied: bool,
    /// Of each device's groups, how many changes are held and how many it has.
    groups: BTreeMap<(DeviceId, GroupId), (usize, usize)>,
}

impl Chains {
    pub fn new(own: DeviceId, alone: bool) -> Self {
        Self { own: Some(own), alone, ..Self::default() }
    }

    /// False where the device has used the number for another change. `placed` where a server has.
    pub fn add(&mut self, header: &domain::change::Header, hash: ChangeHash, placed: bool) -> bool {
        let group = self.groups.entry((header.device, header.group.id));
        group.or_insert((0, usize::from(header.group.count))).0 += 1;
        let (certain, own) = (placed || self.alone, self.own == Some(header.device));
        if !certain && !own {
            return true;
        }
        let number = header.sequence;
        let before = self.devices.entry(header.device).or_default().insert(number, (header.previous, hash));
        let met_waiting = own && self.waiting.contains(&number);
        if !certain {
            self.waiting.insert(number);
        }
        let copied = before.is_some() && own && (met_waiting || !certain);
        self.copied |= copied;
        before.is_none() || copied
    }

    /// A signature of this device's whose change stands under another, where the chain goes through it. It does
    /// not where a copy used the number too; and others' tell nothing here.
    pub fn add_signed_twice(&mut self, header: &domain::change::Header, hash: ChangeHash) {
        if self.own != Some(header.device) {
            return;
        }
        let chain = self.devices.entry(header.device).or_default();
        let after_one = header.sequence.checked_sub(1).and_then(|number| chain.get(&number));
        let before_one = header.sequence.checked_add(1).and_then(|number| chain.get(&number));
        let fits = after_one.is_none_or(|(_, hash)| *hash == header.previous)
            && before_one.is_none_or(|(previous, _)| *previous == hash);
        if fits {
            chain.entry(header.sequence).or_insert((header.previous, hash));
        }
    }

    /// Everything this notebook holds fits together. A notebook that holds only what it may has gaps where
    /// others wrote elsewhere; one without a server, or its own device's part of one, has none.
    pub fn check(&self, author: &Author, alone: bool, purged: bool) -> Result<()> {
        for (device, chain) in &self.devices {
            if self.copied && self.own == Some(*device) {
                continue;
            }
            self.check_device(*device, chain, alone || (*device == author.device && !purged))?;
        }
        if !purged && !self.copied {
            self.check_end(author)?;
        }
        for ((device, group), (held, count)) in &self.groups {
            // Several groups under one id are what somebody's altered program signed, and no damage to this file.
            let whole = held == count || (held > count && *device != author.device);
            let in_parts = held < count && !alone && (purged || *device != author.device);
            if !whole && !in_parts {
                return Err(StoreError::Inconsistent(format!("of group {group} there are {held} of {count} changes")));
            }
        }
        Ok(())
    }

    fn check_device(
        &self,
        device: DeviceId,
        chain: &BTreeMap<u64, (ChangeHash, ChangeHash)>,
        whole: bool,
    ) -> Result<()> {
        let mut last = (0, ChangeHash::ZERO);
        for (sequence, (previous, hash)) in chain {
            let follows = *sequence == last.0 + 1;
            if (whole && !follows) || (follows && *previous != last.1) {
                return Err(StoreError::Inconsistent(format!(
                    "the chain of device {device} breaks at its change {sequence}"
                )));
            }
            last = (*sequence, *hash);
        }
        Ok(())
    }

    /// This device's chain ends where its writer left it. Of its own last changes nobody else could tell
    /// that they are gone: a chain cut short is a chain.
    fn check_end(&self, author: &Author) -> Result<()> {
        let held = self.devices.get(&author.device).and_then(|chain| chain.last_key_value());
        let (sequence, last) = held.map_or((0, ChangeHash::ZERO), |(sequence, (_, hash))| (*sequence, *hash));
        if (sequence, last) != (author.sequence, author.previous) {
            return Err(StoreError::Inconsistent(format!(
                "this device wrote {} changes, and its chain ends at {sequence}",
                author.sequence
            )));
        }
        Ok(())
    }
}

/// Every stream from its first position to where it is held: without gaps, chained, and as the server signed under
/// one of these keys.
pub(super) fn check_streams(connection: &Connection, servers: &[PublicKey]) -> Result<()> {
    let mut statement = connection.prepare(
        "SELECT s.no, s.id, c.epoch, c.position, c.chain, c.time, c.signature FROM cursor c JOIN stream s ON s.no = c.stream",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let stream = StreamId::from_bytes(row.get(1)?);
        let end = Head {
            position: row.get::<_, i64>(3)?.cast_unsigned(),
            chain: ChainHash::from_bytes(row.get(4)?),
            time: Timestamp::from_millis(row.get(5)?),
        };
        let fault = |what: &str| StoreError::Inconsistent(format!("stream {stream}: {what}"));
        let held = follow(connection, row.get(0)?, stream, end.position)?;
        if held != end {
            return Err(fault(&format!("it does not lead to position {} as it is counted", end.position)));
        }
        let signature = row.get::<_, Option<[u8; 64]>>(6)?.map(Signature::from_bytes);
        match signature {
            None if end.position == 0 => {}
            None => return Err(fault("the server's word for it is missing")),
            Some(signature) => {
                let epoch = row.get::<_, i64>(2)?.cast_unsigned();
                if !servers.iter().any(|key| end.check(stream, epoch, key, &signature).is_ok()) {
                    return Err(fault("the server's word for it does not hold"));
                }
            }
        }
    }
    Ok(())
}

fn follow(connection: &Connection, no: i64, stream: StreamId, to: u64) -> Result<Head> {
    let mut statement = connection.prepare_cached(
        "SELECT position, server_time, header, NULL FROM change WHERE stream = ?1 AND position <= ?2
         UNION ALL
         SELECT position, time, NULL, hash FROM poisoned WHERE stream = ?1 AND position <= ?2
         ORDER BY 1",
    )?;
    let mut rows = statement.query(rusqlite::params![no, to.cast_signed()])?;
    let mut head = Head::start(stream);
    while let Some(row) = rows.next()? {
        let position = row.get::<_, i64>(0)?.cast_unsigned();
        if position != head.position + 1 {
            return Err(StoreError::Inconsistent(format!(
                "stream {stream}: position {} is missing",
                head.position + 1
            )));
        }
        let time = Timestamp::from_millis(row.get(1)?);
        let hash = match (row.get::<_, Option<Vec<u8>>>(2)?, row.get::<_, Option<[u8; 32]>>(3)?) {
            (Some(header), _) => ChangeHash::of(&header),
            (None, Some(hash)) => ChangeHash::from_bytes(hash),
            (None, None) => return Err(StoreError::Inconsistent(format!("stream {stream}: a change has no hash"))),
        };
        head = Head { position, chain: head.chain.next(hash, position, time), time };
    }
    Ok(head)
}

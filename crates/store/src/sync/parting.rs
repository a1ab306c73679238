//! Two copies of one device: this one goes on as a new device and signs anew what it has not sent.
//! Records keep their ids, so that nothing anybody was told becomes untrue.

use domain::change::{Act, Change, Header};
use domain::ids::{ChangeId, GroupId};
use domain::records::{DeviceRecord, Kind};
use protocol::{WireChange, WireGroup};
use rusqlite::{Connection, OptionalExtension};

use super::outbox;
use crate::apply::{self, CHANGE_COLUMNS, change_from_row};
use crate::error::Result;
use crate::store::{Reader, Writer};

impl Writer<'_> {
    pub(crate) fn part_from_copy(&mut self) -> Result<()> {
        let waiting = waiting(self.connection)?;
        let device = self.become_new_device("copied")?;
        self.put_notice("copied", &device.to_string())?;
        for (group, first, changes) in waiting {
            self.sign_anew(group, first, changes)?;
        }
        Ok(())
    }

    /// Signs a group of the outbox anew that carries the name of a device this one goes on for. False where there
    /// is none, and for what is never signed anew.
    pub(super) fn sign_anew_as_this_device(&mut self, group: GroupId) -> Result<bool> {
        let row = self
            .connection
            .prepare_cached(
                "SELECT o.first, o.changes, c.header FROM outbox o JOIN change c ON c.no = o.first WHERE o.id = ?1",
            )?
            .query_row([group.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get::<_, Vec<u8>>(2)?)))
            .optional()?;
        let Some((first, changes, header)) = row else { return Ok(false) };
        let header = Header::decode(&header)?;
        if header.device == self.identity.device() || is_roster(&header) {
            return Ok(false);
        }
        self.sign_anew(group, first, changes)?;
        Ok(true)
    }

    fn sign_anew(&mut self, group: GroupId, first: i64, changes: i64) -> Result<()> {
        let wire = outbox::wire(self.connection, group, first, changes)?;
        let mut parts: Vec<Change> = Vec::with_capacity(wire.changes.len());
        for change in wire.changes {
            parts.push(change.read()?);
        }
        // An earlier device's own word stays its own. So does a roster: whether it counts depends on the very device that
        // signed it, and this one may stand in none.
        if introduces_itself(&parts) || parts.iter().any(|part| is_roster(part.header())) {
            return Ok(());
        }
        // In the order of the act, which need not be the order in which its parts stand here.
        for change in &parts {
            let signed = self.identity.author.sign_anew(change, &self.identity.key);
            apply::keep_signature(self.connection, change.header_bytes())?;
            self.connection
                .prepare_cached(
                    "UPDATE change SET header = ?4, signature = ?5 WHERE no >= ?1 AND no < ?1 + ?2 AND id = ?3",
                )?
                .execute(rusqlite::params![
                    first,
                    changes,
                    change.header().id.as_bytes(),
                    signed.header_bytes(),
                    signed.signature().as_bytes()
                ])?;
        }
        self.connection
            .prepare_cached("UPDATE outbox SET rank = (SELECT max(rank) + 1 FROM outbox) WHERE id = ?1")?
            .execute([group.as_bytes()])?;
        Ok(())
    }
}

fn is_roster(header: &Header) -> bool {
    header.kind == Kind::Roster.as_str()
}

/// The groups that introduced this device and those it goes on for, the earliest first, as far as they are held.
pub(super) fn lineage(reader: &Reader<'_>) -> Result<Vec<WireGroup>> {
    let mut groups = Vec::new();
    let mut device = Some(reader.identity()?.device());
    while let Some(id) = device.take() {
        let Some(fold) = reader.fold(id.into())? else { break };
        let (Some((created, _)), Ok(record)) = (fold.created(), fold.read::<DeviceRecord>()) else { break };
        let Some(group) = group_of(reader.connection, created)? else { break };
        // A ring of devices that vouch for each other can only be forged.
        if groups.iter().any(|there: &WireGroup| there.id == group.id) {
            break;
        }
        groups.push(group);
        device = record.vouched_by;
    }
    groups.reverse();
    Ok(groups)
}

/// The whole group that a change of `control` belongs to: its parts stand side by side, as they were taken.
fn group_of(connection: &Connection, change: ChangeId) -> Result<Option<WireGroup>> {
    let sql = format!(
        "SELECT {CHANGE_COLUMNS} FROM change c JOIN (SELECT no, stream FROM change WHERE id = ?1) at
         ON c.stream = at.stream AND c.no BETWEEN at.no - {around} AND at.no + {around} ORDER BY c.no",
        around = domain::change::GROUP_CHANGES_MAX
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([change.as_bytes()])?;
    let mut near = Vec::new();
    while let Some(row) = rows.next()? {
        near.push(change_from_row(row)?.0);
    }
    let Some(id) = near.iter().find(|near| near.header().id == change).map(|near| near.header().group.id) else {
        return Ok(None);
    };
    let changes = near.iter().filter(|near| near.header().group.id == id).map(WireChange::of).collect();
    Ok(Some(WireGroup { id, changes, relayed: false }))
}

/// A group that is a device's own first word.
pub(super) fn introduces_itself(parts: &[Change]) -> bool {
    match parts {
        [only] => {
            let header = only.header();
            header.kind == Kind::Device.as_str() && header.act == Act::Create && header.record == header.device.into()
        }
        _ => false,
    }
}

fn waiting(connection: &Connection) -> Result<Vec<(GroupId, i64, i64)>> {
    let mut statement =
        connection.prepare_cached("SELECT id, first, changes FROM outbox WHERE state = 'waiting' ORDER BY rank")?;
    let rows = statement.query_map([], |row| Ok((row.get(0).map(GroupId::from_bytes)?, row.get(1)?, row.get(2)?)))?;
    rows.map(|row| row.map_err(Into::into)).collect()
}

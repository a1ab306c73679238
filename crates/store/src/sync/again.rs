//! A server that was restored from a backup: it does not know how far this device stands. The stream
//! begins again from the start in the server's new epoch; what does not come back with it was lost
//! there, and is offered to it again. Nothing held here is dropped.

use std::collections::{BTreeMap, BTreeSet};

use domain::change::{GroupPart, Header};
use domain::ids::{DeviceId, GroupId, StreamId};
use domain::seeded::{self, Seeded};
use protocol::{WireChange, WireGroup};
use rusqlite::Connection;

use super::outbox;
use super::page::{Held, put_cursor};
use super::told;
use crate::apply::{CHANGE_COLUMNS, change_from_row};
use crate::error::Result;
use crate::store::Writer;
use crate::streams;

pub(super) fn begin(connection: &Connection, unknown: &[StreamId], epoch: u64) -> Result<()> {
    for stream in unknown {
        let Some(row) = streams::get(connection, *stream)? else { continue };
        for sql in [
            // What an earlier life only held, or did not take, is offered to this one too; what waits to be sent is sent.
            "INSERT OR REPLACE INTO lost (change, ready) SELECT no, 0 FROM change WHERE stream = ?1 AND (position IS NOT NULL
                OR NOT EXISTS (SELECT 1 FROM outbox o WHERE change.no BETWEEN o.first AND o.first + o.changes - 1))",
            "UPDATE change SET position = NULL, server_time = NULL WHERE stream = ?1",
            "DELETE FROM poisoned WHERE stream = ?1",
        ] {
            connection.prepare_cached(sql)?.execute([row.no])?;
        }
        told::begin_again(connection, row.no, epoch)?;
        put_cursor(connection, row.no, &Held { epoch, head: domain::chain::Head::start(*stream), signature: None })?;
    }
    Ok(())
}

/// Everything the server has is here: what has no position by now is what it lost.
pub(super) fn everything_came(connection: &Connection) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM lost WHERE change NOT IN (SELECT no FROM change WHERE position IS NULL)")?
        .execute([])?;
    if seeded::on(Seeded::NotListedIsDeleted) {
        connection.prepare_cached("DELETE FROM change WHERE no IN (SELECT change FROM lost)")?.execute([])?;
    }
    if seeded::on(Seeded::LostNotOffered) || seeded::on(Seeded::NotListedIsDeleted) {
        connection.prepare_cached("DELETE FROM lost")?.execute([])?;
    }
    connection.prepare_cached("UPDATE lost SET ready = 1 WHERE ready = 0")?.execute([])?;
    Ok(())
}

/// What the server lost, by group, as far as its groups are held here whole: a server takes no half of one.
pub(super) fn outgoing(connection: &Connection, groups: usize, bytes: usize) -> Result<Vec<WireGroup>> {
    let mut statement = connection.prepare_cached(
        "SELECT c.no, c.header FROM lost l JOIN change c ON c.no = l.change WHERE l.ready = 1 ORDER BY c.no",
    )?;
    let mut rows = statement.query([])?;
    let (mut found, mut size): (Vec<WireGroup>, usize) = (Vec::new(), 0);
    let mut seen: BTreeSet<GroupId> = BTreeSet::new();
    while let Some(row) = rows.next()? {
        let Header { device, group: part, .. } = Header::decode(&row.get::<_, Vec<u8>>(1)?)?;
        if !seen.insert(part.id) {
            continue;
        }
        let Some(group) = whole(connection, row.get(0)?, device, part)? else { continue };
        size += group.size();
        if !found.is_empty() && (found.len() >= groups || size > bytes) {
            break;
        }
        found.push(group);
    }
    Ok(found)
}

/// Every part of a group, lost or not: what is with the server already it knows again.
fn whole(connection: &Connection, no: i64, device: DeviceId, part: GroupPart) -> Result<Option<WireGroup>> {
    // Of one device's own, or of one stream, they stand side by side; of others, wherever a page brought them.
    let around = i64::from(part.count);
    for (narrow, from, to) in [("", no - around, no + around), ("AND no IN (SELECT change FROM lost)", 0, i64::MAX)] {
        let sql = format!("SELECT {CHANGE_COLUMNS} FROM change WHERE no BETWEEN ?1 AND ?2 {narrow} ORDER BY no");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query([from, to])?;
        let mut parts: BTreeMap<u8, WireChange> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (change, _) = change_from_row(row)?;
            // By nobody else under the same id: two devices' changes are no group.
            if (change.header().device, change.header().group.id) == (device, part.id) {
                parts.insert(change.header().group.index, WireChange::of(&change));
            }
        }
        if parts.len() == usize::from(part.count) {
            return Ok(Some(WireGroup { id: part.id, changes: parts.into_values().collect(), relayed: true }));
        }
    }
    Ok(None)
}

/// What a restored server did not take back is no longer offered to it. What this person wrote here goes into
/// the outbox, in front of them, as it did when it was new; what others wrote is theirs to see to.
pub(super) fn not_wanted(writer: &Writer<'_>, group: GroupId) -> Result<()> {
    let connection = writer.connection;
    let (mut numbers, mut mine) = (Vec::new(), true);
    let mut count = 0;
    {
        let mut statement = connection.prepare_cached(
            "SELECT c.no, c.header FROM lost l JOIN change c ON c.no = l.change WHERE l.ready = 1 ORDER BY c.no",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let header = Header::decode(&row.get::<_, Vec<u8>>(1)?)?;
            if header.group.id == group {
                numbers.push(row.get::<_, i64>(0)?);
                mine &= header.author == writer.identity.person();
                count = header.group.count;
            }
        }
    }
    for no in &numbers {
        connection.prepare_cached("DELETE FROM lost WHERE change = ?1")?.execute([no])?;
    }
    if seeded::on(Seeded::RefusedLossLetGo) {
        return Ok(());
    }
    // What came from another of their devices may lie apart; that device has it whole and sees to it.
    let together = numbers.windows(2).all(|two| two[1] == two[0] + 1) && numbers.len() == usize::from(count);
    let Some(first) = numbers.first().copied().filter(|_| mine && together) else { return Ok(()) };
    if writer.outbox_group(group)?.is_none() {
        outbox::enqueue(connection, group, first, numbers.len(), writer.now)?;
    }
    Ok(())
}

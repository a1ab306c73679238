//! Groups on their way. A row stands from the moment a group is written until every receipt of it is
//! in, or a person has dealt with what was refused. Deleting one is never how a problem is solved.

use std::collections::BTreeMap;

use domain::change::Act;
use domain::clock::Timestamp;
use domain::ids::GroupId;
use domain::seeded::{self, Seeded};
use protocol::{WireChange, WireGroup};
use rusqlite::{Connection, OptionalExtension, Row};
use serde_json::Value;

use crate::apply::{CHANGE_COLUMNS, Indexing, change_from_row};
use crate::error::{Result, StoreError};
use crate::store::{Reader, Writer};
use crate::{erase, record};

/// Where a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutboxState {
    /// To be sent.
    Waiting,
    /// With the server, kept for a supervisor.
    Held,
    /// Not accepted as it stands. Kept here, readable, to be mended or sent again.
    Refused,
    /// A supervisor decided against it. Kept here.
    Declined,
    /// Refused or declined before, and written anew since.
    Replaced,
}

impl OutboxState {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::Declined => "declined",
            Self::Replaced => "replaced",
        }
    }

    fn parse(text: &str) -> Self {
        [Self::Held, Self::Refused, Self::Declined, Self::Replaced]
            .into_iter()
            .find(|state| state.as_str() == text)
            .unwrap_or(Self::Waiting)
    }

    /// Whether a person has to look at it.
    pub const fn needs_attention(self) -> bool {
        matches!(self, Self::Refused | Self::Declined)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    pub group: GroupId,
    pub state: OutboxState,
    pub code: String,
    pub message: String,
    /// ISO day on which access had ended, where that is why it is held.
    pub since: Option<String>,
    pub at: Timestamp,
    /// The group's changes: kind, act and record of each.
    pub parts: Vec<OutboxPart>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct OutboxPart {
    pub record: domain::ids::RecordId,
    pub kind: String,
    pub act: String,
    pub written: Timestamp,
    /// What this part sets, as it was written: others may have written the record since, or erased it.
    pub fields: BTreeMap<String, Value>,
}

const COLUMNS: &str = "id, state, code, message, since, at, first, changes";

/// A group that waited, was held or was refused, and of which every part has its place by now, is through,
/// however that came about: a copy sent it, or another device of its author offered it to a restored server.
pub(crate) fn through(connection: &Connection, group: GroupId) -> Result<()> {
    if every_part_is_placed(connection, group)? == Some(true) {
        remove(connection, group)?;
    }
    Ok(())
}

/// The number of its first change, and how many it has.
fn row_of(connection: &Connection, group: GroupId) -> Result<Option<(i64, i64)>> {
    Ok(connection
        .prepare_cached("SELECT first, changes FROM outbox WHERE id = ?1")?
        .query_row([group.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// None where the group is not in the outbox.
pub(super) fn every_part_is_placed(connection: &Connection, group: GroupId) -> Result<Option<bool>> {
    let Some((first, changes)) = row_of(connection, group)? else { return Ok(None) };
    let placed: i64 = connection
        .prepare_cached(
            "SELECT count(*) FROM (SELECT position FROM change WHERE no >= ?1 ORDER BY no LIMIT ?2) WHERE position IS NOT NULL",
        )?
        .query_row([first, changes], |row| row.get(0))?;
    Ok(Some(placed == changes))
}

/// Puts a group that was just written behind those that wait. `first` is the number of its first change.
pub(crate) fn enqueue(
    connection: &Connection,
    group: GroupId,
    first: i64,
    changes: usize,
    now: Timestamp,
) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO outbox (id, rank, first, changes, state, code, message, since, at)
             VALUES (?1, (SELECT coalesce(max(rank), 0) + 1 FROM outbox), ?2, ?3, 'waiting', '', '', NULL, ?4)",
        )?
        .execute(rusqlite::params![group.as_bytes(), first, changes as i64, now.millis()])?;
    Ok(())
}

pub(crate) fn set_state(
    connection: &Connection,
    group: GroupId,
    state: OutboxState,
    (code, message, since): (&str, &str, Option<&str>),
    now: Timestamp,
) -> Result<()> {
    connection
        .prepare_cached("UPDATE outbox SET state = ?2, code = ?3, message = ?4, since = ?5, at = ?6 WHERE id = ?1")?
        .execute(rusqlite::params![group.as_bytes(), state.as_str(), code, message, since, now.millis()])?;
    Ok(())
}

/// Another life of the server: what stood there under the same id may be lost, and whoever sent it may not know
/// of it any more. It is asked once more.
pub(super) fn clashes_again(connection: &Connection) -> Result<()> {
    connection
        .prepare_cached(
            "UPDATE outbox SET state = 'waiting', code = '', message = ''
             WHERE state = 'refused' AND code = 'id-clash'",
        )?
        .execute([])?;
    Ok(())
}

/// What [`domain::seeded::Seeded::TrailSentUnanswered`] does once a group is on its way.
pub(super) fn count_trail_as_sent(connection: &Connection, group: GroupId) -> Result<()> {
    connection
        .prepare_cached(
            "DELETE FROM outbox WHERE id = ?1 AND EXISTS (
                 SELECT 1 FROM change c JOIN stream s ON s.no = c.stream
                 WHERE c.no BETWEEN first AND first + changes - 1 AND s.sort = 'trail')",
        )?
        .execute([group.as_bytes()])?;
    Ok(())
}

pub(crate) fn remove(connection: &Connection, group: GroupId) -> Result<bool> {
    let row = row_of(connection, group)?;
    let removed = connection.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([group.as_bytes()])? > 0;
    if let Some((first, changes)) = row {
        erase::no_longer_own(connection, first, changes)?;
    }
    Ok(removed)
}

/// The group's changes from its first on, as they go over the wire.
pub(crate) fn wire(connection: &Connection, group: GroupId, first: i64, changes: i64) -> Result<WireGroup> {
    let sql = format!("SELECT {CHANGE_COLUMNS} FROM change WHERE no >= ?1 ORDER BY no LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([first, changes])?;
    let mut wire = Vec::new();
    while let Some(row) = rows.next()? {
        let (change, _) = change_from_row(row)?;
        if change.header().group.id != group {
            return Err(StoreError::Inconsistent(format!("group {group} is not whole in the outbox")));
        }
        wire.push((change.header().group.index, WireChange::of(&change)));
    }
    // What came back with pages, and was lost by a restored server, may stand in the order of its streams.
    wire.sort_by_key(|(index, _)| *index);
    // Was with a server, where a part of it was erased, and was lost with that server's disk.
    let relayed = wire.iter().any(|(_, change)| change.body.is_none());
    Ok(WireGroup { id: group, changes: wire.into_iter().map(|(_, change)| change).collect(), relayed })
}

/// The next that wait, at most so many and so large, but always the first.
pub(crate) fn outgoing(connection: &Connection, groups: usize, bytes: usize) -> Result<Vec<WireGroup>> {
    let mut statement = connection
        .prepare_cached("SELECT id, first, changes FROM outbox WHERE state = 'waiting' ORDER BY rank LIMIT ?1")?;
    let mut rows = statement.query([groups as i64])?;
    let (mut found, mut size) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        let group = wire(connection, GroupId::from_bytes(row.get(0)?), row.get(1)?, row.get(2)?)?;
        size += group.size();
        if (!found.is_empty() || seeded::on(Seeded::LargeGroupNeverSent)) && size > bytes {
            break;
        }
        found.push(group);
    }
    Ok(found)
}

/// Groups of one change in `control` that wait, in their order.
pub(crate) fn single_in_control(connection: &Connection) -> Result<Vec<WireGroup>> {
    let mut statement = connection.prepare_cached(
        "SELECT o.id, o.first FROM outbox o JOIN change c ON c.no = o.first
         WHERE o.state = 'waiting' AND o.changes = 1 AND c.stream = (SELECT no FROM stream WHERE sort = 'control')
         ORDER BY o.rank",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(wire(connection, GroupId::from_bytes(row.get(0)?), row.get(1)?, 1)?);
    }
    Ok(found)
}

pub(crate) fn pending(connection: &Connection) -> Result<u32> {
    Ok(connection
        .prepare_cached("SELECT count(*) FROM outbox WHERE state = 'waiting'")?
        .query_row([], |row| row.get(0))?)
}

pub(crate) fn held(connection: &Connection) -> Result<Vec<GroupId>> {
    let mut statement = connection.prepare_cached("SELECT id FROM outbox WHERE state = 'held' ORDER BY rank")?;
    let rows = statement.query_map([], |row| row.get(0).map(GroupId::from_bytes))?;
    rows.map(|row| row.map_err(Into::into)).collect()
}

/// What a group was to erase stays, as the server did not take it.
pub(super) fn erases_nothing(connection: &Connection, group: GroupId) -> Result<()> {
    let Some((first, changes)) = row_of(connection, group)? else { return Ok(()) };
    for change in wire(connection, group, first, changes)?.changes {
        let change = change.read()?;
        match change.header().act {
            Act::Erase => erase::did_not_hold(connection, change.header().record)?,
            // What was out of sight is there again.
            Act::Forget => {
                record::project(connection, change.header().record, Indexing::Later)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn row(connection: &Connection, row: &Row<'_>) -> Result<OutboxRow> {
    let group = GroupId::from_bytes(row.get(0)?);
    let whole = wire(connection, group, row.get(6)?, row.get(7)?)?;
    let mut parts = Vec::with_capacity(whole.changes.len());
    for change in whole.changes {
        let change = change.read()?;
        let header = change.header();
        parts.push(OutboxPart {
            record: header.record,
            kind: header.kind.clone(),
            act: header.act.as_str().to_owned(),
            written: header.id.made_at(),
            fields: change.content().ok().flatten().unwrap_or_default().into_iter().collect(),
        });
    }
    Ok(OutboxRow {
        group,
        state: OutboxState::parse(&row.get::<_, String>(1)?),
        code: row.get(2)?,
        message: row.get(3)?,
        since: row.get(4)?,
        at: Timestamp::from_millis(row.get(5)?),
        parts,
    })
}

impl Reader<'_> {
    /// Everything on its way or in need of a person, in the order it was written.
    pub fn outbox(&self, limit: usize) -> Result<Vec<OutboxRow>> {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE state <> 'replaced' ORDER BY rank LIMIT ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([i64::try_from(limit).unwrap_or(i64::MAX)])?;
        let mut found = Vec::new();
        while let Some(next) = rows.next()? {
            found.push(row(self.connection, next)?);
        }
        Ok(found)
    }

    pub fn outbox_group(&self, group: GroupId) -> Result<Option<OutboxRow>> {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE id = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([group.as_bytes()])?;
        rows.next()?.map(|next| row(self.connection, next)).transpose()
    }

    /// Groups waiting, held, and in need of a person.
    pub fn outbox_counts(&self) -> Result<(u32, u32, u32)> {
        // What was only read waits as well, and is nobody's work.
        let mut statement = self.connection.prepare_cached(
            "SELECT o.state, count(*) FROM outbox o WHERE NOT EXISTS (
                 SELECT 1 FROM change c JOIN stream s ON s.no = c.stream WHERE c.no = o.first AND s.sort = 'trail')
             GROUP BY o.state",
        )?;
        let mut rows = statement.query([])?;
        let (mut waiting, mut held, mut attention) = (0, 0, 0);
        while let Some(next) = rows.next()? {
            let count: u32 = next.get(1)?;
            match OutboxState::parse(&next.get::<_, String>(0)?) {
                OutboxState::Waiting => waiting = count,
                OutboxState::Held => held = count,
                OutboxState::Refused | OutboxState::Declined => attention += count,
                OutboxState::Replaced => {}
            }
        }
        Ok((waiting, held, attention))
    }
}

impl Reader<'_> {
    /// Groups of a trail that wait to be sent: what was read, and nobody's work.
    pub fn trail_waiting(&self) -> Result<u64> {
        let count: i64 = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM outbox o JOIN change c ON c.no = o.first JOIN stream s ON s.no = c.stream
                 WHERE o.state = 'waiting' AND s.sort = 'trail'",
            )?
            .query_row([], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }
}

impl Writer<'_> {
    /// Sends a refused or declined group again as it stands: what was wrong may be right by now.
    pub fn retry_group(&mut self, group: GroupId) -> Result<()> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE outbox SET state = 'waiting', code = '', message = '', at = ?2
                 WHERE id = ?1 AND state IN ('refused', 'declined')",
            )?
            .execute(rusqlite::params![group.as_bytes(), self.now.millis()])?;
        if changed == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }

    /// What was refused was written anew; the old one stays in the log of this device and asks for nothing more.
    pub fn replace_group(&mut self, group: GroupId) -> Result<()> {
        let changed = self
            .connection
            .prepare_cached(
                "UPDATE outbox SET state = 'replaced', at = ?2 WHERE id = ?1 AND state IN ('refused', 'declined')",
            )?
            .execute(rusqlite::params![group.as_bytes(), self.now.millis()])?;
        if changed == 0 {
            return Err(StoreError::NotFound);
        }
        match row_of(self.connection, group)? {
            Some((first, changes)) => erase::no_longer_own(self.connection, first, changes),
            None => Ok(()),
        }
    }
}

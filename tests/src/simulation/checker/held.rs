//! What a laptop and its tables hold, read with its key and nothing of Wardbook's.

use std::collections::{BTreeMap, BTreeSet};

use domain::blob::BlobId;
use domain::change::Change;
use domain::ids::{ChangeId, GroupId, RecordId, StreamId};
use rusqlite::{Connection, OpenFlags};

use super::super::device::Device;
use super::super::photos::{self, Photo};
use super::Checked;

/// One row of a device's log.
pub struct Row {
    pub stream: StreamId,
    pub sort: String,
    pub position: Option<u64>,
    pub change: Change,
}

/// A notebook as its tables hold it.
pub struct Held {
    pub rows: BTreeMap<ChangeId, Row>,
    pub cursors: BTreeMap<StreamId, u64>,
    pub outbox: BTreeMap<GroupId, String>,
    /// Codes of what was refused, with the groups.
    pub refused: BTreeMap<GroupId, String>,
    /// Of each note that is listed what its row says, and whether it says that it was taken back.
    pub notes: BTreeMap<RecordId, (String, bool)>,
    pub conflicts: BTreeSet<(RecordId, String)>,
    pub photos: BTreeMap<BlobId, Photo>,
}

/// A notebook's file, with its key and nothing of Wardbook's.
pub(super) fn raw(device: &Device) -> rusqlite::Result<Connection> {
    let file = device.folder.join("wardbook.db");
    let connection = Connection::open_with_flags(&file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\";", "07".repeat(32)))?;
    Ok(connection)
}

pub(super) fn read(device: &Device) -> Checked<Held> {
    let fault = |error: rusqlite::Error| format!("{}: {error}", device.name);
    let connection = raw(device).map_err(fault)?;
    let mut held = Held {
        rows: BTreeMap::new(),
        cursors: BTreeMap::new(),
        outbox: BTreeMap::new(),
        refused: BTreeMap::new(),
        notes: BTreeMap::new(),
        conflicts: BTreeSet::new(),
        photos: photos::read(&connection).map_err(fault)?,
    };
    let id = |bytes: Vec<u8>| <[u8; 16]>::try_from(bytes).unwrap_or_default();
    let mut statement = connection
        .prepare(
            "SELECT s.id, c.position, c.header, c.signature, c.body, s.sort FROM change c JOIN stream s ON s.no = c.stream",
        )
        .map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let stream = StreamId::from_bytes(id(row.get(0).map_err(fault)?));
        let position: Option<i64> = row.get(1).map_err(fault)?;
        let signature: Vec<u8> = row.get(3).map_err(fault)?;
        let signature = <[u8; 64]>::try_from(signature).map_err(|_| "a signature of another length".to_owned())?;
        let change = Change::from_parts(
            row.get(2).map_err(fault)?,
            domain::signing::Signature::from_bytes(signature),
            row.get(4).map_err(fault)?,
        )
        .map_err(|error| error.to_string())?;
        let sort = row.get(5).map_err(fault)?;
        held.rows.insert(change.header().id, Row { stream, sort, position: position.map(i64::unsigned_abs), change });
    }
    let mut statement =
        connection.prepare("SELECT s.id, c.position FROM cursor c JOIN stream s ON s.no = c.stream").map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let position: i64 = row.get(1).map_err(fault)?;
        held.cursors.insert(StreamId::from_bytes(id(row.get(0).map_err(fault)?)), position.unsigned_abs());
    }
    let mut statement = connection.prepare("SELECT id, state, code FROM outbox").map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let (group, state): (_, String) =
            (GroupId::from_bytes(id(row.get(0).map_err(fault)?)), row.get(1).map_err(fault)?);
        if state == "refused" {
            held.refused.insert(group, row.get(2).map_err(fault)?);
        }
        held.outbox.insert(group, state);
    }
    let mut statement = connection
        .prepare("SELECT id, hex(author) || ward || happened || recorded_at || topics || excerpt, withdrawn FROM note")
        .map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        let said = (row.get(1).map_err(fault)?, row.get(2).map_err(fault)?);
        held.notes.insert(RecordId::from_bytes(id(row.get(0).map_err(fault)?)), said);
    }
    let mut statement = connection.prepare("SELECT record, field FROM conflict").map_err(fault)?;
    let mut rows = statement.query([]).map_err(fault)?;
    while let Some(row) = rows.next().map_err(fault)? {
        held.conflicts.insert((RecordId::from_bytes(id(row.get(0).map_err(fault)?)), row.get(1).map_err(fault)?));
    }
    Ok(held)
}

/// Every change that a laptop holds; none where its disk does not read.
pub fn ids(device: &Device) -> BTreeSet<ChangeId> {
    let all = || {
        let connection = raw(device)?;
        let mut statement = connection.prepare("SELECT id FROM change")?;
        statement.query_map([], |row| Ok(ChangeId::from_bytes(row.get(0)?)))?.collect::<rusqlite::Result<_>>()
    };
    all().unwrap_or_default()
}

/// How far a device holds `control`, and what it knows of another: for the words of a failure.
pub fn control_of(device: &Device, of: Option<domain::ids::DeviceId>) -> String {
    let file = device.folder.join("wardbook.db");
    let connection = Connection::open(&file).expect("opens");
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\";", "07".repeat(32))).expect("opens");
    let one = |sql: &str| -> String {
        let mut statement = connection.prepare(sql).expect(sql);
        let mut rows = statement.query([]).expect(sql);
        let mut out = Vec::new();
        while let Ok(Some(row)) = rows.next() {
            out.push(format!(
                "{:?}",
                (0..row.as_ref().column_count())
                    .map(|at| row.get::<_, rusqlite::types::Value>(at).unwrap())
                    .collect::<Vec<_>>()
            ));
        }
        out.join(" ")
    };
    let id =
        of.map(|of| of.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()).unwrap_or_default();
    format!(
        "control cursor {}; poisoned {}; device row {}; change {}",
        one("SELECT c.epoch, c.position FROM cursor c JOIN stream s ON s.no = c.stream WHERE s.sort = 'control'"),
        one("SELECT stream, position, why FROM poisoned"),
        one(&format!("SELECT count(*) FROM device WHERE id = x'{id}'")),
        one(&format!("SELECT no, position, deferred FROM change WHERE record = x'{id}'")),
    )
}

/// What a laptop has of these changes: for the words of a failure.
pub(super) fn said_of(device: &Device, changes: &[ChangeId]) -> Vec<String> {
    let one = |id: &ChangeId| -> rusqlite::Result<String> {
        let connection = raw(device)?;
        connection.query_row(
            "SELECT s.sort || ', position ' || coalesce(c.position, 'none') || ', lost '
                 || coalesce((SELECT ready FROM lost l WHERE l.change = c.no), 'no') || ', brought '
                 || (SELECT count(*) FROM brought b WHERE b.change = c.no) || ', outbox '
                 || coalesce((SELECT o.state || ' ' || o.code FROM outbox o
                              WHERE c.no BETWEEN o.first AND o.first + o.changes - 1), 'none') || ', erased '
                 || coalesce((SELECT e.waiting FROM erased e WHERE e.id = c.record), 'no') || ', body '
                 || (c.body IS NOT NULL) || ', record ' || hex(c.record)
             FROM change c JOIN stream s ON s.no = c.stream WHERE c.id = ?1",
            [id.as_bytes()],
            |row| row.get(0),
        )
    };
    changes.iter().filter_map(|id| one(id).ok()).map(|said| format!("{}: {said}", device.name)).collect()
}

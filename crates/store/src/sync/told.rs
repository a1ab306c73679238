//! What the server told others beside what it told this device.
//!
//! Each change says, under its author's signature, which chain the author's device had of the change's own stream and
//! of `control` ([`domain::change::Told`]). Here it is held against the chain that this device followed, place by
//! place. Two chains at one place of one life of the server are two histories that it signed; a place of `control` that
//! is never given to this device, although it asks, is kept back from it.
//!
//! Nothing is refused for it and nothing is lost, since a lie of one member must not stop others: it is said.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use domain::chain::{ChainHash, Head, Position};
use domain::change::{Change, Standing};
use domain::ids::DeviceId;
use rusqlite::{Connection, OptionalExtension};

use super::page::stored_cursor;
use crate::error::Result;
use crate::identity::Identity;
use crate::store::{Reader, Writer};
use crate::{facts, streams};

/// The notices: another device was told something else, this one was told something else before, something is kept back.
const TWO_HISTORIES: &str = "two-histories";
const HISTORY_CHANGED: &str = "history-changed";
const KEPT_BACK: &str = "kept-back";
/// Whole exchanges in which a place that somebody else was given has to stay away before it is called kept back. A page
/// may name what came to `control` after this device asked for it, and window and terminal may each end an exchange
/// that began before.
const MISSED: i64 = 3;
/// Whose row says what this device itself was told before, under whatever id it goes on.
const THIS_ONE: DeviceId = DeviceId::from_bytes([0; 16]);
/// Of one device so many places wait to be compared: a program that makes them up fills nothing.
const WAITING_MAX: i64 = 8;

/// What others' devices say of the server that is not what it told this one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToldOtherwise {
    /// Devices to which it signed another history, and not seen to yet.
    pub two_histories: Vec<DeviceId>,
    /// It signed one history for this device and later another.
    pub changed: bool,
    /// Devices that it told more of who belongs than this one, which has asked since.
    pub kept_back: Vec<DeviceId>,
    /// As the first two, of what is seen to.
    pub settled: Vec<DeviceId>,
    pub changed_settled: bool,
}

/// Where a stream stands after a place, so that it can be told later what this device was given up to there. Another
/// chain than it was given there before, in the same life of the server, is two histories.
pub(super) fn follow(connection: &Connection, stream: i64, epoch: u64, head: &Head) -> Result<()> {
    let new = connection
        .prepare_cached("INSERT OR IGNORE INTO followed (stream, epoch, position, chain) VALUES (?1, ?2, ?3, ?4)")?
        .execute(rusqlite::params![stream, epoch.cast_signed(), head.position.cast_signed(), head.chain.as_bytes()])?;
    let here = Standing { epoch, position: head.position, chain: head.chain };
    if new > 0 || followed(connection, stream, &here)? == Some(head.chain) {
        return Ok(());
    }
    connection
        .prepare_cached("UPDATE followed SET chain = ?4 WHERE stream = ?1 AND epoch = ?2 AND position = ?3")?
        .execute(rusqlite::params![stream, epoch.cast_signed(), head.position.cast_signed(), head.chain.as_bytes()])?;
    differs(connection, THIS_ONE, stream, here)
}

fn followed(connection: &Connection, stream: i64, standing: &Standing) -> Result<Option<ChainHash>> {
    Ok(connection
        .prepare_cached("SELECT chain FROM followed WHERE stream = ?1 AND epoch = ?2 AND position = ?3")?
        .query_row(rusqlite::params![stream, standing.epoch.cast_signed(), standing.position.cast_signed()], |row| {
            row.get(0)
        })
        .optional()?
        .map(ChainHash::from_bytes))
}

/// A stream is begun again. What was followed in a life of the server stays, so that one which comes back to it is held
/// to its word; what waits of another life than this one never comes.
pub(super) fn begin_again(connection: &Connection, stream: i64, epoch: u64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM told WHERE stream = ?1 AND state = 'waits' AND epoch <> ?2")?
        .execute(rusqlite::params![stream, epoch.cast_signed()])?;
    Ok(())
}

/// The stream is gone from here. What was found stays as it was found.
pub(super) fn purge(connection: &Connection, stream: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM followed WHERE stream = ?1")?.execute([stream])?;
    connection.prepare_cached("DELETE FROM told WHERE stream = ?1 AND state = 'waits'")?.execute([stream])?;
    Ok(())
}

/// What the changes of a page say, each once.
pub(super) struct Heard {
    stream: i64,
    epoch: u64,
    /// With whether it can be so at all.
    said: BTreeMap<(DeviceId, Of, Standing), bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    Page,
    Control,
}

impl Heard {
    pub fn on(stream: i64, epoch: u64) -> Self {
        Self { stream, epoch, said: BTreeMap::new() }
    }

    /// Of a change whose signature was found good, and its place.
    pub fn add(&mut self, change: &Change, position: Position) {
        let header = change.header();
        let Some(told) = header.told.filter(|_| header.device != THIS_ONE) else { return };
        if let Some(here) = told.here {
            // Nobody was told of a place before what they wrote after it had its own.
            let can_be = here.epoch != self.epoch || here.position < position;
            *self.said.entry((header.device, Of::Page, here)).or_insert(true) &= can_be;
        }
        if let Some(control) = told.control {
            self.said.insert((header.device, Of::Control, control), true);
        }
    }

    /// Compares it, and keeps what cannot be compared yet.
    pub fn take(self, connection: &Connection) -> Result<()> {
        if self.said.is_empty() {
            return Ok(());
        }
        let control = control(connection)?;
        for ((device, of, standing), can_be) in self.said {
            let stream = match of {
                Of::Page => self.stream,
                Of::Control => control,
            };
            let said = if can_be { judge(connection, stream, &standing, self.epoch)? } else { Said::Otherwise };
            match said {
                Said::Otherwise => differs(connection, device, stream, standing)?,
                Said::Later => wait(connection, device, stream, standing)?,
                Said::TheSame | Said::CannotBeTold => {}
            }
        }
        Ok(())
    }
}

fn control(connection: &Connection) -> Result<i64> {
    Ok(connection
        .prepare_cached("SELECT s.no FROM identity i JOIN stream s ON s.id = i.control")?
        .query_row([], |row| row.get(0))?)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// This device has not come that far.
    Later,
    TheSame,
    Otherwise,
    /// Of another life of the server, or of places that this device did not keep.
    CannotBeTold,
}

/// `epoch` is the life of the server in which it was heard: of that one this device is to come as far.
fn judge(connection: &Connection, stream: i64, standing: &Standing, epoch: u64) -> Result<Said> {
    if let Some(mine) = followed(connection, stream, standing)? {
        return Ok(if mine == standing.chain { Said::TheSame } else { Said::Otherwise });
    }
    Ok(match stored_cursor(connection, stream)? {
        Some(held) if held.epoch == standing.epoch => match standing.position.cmp(&held.head.position) {
            Ordering::Greater => Said::Later,
            Ordering::Equal if held.head.chain == standing.chain => Said::TheSame,
            Ordering::Equal => Said::Otherwise,
            Ordering::Less => Said::CannotBeTold,
        },
        _ if standing.epoch == epoch => Said::Later,
        _ => Said::CannotBeTold,
    })
}

/// A row of `told` up to its state.
fn row<'s>(device: &'s DeviceId, stream: i64, standing: &'s Standing) -> (&'s [u8; 16], i64, i64, i64, &'s [u8; 32]) {
    let (epoch, position) = (standing.epoch.cast_signed(), standing.position.cast_signed());
    (device.as_bytes(), stream, epoch, position, standing.chain.as_bytes())
}

fn wait(connection: &Connection, device: DeviceId, stream: i64, standing: Standing) -> Result<()> {
    connection
        .prepare_cached(&format!(
            "INSERT OR IGNORE INTO told (device, stream, epoch, position, chain, state)
             SELECT ?1, ?2, ?3, ?4, ?5, 'waits'
             WHERE (SELECT count(*) FROM told WHERE device = ?1 AND state = 'waits') < {WAITING_MAX}"
        ))?
        .execute(row(&device, stream, &standing))?;
    Ok(())
}

/// Kept until somebody has seen to it, and said. Of one device and stream one is enough.
fn differs(connection: &Connection, device: DeviceId, stream: i64, standing: Standing) -> Result<()> {
    // What this device wrote itself comes back where it was purged.
    let me = connection.prepare_cached("SELECT device FROM identity")?.query_row([], |row| row.get(0))?;
    let device = if device == DeviceId::from_bytes(me) { THIS_ONE } else { device };
    let new = connection
        .prepare_cached(
            "INSERT INTO told (device, stream, epoch, position, chain, state)
             SELECT ?1, ?2, ?3, ?4, ?5, 'differs'
             WHERE NOT EXISTS (SELECT 1 FROM told WHERE device = ?1 AND stream = ?2 AND state = 'differs')
             ON CONFLICT DO UPDATE SET state = 'differs' WHERE state = 'waits'",
        )?
        .execute(row(&device, stream, &standing))?;
    if new > 0 {
        tracing::warn!(%device, "the server signed two histories of a stream");
        facts::put_notice(connection, if device == THIS_ONE { HISTORY_CHANGED } else { TWO_HISTORIES }, "")?;
    }
    Ok(())
}

/// Compares what waited, as far as this device has come by now.
pub(super) fn compare(connection: &Connection) -> Result<()> {
    let waiting: Vec<(DeviceId, i64, Standing)> = connection
        .prepare_cached("SELECT device, stream, epoch, position, chain FROM told WHERE state = 'waits'")?
        .query_map([], |row| {
            let standing = Standing {
                epoch: row.get::<_, i64>(2)?.cast_unsigned(),
                position: row.get::<_, i64>(3)?.cast_unsigned(),
                chain: ChainHash::from_bytes(row.get(4)?),
            };
            Ok((DeviceId::from_bytes(row.get(0)?), row.get(1)?, standing))
        })?
        .collect::<rusqlite::Result<_>>()?;
    for (device, stream, standing) in waiting {
        let said = judge(connection, stream, &standing, standing.epoch)?;
        if said == Said::Later {
            continue;
        }
        if said == Said::Otherwise {
            differs(connection, device, stream, standing)?;
        }
        connection
            .prepare_cached(
                "DELETE FROM told WHERE device = ?1 AND stream = ?2 AND epoch = ?3 AND position = ?4 AND chain = ?5
                 AND state = 'waits'",
            )?
            .execute(row(&device, stream, &standing))?;
    }
    if kept_back(connection)?.is_empty() {
        facts::dismiss_notice(connection, KEPT_BACK)?;
    }
    Ok(())
}

/// A whole exchange is in, after which this device still belongs: what others were given before and it was not did not
/// come with it. `epoch` is the life of the server that it was with; what waits of another one never comes.
pub(super) fn exchanged(connection: &Connection, epoch: u64) -> Result<()> {
    connection
        .prepare_cached("DELETE FROM told WHERE state = 'waits' AND epoch <> ?1")?
        .execute([epoch.cast_signed()])?;
    compare(connection)?;
    connection.prepare_cached("UPDATE told SET missed = missed + 1 WHERE state = 'waits'")?.execute([])?;
    // Once: whoever put the notice away is not told with each exchange.
    if devices(connection, &format!("{OF_CONTROL} AND missed = ?1"), MISSED)?.is_empty() {
        return Ok(());
    }
    facts::put_notice(connection, KEPT_BACK, "")
}

/// Nothing more is given to this device: what it waits for says nothing of the server.
pub(super) fn shut_out(connection: &Connection) -> Result<()> {
    connection.prepare_cached("DELETE FROM told WHERE state = 'waits'")?.execute([])?;
    facts::dismiss_notice(connection, KEPT_BACK)
}

const OF_CONTROL: &str = "state = 'waits' AND stream = (SELECT s.no FROM identity i JOIN stream s ON s.id = i.control)";

fn kept_back(connection: &Connection) -> Result<Vec<DeviceId>> {
    devices(connection, &format!("{OF_CONTROL} AND missed >= ?1"), MISSED)
}

fn devices(connection: &Connection, which: &str, missed: i64) -> Result<Vec<DeviceId>> {
    let sql = format!("SELECT DISTINCT device FROM told WHERE {which} ORDER BY device");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([missed], |row| row.get(0).map(DeviceId::from_bytes))?;
    rows.map(|row| row.map_err(Into::into)).collect()
}

impl Reader<'_> {
    /// How far `control` was followed here, and its chain there: what a server has to know that this notebook is told
    /// of. None where nothing has come yet.
    pub fn control_followed(&self) -> Result<Option<Standing>> {
        let Some(stream) = streams::get(self.connection, Identity::load(self.connection)?.control)? else {
            return Ok(None);
        };
        if let Some(held) = stored_cursor(self.connection, stream.no)?.filter(|held| held.head.position > 0) {
            return Ok(Some(Standing { epoch: held.epoch, position: held.head.position, chain: held.head.chain }));
        }
        // It is about to come anew. Lives of a server count on, below what tells two restores of one backup apart.
        Ok(self
            .connection
            .prepare_cached(
                "SELECT epoch, position, chain FROM followed WHERE stream = ?1
                 ORDER BY epoch & 4294967295 DESC, position DESC LIMIT 1",
            )?
            .query_row([stream.no], |row| {
                Ok(Standing {
                    epoch: row.get::<_, i64>(0)?.cast_unsigned(),
                    position: row.get::<_, i64>(1)?.cast_unsigned(),
                    chain: ChainHash::from_bytes(row.get(2)?),
                })
            })
            .optional()?)
    }

    /// Whether the server told others something else than this device, or this one something else than before.
    pub fn told_otherwise(&self) -> Result<ToldOtherwise> {
        if !self.connection.prepare_cached("SELECT 1 FROM told LIMIT 1")?.exists([])? {
            return Ok(ToldOtherwise::default());
        }
        let found = |state: &str| -> Result<(Vec<DeviceId>, bool)> {
            let mut found = devices(self.connection, &format!("state = '{state}' AND missed >= ?1"), 0)?;
            let all = found.len();
            found.retain(|device| *device != THIS_ONE);
            let own = found.len() < all;
            Ok((found, own))
        };
        let ((two_histories, changed), (settled, changed_settled)) = (found("differs")?, found("settled")?);
        Ok(ToldOtherwise { two_histories, changed, kept_back: kept_back(self.connection)?, settled, changed_settled })
    }
}

impl Writer<'_> {
    /// Somebody put the notice away that says it: what is found from now on is said again.
    pub fn settle_histories(&mut self, notice: &str) -> Result<()> {
        let sql = match notice {
            TWO_HISTORIES => "UPDATE told SET state = 'settled' WHERE state = 'differs' AND device <> ?1".to_owned(),
            HISTORY_CHANGED => "UPDATE told SET state = 'settled' WHERE state = 'differs' AND device = ?1".to_owned(),
            // What goes on being kept back is named by the next that somebody writes.
            KEPT_BACK => format!("DELETE FROM told WHERE {OF_CONTROL} AND missed >= {MISSED} AND device <> ?1"),
            _ => return Ok(()),
        };
        self.connection.prepare_cached(&sql)?.execute([THIS_ONE.as_bytes()])?;
        Ok(())
    }
}

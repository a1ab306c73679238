//! The server this notebook belongs to, and what is known of when it was last heard.

use chrono::NaiveDate;
use domain::clock::Timestamp;
use domain::signing::PublicKey;
use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::store::{Reader, Writer};

/// The one row of `server`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerLink {
    /// The server's identity key, which every connection must prove.
    pub key: PublicKey,
    /// `host:port`, the nearest first.
    pub addresses: Vec<String>,
    pub epoch: u64,
    /// The server's time at the last whole exchange.
    pub checked_in: Option<Timestamp>,
    /// The server's time less this device's, in milliseconds.
    pub offset: i64,
    /// The latest time ever seen, by the server's clock.
    pub latest: Timestamp,
    pub lease_days: u32,
    /// This device's time at the last whole exchange.
    pub synced_at: Option<Timestamp>,
}

const DAY_MILLIS: i64 = 86_400_000;

impl ServerLink {
    /// Until when the notebook may be read without hearing from the server; none before the first time.
    pub fn lease_until(&self) -> Option<Timestamp> {
        let days = i64::from(self.lease_days) * DAY_MILLIS;
        self.checked_in.map(|at| Timestamp::from_millis(at.millis().saturating_add(days)))
    }

    /// How far this device's clock was off at the last exchange, in milliseconds; ahead is positive.
    pub fn clock_ahead(&self) -> i64 {
        self.offset.saturating_neg()
    }

    /// Whether reading has to stop. Counts against the latest time ever seen, so that a clock set back
    /// does not make a lease longer.
    pub fn lease_over(&self, now: Timestamp) -> bool {
        let server_now = now.millis().saturating_add(self.offset);
        let latest = server_now.max(self.latest.millis());
        self.lease_until().is_some_and(|until| latest > until.millis())
    }
}

impl Reader<'_> {
    /// None in a notebook without a server.
    pub fn server(&self) -> Result<Option<ServerLink>> {
        load(self.connection)
    }

    /// Whether others read what is written here: with a server, and in the sample, which shows a partnership
    /// and has nobody to send anything to.
    pub fn linked(&self) -> Result<bool> {
        let server = self.connection.prepare_cached("SELECT 1 FROM server")?.exists([])?;
        Ok(server || crate::facts::is_sample(self.connection)?)
    }
}

impl Reader<'_> {
    /// Changes that stand in a stream and cannot be acted on, with why, and those that wait for a newer
    /// version of this program.
    pub fn set_aside(&self) -> Result<(Vec<String>, u64)> {
        let mut statement = self.connection.prepare_cached("SELECT why FROM poisoned ORDER BY stream, position")?;
        let rows = statement.query_map([], |row| row.get(0))?;
        let poisoned = rows.collect::<rusqlite::Result<_>>()?;
        let deferred: i64 = self
            .connection
            .prepare_cached("SELECT count(*) FROM change WHERE deferred = 1")?
            .query_row([], |row| row.get(0))?;
        Ok((poisoned, deferred.unsigned_abs()))
    }
}

impl Writer<'_> {
    /// Notes how late it is, so that a clock set back later is seen. Written seldom: once an hour is enough.
    pub fn put_latest_time(&mut self, now: Timestamp) -> Result<()> {
        self.connection
            .prepare_cached("UPDATE server SET latest = max(latest, ?1 + offset)")?
            .execute([now.millis()])?;
        Ok(())
    }

    pub fn put_addresses(&mut self, addresses: &[String]) -> Result<()> {
        self.connection
            .prepare_cached("UPDATE server SET addresses = ?1")?
            .execute([crate::project::json(&addresses)])?;
        Ok(())
    }
}

pub(crate) fn load(connection: &Connection) -> Result<Option<ServerLink>> {
    Ok(connection
        .prepare_cached("SELECT key, addresses, epoch, checked_in, offset, latest, lease_days, synced_at FROM server")?
        .query_row([], |row| {
            Ok(ServerLink {
                key: PublicKey::from_bytes(row.get(0)?),
                addresses: serde_json::from_str(&row.get::<_, String>(1)?).unwrap_or_default(),
                epoch: row.get::<_, i64>(2)?.cast_unsigned(),
                checked_in: row.get::<_, Option<i64>>(3)?.map(Timestamp::from_millis),
                offset: row.get(4)?,
                latest: Timestamp::from_millis(row.get(5)?),
                lease_days: row.get(6)?,
                synced_at: row.get::<_, Option<i64>>(7)?.map(Timestamp::from_millis),
            })
        })
        .optional()?)
}

pub(crate) fn put(connection: &Connection, link: &ServerLink) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO server (one, key, addresses, epoch, checked_in, offset, latest, lease_days, synced_at)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(rusqlite::params![
            link.key.as_bytes(),
            crate::project::json(&link.addresses),
            link.epoch.cast_signed(),
            link.checked_in.map(Timestamp::millis),
            link.offset,
            link.latest.millis(),
            link.lease_days,
            link.synced_at.map(Timestamp::millis),
        ])?;
    Ok(())
}

/// The day by the server's clock, as far as this device can tell: one that was set back opens nothing that has
/// ended. Without a server, the device's own.
pub(crate) fn day(connection: &Connection, now: Timestamp) -> Result<NaiveDate> {
    let sure = load(connection)?
        .map_or(now, |link| link.latest.max(Timestamp::from_millis(now.millis().saturating_add(link.offset))));
    Ok(domain::dates::day_of(sure.utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(checked_in: i64, offset: i64, latest: i64) -> ServerLink {
        ServerLink {
            key: PublicKey::from_bytes([1; 32]),
            addresses: Vec::new(),
            epoch: 1,
            checked_in: Some(Timestamp::from_millis(checked_in)),
            offset,
            latest: Timestamp::from_millis(latest),
            lease_days: 14,
            synced_at: None,
        }
    }

    #[test]
    fn a_clock_set_back_does_not_make_a_lease_longer() {
        let day = DAY_MILLIS;
        let seen_late = link(100 * day, 0, 115 * day);
        assert!(seen_late.lease_over(Timestamp::from_millis(101 * day)));
        let fresh = link(100 * day, 0, 100 * day);
        assert!(!fresh.lease_over(Timestamp::from_millis(113 * day)));
        assert!(fresh.lease_over(Timestamp::from_millis(114 * day + 1)));
    }

    #[test]
    fn a_clock_that_is_wrong_by_a_year_does_not_end_a_lease_that_stands() {
        let (day, year) = (DAY_MILLIS, 365 * DAY_MILLIS);
        let ahead = link(100 * day, -year, 100 * day);
        assert!(!ahead.lease_over(Timestamp::from_millis(year + 101 * day)));
        assert!(ahead.lease_over(Timestamp::from_millis(year + 115 * day)));
    }

    #[test]
    fn before_the_first_exchange_there_is_no_lease_to_end() {
        let mut new = link(0, 0, 0);
        new.checked_in = None;
        assert!(!new.lease_over(Timestamp::from_millis(i64::MAX / 2)));
    }
}

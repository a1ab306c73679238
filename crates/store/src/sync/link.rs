//! The server this notebook belongs to, and what is known of when it was last heard.

use chrono::NaiveDate;
use domain::clock::Timestamp;
use domain::signing::PublicKey;
use rusqlite::{Connection, OptionalExtension};

use crate::error::{Result, StoreError};
use crate::facts;
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

/// Who told something is read for so many days after the last whole exchange, however long the rest is.
pub const SEALED_DAYS: u32 = 3;

/// A clock that is off by no more than this is not worth a word; a weak line makes minutes of difference by itself.
const OFF_MILLIS: i64 = 10 * 60_000;

impl ServerLink {
    /// Until when the notebook may be read without hearing from the server; none before the first time.
    pub fn lease_until(&self) -> Option<Timestamp> {
        let days = i64::from(self.lease_days) * DAY_MILLIS;
        self.checked_in.map(|at| Timestamp::from_millis(at.millis().saturating_add(days)))
    }

    /// Whether sealed sources open no more: they do for [`SEALED_DAYS`] at most, counted like the lease.
    pub fn sealed_lease_over(&self, now: Timestamp) -> bool {
        let days = i64::from(self.lease_days.min(SEALED_DAYS)) * DAY_MILLIS;
        let over = |at: Timestamp| self.server_now(now).millis() > at.millis().saturating_add(days);
        self.checked_in.is_some_and(over)
    }

    /// How far this device's clock was off at the last exchange, in milliseconds, where that is worth a word;
    /// ahead is positive. None once it was seen to be set back since.
    pub fn clock_off(&self, now: Timestamp) -> Option<i64> {
        let is_off = self.offset.saturating_abs() > OFF_MILLIS && !self.was_set_back(now);
        is_off.then_some(self.offset.saturating_neg())
    }

    /// Whether reading has to stop. Counts against the latest time ever seen, so that a clock set back
    /// does not make a lease longer.
    pub fn lease_over(&self, now: Timestamp) -> bool {
        self.lease_until().is_some_and(|until| self.server_now(now) > until)
    }

    /// The server's time as far as this device can tell, never before the latest that was seen. What may be read
    /// is judged by it.
    fn server_now(&self, now: Timestamp) -> Timestamp {
        // Of a clock that was set back since, what it was off by then says nothing any more.
        let offset = if self.was_set_back(now) { 0 } else { self.offset };
        self.latest.max(Timestamp::from_millis(now.millis().saturating_add(offset)))
    }

    /// The earliest it can be at the server: this device's clock may have been set right since the last exchange,
    /// or not. What is written is judged by it, so that a wrong clock refuses nothing and puts no ending off.
    fn earliest(&self, now: Timestamp) -> Timestamp {
        let as_it_was_off = Timestamp::from_millis(now.millis().saturating_add(self.offset));
        let can_be = [now, as_it_was_off].into_iter().filter(|at| *at >= self.latest);
        can_be.min().unwrap_or(self.latest)
    }

    fn was_set_back(&self, now: Timestamp) -> bool {
        self.synced_at.is_some_and(|at| now < at)
    }
}

impl Reader<'_> {
    /// None in a notebook without a server.
    pub fn server(&self) -> Result<Option<ServerLink>> {
        load(self.connection)
    }

    /// The day on which what is written now is judged: the earliest that it can be by the server's clock. Without
    /// a server, the device's own.
    pub fn day_of_writing(&self, now: Timestamp) -> Result<NaiveDate> {
        let at = load(self.connection)?.map_or(now, |link| link.earliest(now));
        Ok(domain::dates::day_of(at.utc()))
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

    /// Changes whose content did not come with them, and that nothing here says were erased. Their chains hold all the
    /// same, so nothing else tells that a server passed on who wrote and kept back what.
    pub fn without_content(&self) -> Result<u64> {
        crate::erase::unaccounted(self.connection)
    }
}

impl Writer<'_> {
    /// Notes how late it is, so that a clock set back later is seen. Written seldom: once an hour is enough.
    pub fn put_latest_time(&mut self, now: Timestamp) -> Result<()> {
        if let Some(link) = load(self.connection)? {
            let latest = link.server_now(now);
            self.connection.prepare_cached("UPDATE server SET latest = ?1")?.execute([latest.millis()])?;
        }
        Ok(())
    }

    /// The server has another key from here on, under which every line has to be proved. The one before goes on
    /// standing for what it vouched for, as do those in `earlier`.
    pub fn put_server_key(&mut self, key: PublicKey, addresses: &[String], earlier: &[PublicKey]) -> Result<()> {
        let none = || StoreError::Inconsistent("the notebook has no server".to_owned());
        let link = load(self.connection)?.ok_or_else(none)?;
        let before: Vec<PublicKey> = earlier.iter().chain([&link.key]).copied().filter(|old| *old != key).collect();
        facts::add_earlier_servers(self.connection, &before)?;
        put(self.connection, &ServerLink { key, addresses: addresses.to_vec(), ..link })
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
    let at = load(connection)?.map_or(now, |link| link.server_now(now));
    Ok(domain::dates::day_of(at.utc()))
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
    fn sealed_sources_open_for_three_days_whatever_the_clock_says_and_never_longer_than_the_rest() {
        let day = DAY_MILLIS;
        let fresh = link(100 * day, 0, 100 * day);
        assert!(!fresh.sealed_lease_over(Timestamp::from_millis(103 * day)));
        assert!(fresh.sealed_lease_over(Timestamp::from_millis(103 * day + 1)));
        let set_back = link(100 * day, 0, 104 * day);
        assert!(set_back.sealed_lease_over(Timestamp::from_millis(100 * day)));
        let short = ServerLink { lease_days: 1, ..fresh };
        assert!(short.sealed_lease_over(Timestamp::from_millis(102 * day)));
    }

    #[test]
    fn a_clock_that_is_wrong_by_a_year_does_not_end_a_lease_that_stands() {
        let (day, year) = (DAY_MILLIS, 365 * DAY_MILLIS);
        let ahead = link(100 * day, -year, 100 * day);
        assert!(!ahead.lease_over(Timestamp::from_millis(year + 101 * day)));
        assert!(ahead.lease_over(Timestamp::from_millis(year + 115 * day)));
    }

    /// As after an exchange on day 100, with a clock that was so far ahead.
    fn exchanged(ahead: i64) -> ServerLink {
        let synced_at = Some(Timestamp::from_millis(100 * DAY_MILLIS + ahead));
        ServerLink { synced_at, ..link(100 * DAY_MILLIS, -ahead, 100 * DAY_MILLIS) }
    }

    #[test]
    fn a_clock_that_was_ahead_and_is_set_right_makes_no_lease_longer() {
        let (day, year) = (DAY_MILLIS, 365 * DAY_MILLIS);
        let set_right = exchanged(year);
        assert!(!set_right.lease_over(Timestamp::from_millis(113 * day)));
        assert!(set_right.lease_over(Timestamp::from_millis(114 * day + 1)));
        assert_eq!(set_right.clock_off(Timestamp::from_millis(year + 101 * day)), Some(year));
        assert_eq!(set_right.clock_off(Timestamp::from_millis(101 * day)), None);
        assert_eq!(exchanged(9 * 60_000).clock_off(Timestamp::from_millis(101 * day)), None);
    }

    #[test]
    fn what_is_written_is_judged_on_the_true_day_whether_a_wrong_clock_was_set_right_since_or_not() {
        let (day, year) = (DAY_MILLIS, 365 * DAY_MILLIS);
        let (today, hours) = (103 * day, day / 2);
        for off in [year, -year, 20 * day, -20 * day, 0] {
            let link = exchanged(off);
            for reads in [today + off, today] {
                assert_eq!(
                    link.earliest(Timestamp::from_millis(reads + hours)).millis(),
                    today + hours,
                    "{off} {reads}"
                );
            }
        }
        // Nonsense is no reason to go behind what the server has said.
        assert_eq!(exchanged(0).earliest(Timestamp::from_millis(7)).millis(), 100 * day);
    }

    #[test]
    fn before_the_first_exchange_there_is_no_lease_to_end() {
        let mut new = link(0, 0, 0);
        new.checked_in = None;
        assert!(!new.lease_over(Timestamp::from_millis(i64::MAX / 2)));
    }
}

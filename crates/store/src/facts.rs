//! Small facts about this file that are no record: where it was last opened, when it was last backed
//! up, what must still be said to its owner.

use std::collections::BTreeSet;

use domain::clock::Timestamp;
use domain::signing::PublicKey;
use rusqlite::{Connection, OptionalExtension};

use crate::error::Result;
use crate::keyfile::DatabaseKey;
use crate::store::{Reader, Writer};

const HOME: &str = "home";
const LAST_BACKUP: &str = "last-backup";
const SAMPLE: &str = "sample";
const NOTICE: &str = "notice/";
const EARLIER_SERVERS: &str = "earlier-servers";

fn put(connection: &Connection, name: &str, value: &str) -> Result<()> {
    connection.prepare_cached("INSERT OR REPLACE INTO fact (name, value) VALUES (?1, ?2)")?.execute([name, value])?;
    Ok(())
}

fn get(connection: &Connection, name: &str) -> Result<Option<String>> {
    Ok(connection
        .prepare_cached("SELECT value FROM fact WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
        .optional()?)
}

pub(crate) fn put_home(connection: &Connection, home: &str) -> Result<()> {
    put(connection, HOME, home)
}

pub(crate) fn home(connection: &Connection) -> Result<Option<String>> {
    get(connection, HOME)
}

pub(crate) fn is_sample(connection: &Connection) -> Result<bool> {
    Ok(get(connection, SAMPLE)?.is_some())
}

/// Keys that the server had before the one it has, in hex.
pub(crate) fn earlier_servers(connection: &Connection) -> Result<Vec<PublicKey>> {
    let text = get(connection, EARLIER_SERVERS)?.unwrap_or_default();
    Ok(text.split_whitespace().filter_map(PublicKey::from_hex).collect())
}

/// Adds some, each once.
pub(crate) fn add_earlier_servers(connection: &Connection, keys: &[PublicKey]) -> Result<()> {
    let mut all: BTreeSet<PublicKey> = earlier_servers(connection)?.into_iter().collect();
    all.extend(keys);
    if all.is_empty() {
        return Ok(());
    }
    let text: Vec<String> = all.iter().map(PublicKey::to_hex).collect();
    put(connection, EARLIER_SERVERS, &text.join(" "))
}

pub(crate) fn put_notice(connection: &Connection, name: &str, about: &str) -> Result<()> {
    put(connection, &format!("{NOTICE}{name}"), about)
}

pub(crate) fn dismiss_notice(connection: &Connection, name: &str) -> Result<()> {
    connection.prepare_cached("DELETE FROM fact WHERE name = ?1")?.execute([format!("{NOTICE}{name}")])?;
    Ok(())
}

impl Reader<'_> {
    pub fn last_backup(&self) -> Result<Option<Timestamp>> {
        Ok(get(self.connection, LAST_BACKUP)?.and_then(|text| text.parse().ok()).map(Timestamp::from_millis))
    }

    /// Notices not yet dismissed: name and what it is about.
    pub fn notices(&self) -> Result<Vec<(String, String)>> {
        let mut statement =
            self.connection.prepare_cached("SELECT name, value FROM fact WHERE name GLOB 'notice/*' ORDER BY name")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))?;
        rows.map(|row| row.map(|(name, value)| (name[NOTICE.len()..].to_owned(), value)).map_err(Into::into)).collect()
    }
}

impl Writer<'_> {
    /// Nothing in this file is real.
    pub fn put_sample(&mut self) -> Result<()> {
        put(self.connection, SAMPLE, "")
    }

    /// In the sample, every note stands as received when it was recorded.
    pub fn put_received(&mut self) -> Result<()> {
        if is_sample(self.connection)? {
            self.connection.execute(
                "UPDATE change SET position = no, server_time = (SELECT n.recorded_at FROM note n WHERE n.no = change.no)
                 WHERE position IS NULL AND no IN (SELECT no FROM note)",
                [],
            )?;
        }
        Ok(())
    }

    pub fn put_last_backup(&mut self, at: Timestamp) -> Result<()> {
        put(self.connection, LAST_BACKUP, &at.millis().to_string())
    }

    pub fn put_notice(&mut self, name: &str, about: &str) -> Result<()> {
        put_notice(self.connection, name, about)
    }

    pub fn dismiss_notice(&mut self, name: &str) -> Result<()> {
        dismiss_notice(self.connection, name)
    }
}

const BEGUN_KEY: &str = "begun-key";
const BEGUN: &str = "begun/";

impl Reader<'_> {
    /// The key of the notebook that was kept here before joining.
    pub fn begun_key(&self) -> Result<Option<DatabaseKey>> {
        let text = get(self.connection, BEGUN_KEY)?.map(zeroize::Zeroizing::new);
        Ok(text.and_then(|text| domain::signing::unhex(&text)).map(DatabaseKey::new))
    }

    /// What was answered about one of its notes: `brought` or `left`.
    pub fn begun_answer(&self, note: domain::ids::RecordId) -> Result<Option<String>> {
        get(self.connection, &format!("{BEGUN}{note}"))
    }
}

impl Writer<'_> {
    pub fn put_begun_key(&mut self, key: &DatabaseKey) -> Result<()> {
        let text = zeroize::Zeroizing::new(domain::signing::hex(key.as_ref()));
        put(self.connection, BEGUN_KEY, &text)
    }

    pub fn put_begun_answer(&mut self, note: domain::ids::RecordId, answer: &str) -> Result<()> {
        put(self.connection, &format!("{BEGUN}{note}"), answer)
    }
}

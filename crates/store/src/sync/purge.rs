//! Access that ended: everything of a stream goes from the disk in one transaction. What its owner
//! wrote and has not sent stays, since it is still theirs to send.

use domain::change::Header;
use domain::ids::{RecordId, StreamId};
use domain::seeded::{self, Seeded};
use domain::streams::StreamSort;
use rusqlite::Connection;

use super::told;
use crate::apply::Indexing;
use crate::error::Result;
use crate::store::Writer;
use crate::{blobs, record, streams};

/// Purges the streams and remembers to tell the server. Members' keys and names (`control`,
/// `reference`) stay: without them nothing held could be checked, and they hold no content.
pub(super) fn purge(writer: &Writer<'_>, gone: &[StreamId]) -> Result<()> {
    let connection = writer.connection;
    let (mut purged, mut words) = (false, false);
    for stream in gone {
        let Some(row) = streams::get(connection, *stream)? else {
            confirm_later(connection, *stream)?;
            continue;
        };
        if matches!(row.sort, StreamSort::Control | StreamSort::Reference) {
            continue;
        }
        if seeded::on(Seeded::RevokedStays) {
            confirm_later(connection, *stream)?;
            continue;
        }
        count_others_lost_as_placed(writer, row.no)?;
        if seeded::on(Seeded::PurgeTakesUnsent) {
            connection.execute("UPDATE change SET position = -no WHERE stream = ?1 AND position IS NULL", [row.no])?;
        }
        purge_one(connection, row.no)?;
        told::purge(connection, row.no)?;
        forget_begun(connection, *stream)?;
        confirm_later(connection, *stream)?;
        purged = true;
        // What anybody puts in for the leads goes with their next exchange, and no search ever found anything of it.
        words |= row.sort != StreamSort::AreaSealed;
    }
    if purged {
        // Remembered answers of acts say titles.
        connection.execute("DELETE FROM request", [])?;
        // Of a chain that has gaps from now on nothing is asked any more.
        connection.execute("DELETE FROM signed_twice", [])?;
    }
    if words {
        // A deleted row's words stay in the index's segments until they are merged; "gone" means gone.
        connection.execute("INSERT INTO note_words (note_words) VALUES ('optimize')", [])?;
    }
    Ok(())
}

/// What a restored server may have lost or a file brought has no position, and yet was never this person's to
/// send: it goes with the rest. Their own lost words are theirs to send, like what was never sent.
fn count_others_lost_as_placed(writer: &Writer<'_>, stream: i64) -> Result<()> {
    let connection = writer.connection;
    let mut statement =
        connection.prepare_cached("SELECT no, header FROM change WHERE stream = ?1 AND position IS NULL")?;
    let mut rows = statement.query([stream])?;
    let mut others = Vec::new();
    while let Some(row) = rows.next()? {
        if Header::decode(&row.get::<_, Vec<u8>>(1)?)?.author != writer.identity.person() {
            others.push(row.get::<_, i64>(0)?);
        }
    }
    for no in others {
        // Below all positions, so that it meets none; the row goes in this transaction.
        connection.prepare_cached("UPDATE change SET position = -no WHERE no = ?1")?.execute([no])?;
    }
    Ok(())
}

fn purge_one(connection: &Connection, stream: i64) -> Result<()> {
    let shared = records(
        connection,
        "SELECT DISTINCT record FROM change WHERE stream = ?1
           AND EXISTS (SELECT 1 FROM change other WHERE other.record = change.record AND other.stream <> ?1)",
        stream,
    )?;
    for sql in [
        "DELETE FROM brought WHERE change IN (SELECT no FROM change WHERE stream = ?1)",
        "DELETE FROM forgotten WHERE change IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM note_words WHERE rowid IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM note_topic WHERE (topic, happened, note) IN (
             SELECT j.value, n.happened, n.no FROM change c JOIN note n ON n.no = c.no, json_each(n.topics) j
             WHERE c.stream = ?1 AND c.position IS NOT NULL)",
        "DELETE FROM note WHERE no IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM amendment WHERE no IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM reply WHERE no IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM attachment WHERE no IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM source WHERE no IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM trail_entry WHERE no IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM opening WHERE no IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM merging WHERE no IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM conclusion WHERE stream = ?1",
        "DELETE FROM retraction WHERE stream = ?1",
        "DELETE FROM assignment WHERE stream = ?1",
        "DELETE FROM link WHERE stream = ?1",
        "DELETE FROM handling WHERE stream = ?1",
        "DELETE FROM kept WHERE stream = ?1",
        "DELETE FROM erased WHERE stream = ?1",
        "DELETE FROM briefing WHERE stream = ?1",
        "DELETE FROM plan_area WHERE plan IN (SELECT id FROM plan WHERE stream = ?1)",
        "DELETE FROM plan WHERE stream = ?1",
        "DELETE FROM analysis WHERE stream = ?1",
        "DELETE FROM action WHERE stream = ?1",
        "DELETE FROM progress WHERE stream = ?1",
        "DELETE FROM conflict WHERE record IN (SELECT record FROM change WHERE stream = ?1)",
        "DELETE FROM lost WHERE change IN (SELECT no FROM change WHERE stream = ?1 AND position IS NOT NULL)",
        "DELETE FROM change WHERE stream = ?1 AND position IS NOT NULL",
        "DELETE FROM poisoned WHERE stream = ?1",
        "DELETE FROM cursor WHERE stream = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([stream])?;
    }
    // What is left is unsent: its lists are made again from it. So are those of whatever another stream
    // names by the same id.
    let mut left = records(
        connection,
        "SELECT DISTINCT record FROM change WHERE stream = ?1 AND position IS NULL ORDER BY no",
        stream,
    )?;
    left.extend(shared);
    for id in left {
        record::project(connection, id, Indexing::Now)?;
    }
    // What hung on it goes too, but for what was taken in here and is not at the server yet.
    blobs::sweep(connection)
}

fn records(connection: &Connection, sql: &str, stream: i64) -> Result<Vec<RecordId>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([stream], |row| row.get(0).map(RecordId::from_bytes))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Words begun about what stood there, and what they said before: they name the streams they tell of.
fn forget_begun(connection: &Connection, stream: StreamId) -> Result<()> {
    let named = "SELECT d.id FROM draft d, json_each(d.content, '$.streams') s WHERE s.value = ?1";
    for sql in [
        format!("DELETE FROM draft_version WHERE draft IN ({named})"),
        format!("DELETE FROM draft WHERE id IN ({named})"),
    ] {
        connection.prepare_cached(&sql)?.execute([stream.to_string()])?;
    }
    Ok(())
}

fn confirm_later(connection: &Connection, stream: StreamId) -> Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO purged (stream, confirmed) VALUES (?1, 0)")?
        .execute([stream.as_bytes()])?;
    Ok(())
}

/// What this device wrote into a stream is not here, for whatever reason: from now on it is asked for too.
pub(super) fn ask_whole(connection: &Connection, stream: StreamId) -> Result<()> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO purged (stream, confirmed) VALUES (?1, 1)")?
        .execute([stream.as_bytes()])?;
    Ok(())
}

pub(super) fn unconfirmed(connection: &Connection) -> Result<Vec<StreamId>> {
    streams_where(connection, "SELECT stream FROM purged WHERE confirmed = 0 ORDER BY stream")
}

/// Streams that were purged once: what this device wrote there it no longer holds.
pub(super) fn once_purged(connection: &Connection) -> Result<Vec<StreamId>> {
    streams_where(connection, "SELECT stream FROM purged ORDER BY stream")
}

/// The server has been told.
pub(super) fn confirmed(connection: &Connection) -> Result<()> {
    connection.prepare_cached("UPDATE purged SET confirmed = 1 WHERE confirmed = 0")?.execute([])?;
    Ok(())
}

fn streams_where(connection: &Connection, sql: &str) -> Result<Vec<StreamId>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], |row| row.get(0).map(StreamId::from_bytes))?;
    rows.map(|row| row.map_err(Into::into)).collect()
}

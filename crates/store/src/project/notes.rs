//! Notes and amendments: list columns, topics, and the words for the search.

use chrono_parts::happened;
use domain::change::Body;
use domain::fold::{Fold, Head};
use domain::ids::{ChangeId, RecordId};
use domain::keeping;
use domain::records::{AmendmentRecord, NoteRecord, WITHDRAWN};
use domain::seeded::{self, Seeded};
use rusqlite::{Connection, OptionalExtension};
use serde::Serialize;

use super::written_at;
use crate::apply::Indexing;
use crate::error::Result;

/// Facts that name a note whose words are not in the index yet; in the order of the numbers.
const PENDING: &str = "index-pending/";
/// Characters of a note's text that a list row carries.
const EXCERPT: usize = 200;

pub(super) fn note(connection: &Connection, fold: &Fold, indexing: Indexing) -> Result<()> {
    let Some((created, write)) = fold.created() else { return Ok(()) };
    let no = change_no(connection, created)?;
    let Ok(record) = fold.beginning::<NoteRecord>() else {
        // Also by the row of a later beginning, which came first and could be read.
        forget_later(connection, fold.record(), no)?;
        return forget(connection, no);
    };
    forget_later(connection, fold.record(), no)?;
    let happened = happened(&record);
    let of_another = |head: &Head| fold.writes().get(&head.change).is_some_and(|by| by.device != write.device);
    let back = |head: &Head| seeded::on(Seeded::WithdrawnComesBack) && of_another(head);
    let withdrawn = fold.any(WITHDRAWN).is_some_and(|head| !back(&head));
    let amended = connection
        .prepare_cached("SELECT 1 FROM amendment WHERE note = ?1 AND taken_back = 0")?
        .exists([fold.record().as_bytes()])?;
    let step = super::replies::strongest(connection, fold.record())?;
    connection
        .prepare_cached(
            "INSERT INTO note (no, id, stream, author, ward, boundaries, happened, recorded_at, topics, excerpt, amended, withdrawn, step, source, young, somebody)
             VALUES (?1, ?2, (SELECT stream FROM change WHERE no = ?1), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (no) DO UPDATE SET amended = excluded.amended, withdrawn = excluded.withdrawn, step = excluded.step",
        )?
        .execute(rusqlite::params![
            no,
            fold.record().as_bytes(),
            write.author.as_bytes(),
            record.ward.as_str(),
            record.boundaries.to_string(),
            happened,
            written_at(created, write).millis(),
            json(&record.topics),
            excerpt(&record.text),
            amended,
            withdrawn,
            step,
            record.source.as_ref().map(|source| &source.reference),
            record.source.as_ref().is_some_and(|source| source.young),
            keeping::is_of_somebody(&record),
        ])?;
    for topic in &record.topics {
        connection
            .prepare_cached("INSERT OR IGNORE INTO note_topic (topic, happened, note, ward) VALUES (?1, ?2, ?3, ?4)")?
            .execute(rusqlite::params![topic, happened, no, record.ward.as_str()])?;
    }
    match indexing {
        Indexing::Now => index(connection, no, fold.record(), &record),
        // Said of each note: an amendment can bring an old one back into the queue.
        Indexing::Later => {
            connection
                .prepare_cached("INSERT OR IGNORE INTO fact (name, value) VALUES (?1, ?2)")?
                .execute([format!("{PENDING}{no:019}"), no.to_string()])?;
            Ok(())
        }
    }
}

pub(super) fn amendment(connection: &Connection, fold: &Fold, indexing: Indexing) -> Result<()> {
    let Some((created, write)) = fold.created() else { return Ok(()) };
    let no = change_no(connection, created)?;
    let Ok(record) = fold.beginning::<AmendmentRecord>() else {
        connection.prepare_cached("DELETE FROM amendment WHERE id = ?1")?.execute([fold.record().as_bytes()])?;
        return Ok(());
    };
    // One that was made twice, as with notes.
    connection
        .prepare_cached("DELETE FROM amendment WHERE id = ?1 AND no <> ?2")?
        .execute(rusqlite::params![fold.record().as_bytes(), no])?;
    connection
        .prepare_cached(
            "INSERT INTO amendment (no, id, note, author, at, taken_back, answers) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (no) DO UPDATE SET taken_back = excluded.taken_back, answers = excluded.answers",
        )?
        .execute(rusqlite::params![
            no,
            fold.record().as_bytes(),
            record.note.as_bytes(),
            write.author.as_bytes(),
            written_at(created, write).millis(),
            fold.any(WITHDRAWN).is_some(),
            record.answers.as_ref().map(RecordId::as_bytes),
        ])?;
    if let Some(reply) = record.answers {
        super::replies::answer(connection, reply)?;
    }
    // The note's own row and words follow; where the note has not come yet, its coming does it.
    match crate::apply::fold_of(connection, record.note)? {
        Some(of) => note(connection, &of, indexing),
        None => Ok(()),
    }
}

/// Reads anew from their words which notes are of somebody; for those that were kept by a version that did not ask.
pub(crate) fn somebody_again(connection: &Connection) -> Result<()> {
    let mut statement =
        connection.prepare("SELECT n.no, c.body FROM note n JOIN change c ON c.no = n.no ORDER BY n.no")?;
    let mut rows = statement.query([])?;
    let mut of_somebody = Vec::new();
    while let Some(row) = rows.next()? {
        let body: Option<Vec<u8>> = row.get(1)?;
        let record = body.and_then(|body| Body::read::<NoteRecord>(&body).ok());
        if record.is_some_and(|record| keeping::is_of_somebody(&record)) {
            of_somebody.push(row.get::<_, i64>(0)?);
        }
    }
    for no in of_somebody {
        connection.prepare_cached("UPDATE note SET somebody = 1 WHERE no = ?1")?.execute([no])?;
    }
    connection.execute("DELETE FROM fact WHERE name = 'somebody-again'", [])?;
    Ok(())
}

/// Whether the index lags behind.
pub(crate) fn has_pending(connection: &Connection) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM fact WHERE name GLOB 'index-pending/*'")?.exists([])?)
}

/// Indexes what was left for later. Returns how many notes.
pub(crate) fn index_pending(connection: &Connection) -> Result<usize> {
    let mut statement = connection.prepare_cached(
        "SELECT n.no, n.id, c.body FROM fact f
         JOIN note n ON n.no = CAST(f.value AS INTEGER) JOIN change c ON c.no = n.no
         WHERE f.name GLOB 'index-pending/*' ORDER BY f.name",
    )?;
    let mut rows = statement.query([])?;
    let mut indexed = 0;
    while let Some(row) = rows.next()? {
        let body: Option<Vec<u8>> = row.get(2)?;
        if let Some(record) = body.and_then(|body| Body::read::<NoteRecord>(&body).ok()) {
            index(connection, row.get(0)?, RecordId::from_bytes(row.get(1)?), &record)?;
            indexed += 1;
        }
    }
    connection.prepare_cached("DELETE FROM fact WHERE name GLOB 'index-pending/*'")?.execute([])?;
    Ok(indexed)
}

/// Puts the words of a note, its place, its recorder's view and its standing amendments where the search finds them.
fn index(connection: &Connection, no: i64, note: RecordId, record: &NoteRecord) -> Result<()> {
    let mut words = record.text.clone();
    if let Some(place) = &record.place {
        words.push('\n');
        words.push_str(place);
    }
    if let Some(opinion) = &record.opinion {
        words.push('\n');
        words.push_str(opinion);
    }
    let mut statement = connection.prepare_cached(
        "SELECT c.body FROM amendment a JOIN change c ON c.no = a.no WHERE a.note = ?1 AND a.taken_back = 0 ORDER BY a.no",
    )?;
    let mut rows = statement.query([note.as_bytes()])?;
    while let Some(row) = rows.next()? {
        let body: Option<Vec<u8>> = row.get(0)?;
        if let Some(amendment) = body.and_then(|body| Body::read::<AmendmentRecord>(&body).ok()) {
            words.push('\n');
            words.push_str(&amendment.text);
        }
    }
    connection
        .prepare_cached("INSERT OR REPLACE INTO note_words (rowid, words) VALUES (?1, ?2)")?
        .execute(rusqlite::params![no, words])?;
    Ok(())
}

/// Takes out a note's rows.
pub(super) fn clear(connection: &Connection, note: RecordId) -> Result<()> {
    let no: Option<i64> = connection
        .prepare_cached("SELECT no FROM note WHERE id = ?1")?
        .query_row([note.as_bytes()], |row| row.get(0))
        .optional()?;
    no.map_or(Ok(()), |no| forget(connection, no))
}

/// Where a program was altered and made one note twice, the earlier is its beginning, whichever came first. A row of
/// the later must not stand in the way of everything else that comes with it.
fn forget_later(connection: &Connection, note: RecordId, no: i64) -> Result<()> {
    let later: Option<i64> = connection
        .prepare_cached("SELECT no FROM note WHERE id = ?1 AND no <> ?2")?
        .query_row(rusqlite::params![note.as_bytes(), no], |row| row.get(0))
        .optional()?;
    later.map_or(Ok(()), |later| forget(connection, later))
}

fn forget(connection: &Connection, no: i64) -> Result<()> {
    connection.prepare_cached("DELETE FROM note_words WHERE rowid = ?1")?.execute([no])?;
    connection.prepare_cached("DELETE FROM note_topic WHERE note = ?1")?.execute([no])?;
    connection.prepare_cached("DELETE FROM note WHERE no = ?1")?.execute([no])?;
    Ok(())
}

pub(super) fn change_no(connection: &Connection, id: ChangeId) -> Result<i64> {
    Ok(connection
        .prepare_cached("SELECT no FROM change WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))?)
}

/// The first words on one line, cut between words where possible.
pub(crate) fn excerpt(text: &str) -> String {
    let mut line = String::with_capacity(EXCERPT);
    let mut length = 0;
    for word in text.split_whitespace() {
        let characters = word.chars().count();
        if length + characters + 1 > EXCERPT {
            if line.is_empty() {
                line.extend(word.chars().take(EXCERPT - 1));
            }
            line.push('…');
            break;
        }
        if !line.is_empty() {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += characters;
    }
    line
}

pub(crate) fn json<T: Serialize>(value: &T) -> String {
    // Lists of words and ids; plain data into memory cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}

mod chrono_parts {
    use chrono::{Datelike, Timelike};
    use domain::records::NoteRecord;

    /// `YYYYMMDDhhmm`, so that lists sort and group by month with whole numbers. A day without a time
    /// comes before that day's timed notes in a list that starts with the latest.
    pub(super) fn happened(record: &NoteRecord) -> i64 {
        let date = record.when.date;
        let day = i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day());
        let time = record.when.time.map_or(9_999, |time| i64::from(time.hour()) * 100 + i64::from(time.minute()));
        day * 10_000 + time
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_one_line_cut_between_words() {
        assert_eq!(excerpt("  two\n\nlines  "), "two lines");
        let long = "word ".repeat(100);
        let cut = excerpt(&long);
        assert!(cut.chars().count() <= EXCERPT + 1 && cut.ends_with("word…"));
        assert_eq!(excerpt(&"x".repeat(500)).chars().count(), EXCERPT);
    }
}

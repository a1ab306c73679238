//! Projections: list columns that follow from the folds. Projecting a fold twice, or folds in any
//! order, leaves the same rows; a missing side (an amendment before its note) is borne until it comes.

mod attachments;
mod conflicts;
mod control;
mod keeping;
mod notes;
mod own;
mod plans;
mod replies;
mod sources;
mod trail;
mod triage;

use domain::clock::{HybridTime, Timestamp};
use domain::fold::{Fold, Write};
use domain::ids::{ChangeId, RecordId};
use domain::records::Kind;
use rusqlite::Connection;

pub(crate) use notes::{has_pending, index_pending, json, somebody_again};
pub(crate) use plans::NO_DAY;

use crate::apply::Indexing;
use crate::error::Result;

/// Brings the rows that follow from this record up to date.
pub(crate) fn project(connection: &Connection, fold: &Fold, indexing: Indexing) -> Result<()> {
    if fold.is_erased() {
        return crate::erase::erase(connection, fold);
    }
    crate::erase::forget(connection, fold)?;
    conflicts::put(connection, fold)?;
    match fold.kind() {
        Kind::Partnership => control::partnership(connection, fold),
        Kind::Person => control::person(connection, fold),
        Kind::Device => control::device(connection, fold),
        Kind::Grant => control::grant(connection, fold),
        Kind::Area => control::area(connection, fold),
        Kind::Stream => control::stream(connection, fold),
        Kind::Roster => sources::roster(connection, fold),
        Kind::Note => notes::note(connection, fold, indexing),
        Kind::Amendment => notes::amendment(connection, fold, indexing),
        Kind::Reply => replies::reply(connection, fold, indexing),
        Kind::Assignment => triage::assignment(connection, fold),
        Kind::Link => triage::link(connection, fold),
        Kind::Referral | Kind::Closure | Kind::Remark => triage::handling(connection, fold),
        Kind::Keep => keeping::keep(connection, fold),
        Kind::Briefing => triage::briefing(connection, fold),
        Kind::Plan => plans::plan(connection, fold),
        Kind::Analysis => plans::analysis(connection, fold),
        Kind::Action => plans::action(connection, fold),
        Kind::Progress => plans::progress(connection, fold),
        Kind::Attachment => attachments::attachment(connection, fold),
        Kind::Source => sources::source(connection, fold),
        Kind::Opening => sources::opening(connection, fold),
        Kind::Merging => sources::merging(connection, fold),
        Kind::Conclusion => sources::conclusion(connection, fold),
        Kind::Retraction => sources::retraction(connection, fold),
        Kind::Trail => trail::trail(connection, fold),
        // Read from its fold, by the id that follows from its note.
        Kind::Grade => Ok(()),
        Kind::Pin => own::pin(connection, fold),
        Kind::Settings => own::settings(connection, fold),
        Kind::Export => own::export(connection, fold),
        Kind::SubjectRequest => own::subject_request(connection, fold),
    }
}

/// Takes out the rows of a record whose stream may have turned out to be another, and returns the notes
/// and replies whose rows say something of it. What rights are made from stays: another stream's record
/// never comes before it.
pub(crate) fn clear(connection: &Connection, record: RecordId) -> Result<Vec<RecordId>> {
    let others: Vec<RecordId> = connection
        .prepare_cached(
            "SELECT note FROM amendment WHERE id = ?1 UNION SELECT answers FROM amendment WHERE id = ?1 AND answers IS NOT NULL
             UNION SELECT note FROM reply WHERE id = ?1",
        )?
        .query_map([record.as_bytes()], |row| row.get(0).map(RecordId::from_bytes))?
        .collect::<rusqlite::Result<_>>()?;
    notes::clear(connection, record)?;
    for sql in [
        "DELETE FROM amendment WHERE id = ?1",
        "DELETE FROM reply WHERE id = ?1",
        "DELETE FROM assignment WHERE id = ?1",
        "DELETE FROM link WHERE id = ?1",
        "DELETE FROM handling WHERE id = ?1",
        "DELETE FROM kept WHERE id = ?1",
        "DELETE FROM briefing WHERE id = ?1",
        "DELETE FROM plan_area WHERE plan = ?1",
        "DELETE FROM plan WHERE id = ?1",
        "DELETE FROM analysis WHERE id = ?1",
        "DELETE FROM action WHERE id = ?1",
        "DELETE FROM progress WHERE id = ?1",
        "DELETE FROM attachment WHERE id = ?1",
        "DELETE FROM source WHERE id = ?1",
        "DELETE FROM opening WHERE id = ?1",
        "DELETE FROM merging WHERE id = ?1",
        "DELETE FROM conclusion WHERE id = ?1",
        "DELETE FROM retraction WHERE id = ?1",
        "DELETE FROM trail_entry WHERE id = ?1",
        "DELETE FROM export_log WHERE id = ?1",
        "DELETE FROM subject_request WHERE id = ?1",
        "DELETE FROM conflict WHERE record = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([record.as_bytes()])?;
    }
    Ok(others.into_iter().filter(|other| *other != record).collect())
}

/// The number of the stream a record lives in.
fn stream_of(connection: &Connection, fold: &Fold) -> Result<i64> {
    Ok(connection
        .prepare_cached("SELECT no FROM stream WHERE id = ?1")?
        .query_row([fold.stream().as_bytes()], |row| row.get(0))?)
}

/// When a change was written, as people are shown it: what the wall clock said, from the change's id
/// (a UUIDv7 begins with milliseconds since 1970). The hybrid clock is for order alone. It never goes
/// back, so one note written while the laptop's clock stood years ahead would date all later ones.
pub(crate) fn written_at(change: ChangeId, write: &Write) -> Timestamp {
    on_the_clock(change, write.clock)
}

/// The same of a change by its header.
pub(crate) fn on_the_clock(change: ChangeId, clock: HybridTime) -> Timestamp {
    let bytes = change.as_bytes();
    if bytes[6] >> 4 != 7 {
        return Timestamp::from_millis(clock.millis as i64);
    }
    Timestamp::from_millis(bytes[..6].iter().fold(0, |millis, byte| millis << 8 | i64::from(*byte)))
}

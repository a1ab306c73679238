//! Projections: list columns that follow from the folds. Projecting a fold twice, or folds in any
//! order, leaves the same rows; a missing side (an amendment before its note) is borne until it comes.

mod conflicts;
mod control;
mod notes;
mod own;
mod replies;

use domain::clock::Timestamp;
use domain::fold::{Fold, Write};
use domain::ids::ChangeId;
use domain::records::Kind;
use rusqlite::Connection;

pub(crate) use notes::{has_pending, index_pending, json};

use crate::apply::Indexing;
use crate::error::Result;

/// Brings the rows that follow from this record up to date.
pub(crate) fn project(connection: &Connection, fold: &Fold, indexing: Indexing) -> Result<()> {
    conflicts::put(connection, fold)?;
    match fold.kind() {
        Kind::Partnership => control::partnership(connection, fold),
        Kind::Person => control::person(connection, fold),
        Kind::Device => control::device(connection, fold),
        Kind::Grant => control::grant(connection, fold),
        Kind::Area => control::area(connection, fold),
        // What a stream is for is read from its fold when the stream first comes.
        Kind::Stream => Ok(()),
        Kind::Note => notes::note(connection, fold, indexing),
        Kind::Amendment => notes::amendment(connection, fold, indexing),
        Kind::Reply => replies::reply(connection, fold, indexing),
        Kind::Pin => own::pin(connection, fold),
        Kind::Settings => own::settings(connection, fold),
        Kind::Export => own::export(connection, fold),
    }
}

/// When a change was written, as people are shown it: what the wall clock said, from the change's id
/// (a UUIDv7 begins with milliseconds since 1970). The hybrid clock is for order alone. It never goes
/// back, so one note written while the laptop's clock stood years ahead would date all later ones.
pub(crate) fn written_at(change: ChangeId, write: &Write) -> Timestamp {
    let bytes = change.as_bytes();
    if bytes[6] >> 4 != 7 {
        return Timestamp::from_millis(write.clock.millis as i64);
    }
    Timestamp::from_millis(bytes[..6].iter().fold(0, |millis, byte| millis << 8 | i64::from(*byte)))
}

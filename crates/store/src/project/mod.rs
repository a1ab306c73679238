//! Projections: list columns that follow from the folds. Projecting a fold twice, or folds in any
//! order, leaves the same rows; a missing side (an amendment before its note) is borne until it comes.

mod control;
mod notes;
mod own;

use domain::fold::Fold;
use domain::records::Kind;
use rusqlite::Connection;

pub(crate) use notes::index_pending;

use crate::apply::Indexing;
use crate::error::Result;

/// Brings the rows that follow from this record up to date.
pub(crate) fn project(connection: &Connection, fold: &Fold, indexing: Indexing) -> Result<()> {
    match fold.kind() {
        Kind::Partnership => control::partnership(connection, fold),
        Kind::Person => control::person(connection, fold),
        Kind::Device => control::device(connection, fold),
        Kind::Grant => control::grant(connection, fold),
        Kind::Area => control::area(connection, fold),
        Kind::Note => notes::note(connection, fold, indexing),
        Kind::Amendment => notes::amendment(connection, fold, indexing),
        Kind::Pin => own::pin(connection, fold),
        Kind::Settings => own::settings(connection, fold),
        Kind::Export => own::export(connection, fold),
    }
}

//! Queries: rows for lists, one record for reading. Each hot one has an index, and a test that says so.

mod control;
mod notes;
mod one;
mod own;
mod search;
mod wards;

pub use crate::drafts::{DraftRow, DraftVersion};
pub use control::PersonRow;
pub use notes::{NoteFilter, NoteOrder, NoteRow, Page, PageKey};
pub use one::{AmendmentDetail, HistoryStep, NoteDetail, Step};
pub use search::Words;
pub use wards::{CountBy, WardMonths};

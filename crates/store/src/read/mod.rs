//! Queries: rows for lists, one record for reading. Each hot one has an index, and a test that says so.

mod control;
mod notes;
mod one;
mod own;
mod replies;
mod search;
mod wards;

pub use crate::drafts::{DraftRow, DraftVersion};
pub use control::{ConflictRow, DeviceRow, GrantRow, PersonRow};
pub use notes::{NoteFilter, NoteOrder, NoteRow, Page, PageKey};
pub use one::{AmendmentDetail, HistoryStep, NoteDetail, Step};
pub use replies::ReplyRow;
pub use search::Words;
pub use wards::{CountBy, WardMonths};

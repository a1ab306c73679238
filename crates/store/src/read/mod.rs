//! Queries: rows for lists, one record for reading. Each hot one has an index, and a test that says so.

mod briefings;
mod control;
mod notes;
mod one;
mod own;
mod replies;
mod search;
mod triage;
mod wards;

pub use crate::drafts::{DraftRow, DraftVersion};
pub use briefings::{BriefingKey, BriefingRow};
pub use control::{ConflictRow, DeviceRow, GrantRow, PersonRow};
pub use notes::{NoteFilter, NoteOrder, NoteRow, Page, PageKey};
pub use one::{AmendmentDetail, HistoryStep, NoteDetail, Step};
pub use replies::ReplyRow;
pub use search::Words;
pub use triage::{COUNTED, Handling, HandlingRow, LinkRow, Queue};
pub use wards::{CountBy, WardMonths};

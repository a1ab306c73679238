//! Queries: rows for lists, one record for reading. Each hot one has an index, and a test that says so.

mod actions;
mod control;
mod notes;
mod one;
mod own;
mod plans;
mod replies;
mod search;
mod wards;

pub use crate::drafts::{DraftRow, DraftVersion};
pub use actions::{ActionFilter, ActionFilterCounts, ActionKey, ActionOwner, ActionRow};
pub use control::{ConflictRow, DeviceRow, GrantRow, PersonRow};
pub use notes::{NoteFilter, NoteOrder, NoteRow, Page, PageKey};
pub use one::{AmendmentDetail, HistoryStep, NoteDetail, Step};
pub use plans::{ActionCounts, AnalysisFlags, PlanFilter, PlanRow};
pub use replies::ReplyRow;
pub use search::Words;
pub use wards::{CountBy, WardMonths};

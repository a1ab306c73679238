//! Queries: rows for lists, one record for reading. Each hot one has an index, and a test that says so.

mod actions;
mod briefings;
mod control;
mod deciding;
mod held_texts;
mod keeping;
mod notes;
mod one;
mod own;
mod plans;
mod replies;
mod search;
mod sources;
mod trail;
mod triage;
mod wards;

pub use crate::drafts::{DraftRow, DraftVersion};
pub use actions::{ActionAgency, ActionFilter, ActionFilterCounts, ActionKey, ActionOwner, ActionRow};
pub use briefings::{BriefingKey, BriefingRow};
pub use control::{ConflictRow, DeviceRow, GrantRow, PersonRow};
pub use held_texts::{HeldText, HeldTexts, Standing};
pub use keeping::{Ages, DueKey, DueRow, ErasedRow, KeptRow, LateRow};
pub use notes::{NoteFilter, NoteOrder, NoteRow, Page, PageKey};
pub use one::{AmendmentDetail, HistoryStep, NoteDetail, Step};
pub use plans::{ActionCounts, AnalysisFlags, PlanFilter, PlanRow};
pub use replies::ReplyRow;
pub use search::Words;
pub use sources::{Gone, LeadOut, OpeningRow, SourceRow};
pub use trail::{TrailKey, TrailRow};
pub use triage::{COUNTED, Handling, HandlingRow, LinkRow, Queue};
pub use wards::{CountBy, WardMonths};

//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::notes::ById;
use crate::api::triage::TriageNoteView;
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: ById) -> Result<TriageNoteView, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

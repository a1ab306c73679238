//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::triage::{Done, TriageAssignRequest};
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: TriageAssignRequest) -> Result<Done, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

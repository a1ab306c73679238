//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::triage::{Done, TriageCloseRequest};
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: TriageCloseRequest) -> Result<Done, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

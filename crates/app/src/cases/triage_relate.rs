//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::triage::{Done, TriageRelateRequest};
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: TriageRelateRequest) -> Result<Done, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

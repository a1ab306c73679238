//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::triage::{Done, TriageTextRequest};
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: TriageTextRequest) -> Result<Done, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

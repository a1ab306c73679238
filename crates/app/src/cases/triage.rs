//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::triage::{TriagePage, TriageRequest};
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: TriageRequest) -> Result<TriagePage, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

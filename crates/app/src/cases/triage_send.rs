//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::triage::{Done, TriageSendRequest};
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: TriageSendRequest) -> Result<Done, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

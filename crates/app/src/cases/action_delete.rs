//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::notes::ById;
use crate::api::triage::Done;
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: ById) -> Result<Done, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

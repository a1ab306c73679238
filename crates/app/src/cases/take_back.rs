//! To come.

use domain::words::Refusal;

use crate::api::{Failure, Nothing};
use crate::api::triage::TakeBackRequest;
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: TakeBackRequest) -> Result<Nothing, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

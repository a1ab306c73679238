//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::briefings::BriefingWithdrawRequest;
use crate::api::triage::Done;
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: BriefingWithdrawRequest) -> Result<Done, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

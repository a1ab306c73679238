//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::briefings::{BriefingsPage, BriefingsRequest};
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: BriefingsRequest) -> Result<BriefingsPage, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

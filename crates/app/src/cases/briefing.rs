//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::briefings::BriefingView;
use crate::api::notes::ById;
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: ById) -> Result<BriefingView, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

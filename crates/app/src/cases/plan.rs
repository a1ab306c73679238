//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::notes::ById;
use crate::api::plans::PlanView;
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: ById) -> Result<PlanView, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

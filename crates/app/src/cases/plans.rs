//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::plans::{PlansPage, PlansRequest};
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: PlansRequest) -> Result<PlansPage, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

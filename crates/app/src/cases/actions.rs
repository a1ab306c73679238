//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::actions::{ActionsPage, ActionsRequest};
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: ActionsRequest) -> Result<ActionsPage, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

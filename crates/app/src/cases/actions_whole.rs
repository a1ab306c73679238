//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::actions::{ActionsRequest, ActionsWholePage};
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: ActionsRequest) -> Result<ActionsWholePage, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

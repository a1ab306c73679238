//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::actions::{ActionsImportLook, ActionsImportRequest};
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: ActionsImportRequest) -> Result<ActionsImportLook, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::actions::{ActionsImportRequest, ActionsImported};
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: ActionsImportRequest) -> Result<ActionsImported, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

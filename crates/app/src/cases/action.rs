//! To come.

use domain::words::Refusal;

use crate::api::Failure;
use crate::api::actions::ActionView;
use crate::api::notes::ById;
use crate::notebook::Look;

pub(crate) fn run(_: &Look<'_>, _: ById) -> Result<ActionView, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

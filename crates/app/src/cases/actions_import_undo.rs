//! To come.

use domain::words::Refusal;

use crate::api::{Failure, Nothing};
use crate::api::notes::ById;
use crate::notebook::Act;

pub(crate) fn run(_: &mut Act<'_, '_>, _: ById) -> Result<Nothing, Failure> {
    Err(Refusal::NotAvailable { what: "This" }.into())
}

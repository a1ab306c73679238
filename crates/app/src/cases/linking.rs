//! Notes into plans.

use domain::ids::RecordId;

use crate::api::Failure;
use crate::notebook::Act;

pub(super) fn link_to_plan(
    _: &mut Act<'_, '_>,
    _: &[RecordId],
    _: RecordId,
    _: Option<&str>,
) -> Result<Vec<String>, Failure> {
    Err(domain::words::Refusal::NotAvailable { what: "This" }.into())
}

//! An item of the outbox as text, to copy it or keep it elsewhere.

use domain::dates;
use domain::words::Refusal;

use crate::api::Failure;
use crate::api::sync::{OutboxRequest, OutboxText};
use crate::notebook::Look;

pub(crate) fn run(look: &Look<'_>, request: OutboxRequest) -> Result<OutboxText, Failure> {
    let group = super::sync::group(look.reader, &request.id)?;
    let row = look
        .reader
        .outbox_group(group)?
        .ok_or_else(|| Failure::from(Refusal::NotFound { what: "item", id: request.id.clone() }))?;
    let told = super::sync::describe(look.reader, &row)?;
    let written = row.parts.first().map_or(row.at, |part| part.written);
    Ok(OutboxText { text: format!("{}, {}\n\n{}", told.what, dates::full(written.utc()), told.text) })
}

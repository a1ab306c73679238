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
    let written = row.parts.first().map_or(row.at, |part| part.written);
    let parts = super::sync::parts(look.reader, &row)?;
    // Of an act in several parts each that has words: none of them is to be lost.
    let mut told: Vec<_> = parts.iter().filter(|told| !told.text.trim().is_empty()).collect();
    if told.is_empty() {
        told.extend(parts.first());
    }
    let passages: Vec<String> = told
        .into_iter()
        .map(|told| format!("{}, {}\n\n{}", told.what, dates::full(written.utc()), told.text))
        .collect();
    Ok(OutboxText { text: passages.join("\n\n") })
}

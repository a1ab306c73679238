//! What stops a briefing from being shared, while it is being written. Nothing of it is kept.

use domain::permissions::Right;
use domain::words::Refusal;

use super::{brake, note_input};
use crate::api::Failure;
use crate::api::triage::{BriefCheckRequest, BriefCheckView};
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, request: BriefCheckRequest) -> Result<BriefCheckView, Failure> {
    let id = note_input::id(&request.id, "note")?;
    let note = look.reader.note(id)?.ok_or_else(|| note_input::not_found(&request.id, "note"))?;
    if !look.reader.rights_over(look.me()?, note.record.area, look.today()?)?.contains(&Right::Triage) {
        return Err(Refusal::NotAllowed.into());
    }
    let stops = brake::stops(look.reader, &note, &request.text, look.today()?)?;
    Ok(BriefCheckView { stops: stops.iter().map(views::in_advance).collect() })
}

//! Bring a deleted draft back.

use super::{draft_delete, note_input};
use crate::api::notes::ById;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Nothing, Failure> {
    let id = note_input::id(&request.id, "draft")?;
    act.writer.restore_draft(id).map_err(|error| draft_delete::missing(error, &request.id))?;
    act.touched(ChangeTopic::Drafts);
    Ok(Nothing {})
}

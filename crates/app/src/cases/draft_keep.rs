//! Say of an old draft that it is still needed. It is asked after again as if it were new.

use super::{draft_delete, note_input};
use crate::api::notes::ById;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Nothing, Failure> {
    let id = note_input::id(&request.id, "draft")?;
    act.writer.keep_draft(id).map_err(|error| draft_delete::missing(error, &request.id))?;
    act.touched(ChangeTopic::Drafts);
    Ok(Nothing {})
}

//! Take a photo or document off a draft. It can be put back while the draft stands.

use store::StoreError;

use super::note_input;
use crate::api::notes::ById;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Nothing, Failure> {
    let missing = |error| match error {
        StoreError::NotFound => note_input::not_found(&request.id, "file"),
        other => other.into(),
    };
    act.writer.set_draft_file_aside(note_input::id(&request.id, "file")?, true).map_err(missing)?;
    act.touched(ChangeTopic::Drafts);
    Ok(Nothing {})
}

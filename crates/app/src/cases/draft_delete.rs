//! Delete a draft. It can be brought back for a day.

use store::StoreError;

use super::note_input;
use crate::api::notes::ById;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Nothing, Failure> {
    let id = note_input::id(&request.id, "draft")?;
    act.writer.delete_draft(id).map_err(|error| missing(error, &request.id))?;
    act.touched(ChangeTopic::Drafts);
    Ok(Nothing {})
}

pub(super) fn missing(error: StoreError, id: &str) -> Failure {
    match error {
        StoreError::NotFound => note_input::not_found(id, "draft"),
        other => other.into(),
    }
}

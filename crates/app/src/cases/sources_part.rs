//! What a safeguarding lead said of two sealed sources being one person is taken back, by whichever of them.

use super::{grants, note_input};
use crate::api::sources::SourcesPartRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: SourcesPartRequest) -> Result<Nothing, Failure> {
    let id = note_input::id(&request.merging, "link")?;
    act.writer.part_sources(id).map_err(|error| match error {
        store::StoreError::NotFound => note_input::not_found(&request.merging, "link"),
        error => grants::not_allowed(error),
    })?;
    act.touched(ChangeTopic::People);
    act.touched(ChangeTopic::Sync);
    Ok(Nothing {})
}

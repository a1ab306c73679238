//! A safeguarding lead erases who told a note. Who opened it before, and why, stays.


use super::{erasing, grants, note_input};
use crate::api::keeping::SourceEraseRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: SourceEraseRequest) -> Result<Nothing, Failure> {
    let erasure = erasing::why(&request.why, None)?;
    let id = note_input::id(&request.id, "source")?;
    act.writer.erase_source(id, erasure.why).map_err(|error| match error {
        store::StoreError::NotFound => note_input::not_found(&request.id, "source"),
        error => grants::not_allowed(error),
    })?;
    act.touched(ChangeTopic::People);
    act.touched(ChangeTopic::Sync);
    Ok(Nothing {})
}

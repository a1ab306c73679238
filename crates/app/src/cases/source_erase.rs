//! A safeguarding lead erases who told a note. Who opened it before, and why, stays.

use domain::records::Kind;

use super::{erasing, note_input};
use crate::api::keeping::SourceEraseRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: SourceEraseRequest) -> Result<Nothing, Failure> {
    let erasure = erasing::why(&request.why, None)?;
    let id = note_input::id(&request.id, "source")?;
    let missing = || note_input::not_found(&request.id, "source");
    act.writer.fold(id)?.filter(|fold| fold.kind() == Kind::Source).ok_or_else(missing)?;
    let area = act.writer.area_of_source(id)?.ok_or_else(missing)?;
    erasing::erase(act, &[id], erasure, Some(area))?;
    act.touched(ChangeTopic::People);
    act.touched(ChangeTopic::Sync);
    Ok(Nothing {})
}

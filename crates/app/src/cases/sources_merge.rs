//! A safeguarding lead says that two sealed sources are one person. Neither is opened by it.

use domain::words::{Refusal, SourceRefusal};

use super::{grants, note_input};
use crate::api::sources::{SourcesMergeRequest, SourcesMerged};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: SourcesMergeRequest) -> Result<SourcesMerged, Failure> {
    let sources = [note_input::id(&request.id, "source")?, note_input::id(&request.with, "source")?];
    if sources[0] == sources[1] {
        return Err(Refusal::from(SourceRefusal::Itself).into());
    }
    let said = |sources: &[domain::ids::RecordId; 2]| (sources[0].min(sources[1]), sources[0].max(sources[1]));
    if act.writer.mergings()?.iter().any(|merging| said(&merging.sources) == said(&sources)) {
        return Err(Refusal::from(SourceRefusal::MergedAlready).into());
    }
    let merging = act.writer.merge_sources(sources).map_err(|error| match error {
        store::StoreError::NotFound => note_input::not_found(&request.with, "source"),
        error => grants::not_allowed(error),
    })?;
    act.touched(ChangeTopic::People);
    act.touched(ChangeTopic::Sync);
    Ok(SourcesMerged { merging: merging.to_string() })
}

//! Keep what is being written. Anything may be missing or wrong; it is kept as it is.

use super::{drafts, note_input};
use crate::api::drafts::{DraftSaveRequest, DraftSaved};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: DraftSaveRequest) -> Result<DraftSaved, Failure> {
    let id = match &request.id {
        Some(id) => note_input::id(id, "draft")?,
        None => act.writer.new_record(),
    };
    let content = serde_json::to_string(&request.note).map_err(|_| Failure::unforeseen("the draft could not be written down"))?;
    act.writer.save_draft(id, &content)?;
    act.touched(ChangeTopic::Drafts);
    Ok(drafts::kept(act, id))
}

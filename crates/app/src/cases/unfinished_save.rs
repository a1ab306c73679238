//! Keep one field of a form about a record while it is being written.

use super::drafts;
use super::unfinished::{self, Kept};
use crate::api::drafts::DraftSaved;
use crate::api::unfinished::UnfinishedSaveRequest;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: UnfinishedSaveRequest) -> Result<DraftSaved, Failure> {
    let UnfinishedSaveRequest { about, form, field, text, base } = request;
    let about = unfinished::records(&about)?;
    let id = unfinished::draft_id(act, &about, form, &field)?;
    match text {
        None => act.writer.consume_draft(id)?,
        Some(text) => {
            let streams = unfinished::streams(act.writer, &about, form, &field)?;
            let kept = Kept { about, form, field, text, base, streams };
            let content = serde_json::to_string(&kept).map_err(|_| Failure::unforeseen("the draft could not be written down"))?;
            act.writer.save_draft(id, &content)?;
        }
    }
    act.touched(ChangeTopic::Drafts);
    Ok(drafts::kept(act, id))
}

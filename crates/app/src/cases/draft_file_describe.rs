//! Say what a draft's photo or document shows.

use domain::records::AttachmentRecord;

use super::attachment_files as files;
use super::note_input;
use crate::api::attachments::DraftFileDescribeRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: DraftFileDescribeRequest) -> Result<Nothing, Failure> {
    let id = note_input::id(&request.id, "file")?;
    let description = files::described(&request.description)?;
    let missing = || note_input::not_found(&request.id, "file");
    let record = act.writer.draft_file(id)?.as_ref().and_then(files::of_draft).ok_or_else(missing)?;
    let record = AttachmentRecord { description, ..record };
    let content =
        serde_json::to_string(&record).map_err(|_| Failure::unforeseen("the file could not be written down"))?;
    act.writer.set_draft_file(id, &content)?;
    act.touched(ChangeTopic::Drafts);
    Ok(Nothing {})
}

//! The whole of a photo or document, for looking at.

use super::attachment_files as files;
use crate::api::Failure;
use crate::api::attachments::AttachmentContent;
use crate::api::notes::ById;
use crate::notebook::Look;

pub(crate) fn run(look: &Look<'_>, request: ById) -> Result<AttachmentContent, Failure> {
    let record = files::find(look.reader, &request.id)?;
    let bytes = files::encoded(&files::opened(look.reader, &record)?);
    Ok(AttachmentContent { name: record.name, media: record.media, bytes })
}

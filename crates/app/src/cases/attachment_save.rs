//! Save a copy of a photo or document outside the notebook: asked for whom and for what, and logged before it
//! is on the disk.

use std::io::Write;
use std::path::PathBuf;

use domain::records::{Deed, ExportRecord};
use domain::words::Refusal;
use store::StoreError;

use super::attachment_files as files;
use crate::api::Failure;
use crate::api::attachments::{AttachmentSaveRequest, AttachmentSaved};
use crate::app::App;
use crate::trail;

pub(crate) fn run(app: &App, request: AttachmentSaveRequest) -> Result<AttachmentSaved, Failure> {
    let (recipient, purpose) = (request.recipient.trim().to_owned(), request.purpose.trim().to_owned());
    let mut refusals = Vec::new();
    if recipient.is_empty() {
        refusals.push(Refusal::RecipientMissing);
    }
    if purpose.is_empty() {
        refusals.push(Refusal::PurposeMissing);
    }
    if !refusals.is_empty() {
        return Err(Failure::fields(refusals));
    }
    let book = app.open_book()?;
    if app.look(|look| look.lease_over())? {
        return Err(Refusal::LeaseOver.into());
    }
    let file = PathBuf::from(&request.file);
    if file.exists() {
        return Err(Refusal::FileExists { file }.into());
    }
    let (name, bytes) = app.look_in(&book, |look| {
        let record = files::find(look.reader, &request.id)?;
        let bytes = files::opened(look.reader, &record)?;
        Ok((record.name, bytes))
    })?;
    let now = app.host().clock().now();
    book.store
        .write(now, app.host().entropy(), |writer| {
            let record = ExportRecord { recipient, purpose, notes: 0, ..ExportRecord::default() };
            let drafts = trail::taken_out(writer, &record, (Deed::Exported, None), now)?;
            writer.write_group(drafts)
        })
        .map_err(|error| app.failure(error))?;
    let disk = |fault: StoreError| app.failure_at(fault, &file);
    let mut copy = store::create_new(&file).map_err(disk)?;
    copy.write_all(&bytes).and_then(|()| copy.sync_all()).map_err(|fault| disk(fault.into()))?;
    book.written();
    app.tell(vec![crate::api::ChangeTopic::Settings], None);
    let words = format!("A copy of {name} is saved. It is outside the notebook now: nobody locks it, and whoever has the file can read it.");
    Ok(AttachmentSaved { file: request.file, words })
}

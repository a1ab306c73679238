//! What the acts and views of photos and documents share.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::change::Draft;
use domain::ids::{RecordId, StreamId};
use domain::records::{AttachmentRecord, Kind};
use domain::words::{FileRefusal, FileStanding};
use store::{AttachmentRow, BlobStanding, DraftFile, Kept, Reader, Writer};

use super::{backup, grants, work};
use crate::api::Failure;
use crate::api::attachments::FileView;
use crate::api::notes::AuthorView;
use crate::media::Cleaned;
use crate::notebook::{Act, Look};
use crate::views::{self, Rows};

/// Files on one note, action or draft.
pub(super) const FILES_MAX: usize = 30;
const DESCRIPTION_MAX: usize = 500;

pub(super) fn described(text: &str) -> Result<Option<String>, Failure> {
    let text = text.trim();
    if text.chars().count() > DESCRIPTION_MAX {
        return Err(FileRefusal::DescriptionTooLong { limit: DESCRIPTION_MAX }.into());
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// The record of a file that was cleaned and is kept.
pub(super) fn record(of: RecordId, cleaned: &Cleaned, kept: Kept, description: Option<String>) -> AttachmentRecord {
    AttachmentRecord {
        of,
        name: cleaned.name.clone(),
        media: cleaned.media.to_owned(),
        size: cleaned.bytes.len() as u64,
        blob: kept.blob,
        sealed: kept.sealed,
        key: kept.key,
        description,
        thumbnail: cleaned.picture.as_ref().map(|picture| STANDARD.encode(&picture.thumbnail)),
        width: cleaned.picture.as_ref().map(|picture| picture.width),
        height: cleaned.picture.as_ref().map(|picture| picture.height),
    }
}

pub(super) fn encoded(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// None where it is not Base64.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Writes attachments in groups of their own, apart from the text they belong to: a server that does not know
/// them yet takes the text. Their blobs go under these changes.
pub(super) fn hang(
    writer: &mut Writer<'_>,
    stream: StreamId,
    files: Vec<(RecordId, AttachmentRecord)>,
) -> Result<(), Failure> {
    let mut blobs: Vec<_> = files.iter().map(|(id, record)| (*id, record.blob)).collect();
    let drafts =
        files.into_iter().map(|(id, record)| Draft::create(stream, id, Kind::Attachment.as_str(), &record)).collect();
    for group in work::groups(drafts) {
        for change in writer.write_group(group).map_err(grants::not_allowed)? {
            if let Some(at) = blobs.iter().position(|(id, _)| *id == change.header().record) {
                writer.send_blob(blobs.swap_remove(at).1, change.header().id)?;
            }
        }
    }
    Ok(())
}

/// Hangs what is on a draft on the note that it became.
pub(super) fn hang_draft(
    act: &mut Act<'_, '_>,
    draft: RecordId,
    note: RecordId,
    stream: StreamId,
) -> Result<(), Failure> {
    let files = act.writer.draft_files(draft)?;
    let files = files.into_iter().filter_map(|file| Some((file.id, AttachmentRecord { of: note, ..of_draft(&file)? })));
    let files: Vec<_> = files.collect();
    if files.is_empty() { Ok(()) } else { hang(act.writer, stream, files) }
}

/// What a draft's file will say when it hangs on a record.
pub(super) fn of_draft(file: &DraftFile) -> Option<AttachmentRecord> {
    serde_json::from_str(&file.content).ok()
}

/// What stands on a note or an action. `mine` says whether this person may take off what they added.
pub(super) fn on(look: &Look<'_>, rows: &Rows<'_>, record: RecordId, may: bool) -> Result<Vec<FileView>, Failure> {
    let files = look.reader.attachments_of(record)?;
    let standing = files.iter().filter(|file| !file.taken_back);
    Ok(standing.map(|file| view(look, rows.author(file.author), file, may && file.author == rows.me())).collect())
}

pub(super) fn view(look: &Look<'_>, author: AuthorView, file: &AttachmentRow, can_remove: bool) -> FileView {
    let standing = match &file.standing {
        BlobStanding::Here => FileStanding::Here,
        BlobStanding::Going { sent, of } => FileStanding::Going { hundredths: hundredths(*sent, *of) },
        BlobStanding::Refused { .. } => FileStanding::Refused,
        BlobStanding::Coming { have, of } => FileStanding::Coming { hundredths: hundredths(*have, *of) },
        BlobStanding::NotSent => FileStanding::NotSent,
        BlobStanding::Withheld { .. } => FileStanding::Withheld,
    };
    shown(look, author, file.id, &file.record, file.at, &standing, can_remove)
}

/// The files of a draft.
pub(super) fn on_draft(look: &Look<'_>, draft: RecordId) -> Result<Vec<FileView>, Failure> {
    let rows = Rows::of(look)?;
    let mut files = Vec::new();
    for file in look.reader.draft_files(draft)? {
        let Some(record) = of_draft(&file) else { continue };
        files.push(shown(look, rows.author(rows.me()), file.id, &record, file.at, &FileStanding::Here, true));
    }
    Ok(files)
}

fn shown(
    look: &Look<'_>,
    author: AuthorView,
    id: RecordId,
    record: &AttachmentRecord,
    at: domain::clock::Timestamp,
    standing: &FileStanding,
    can_remove: bool,
) -> FileView {
    FileView {
        id: id.to_string(),
        name: record.name.clone(),
        media: record.media.clone(),
        photo: record.media.starts_with("image/"),
        size: backup::size(record.size),
        description: record.description.clone().unwrap_or_default(),
        // Only what is Base64 becomes part of an address.
        thumbnail: record
            .thumbnail
            .as_deref()
            .filter(|text| decoded(text).is_some())
            .map(|text| format!("data:image/jpeg;base64,{text}")),
        width: record.width,
        height: record.height,
        author,
        when: views::at_words(at, look.now()),
        state: standing.id().to_owned(),
        state_words: standing.words(),
        here: matches!(standing, FileStanding::Here | FileStanding::Going { .. } | FileStanding::Refused),
        can_remove,
    }
}

fn hundredths(part: u64, of: u64) -> u64 {
    (part * 100).checked_div(of).unwrap_or(0)
}

/// A file on a record or on a draft, whichever it is.
pub(super) fn find(reader: &Reader<'_>, text: &str) -> Result<AttachmentRecord, Failure> {
    let id = super::note_input::id(text, "file")?;
    if let Some(file) = reader.attachment(id)?.filter(|file| !file.taken_back) {
        return Ok(file.record);
    }
    let draft = reader.draft_file(id)?.as_ref().and_then(of_draft);
    draft.ok_or_else(|| super::note_input::not_found(text, "file"))
}

/// Its bytes, or the words for that they are not here.
pub(super) fn opened(reader: &Reader<'_>, record: &AttachmentRecord) -> Result<Vec<u8>, Failure> {
    reader.open_blob(record)?.ok_or_else(|| FileRefusal::NotHere { name: record.name.clone() }.into())
}

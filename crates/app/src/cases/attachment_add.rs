//! Add a photo or document to a draft, a note of one's own, or an action. Cleaned before it touches the disk.

use std::path::Path;

use domain::ids::RecordId;
use domain::records::WITHDRAWN;
use domain::words::{FileRefusal, Refusal};

use super::attachment_files::{self as files, FILES_MAX};
use super::{note_input, plan_input};
use crate::api::attachments::{AttachTo, AttachmentAddRequest, AttachmentAdded};
use crate::api::{ChangeTopic, Failure};
use crate::app::App;
use crate::media::{self, Cleaned, PHOTO_MAX};
use crate::views::Rows;

pub(crate) fn run(app: &App, request: AttachmentAddRequest) -> Result<AttachmentAdded, Failure> {
    let book = app.open_book()?;
    let description = files::described(&request.description)?;
    // Refused before the work of cleaning, and asked again in the transaction.
    app.look_in(&book, |look| place(look.reader, &request.to).map(|_| ()))?;
    let (name, bytes) = read(app, &request)?;
    let cleaned = media::take_in(&name, bytes)?;
    let now = app.host().clock().now();
    let (id, draft) = book.store.write(now, app.host().entropy(), |writer| {
        let place = place(writer, &request.to)?;
        let kept = writer.keep_blob(&cleaned.bytes)?;
        let (id, blob) = (writer.new_record(), kept.blob);
        let record = files::record(place.of, &cleaned, kept, description);
        match place.stream {
            Some(stream) => files::hang(writer, stream, vec![(id, record)])?,
            None => {
                let content = serde_json::to_string(&record)
                    .map_err(|_| Failure::unforeseen("the file could not be written down"))?;
                writer.add_draft_file(place.of, id, blob, &content)?;
            }
        }
        Ok::<_, Failure>((id, place.stream.is_none()))
    })?;
    book.written();
    let topic = match request.to {
        AttachTo::Draft { .. } => ChangeTopic::Drafts,
        AttachTo::Note { .. } => ChangeTopic::Notes,
        AttachTo::Action { .. } => ChangeTopic::Work,
    };
    app.tell(vec![topic, ChangeTopic::Sync], None);
    let file = app.look_in(&book, |look| {
        if draft {
            let missing = || Failure::unforeseen("the file that was added is not there");
            let file = look.reader.draft_file(id)?.ok_or_else(missing)?;
            return files::on_draft(look, file.draft)?.into_iter().find(|one| one.id == id.to_string()).ok_or_else(missing);
        }
        let row = look.reader.attachment(id)?.ok_or_else(|| Failure::unforeseen("the file that was added is not there"))?;
        Ok(files::view(look, Rows::of(look)?.author(row.author), &row, true))
    })?;
    let undo = if draft { Vec::new() } else { vec![format!("record:{id}")] };
    Ok(AttachmentAdded { words: words(&cleaned), file, undo })
}

/// Where a file is to hang.
struct Place {
    of: RecordId,
    /// None for a draft.
    stream: Option<domain::ids::StreamId>,
}

fn place(reader: &store::Reader<'_>, to: &AttachTo) -> Result<Place, Failure> {
    let (place, there) = match to {
        AttachTo::Draft { id } => {
            let of = note_input::id(id, "draft")?;
            reader.draft(of)?.ok_or_else(|| note_input::not_found(id, "draft"))?;
            (Place { of, stream: None }, reader.draft_files(of)?.len())
        }
        AttachTo::Note { id } => {
            let of = note_input::id(id, "note")?;
            let fold = reader.fold(of)?.filter(|_| reader.note_row(of).is_ok_and(|row| row.is_some()));
            let fold = fold.ok_or_else(|| note_input::not_found(id, "note"))?;
            let mine = fold.created().is_some_and(|(_, write)| Some(write.author) == reader.identity().ok().map(|me| me.person()));
            if !mine {
                return Err(Refusal::NotAllowed.into());
            }
            if fold.any(WITHDRAWN).is_some() {
                return Err(Refusal::NoteWithdrawn.into());
            }
            (Place { of, stream: Some(fold.stream()) }, reader.attachments_on(of)? as usize)
        }
        AttachTo::Action { id } => {
            let action = plan_input::action(reader, id)?;
            (Place { of: action.id, stream: Some(action.fold.stream()) }, reader.attachments_on(action.id)? as usize)
        }
    };
    if there >= FILES_MAX { Err(FileRefusal::TooMany { limit: FILES_MAX }.into()) } else { Ok(place) }
}

/// The name and the bytes, from wherever they are given.
fn read(app: &App, request: &AttachmentAddRequest) -> Result<(String, Vec<u8>), Failure> {
    match (&request.file, &request.bytes) {
        (Some(path), None) => {
            let path = Path::new(path);
            let own = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let name = if request.name.trim().is_empty() { own } else { request.name.clone() };
            let missing = || Refusal::FileNotFound { file: path.to_owned() };
            let about = std::fs::metadata(path).map_err(|_| missing())?;
            // A device or a pipe has no end.
            if !about.is_file() {
                return Err(FileRefusal::Unknown { name }.into());
            }
            if about.len() > PHOTO_MAX as u64 {
                return Err(FileRefusal::TooLarge { name, limit_mb: (PHOTO_MAX / 1024 / 1024) as u64 }.into());
            }
            let bytes = std::fs::read(path).map_err(|fault| app.failure_at(fault.into(), path))?;
            Ok((name, bytes))
        }
        (None, Some(text)) => {
            let bytes = files::decoded(text).ok_or_else(|| Failure::misuse("the file's bytes are not in Base64"))?;
            let name = if request.name.trim().is_empty() { "pasted picture".to_owned() } else { request.name.clone() };
            Ok((name, bytes))
        }
        _ => Err(Failure::misuse("a file is given by its path or by its bytes")),
    }
}

fn words(cleaned: &Cleaned) -> String {
    if cleaned.picture.is_some() {
        format!("{} is added, cleaned of where and when it was taken.", cleaned.name)
    } else {
        format!("{} is added as it is. It may name who wrote it.", cleaned.name)
    }
}

//! Export what this person holds, for somebody and for something, into a new folder; and log it.

use std::io::Write;
use std::path::PathBuf;

use domain::change::Draft;
use domain::dates;
use domain::records::{ExportRecord, Kind};
use domain::words::{self, Refusal};
use store::StoreError;
use store::read::{NoteFilter, NoteOrder};

use super::note::Viewer;
use crate::api::keep::{ExportRequest, ExportView};
use crate::api::Failure;
use crate::api::notes::NoteView;
use crate::app::App;
use crate::notebook::Look;
use crate::export::{self, Cover};

const PAGE: usize = 500;

pub(crate) fn run(app: &App, request: ExportRequest) -> Result<ExportView, Failure> {
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
    if book.sample {
        return Err(Refusal::SampleData.into());
    }
    let folder = PathBuf::from(&request.folder);
    make_new(&folder)?;

    let (notes, unreadable) = app.look_in(&book, everything)?;
    let now = app.host().clock().now();
    let by = app.look_in(&book, |look| Ok(look.reader.person(look.me()?)?.map_or_else(String::new, |person| person.name)))?;
    let cover =
        Cover { recipient: recipient.clone(), purpose: purpose.clone(), at: dates::full(now.utc()), at_iso: now.rfc3339(), by };

    // Logged before anything readable is on the disk: an export nobody wrote down is worse than a line too many.
    book.store
        .write(now, app.host().entropy(), |writer| {
            let own = writer.my_own()?;
            let record = ExportRecord { recipient, purpose, notes: notes.len() as u64 };
            let id = writer.new_record();
            writer.write_group(vec![Draft::create(own, id, Kind::Export.as_str(), &record)])
        })
        .map_err(|error| app.failure(error))?;
    let mut names = Vec::new();
    let files = export::files(&cover, &notes).map_err(|_| Failure::unforeseen("the export could not be put together"))?;
    for (name, bytes) in files {
        let written = store::create_new(&folder.join(name)).and_then(|mut file| {
            file.write_all(&bytes)?;
            Ok(file.sync_all()?)
        });
        written.map_err(|error| app.failure_at(error, &folder))?;
        names.push(name.to_owned());
    }
    Ok(ExportView {
        folder: request.folder,
        files: names,
        notes: notes.len() as u64,
        words: told(notes.len() as u64, unreadable),
    })
}

fn told(notes: u64, unreadable: u64) -> String {
    let mut told = format!(
        "Exported: {}. The files are not encrypted: whoever has the folder can read them.",
        words::counted(notes, "note", "notes")
    );
    if unreadable > 0 {
        let them = words::counted(unreadable, "note", "notes");
        told.push_str(&format!(" {them} could not be read, because the file is damaged, and are missing from it."));
    }
    told
}

/// Every note that can be read, latest first, and how many cannot: a damaged page must not keep the
/// others from being carried out.
fn everything(look: &Look<'_>) -> Result<(Vec<NoteView>, u64), Failure> {
    let viewer = Viewer::of(look, "")?;
    let (mut notes, mut unreadable) = (Vec::new(), 0);
    let mut after = None;
    loop {
        let page = look.reader.notes(&NoteFilter::default(), NoteOrder::Newest, after, PAGE)?;
        for row in &page.rows {
            match look.reader.note(row.id) {
                Ok(Some(detail)) => notes.push(viewer.view(&detail)),
                Ok(None) => {}
                Err(StoreError::Damaged(_) | StoreError::Inconsistent(_) | StoreError::Change(_)) => unreadable += 1,
                Err(other) => return Err(other.into()),
            }
        }
        after = page.next;
        if after.is_none() {
            return Ok((notes, unreadable));
        }
    }
}

/// A new folder, or an empty one. What lies in another is never touched.
fn make_new(folder: &std::path::Path) -> Result<(), Failure> {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => {
            if entries.next().is_some() {
                return Err(Refusal::FolderNotEmpty { folder: folder.to_owned() }.into());
            }
            Ok(())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            store::create_private_folder(folder).map_err(|_| Refusal::NoAccess { path: folder.to_owned() }.into())
        }
        Err(_) => Err(Refusal::NoAccess { path: folder.to_owned() }.into()),
    }
}

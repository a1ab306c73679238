//! Export what this person holds, for somebody and for something, into a new folder; and log it.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use domain::dates;
use domain::ids::RecordId;
use domain::records::{Deed, ExportRecord};
use domain::words::{self, Refusal};
use store::StoreError;
use store::read::{NoteFilter, NoteOrder, PageKey};

use super::note::Viewer;
use super::note_input;
use crate::api::keep::{ExportRequest, ExportView};
use crate::api::Failure;
use crate::api::notes::NoteView;
use crate::app::App;
use crate::export::{self, Cover, Files};
use crate::notebook::{Look, Notebook};
use crate::trail;

/// Rows of the list looked at in one go, and whole notes.
const LISTED: usize = 1_000;
const WHOLE: usize = 100;

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
    let book = app.own_book()?;
    if app.look(|look| look.lease_over())? {
        return Err(Refusal::LeaseOver.into());
    }
    let only = request.note.as_deref().map(|id| one(app, &book, id)).transpose()?;
    let folder = PathBuf::from(&request.folder);
    let mut unfinished = Unfinished::in_new(&folder)?;

    let planned = if only.is_some() { 1 } else { count(app, &book)? };
    let now = app.host().clock().now();
    let by = app.look_in(&book, |look| {
        Ok(look.reader.person(look.me()?)?.map_or_else(String::new, |person| person.name))
    })?;
    let cover =
        Cover { recipient: recipient.clone(), purpose: purpose.clone(), at: dates::full(now.utc()), at_iso: now.rfc3339(), by };

    // Logged before anything readable is on the disk: an export nobody wrote down is worse than a line too many.
    book.store
        .write(now, app.host().entropy(), |writer| {
            let record = ExportRecord { recipient, purpose, notes: planned, ..ExportRecord::default() };
            let drafts = trail::taken_out(writer, &record, (Deed::Exported, None), now)?;
            writer.write_group(drafts)
        })
        .map_err(|error| app.failure(error))?;
    let disk = |error: StoreError| app.failure_at(error, &folder);
    let [csv, json, html] = export::NAMES.map(|name| unfinished.file(name));
    let files = [csv.map_err(disk)?, json.map_err(disk)?, html.map_err(disk)?];
    let mut files = Files::begin(cover, files).map_err(|error| disk(error.into()))?;
    let (mut after, mut unreadable) = (None, 0);
    loop {
        let page = app.look_in(&book, |look| page(look, only, after))?;
        for note in &page.notes {
            files.note(note).map_err(|error| disk(error.into()))?;
        }
        unreadable += page.unreadable;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let notes = files.notes();
    for file in files.end().map_err(|error| disk(error.into()))? {
        let file = file.into_inner().map_err(|error| disk(error.into_error().into()))?;
        file.sync_all().map_err(|error| disk(error.into()))?;
    }
    store::sync_folder(&folder).map_err(disk)?;
    unfinished.finished();
    Ok(ExportView {
        folder: request.folder,
        files: export::NAMES.map(str::to_owned).to_vec(),
        notes,
        words: told(notes, unreadable),
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

/// The note that is asked for by itself.
fn one(app: &App, book: &Notebook, id: &str) -> Result<RecordId, Failure> {
    let note = note_input::id(id, "note")?;
    app.look_in(book, |look| {
        look.reader.note_row(note)?.map(|row| row.id).ok_or_else(|| note_input::not_found(id, "note"))
    })
}

/// How many notes the list holds, told before any is written.
fn count(app: &App, book: &Notebook) -> Result<u64, Failure> {
    let (mut count, mut after) = (0, None);
    loop {
        let page =
            app.look_in(book, |look| Ok(look.reader.notes(&NoteFilter::default(), NoteOrder::Newest, after, LISTED)?))?;
        count += page.rows.len() as u64;
        after = page.next;
        if after.is_none() {
            return Ok(count);
        }
    }
}

struct Page {
    notes: Vec<NoteView>,
    unreadable: u64,
    next: Option<PageKey>,
}

/// The notes of a page that can be read, latest first, and how many cannot: a damaged page must not keep
/// the others from being carried out. A page at a time, so that nothing else waits for the whole.
fn page(look: &Look<'_>, only: Option<RecordId>, after: Option<PageKey>) -> Result<Page, Failure> {
    let viewer = Viewer::of(look, "")?;
    let (notes, next) = match only {
        Some(note) => (vec![note], None),
        None => {
            let list = look.reader.notes(&NoteFilter::default(), NoteOrder::Newest, after, WHOLE)?;
            (list.rows.iter().map(|row| row.id).collect(), list.next)
        }
    };
    let mut page = Page { notes: Vec::with_capacity(notes.len()), unreadable: 0, next };
    for note in notes {
        match look.reader.note(note) {
            Ok(Some(detail)) => page.notes.push(viewer.view(&detail)),
            Ok(None) => {}
            Err(StoreError::Damaged(_) | StoreError::Inconsistent(_) | StoreError::Change(_)) => page.unreadable += 1,
            Err(other) => return Err(other.into()),
        }
    }
    Ok(page)
}

/// An export that is not all there yet. Dropped before it is, it takes back what it wrote: half an export
/// is notes in the clear that nobody meant to have, and would stand in the way of the next try.
struct Unfinished<'a> {
    folder: &'a Path,
    made_folder: bool,
    files: Vec<PathBuf>,
}

impl<'a> Unfinished<'a> {
    /// In a new folder, or an empty one. What lies in another is never touched.
    fn in_new(folder: &'a Path) -> Result<Self, Failure> {
        let no_access = || Refusal::NoAccess { path: folder.to_owned() };
        let made_folder = match std::fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
            Ok(true) => false,
            Ok(false) => return Err(Refusal::FolderNotEmpty { folder: folder.to_owned() }.into()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                store::create_private_folder(folder).map_err(|_| no_access())?;
                true
            }
            Err(_) => return Err(no_access().into()),
        };
        Ok(Self { folder, made_folder, files: Vec::new() })
    }

    fn file(&mut self, name: &str) -> Result<BufWriter<File>, StoreError> {
        let path = self.folder.join(name);
        let file = store::create_new(&path)?;
        self.files.push(path);
        Ok(BufWriter::new(file))
    }

    fn finished(mut self) {
        self.files.clear();
        self.made_folder = false;
    }
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        for file in &self.files {
            let _ = std::fs::remove_file(file);
        }
        if self.made_folder {
            // Stays if somebody else put something into it meanwhile.
            let _ = std::fs::remove_dir(self.folder);
        }
    }
}

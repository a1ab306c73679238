//! Export what this person holds, for somebody and for something, into a new folder; and log it.

use std::path::PathBuf;

use domain::dates;
use domain::ids::RecordId;
use domain::records::{Deed, ExportRecord};
use domain::sharing::{self, Terms, Verdict};
use domain::words::{self, Refusal};
use store::StoreError;

use super::export_folder::Unfinished;
use store::read::NoteDetail;

use super::leaving::{self, Leaving, Read};
use super::note::Viewer;
use super::sharing::{Asked, Grades};
use super::sharing_look;
use crate::api::Failure;
use crate::api::keep::{ExportRequest, ExportView};
use crate::api::notes::NoteView;
use crate::app::App;
use crate::export::{self, Cover, Leaf, Sheets};
use crate::notebook::Look;
use crate::trail;

pub(crate) fn run(app: &App, request: ExportRequest) -> Result<ExportView, Failure> {
    let asked = Asked {
        recipient: &request.recipient,
        purpose: &request.purpose,
        kind: request.recipient_kind.as_deref(),
        until: request.until.as_deref(),
    };
    let said = asked.said()?;
    let book = app.own_book()?;
    if app.look(|look| look.lease_over())? {
        return Err(Refusal::LeaseOver.into());
    }
    let leaving = leaving::look(app, &book, request.note.as_deref(), said.kind)?;
    if request.note.is_some()
        && let Some(refusal) = sharing_look::refused_note(&leaving.tally, said.kind)
    {
        return Err(Refusal::from(refusal).into());
    }
    let folder = PathBuf::from(&request.folder);
    let mut unfinished = Unfinished::in_new(&folder)?;

    let now = app.host().clock().now();
    let terms = said.terms(leaving.tally.marking, dates::day_of(now.utc()))?;
    let by = app.look_in(&book, |look| {
        Ok(look.reader.person(look.me()?)?.map_or_else(String::new, |person| person.name))
    })?;
    // Logged before anything readable is on the disk: an export nobody wrote down is worse than a line too many.
    book.store
        .write(now, app.host().entropy(), |writer| {
            let record = ExportRecord::of(&terms, &leaving.tally);
            trail::taken_out(writer, &record, (Deed::Exported, None), now)
        })
        .map_err(|error| app.failure(error))?;
    let left_out = sharing::words::left_out(&leaving.tally, terms.kind, true)
        .into_iter()
        .chain(sharing::words::redacted(terms.kind))
        .collect();
    let cover = Cover { terms, at: dates::full(now.utc()), at_iso: now.rfc3339(), by, said: left_out };

    let disk = |error: StoreError| app.failure_at(error, &folder);
    let names = export::names(cover.terms.kind);
    let [csv, json, html] = names.map(|name| unfinished.file(name));
    let files = [csv.map_err(disk)?, json.map_err(disk)?, html.map_err(disk)?];
    let mut sheets = Sheets::begin(cover, files).map_err(|error| disk(error.into()))?;
    let mut unreadable = leaving.unreadable;
    for some in leaving.notes.chunks(leaving::WHOLE) {
        let page = app.look_in(&book, |look| page(look, some, sheets.terms()))?;
        for leaf in page.leaves {
            sheets.note(leaf).map_err(|error| disk(error.into()))?;
        }
        unreadable += page.unreadable;
    }
    let notes = sheets.notes();
    let told = told(&leaving, sheets.terms(), notes, unreadable);
    for file in sheets.end().map_err(|error| disk(error.into()))? {
        let file = file.into_inner().map_err(|error| disk(error.into_error().into()))?;
        file.sync_all().map_err(|error| disk(error.into()))?;
    }
    store::sync_folder(&folder).map_err(disk)?;
    unfinished.finished();
    Ok(ExportView { folder: request.folder, files: names.map(str::to_owned).to_vec(), notes, words: told })
}

fn told(leaving: &Leaving, terms: &Terms, notes: u64, unreadable: u64) -> String {
    let count = words::counted(notes, "note", "notes");
    let mut told = if terms.kind.reads_notes() {
        format!("Exported: {count}.")
    } else {
        format!("Exported: counts over {count}, and no note.")
    };
    for said in sharing::words::left_out(&leaving.tally, terms.kind, false) {
        told.push_str(&format!(" {said}"));
    }
    told.push_str(&format!(
        " The files are not encrypted: whoever has the folder can read them. Marked {}. {}",
        terms.marking.label(),
        terms.delete_by()
    ));
    if unreadable > 0 {
        let them = words::counted(unreadable, "note", "notes");
        told.push_str(&format!(" {them} could not be read, because the file is damaged, and are missing from it."));
    }
    told
}

#[derive(Default)]
struct Page {
    leaves: Vec<Leaf>,
    unreadable: u64,
}

/// With days in full: what is today in a window is another day on paper.
fn dated(mut view: NoteView, note: &NoteDetail) -> NoteView {
    view.when = note.record.when.full();
    for (shown, amendment) in view.amendments.iter_mut().zip(&note.amendments) {
        shown.when = dates::full(amendment.at.utc());
    }
    view
}

/// Whole notes, as far as they still may leave: one that was graded meanwhile is judged by what is held now, and does
/// not leave under a marking that is lower than its own.
fn page(look: &Look<'_>, notes: &[RecordId], terms: &Terms) -> Result<Page, Failure> {
    let viewer = Viewer::of(look, "")?;
    let (mut page, mut grades) = (Page::default(), Grades::default());
    for id in notes {
        let note = match leaving::read(look, *id)? {
            Read::Note(note) => note,
            Read::Gone => continue,
            Read::Unreadable => {
                page.unreadable += 1;
                continue;
            }
        };
        let held = grades.held(look, &note)?;
        let goes = matches!(sharing::judge(&held, terms.kind), Verdict::Goes(marking) if marking <= terms.marking);
        if goes {
            let (grade, conditions) = super::sharing::graded_words(look, &held.graded);
            page.leaves.push(Leaf { note: dated(viewer.view(&note), &note), grade, conditions });
        }
    }
    Ok(page)
}

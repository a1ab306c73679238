//! `file add`, `file list`, `file save`: photos and documents on notes and actions.

use app::api::actions::ActionView;
use app::api::attachments::{
    AttachTo, AttachmentAddRequest, AttachmentAdded, AttachmentSaveRequest, AttachmentSaved, FileView,
};
use app::api::notes::{ById, NoteRequest, NoteView};
use serde::Serialize;

use crate::args::{Common, Files, OnWhat};
use crate::notebook;
use crate::output::{Output, Stop};

pub fn run(common: &Common, files: &Files, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    match files {
        Files::Add(asked) => {
            let request = AttachmentAddRequest {
                to: match (&asked.on.note, &asked.on.action) {
                    (Some(id), _) => AttachTo::Note { id: id.clone() },
                    (None, action) => AttachTo::Action { id: action.clone().unwrap_or_default() },
                },
                name: String::new(),
                file: Some(notebook::path(&asked.file)?),
                bytes: None,
                description: asked.description.clone().unwrap_or_default(),
            };
            let added: AttachmentAdded = notebook::mutate(&app, "attachment_add", &request)?;
            output.answer(&object(&added.file), || added.words.clone())
        }
        Files::List(on) => {
            let files = on_what(&app, on)?;
            let objects: Vec<FileObject<'_>> = files.iter().map(object).collect();
            output.answer(&objects, || {
                let lines: Vec<String> = files.iter().map(line).collect();
                if lines.is_empty() { "No photo or document hangs there.".to_owned() } else { lines.join("\n") }
            })
        }
        Files::Save(asked) => {
            let request = AttachmentSaveRequest {
                id: asked.id.clone(),
                file: notebook::path(&asked.file)?,
                recipient: asked.recipient.clone(),
                purpose: asked.purpose.clone(),
                recipient_kind: asked.terms.recipient_kind.clone(),
                until: asked.terms.until.clone(),
            };
            let saved: AttachmentSaved = notebook::mutate(&app, "attachment_save", &request)?;
            output.answer(&saved, || format!("{}\n  {}\n  {}", saved.words, saved.file, saved.cover))
        }
    }
}

fn on_what(app: &app::App, on: &OnWhat) -> Result<Vec<FileView>, Stop> {
    Ok(match (&on.note, &on.action) {
        (Some(id), _) => {
            let view: NoteView = notebook::query(app, "note", &NoteRequest { id: id.clone(), query: String::new() })?;
            view.files
        }
        (None, action) => {
            let view: ActionView = notebook::query(app, "action", &ById { id: action.clone().unwrap_or_default() })?;
            view.files
        }
    })
}

/// What scripts get: no picture in it.
#[derive(Serialize)]
struct FileObject<'a> {
    id: &'a str,
    name: &'a str,
    media: &'a str,
    description: Option<&'a str>,
    author: &'a str,
    state: &'a str,
}

fn object(file: &FileView) -> FileObject<'_> {
    FileObject {
        id: &file.id,
        name: &file.name,
        media: &file.media,
        description: Some(file.description.as_str()).filter(|said| !said.is_empty()),
        author: &file.author.name,
        state: &file.state,
    }
}

fn line(file: &FileView) -> String {
    let said = [file.description.as_str(), file.state_words.as_str()];
    let said: Vec<&str> = said.into_iter().filter(|said| !said.is_empty()).collect();
    format!("{}  {} ({}), {} {}\n  {}", file.id, file.name, file.size, file.author.name, file.when, said.join(". "))
        .trim_end()
        .to_owned()
}

//! `triage read`: whoever recorded the note is told that it was read.

use app::api::notes::{NoteRead, NoteReadRequest};

use super::note;
use crate::args::{Common, Triage};
use crate::notebook;
use crate::objects::Words;
use crate::output::{Output, Stop};

pub fn run(common: &Common, triage: &Triage, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    let Triage::Read(asked) = triage;
    let request = NoteReadRequest { id: asked.id.clone(), asked: true };
    let read: NoteRead = notebook::mutate(&app, "note_read", &request)?;
    let object = Words::of(&app)?.note(note::read(&app, &asked.id)?);
    output.answer(&object, || {
        if read.marked {
            format!("Read. {} is told so with the next exchange.\n\n{}", object.author, object.text)
        } else {
            object.text.clone()
        }
    })
}

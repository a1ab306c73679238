//! `triage …`: what becomes of other people's notes. Each step tells whoever recorded it one sentence.

use app::App;
use app::api::notes::{NoteRead, NoteReadRequest};
use app::api::triage::{
    Done, TriageAssignRequest, TriageBriefRequest, TriageCloseRequest, TriageLinkRequest, TriagePage, TriageQueue,
    TriageRequest, TriageSendRequest, TriageTellRequest, TriageTextRequest,
};
use serde::Serialize;

use super::briefing::{self, BriefingObject};
use super::{note, note_text};
use crate::args::Common;
use crate::args::triage::Triage;
use crate::notebook;
use crate::objects::Words;
use crate::output::{Output, Stop};

pub fn run(common: &Common, triage: &Triage, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::open(common)?;
    match triage {
        Triage::List(most) => list(&app, most.or_all(), output),
        Triage::Read(asked) => read(&app, &asked.id, output),
        Triage::Assign(asked) => {
            let request = TriageAssignRequest { ids: vec![asked.id.clone()], to: Some(asked.to.clone()) };
            step(&app, "triage_assign", &request, &asked.id, output)
        }
        Triage::Ask(asked) => {
            let request = TriageTextRequest { id: asked.id.clone(), text: asked.text.clone() };
            step(&app, "triage_ask", &request, &asked.id, output)
        }
        Triage::Tell(asked) => {
            let request =
                TriageTellRequest { id: asked.id.clone(), text: asked.text.clone(), promised: asked.by.clone() };
            step(&app, "triage_tell", &request, &asked.id, output)
        }
        Triage::Brief(asked) => {
            let request = TriageBriefRequest { id: asked.id.clone(), text: asked.text.clone(), sentence: None };
            let done: Done = notebook::mutate(&app, "triage_brief", &request)?;
            let object = BriefingObject::from(briefing::read(&app, &done.id)?);
            output.answer(&object, || format!("{}\n  {}", done.words, object.id))
        }
        Triage::Link(asked) => {
            let request = TriageLinkRequest { ids: vec![asked.id.clone()], plan: asked.plan.clone(), sentence: None };
            step(&app, "triage_link", &request, &asked.id, output)
        }
        Triage::Send(asked) => {
            let request = TriageSendRequest {
                id: asked.id.clone(),
                to: asked.to.clone(),
                reference: asked.reference.clone(),
                sentence: None,
            };
            step(&app, "triage_send", &request, &asked.id, output)
        }
        Triage::Close(asked) => {
            let request = TriageCloseRequest {
                id: asked.id.clone(),
                reason: asked.reason.clone(),
                feedback: asked.feedback.clone(),
            };
            step(&app, "triage_close", &request, &asked.id, output)
        }
    }
}

fn read(app: &App, id: &str, output: &mut Output) -> Result<(), Stop> {
    let request = NoteReadRequest { id: id.to_owned(), asked: true };
    let read: NoteRead = notebook::mutate(app, "note_read", &request)?;
    let object = Words::of(app)?.note(note::read(app, id)?);
    output.answer(&object, || {
        if read.marked {
            format!("Read. {} is told so with the next exchange.\n\n{}", object.author, object.text)
        } else if read.words.is_empty() {
            object.text.clone()
        } else {
            format!("{}\n\n{}", read.words, object.text)
        }
    })
}

/// A step whose answer is the note as it stands afterwards.
fn step<R: Serialize>(app: &App, act: &str, request: &R, id: &str, output: &mut Output) -> Result<(), Stop> {
    let done: Done = notebook::mutate(app, act, request)?;
    let object = Words::of(app)?.note(note::read(app, id)?);
    output.answer(&object, || format!("{}\n  {}", done.words, object.id))
}

/// Every queue but what is closed, one after the other.
const LISTED: [TriageQueue; 5] =
    [TriageQueue::Unread, TriageQueue::Answered, TriageQueue::Open, TriageQueue::Asked, TriageQueue::Underway];

fn list(app: &App, most: usize, output: &mut Output) -> Result<(), Stop> {
    let words = Words::of(app)?;
    let (mut seen, mut objects) = (std::collections::BTreeSet::new(), Vec::new());
    for queue in LISTED {
        let mut request = TriageRequest { queue, limit: 200, ..TriageRequest::default() };
        loop {
            let page: TriagePage = notebook::query(app, "triage", &request)?;
            for row in page.rows {
                // A note that was answered may stand in another queue as well.
                if seen.len() >= most || !seen.insert(row.note.id.clone()) {
                    continue;
                }
                if output.is_json() {
                    objects.push(words.note(note::read(app, &row.note.id)?));
                } else {
                    output.text(&note_text::row(&row.note))?;
                    output.text("")?;
                }
            }
            match page.next {
                Some(next) if seen.len() < most => request.after = Some(next),
                _ => break,
            }
        }
    }
    if output.is_json() {
        return output.answer(&objects, String::new);
    }
    output.text(&match seen.len() {
        0 => "Nothing waits for you.".to_owned(),
        1 => "1 note.".to_owned(),
        count => format!("{count} notes."),
    })
}

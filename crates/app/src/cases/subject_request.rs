//! One request: everything that is held looked through, and what was decided of each text.

use domain::subject_access::{Found, Mark, Names, pieces, reason};
use domain::words;

use super::subject::{self, Mention, Request, SHOWN};
use super::triage;
use crate::api::Failure;
use crate::api::notes::ById;
use crate::api::subject::{SubjectDecided, SubjectField, SubjectItem, SubjectPiece, SubjectRequestView};
use crate::app::App;
use crate::notebook::Look;
use crate::views::{self, Rows};

pub(crate) fn run(app: &App, request: ById) -> Result<SubjectRequestView, Failure> {
    let book = app.open_book()?;
    let request = subject::open(app, &book, &request.id)?;
    let mut looked = subject::look_through(app, &book, &request.record)?;
    if looked.mentions.len() > SHOWN {
        // What is left to decide is never beyond what is shown.
        looked.mentions.sort_by_key(|mention| request.decision(&mention.id).is_some());
    }
    app.look_in(&book, |look| {
        let (names, phrases) = (Names::of(&request.record.names), subject::phrases(look, &request.record)?);
        let rows = Rows::of(look)?;
        let undecided = looked.mentions.iter().filter(|mention| request.decision(&mention.id).is_none()).count();
        let shown = looked.mentions.iter().take(SHOWN);
        let items = shown.map(|mention| item(look, &rows, &request, (&names, &phrases), mention)).collect();
        let (sources, files) = look.reader.held_unread()?;
        let wards: Vec<String> = triage::wards_triaged(look)?.into_iter().map(|ward| ward.name).collect();
        let wards = if wards.len() > MANY_WARDS { Vec::new() } else { wards };
        let (due, late) = request.due_words(look.today()?);
        let closed = request.record.closed.as_deref().and_then(|day| day.parse().ok()).map(words::subject::closed);
        // Of this person by name, and so no part of any other search.
        look.leave_trail(domain::records::Deed::Searched, Some(request.id), None, count(looked.mentions.len()));
        Ok(SubjectRequestView {
            id: request.id.to_string(),
            received_words: words::subject::received(request.received()),
            due,
            late,
            extended: request.record.extended,
            closed,
            items,
            total: count(looked.mentions.len()).unwrap_or(u32::MAX),
            undecided: count(undecided).unwrap_or(u32::MAX),
            looked: words::subject::looked(looked.texts, looked.unreadable),
            not_looked: words::subject::not_looked(sources, files, &wards),
            reference: request.record.reference.clone(),
            names: request.record.names.clone(),
            hide: request.record.hide.clone(),
            received: request.record.received.clone(),
        })
    })
}

/// Of more wards than this, nobody reads a list: whoever has them has the borough.
const MANY_WARDS: usize = 12;

fn count(number: usize) -> Option<u32> {
    u32::try_from(number).ok()
}

fn item(
    look: &Look<'_>,
    rows: &Rows<'_>,
    request: &Request,
    (names, phrases): (&Names, &Names),
    mention: &Mention,
) -> SubjectItem {
    let fields = mention.fields.iter().map(|(label, text)| {
        let pieces = pieces(text, names, phrases).into_iter().map(|piece| {
            let mark = match piece.mark {
                Mark::Plain => "plain",
                Mark::Mention(Found::Named) => "named",
                Mark::Mention(Found::Perhaps) => "perhaps",
                Mark::BlackedOut => "out",
            };
            SubjectPiece { text: piece.text, mark: mark.to_owned() }
        });
        SubjectField { label: label.clone(), pieces: pieces.collect() }
    });
    let fields = fields.collect();
    let decision = request.decision(&mention.id).map(|decision| SubjectDecided {
        words: match decision.reason.as_deref().and_then(reason) {
            _ if decision.give => words::subject::GIVEN.to_owned(),
            Some(reason) => words::subject::kept_back(reason.label),
            None => words::subject::kept_back("A reason that a newer version knows"),
        },
        give: decision.give,
        reason: decision.reason,
        note: decision.note,
    });
    SubjectItem {
        id: mention.id.clone(),
        what: mention.what.clone(),
        ward: mention.ward.clone(),
        when: subject::when(mention.at),
        author: rows.author(mention.author).name,
        standing: mention.standing.map(str::to_owned),
        held_for: views::held_for(look, mention.controller.as_deref(), mention.purpose.as_deref()),
        fields,
        named: mention.named,
        decision,
        note: mention.note.map(|note| note.to_string()),
    }
}

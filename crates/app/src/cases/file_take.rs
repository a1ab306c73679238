//! Take in what a sealed file brings, as far as this person may read it. As often as anybody likes.

use std::path::Path;

use domain::ids::PersonId;
use domain::sharing;
use domain::words;

use super::handing;
use crate::api::sealed::{FileTaken, FileTakeRequest};
use crate::api::{ChangeTopic, Failure};
use crate::app::App;
use crate::views;

pub(crate) fn run(app: &App, request: FileTakeRequest) -> Result<FileTaken, Failure> {
    let book = app.own_book()?;
    let (file, now) = (Path::new(&request.file), app.host().clock().now());
    let taken = book
        .store
        .take_sealed(file, now, app.host().entropy())
        .map_err(|error| handing::refused(app, error, file, ""))?;
    // What it brought is offered to the server, and every screen asks again.
    book.written();
    let topics = [ChangeTopic::Session, ChangeTopic::Notes, ChangeTopic::People, ChangeTopic::Sync];
    app.tell([topics.as_slice(), &[ChangeTopic::Triage, ChangeTopic::Work]].concat(), None);
    let today = super::sharing::today(app);
    app.look_in(&book, |look| {
        let people = look.people()?;
        let name = |id: PersonId| people.get(&id).map_or_else(|| words::SOMEBODY.to_owned(), |person| person.name.clone());
        let mut notes: Vec<(String, u64)> = taken.notes.iter().map(|(author, count)| (name(*author), *count)).collect();
        notes.sort_by_key(|(name, count)| (std::cmp::Reverse(*count), name.to_lowercase()));
        let out = taken.left_out;
        Ok(FileTaken {
            made: format!("Made by {}, {}.", name(taken.from), views::at_words(taken.made, now)),
            words: words::taken_in(&notes, taken.notes_had, taken.others),
            notes: notes.iter().map(|(_, count)| count).sum(),
            had: taken.notes_had,
            others: taken.others,
            left_out: out.unreadable + out.not_allowed + out.newer + out.clashing + out.own,
            left_out_words: words::left_out(out.unreadable, out.not_allowed, out.newer, out.clashing, out.own),
            terms: taken.terms.as_ref().map(|terms| {
                sharing::words::sealed_for(&terms.recipient, &terms.purpose, &terms.marking, &terms.until)
            }),
            past: taken
                .terms
                .as_ref()
                .and_then(|terms| terms.until.parse().ok())
                .filter(|until| *until < today)
                .map(sharing::words::past),
        })
    })
}

//! Save what waits to be sent into one sealed file, and log that it was handed on. It goes on waiting here: only a
//! receipt ends that.

use std::path::Path;

use domain::records::Deed;
use domain::words;
use store::What;

use super::handing::{self, SealedFor};
use crate::api::Failure;
use crate::api::sealed::{FileSaved, WaitingSaveRequest};
use crate::app::App;

pub(crate) fn run(app: &App, request: WaitingSaveRequest) -> Result<FileSaved, Failure> {
    let book = app.own_book()?;
    let to = request.to.as_deref();
    let (to, me) = app.look_in(&book, |look| {
        Ok((to.map(|text| handing::person(look, text)).transpose()?, look.me()?))
    })?;
    let (person, name) = to.map_or((None, String::new()), |(person, name)| (Some(person), name));
    let purpose = "What waits to be sent, on its way to the server";
    let mut terms = SealedFor::asked(app, request.purpose.as_deref(), request.until.as_deref(), purpose)?;
    let (file, now) = (Path::new(&request.file), app.host().clock().now());
    let made = book
        .store
        .seal_under(What::Waiting { to: person }, file, now, |people| {
            let people: Vec<_> = people.iter().copied().collect();
            let names = app.look_in(&book, |look| handing::names(look, &people)).unwrap_or_default();
            terms.name(&words::joined(&names, "and"), people == [me]);
            Some(terms.inside())
        })
        .map_err(|error| handing::refused(app, error, file, &name))?;
    let people = app.look_in(&book, |look| handing::names(look, &made.people))?;
    if made.people != [me] {
        terms.log(app, &book, (Deed::Sealed, None), (file, made.notes))?;
    }
    let size = handing::size(made.bytes);
    Ok(FileSaved {
        words: words::waiting_saved(&people, (made.notes, made.others), made.left, &size),
        file: request.file,
        bytes: made.bytes,
        notes: made.notes,
        others: made.others,
    })
}

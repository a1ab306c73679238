//! Save what waits to be sent into one sealed file. It goes on waiting here: only a receipt ends that.

use std::path::Path;

use domain::words;
use store::What;

use super::handing;
use crate::api::Failure;
use crate::api::sealed::{FileSaved, WaitingSaveRequest};
use crate::app::App;

pub(crate) fn run(app: &App, request: WaitingSaveRequest) -> Result<FileSaved, Failure> {
    let book = app.own_book()?;
    let to = request.to.as_deref();
    let to = app.look_in(&book, |look| to.map(|text| handing::person(look, text)).transpose())?;
    let (person, name) = to.map_or((None, String::new()), |(person, name)| (Some(person), name));
    let now = app.host().clock().now();
    let made = book
        .store
        .seal(What::Waiting { to: person }, Path::new(&request.file), now)
        .map_err(|error| handing::refused(app, error, Path::new(&request.file), &name))?;
    let people = app.look_in(&book, |look| handing::names(look, &made.people))?;
    let size = handing::size(made.bytes);
    Ok(FileSaved {
        words: words::waiting_saved(&people, (made.notes, made.others), made.left, &size),
        file: request.file,
        bytes: made.bytes,
        notes: made.notes,
        others: made.others,
    })
}

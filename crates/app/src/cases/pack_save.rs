//! Save everything of a ward that somebody may read into one sealed file for them, and log that it was handed on.

use std::path::Path;

use domain::records::Deed;
use domain::words;
use store::What;

use super::handing::{self, SealedFor};
use crate::api::Failure;
use crate::api::sealed::{FileSaved, PackSaveRequest};
use crate::app::App;

pub(crate) fn run(app: &App, request: PackSaveRequest) -> Result<FileSaved, Failure> {
    let book = app.own_book()?;
    handing::within_lease(app)?;
    let (ward, area, to, name, me) = app.look_in(&book, |look| {
        let (ward, area) = handing::ward_of(look, &request.ward)?;
        let (to, name) = handing::person(look, &request.to)?;
        Ok((ward, area, to, name, look.me()?))
    })?;
    let purpose = format!("Everything of {} that they may read", ward.name);
    let mut terms = SealedFor::asked(app, request.purpose.as_deref(), request.until.as_deref(), &purpose)?;
    terms.name(&name, to == me);
    let (file, now) = (Path::new(&request.file), app.host().clock().now());
    let made = book
        .store
        .seal_under(What::Pack { area, to }, file, now, |_| Some(terms.inside()))
        .map_err(|error| handing::refused(app, error, file, &name))?;
    if to != me {
        terms.log(app, &book, (Deed::Sealed, Some(area)), (file, made.notes))?;
    }
    Ok(FileSaved {
        words: words::pack_saved(&name, ward.name, (made.notes, made.others), made.left > 0, &handing::size(made.bytes)),
        file: request.file,
        bytes: made.bytes,
        notes: made.notes,
        others: made.others,
    })
}

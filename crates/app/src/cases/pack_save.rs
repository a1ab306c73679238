//! Save everything of a ward that somebody may read into one sealed file for them, and log that it was handed on.

use std::path::Path;

use domain::records::{Deed, ExportRecord};
use domain::words;
use store::What;

use super::handing;
use crate::api::sealed::{FileSaved, PackSaveRequest};
use crate::api::{ChangeTopic, Failure};
use crate::app::App;
use crate::trail;

pub(crate) fn run(app: &App, request: PackSaveRequest) -> Result<FileSaved, Failure> {
    let book = app.own_book()?;
    handing::within_lease(app)?;
    let (ward, area, to, name, me) = app.look_in(&book, |look| {
        let (ward, area) = handing::ward_of(look, &request.ward)?;
        let (to, name) = handing::person(look, &request.to)?;
        Ok((ward, area, to, name, look.me()?))
    })?;
    let (file, now) = (Path::new(&request.file), app.host().clock().now());
    let made = book
        .store
        .seal(What::Pack { area, to }, file, now)
        .map_err(|error| handing::refused(app, error, file, &name))?;
    if to != me {
        let logged = book.store.write(now, app.host().entropy(), |writer| {
            let purpose = format!("Sealed file, everything of {} that they may read", ward.name);
            let record = ExportRecord { recipient: name.clone(), purpose, notes: made.notes, ..ExportRecord::default() };
            let drafts = trail::taken_out(writer, &record, (Deed::Sealed, Some(area)), now)?;
            writer.write_group(drafts)
        });
        if let Err(error) = logged {
            // What was handed on and nobody wrote down is worse than making it once more.
            let _ = std::fs::remove_file(file);
            return Err(app.failure(error));
        }
        book.written();
        app.tell(vec![ChangeTopic::Sync], None);
    }
    Ok(FileSaved {
        words: words::pack_saved(&name, ward.name, (made.notes, made.others), made.left > 0, &handing::size(made.bytes)),
        file: request.file,
        bytes: made.bytes,
        notes: made.notes,
        others: made.others,
    })
}

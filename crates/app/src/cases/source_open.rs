//! A lead opens a sealed source. That it was opened, and why, is on the disk before anything of it is shown; what it
//! says is remembered nowhere, so it is no act that can be answered twice.

use domain::words::{Refusal, SourceRefusal, check_reason};
use store::StoreError;

use super::{note_input, unfinished};
use crate::api::sources::{SourceOpenRequest, SourceOpened};
use crate::api::unfinished::UnfinishedForm;
use crate::api::{ChangeTopic, Failure};
use crate::app::App;

pub(crate) fn run(app: &App, request: SourceOpenRequest) -> Result<SourceOpened, Failure> {
    let book = app.own_book()?;
    let id = note_input::id(&request.id, "source")?;
    check_reason(&request.reason)?;
    let now = app.host().clock().now();
    // Whether it opens is asked first: nobody is to stand in the trail for what they could not read.
    let (over, sealed) = app.look_in(&book, |look| Ok((look.lease_over()?, look.sealed_lease_over()?)))?;
    if over {
        return Err(Refusal::LeaseOver.into());
    }
    if sealed {
        return Err(Refusal::from(SourceRefusal::LeaseOver).into());
    }
    let refused = |error| match error {
        StoreError::NotFound => note_input::not_found(&request.id, "source"),
        error => app.failure(error),
    };
    drop(book.store.read(|reader| reader.open_source(id)).map_err(refused)?);
    let reason = request.reason.trim().to_owned();
    book.store
        .write(now, app.host().entropy(), |writer| {
            unfinished::forget(writer, &[id], UnfinishedForm::Opening, &[])?;
            writer.write_opening(id, &reason)
        })
        .map_err(|error| app.failure(error))?;
    book.written();
    app.tell(vec![ChangeTopic::Sync], None);
    let opened = book.store.read(|reader| reader.open_source(id)).map_err(|error| app.failure(error))?;
    // Whoever sealed it wrote the note's id inside. It is shown only where that note says the same.
    let note = app.look_in(&book, |look| {
        let (sealed, note) = (look.reader.source_row(id)?, look.reader.note(opened.note)?);
        let (Some(sealed), Some(note)) = (sealed, note) else { return Ok(false) };
        let named = note.record.source.as_ref().is_some_and(|source| source.reference == sealed.reference);
        Ok(named && note.row.author == sealed.author)
    })?;
    let age = opened.age.as_deref().map(|age| book.lists.age_band.label(age).to_owned());
    Ok(SourceOpened {
        who: opened.who.clone(),
        age,
        same_as: opened.same_as.clone(),
        note: note.then(|| opened.note.to_string()),
    })
}

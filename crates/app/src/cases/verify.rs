//! Check everything from the ground.

use domain::words;

use crate::api::keep::VerifyView;
use crate::api::{Failure, Nothing};
use crate::app::App;

pub(crate) fn run(app: &App, _: Nothing) -> Result<VerifyView, Failure> {
    let book = app.open_book()?;
    Ok(match book.store.verify(&|_| ()) {
        Ok(verified) => VerifyView {
            changes: verified.changes,
            records: verified.records,
            streams: verified.streams,
            fault: None,
            words: words::verified(verified.changes, verified.records, verified.withheld),
        },
        Err(error) => {
            let fault = error.to_string();
            VerifyView { changes: 0, records: 0, streams: 0, words: app.failure(error).message, fault: Some(fault) }
        }
    })
}

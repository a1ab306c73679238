//! Leave the sample notebook: its folder goes.

use crate::api::{Failure, Nothing};
use crate::app::{App, LockReason};

pub(crate) fn run(app: &App, _: Nothing) -> Result<Nothing, Failure> {
    if app.book().is_some_and(|book| book.sample) {
        app.close(LockReason::Started);
    }
    Ok(Nothing {})
}

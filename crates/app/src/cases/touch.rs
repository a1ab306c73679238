//! The person did something: the idle clock starts again.

use crate::api::{Failure, Nothing};
use crate::app::App;

pub(crate) fn run(app: &App, _: Nothing) -> Result<Nothing, Failure> {
    app.used(app.open_book()?.as_ref());
    Ok(Nothing {})
}

//! Make room for one more notebook on this computer: somebody else's, who shares it.

use crate::api::{Failure, Nothing};
use crate::app::App;

pub(crate) fn run(app: &App, _: Nothing) -> Result<Nothing, Failure> {
    let (number, profile) = app.shelf().free();
    app.choose(number, profile);
    Ok(Nothing {})
}

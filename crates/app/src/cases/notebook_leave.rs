//! Back to the notebooks on this computer. The one that was meant is locked.

use crate::api::{Failure, Nothing};
use crate::app::App;

pub(crate) fn run(app: &App, _: Nothing) -> Result<Nothing, Failure> {
    app.leave();
    Ok(Nothing {})
}

//! Go on with another of the notebooks on this computer. It is locked, and its owner opens it.

use domain::words::Refusal;

use crate::api::session::NotebookChooseRequest;
use crate::api::{Failure, Nothing};
use crate::app::App;

pub(crate) fn run(app: &App, request: NotebookChooseRequest) -> Result<Nothing, Failure> {
    let wanted = app.shelf().notebooks().into_iter().find(|(number, _)| number.to_string() == request.id);
    let Some((number, profile)) = wanted else {
        return Err(Refusal::NotFound { what: "notebook on this computer", id: request.id }.into());
    };
    app.choose(number, profile);
    Ok(Nothing {})
}

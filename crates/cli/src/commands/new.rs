//! `new`: a notebook on this computer only.

use app::api::session::{NotebookCreateRequest, NotebookCreated};
use serde_json::{Value, json};

use crate::args::{Common, New};
use crate::objects::NewObject;
use crate::output::{Output, Stop};
use crate::{notebook, passphrase};

pub fn run(common: &Common, new: &New, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::at(common)?;
    notebook::must_be_free(&app)?;
    let (first, again) = passphrase::of_new_notebook(common)?;
    let request = NotebookCreateRequest {
        name: new.name.clone(),
        passphrase: first.to_string(),
        passphrase_again: again.to_string(),
        boundaries: new.boundaries.clone(),
    };
    let created: NotebookCreated = notebook::mutate(&app, "notebook_create", &request)?;
    let object = NewObject {
        person: notebook::person(&app)?,
        device: &created.device,
        boundaries: &created.boundaries,
        recovery_code: &created.recovery_code,
    };
    output.answer(&object, || {
        format!(
            "Notebook created for {} in {}.\n\n\
             Recovery code\n  {}\n\n\
             It opens the notebook if the passphrase is forgotten, and is shown only now.\n\
             Write it down and keep it away from this computer.",
            object.person,
            app.profile().folder().display(),
            object.recovery_code,
        )
    })?;
    // What stands in the terminal stays there; an answer that could not be written was not seen.
    output.flush()?;
    notebook::mutate::<Value>(&app, "recovery_code_kept", &json!({}))?;
    Ok(())
}

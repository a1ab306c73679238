//! `new`: a notebook on this computer only.

use app::api::session::{NotebookCreateRequest, NotebookCreated};

use super::hand_over;
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
    hand_over::run(&app, &format!("Notebook created for {}", object.person), &object, output)
}

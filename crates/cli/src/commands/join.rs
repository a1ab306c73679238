//! `join`: a partnership's notebook, with an invitation that works once.

use app::api::join::{JoinRequest, JoinedView};
use serde_json::{Value, json};

use crate::args::{Common, Join};
use crate::objects::NewObject;
use crate::output::{Output, Stop};
use crate::{notebook, passphrase};

pub fn run(common: &Common, join: &Join, output: &mut Output) -> Result<(), Stop> {
    let app = notebook::at(common)?;
    notebook::must_be_free(&app)?;
    let (first, again) = passphrase::of_new_notebook(common)?;
    let request = JoinRequest {
        invitation: join.invitation.clone(),
        passphrase: first.to_string(),
        passphrase_again: again.to_string(),
    };
    let joined: JoinedView = notebook::mutate(&app, "join", &request)?;
    let object = NewObject {
        person: joined.person.clone(),
        device: &joined.device,
        boundaries: &joined.boundaries,
        recovery_code: &joined.recovery_code,
    };
    output.answer(&object, || {
        format!(
            "Joined {} as {}, in {}.\n\n\
             Recovery code\n  {}\n\n\
             It opens the notebook if the passphrase is forgotten, and is shown only now.\n\
             Write it down and keep it away from this computer.",
            joined.partnership,
            joined.person,
            app.profile().folder().display(),
            object.recovery_code,
        )
    })?;
    // What stands in the terminal stays there; an answer that could not be written was not seen.
    output.flush()?;
    notebook::mutate::<Value>(&app, "recovery_code_kept", &json!({}))?;
    Ok(())
}

//! The end of `new` and `join`: says what was made, with the recovery code that is shown only now.

use app::App;
use serde_json::{Value, json};

use crate::notebook;
use crate::objects::NewObject;
use crate::output::{Output, Stop};

/// `made` is a sentence without its end: "Notebook created for Amara Lewis".
pub fn run(app: &App, made: &str, object: &NewObject<'_>, output: &mut Output) -> Result<(), Stop> {
    output.answer(object, || {
        format!(
            "{made} in {}.\n\n\
             Recovery code\n  {}\n\n\
             It opens the notebook if the passphrase is forgotten, and is shown only now.\n\
             Write it down and keep it away from this computer.",
            app.profile().folder().display(),
            object.recovery_code,
        )
    })?;
    // What stands in the terminal stays there; an answer that could not be written was not seen.
    output.flush()?;
    notebook::mutate::<Value>(app, "recovery_code_kept", &json!({}))?;
    Ok(())
}

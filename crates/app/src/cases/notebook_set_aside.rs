//! Set a notebook that cannot be opened aside, whole, so that a backup can be restored in its place.

use domain::words::Refusal;

use crate::api::keep::SetAsideView;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::app::App;

pub(crate) fn run(app: &App, _: Nothing) -> Result<SetAsideView, Failure> {
    if app.book().is_some() {
        return Err(Refusal::Exists { folder: app.profile().folder().to_owned() }.into());
    }
    if !app.profile().exists() {
        return Err(app.failure(store::StoreError::Missing));
    }
    let aside = app.profile().set_aside().map_err(|error| app.failure(error))?;
    app.tell(vec![ChangeTopic::Session], None);
    Ok(SetAsideView {
        words: format!("The notebook was moved to {}. Nothing of it was changed or deleted.", aside.display()),
        folder: aside.display().to_string(),
    })
}

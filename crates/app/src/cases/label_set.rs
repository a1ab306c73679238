//! What a locked notebook is called on a shared laptop. It is readable by anybody who sees the screen.

use store::keyfile::KeyFile;

use crate::api::settings::LabelSetRequest;
use crate::api::{ChangeTopic, Failure, FieldError, Nothing};
use crate::app::App;

const LONGEST: usize = 40;

pub(crate) fn run(app: &App, request: LabelSetRequest) -> Result<Nothing, Failure> {
    app.own_book()?;
    let label = request.label.trim();
    let own = app.profile();
    let others = app.shelf().notebooks().into_iter().filter(|(_, profile)| *profile != own);
    let taken = others.filter_map(|(_, profile)| KeyFile::read(&profile.keys()).ok()).any(|keys| keys.label == label);
    if taken || label.is_empty() || label.chars().count() > LONGEST {
        let message = if taken {
            "Another notebook on this computer is called that. Choose another label. Nothing was changed.".to_owned()
        } else {
            format!("A label has 1 to {LONGEST} characters. Nothing was changed.")
        };
        return Err(Failure {
            code: "label".to_owned(),
            field_errors: vec![FieldError { field: "label".to_owned(), message: message.clone() }],
            message,
            retryable: false,
            wait_seconds: None,
        });
    }
    let written = KeyFile::change(&own.keys(), |keys| {
        keys.label = label.to_owned();
        Ok(())
    });
    written.map_err(|error| app.failure(error))?;
    app.tell(vec![ChangeTopic::Settings], None);
    Ok(Nothing {})
}

//! A new passphrase for the same key: the key file alone is written, never the database.

use domain::words::Refusal;
use store::keyfile::{KeyFile, Secret};

use crate::api::session::PassphraseChangeRequest;
use crate::api::{Failure, FieldError, Nothing};
use crate::app::App;
use crate::passphrase;

pub(crate) fn run(app: &App, request: PassphraseChangeRequest) -> Result<Nothing, Failure> {
    app.own_book()?;
    if let Some(refusal) = passphrase::check(&request.passphrase, &request.passphrase_again) {
        return Err(refusal.into());
    }
    let path = app.profile().keys();
    let key = KeyFile::open(&path, Secret::Passphrase(&request.current), app.host().clock().now())
        .map_err(|error| about_current(app.failure(error)))?;
    let cost = app.host().passphrase_cost();
    let written = KeyFile::change(&path, |keys| keys.set_passphrase(&key, &request.passphrase, cost));
    written.map_err(|error| app.failure(error))?;
    Ok(Nothing {})
}

/// A wrong passphrase here is the present one, and the field to point at is its field.
pub(super) fn about_current(mut failure: Failure) -> Failure {
    let code: Failure = Refusal::PassphraseWrong.into();
    if failure.code == code.code {
        failure.field_errors = vec![FieldError { field: "current".to_owned(), message: failure.message.clone() }];
    }
    failure
}

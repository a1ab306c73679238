//! Unlock with the passphrase.

use store::keyfile::{KeyFile, Secret};

use crate::api::session::UnlockRequest;
use crate::api::{Failure, Nothing};
use crate::app::App;

pub(crate) fn run(app: &App, request: UnlockRequest) -> Result<Nothing, Failure> {
    if app.book().is_some() {
        return Ok(Nothing {});
    }
    if !app.profile().exists() {
        return Err(app.failure(store::StoreError::Missing));
    }
    let secret = Secret::Passphrase(&request.passphrase);
    let key = KeyFile::open(&app.profile().keys(), secret, app.host().clock().now()).map_err(|error| app.failure(error))?;
    app.open_with_key(key)?;
    Ok(Nothing {})
}

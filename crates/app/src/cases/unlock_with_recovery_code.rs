//! Unlock with the printed recovery code, and set a new passphrase in the same act.

use store::keyfile::{KeyFile, Secret};

use crate::api::session::UnlockWithRecoveryCodeRequest;
use crate::api::{Failure, Nothing};
use crate::app::App;
use crate::passphrase;

pub(crate) fn run(app: &App, request: UnlockWithRecoveryCodeRequest) -> Result<Nothing, Failure> {
    if let Some(refusal) = passphrase::check(&request.passphrase, &request.passphrase_again) {
        return Err(refusal.into());
    }
    if !app.profile().exists() {
        return Err(app.failure(store::StoreError::Missing));
    }
    let path = app.profile().keys();
    let renewed = KeyFile::open(&path, Secret::RecoveryCode(&request.recovery_code), app.host().clock().now()).and_then(|key| {
        let cost = app.host().passphrase_cost();
        KeyFile::change(&path, |keys| keys.set_passphrase(&key, &request.passphrase, cost))?;
        Ok(key)
    });
    app.open_with_key(renewed.map_err(|error| app.failure(error))?)?;
    Ok(Nothing {})
}

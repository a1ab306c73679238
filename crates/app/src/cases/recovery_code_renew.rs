//! A new recovery code; the printed one stops working at once.

use store::keyfile::{KeyFile, Secret};

use crate::api::session::{RecoveryCodeRenewRequest, RecoveryCodeView};
use crate::api::Failure;
use crate::app::App;

pub(crate) fn run(app: &App, request: RecoveryCodeRenewRequest) -> Result<RecoveryCodeView, Failure> {
    app.open_book()?;
    let path = app.profile().keys();
    let renewed = KeyFile::open(&path, Secret::Passphrase(&request.passphrase), app.host().clock().now())
        .and_then(|key| KeyFile::change(&path, |keys| keys.renew_recovery_code(&key)));
    let code = renewed.map_err(|error| app.failure(error))?;
    Ok(RecoveryCodeView { recovery_code: code.printed().to_owned() })
}

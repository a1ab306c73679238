//! A new recovery code; the printed one stops working at once.

use store::keyfile::{KeyFile, Secret};

use super::recovery_code_kept;
use crate::api::session::{RecoveryCodeRenewRequest, RecoveryCodeView};
use crate::api::{ChangeTopic, Failure};
use crate::app::App;

pub(crate) fn run(app: &App, request: RecoveryCodeRenewRequest) -> Result<RecoveryCodeView, Failure> {
    let book = app.own_book()?;
    let (now, entropy) = (app.host().clock().now(), app.host().entropy());
    let path = app.profile().keys();
    let key =
        KeyFile::open(&path, Secret::Passphrase(&request.passphrase), now).map_err(|error| app.failure(error))?;
    // Before the printed code stops working: a notice too many is better than a code nobody has.
    book.store.write(now, entropy, recovery_code_kept::owe).map_err(|error| app.failure(error))?;
    let renewed = KeyFile::change(&path, |keys| keys.renew_recovery_code(&key));
    app.tell(vec![ChangeTopic::Session], None);
    let code = renewed.map_err(|error| app.failure(error))?;
    Ok(RecoveryCodeView { recovery_code: code.printed().to_owned() })
}

//! How strong a passphrase is, while it is typed.

use crate::api::session::{PassphraseStrengthRequest, PassphraseStrengthView};
use crate::api::Failure;
use crate::app::App;
use crate::passphrase;

pub(crate) fn run(_: &App, request: PassphraseStrengthRequest) -> Result<PassphraseStrengthView, Failure> {
    Ok(passphrase::strength(&request.passphrase, &request.name))
}

//! Lock now. The screens save their draft first; the key goes with this.

use crate::api::{Failure, Nothing};
use crate::app::{App, LockReason};

pub(crate) fn run(app: &App, _: Nothing) -> Result<Nothing, Failure> {
    app.close(LockReason::Asked { at: app.host().clock().now() });
    Ok(Nothing {})
}

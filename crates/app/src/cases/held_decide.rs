//! Release something held into its stream, or decline it with a reason its author reads.

use domain::words;
use protocol::DecideRequest;

use super::sync_now;
use crate::api::people::HeldDecideRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::app::App;
use crate::exchange::ask;

pub(crate) fn run(app: &App, request: HeldDecideRequest) -> Result<Nothing, Failure> {
    let group = request.id.trim().parse().map_err(|_| super::note_input::not_found(&request.id, "held item"))?;
    let reason = if request.release {
        request.reason.trim().to_owned()
    } else {
        words::check_reason(&request.reason)?.to_owned()
    };
    let release = request.release;
    ask(app, |client| async move { client.decide(&DecideRequest { group, release, reason }).await })?;
    app.tell(vec![ChangeTopic::People], None);
    if release {
        // What was released is wanted here too. Where that fails, the next exchange brings it.
        let _ = sync_now::exchange(app);
    }
    Ok(Nothing {})
}

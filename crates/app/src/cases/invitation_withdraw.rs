//! Withdraw an invitation nobody has used yet.

use protocol::UninviteRequest;

use crate::api::notes::ById;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::app::App;
use crate::exchange::ask;

pub(crate) fn run(app: &App, request: ById) -> Result<Nothing, Failure> {
    let id: [u8; 32] = domain::signing::unhex(request.id.trim())
        .ok_or_else(|| super::note_input::not_found(&request.id, "invitation"))?;
    ask(app, |client| async move { client.uninvite(&UninviteRequest { id: id.to_vec() }).await })?;
    app.tell(vec![ChangeTopic::People], None);
    Ok(Nothing {})
}

//! The invitations that were made, as the server knows them.

use domain::clock::Timestamp;
use domain::dates;
use protocol::{InvitationState, InvitationsRequest};

use crate::api::people::{InvitationRow, InvitationsView};
use crate::api::{Failure, Nothing};
use crate::app::App;
use crate::exchange::ask;
use crate::views;

pub(crate) fn run(app: &App, _: Nothing) -> Result<InvitationsView, Failure> {
    let answer = ask(app, |client| async move { client.invitations(&InvitationsRequest {}).await })?;
    let now = app.host().clock().now();
    app.look(|look| {
        let people = look.people()?;
        let row = |state: &InvitationState| {
            let (id, words) = told(state, now);
            InvitationRow {
                id: domain::signing::hex(&state.id),
                person: people.get(&state.person).map_or_else(String::new, |person| person.name.clone()),
                words,
                state: id.to_owned(),
                made: views::at_words(state.made, now),
            }
        };
        Ok(InvitationsView { invitations: answer.invitations.iter().map(row).collect() })
    })
}

fn told(state: &InvitationState, now: Timestamp) -> (&'static str, String) {
    match state.used {
        Some(at) => ("used", format!("Used {}", views::at_words(at, now))),
        None if state.withdrawn => ("withdrawn", "Withdrawn".to_owned()),
        None if state.expires <= now => ("expired", format!("Expired {}", dates::full(state.expires.utc()))),
        None => ("open", format!("Open until {}", dates::full(state.expires.utc()))),
    }
}

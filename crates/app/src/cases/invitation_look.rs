//! What an invitation says of itself. Nothing is sent.

use domain::words::Refusal;
use protocol::{BadInvitation, Invitation};

use crate::api::Failure;
use crate::api::join::{InvitationLook, InvitationLookRequest};
use crate::app::App;

pub(crate) fn run(_: &App, request: InvitationLookRequest) -> Result<InvitationLook, Failure> {
    let invitation = read(&request.invitation)?;
    Ok(InvitationLook { addresses: invitation.addresses.clone(), fingerprint: invitation.fingerprint.to_string() })
}

pub(super) fn read(text: &str) -> Result<Invitation, Failure> {
    text.parse().map_err(|bad| match bad {
        BadInvitation::NotOne => Refusal::NotAnInvitation.into(),
        BadInvitation::Slip => Refusal::InvitationTypo.into(),
    })
}

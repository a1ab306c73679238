//! `POST /v1/invitations`, `/make` and `/withdraw`: what lets people's devices in, and what no longer does.

use domain::clock::Timestamp;
use domain::ids::PersonId;
use domain::permissions::Right;
use protocol::{
    Done, Fingerprint, Invitation, InvitationState, InvitationsAnswer, InvitationsRequest, InviteAnswer, InviteRequest,
    UninviteRequest,
};

use super::caller::Caller;
use super::known::Known;
use super::{Code, Result, Service};
use crate::storage::{InvitationRow, Storage};

/// How long an invitation lasts unless somebody says otherwise, and at most.
const DAYS: u32 = 7;
const DAYS_MAX: u32 = 90;

impl<S: Storage> Service<S> {
    pub async fn invitations(&self, _: &Caller, _: InvitationsRequest) -> Result<InvitationsAnswer> {
        let state = |row: InvitationRow| InvitationState {
            id: row.hash.to_vec(),
            person: row.person,
            made: row.made,
            expires: row.expires,
            used: row.used,
            withdrawn: row.withdrawn,
        };
        Ok(InvitationsAnswer { invitations: self.storage.invitations().await?.into_iter().map(state).collect() })
    }

    pub async fn invite(&self, caller: &Caller, request: InviteRequest) -> Result<InviteAnswer> {
        self.may_let_in(caller, request.person).await?;
        let (invitation, expires) = self.make_invitation(request.person, request.days).await?;
        Ok(InviteAnswer { invitation, expires })
    }

    /// An invitation makes whoever holds it that person. So nobody but an administrator makes one for
    /// somebody with a right that they do not have themselves: it would be a way to take it.
    async fn may_let_in(&self, caller: &Caller, person: PersonId) -> Result<()> {
        let known = self.known().await?;
        let day = self.today();
        let own = known.directory.rights_everywhere(caller.person, day);
        let held = known.directory.grants().values().filter(|grant| grant.person == person && grant.holds_on(day));
        let within = held.flat_map(|grant| &grant.rights).all(|right| own.contains(right));
        if within || own.contains(&Right::Administer) { Ok(()) } else { Err(Code::GivesTooMuch.into()) }
    }

    pub async fn uninvite(&self, _: &Caller, request: UninviteRequest) -> Result<Done> {
        let hash = request.id.try_into().map_err(|_| Code::BadRequest)?;
        let row = self.storage.invitation(hash).await?.ok_or(Code::NotFound)?;
        if row.used.is_some() || !self.storage.withdraw(hash, self.now()).await? {
            return Err(Code::InvitationUsed.into());
        }
        Ok(Done {})
    }

    /// The text of a new invitation for a member, and until when it lets one device in.
    pub async fn make_invitation(&self, person: PersonId, days: u32) -> Result<(String, Timestamp)> {
        let days = if days == 0 { DAYS } else { days };
        if days > DAYS_MAX {
            return Err(Code::BadRequest.into());
        }
        let known = self.known().await?;
        // The server's own person has no laptop.
        if person == self.meta.person || !known.directory.is_member(person, self.today()) {
            return Err(Code::NotAMember.into());
        }
        let mut secret = [0; 16];
        self.entropy.fill(&mut secret);
        let made = self.now();
        let expires = made.plus_seconds(i64::from(days) * 86_400);
        let row = InvitationRow {
            hash: Invitation::secret_hash(&secret),
            person,
            made,
            expires,
            used: None,
            used_by: None,
            withdrawn: false,
        };
        self.storage.invite(row).await?;
        Ok((self.named(&known, secret).to_string(), expires))
    }

    /// What tells laptops where this server is and which key it has, and lets nobody in.
    pub async fn introduction(&self) -> Result<Invitation> {
        let known = self.known().await?;
        Ok(self.named(&known, [0; 16]))
    }

    fn named(&self, known: &Known, secret: [u8; 16]) -> Invitation {
        let addresses = known.directory.partnership().map(|partnership| partnership.addresses.as_slice());
        let addresses = addresses.unwrap_or_default().iter().map(|address| host_and_port(address)).collect();
        Invitation { addresses, fingerprint: Fingerprint::of(&self.server_key), secret }
    }
}

/// `https://host:port/` as an invitation carries it.
fn host_and_port(address: &str) -> String {
    address.trim_start_matches("https://").trim_end_matches('/').to_owned()
}

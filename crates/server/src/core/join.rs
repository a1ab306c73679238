//! `POST /v1/join`: one device, let in by an invitation's secret.

use domain::change::Draft;
use domain::ids::PartnershipId;
use domain::records::DeviceRecord;
use protocol::{Invitation, JoinAnswer, JoinRequest, session_proof};

use super::known::Known;
use super::{Code, Refused, Result, Service};
use crate::storage::{InvitationRow, Storage, UseInvitation};

impl<S: Storage> Service<S> {
    pub async fn join(&self, request: JoinRequest) -> Result<JoinAnswer> {
        self.check_challenge(&request.challenge)?;
        let proof = session_proof(&request.challenge, &self.server_key, request.device);
        request.signing_key.check_session(&proof, &request.proof).map_err(|_| Code::BadProof)?;
        let hash = Invitation::secret_hash(&request.secret);
        let invitation = self.storage.invitation(hash).await?.ok_or(Code::InvitationUnknown)?;
        if invitation.used.is_some() {
            return self.joined_before(&request, &invitation).await;
        }
        if invitation.withdrawn {
            return Err(Code::InvitationWithdrawn.into());
        }
        if self.now() >= invitation.expires {
            return Err(Code::InvitationExpired.into());
        }
        let record = DeviceRecord {
            person: invitation.person,
            signing_key: request.signing_key.to_hex(),
            vouched_by: Some(self.meta.device),
            vouch: self.identity.vouch(&request.signing_key).to_hex(),
            reason: "enrolled".to_owned(),
            ended: None,
        };
        let day = self.today();
        let (device, control) = (request.device, self.meta.control);
        let make = |known: &Known| {
            if !known.directory.is_member(invitation.person, day) {
                return Err(Refused::from(Code::NotAMember));
            }
            if known.directory.devices().contains_key(&device) || known.directory.fold(device.into()).is_some() {
                return Err(Code::DeviceTaken.into());
            }
            Ok(vec![vec![Draft::create(control, device.into(), "device", &record)]])
        };
        match self.write_own(Some(UseInvitation { hash, device }), make).await {
            // Somebody was quicker; it may have been this same device, whose answer was lost.
            Err(refused) if matches!(refused.code, Code::InvitationUsed | Code::DeviceTaken) => {
                let invitation = self.storage.invitation(hash).await?.ok_or(Code::InvitationUnknown)?;
                if invitation.withdrawn && invitation.used.is_none() {
                    return Err(Code::InvitationWithdrawn.into());
                }
                if invitation.used.is_none() {
                    return Err(refused);
                }
                self.joined_before(&request, &invitation).await
            }
            Err(refused) => Err(refused),
            Ok(()) => self.answer_join(&request, &invitation).await,
        }
    }

    /// An answer that was lost on the way is given again, to the same device with the same key alone.
    async fn joined_before(&self, request: &JoinRequest, invitation: &InvitationRow) -> Result<JoinAnswer> {
        let known = self.known().await?;
        let same = invitation.used_by == Some(request.device)
            && known
                .directory
                .devices()
                .get(&request.device)
                .is_some_and(|device| device.key == request.signing_key && device.person == invitation.person);
        if same { self.answer_join(request, invitation).await } else { Err(Code::InvitationUsed.into()) }
    }

    async fn answer_join(&self, request: &JoinRequest, invitation: &InvitationRow) -> Result<JoinAnswer> {
        let known = self.known().await?;
        let partnership = known.directory.partnership_id().ok_or(Code::Unavailable)?;
        Ok(JoinAnswer {
            partnership: PartnershipId::from(partnership),
            person: invitation.person,
            control: self.meta.control,
            session: self.open_session(request.device).await?,
            earlier: self.earlier_keys(&known),
        })
    }
}

//! `POST /v1/session`: a device shows that it holds its key.

use domain::access::Verdict;
use domain::change::{Act, Body};
use domain::ids::DeviceId;
use domain::records::{DeviceRecord, Kind};
use domain::signing::PublicKey;
use protocol::{SessionAnswer, SessionRequest, WireGroup, session_proof};

use super::caller::TOKEN_SECONDS;
use super::check::{self, ReadGroup};
use super::placing::{Label, Labelled, Outcome};
use super::push::TRIES;
use super::{Code, Result, Service};
use crate::storage::{Placed, Placing, Storage};

/// Moved and restored more often than this between two visits is no laptop.
const INTRODUCTIONS_MAX: usize = 64;

impl<S: Storage> Service<S> {
    pub async fn session(&self, request: SessionRequest) -> Result<SessionAnswer> {
        self.check_challenge(&request.challenge)?;
        let proof = session_proof(&request.challenge, &self.server_key, request.device);
        let known = self.known().await?;
        if let Some(device) = known.directory.devices().get(&request.device) {
            device.key.check_session(&proof, &request.proof).map_err(|_| Code::BadProof)?;
            return self.open_session(request.device).await;
        }
        if request.introductions.is_empty() {
            return Err(Code::UnknownDevice.into());
        }
        let device = request.device;
        let groups = read_introductions(request.introductions)?;
        // Whoever asks holds the key that is introduced; before that nothing is written.
        let key = groups.iter().rev().find_map(|group| key_introduced(group, device)).ok_or(Code::UnknownDevice)?;
        key.check_session(&proof, &request.proof).map_err(|_| Code::BadProof)?;
        for group in groups {
            self.take_introduction(group).await?;
        }
        let known = self.known().await?;
        let taken = known.directory.devices().get(&device).is_some_and(|device| device.key == key);
        if taken { self.open_session(device).await } else { Err(Code::BadIntroduction.into()) }
    }

    pub(super) async fn open_session(&self, device: DeviceId) -> Result<SessionAnswer> {
        let known = self.known().await?;
        // The server asks itself nothing. Whoever has one of its keys, or had one, opens nothing with it.
        if known.directory.devices().get(&device).is_some_and(|device| device.person == self.meta.person) {
            return Err(Code::NotAllowed.into());
        }
        let may_read = known.directory.is_welcome(device, self.today());
        Ok(SessionAnswer { token: self.token(device), seconds: TOKEN_SECONDS, may_read })
    }

    /// A device that somebody's earlier device vouches for; or what the server itself wrote before it
    /// was restored from a backup, such as the device it had let in meanwhile.
    async fn take_introduction(&self, group: ReadGroup) -> Result<()> {
        for _ in 0..TRIES {
            let known = self.known().await?;
            let day = self.today();
            let key = self.key_of(&known, &group).ok_or(Code::BadIntroduction)?;
            if !group.changes.iter().all(|change| change.check_signature(&key).is_ok()) {
                return Err(Code::BadIntroduction.into());
            }
            let judged = match group.changes.as_slice() {
                [change] => is_device(change) && known.directory.judge(change, day) == Verdict::Take,
                _ => false,
            };
            // One of a known device is no introduction; if it stands here already, that is well.
            let labelled = Labelled {
                group: group.id,
                changes: group.changes.clone(),
                label: if judged || self.wrote(&known, &group) {
                    Label::Take
                } else {
                    Label::Refuse { code: Code::BadIntroduction.as_str().to_owned(), remember: false }
                },
                relayed: false,
            };
            let placing = Placing { groups: vec![labelled], now: self.now(), expect: Some(known.expect), using: None };
            match self.storage.place(placing).await? {
                Placed::ControlMoved | Placed::InvitationGone => {}
                Placed::Done { outcomes, moved, .. } => {
                    self.tell(&moved, None);
                    let good = matches!(outcomes.as_slice(), [Outcome::Accepted | Outcome::Had]);
                    return if good { Ok(()) } else { Err(Code::BadIntroduction.into()) };
                }
            }
        }
        Err(Code::Busy.into())
    }
}

fn read_introductions(groups: Vec<WireGroup>) -> Result<Vec<ReadGroup>> {
    if groups.len() > INTRODUCTIONS_MAX {
        return Err(Code::TooLarge.into());
    }
    groups.into_iter().map(|group| check::read(group).map_err(|_| Code::BadIntroduction.into())).collect()
}

fn is_device(change: &domain::change::Change) -> bool {
    change.header().kind == Kind::Device.as_str() && change.header().act == Act::Create
}

fn key_introduced(group: &ReadGroup, device: DeviceId) -> Option<PublicKey> {
    let change = group.changes.iter().find(|change| is_device(change) && change.header().record == device.into())?;
    let record: DeviceRecord = Body::read(change.body_bytes()?).ok()?;
    PublicKey::from_hex(&record.signing_key)
}

//! `POST /v1/held/decide`: a supervisor releases what was held into its stream, or declines it.

use domain::ids::GroupId;
use protocol::{DecideRequest, Done};

use super::caller::Caller;
use super::placing::{Label, Labelled};
use super::{Code, Result, Service};
use crate::storage::{Decided, Decision, Storage};

/// A reason is a sentence or two.
const REASON_MAX: usize = 2_000;

impl<S: Storage> Service<S> {
    pub async fn decide(&self, caller: &Caller, request: DecideRequest) -> Result<Done> {
        let reason = request.reason.trim();
        // Whoever wrote it reads why it was not taken.
        if reason.chars().count() > REASON_MAX || (!request.release && reason.is_empty()) {
            return Err(Code::BadRequest.into());
        }
        let known = self.known().await?;
        let row = self.storage.held_rows(vec![request.group]).await?.pop().ok_or(Code::NotFound)?;
        if !self.supervises(&known, caller, row.area) {
            return Err(Code::NotAllowed.into());
        }
        let by = known.directory.people().get(&caller.person).map(|person| person.name.clone()).unwrap_or_default();
        let decision =
            Decision { group: request.group, release: request.release, by, reason: reason.to_owned(), now: self.now() };
        if request.release {
            self.log_endings_of(request.group).await?;
        }
        match self.storage.decide(decision).await? {
            Decided::Done { moved } => {
                self.tell(&moved, None);
                Ok(Done {})
            }
            Decided::Before { released } if released == request.release => Ok(Done {}),
            Decided::Before { .. } => Err(Code::AlreadyDecided.into()),
            Decided::NumberTaken => Err(Code::NumberTaken.into()),
            Decided::Unknown => Err(Code::NotFound.into()),
        }
    }

    /// What ends or erases something holds after a restore too, whoever released it.
    async fn log_endings_of(&self, group: GroupId) -> Result<()> {
        let held = self.storage.held().await?;
        let Some((_, changes)) = held.into_iter().find(|(row, _)| row.group == group) else { return Ok(()) };
        self.log_endings(&[Labelled { group, changes, label: Label::Take, relayed: false }])
    }
}

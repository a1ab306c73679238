//! Take back what a step of triage, a plan or an action did, all of it as one act.

use domain::change::{Act as ChangeAct, Draft, GROUP_CHANGES_MAX};
use domain::fold::Fold;
use domain::ids::{ChangeId, RecordId};
use domain::records::{Kind, WITHDRAWN, Withdrawal};
use serde_json::json;

use super::{grants, work};
use crate::api::triage::TakeBackRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

/// What a [`crate::api::triage::Done`] names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undo {
    /// Withdraw the record.
    Record(RecordId),
    /// Put the record back.
    Reinstate(RecordId),
    /// Count a change of the record as not written.
    Change(RecordId, ChangeId),
}

impl Undo {
    pub fn parse(text: &str) -> Option<Self> {
        let (sort, rest) = text.split_once(':')?;
        match sort {
            "record" => Some(Self::Record(rest.parse().ok()?)),
            "reinstate" => Some(Self::Reinstate(rest.parse().ok()?)),
            "change" => {
                let (record, change) = rest.split_once(':')?;
                Some(Self::Change(record.parse().ok()?, change.parse().ok()?))
            }
            _ => None,
        }
    }

    fn record(self) -> RecordId {
        match self {
            Self::Record(id) | Self::Reinstate(id) | Self::Change(id, _) => id,
        }
    }

    fn draft(self, fold: &Fold) -> Draft {
        let draft = |content: serde_json::Value, act: ChangeAct| {
            Draft::create(fold.stream(), fold.record(), fold.kind().as_str(), &content).act(act)
        };
        match self {
            Self::Record(_) => {
                let withdrawal = Withdrawal { reason: "taken back".to_owned() };
                draft(json!({ WITHDRAWN: withdrawal }), ChangeAct::Withdraw).superseding(fold.heads_of([WITHDRAWN]))
            }
            Self::Reinstate(_) => {
                draft(json!({ WITHDRAWN: null }), ChangeAct::Reinstate).superseding(fold.heads_of([WITHDRAWN]))
            }
            Self::Change(_, change) => draft(json!({}), ChangeAct::Undo).superseding(vec![change]),
        }
    }
}

pub(crate) fn run(act: &mut Act<'_, '_>, request: TakeBackRequest) -> Result<Nothing, Failure> {
    let mut drafts = Vec::with_capacity(request.undo.len());
    for text in &request.undo {
        let undo = Undo::parse(text).ok_or_else(|| Failure::misuse("there is nothing of that form to take back"))?;
        let fold = act.writer.fold(undo.record())?;
        let fold = fold.ok_or_else(|| super::note_input::not_found(&undo.record().to_string(), "record"))?;
        // Notes and what people say of themselves have acts of their own.
        if matches!(fold.kind(), Kind::Note | Kind::Amendment | Kind::Pin | Kind::Settings) {
            return Err(Failure::misuse("this is taken back by an act of its own"));
        }
        if let Undo::Change(_, change) = undo
            && fold.writes().get(&change).is_none_or(|write| write.act != ChangeAct::Set)
        {
            return Err(super::note_input::not_found(text, "change"));
        }
        drafts.push(undo.draft(&fold));
    }
    let mut written = Vec::with_capacity(drafts.len());
    for group in drafts.chunks(GROUP_CHANGES_MAX) {
        written.extend(act.writer.write_group(group.to_vec()).map_err(grants::not_allowed)?);
    }
    work::tell_leads(act, &written)?;
    for topic in [ChangeTopic::Notes, ChangeTopic::Triage, ChangeTopic::Work, ChangeTopic::Sync] {
        act.touched(topic);
    }
    Ok(Nothing {})
}

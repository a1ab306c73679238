//! Take a decision back: the versions stand beside each other again, with their authors.

use domain::change::{Act as Doing, Draft};
use domain::ids::ChangeId;
use domain::words::Refusal;
use serde_json::json;

use super::{conflicts, grants};
use crate::api::sync::ConflictUndoRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ConflictUndoRequest) -> Result<Nothing, Failure> {
    let missing = || super::note_input::not_found(&request.id, "decision");
    let (record, field) = conflicts::parse(&request.id).ok_or_else(missing)?;
    let decision: ChangeId = request.decision.trim().parse().map_err(|_| missing())?;
    let fold = act.writer.fold(record)?.ok_or_else(missing)?;
    // Only what still stands can be taken back; what somebody wrote after it is another matter.
    if !fold.register(&field).heads().iter().any(|head| head.change == decision) {
        return Err(Refusal::NothingToDecide.into());
    }
    let draft = Draft::create(fold.stream(), record, fold.kind().as_str(), &json!({}))
        .act(Doing::Undo)
        .superseding(vec![decision]);
    act.writer.write_group(vec![draft]).map_err(grants::not_allowed)?;
    for topic in [ChangeTopic::People, ChangeTopic::Settings, ChangeTopic::Sync, ChangeTopic::Session, ChangeTopic::Work] {
        act.touched(topic);
    }
    Ok(Nothing {})
}

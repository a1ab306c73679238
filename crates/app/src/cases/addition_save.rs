//! Keep an amendment, or a reason for withdrawing, while it is being written.

use domain::ids::RecordId;
use serde::{Deserialize, Serialize};
use store::read::DraftRow;

use super::{drafts, note_input};
use crate::api::drafts::{AdditionKind, AdditionSaveRequest, AdditionView, DraftSaved};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::{Act, Look};
use crate::views;

/// What stands in the draft's row.
#[derive(Serialize, Deserialize)]
struct Kept {
    about: RecordId,
    kind: AdditionKind,
    text: String,
}

pub(crate) fn run(act: &mut Act<'_, '_>, request: AdditionSaveRequest) -> Result<DraftSaved, Failure> {
    let note = note_input::id(&request.note, "note")?;
    let id = draft_id(act, note, request.kind)?;
    if request.text.trim().is_empty() {
        act.writer.consume_draft(id)?;
    } else {
        let kept = Kept { about: note, kind: request.kind, text: request.text };
        let content = serde_json::to_string(&kept).map_err(|_| Failure::unforeseen("the draft could not be written down"))?;
        act.writer.save_draft(id, &content)?;
    }
    act.touched(ChangeTopic::Drafts);
    Ok(drafts::kept(act, id))
}

/// It became what it was to be, in the same transaction.
pub(super) fn done(act: &mut Act<'_, '_>, note: RecordId, kind: AdditionKind) -> Result<(), Failure> {
    let id = draft_id(act, note, kind)?;
    act.writer.consume_draft(id)?;
    act.touched(ChangeTopic::Drafts);
    Ok(())
}

/// One of each kind for a note: going on with it later finds the same.
fn draft_id(act: &mut Act<'_, '_>, note: RecordId, kind: AdditionKind) -> Result<RecordId, Failure> {
    let own = act.writer.my_own()?;
    let sort = match kind {
        AdditionKind::Amendment => "draft amendment",
        AdditionKind::Withdrawal => "draft withdrawal",
    };
    Ok(RecordId::derived(sort, note.as_bytes(), own))
}

/// A draft's row as an addition; none where it is a note of its own.
pub(super) fn view(look: &Look<'_>, row: &DraftRow) -> Option<AdditionView> {
    let kept: Kept = serde_json::from_str(&row.content).ok()?;
    Some(AdditionView {
        note: kept.about.to_string(),
        kind: kept.kind,
        text: kept.text,
        when: views::at_words(row.saved_at, look.now()),
    })
}

//! Take an amendment back; its text stays in the note's history.

use domain::change::{Act as ChangeAct, Draft};
use domain::ids::RecordId;
use domain::records::{Kind, Withdrawal, WITHDRAWN};
use domain::words::Refusal;
use serde_json::{json, Value};

use super::note_input;
use crate::api::notes::ById;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Nothing, Failure> {
    set_withdrawn(act, &request.id, ChangeAct::Withdraw)
}

/// Withdraws or reinstates an amendment of one's own.
pub(super) fn set_withdrawn(act: &mut Act<'_, '_>, text: &str, to: ChangeAct) -> Result<Nothing, Failure> {
    let id: RecordId = note_input::id(text, "amendment")?;
    let (_, author, fold) = act.writer.amendment(id)?.ok_or_else(|| note_input::not_found(text, "amendment"))?;
    if author != act.writer.me() {
        return Err(Refusal::NotYours.into());
    }
    let value = match (&to, fold.any(WITHDRAWN).is_some()) {
        (ChangeAct::Withdraw, true) => return Err(Refusal::AlreadyWithdrawn.into()),
        (ChangeAct::Reinstate, false) => return Err(Refusal::NotWithdrawn.into()),
        (ChangeAct::Withdraw, false) => json!(Withdrawal { reason: String::new() }),
        _ => Value::Null,
    };
    let heads = fold.heads_of([WITHDRAWN]);
    let draft = Draft::create(fold.stream(), id, Kind::Amendment.as_str(), &json!({ WITHDRAWN: value })).act(to).superseding(heads);
    act.writer.write_group(vec![draft])?;
    act.touched(ChangeTopic::Notes);
    Ok(Nothing {})
}

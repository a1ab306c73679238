//! Withdraw a note, with a reason. Its text and history stay readable, and it can be taken back.

use domain::change::{Act as ChangeAct, Draft};
use domain::records::{Kind, Withdrawal, WITHDRAWN};
use domain::words::{self, Refusal};
use serde_json::json;

use super::{addition_save, note_input, work};
use crate::api::drafts::AdditionKind;
use crate::api::notes::NoteWithdrawRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: NoteWithdrawRequest) -> Result<Nothing, Failure> {
    let reason = words::check_reason(&request.reason)?.to_owned();
    let (id, detail) = note_input::own_note(act, &request.id)?;
    if detail.withdrawal.is_some() {
        return Err(Refusal::AlreadyWithdrawn.into());
    }
    let stream = act.writer.my_intake(detail.record.area)?;
    let heads = act.writer.fold(id)?.map(|fold| fold.heads_of([WITHDRAWN])).unwrap_or_default();
    let content = json!({ WITHDRAWN: Withdrawal { reason } });
    let draft = Draft::create(stream, id, Kind::Note.as_str(), &content).act(ChangeAct::Withdraw).superseding(heads);
    let written = act.writer.write_group(vec![draft])?;
    work::tell_leads(act, &written)?;
    addition_save::done(act, id, AdditionKind::Withdrawal)?;
    act.touched(ChangeTopic::Notes);
    Ok(Nothing {})
}

//! Take a withdrawal back.

use domain::change::{Act as ChangeAct, Draft};
use domain::records::{Kind, WITHDRAWN};
use domain::words::Refusal;
use serde_json::json;

use super::{note_input, work};
use crate::api::notes::ById;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Nothing, Failure> {
    let (id, detail) = note_input::own_note(act, &request.id)?;
    if detail.withdrawal.is_none() {
        return Err(Refusal::NotWithdrawn.into());
    }
    let stream = act.writer.my_intake(detail.record.area)?;
    // In front of every withdrawal held: two laptops may have withdrawn it apart.
    let heads = act.writer.fold(id)?.map(|fold| fold.heads_of([WITHDRAWN])).unwrap_or_default();
    let content = json!({ WITHDRAWN: null });
    let draft = Draft::create(stream, id, Kind::Note.as_str(), &content).act(ChangeAct::Reinstate).superseding(heads);
    let written = act.writer.write_group(vec![draft])?;
    work::tell_leads(act, &written)?;
    act.touched(ChangeTopic::Notes);
    Ok(Nothing {})
}

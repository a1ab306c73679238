//! Add to a note. The first text stays as it was.

use domain::change::Draft;
use domain::records::{AmendmentRecord, Kind};
use domain::words::{self, Refusal};

use super::{addition_save, note_input};
use crate::api::drafts::AdditionKind;
use crate::api::notes::{NoteAmendRequest, NoteAmended};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: NoteAmendRequest) -> Result<NoteAmended, Failure> {
    words::check_text(&request.text)?;
    let (note, detail) = note_input::own_note(act, &request.id)?;
    if detail.withdrawal.is_some() {
        return Err(Refusal::AlreadyWithdrawn.into());
    }
    let stream = act.writer.my_intake(detail.record.area)?;
    let id = act.writer.new_record();
    let record = AmendmentRecord { note, text: request.text };
    act.writer.write_group(vec![Draft::create(stream, id, Kind::Amendment.as_str(), &record)])?;
    addition_save::done(act, note, AdditionKind::Amendment)?;
    act.touched(ChangeTopic::Notes);
    Ok(NoteAmended { id: note.to_string(), amendment: id.to_string() })
}

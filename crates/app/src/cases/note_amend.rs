//! Add to a note. The first text stays as it was.

use domain::change::Draft;
use domain::ids::RecordId;
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
    let record = AmendmentRecord { answers: answers(act, note, request.answers.as_deref())?, ..AmendmentRecord::new(note, request.text) };
    act.writer.write_group(vec![Draft::create(stream, id, Kind::Amendment.as_str(), &record)])?;
    addition_save::done(act, note, AdditionKind::Amendment)?;
    act.touched(ChangeTopic::Notes);
    Ok(NoteAmended { id: note.to_string(), amendment: id.to_string() })
}

/// The question it answers, where that is one to this note's author.
fn answers(act: &Act<'_, '_>, note: RecordId, asked: Option<&str>) -> Result<Option<RecordId>, Failure> {
    let Some(text) = asked else { return Ok(None) };
    let id = note_input::id(text, "question")?;
    let known = act.writer.replies(note)?.into_iter().any(|reply| reply.id == id);
    if known { Ok(Some(id)) } else { Err(note_input::not_found(text, "question")) }
}

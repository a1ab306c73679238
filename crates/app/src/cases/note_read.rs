//! Somebody with the right to triage opens another person's note: its author is told, once.

use domain::change::Draft;
use domain::permissions::Right;
use domain::records::{Kind, ReplyRecord};
use domain::words::{self, NoteState};

use super::{note_input, step};
use crate::api::notes::{NoteRead, NoteReadRequest};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: NoteReadRequest) -> Result<NoteRead, Failure> {
    let id = note_input::id(&request.id, "note")?;
    let note = act.writer.note(id)?.ok_or_else(|| note_input::not_found(&request.id, "note"))?;
    let me = act.writer.me();
    let nobody = |why: &str| NoteRead { marked: false, words: why.to_owned() };
    let told = nobody("");
    // An author's own opening is no reading, and without a server there is nobody to be told.
    if note.row.author == me {
        return Ok(nobody(words::own_note_not_told()));
    }
    if !act.writer.linked()? {
        return Ok(told);
    }
    let today = act.today()?;
    if !act.writer.rights_over(me, note.record.area, today)?.contains(&Right::Triage) {
        return if request.asked { Err(words::Refusal::NotAllowed.into()) } else { Ok(told) };
    }
    // Nobody is told that it was read where it may not be.
    if act.look(|look| look.lease_over())? {
        return if request.asked { Err(words::Refusal::LeaseOver.into()) } else { Ok(told) };
    }
    if i64::from(note.row.step) >= NoteState::Read.strength() {
        return Ok(nobody(words::told_before()));
    }
    let Some(fold) = act.writer.fold(id)? else { return Ok(told) };
    let record = ReplyRecord { note: id, step: NoteState::Read, by: step::team(act)?, sentence: None, promised: None };
    let reply = act.writer.new_record();
    act.writer.write_group(vec![Draft::create(fold.stream(), reply, Kind::Reply.as_str(), &record)])?;
    act.touched(ChangeTopic::Notes);
    act.touched(ChangeTopic::Sync);
    Ok(NoteRead { marked: true, words: String::new() })
}

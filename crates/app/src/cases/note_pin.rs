//! Pin a note to Today, or unpin it. For oneself alone.

use domain::ids::RecordId;
use domain::records::{Kind, PinRecord};

use super::note_input;
use crate::api::notes::NotePinRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: NotePinRequest) -> Result<Nothing, Failure> {
    let note = note_input::id(&request.id, "note")?;
    let row = act.writer.note_row(note)?.ok_or_else(|| note_input::not_found(&request.id, "note"))?;
    if row.pinned == request.pinned {
        return Ok(Nothing {});
    }
    let own = act.writer.my_own()?;
    let record = RecordId::derived("pin", note.as_bytes(), own);
    let draft = act.writer.setting(own, record, Kind::Pin, &PinRecord { note, pinned: request.pinned })?;
    act.writer.write_group(vec![draft])?;
    act.touched(ChangeTopic::Notes);
    Ok(Nothing {})
}

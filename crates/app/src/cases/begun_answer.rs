//! Bring notes of the earlier notebook along, recorded anew in one's own name, or leave them there.

use domain::change::Draft;
use domain::records::{AmendmentRecord, AttachmentRecord, Kind, NoteRecord};

use super::{attachment_files, begun, note_input};
use crate::api::join::BegunAnswerRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: BegunAnswerRequest) -> Result<Nothing, Failure> {
    let Some(store) = act.look(begun::open)? else { return Ok(Nothing {}) };
    let (_, set) = act.writer.partnership()?;
    for text in &request.ids {
        let id = note_input::id(text, "note")?;
        if act.writer.begun_answer(id)?.is_some_and(|answer| answer == "brought") {
            continue;
        }
        if !request.bring {
            act.writer.put_begun_answer(id, "left")?;
            continue;
        }
        let detail = store.read(|reader| reader.note(id))?.ok_or_else(|| note_input::not_found(text, "note"))?;
        if begun::obstacle(detail.record.ward, set).is_some() {
            continue;
        }
        let area = act
            .writer
            .area_of(detail.record.ward)?
            .ok_or_else(|| Failure::unforeseen("the ward has no area in this notebook"))?;
        let stream = act.writer.my_intake(area)?;
        let note = act.writer.new_record();
        let record = NoteRecord { area, ..detail.record };
        let mut drafts = vec![Draft::create(stream, note, Kind::Note.as_str(), &record)];
        for amendment in detail.amendments.iter().filter(|amendment| !amendment.taken_back) {
            let record = AmendmentRecord::new(note, amendment.text.clone());
            drafts.push(Draft::create(stream, act.writer.new_record(), Kind::Amendment.as_str(), &record));
        }
        for group in drafts.chunks(domain::change::GROUP_CHANGES_MAX) {
            act.writer.write_group(group.to_vec())?;
        }
        for file in store.read(|reader| reader.attachments_of(id))?.into_iter().filter(|file| !file.taken_back) {
            let Some(bytes) = store.read(|reader| reader.open_blob(&file.record))? else { continue };
            // Sealed anew: a key that stands in another notebook opens nothing of this one.
            let kept = act.writer.keep_blob(&bytes)?;
            let record = AttachmentRecord { of: note, blob: kept.blob, sealed: kept.sealed, key: kept.key, ..file.record };
            attachment_files::hang(act.writer, stream, vec![(act.writer.new_record(), record)])?;
        }
        act.writer.put_begun_answer(id, "brought")?;
    }
    act.touched(ChangeTopic::Notes);
    act.touched(ChangeTopic::Sync);
    Ok(Nothing {})
}

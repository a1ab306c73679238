//! Write a refused note anew: its words become a draft. The old one is kept in this device's log.

use domain::records::{Kind, NoteRecord};
use domain::words::Refusal;
use serde_json::json;

use crate::api::notes::{DescribedPerson, NoteInput, WhenInput};
use crate::api::sync::{OutboxEdited, OutboxRequest};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: OutboxRequest) -> Result<OutboxEdited, Failure> {
    let missing = || Failure::from(Refusal::NotFound { what: "refused note", id: request.id.clone() });
    let group = super::sync::group(act.writer, &request.id)?;
    let row = act.writer.outbox_group(group)?.ok_or_else(missing)?;
    let note = row.parts.iter().find(|part| part.kind == Kind::Note.as_str()).ok_or_else(missing)?;
    let fold = act.writer.fold(note.record)?.ok_or_else(missing)?;
    let record: NoteRecord = fold.beginning().map_err(|_| missing())?;
    let draft = act.writer.new_record();
    // Who it was is sealed and cannot be taken over; that there was somebody, and that they are under 18, can.
    if let Some(source) = &record.source {
        act.writer.put_draft_source(draft, &json!(source).to_string())?;
    }
    act.writer.save_draft(draft, &json!(input_of(record)).to_string())?;
    act.writer.replace_group(group)?;
    act.touched(ChangeTopic::Drafts);
    act.touched(ChangeTopic::Sync);
    Ok(OutboxEdited { draft: draft.to_string() })
}

/// A recorded note as a person would fill it in.
pub(super) fn input_of(record: NoteRecord) -> NoteInput {
    NoteInput {
        text: record.text,
        ward: record.ward.to_string(),
        when: WhenInput::Iso { text: record.when.to_string() },
        how_known: record.how_known,
        topics: record.topics,
        place: record.place,
        place_type: record.place_type,
        weapon: record.weapon,
        weapon_origin: record.weapon_origin,
        residents: record.residents,
        people: record
            .people
            .into_iter()
            .map(|person| DescribedPerson { age_band: person.age_band, category: person.category })
            .collect(),
        opinion: record.opinion,
    }
}

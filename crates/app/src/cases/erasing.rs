//! What would go if a note were erased, and what would stay.

use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::{Kind, LinkEnd};
use domain::streams::StreamSort;
use domain::words::{self, Going, Refusal, Staying};
use store::Reader;

use super::note_input;
use crate::api::Failure;
use crate::api::keeping::ErasingView;
use crate::api::notes::ById;
use crate::notebook::Look;

pub(crate) fn run(look: &Look<'_>, request: ById) -> Result<ErasingView, Failure> {
    let id = note_input::id(&request.id, "note")?;
    let detail = look.reader.note(id)?.ok_or_else(|| note_input::not_found(&request.id, "note"))?;
    let held = look.reader.rights_over(look.me()?, detail.record.area, look.today()?)?;
    if !held.contains(&Right::Triage) {
        return Err(Refusal::NotAllowed.into());
    }
    let mut going = Going::default();
    for record in with_it(look.reader, id)? {
        let Some(fold) = look.reader.fold(record)? else { continue };
        match fold.kind() {
            Kind::Amendment => going.additions += 1,
            Kind::Attachment => going.files += 1,
            Kind::Reply => going.told += 1,
            Kind::Grade => going.grade = true,
            _ => going.beside += 1,
        }
    }
    let mut staying =
        Staying { source: detail.record.source.as_ref().map(|source| source.reference.clone()), ..Staying::default() };
    for link in look.reader.links_of(id)? {
        match link.to {
            LinkEnd::Briefing(_) => staying.briefings += 1,
            LinkEnd::Plan(plan) => staying.plans.extend(look.reader.plan_row(plan)?.map(|plan| plan.title)),
            LinkEnd::Other(_) => {}
        }
    }
    Ok(ErasingView { goes: words::goes(going), stays: words::stays(&staying) })
}

/// What is erased with a note: all that hangs on it where it stands, and what colleagues wrote beside it.
pub(super) fn with_it(reader: &Reader<'_>, note: RecordId) -> Result<Vec<RecordId>, Failure> {
    let Some(fold) = reader.fold(note)? else { return Ok(Vec::new()) };
    let detail = reader.note(note)?;
    let restricted = detail
        .map(|detail| reader.stream_of_area(detail.record.area, StreamSort::AreaRestricted))
        .transpose()?
        .flatten();
    let mut records = reader.hangs_on(note)?;
    if let Some(restricted) = restricted {
        records.push(RecordId::derived("grade", note.as_bytes(), restricted));
    }
    let mut found = Vec::new();
    for record in records {
        // A link from a note of another ward names this one and holds nothing of it.
        let here = reader.fold(record)?.map(|of| of.stream());
        if here.is_some() && (here == Some(fold.stream()) || here == restricted) {
            found.push(record);
        }
    }
    Ok(found)
}

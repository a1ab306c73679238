//! What would go if something were erased, and what would stay; and the erasing itself, on the trail with it.

use domain::change::{Act as ChangeAct, Draft};
use domain::fold::Fold;
use domain::ids::{AreaId, RecordId};
use domain::permissions::Right;
use domain::records::{AnalysisRecord, Deed, Erasure, Kind, LinkEnd, TrailEntry, Why};
use domain::streams::StreamSort;
use domain::words::{self, Going, GoingWork, Refusal, Staying};
use store::Reader;

use super::{grants, note_input, work};
use crate::api::keeping::ErasingView;
use crate::api::notes::ById;
use crate::api::Failure;
use crate::notebook::{Act, Look};

pub(crate) fn run(look: &Look<'_>, request: ById) -> Result<ErasingView, Failure> {
    let id = note_input::id(&request.id, "record")?;
    match look.reader.fold(id)?.map(|fold| fold.kind()) {
        Some(kind @ (Kind::Briefing | Kind::Plan | Kind::Action)) => of_work(look, id, kind),
        _ => of_note(look, &request),
    }
}

fn of_note(look: &Look<'_>, request: &ById) -> Result<ErasingView, Failure> {
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

/// A briefing, a plan or an action.
fn of_work(look: &Look<'_>, id: RecordId, kind: Kind) -> Result<ErasingView, Failure> {
    let mut going = GoingWork::default();
    for record in with_work(look.reader, id, kind)? {
        match look.reader.fold(record)?.map(|fold| fold.kind()) {
            Some(Kind::Action) => going.actions += 1,
            Some(Kind::Progress) => going.progress += 1,
            Some(Kind::Attachment) => going.files += 1,
            _ => {}
        }
    }
    let notes = match kind {
        Kind::Action => 0,
        _ => look.reader.links_to(id)?.len() as u64,
    };
    Ok(ErasingView { goes: words::goes_of_work(kind, going), stays: words::stays_of_work(kind, notes) })
}

/// What is erased with a briefing, a plan or an action, which itself stands first. What was deleted or taken back is in
/// no list and says what it said: it goes as well.
pub(super) fn with_work(reader: &Reader<'_>, id: RecordId, kind: Kind) -> Result<Vec<RecordId>, Failure> {
    let mut records = vec![id];
    if !matches!(kind, Kind::Plan | Kind::Action) {
        return Ok(records);
    }
    if kind == Kind::Plan
        && let Some(core) = reader.stream_of_plan(id, StreamSort::PlanCore)?
    {
        records.push(AnalysisRecord::id(id, core));
    }
    let Some(stream) = reader.fold(id)?.map(|fold| fold.stream()) else { return Ok(records) };
    let names = |fold: &Fold, field: &str| fold.ever(field).any(|value| value.as_str() == Some(&id.to_string()));
    for fold in reader.standing_in(stream)? {
        let goes = match (kind, fold.kind()) {
            (Kind::Plan, _) => true,
            (_, Kind::Progress) => names(&fold, "action"),
            (_, Kind::Attachment) => names(&fold, "of"),
            _ => false,
        };
        if goes && fold.record() != id {
            records.push(fold.record());
        }
    }
    Ok(records)
}

/// Erases these, the first for this reason and the others with it, and says so on the trail. One group after the
/// other, all of one transaction.
pub(super) fn erase(
    act: &mut Act<'_, '_>,
    records: &[RecordId],
    first: Erasure,
    area: Option<AreaId>,
) -> Result<(), Failure> {
    let mut drafts = Vec::with_capacity(records.len());
    for id in records {
        let Some(fold) = act.writer.fold(*id)? else { continue };
        let with_it = Erasure { why: Why::WithItsNote, reference: None };
        let erasure = if Some(id) == records.first() { &first } else { &with_it };
        let draft = Draft::create(fold.stream(), *id, fold.kind().as_str(), &erasure.content());
        drafts.push(draft.act(ChangeAct::Erase));
    }
    let Some(about) = records.first() else { return Ok(()) };
    let entry = TrailEntry {
        deed: Deed::Erased,
        at: act.now().millis(),
        area,
        about: Some(act.writer.trail_name(*about)?),
        count: Some(u32::try_from(records.len()).unwrap_or(u32::MAX)),
        copy: None,
    };
    // A group of its own, and the first: others hold it than hold what was erased.
    let trail = act.writer.trail_draft(vec![entry])?;
    act.writer.write_group(vec![trail]).map_err(grants::not_allowed)?;
    for group in work::groups(drafts) {
        act.writer.write_group(group).map_err(grants::not_allowed)?;
    }
    Ok(())
}

/// Why, as it was chosen, with the number of the case.
pub(super) fn why(why: &str, reference: Option<String>) -> Result<Erasure, Failure> {
    let why = Why::parse(why).ok_or(Refusal::WhyMissing)?;
    let reference = reference.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if reference.as_ref().is_some_and(|text| text.chars().count() > Erasure::REFERENCE_MAX) {
        return Err(Refusal::CaseReferenceTooLong.into());
    }
    Ok(Erasure { why, reference })
}

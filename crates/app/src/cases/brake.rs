//! What no text that others read may say of a sealed source, and what nothing that is written of the work may ask of
//! one under 18, wherever it was typed.

use chrono::NaiveDate;
use domain::change::Draft;
use domain::coach;
use domain::grading;
use domain::ids::{AreaId, RecordId};
use domain::permissions::Right;
use domain::records::{self, ActionRecord, AnalysisRecord, Kind, LinkEnd};
use domain::words::{GradingRefusal, Refusal, SourceRefusal};
use serde_json::Value;
use store::Reader;
use store::read::NoteDetail;

use crate::api::Failure;
use crate::notebook::Act;
use crate::views;

/// Refuses the drafts of which one says what it may not.
pub(super) fn check(act: &Act<'_, '_>, drafts: &[Draft]) -> Result<(), Failure> {
    for draft in drafts {
        let kind = Kind::parse(draft.kind);
        let mut texts = Vec::new();
        texts_of(&draft.content, &mut texts);
        match kind {
            Some(Kind::Briefing | Kind::Plan | Kind::Analysis | Kind::Action | Kind::Progress) => {}
            // What colleagues tell each other, and what whoever recorded the note is told.
            Some(Kind::Remark | Kind::Reply) => {
                if let Some(words) = texts.iter().find_map(|text| coach::tasks_a_source(text)) {
                    may_send_out(act, draft, words)?;
                }
                continue;
            }
            _ => continue,
        }
        for text in &texts {
            names_none(act.writer, text)?;
        }
        if kind == Some(Kind::Briefing) && texts.iter().any(|text| grading::is_marked_above(text)) {
            return Err(Refusal::from(GradingRefusal::MarkedAbove).into());
        }
        // A briefing is asked with its note, before it is shared.
        if kind != Some(Kind::Briefing) {
            // A new plan has no note yet: what joins it is asked about then.
            let asked = texts.iter().find_map(|text| coach::tasks_a_source(text));
            if let (Some(words), Some(plan)) = (asked, plan_of(act, draft)?) {
                match told_by_young(act, plan)? {
                    Young::None => {}
                    Young::Somebody => return Err(Refusal::from(SourceRefusal::Tasked { words }).into()),
                    // What is to be done is not left to chance; other words of a plan send nobody by themselves.
                    Young::Unseen if kind == Some(Kind::Action) => {
                        return Err(Refusal::from(SourceRefusal::TaskedUnseen { words }).into());
                    }
                    Young::Unseen => {}
                }
            }
        }
    }
    Ok(())
}

/// Words that could send somebody out, with any step: of a note that somebody under 18 told they are a safeguarding
/// lead's. Whoever typed them reads which they are.
fn may_send_out(act: &Act<'_, '_>, draft: &Draft, words: String) -> Result<(), Failure> {
    let note = draft.content.get("note").and_then(Value::as_str).and_then(|id| id.parse().ok());
    let Some(note) = note.map(|id| act.writer.note(id)).transpose()?.flatten() else { return Ok(()) };
    match others_to_ask(act, &note)? {
        None => Ok(()),
        Some(leads) => Err(Refusal::from(SourceRefusal::SentOut { words, leads }).into()),
    }
}

/// A question to whoever spoke with a source under 18 is a safeguarding lead's to ask.
pub(super) fn may_ask(act: &Act<'_, '_>, note: &NoteDetail) -> Result<(), Failure> {
    match others_to_ask(act, note)? {
        None => Ok(()),
        Some(leads) => Err(Refusal::from(SourceRefusal::Young { leads }).into()),
    }
}

/// The safeguarding leads who may ask for more in this person's place; none where this person may ask.
fn others_to_ask(act: &Act<'_, '_>, note: &NoteDetail) -> Result<Option<Vec<String>>, Failure> {
    if !note.record.source.as_ref().is_some_and(|source| source.young) {
        return Ok(None);
    }
    let (area, today): (AreaId, _) = (note.record.area, act.today()?);
    if act.writer.rights_over(act.writer.me(), area, today)?.contains(&Right::ReadSealed) {
        return Ok(None);
    }
    leads(act.writer, area, today).map(Some)
}

/// The safeguarding leads of a ward, by name.
pub(super) fn leads(reader: &Reader<'_>, area: AreaId, today: NaiveDate) -> Result<Vec<String>, Failure> {
    let mut leads = Vec::new();
    for person in reader.people_with(area, Right::ReadSealed, today)? {
        leads.extend(reader.person(person)?.map(|person| person.name));
    }
    leads.sort_unstable();
    Ok(leads)
}

/// What stops a text from being shared with everybody granted the ward of this note; nothing where it may be.
pub(super) fn stops(
    reader: &Reader<'_>,
    note: &NoteDetail,
    text: &str,
    today: NaiveDate,
) -> Result<Vec<Refusal>, Failure> {
    let mut stops = Vec::new();
    if grading::is_marked_above(text)
        || grading::is_marked_above(&note.record.text)
        || note.record.opinion.as_deref().is_some_and(grading::is_marked_above)
    {
        stops.push(GradingRefusal::MarkedAbove.into());
    }
    if let Some(reference) = named(reader, text)? {
        stops.push(SourceRefusal::Named { reference }.into());
    }
    // Whoever spoke with them reads it too, and a lead asks them in no text that a whole ward reads either.
    if note.record.source.as_ref().is_some_and(|source| source.young)
        && let Some(words) = coach::tasks_a_source(text)
    {
        stops.push(SourceRefusal::SentOut { words, leads: leads(reader, note.record.area, today)? }.into());
    }
    if note.record.source.as_ref().is_some_and(|source| source.repeated) {
        let ward = views::ward_ref(note.record.ward.as_str()).name;
        let places = [ward.as_str(), note.record.place.as_deref().unwrap_or_default()].join(" ");
        let whole: Vec<&str> = std::iter::once(note.record.text.as_str())
            .chain(note.record.opinion.as_deref())
            .chain(note.amendments.iter().map(|amendment| amendment.text.as_str()))
            .collect();
        if coach::may_name_source(&whole.join("\n"), text, &places) {
            stops.push(SourceRefusal::Repeated.into());
        }
    }
    Ok(stops)
}

/// The notes that a briefing was written of, as far as they are held.
pub(super) fn notes_of_briefing(reader: &Reader<'_>, briefing: RecordId) -> Result<Vec<NoteDetail>, Failure> {
    let mut notes = Vec::new();
    for link in reader.links_to(briefing)? {
        notes.extend(reader.note(link.note)?);
    }
    Ok(notes)
}

/// A note that was told by somebody under 18 becomes part of no plan that would send them out, by an action or in words
/// of its own.
pub(super) fn may_join(act: &Act<'_, '_>, plan: RecordId, notes: &[NoteDetail]) -> Result<(), Failure> {
    let young = |note: &NoteDetail| note.record.source.as_ref().is_some_and(|source| source.young);
    if !notes.iter().any(young) {
        return Ok(());
    }
    for action in act.writer.actions_of_plan(plan)?.into_iter().filter(|action| !action.over) {
        if asked_by(act, action.id)?.is_some() {
            return Err(Refusal::from(SourceRefusal::TaskedBefore { action: action.title }).into());
        }
    }
    for record in std::iter::once(plan).chain(act.writer.analysis_of(plan)?) {
        if let Some(words) = asked_by(act, record)? {
            return Err(Refusal::from(SourceRefusal::Tasked { words }).into());
        }
    }
    Ok(())
}

/// The words of a record that could send a source out.
fn asked_by(act: &Act<'_, '_>, record: RecordId) -> Result<Option<String>, Failure> {
    let Some(written) = act.writer.fold(record)?.and_then(|fold| fold.read::<Value>().ok()) else { return Ok(None) };
    let mut texts = Vec::new();
    texts_of(&written, &mut texts);
    Ok(texts.iter().find_map(|text| coach::tasks_a_source(text)))
}

/// Whether a note of a plan was told by somebody under 18.
enum Young {
    Somebody,
    None,
    /// Which notes it has stands beside them, and this person does not read that of each of its wards: a partner who
    /// was let into the plan alone, for one.
    Unseen,
}

fn told_by_young(act: &Act<'_, '_>, plan: RecordId) -> Result<Young, Failure> {
    for link in act.writer.links_to(plan)? {
        if matches!(link.to, LinkEnd::Plan(_)) && act.writer.note_row(link.note)?.is_some_and(|row| row.young) {
            return Ok(Young::Somebody);
        }
    }
    let (me, today) = (act.writer.me(), act.today()?);
    for area in act.writer.areas_of_plan(plan)? {
        if !act.writer.rights_over(me, area, today)?.contains(&Right::ReadRestricted) {
            return Ok(Young::Unseen);
        }
    }
    Ok(Young::None)
}

fn names_none(reader: &Reader<'_>, text: &str) -> Result<(), Failure> {
    match named(reader, text)? {
        None => Ok(()),
        Some(reference) => Err(Refusal::from(SourceRefusal::Named { reference }).into()),
    }
}

/// The first sealed source that a text names. One that nothing here has is no source's: it is somebody's shorthand.
fn named(reader: &Reader<'_>, text: &str) -> Result<Option<String>, Failure> {
    for reference in records::references_in(text) {
        if reader.note_of_source(&reference)?.is_some() {
            return Ok(Some(reference));
        }
    }
    Ok(None)
}

fn plan_of(act: &Act<'_, '_>, draft: &Draft) -> Result<Option<RecordId>, Failure> {
    if Kind::parse(draft.kind) == Some(Kind::Plan) {
        return Ok(Some(draft.record));
    }
    let named = |field: &str| draft.content.get(field).and_then(Value::as_str).and_then(|id| id.parse().ok());
    if let Some(plan) = named("plan") {
        return Ok(Some(plan));
    }
    // A change of an action or an analysis, and progress, which names its action.
    let Some(held) = act.writer.fold(named("action").unwrap_or(draft.record))? else { return Ok(None) };
    let action = held.read::<ActionRecord>().ok().map(|action| action.plan);
    Ok(action.or_else(|| held.read::<AnalysisRecord>().ok().map(|analysis| analysis.plan)))
}

fn texts_of<'a>(value: &'a Value, texts: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(values) => values.iter().for_each(|value| texts_of(value, texts)),
        Value::Object(fields) => fields.values().for_each(|value| texts_of(value, texts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

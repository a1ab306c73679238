//! What was begun in the forms of a record and not done yet.
//!
//! It lies with the drafts of notes, under an id that follows from what it belongs to, so that going on
//! later finds the same; beside it stand the streams without which nobody may read it, so that it goes
//! when they go.

use domain::fold::Fold;
use domain::ids::{RecordId, StreamId};
use domain::records::{Kind, NoteRecord};
use domain::streams::StreamSort;
use serde::{Deserialize, Serialize};
use store::{Reader, StoreError, Writer};

use super::{drafts, note_input};
use crate::api::unfinished::{BegunForm, UnfinishedForm as Form, UnfinishedRequest, UnfinishedRow, UnfinishedView};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::{Act, Look};
use crate::views;

/// What stands in the draft's row.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    /// In ascending order.
    pub about: Vec<RecordId>,
    pub form: Form,
    pub field: String,
    pub text: String,
    pub base: String,
    /// Read by the store when access ends.
    pub streams: Vec<StreamId>,
}

pub(crate) fn run(look: &Look<'_>, request: UnfinishedRequest) -> Result<UnfinishedView, Failure> {
    let about = records(&request.about)?;
    let now = look.now();
    let mut rows = Vec::new();
    for row in look.reader.drafts()? {
        let Some(kept) = of(&row.content).filter(|kept| kept.about == about) else { continue };
        let Kept { form, field, text, base, .. } = kept;
        rows.push(UnfinishedRow { form, field, text, base, when: views::at_words(row.saved_at, now) });
    }
    let erased = erased(look.reader, &about)?.iter().map(RecordId::to_string).collect();
    Ok(UnfinishedView { rows, erased })
}

/// Those of the records that were erased, each once: what was begun about several goes on without them.
pub(super) fn erased(reader: &Reader<'_>, about: &[RecordId]) -> Result<Vec<RecordId>, Failure> {
    let mut erased = Vec::new();
    for id in about {
        if !erased.contains(id) && reader.fold(*id)?.is_some_and(|fold| fold.is_erased()) {
            erased.push(*id);
        }
    }
    Ok(erased)
}

/// Everything that was begun, a line for each form and what it is about. What is no longer held here has no line: there
/// is no page to go on at.
pub(super) fn begun(look: &Look<'_>) -> Result<Vec<BegunForm>, Failure> {
    let now = look.now();
    let mut begun: Vec<BegunForm> = Vec::new();
    for row in look.reader.drafts()? {
        let Some(kept) = of(&row.content) else { continue };
        let about: Vec<String> = kept.about.iter().map(RecordId::to_string).collect();
        if begun.iter().any(|line| (line.form, &line.about) == (kept.form, &about)) {
            continue;
        }
        // Of several, the first that stands.
        let mut standing = None;
        for id in &kept.about {
            standing = standing.or(look.reader.fold(*id)?.filter(|fold| !fold.is_erased()));
        }
        let of = match standing {
            Some(fold) => first_words(&fold),
            None if kept.about.is_empty() => String::new(),
            None => continue,
        };
        begun.push(BegunForm { form: kept.form, about, of, when: views::at_words(row.saved_at, now) });
    }
    Ok(begun)
}

/// What tells a record apart on a line, with no name of anybody in it that a form asks for.
fn first_words(fold: &Fold) -> String {
    let field = match fold.kind() {
        Kind::Note | Kind::Briefing => "text",
        Kind::Plan | Kind::Action => "title",
        Kind::Source | Kind::SubjectRequest => "reference",
        _ => return String::new(),
    };
    let head = fold.any(field);
    drafts::first_words(head.as_ref().and_then(|head| head.value.as_str()).unwrap_or_default())
}

/// A draft's row as something unfinished; none where it is a note, or an addition to one.
pub(super) fn of(content: &str) -> Option<Kept> {
    serde_json::from_str(content).ok()
}

pub(super) fn records(ids: &[String]) -> Result<Vec<RecordId>, Failure> {
    let mut about: Vec<RecordId> = ids.iter().map(|id| note_input::id(id, "record")).collect::<Result<_, _>>()?;
    about.sort_unstable();
    about.dedup();
    Ok(about)
}

/// Where it is kept.
pub(super) fn draft_id(act: &mut Act<'_, '_>, about: &[RecordId], form: Form, field: &str) -> Result<RecordId, Failure> {
    let own = act.writer.my_own()?;
    let mut ids = about.iter();
    let first = *ids.next().unwrap_or(&RecordId::from_bytes([0; 16]));
    let others: Vec<String> = ids.map(RecordId::to_string).collect();
    let sort = serde_json::to_string(&("unfinished", form, field, others));
    let sort = sort.map_err(|_| Failure::unforeseen("the draft could not be named"))?;
    Ok(RecordId::derived(&sort, first.as_bytes(), own))
}

/// The streams that tell what these words tell: without one of them, nobody may read them here.
pub(super) fn streams(reader: &Reader<'_>, about: &[RecordId], form: Form, field: &str) -> Result<Vec<StreamId>, Failure> {
    let mut streams = Vec::new();
    for id in about {
        let fold = reader.fold(*id)?.ok_or_else(|| note_input::not_found(&id.to_string(), "record"))?;
        match fold.kind() {
            // What is written of a note is for its ward's restricted readers.
            Kind::Note => {
                streams.push(fold.stream());
                if let Ok(note) = fold.beginning::<NoteRecord>() {
                    streams.extend(reader.stream_of_area(note.area, StreamSort::AreaRestricted)?);
                }
            }
            // All but these belongs to the analysis.
            Kind::Plan if form != Form::ActionNew && field != "title" => {
                streams.extend(reader.stream_of_plan(*id, StreamSort::PlanCore)?);
            }
            _ => streams.push(fold.stream()),
        }
    }
    Ok(streams)
}

/// It became what it was to be, in the same transaction. `fields`: all of the form where none are named.
pub(super) fn done(act: &mut Act<'_, '_>, about: &[RecordId], form: Form, fields: &[&str]) -> Result<(), Failure> {
    if forget(act.writer, about, form, fields)? {
        act.touched(ChangeTopic::Drafts);
    }
    Ok(())
}

/// The same within a transaction of its own. True where something was kept.
pub(super) fn forget(
    writer: &mut Writer<'_>,
    about: &[RecordId],
    form: Form,
    fields: &[&str],
) -> Result<bool, StoreError> {
    let mut about = about.to_vec();
    about.sort_unstable();
    about.dedup();
    let counts = |kept: &Kept| {
        kept.form == form && kept.about == about && (fields.is_empty() || fields.contains(&kept.field.as_str()))
    };
    let mut forgotten = false;
    for row in writer.drafts()? {
        if of(&row.content).as_ref().is_some_and(counts) {
            writer.consume_draft(row.id)?;
            forgotten = true;
        }
    }
    Ok(forgotten)
}

//! What every step of triage needs: the note, whether this person may take it, and where its parts go.

use chrono::NaiveDate;
use domain::access;
use domain::change::Draft;
use domain::ids::{AreaId, RecordId, StreamId};
use domain::permissions::Right;
use domain::records::{Kind, LinkEnd, ReplyRecord};
use domain::roles::Role;
use domain::streams::StreamSort;
use domain::words::{self, NoteState, Refusal};
use serde::Serialize;
use store::read::NoteDetail;

use super::{linking, note_input, triage, work};
use crate::api::triage::{Done, NoteStanding};
use crate::api::{ChangeTopic, Failure};
use crate::notebook::{Act, Look};
use crate::views::Rows;

/// A note that this person triages.
pub(super) struct Step {
    pub note: RecordId,
    pub detail: NoteDetail,
    /// Where the note stands, and what its author is told.
    pub intake: StreamId,
    /// Where colleagues read what was done.
    pub restricted: StreamId,
}

/// Rights are judged before anything that was typed is looked at: whoever may not do it is told so, and not what is
/// wrong with their words.
///
/// The note, if this person may decide what becomes of it.
pub(super) fn begin(act: &mut Act<'_, '_>, text: &str) -> Result<Step, Failure> {
    begin_with(act, text, &[Right::Triage])
}

/// The same, where something is to go out of it: what its author took back goes nowhere.
pub(super) fn begin_to_pass_on(act: &mut Act<'_, '_>, text: &str) -> Result<Step, Failure> {
    let step = begin(act, text)?;
    if step.detail.withdrawal.is_some() {
        return Err(Refusal::NoteWithdrawn.into());
    }
    Ok(step)
}

/// The same for those who have one of these rights over its ward.
pub(super) fn begin_with(act: &mut Act<'_, '_>, text: &str, rights: &[Right]) -> Result<Step, Failure> {
    if !act.writer.linked()? {
        return Err(Refusal::NoServer.into());
    }
    let note = note_input::id(text, "note")?;
    let missing = || note_input::not_found(text, "note");
    let detail = act.writer.note(note)?.ok_or_else(missing)?;
    if !has_right(act, detail.record.area, rights)? {
        return Err(Refusal::NotAllowed.into());
    }
    let intake = act.writer.fold(note)?.ok_or_else(missing)?.stream();
    let restricted = act.writer.area_stream(detail.record.area, StreamSort::AreaRestricted)?;
    Ok(Step { note, detail, intake, restricted })
}

fn has_right(act: &Act<'_, '_>, area: AreaId, rights: &[Right]) -> Result<bool, Failure> {
    let today = act.today()?;
    let held = act.writer.rights_over(act.writer.me(), area, today)?;
    Ok(rights.iter().any(|right| held.contains(right)))
}

impl Step {
    /// What the note's author is told of a step. The record's id is new.
    pub fn reply(&self, act: &Act<'_, '_>, step: NoteState, sentence: Option<String>) -> Result<Draft, Failure> {
        reply_to(act, self.intake, self.note, step, sentence)
    }

    /// The same, with a day by which its author hears more.
    pub fn reply_promising(
        &self,
        act: &Act<'_, '_>,
        step: NoteState,
        sentence: Option<String>,
        promised: Option<NaiveDate>,
    ) -> Result<Draft, Failure> {
        let promised = promised.map(|day| day.to_string());
        let record = ReplyRecord { note: self.note, step, by: team(act)?, sentence, promised };
        Ok(Draft::create(self.intake, act.writer.new_record(), Kind::Reply.as_str(), &record))
    }

    /// Something for colleagues, in a record of its own.
    pub fn beside<T: Serialize>(&self, act: &Act<'_, '_>, kind: Kind, record: &T) -> Draft {
        Draft::create(self.restricted, act.writer.new_record(), kind.as_str(), record)
    }

    /// That the note belongs with something. None where it is linked already.
    pub fn link(&self, act: &Act<'_, '_>, to: LinkEnd) -> Result<Option<Draft>, Failure> {
        linking::link(act, self.restricted, self.note, to)
    }
}

/// What a note's author is told of a step, in the stream the note stands in.
pub(super) fn reply_to(
    act: &Act<'_, '_>,
    intake: StreamId,
    note: RecordId,
    step: NoteState,
    sentence: Option<String>,
) -> Result<Draft, Failure> {
    let record = ReplyRecord { note, step, by: team(act)?, sentence, promised: None };
    Ok(Draft::create(intake, act.writer.new_record(), Kind::Reply.as_str(), &record))
}

/// Writes what follows from a note, and says how it is taken back.
pub(super) fn write(act: &mut Act<'_, '_>, drafts: Vec<Draft>) -> Result<Vec<String>, Failure> {
    let undo = work::write(act, drafts)?;
    work::told(act);
    act.touched(ChangeTopic::Sync);
    Ok(undo)
}

/// What was done is known to others once it was sent, and an act must not say otherwise.
fn once_sent(act: &Act<'_, '_>, words: impl Into<String>) -> String {
    let words = words.into();
    if act.book.sync_status().offline_since.is_some() { format!("{words} {}", words::SENT_LATER) } else { words }
}

/// The answer of a step that leaves its notes as they stood.
pub(super) fn done(id: RecordId, undo: Vec<String>, words: impl Into<String>) -> Done {
    Done { id: id.to_string(), undo, words: words.into(), notes: Vec::new() }
}

/// The answer of a step after which these notes stand otherwise.
pub(super) fn moved(
    act: &Act<'_, '_>,
    notes: &[RecordId],
    id: RecordId,
    undo: Vec<String>,
    words: impl Into<String>,
) -> Result<Done, Failure> {
    let notes = act.look(|look| {
        let rows = Rows::of(look)?;
        let standing = |note: &RecordId| standing(look, &rows, *note).transpose();
        notes.iter().filter_map(standing).collect::<Result<Vec<_>, _>>()
    })?;
    Ok(Done { notes, ..done(id, undo, once_sent(act, words)) })
}

fn standing(look: &Look<'_>, rows: &Rows<'_>, note: RecordId) -> Result<Option<NoteStanding>, Failure> {
    let Some(detail) = look.reader.note(note)? else { return Ok(None) };
    let state = rows.state(&detail.row);
    Ok(Some(NoteStanding {
        note: note.to_string(),
        state: state.id,
        label: state.label,
        assigned: look.reader.officer_of(note)?.map(|officer| rows.author(officer)),
        young: triage::young(look, &detail.row)?,
        waits: i64::from(detail.row.step) < NoteState::Read.strength() && !detail.row.withdrawn,
    }))
}

/// The sentence a person wrote for a note's author, or the one that stands for the step.
pub(super) fn sentence(written: Option<&str>, step: NoteState, to: Option<&str>) -> Result<Option<String>, Failure> {
    let standing = || domain::triage::sentence(step, to).map(str::to_owned);
    match written.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(standing()),
        Some(text) => {
            domain::words::check_text(text)?;
            Ok(Some(text.to_owned()))
        }
    }
}

/// The team of whoever acts, from the role their right to triage was taken from.
pub(super) fn team(act: &Act<'_, '_>) -> Result<String, Failure> {
    let today = act.today()?;
    let grants = act.writer.grants_of(act.writer.me())?;
    let triages = |grant: &&access::Grant| grant.holds_on(today) && grant.rights.contains(&Right::Triage);
    let role = grants.iter().find(triages).and_then(|grant| Role::parse(&grant.role).ok());
    Ok(role.map_or_else(|| "a colleague".to_owned(), |role| role.team().to_owned()))
}

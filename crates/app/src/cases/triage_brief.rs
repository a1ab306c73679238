//! Write what everybody granted the ward may know of a note. The briefing never names its note: what
//! joins them stands where the ward's restricted readers alone see it.

use domain::change::Draft;
use domain::records::{BriefingRecord, Kind, LinkEnd};
use domain::streams::StreamSort;
use domain::words::{self, NoteState};

use super::{brake, step, unfinished};
use crate::api::Failure;
use crate::api::triage::{Done, TriageBriefRequest};
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: TriageBriefRequest) -> Result<Done, Failure> {
    let step = step::begin_to_pass_on(act, &request.id)?;
    words::check_text(&request.text)?;
    let sentence = step::sentence(request.sentence.as_deref(), NoteState::Shared, None)?;
    if let Some(stop) = brake::stops(act.writer, &step.detail, &request.text, act.today()?)?.into_iter().next() {
        return Err(stop.into());
    }
    let note = &step.detail.record;
    let shared = act.writer.area_stream(note.area, StreamSort::AreaShared)?;
    let record =
        BriefingRecord { area: note.area, ward: note.ward, boundaries: note.boundaries, text: request.text };
    let briefing = act.writer.new_record();
    let mut drafts = vec![Draft::create(shared, briefing, Kind::Briefing.as_str(), &record)];
    drafts.extend(step.link(act, LinkEnd::Briefing(briefing))?);
    drafts.push(step.reply(act, NoteState::Shared, sentence)?);
    let undo = step::write(act, drafts)?;
    unfinished::done(act, &[step.note], UnfinishedForm::Brief, &[])?;
    step::moved(act, &[step.note], briefing, undo, "Shared with everybody granted the ward.")
}

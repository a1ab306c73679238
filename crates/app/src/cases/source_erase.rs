//! A safeguarding lead erases who told a note. Who opened it before, and why, stays.

use domain::change::{Act as ChangeAct, Draft};
use domain::records::{Deed, Erasure, Kind, TrailEntry, Why};
use domain::words::Refusal;

use super::{grants, note_input};
use crate::api::keeping::SourceEraseRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: SourceEraseRequest) -> Result<Nothing, Failure> {
    let why = Why::parse(&request.why).ok_or(Refusal::WhyMissing)?;
    let id = note_input::id(&request.id, "source")?;
    let missing = || note_input::not_found(&request.id, "source");
    let fold = act.writer.fold(id)?.filter(|fold| fold.kind() == Kind::Source).ok_or_else(missing)?;
    let area = act.writer.area_of_source(id)?.ok_or_else(missing)?;
    let entry = TrailEntry {
        deed: Deed::Erased,
        at: act.now().millis(),
        area: Some(area),
        about: Some(act.writer.trail_name(id)?),
        count: Some(1),
        copy: None,
    };
    let erasure = Erasure { why, reference: None };
    let draft = Draft::create(fold.stream(), id, Kind::Source.as_str(), &erasure.content()).act(ChangeAct::Erase);
    let trail = act.writer.trail_draft(vec![entry])?;
    act.writer.write_group(vec![draft, trail]).map_err(grants::not_allowed)?;
    act.touched(ChangeTopic::People);
    act.touched(ChangeTopic::Sync);
    Ok(Nothing {})
}

//! Erase what hangs on a note, an action or a plan that was erased meanwhile: an addition, a photo, a remark, progress or
//! an action that came after that.

use domain::permissions::Right;
use domain::records::{Erasure, Why};
use domain::words::{self, Refusal};

use super::{erasing, note_input, step, work};
use crate::api::notes::ById;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Done, Failure> {
    let id = note_input::id(&request.id, "addition")?;
    let missing = || note_input::not_found(&request.id, "addition");
    // What hangs on something that stands goes with it, and not by itself.
    let of = act.writer.late_of(id)?.ok_or_else(missing)?;
    let fold = act.writer.fold(id)?.filter(|fold| !fold.is_erased()).ok_or_else(missing)?;
    let area = match act.writer.plan_of_stream(fold.stream())? {
        Some(_) => {
            let (me, today) = (act.writer.me(), act.today()?);
            if !act.writer.rights_over_stream(me, fold.stream(), today)?.contains(&Right::Plan) {
                return Err(Refusal::NotAllowed.into());
            }
            act.touched(ChangeTopic::Work);
            act.touched(ChangeTopic::Drafts);
            None
        }
        None => Some(act.writer.area_of_erased(of)?.ok_or_else(missing)?),
    };
    // An action goes with its own progress, photos and documents: once it is erased they hang on nothing that stands.
    let records = erasing::with_work(act.writer, id, fold.kind())?;
    erasing::erase(act, &records, Erasure { why: Why::WithItsNote, reference: None }, area)?;
    work::told(act);
    act.touched(ChangeTopic::Sync);
    Ok(step::done(id, Vec::new(), words::erased(true)))
}

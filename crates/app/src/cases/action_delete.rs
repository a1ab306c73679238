//! Take an action out of its plan. It can be put back.

use super::{plan_delete, plan_input, work};
use crate::api::Failure;
use crate::api::notes::ById;
use crate::api::triage::Done;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Done, Failure> {
    let action = plan_input::action(act.writer, &request.id)?;
    let undo = work::write(act, vec![plan_delete::withdrawal(&action.fold, "deleted")])?;
    Ok(work::done(act, action.id, undo, format!("“{}” is deleted.", action.record.title)))
}

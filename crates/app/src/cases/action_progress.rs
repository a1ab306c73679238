//! Say what was done on an action. Progress is added to, never changed.

use domain::change::Draft;
use domain::records::{Kind, ProgressRecord};
use domain::words;

use super::{plan_input, work, unfinished};
use crate::api::Failure;
use crate::api::actions::ActionProgressRequest;
use crate::api::triage::Done;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ActionProgressRequest) -> Result<Done, Failure> {
    let action = plan_input::action(act.writer, &request.id)?;
    words::check_text(&request.text)?;
    let record = ProgressRecord { action: action.id, text: request.text };
    let draft = Draft::create(action.fold.stream(), act.writer.new_record(), Kind::Progress.as_str(), &record);
    let undo = work::write(act, vec![draft])?;
    unfinished::done(act, &[action.id], UnfinishedForm::Progress, &[])?;
    Ok(work::done(act, action.id, undo, format!("Progress on “{}” is added.", action.record.title)))
}

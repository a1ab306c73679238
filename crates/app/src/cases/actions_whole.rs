//! Whole actions in the order of the list, for the terminal.

use std::collections::BTreeMap;

use domain::ids::RecordId;
use domain::records::{ActionRecord, ProgressRecord};

use super::work_rows::Work;
use super::{actions, conflicts, notes, plan_input};
use crate::api::Failure;
use crate::api::actions::{ActionScript, ActionsRequest, ActionsWholePage, ProgressScript};
use crate::notebook::Look;

pub(crate) fn run(look: &Look<'_>, request: ActionsRequest) -> Result<ActionsWholePage, Failure> {
    let work = Work::of(look)?;
    if let Some(id) = plan_input::given(request.id.as_deref()) {
        let action = plan_input::action(look.reader, id)?;
        return Ok(ActionsWholePage { rows: script(&work, action.id)?.into_iter().collect(), next: None });
    }
    let filter = actions::filter(look, &request, &work.today_iso())?;
    let after = request.after.as_deref().map(actions::page_key).transpose()?;
    let (rows, next) = look.reader.actions(&filter, after.as_ref(), notes::limit(request.limit))?;
    let mut whole = Vec::with_capacity(rows.len());
    for row in rows {
        whole.extend(script(&work, row.id)?);
    }
    Ok(ActionsWholePage { rows: whole, next: next.as_ref().map(actions::key_text) })
}

/// An action as scripts know it: ids of lists, ISO days.
fn script(work: &Work<'_>, id: RecordId) -> Result<Option<ActionScript>, Failure> {
    let reader = work.look.reader;
    let (Some(row), Some(fold)) = (reader.action_row(id)?, reader.fold(id)?) else { return Ok(None) };
    let Ok(record) = fold.read::<ActionRecord>() else { return Ok(None) };
    let mut progress = Vec::new();
    for entry in reader.progress_of(id)?.into_iter().rev() {
        let Some(fold) = reader.fold(entry)? else { continue };
        let (Ok(said), Some((created, write))) = (fold.read::<ProgressRecord>(), fold.created()) else { continue };
        progress.push(ProgressScript {
            id: entry.to_string(),
            text: said.text,
            at: created.made_at().rfc3339(),
            author: work.rows.author(write.author).name,
        });
    }
    let conflicts: BTreeMap<_, _> =
        conflicts::of_fold(work.look, &fold)?.into_iter().map(|conflict| (conflict.field, conflict.heads)).collect();
    Ok(Some(ActionScript {
        id: id.to_string(),
        plan: record.plan.to_string(),
        title: record.title,
        status: record.status.is.id().to_owned(),
        original_due: record.original_due,
        overdue: !row.over && row.due.as_ref().is_some_and(|day| *day < work.today_iso()),
        due: row.due,
        owner: record.owner.map(|owner| work.owner(&owner).name),
        agency: record.agency,
        confidence: record.confidence.map(|confidence| confidence.id().to_owned()),
        progress,
        conflicts,
    }))
}

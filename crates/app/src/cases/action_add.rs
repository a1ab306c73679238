//! Add an action to a plan that is not closed.

use domain::change::Draft;
use domain::ids::RecordId;
use domain::records::plan::{Due, PlanStatus, Standing};
use domain::records::{ActionRecord, Kind};
use domain::words::{Field, Refusal, WorkRefusal};

use super::{plan_input, work, unfinished};
use crate::api::Failure;
use crate::api::actions::ActionAddRequest;
use crate::api::triage::Done;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ActionAddRequest) -> Result<Done, Failure> {
    let plan = plan_input::plan(act.writer, &request.plan)?;
    if plan.record.status == PlanStatus::Closed {
        return Err(Refusal::Work(WorkRefusal::PlanClosed).into());
    }
    let record = record(act, plan.id, &request)?;
    let id = act.writer.new_record();
    let draft = Draft::create(plan.fold.stream(), id, Kind::Action.as_str(), &record);
    let undo = work::write(act, vec![draft])?;
    unfinished::done(act, &[plan.id], UnfinishedForm::ActionNew, &[])?;
    Ok(work::done(act, id, undo, format!("“{}” is part of “{}”.", record.title, plan.record.title)))
}

fn record(act: &Act<'_, '_>, plan: RecordId, request: &ActionAddRequest) -> Result<ActionRecord, Failure> {
    let lists = &act.book.work;
    let entry = |list, field, text: &Option<String>| {
        plan_input::given(text.as_deref()).map(|text| plan_input::entry(list, field, text)).transpose()
    };
    let due = plan_input::given(request.due.as_deref())
        .map(|text| plan_input::day(Field::Due, text).map(|day| day.to_string()))
        .transpose()?;
    Ok(ActionRecord {
        plan,
        title: plan_input::title(&request.title)?,
        sort: entry(&lists.action_type, Field::Sort, &request.sort)?,
        agency: entry(&lists.agency, Field::Agency, &request.agency)?,
        owner: plan_input::owner(act.writer, request.owner.as_deref().unwrap_or_default())?,
        original_due: due.clone(),
        due: due.map(|on| Due { on, why: String::new() }),
        priority: entry(&lists.priority, Field::Priority, &request.priority)?,
        status: Standing::default(),
        confidence: None,
        blocker: None,
        result: None,
        batch: None,
    })
}

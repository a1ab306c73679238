//! Plans and actions as people of a borough write them: registers that several set apart, and records that
//! come into streams opened a moment before.

use domain::change::{Act, Change, Draft};
use domain::ids::{AreaId, RecordId};
use domain::keeping::names;
use domain::records::plan::{ActionStatus, Due, Owner, PlanStatus, Standing, element};
use domain::records::{ActionRecord, AnalysisRecord, Kind, PlanRecord, ProgressRecord, StreamRecord};
use domain::streams::StreamSort;
use serde_json::{Value, json};
use store::read::{ActionFilter, PlanFilter};
use store::{Result, StoreError, Writer};

/// Among so many of the latest is chosen.
const LATEST: usize = 6;

/// A plan over one ward, as the use case begins one: its streams are opened first, in a group of their own.
pub fn begin(writer: &mut Writer<'_>, area: AreaId, number: u64) -> Result<Vec<Vec<Change>>> {
    let (id, control) = (writer.new_record(), writer.control()?);
    let areas = json!({ element("area", &area.to_string()): true });
    let with = |record: Value| merged(record, &areas);
    let streams = [StreamSort::PlanWork, StreamSort::PlanCore].map(|sort| {
        let record = StreamRecord { sort: sort.as_str().to_owned(), area: None, plan: Some(id) };
        let content = with(serde_json::to_value(&record).unwrap_or_default());
        Draft::create(control, RecordId::from(writer.new_stream()), Kind::Stream.as_str(), &content)
    });
    let opened = match writer.write_group(streams.to_vec()) {
        Err(StoreError::NotAllowed) => return Ok(Vec::new()),
        opened => opened?,
    };
    let work = writer.plan_stream(id, StreamSort::PlanWork)?;
    let core = writer.plan_stream(id, StreamSort::PlanCore)?;
    let plan = PlanRecord { title: format!("Plan {number}"), status: PlanStatus::Draft, lead: None };
    let analysis = json!({ "plan": id, "objective": format!("mark-{number} fewer of them") });
    let records = vec![
        Draft::create(work, id, Kind::Plan.as_str(), &with(serde_json::to_value(&plan).unwrap_or_default())),
        Draft::create(core, AnalysisRecord::id(id, core), Kind::Analysis.as_str(), &analysis),
    ];
    Ok(vec![opened, writer.write_group(records)?])
}

pub fn add_action(writer: &mut Writer<'_>, number: usize) -> Result<Vec<Draft>> {
    let (plans, _) = writer.plans(&PlanFilter::default(), None, LATEST)?;
    let Some(plan) = plans.get(number % plans.len().max(1)) else { return Ok(Vec::new()) };
    let stream = writer.plan_stream(plan.id, StreamSort::PlanWork)?;
    let record = ActionRecord {
        plan: plan.id,
        title: format!("mark-{number} to be done"),
        sort: None,
        agency: None,
        owner: (number % 2 == 0).then(|| somebody(number)),
        due: Some(Due { on: day(number), why: String::new() }),
        original_due: Some(day(number)),
        priority: None,
        status: Standing::default(),
        confidence: None,
        blocker: None,
        result: None,
        batch: None,
    };
    let mut drafts = vec![Draft::create(stream, writer.new_record(), Kind::Action.as_str(), &record)];
    if number % 3 == 0 {
        drafts.push(Draft::create(stream, writer.new_record(), Kind::Action.as_str(), &record));
    }
    Ok(drafts)
}

/// Its date, its standing or its title, in front of whatever this laptop has seen.
pub fn set_action(writer: &mut Writer<'_>, number: usize) -> Result<Vec<Draft>> {
    let (actions, _) = writer.actions(&ActionFilter::default(), None, LATEST)?;
    let Some(action) = actions.get(number % actions.len().max(1)) else { return Ok(Vec::new()) };
    let Some(fold) = writer.fold(action.id)? else { return Ok(Vec::new()) };
    let (field, value) = match number / 7 % 4 {
        3 => ("owner", json!(somebody(number))),
        0 => ("due", json!(Due { on: day(number), why: "moved".to_owned() })),
        1 => {
            let is = [ActionStatus::InProgress, ActionStatus::Done, ActionStatus::NotStarted][number / 21 % 3];
            ("status", json!(Standing { is, reason: None, why: String::new() }))
        }
        _ => ("title", json!(format!("mark-{number} done otherwise"))),
    };
    let draft = Draft::create(fold.stream(), action.id, Kind::Action.as_str(), &json!({ field: value }));
    Ok(vec![draft.act(Act::Set).superseding(fold.heads_of([field]))])
}

/// The names go from one of the latest actions, with every version that had them, as they go from a plan.
pub fn part_names(writer: &mut Writer<'_>, number: usize) -> Result<Vec<Vec<Change>>> {
    let (actions, _) = writer.actions(&ActionFilter::default(), None, LATEST)?;
    let Some(action) = actions.get(number % actions.len().max(1)) else { return Ok(Vec::new()) };
    let fold = writer.fold_placed_or_waiting(action.id)?.filter(|fold| !names::is_undecided(fold));
    let Some(fold) = fold else { return Ok(Vec::new()) };
    let placed = writer.fold_placed(action.id)?;
    let Some(parting) = names::parting(&fold, placed.as_ref()) else { return Ok(Vec::new()) };
    let draft = |content: &Value| Draft::create(fold.stream(), action.id, Kind::Action.as_str(), content);
    let forget = draft(&json!({})).act(Act::Forget).superseding(parting.named.into_iter().collect());
    if let Err(StoreError::NotAllowed) = writer.may_write(&forget) {
        return Ok(Vec::new());
    }
    let mut group = Vec::new();
    if !parting.anew.is_empty() {
        let anew = draft(&Value::Object(parting.anew)).act(Act::Set);
        group.push(anew.superseding(parting.over.into_iter().collect()));
    }
    group.push(forget);
    Ok(vec![writer.write_group(group)?])
}

pub fn add_progress(writer: &mut Writer<'_>, number: usize) -> Result<Vec<Draft>> {
    let (actions, _) = writer.actions(&ActionFilter::default(), None, LATEST)?;
    let Some(action) = actions.get(number % actions.len().max(1)) else { return Ok(Vec::new()) };
    let Some(fold) = writer.fold(action.id)? else { return Ok(Vec::new()) };
    let record = ProgressRecord { action: action.id, text: format!("mark-{number} of it done") };
    Ok(vec![Draft::create(fold.stream(), writer.new_record(), Kind::Progress.as_str(), &record)])
}

fn merged(record: Value, more: &Value) -> Value {
    let fields = record.as_object().into_iter().chain(more.as_object()).flatten();
    Value::Object(fields.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn somebody(number: usize) -> Owner {
    Owner { name: format!("Somebody {}", number % 5), person: None }
}

fn day(number: usize) -> String {
    format!("2026-12-{:02}", number % 28 + 1)
}

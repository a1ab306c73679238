//! Change a plan: only what is named, each field in front of its own heads.

use std::collections::BTreeMap;

use domain::ids::RecordId;
use domain::records::Kind;
use domain::records::plan::{AREAS, MEASURES, Measure, PLACES, REVIEWS, Review, element};
use domain::streams::StreamSort;
use domain::words::{self, Field, Refusal, WorkRefusal};
use serde::Serialize;
use serde_json::{Map, Value};

use super::plan_input::{self, Plan};
use super::{grants, unfinished, work};
use crate::api::Failure;
use crate::api::plans::{MeasureInput, PlanSetRequest, ReviewInput};
use crate::api::triage::Done;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: PlanSetRequest) -> Result<Done, Failure> {
    let plan = plan_input::plan_to_decide(act, &request.id)?;
    let mut fields = Map::new();
    if let Some(title) = &request.title {
        fields.insert("title".to_owned(), plan_input::title(title)?.into());
    }
    if let Some(lead) = &request.lead {
        fields.insert("lead".to_owned(), value(&plan_input::owner(act.writer, lead)?));
    }
    for place in &request.add_places {
        let place = words::check_place(place)?;
        fields.extend(place.map(|place| (element(PLACES, place), Value::Bool(true))));
    }
    for place in &request.remove_places {
        fields.insert(element(PLACES, place.trim()), Value::Bool(false));
    }
    let areas = plan_input::areas(act.writer, &request.add_wards)?;
    plan_input::may_plan_over(act.writer, act.writer.me(), act.today()?, &areas)?;
    let areas: Map<String, Value> =
        areas.iter().map(|(area, _)| (element(AREAS, &area.to_string()), Value::Bool(true))).collect();
    fields.extend(areas.clone());
    let analysis = analysis(act, &request)?;
    if fields.is_empty() && analysis.is_empty() {
        return Err(Refusal::Work(WorkRefusal::NothingNamed).into());
    }
    for (field, value) in &fields {
        plan_input::not_overtaken(act.writer, Some(&plan.fold), (field, request.began.get(field)), value)?;
    }
    let opened = !areas.is_empty();
    if opened {
        open_to(act, &plan, areas)?;
    }
    let written: Vec<String> = fields.keys().chain(analysis.keys()).cloned().collect();
    let mut drafts = Vec::new();
    if !fields.is_empty() {
        drafts.push(act.writer.setting(plan.fold.stream(), plan.id, Kind::Plan, &fields)?);
    }
    drafts.extend(analysis_draft(act, plan.id, analysis)?);
    let mut undo = work::write(act, drafts)?;
    let written: Vec<&str> = written.iter().map(String::as_str).collect();
    unfinished::done(act, &[plan.id], UnfinishedForm::Plan, &written)?;
    parts_done(act, plan.id, &request)?;
    // Those of a further ward may have read it by then.
    if opened {
        undo.clear();
    }
    Ok(work::done(act, plan.id, undo, "The plan is changed."))
}

/// What was begun of measures and reviews that are written now.
fn parts_done(act: &mut Act<'_, '_>, plan: RecordId, request: &PlanSetRequest) -> Result<(), Failure> {
    for measure in &request.measures {
        let id = plan_input::given(measure.id.as_deref()).unwrap_or("new");
        let fields = ["name", "baseline", "target", "actual"].map(|field| format!("{field} {id}"));
        unfinished::done(act, &[plan], UnfinishedForm::Measure, &fields.each_ref().map(String::as_str))?;
    }
    for review in &request.reviews {
        unfinished::done(act, &[plan], UnfinishedForm::Review, &[&format!("found {}", review.on.trim())])?;
    }
    Ok(())
}

/// More people may read the plan: those of the wards it now covers.
fn open_to(act: &mut Act<'_, '_>, plan: &Plan, areas: Map<String, Value>) -> Result<(), Failure> {
    let control = act.writer.control()?;
    let mut drafts = Vec::new();
    for sort in [StreamSort::PlanWork, StreamSort::PlanCore] {
        if let Some(stream) = act.writer.stream_of_plan(plan.id, sort)? {
            drafts.push(act.writer.setting(control, RecordId::from(stream), Kind::Stream, &areas)?);
        }
    }
    act.writer.write_group(drafts).map_err(grants::not_allowed)?;
    Ok(())
}

/// Sets fields of a plan's analysis; nothing where there are none.
pub(super) fn analysis_draft(
    act: &mut Act<'_, '_>,
    plan: RecordId,
    fields: Map<String, Value>,
) -> Result<Option<domain::change::Draft>, Failure> {
    if fields.is_empty() {
        return Ok(None);
    }
    let id = act.writer.analysis_of(plan)?.ok_or(Refusal::NotAllowed)?;
    // Where it stands, and nowhere else: another stream has other readers.
    let stream = act.writer.fold(id)?.ok_or(Refusal::NotAllowed)?.stream();
    Ok(Some(act.writer.setting(stream, id, Kind::Analysis, &fields)?))
}

fn value<T: Serialize>(of: &T) -> Value {
    serde_json::to_value(of).unwrap_or(Value::Null)
}

fn analysis(act: &Act<'_, '_>, request: &PlanSetRequest) -> Result<Map<String, Value>, Failure> {
    let texts = [
        ("objective", &request.objective),
        ("scanning", &request.scanning),
        ("offender", &request.offender),
        ("victim", &request.victim),
        ("location", &request.location),
        ("success_test", &request.success_test),
        ("assessment", &request.assessment),
        ("lessons", &request.lessons),
        ("displacement", &request.displacement),
    ];
    let mut fields = Map::new();
    for (field, text) in texts {
        if let Some(text) = text {
            fields.insert(field.to_owned(), value(&plan_input::text(text)?));
        }
    }
    if let Some(text) = &request.objective_type {
        let list = &act.book.work.objective_type;
        let entry = plan_input::entry_or_out(list, Field::ObjectiveType, text)?;
        fields.insert("objective_type".to_owned(), value(&entry));
    }
    if let Some(percent) = request.reduce_by {
        fields.insert("reduce_by".to_owned(), value(&plan_input::reduce_by(percent)?));
    }
    let held = match plan_input::given(Some(&request.id)).and_then(|id| id.parse().ok()) {
        Some(plan) => act.writer.analysis_of(plan)?.map(|id| act.writer.fold(id)).transpose()?.flatten(),
        None => None,
    };
    for (field, value) in &fields {
        plan_input::not_overtaken(act.writer, held.as_ref(), (field, request.began.get(field)), value)?;
    }
    // What somebody else wrote meanwhile is not written over unseen.
    let stands = |field: &str, base: Option<&String>| -> Result<(), Failure> {
        let now = held.as_ref().map(|fold| fold.base(field)).unwrap_or_default();
        match base {
            Some(base) if *base != now => Err(Refusal::Overtaken.into()),
            _ => Ok(()),
        }
    };
    let mut measures = BTreeMap::new();
    for input in &request.measures {
        let id = match plan_input::given(input.id.as_deref()) {
            Some(id) => id.to_owned(),
            None => act.writer.new_record().to_string(),
        };
        stands(&element(MEASURES, &id), input.base.as_ref())?;
        measures.insert(element(MEASURES, &id), measure(input)?);
    }
    fields.extend(measures);
    for input in &request.reviews {
        let (day, review) = review(input)?;
        let field = element(REVIEWS, &day);
        stands(&field, input.base.as_ref())?;
        // Planning a day that is planned already says nothing of what was found on it.
        let planned = held.as_ref().is_some_and(|fold| fold.value(&field).is_some());
        if input.base.is_none() && !input.remove && input.found.trim().is_empty() && planned {
            continue;
        }
        fields.insert(field, review);
    }
    Ok(fields)
}

fn measure(input: &MeasureInput) -> Result<Value, Failure> {
    if input.remove {
        return Ok(Value::Null);
    }
    let name = plan_input::title(&input.name)?;
    let text = |text: &str| plan_input::text(text);
    let (baseline, target, actual) = (text(&input.baseline)?, text(&input.target)?, text(&input.actual)?);
    Ok(value(&Measure { name, baseline, target, actual }))
}

fn review(input: &ReviewInput) -> Result<(String, Value), Failure> {
    let day = plan_input::day(Field::When, &input.on)?.to_string();
    if input.remove {
        return Ok((day, Value::Null));
    }
    let found = plan_input::text(&input.found)?.unwrap_or_default();
    Ok((day, value(&Review { found })))
}

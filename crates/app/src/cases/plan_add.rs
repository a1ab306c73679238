//! Begin a plan: its two streams, the work and the analysis, and the notes it comes from.

use domain::change::Draft;
use domain::ids::{AreaId, RecordId, StreamId};
use domain::records::plan::{AREAS, PLACES, PlanStatus, element};
use domain::records::{AnalysisRecord, Kind, PlanRecord, StreamRecord};
use domain::streams::StreamSort;
use domain::words::{self, Field, Refusal, WorkRefusal};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{grants, linking, note_input, plan_input, work, unfinished};
use crate::api::Failure;
use crate::api::plans::PlanAddRequest;
use crate::api::triage::Done;
use crate::api::unfinished::UnfinishedForm;
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: PlanAddRequest) -> Result<Done, Failure> {
    plan_input::with_a_server(act)?;
    let areas = plan_input::areas(act.writer, &request.wards)?;
    if areas.is_empty() {
        return Err(Refusal::Work(WorkRefusal::WardsMissing).into());
    }
    plan_input::may_plan_over(act.writer, act.writer.me(), act.today()?, &areas)?;
    let title = plan_input::title(&request.title)?;
    let mut places = Vec::new();
    for place in &request.places {
        places.extend(words::check_place(place)?.map(str::to_owned));
    }
    let objective_types = &act.book.work.objective_type;
    let given = |text: &Option<String>| plan_input::text(text.as_deref().unwrap_or_default());
    let analysis = |plan: RecordId| -> Result<AnalysisRecord, Failure> {
        Ok(AnalysisRecord {
            objective: given(&request.objective)?,
            objective_type: plan_input::given(request.objective_type.as_deref())
                .map(|text| plan_input::entry(objective_types, Field::ObjectiveType, text))
                .transpose()?,
            reduce_by: plan_input::reduce_by(request.reduce_by.unwrap_or_default())?,
            success_test: given(&request.success_test)?,
            ..of(plan)
        })
    };
    let about: Vec<RecordId> =
        request.notes.iter().map(|note| note_input::id(note.trim(), "note")).collect::<Result<_, _>>()?;
    // Nobody has to begin again because one of several notes was erased while they wrote.
    let erased = unfinished::erased(act.writer, &about)?;
    let notes: Vec<RecordId> = about.iter().copied().filter(|note| !erased.contains(note)).collect();
    let areas: Vec<AreaId> = areas.into_iter().map(|(area, _)| area).collect();
    let (id, mut undo) = begin(act, &title, &areas, &places, None, analysis)?;
    if !notes.is_empty() {
        undo.extend(linking::link_to_plan(act, &notes, id, request.sentence.as_deref())?);
    }
    unfinished::done(act, &about, UnfinishedForm::PlanNew, &[])?;
    let mut said = format!("The plan “{title}” is begun, as a draft.");
    if !erased.is_empty() {
        said = format!("{said} {}", words::left_out_erased(erased.len() as u64));
    }
    Ok(work::done(act, id, undo, said))
}

/// An analysis that says nothing yet.
pub(super) fn of(plan: RecordId) -> AnalysisRecord {
    AnalysisRecord {
        plan,
        objective: None,
        objective_type: None,
        reduce_by: None,
        scanning: None,
        offender: None,
        victim: None,
        location: None,
        success_test: None,
        assessment: None,
        lessons: None,
        displacement: None,
    }
}

/// Where a plan's analysis stands.
pub(super) fn analysis_id(plan: RecordId, core: StreamId) -> RecordId {
    AnalysisRecord::id(plan, core)
}

/// Opens the streams of a new plan and writes its two records; `batch` is what it is brought in with. Returns its id, and what takes it back.
pub(super) fn begin(
    act: &mut Act<'_, '_>,
    title: &str,
    areas: &[AreaId],
    places: &[String],
    batch: Option<&str>,
    analysis: impl FnOnce(RecordId) -> Result<AnalysisRecord, Failure>,
) -> Result<(RecordId, Vec<String>), Failure> {
    let id = act.writer.new_record();
    let analysis = analysis(id)?;
    let control = act.writer.control()?;
    let streams = [StreamSort::PlanWork, StreamSort::PlanCore].map(|sort| {
        let record = StreamRecord { sort: sort.as_str().to_owned(), area: None, plan: Some(id) };
        let content = with(&record, AREAS, areas.iter().map(AreaId::to_string));
        Draft::create(control, RecordId::from(act.writer.new_stream()), Kind::Stream.as_str(), &content)
    });
    act.writer.write_group(streams.to_vec()).map_err(grants::not_allowed)?;
    let streams_of = |act: &mut Act<'_, '_>, sort| act.writer.plan_stream(id, sort).map_err(grants::not_allowed);
    let (work, core) = (streams_of(act, StreamSort::PlanWork)?, streams_of(act, StreamSort::PlanCore)?);
    let record = PlanRecord { title: title.to_owned(), status: PlanStatus::Draft, lead: None };
    let mut content = with(&record, AREAS, areas.iter().map(AreaId::to_string));
    content.extend(with(&Value::Null, PLACES, places.iter().cloned()));
    content.extend(batch.map(|batch| ("batch".to_owned(), Value::from(batch))));
    let drafts = vec![
        Draft::create(work, id, Kind::Plan.as_str(), &content),
        Draft::create(core, analysis_id(id, core), Kind::Analysis.as_str(), &analysis),
    ];
    super::brake::check(act, &drafts)?;
    act.writer.write_group(drafts).map_err(grants::not_allowed)?;
    Ok((id, vec![format!("record:{id}")]))
}

/// A record's fields, with elements of a set.
fn with<T: Serialize>(record: &T, set: &str, keys: impl Iterator<Item = String>) -> Map<String, Value> {
    let mut content = match serde_json::to_value(record) {
        Ok(Value::Object(content)) => content,
        // Plain data always is a set of fields; nothing is a record of elements alone.
        _ => Map::new(),
    };
    content.extend(keys.map(|key| (element(set, &key), Value::Bool(true))));
    content
}

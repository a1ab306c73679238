//! One plan, whole, as far as this person was let into it.

use chrono::NaiveDate;
use domain::dates;
use domain::fold::Fold;
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::plans::Lack;
use domain::records::plan::{MEASURES, Measure, PLACES, PlanStatus, REVIEWS, Review, element, elements};
use domain::records::{AnalysisRecord, AudienceRef, Deed, PersonRecord};
use domain::streams::StreamSort;
use domain::wards::WardCode;
use store::read::GrantRow;

use super::plan_activate::Standing;
use super::plan_input::{self, Plan};
use super::work_rows::Work;
use super::conflicts;
use crate::api::Failure;
use crate::api::lists::WardRef;
use crate::api::notes::ById;
use crate::api::plans::{AnalysisView, LackView, MeasureView, PlanMemberView, PlanView, ReviewView};
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, request: ById) -> Result<PlanView, Failure> {
    let plan = plan_input::plan(look.reader, &request.id)?;
    let work = Work::of(look)?;
    let row = look.reader.plan_row(plan.id)?.ok_or_else(|| super::note_input::not_found(&request.id, "plan"))?;
    let of = work.of_plan(plan.id)?;
    let analysis = match look.reader.analysis_of(plan.id)? {
        Some(id) => look.reader.fold(id)?,
        None => None,
    };
    let standing = Standing::of(look.reader, &plan)?;
    let draft = plan.record.status == PlanStatus::Draft;
    let mut conflicts = conflicts::of_fold(look, &plan.fold)?;
    let mut folds = vec![&plan.fold];
    if let Some(fold) = &analysis {
        conflicts.extend(conflicts::of_fold(look, fold)?);
        folds.push(fold);
    }
    let mut notes = look.reader.notes_of_plan(plan.id)?;
    // Linked in one act they have no order of their own.
    notes.sort_by_key(|(_, note)| std::cmp::Reverse(note.happened));
    let actions = look.reader.actions_of_plan(plan.id)?;
    if analysis.is_some() && row.author != work.rows.me() {
        look.leave_trail(Deed::ReadAnalysis, Some(plan.id), None, None);
    }
    Ok(PlanView {
        young_source: notes.iter().any(|(_, note)| note.young),
        id: plan.id.to_string(),
        title: plan.record.title.clone(),
        status: of.plan.status.clone(),
        status_label: of.plan.status_label.clone(),
        wards: of.wards.clone(),
        places: elements(&plan.fold, PLACES).into_keys().collect(),
        lead: plan.record.lead.as_ref().map(|lead| work.owner(lead)),
        author: work.rows.author(row.author),
        begun: dates::full(row.at.utc()),
        analysis: analysis.as_ref().and_then(|fold| analysis_view(&work, fold)),
        actions: actions.iter().map(|row| work.action(row)).collect::<Result<_, _>>()?,
        notes: notes.iter().map(|(_, note)| work.rows.plain_row(note)).collect(),
        invited: invited(&work, &plan, of.rights.contains(&Right::Plan))?,
        adjacent: adjacent(&of.wards),
        before_activating: if draft && analysis.is_some() { lacks(&standing.before_activating()) } else { Vec::new() },
        attention: lacks(&standing.attention()),
        conflicts,
        history: work.history(&folds),
        can_change: of.rights.contains(&Right::Plan),
        can_work: of.can_work() && plan.record.status != PlanStatus::Closed,
    })
}

fn lacks(lacks: &[Lack]) -> Vec<LackView> {
    lacks.iter().map(LackView::from).collect()
}

fn analysis_view(work: &Work<'_>, fold: &Fold) -> Option<AnalysisView> {
    let record: AnalysisRecord = fold.read().ok()?;
    let list = &work.look.book.work.objective_type;
    let measures = elements(fold, MEASURES).into_iter().filter_map(|(id, value)| {
        let measure: Measure = serde_json::from_value(value).ok()?;
        let Measure { name, baseline, target, actual } = measure;
        let base = fold.base(&element(MEASURES, &id));
        Some(MeasureView { id, name, baseline, target, actual, base })
    });
    let reviews = elements(fold, REVIEWS).into_iter().filter_map(|(on, value)| {
        let review: Review = serde_json::from_value(value).ok()?;
        let day: NaiveDate = on.parse().ok()?;
        let late = review.found.trim().is_empty() && day < work.today;
        let base = fold.base(&element(REVIEWS, &on));
        Some(ReviewView { on, when: dates::short_date(day), found: review.found, late, base })
    });
    Some(AnalysisView {
        objective: record.objective,
        objective_type_label: record.objective_type.as_deref().map(|id| list.label(id).to_owned()),
        objective_type: record.objective_type,
        reduce_by: record.reduce_by,
        scanning: record.scanning,
        offender: record.offender,
        victim: record.victim,
        location: record.location,
        success_test: record.success_test,
        assessment: record.assessment,
        lessons: record.lessons,
        displacement: record.displacement,
        measures: measures.collect(),
        reviews: reviews.collect(),
    })
}

/// Who was let in by an invitation that holds, into the work or the analysis.
fn invited(work: &Work<'_>, plan: &Plan, can_end: bool) -> Result<Vec<PlanMemberView>, Failure> {
    let reader = work.look.reader;
    let mut members: Vec<PlanMemberView> = Vec::new();
    for (sort, grant) in into(reader, plan.id, &work.today_iso())? {
        let person = work.rows.author(grant.person);
        let analysis = sort == StreamSort::PlanCore;
        if let Some(member) = members.iter_mut().find(|member| member.person.id == person.id) {
            member.grants.push(grant.id.to_string());
            member.analysis |= analysis;
            continue;
        }
        let record = reader.fold(grant.person.into())?.and_then(|fold| fold.read::<PersonRecord>().ok());
        let agency = record.and_then(|record| record.agency);
        members.push(PlanMemberView {
            grants: vec![grant.id.to_string()],
            person,
            agency: agency.map(|id| work.look.book.work.agency.label(&id).to_owned()),
            analysis,
            can_end,
        });
    }
    Ok(members)
}

/// The grants that hold on a day (ISO) and let somebody into a plan's work or its analysis.
pub(super) fn into(
    reader: &store::Reader<'_>,
    plan: RecordId,
    today: &str,
) -> Result<Vec<(StreamSort, GrantRow)>, Failure> {
    let streams = [StreamSort::PlanWork, StreamSort::PlanCore]
        .map(|sort| reader.stream_of_plan(plan, sort).map(|stream| stream.map(|stream| (sort, stream))));
    let streams: Vec<_> = streams.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let holds = |grant: &GrantRow| {
        grant.ended.as_deref().is_none_or(|day| day > today) && grant.until.as_deref().is_none_or(|day| day >= today)
    };
    let mut found = Vec::new();
    for grant in reader.grants()?.into_iter().filter(holds) {
        let Ok(AudienceRef::Stream(stream)) = serde_json::from_str(&grant.audience) else { continue };
        if let Some((sort, _)) = streams.iter().find(|(_, of)| *of == stream) {
            found.push((*sort, grant));
        }
    }
    Ok(found)
}

/// Wards that touch the plan's and are not its own.
fn adjacent(wards: &[WardRef]) -> Vec<String> {
    let mut names: Vec<String> = wards
        .iter()
        .filter_map(|ward| ward.code.parse::<WardCode>().ok().and_then(WardCode::ward)?.neighbours())
        .flatten()
        .filter(|code| !wards.iter().any(|ward| ward.code == code.as_str()))
        .map(|code| views::ward_ref(code.as_str()).name)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

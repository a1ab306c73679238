//! The list of plans, a page at a time, the latest begun first.

use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::plan::PlanStatus;
use store::read::PlanFilter;

use super::work_rows::Work;
use super::{notes, plan_input};
use crate::api::Failure;
use crate::api::notes::FilterChoice;
use crate::api::plans::{PlansPage, PlansRequest};
use crate::notebook::Look;
use crate::views;

pub(crate) fn run(look: &Look<'_>, request: PlansRequest) -> Result<PlansPage, Failure> {
    let work = Work::of(look)?;
    let filter = filter(look, &request)?;
    let after = request.after.as_deref().map(key).transpose()?;
    let (rows, next) = look.reader.plans(&filter, after, notes::limit(request.limit))?;
    let (statuses, wards) = look.reader.plan_counts()?;
    let choice = |status: PlanStatus| FilterChoice {
        id: status.id().to_owned(),
        label: status.label().to_owned(),
        count: statuses.iter().find(|(id, _)| id == status.id()).map_or(0, |(_, count)| *count),
    };
    let mut wards: Vec<_> = wards.iter().map(|(code, _)| views::ward_ref(code)).collect();
    wards.sort_by(|one, other| one.name.cmp(&other.name));
    let plans = |grant: &domain::access::Grant| grant.holds_on(work.today) && grant.rights.contains(&Right::Plan);
    Ok(PlansPage {
        rows: rows.iter().map(|row| work.plan(row)).collect::<Result<_, _>>()?,
        next: next.map(|id| id.to_string()),
        statuses: PlanStatus::ALL.map(choice).to_vec(),
        wards,
        can_add: work.rows.linked() && look.reader.grants_of(work.me)?.iter().any(plans),
    })
}

fn key(text: &str) -> Result<RecordId, Failure> {
    text.parse().map_err(|_| Failure::misuse("the page's key is not one"))
}

fn filter(look: &Look<'_>, request: &PlansRequest) -> Result<PlanFilter, Failure> {
    let status = plan_input::given(request.status.as_deref()).map(plan_input::plan_status).transpose()?;
    let ward = plan_input::given(request.ward.as_deref()).map(str::to_owned);
    let areas = plan_input::areas(look.reader, ward.as_slice())?;
    Ok(PlanFilter {
        status: status.map(|status| status.id().to_owned()),
        area: areas.first().map(|(area, _)| *area),
        words: plan_input::search(&request.query),
        none: false,
    })
}

//! Actions by what they have in common: which groups there are, and the first rows of those that are read.

use store::read::ActionFilter;

use super::work_rows::Work;
use super::{actions, notes, plan_input};
use crate::api::Failure;
use crate::api::actions::{
    ActionChoices, ActionGroup, ActionGroupPage, ActionGrouping, ActionGroupsRequest, ActionGroupsView, ActionsRequest,
};
use crate::api::notes::FilterChoice;
use crate::notebook::Look;

/// Groups by plan are those of the plans begun last.
const MOST_PLANS: usize = 200;

pub(crate) fn run(look: &Look<'_>, request: ActionGroupsRequest) -> Result<ActionGroupsView, Failure> {
    let work = Work::of(look)?;
    let choices = actions::choices(&work)?;
    let among = actions::filter(look, &request.among, &work.today_iso())?;
    let whole = among == ActionFilter::default();
    let mut groups = Vec::new();
    for (at, group) in groups_of(&work, &request, &choices)?.into_iter().enumerate() {
        let read = at < request.first as usize || request.also.contains(&group.id);
        let page = match read {
            false => None,
            true if !wanted(&work, &request, &group.id) => Some(ActionGroupPage { rows: Vec::new(), next: None, total: 0 }),
            true => {
                let filter = actions::filter(look, &narrowed(&request, &group.id), &work.today_iso())?;
                let (rows, next) = look.reader.actions(&filter, None, notes::limit(request.among.limit))?;
                // What is held of a group was counted with the choices.
                let total = group.count.filter(|_| whole).map_or_else(|| look.reader.count_actions(&filter), Ok)?;
                Some(ActionGroupPage {
                    rows: rows.iter().map(|row| work.action(row)).collect::<Result<_, _>>()?,
                    next: next.as_ref().map(actions::key_text),
                    total,
                })
            }
        };
        groups.push(ActionGroup { id: group.id, label: group.label, page });
    }
    let total = match whole {
        true => choices.statuses.iter().map(|status| status.count).sum::<u32>(),
        false => look.reader.count_actions(&among)?,
    };
    Ok(ActionGroupsView { groups, total, choices })
}

struct Named {
    id: String,
    label: String,
    /// How many are held; none where that was not counted.
    count: Option<u32>,
}

fn groups_of(
    work: &Work<'_>,
    request: &ActionGroupsRequest,
    choices: &ActionChoices,
) -> Result<Vec<Named>, Failure> {
    let of = match request.by {
        ActionGrouping::Plan => {
            let plans = work.look.reader.plans_with_actions(MOST_PLANS)?;
            return Ok(plans
                .into_iter()
                .map(|(id, label)| Named { id: id.to_string(), label, count: None })
                .filter(|plan| wanted(work, request, &plan.id))
                .collect());
        }
        ActionGrouping::Owner => &choices.owners,
        ActionGrouping::Agency => &choices.agencies,
        ActionGrouping::Ward => &choices.wards,
        ActionGrouping::Status => &choices.statuses,
    };
    let named = |choice: &FilterChoice| Named {
        id: choice.id.clone(),
        label: choice.label.clone(),
        count: Some(choice.count),
    };
    let shown = |choice: &&FilterChoice| request.empty || (choice.count > 0 && wanted(work, request, &choice.id));
    Ok(of.iter().filter(shown).map(named).collect())
}

/// Whether something that narrows the actions leaves this group out.
fn wanted(work: &Work<'_>, request: &ActionGroupsRequest, id: &str) -> bool {
    let among = &request.among;
    let named = match request.by {
        ActionGrouping::Plan => &among.plan,
        ActionGrouping::Owner if among.mine => return id == work.me.to_string(),
        ActionGrouping::Owner => &among.owner,
        ActionGrouping::Agency => &among.agency,
        ActionGrouping::Ward => &among.ward,
        ActionGrouping::Status => &among.status,
    };
    plan_input::given(named.as_deref()).is_none_or(|named| named == id)
}

fn narrowed(request: &ActionGroupsRequest, id: &str) -> ActionsRequest {
    let mut among = request.among.clone();
    let named = match request.by {
        ActionGrouping::Plan => &mut among.plan,
        ActionGrouping::Owner => &mut among.owner,
        ActionGrouping::Agency => &mut among.agency,
        ActionGrouping::Ward => &mut among.ward,
        ActionGrouping::Status => &mut among.status,
    };
    *named = Some(id.to_owned());
    among
}

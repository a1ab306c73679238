//! The table of actions: open before over, the earliest due first, a page at a time.

use domain::ids::PersonId;
use domain::records::plan::ActionStatus;
use domain::words::Field;
use store::read::{ActionAgency, ActionFilter, ActionKey, ActionOwner};

use super::work_rows::Work;
use super::{note_input, notes, plan_input};
use crate::api::Failure;
use crate::api::actions::{ActionChoices, ActionsPage, ActionsRequest};
use crate::api::notes::FilterChoice;
use crate::notebook::Look;
use crate::views;

/// What stands for "nobody" and "no agency" where an owner or an agency is named.
const NONE: &str = "-";

pub(crate) fn run(look: &Look<'_>, request: ActionsRequest) -> Result<ActionsPage, Failure> {
    let work = Work::of(look)?;
    let filter = filter(look, &request, &work.today_iso())?;
    let after = request.after.as_deref().map(page_key).transpose()?;
    let (rows, next) = look.reader.actions(&filter, after.as_ref(), notes::limit(request.limit))?;
    let ActionChoices { statuses, owners, agencies, wards, overdue, mine } = choices(&work)?;
    Ok(ActionsPage {
        rows: rows.iter().map(|row| work.action(row)).collect::<Result<_, _>>()?,
        next: next.as_ref().map(key_text),
        total: look.reader.count_actions(&filter)?,
        statuses,
        owners,
        agencies,
        wards,
        overdue,
        mine,
    })
}

/// What lists of actions can be narrowed to, counted over all that are held.
pub(super) fn choices(work: &Work<'_>) -> Result<ActionChoices, Failure> {
    let look = work.look;
    let counts = look.reader.action_counts(&work.today_iso())?;
    let choice = |id: &str, label: String, count: u32| FilterChoice { id: id.to_owned(), label, count };
    let status = |status: ActionStatus| {
        let count = counts.statuses.iter().find(|(id, _)| id == status.id()).map_or(0, |(_, count)| *count);
        choice(status.id(), status.label().to_owned(), count)
    };
    let mut owners: Vec<FilterChoice> = counts
        .members
        .iter()
        .map(|(id, count)| choice(&id.to_string(), work.rows.author(*id).name, *count))
        .chain(counts.names.iter().map(|(name, count)| choice(name, name.clone(), *count)))
        .collect();
    owners.sort_by_cached_key(|owner| owner.label.to_lowercase());
    let all: u32 = counts.statuses.iter().map(|(_, count)| count).sum();
    let without = |named: u32| all.saturating_sub(named);
    let unowned = without(owners.iter().map(|owner| owner.count).sum());
    if unowned > 0 {
        owners.insert(0, choice(NONE, "Nobody".to_owned(), unowned));
    }
    let agency = &look.book.work.agency;
    let mut agencies: Vec<FilterChoice> =
        counts.agencies.iter().map(|(id, count)| choice(id, agency.label(id).to_owned(), *count)).collect();
    let unset = without(agencies.iter().map(|agency| agency.count).sum());
    if unset > 0 {
        agencies.push(choice(NONE, "No agency".to_owned(), unset));
    }
    let mut wards: Vec<FilterChoice> =
        counts.wards.iter().map(|(code, count)| choice(code, views::ward_ref(code).name, *count)).collect();
    wards.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(ActionChoices {
        statuses: ActionStatus::ALL.map(status).to_vec(),
        owners,
        agencies,
        wards,
        overdue: counts.overdue,
        mine: counts.members.iter().find(|(id, _)| *id == work.me).map_or(0, |(_, count)| *count),
    })
}

pub(super) fn key_text(key: &ActionKey) -> String {
    format!("{}.{}.{}", u8::from(key.over), key.due, key.id)
}

pub(super) fn page_key(text: &str) -> Result<ActionKey, Failure> {
    let mut parts = text.splitn(3, '.');
    let key = (|| {
        let (over, due, id) = (parts.next()?, parts.next()?, parts.next()?);
        Some(ActionKey { over: over == "1", due: due.to_owned(), id: id.parse().ok()? })
    })();
    key.ok_or_else(|| Failure::misuse("the page's key is not one"))
}

pub(super) fn filter(look: &Look<'_>, request: &ActionsRequest, today: &str) -> Result<ActionFilter, Failure> {
    let given = plan_input::given;
    let owner = match (request.mine, given(request.owner.as_deref())) {
        (true, _) => Some(ActionOwner::Member(look.me()?)),
        (false, Some(NONE)) => Some(ActionOwner::Nobody),
        (false, Some(text)) => Some(match text.parse::<PersonId>() {
            Ok(id) => ActionOwner::Member(id),
            Err(_) => match plan_input::member(look.reader, text)? {
                Some(person) => ActionOwner::Member(person.id),
                None => ActionOwner::Named(text.to_owned()),
            },
        }),
        (false, None) => None,
    };
    let ward = given(request.ward.as_deref()).map(str::to_owned);
    let areas = plan_input::areas(look.reader, ward.as_slice())?;
    let status = given(request.status.as_deref()).map(plan_input::action_status).transpose()?;
    Ok(ActionFilter {
        plan: given(request.plan.as_deref()).map(|id| note_input::id(id, "plan")).transpose()?,
        owner,
        agency: match given(request.agency.as_deref()) {
            None => None,
            Some(NONE) => Some(ActionAgency::NoneSet),
            Some(text) => {
                Some(ActionAgency::Listed(plan_input::entry(&look.book.work.agency, Field::Agency, text)?))
            }
        },
        area: areas.first().map(|(area, _)| *area),
        status: status.map(|status| status.id().to_owned()),
        open: request.open,
        due_before: request.overdue.then(|| today.to_owned()),
        words: plan_input::search(&request.query),
        none: false,
    })
}

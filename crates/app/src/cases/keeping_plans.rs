//! Closed plans that are past their time, and those that name somebody for longer than names are kept.

use std::collections::BTreeSet;

use domain::ids::RecordId;
use domain::keeping::{Agreed, Kept, Lasts, names};
use domain::permissions::Right;
use domain::{dates, words};

use super::keeping::LISTED;
use crate::api::Failure;
use crate::api::keeping::{DueNames, DuePlan};
use crate::notebook::Look;
use crate::views;

/// A closed plan of which something is past its time.
struct Closed {
    plan: RecordId,
    title: String,
    wards: String,
    closed: String,
}

/// Closed plans for which this time is over and `due` says something, of those in which this person plans.
fn closed_plans<T>(
    look: &Look<'_>,
    lasts: Lasts,
    due: impl Fn(RecordId) -> Result<Option<T>, Failure>,
) -> Result<Vec<(Closed, T)>, Failure> {
    let (me, today) = (look.me()?, look.today()?);
    let Some(since) = lasts.over_since(today) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for (plan, title, closed) in look.reader.closed_plans()? {
        let day = dates::day_of(closed.utc());
        let Some(fold) = look.reader.fold(plan)?.filter(|_| day <= since) else { continue };
        if found.len() >= LISTED || !look.reader.rights_over_stream(me, fold.stream(), today)?.contains(&Right::Plan) {
            continue;
        }
        let Some(what) = due(plan)? else { continue };
        let wards: Vec<String> =
            look.reader.wards_of_plan(plan)?.iter().map(|ward| views::ward_ref(ward).name).collect();
        found.push((Closed { plan, title, wards: wards.join(", "), closed: dates::short_date(day) }, what));
    }
    Ok(found)
}

/// Closed plans that are past their time, of those whose plans this person may erase.
pub(super) fn due(look: &Look<'_>, agreed: &Agreed) -> Result<Vec<DuePlan>, Failure> {
    let lasts = agreed.lasts(Kept::Plan);
    let due = closed_plans(look, lasts, |_| Ok(Some(())))?;
    let row = |(Closed { plan, title, wards, closed }, ())| DuePlan {
        plan: plan.to_string(),
        title,
        wards,
        closed,
        why: words::plan_due(lasts),
    };
    Ok(due.into_iter().map(row).collect())
}

/// Closed plans that name somebody past the time for names. One that is to go as a whole is not asked about twice.
pub(super) fn names_due(look: &Look<'_>, agreed: &Agreed, whole: &[DuePlan]) -> Result<Vec<DueNames>, Failure> {
    let lasts = agreed.lasts(Kept::PersonFields);
    let due = closed_plans(look, lasts, |plan| {
        if whole.iter().any(|due| due.plan == plan.to_string()) {
            return Ok(None);
        }
        let mut named = BTreeSet::new();
        for fold in look.reader.plan_and_actions(plan)? {
            named.extend(names::named_in(&fold));
        }
        Ok(Some(named.len()).filter(|count| *count > 0))
    })?;
    let row = |(Closed { plan, title, wards, closed }, count)| DueNames {
        plan: plan.to_string(),
        title,
        wards,
        closed,
        why: words::names_due(count as u64, lasts),
    };
    Ok(due.into_iter().map(row).collect())
}

/// Whether there are any. Of names those that stand, which is quickly found; an earlier version that had one is found
/// where they are listed.
pub(super) fn wait(look: &Look<'_>, agreed: &Agreed) -> Result<bool, Failure> {
    let named = |plan| -> Result<Option<()>, Failure> {
        let led = look.reader.plan_row(plan)?.is_some_and(|row| !row.lead.is_empty());
        let owned = led || look.reader.actions_of_plan(plan)?.iter().any(|row| !row.owner.is_empty());
        Ok(owned.then_some(()))
    };
    Ok(!due(look, agreed)?.is_empty() || !closed_plans(look, agreed.lasts(Kept::PersonFields), named)?.is_empty())
}

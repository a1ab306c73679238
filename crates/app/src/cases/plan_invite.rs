//! Let a member, or all members of an agency, into a plan: the work alone, or the analysis too.

use domain::change::Draft;
use domain::ids::{PersonId, StreamId};
use domain::permissions::Right;
use domain::records::{AudienceRef, GrantRecord, Kind, PersonRecord};
use domain::streams::StreamSort;
use domain::words::{Field, Refusal, WorkRefusal, counted};

use super::{grants, plan_input, work};
use crate::api::plans::PlanInviteRequest;
use crate::api::triage::Done;
use crate::api::{ChangeTopic, Failure};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: PlanInviteRequest) -> Result<Done, Failure> {
    let plan = plan_input::plan(act.writer, &request.id)?;
    let (people, whom) = meant(act, &request)?;
    if people.is_empty() {
        return Err(Refusal::Work(WorkRefusal::NobodyMeant { whom }).into());
    }
    let stream = |act: &Act<'_, '_>, sort| -> Result<StreamId, Failure> {
        Ok(act.writer.stream_of_plan(plan.id, sort)?.ok_or(Refusal::NotAllowed)?)
    };
    let mut into = vec![(stream(act, StreamSort::PlanWork)?, vec![Right::Read, Right::Write])];
    if request.analysis {
        into.push((stream(act, StreamSort::PlanCore)?, vec![Right::Read]));
    }
    let mut drafts = Vec::new();
    let mut let_in = 0;
    for person in &people {
        let new = grants_for(act, *person, &into)?;
        let_in += u64::from(!new.is_empty());
        drafts.extend(new);
    }
    grants::write(act, drafts)?;
    act.touched(ChangeTopic::People);
    let words = if let_in == 0 {
        format!("{whom} could see the plan already.")
    } else if request.person.is_some() {
        format!("{whom} is let in.")
    } else {
        format!("{} of {whom} let in.", counted(let_in, "member", "members"))
    };
    // A grant is not taken back by a token; it is ended, with a reason.
    Ok(work::done(act, plan.id, Vec::new(), words))
}

/// The members that are meant, and whom people would call so.
fn meant(act: &Act<'_, '_>, request: &PlanInviteRequest) -> Result<(Vec<PersonId>, String), Failure> {
    match (plan_input::given(request.person.as_deref()), plan_input::given(request.agency.as_deref())) {
        (Some(name), None) => Ok(match plan_input::member(act.writer, name)? {
            Some(person) => (vec![person.id], person.name),
            None => (Vec::new(), name.to_owned()),
        }),
        (None, Some(agency)) => {
            let list = &act.book.work.agency;
            let id = plan_input::entry(list, Field::Agency, agency)?;
            let mut people = Vec::new();
            for person in act.writer.people()?.into_iter().filter(|person| person.ended.is_none()) {
                let record = act.writer.fold(person.id.into())?.and_then(|fold| fold.read::<PersonRecord>().ok());
                if record.and_then(|record| record.agency).as_deref() == Some(id.as_str()) {
                    people.push(person.id);
                }
            }
            Ok((people, list.label(&id).to_owned()))
        }
        _ => Err(Failure::misuse("a member or an agency is named, not both")),
    }
}

/// The grants somebody lacks.
fn grants_for(
    act: &Act<'_, '_>,
    person: PersonId,
    into: &[(StreamId, Vec<Right>)],
) -> Result<Vec<Draft>, Failure> {
    let control = act.writer.control()?;
    let today = act.today()?;
    let held = act.writer.grants_of(person)?;
    let mut drafts = Vec::new();
    for (stream, rights) in into {
        let audience = AudienceRef::Stream(*stream);
        let has_it = held.iter().any(|grant| {
            grant.holds_on(today)
                && grant.audience == audience
                && rights.iter().all(|right| grant.rights.contains(right))
        });
        if has_it {
            continue;
        }
        let record = GrantRecord {
            person,
            audience,
            rights: rights.clone(),
            role: String::new(),
            until: None,
            // `control` holds no content, so the plan is not named there.
            reason: "Invited to a plan".to_owned(),
            granted_by: act.writer.me(),
            ended: None,
        };
        drafts.push(Draft::create(control, act.writer.new_record(), Kind::Grant.as_str(), &record));
    }
    Ok(drafts)
}

//! Writing people and their rights into `control`: shared by the acts that do.

use chrono::NaiveDate;
use domain::change::{Act as Doing, Draft};
use domain::ids::{AreaId, PersonId, RecordId};
use domain::permissions::Right;
use domain::records::{AudienceRef, Deed, ENDED, Ended, GrantRecord, Kind};
use domain::roles::Role;
use domain::words::{self, Refusal};
use serde_json::json;
use store::Reader;

use super::note_input;
use crate::api::people::EndRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

/// A role and the wards it is for.
pub(super) struct Given {
    pub role: Role,
    audiences: Vec<(AudienceRef, &'static [Right])>,
}

/// Whoever takes nobody in is told so before anything that was typed is looked at.
pub(super) fn takes_people_in(reader: &Reader<'_>, me: PersonId, today: NaiveDate) -> Result<(), Failure> {
    let rights = reader.rights_everywhere(me, today)?;
    let may = rights.contains(&Right::Invite) || rights.contains(&Right::Administer);
    if may { Ok(()) } else { Err(Refusal::NotAllowed.into()) }
}

/// Reads what was asked for; a role that is for wards must be given some.
pub(super) fn read(act: &Act<'_, '_>, role: &str, wards: &[String]) -> Result<Given, Failure> {
    let role = Role::parse(role).map_err(|unknown| Refusal::NotARole { text: unknown.0 })?;
    let mut audiences = Vec::new();
    if !role.everywhere().is_empty() {
        audiences.push((AudienceRef::Partnership, role.everywhere()));
    }
    if !role.in_wards().is_empty() {
        if wards.is_empty() {
            return Err(Refusal::WardsMissing.into());
        }
        // For somebody who is to see only what is shared with them: a plan, by an invitation of its own.
        if let [only] = wards
            && only.eq_ignore_ascii_case("none")
        {
            return Ok(Given { role, audiences });
        }
        if wards.iter().any(|ward| ward.eq_ignore_ascii_case("all")) {
            audiences.push((AudienceRef::Partnership, role.in_wards()));
        } else {
            for ward in wards {
                audiences.push((AudienceRef::Area(area(act, ward)?), role.in_wards()));
            }
        }
    }
    Ok(Given { role, audiences })
}

fn area(act: &Act<'_, '_>, ward: &str) -> Result<AreaId, Failure> {
    let set = act.writer.partnership()?.1;
    let found = domain::wards::find(&[set], ward).map_err(Refusal::Ward)?;
    act.writer.area_of(found.code)?.ok_or_else(|| super::note_input::not_found(ward, "ward"))
}

/// The grants that give it, leaving out what the person holds already.
pub(super) fn drafts(
    act: &Act<'_, '_>,
    person: PersonId,
    given: &Given,
    until: Option<&str>,
    reason: &str,
) -> Result<Vec<Draft>, Failure> {
    let control = act.writer.control()?;
    let today = act.today()?;
    let held = act.writer.grants_of(person)?;
    // The server would refuse it; saying so here saves a round and a surprise.
    let mine = act.writer.rights_everywhere(act.writer.me(), today)?;
    let gives = |right: &Right| mine.contains(right) && *right != Right::Administer;
    let within = given.audiences.iter().all(|(_, rights)| rights.iter().all(gives));
    if !within && !mine.contains(&Right::Administer) {
        return Err(Refusal::NotAllowed.into());
    }
    let mut drafts = Vec::new();
    for (audience, rights) in &given.audiences {
        let has_it = held.iter().any(|grant| {
            grant.holds_on(today)
                && grant.audience == *audience
                && rights.iter().all(|right| grant.rights.contains(right))
        });
        if has_it {
            continue;
        }
        let record = GrantRecord {
            person,
            audience: audience.clone(),
            rights: rights.to_vec(),
            role: given.role.id().to_owned(),
            until: until.map(str::to_owned),
            reason: reason.to_owned(),
            granted_by: act.writer.me(),
            ended: None,
        };
        let id = act.writer.new_record();
        drafts.push(Draft::create(control, id, Kind::Grant.as_str(), &record));
    }
    Ok(drafts)
}

/// Writes drafts in as many groups as they need: each grant makes sense alone.
pub(super) fn write(act: &mut Act<'_, '_>, drafts: Vec<Draft>) -> Result<(), Failure> {
    let told = drafts.iter().filter(|draft| draft.kind == Kind::Grant.as_str());
    let told: Vec<(Deed, RecordId, Option<AreaId>)> = told.map(deed).collect();
    on_trail(act, &told)?;
    for group in drafts.chunks(domain::change::GROUP_CHANGES_MAX) {
        act.writer.write_group(group.to_vec()).map_err(not_allowed)?;
    }
    Ok(())
}

/// What a grant's draft does, and over which ward where it is over one.
fn deed(draft: &Draft) -> (Deed, RecordId, Option<AreaId>) {
    let deed = if draft.act == Doing::Create { Deed::GaveAccess } else { Deed::EndedAccess };
    let audience = draft.content.get("audience").cloned().and_then(|audience| serde_json::from_value(audience).ok());
    let area = match audience {
        Some(AudienceRef::Area(area)) => Some(area),
        _ => None,
    };
    (deed, draft.record, area)
}

fn on_trail(act: &mut Act<'_, '_>, told: &[(Deed, RecordId, Option<AreaId>)]) -> Result<(), Failure> {
    let now = act.now();
    crate::trail::access_changed(act.writer, told, now).map_err(not_allowed)
}

/// Ends a membership, a device or a grant (`kind`, called `what` to people), from today on.
pub(super) fn end(
    act: &mut Act<'_, '_>,
    request: &EndRequest,
    kind: Kind,
    what: &'static str,
) -> Result<Nothing, Failure> {
    let record: RecordId = note_input::id(&request.id, what)?;
    let fold = act.writer.fold(record)?.filter(|fold| fold.kind() == kind);
    let fold = fold.ok_or_else(|| note_input::not_found(&request.id, what))?;
    let reason = request.reason.trim().to_owned();
    let control = act.writer.control()?;
    let on = act.today()?.to_string();
    let draft = Draft::create(control, record, kind.as_str(), &json!({ ENDED: Ended { on, reason } }))
        .act(Doing::Set)
        .superseding(fold.heads_of([ENDED]));
    act.writer.may_write(&draft).map_err(not_allowed)?;
    words::check_reason(&request.reason)?;
    on_trail(act, &[(Deed::EndedAccess, record, None)])?;
    act.writer.write_group(vec![draft]).map_err(not_allowed)?;
    act.touched(ChangeTopic::People);
    Ok(Nothing {})
}

/// Here not being allowed is about access, not about whose text it is.
pub(super) fn not_allowed(error: store::StoreError) -> Failure {
    match error {
        store::StoreError::NotAllowed => Refusal::NotAllowed.into(),
        other => other.into(),
    }
}

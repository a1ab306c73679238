//! Take somebody in: the person and their rights are written, sent, and the server makes an invitation
//! that works once. With a member's name it is for another device of theirs.

use domain::change::Draft;
use domain::dates;
use domain::ids::PersonId;
use domain::records::{Kind, PersonRecord};
use domain::words::Refusal;
use protocol::{Fingerprint, InviteRequest};
use serde_json::Value;

use super::{grants, person_rename, sync_now};
use crate::api::people::{InvitedView, PersonInviteRequest};
use crate::api::{ChangeTopic, Failure};
use crate::app::App;
use crate::exchange::ask;
use crate::notebook::Act;

pub(crate) fn run(app: &App, request: PersonInviteRequest) -> Result<InvitedView, Failure> {
    let key = app.open_book()?.store.read(|reader| reader.server())?.ok_or(Refusal::NoServer)?.key;
    app.look(|look| grants::takes_people_in(look.reader, look.me()?, look.today()?))?;
    let name = person_rename::checked(&request.name)?;
    // Somebody taken in while nobody answers would belong and have no invitation to join with.
    ask(app, |_| async { Ok(()) })?;
    let written = app.act("", "person_invite", &Value::Null, |act| Ok(Value::from(write(act, &name, &request)?.to_string())))?;
    let person: PersonId = written
        .as_str()
        .and_then(|id| id.parse().ok())
        .ok_or_else(|| Failure::unforeseen("the new member has no id"))?;
    let lost = |failure: Failure| {
        if failure.code == Refusal::Unreachable.code() { Refusal::Uninvited { name: name.clone() }.into() } else { failure }
    };
    // The server must know of the person before it can invite them.
    sync_now::exchange(app).map_err(lost)?;
    let invited = ask(app, |client| async move { client.invite(&InviteRequest { person, days: 0 }).await });
    let answer = invited.map_err(lost)?;
    Ok(InvitedView {
        person: person.to_string(),
        invitation: answer.invitation,
        fingerprint: Fingerprint::of(&key).to_string(),
        words: format!("It works once, until {}.", dates::full(answer.expires.utc())),
    })
}

fn write(act: &mut Act<'_, '_>, name: &str, request: &PersonInviteRequest) -> Result<PersonId, Failure> {
    let known = act.writer.people()?.into_iter().find(|person| person.name.to_lowercase() == name.to_lowercase());
    if request.role.trim().is_empty() {
        let member = known.filter(|person| person.ended.is_none());
        return Ok(member.ok_or_else(|| Refusal::RoleMissing { name: name.to_owned() })?.id);
    }
    if known.is_some() {
        return Err(Refusal::MemberExists { name: name.to_owned() }.into());
    }
    let given = grants::read(act, &request.role, &request.wards)?;
    let person = PersonId::from(act.writer.new_record());
    let record = PersonRecord::new(name.to_owned(), given.role.label().to_owned());
    let control = act.writer.control()?;
    let mut drafts = vec![Draft::create(control, person.into(), Kind::Person.as_str(), &record)];
    drafts.extend(grants::drafts(act, person, &given, None, "")?);
    grants::write(act, drafts)?;
    act.touched(ChangeTopic::People);
    Ok(person)
}

//! Give a member the rights of a role.

use domain::ids::PersonId;
use domain::words::Refusal;

use super::grants;
use crate::api::people::GrantAddRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: GrantAddRequest) -> Result<Nothing, Failure> {
    grants::takes_people_in(act.writer, act.writer.me(), act.today()?)?;
    let missing = || super::note_input::not_found(&request.person, "person");
    let person: PersonId = request.person.parse().map_err(|_| missing())?;
    act.writer.person(person)?.ok_or_else(missing)?;
    let given = grants::read(act, &request.role, &request.wards)?;
    let until = match request.until.as_deref().map(str::trim).filter(|until| !until.is_empty()) {
        None => None,
        Some(until) => Some(until.parse::<chrono::NaiveDate>().map_err(|_| {
            Failure::from(Refusal::When(domain::dates::DateRefusal::NotADate { said: format!("“{until}”") }))
        })?),
    };
    let until = until.map(|until| until.to_string());
    let drafts = grants::drafts(act, person, &given, until.as_deref(), request.reason.trim())?;
    grants::write(act, drafts)?;
    act.touched(ChangeTopic::People);
    Ok(Nothing {})
}

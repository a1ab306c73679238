//! Change a member's name.

use domain::records::Kind;
use domain::words::Refusal;
use serde_json::json;

use super::{grants, note_input};
use crate::api::people::PersonRenameRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

/// As long as a new notebook takes it.
const NAME_MAX: usize = 120;

pub(crate) fn run(act: &mut Act<'_, '_>, request: PersonRenameRequest) -> Result<Nothing, Failure> {
    let id = note_input::id(&request.id, "person")?;
    if act.writer.fold(id)?.is_none_or(|fold| fold.kind() != Kind::Person) {
        return Err(note_input::not_found(&request.id, "person"));
    }
    let control = act.writer.control()?;
    let draft = act.writer.setting(control, id, Kind::Person, &json!({ "name": request.name.trim() }))?;
    act.writer.may_write(&draft).map_err(grants::not_allowed)?;
    checked(&request.name)?;
    act.writer.write_group(vec![draft]).map_err(grants::not_allowed)?;
    act.touched(ChangeTopic::People);
    act.touched(ChangeTopic::Session);
    Ok(Nothing {})
}

pub(super) fn checked(name: &str) -> Result<String, Failure> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Refusal::NameBlank.into());
    }
    if name.chars().count() > NAME_MAX {
        return Err(Refusal::NameTooLong { at_most: NAME_MAX }.into());
    }
    Ok(name.to_owned())
}

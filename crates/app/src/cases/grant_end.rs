//! End a grant. What it let somebody hold goes from their devices.

use domain::records::Kind;
use domain::words;

use super::{grants, note_input};
use crate::api::people::EndRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: EndRequest) -> Result<Nothing, Failure> {
    let id = note_input::id(&request.id, "grant")?;
    let known = act.writer.fold(id)?.is_some_and(|fold| fold.kind() == Kind::Grant);
    if !known {
        return Err(note_input::not_found(&request.id, "grant"));
    }
    let reason = words::check_reason(&request.reason)?;
    grants::end(act, id, Kind::Grant, reason)?;
    act.touched(ChangeTopic::People);
    Ok(Nothing {})
}

//! End a membership. What the person recorded stays; what they sent too late is held.

use domain::records::Kind;
use domain::words;

use super::{grants, note_input};
use crate::api::people::EndRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: EndRequest) -> Result<Nothing, Failure> {
    let id = note_input::id(&request.id, "person")?;
    let known = act.writer.fold(id)?.is_some_and(|fold| fold.kind() == Kind::Person);
    if !known {
        return Err(note_input::not_found(&request.id, "person"));
    }
    let reason = words::check_reason(&request.reason)?;
    grants::end(act, id, Kind::Person, reason)?;
    act.touched(ChangeTopic::People);
    Ok(Nothing {})
}

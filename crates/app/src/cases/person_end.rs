//! End a membership. What the person recorded stays; what they sent too late is held.

use domain::permissions::Right;
use domain::records::Kind;
use domain::words::Refusal;

use super::grants;
use crate::api::people::EndRequest;
use crate::api::{Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: EndRequest) -> Result<Nothing, Failure> {
    // A coordinator takes people in and ends what they were let into; the server refuses a membership's end
    // from anybody but an administrator, so it is refused here, before it seems to be done.
    let today = act.today()?;
    if !act.writer.rights_everywhere(act.writer.me(), today)?.contains(&Right::Administer) {
        return Err(Refusal::NotAllowed.into());
    }
    grants::end(act, &request, Kind::Person, "person")
}

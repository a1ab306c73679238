//! End a membership. What the person recorded stays; what they sent too late is held.

use domain::records::Kind;

use super::grants;
use crate::api::people::EndRequest;
use crate::api::{Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: EndRequest) -> Result<Nothing, Failure> {
    grants::end(act, &request, Kind::Person, "person")
}

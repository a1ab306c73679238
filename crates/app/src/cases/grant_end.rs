//! End a grant. What it let somebody hold goes from their devices.

use domain::records::Kind;

use super::grants;
use crate::api::people::EndRequest;
use crate::api::{Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: EndRequest) -> Result<Nothing, Failure> {
    grants::end(act, &request, Kind::Grant, "grant")
}

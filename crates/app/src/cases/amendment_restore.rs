//! Undo of taking an amendment back.

use domain::change::Act as ChangeAct;

use super::amendment_take_back;
use crate::api::notes::ById;
use crate::api::{Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: ById) -> Result<Nothing, Failure> {
    amendment_take_back::set_withdrawn(act, &request.id, ChangeAct::Reinstate)
}

//! A notice that was read goes.

use crate::api::session::NoticeDismissRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: NoticeDismissRequest) -> Result<Nothing, Failure> {
    act.writer.dismiss_notice(&request.id)?;
    act.writer.settle_histories(&request.id)?;
    act.touched(ChangeTopic::Session);
    Ok(Nothing {})
}

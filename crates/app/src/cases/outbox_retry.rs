//! Send something that was not accepted again, as it stands.

use domain::words::Refusal;
use store::StoreError;

use crate::api::sync::OutboxRequest;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) fn run(act: &mut Act<'_, '_>, request: OutboxRequest) -> Result<Nothing, Failure> {
    let group = super::sync::group(act.writer, &request.id)?;
    act.writer.retry_group(group).map_err(|error| match error {
        StoreError::NotFound => Refusal::NotFound { what: "refused item", id: request.id.clone() }.into(),
        other => Failure::from(other),
    })?;
    act.touched(ChangeTopic::Sync);
    Ok(Nothing {})
}

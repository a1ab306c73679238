//! No lead's device is left: the printed code makes this one the only lead's, and a new code takes its place.

use domain::records::Deed;
use domain::words::Refusal;
use store::keyfile::RecoveryCode;
use store::{SourceFault, StoreError};

use super::roster_begin;
use crate::api::Failure;
use crate::api::sources::{RosterBegun, RosterRecoverRequest};
use crate::app::App;
use crate::trail::access_changed;

pub(crate) fn run(app: &App, request: RosterRecoverRequest) -> Result<RosterBegun, Failure> {
    let book = app.own_book()?;
    roster_begin::may_open_sources(app, &book)?;
    let typed = RecoveryCode::parse(&request.code).map_err(|_| Failure::from(Refusal::RecoveryCodeTypo))?;
    let fresh = RecoveryCode::of_its_own().map_err(|error| app.failure(error))?;
    let (now, entropy) = (app.host().clock().now(), app.host().entropy());
    book.store
        .write(now, entropy, |writer| {
            roster_begin::owe(writer)?;
            let here = writer.device();
            access_changed(writer, &[(Deed::GaveAccess, here.into(), None)], now)?;
            writer.recover_roster(&typed.leads_key(), &fresh.leads_key().public())
        })
        .map_err(|error| match error {
            StoreError::Source(SourceFault::NotOpened) => Refusal::RecoveryCodeWrong.into(),
            other => app.failure(other),
        })?;
    roster_begin::finish(app, &book, &fresh)
}

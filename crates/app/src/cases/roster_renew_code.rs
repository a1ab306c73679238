//! The leads' printed code was lost, or somebody else may have seen it: a lead makes a new one, with a new key. The old
//! one brings nobody in any more, and opens nothing that is sealed where this has been heard of.

use domain::words::Refusal;
use store::StoreError;
use store::keyfile::RecoveryCode;

use super::roster_begin;
use crate::api::sources::RosterBegun;
use crate::api::{Failure, Nothing};
use crate::app::App;

pub(crate) fn run(app: &App, _: Nothing) -> Result<RosterBegun, Failure> {
    let book = app.own_book()?;
    roster_begin::may_open_sources(app, &book)?;
    let fresh = RecoveryCode::of_its_own().map_err(|error| app.failure(error))?;
    let recovery = fresh.leads_key().public();
    let (now, entropy) = (app.host().clock().now(), app.host().entropy());
    book.store
        .write(now, entropy, |writer| {
            roster_begin::owe(writer)?;
            let leads = writer.present_leads(writer.day_of_writing(now)?)?;
            writer.renew_leads_code(&leads, &recovery)
        })
        .map_err(|error| match error {
            StoreError::NotAllowed => Refusal::NotAllowed.into(),
            error => app.failure(error),
        })?;
    roster_begin::finish(app, &book, &fresh)
}

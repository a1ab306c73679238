//! The person has the recovery code on paper. Until they say so a notice stays: a program that ended while
//! the code was on the screen must not leave them believing that they have one.

use store::{StoreError, Writer};

use crate::api::{ChangeTopic, Failure, Nothing};
use crate::notebook::Act;

pub(crate) const NOTICE: &str = "recovery-code";

pub(crate) fn run(act: &mut Act<'_, '_>, _: Nothing) -> Result<Nothing, Failure> {
    act.writer.dismiss_notice(NOTICE)?;
    act.touched(ChangeTopic::Session);
    Ok(Nothing {})
}

/// A code is about to be shown.
pub(super) fn owe(writer: &mut Writer<'_>) -> Result<(), StoreError> {
    writer.put_notice(NOTICE, "")
}

//! The first roster of safeguarding leads. Its recovery code is shown once: where every lead is gone it brings
//! another in, and nothing else does.

use domain::permissions::Right;
use domain::records::Deed;
use domain::words::{Refusal, SourceRefusal};
use store::Writer;
use store::keyfile::RecoveryCode;

use crate::api::sources::RosterBegun;
use crate::api::{ChangeTopic, Failure, Nothing};
use crate::app::App;
use crate::trail::access_changed;

pub(crate) fn run(app: &App, _: Nothing) -> Result<RosterBegun, Failure> {
    let book = app.own_book()?;
    may_open_sources(app, &book)?;
    if app.look_in(&book, |look| Ok(look.reader.roster()?.by.is_some()))? {
        return Err(Refusal::from(SourceRefusal::RosterExists).into());
    }
    let code = RecoveryCode::of_its_own().map_err(|error| app.failure(error))?;
    let recovery = code.leads_key().public();
    let (now, entropy) = (app.host().clock().now(), app.host().entropy());
    book.store
        .write(now, entropy, |writer| {
            owe(writer)?;
            let here = writer.device();
            access_changed(writer, &[(Deed::GaveAccess, here.into(), None)], now)?;
            writer.begin_roster(&recovery)
        })
        .map_err(|error| match error {
            store::StoreError::NotAllowed => Refusal::NotAllowed.into(),
            error => app.failure(error),
        })?;
    finish(app, &book, &code)
}

/// Until a lead says that the code is on paper a notice stays: a program that ended while it was shown must not leave the
/// leads with a code that nobody has.
pub(super) const NOTICE: &str = "leads-code";

pub(super) fn owe(writer: &mut Writer<'_>) -> store::Result<()> {
    writer.put_notice(NOTICE, "")
}

/// Only those who open sources keep the list of those who do.
pub(super) fn may_open_sources(app: &App, book: &crate::notebook::Notebook) -> Result<(), Failure> {
    app.look_in(book, |look| {
        let today = look.today()?;
        let grants = look.reader.grants_of(look.me()?)?;
        let may = grants.iter().any(|grant| grant.holds_on(today) && grant.rights.contains(&Right::ReadSealed));
        if may { Ok(()) } else { Err(Refusal::NotAllowed.into()) }
    })
}

pub(super) fn finish(app: &App, book: &crate::notebook::Notebook, code: &RecoveryCode) -> Result<RosterBegun, Failure> {
    book.written();
    app.tell(vec![ChangeTopic::People, ChangeTopic::Sync], None);
    let by = app.look_in(book, |look| Ok(look.reader.roster()?.by))?;
    let (fingerprint, mark) = by.map(|roster| (roster.fingerprint(), roster.code_mark())).unwrap_or_default();
    Ok(RosterBegun { recovery_code: code.printed().to_owned(), fingerprint, mark })
}

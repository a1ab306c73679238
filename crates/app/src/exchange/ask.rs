//! One question to the server outside an exchange: invitations, devices, what is held.

use std::future::Future;
use std::sync::Arc;

use domain::words::Refusal;
use transport::{Client, TransportFault};

use super::line::{ServerLine, failure_of, runtime};
use crate::api::Failure;
use crate::app::App;

/// Opens a session as this device and asks.
pub(crate) fn ask<T, F>(app: &App, question: impl FnOnce(Arc<Client>) -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, TransportFault>>,
{
    let (client, identity) = {
        // Held only to read from; not while the network is waited for.
        let book = app.open_book()?;
        let client = ServerLine::of(&book)?.ok_or(Refusal::NoServer)?;
        (client, book.store.read(|reader| reader.identity())?)
    };
    let answered = runtime().block_on(async {
        client.open_session(identity.device(), &identity.key, Vec::new()).await?;
        question(Arc::clone(&client)).await
    });
    answered.map_err(|fault| match fault {
        TransportFault::Unreachable | TransportFault::Broke => Refusal::ServerNeeded.into(),
        other => failure_of(&other),
    })
}

//! The server has another key. Whoever runs it tells people which, by two ways; here it takes the place of the one that
//! this notebook knew. Nobody gets a session, or anything that waits, before they have shown that they know what this
//! notebook was given.

use std::sync::{Arc, PoisonError};

use domain::change::Standing;
use domain::ids::StreamId;
use domain::signing::PublicKey;
use domain::words::{Refusal, ServerKeyRefusal, reintroduced};
use protocol::{EARLIER_KEYS_MAX, Fingerprint, HistoryAnswer, HistoryRequest, Invitation, history_proof};
use store::keyfile::{KeyFile, Secret};
use transport::TransportFault;

use super::{invitation_look, sync_now};
use crate::api::Failure;
use crate::api::join::{ReintroduceRequest, ReintroducedView};
use crate::app::App;
use crate::exchange::{ServerLine, failure_of, runtime};
use crate::notebook::Notebook;

pub(crate) fn run(app: &App, request: ReintroduceRequest) -> Result<ReintroducedView, Failure> {
    let (book, control, given) = held_here(app)?;
    let told = invitation_look::read(&request.invitation)?;
    if !is_meant(&request.fingerprint, &told.fingerprint) {
        return Err(refused(ServerKeyRefusal::OtherFingerprint));
    }
    let secret = Secret::Passphrase(&request.passphrase);
    let key =
        KeyFile::open(&app.profile().keys(), secret, app.host().clock().now()).map_err(|error| app.failure(error))?;
    let given = given.ok_or_else(|| refused(ServerKeyRefusal::NothingGiven))?;
    let (server, earlier) = proven(app, &told, control, &given)?;
    put(app, &book, server, &told, &earlier)?;
    // Line and sealed file follow from the key: they are made anew, as on opening.
    app.open_anew(&book, key)?;
    drop(book);
    let trouble = sync_now::exchange(app).err();
    Ok(ReintroducedView {
        fingerprint: told.fingerprint.to_string(),
        exchanged: trouble.is_none(),
        words: reintroduced(trouble.as_ref().map(|failure| failure.message.as_str())),
    })
}

/// The notebook, its stream of who belongs, and how far that was given to it.
fn held_here(app: &App) -> Result<(Arc<Notebook>, StreamId, Option<Standing>), Failure> {
    let book = app.own_book()?;
    let (server, control, given) =
        book.store.read(|reader| Ok((reader.server()?, reader.identity()?.control, reader.control_followed()?)))?;
    server.ok_or(Refusal::NoServer)?;
    Ok((book, control, given))
}

/// However it was written down: in groups or not, in capitals or not.
fn is_meant(typed: &str, fingerprint: &Fingerprint) -> bool {
    let bare = |text: &str| -> String {
        let letters = text.chars().filter(|letter| !letter.is_whitespace() && !"-–:".contains(*letter));
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    bare(typed) == bare(&fingerprint.to_string())
}

/// The key of whoever answers, and those before it, once they have shown that they know the chain of `control` at the
/// last place that was given here. The question says neither who asks nor of which partnership.
fn proven(
    app: &App,
    told: &Invitation,
    control: StreamId,
    given: &Standing,
) -> Result<(PublicKey, Vec<PublicKey>), Failure> {
    let mut nonce = [0; 32];
    app.host().entropy().fill(&mut nonce);
    let client = ServerLine::client(told.addresses.clone(), told.fingerprint)?;
    let answered = runtime().block_on(async {
        let hello = client.hello().await?;
        let answer = client.history(&HistoryRequest { position: given.position, nonce }).await?;
        Ok::<_, TransportFault>((hello.server_key, answer))
    });
    let (server, HistoryAnswer { proof, earlier }) = answered.map_err(|fault| match &fault {
        TransportFault::Unreachable | TransportFault::Broke => Refusal::ServerNeeded.into(),
        // One that has no such door has no new key either.
        TransportFault::Refused(told) if told.code == "not-found" => refused(ServerKeyRefusal::NotProven),
        _ => failure_of(&fault),
    })?;
    if earlier.len() > EARLIER_KEYS_MAX {
        return Err(Refusal::NotUnderstood.into());
    }
    if proof != history_proof(&nonce, &server, control, given.position, &given.chain) {
        return Err(refused(ServerKeyRefusal::NotProven));
    }
    Ok((server, earlier))
}

fn put(
    app: &App,
    book: &Arc<Notebook>,
    server: PublicKey,
    told: &Invitation,
    earlier: &[PublicKey],
) -> Result<(), Failure> {
    // What is under way is of the server as it was known until now, and ends first.
    let _at_rest = book.exchanger.as_ref().map(|exchanger| exchanger.lock().unwrap_or_else(PoisonError::into_inner));
    // That may take a while, in which its owner may have locked it.
    if !app.has_open(book) {
        return Err(Refusal::Locked.into());
    }
    let (now, entropy) = (app.host().clock().now(), app.host().entropy());
    book.store
        .write(now, entropy, |writer| writer.put_server_key(server, &told.addresses, earlier))
        .map_err(|error| app.failure(error))
}

fn refused(refusal: ServerKeyRefusal) -> Failure {
    Refusal::from(refusal).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_the_same_however_it_was_written_down_and_another_with_one_letter_more_or_less() {
        let fingerprint = Fingerprint::of(&PublicKey::from_bytes([7; 32]));
        let shown = fingerprint.to_string();
        for typed in
            [shown.clone(), shown.to_uppercase(), shown.replace(' ', "-"), format!(" {}\n", shown.replace(' ', ""))]
        {
            assert!(is_meant(&typed, &fingerprint), "{typed}");
        }
        for typed in [String::new(), shown[1..].to_owned(), format!("{shown}0"), "0000 ".repeat(8)] {
            assert!(!is_meant(&typed, &fingerprint), "{typed}");
        }
    }
}

//! Join a partnership with an invitation. A notebook begun on this computer is kept beside the new one,
//! so that its notes can be brought along one by one.

use std::sync::{Mutex, PoisonError};

use domain::ids::DeviceId;
use domain::signing::SigningKey;
use domain::words::{Field, Refusal};
use protocol::{EARLIER_KEYS_MAX, Fingerprint, Invitation};
use store::keyfile::{DatabaseKey, KeyFile, RecoveryCode};
use store::{Joined, Store, StoreError};
use transport::TransportFault;

use super::{invitation_look, recovery_code_kept, sync_now};
use crate::api::{Failure, FieldError};
use crate::api::join::{JoinRequest, JoinedView};
use crate::app::App;
use crate::exchange::{ServerLine, failure_of, runtime};
use crate::host::Host;
use crate::passphrase;

pub(crate) fn run(app: &App, request: JoinRequest) -> Result<JoinedView, Failure> {
    let begun = begun(app)?;
    let invitation = invitation_look::read(&request.invitation)?;
    if let Some(refusal) = passphrase::check(&request.passphrase, &request.passphrase_again) {
        return Err(refusal.into());
    }
    let joined = ask_server(app, &invitation)?;
    let (store, code) = make(app, &joined, &request.passphrase, begun)?;
    app.joining.forget();
    app.put_open(store);
    // Names, wards and grants come with the first exchange. Should the network go now, it comes later.
    let _ = sync_now::exchange(app);
    let book = app.open_book()?;
    let (person, partnership, boundaries, begun) = book.store.read(|reader| {
        let name = reader.person(joined.person)?.map_or_else(String::new, |person| person.name);
        let partnership = reader.partnership().ok();
        let waiting = reader.begun_key()?.is_some();
        Ok((name, partnership.clone().map(|(name, _)| name), partnership.map(|(_, set)| set.to_string()), waiting))
    })?;
    Ok(JoinedView {
        person,
        device: joined.device.to_string(),
        boundaries: boundaries.unwrap_or_default(),
        partnership: partnership.unwrap_or_default(),
        begun: if begun { super::begun::waiting(app)? } else { 0 },
        recovery_code: code.printed().to_owned(),
    })
}

/// The notebook that is open here and has no server; none in an empty folder. Anything else is in the way.
fn begun(app: &App) -> Result<Option<DatabaseKey>, Failure> {
    let exists = || Failure::from(Refusal::Exists { folder: app.profile().folder().to_owned() });
    let Some(book) = app.book() else {
        return if app.profile().exists() { Err(exists()) } else { Ok(None) };
    };
    if book.sample {
        return Err(Refusal::SampleData.into());
    }
    if book.store.read(|reader| reader.server())?.is_some() {
        return Err(exists());
    }
    Ok(Some(book.store.key().clone()))
}

/// As which device an invitation is being used. The server lets in the same one again and no other, so a
/// second try after an answer that was lost, or a disk that was full, goes on where the first one stopped.
#[derive(Clone)]
pub(crate) struct Attempt {
    secret: [u8; 16],
    device: DeviceId,
    key: SigningKey,
}

/// The last invitation that was tried, in memory alone.
#[derive(Default)]
pub(crate) struct Joining(Mutex<Option<Attempt>>);

impl Joining {
    fn attempt(&self, secret: [u8; 16], host: &dyn Host) -> Attempt {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*last {
            Some(attempt) if attempt.secret == secret => attempt.clone(),
            _ => {
                let (device, key) = (DeviceId::new(host.clock().now(), host.entropy()), SigningKey::generate(host.entropy()));
                last.insert(Attempt { secret, device, key }).clone()
            }
        }
    }

    pub(crate) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

fn ask_server(app: &App, invitation: &Invitation) -> Result<Joined, Failure> {
    let Attempt { device, key, .. } = app.joining.attempt(invitation.secret, app.host());
    let client = ServerLine::client(invitation.addresses.clone(), invitation.fingerprint)?;
    let answered = runtime().block_on(async {
        let hello = client.hello().await?;
        let answer = client.join(&invitation.secret, device, &key, &hello).await?;
        Ok((hello, answer))
    });
    let (hello, answer) = answered.map_err(|fault| refused(&fault))?;
    if Fingerprint::of(&hello.server_key) != invitation.fingerprint {
        return Err(Refusal::WrongServer.into());
    }
    if answer.earlier.len() > EARLIER_KEYS_MAX {
        return Err(Refusal::NotUnderstood.into());
    }
    Ok(Joined {
        partnership: answer.partnership,
        control: answer.control,
        person: answer.person,
        device,
        key,
        server: hello.server_key,
        earlier: answer.earlier,
        addresses: invitation.addresses.clone(),
    })
}

/// Where the invitation itself is to blame, it is what has to be mended.
fn refused(fault: &TransportFault) -> Failure {
    if matches!(fault, TransportFault::Unreachable | TransportFault::Broke) {
        return Refusal::NotJoined.into();
    }
    let mut failure = failure_of(fault);
    if failure.code.starts_with("invitation-") {
        let field = Field::Invitation.id().to_owned();
        failure.field_errors.push(FieldError { field, message: failure.message.clone() });
    }
    failure
}

fn make(
    app: &App,
    joined: &Joined,
    passphrase: &str,
    begun: Option<DatabaseKey>,
) -> Result<(Store, RecoveryCode), Failure> {
    let failed = |error: StoreError| app.failure(error);
    let profile = app.profile();
    if begun.is_some() {
        app.close(crate::app::LockReason::Started);
        profile.put_begun_aside().map_err(failed)?;
    }
    let made = KeyFile::create(&app.usual_label(), passphrase, app.host().passphrase_cost())
        .and_then(|(keys, key, code)| Ok((Store::join(profile.clone(), key, Some(&keys), joined)?, code)));
    let (store, code) = match made {
        Ok(made) => made,
        Err(error) => {
            // The notebook that was here is put back; the invitation can be made again.
            let _ = profile.bring_begun_back();
            return Err(failed(error));
        }
    };
    let noted = store.write(app.host().clock().now(), app.host().entropy(), |writer| {
        if let Some(key) = &begun {
            writer.put_begun_key(key)?;
        }
        recovery_code_kept::owe(writer)
    });
    noted.map_err(failed)?;
    Ok((store, code))
}

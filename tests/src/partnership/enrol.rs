//! A notebook that joins under a raw key, without a key file: for programs that are started and killed
//! hundreds of times and must not stretch a passphrase each time.

use std::path::Path;

use app::{App, SystemHost};
use domain::clock::Clock;
use domain::ids::DeviceId;
use domain::signing::SigningKey;
use protocol::Invitation;
use serde_json::json;
use store::keyfile::{DatabaseKey, KeyFile};
use store::{Joined, OsEntropy, Profile, Store};
use transport::{Client, Target};

use crate::killing;

/// A notebook that has joined, with its first exchange made.
pub fn enrol(folder: &Path, invitation: &str) {
    join(folder, invitation);
    opened(folder).mutate("", "sync_now", json!({})).expect("the first exchange is whole");
}

/// Joins as the use case does it, over the same line; the notebook holds nothing yet.
pub fn join(folder: &Path, invitation: &str) {
    join_under(folder, invitation, killing::key(), None);
}

/// The same under a key that a key file may hold, so that a person can open it too.
pub fn join_under(folder: &Path, invitation: &str, key: DatabaseKey, keys: Option<&KeyFile>) {
    let database = key;
    let invitation: Invitation = invitation.parse().expect("an invitation");
    let key = SigningKey::generate(&OsEntropy);
    let device = DeviceId::new(SystemHost::new().now(), &OsEntropy);
    let target = Target { addresses: invitation.addresses.clone(), fingerprint: invitation.fingerprint };
    let client = Client::new(target).expect("an address");
    let network = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("one thread");
    let (hello, answer) = network.block_on(async {
        let hello = client.hello().await.expect("the server answers");
        let answer = client.join(&invitation.secret, device, &key, &hello).await.expect("the invitation is good");
        (hello, answer)
    });
    let joined = Joined {
        partnership: answer.partnership,
        control: answer.control,
        person: answer.person,
        device,
        key,
        server: hello.server_key,
        earlier: answer.earlier,
        addresses: invitation.addresses,
    };
    drop(Store::join(Profile::at(folder), database, keys, &joined).expect("the folder takes a notebook"));
}

/// Such a notebook, opened in this program.
pub fn opened(folder: &Path) -> App {
    let app = App::new(SystemHost::new(), folder);
    app.open_with_key(killing::key()).expect("the raw key opens it");
    app
}

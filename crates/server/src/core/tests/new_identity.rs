//! A server under another key: whoever has the one before, and what a try that was cut off leaves.

use domain::change::{Author, Draft, Header};
use domain::ids::{DeviceId, RecordId};
use domain::records::{Kind, PersonRecord};
use domain::roles::Role;
use domain::signing::SigningKey;
use protocol::{HistoryRequest, UnsentRequest, history_proof, unsent};
use serde_json::json;

use super::restored::again;
use super::world::{Laptop, World};
use crate::core::Code;
use crate::data::KeyHints;
use crate::error::ServerError;
use crate::setup;
use crate::storage::{Storage, sqlite};

/// The same world, stopped, given another key, and open again.
async fn under_another_key(world: World) -> World {
    let World { root, folder, service, clock, entropy, outside, admin_invitation } = world;
    service.into_storage().close().await;
    setup::new_identity(&folder, &KeyHints::default(), &outside).await.unwrap();
    let (service, _) = setup::open(&folder, &KeyHints::default(), &outside).await.unwrap();
    World { root, folder, service, clock, entropy, outside, admin_invitation }
}

/// Whoever has the server's key, as the device that the server writes as.
fn with_its_key(world: &World) -> Laptop {
    let (key, meta) = (world.folder.identity(&KeyHints::default()).unwrap(), world.service.meta());
    Laptop { author: Author::new(meta.person, meta.device), key, token: String::new() }
}

#[tokio::test]
async fn whoever_has_the_key_before_is_nobody_any_more_and_devices_go_on() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut thief = with_its_key(&world);
    let open = world.invite("Amara", Role::Clerk, &[]).await;
    let world = under_another_key(world).await;
    assert_ne!(world.service.server_key(), thief.key.public());
    let known = world.service.directory().await.unwrap();
    assert!(!known.directory.is_welcome(thief.author.device, world.service.today()));
    assert_eq!(world.session(&thief, Vec::new()).await.unwrap_err().code, Code::NotAllowed);
    let now = with_its_key(&world);
    assert_eq!(world.session(&now, Vec::new()).await.unwrap_err().code, Code::NotAllowed, "nor with the present one");

    // Nor is anything taken that it signs, whoever brings it: neither of who belongs nor of what was read, which
    // everybody else may write whenever it comes.
    let (control, server) = (world.service.meta().control, world.service.meta().person);
    let trail = known.directory.secret().unwrap().trail(server);
    let person = PersonRecord::new("Mallory".to_owned(), String::new());
    let read = json!({ "entries": [{ "deed": "read-note", "at": world.service.now().millis() }] });
    let id = || RecordId::new(world.service.now(), world.entropy());
    for draft in
        [Draft::create(control, id(), "person", &person), Draft::create(trail, id(), Kind::Trail.as_str(), &read)]
    {
        // Whoever copied the database knows where its own changes end.
        let tail = world.service.storage().tail(thief.author.device).await.unwrap().unwrap();
        (thief.author.sequence, thief.author.previous) = (tail.sequence, tail.hash);
        thief.author.clock = Header::decode(&tail.header).unwrap().clock;
        let group = world.write(&mut thief, vec![draft]);
        let key = domain::sealing::SealingKey::from_bytes(world.service.server_key().sealing().unwrap());
        let item = unsent::seal(&group, [1; 16], &key, world.entropy()).unwrap();
        let file = [unsent::MAGIC.to_vec(), item].concat();
        let answer = world.service.unsent(UnsentRequest { file }).await.unwrap();
        assert_eq!((answer.refused, answer.accepted), (1, 0), "{answer:?}");
    }

    // What the key before sealed opens nothing, and a session is opened anew.
    assert_eq!(world.service.caller(&olu.token).await.unwrap_err().code, Code::NotAuthenticated);
    assert!(world.session(&olu, Vec::new()).await.unwrap().may_read);
    let mut olu = again(&world, &olu).await;
    let note = world.note(&mut olu, "Sands End", "after it").await;
    assert_eq!(world.fate(&olu, note).await, protocol::Fate::Accepted);
    let (request, _) = world.join_request(&open).await;
    assert_eq!(world.service.join(request).await.unwrap_err().code, Code::InvitationWithdrawn);
    let (request, _) = world.join_request(&world.again("Amara").await).await;
    assert_eq!(world.service.join(request).await.unwrap().earlier, [thief.key.public()]);
    assert!(world.verify().await.is_ok());
}

#[tokio::test]
async fn a_new_key_that_was_cut_off_ends_the_key_before_when_it_is_run_again_or_served() {
    let world = World::new().await;
    let (hints, thief) = (KeyHints::default(), with_its_key(&world));
    let World { folder, service, outside, .. } = &world;
    assert_eq!(service.server_key(), thief.key.public());
    // Cut off behind the file: nobody serves it, and it is done again.
    folder.write_identity(&SigningKey::generate(world.entropy()), None).unwrap();
    assert!(matches!(setup::open(folder, &hints, outside).await, Err(ServerError::OtherServer)));
    let introduction = setup::new_identity(folder, &hints, outside).await.unwrap();
    assert_eq!(introduction.secret, [0; 16]);
    // Cut off behind the new life: serving it brings it to its end.
    folder.write_identity(&SigningKey::generate(world.entropy()), None).unwrap();
    let (key, _) = folder.key(&hints).unwrap();
    sqlite::begin_new_life(&folder.database(), &key, 7, DeviceId::new(service.now(), world.entropy())).unwrap();
    let (served, _) = setup::open(folder, &hints, outside).await.unwrap();
    setup::make_ready(folder, &served).await.unwrap();
    let known = served.directory().await.unwrap();
    let server = served.meta();
    let of_server = known.directory.devices().iter().filter(|(_, device)| device.person == server.person);
    let welcome: Vec<DeviceId> =
        of_server.map(|(id, _)| *id).filter(|id| known.directory.is_welcome(*id, served.today())).collect();
    assert_eq!(welcome, [server.device]);
    served.into_storage().close().await;
    assert!(world.verify().await.is_ok());
}

#[tokio::test]
async fn a_server_shows_what_it_knows_to_those_alone_who_know_it() {
    let world = World::new().await;
    let (service, nonce) = (&world.service, [5; 32]);
    let (control, end) = (service.meta().control, service.directory().await.unwrap().expect.control);
    let ask =
        async |position: u64, nonce: [u8; 32]| service.history(HistoryRequest { position, nonce }).await.unwrap().proof;
    for position in [1, end] {
        let chain = service.storage().head_at(control, position).await.unwrap().unwrap().chain;
        let proof = history_proof(&nonce, &service.server_key(), control, position, &chain);
        assert_eq!(ask(position, nonce).await, proof);
        assert_ne!(ask(position, [6; 32]).await, proof);
    }
    for nowhere in [0, end + 1, u64::MAX] {
        let answer = ask(nowhere, nonce).await;
        assert_eq!(ask(nowhere, nonce).await, answer, "one cannot tell it by asking twice");
        assert_ne!(ask(nowhere, [6; 32]).await, answer);
    }
    let start = domain::chain::ChainHash::start(control);
    assert_ne!(ask(0, nonce).await, history_proof(&nonce, &service.server_key(), control, 0, &start));
}

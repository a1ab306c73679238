//! A server put back from a backup, and the devices that know more than it.

use std::collections::BTreeSet;

use domain::change::{Act, Draft, Header};
use domain::roles::Role;
use protocol::{Cursor, Fate, PullRequest, WireChange, WireGroup};
use serde_json::json;

use super::world::{Laptop, World};
use crate::core::Service;
use crate::core::roster::Revoking;
use crate::data::{Folder, KeyHints};
use crate::setup;
use crate::storage::{Database, Storage};

/// The same world, going on with its server restored into another folder.
pub(super) async fn restored(world: World, keep_log: bool) -> World {
    let file = world.root.path().join("backup");
    let folder = Folder::new(world.root.path().join("restored"));
    let log = world.folder.revocations();
    let endings = (keep_log && log.exists()).then_some(log.as_path());
    setup::restore(&folder, &file, &KeyHints::default(), endings, &world.outside).await.unwrap();
    let (service, _): (Service<Database>, _) =
        setup::open(&folder, &KeyHints::default(), &world.outside).await.unwrap();
    World { folder, service, ..world }
}

pub(super) async fn back_up(world: &World) {
    setup::backup(&world.folder, &world.root.path().join("backup"), &KeyHints::default()).await.unwrap();
}

/// The last groups in `control`, as a device that holds them would bring them.
async fn written_by_server(world: &World, groups: usize) -> Vec<WireGroup> {
    let control = world.service.meta().control;
    let bounds = crate::storage::Bounds { changes: usize::MAX, bytes: usize::MAX };
    let rows = world.service.storage().run(control, 0, bounds).await.unwrap().rows;
    let found: Vec<WireGroup> = rows
        .chunk_by(|one, next| one.group == next.group)
        .map(|rows| {
            let change = |row: &crate::storage::Row| WireChange {
                header: row.header.clone(),
                signature: row.signature,
                body: row.body.clone(),
            };
            WireGroup { id: rows[0].group, changes: rows.iter().map(change).collect(), relayed: true }
        })
        .collect();
    found[found.len() - groups..].to_vec()
}

pub(super) async fn again(world: &World, laptop: &Laptop) -> Laptop {
    Laptop { token: world.session(laptop, Vec::new()).await.unwrap().token, ..laptop.clone() }
}

#[tokio::test]
async fn a_restored_server_is_noticed_and_given_back_what_it_lost() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let kept = world.note(&mut olu, "Sands End", "before the backup").await;
    world.fate(&olu, kept.clone()).await;
    back_up(&world).await;
    let lost = world.note(&mut olu, "Sands End", "after the backup").await;
    assert_eq!(world.fate(&olu, lost.clone()).await, Fate::Accepted);
    let page_of = |answer: protocol::PullAnswer, stream| {
        answer.pages.into_iter().find(|page: &protocol::Page| page.stream == stream).unwrap()
    };
    let stream = world.intake(olu.author.person, "Sands End").await;
    let page = page_of(world.pull(&sam, PullRequest::default()).await, stream);
    let head = *page.check(&world.service.server_key()).unwrap().last().unwrap();
    let cursor = Cursor { stream, epoch: page.epoch, position: head.position, chain: head.chain };

    let key = world.service.server_key();
    let world = restored(world, true).await;
    assert_eq!(world.service.server_key(), key, "devices know the server by its key");
    let (sam, olu) = (again(&world, &sam).await, again(&world, &olu).await);
    let answer = world.pull(&sam, PullRequest { cursors: vec![cursor], ..PullRequest::default() }).await;
    assert_eq!(answer.unknown, [stream]);
    assert_ne!(answer.epoch, 1);
    // Sam holds Olu's note and brings it first; then Olu comes with both.
    let mut relayed = lost.clone();
    relayed.relayed = true;
    assert_eq!(world.fate(&sam, relayed).await, Fate::Accepted);
    let answer = world.push(&olu, vec![kept, lost]).await;
    assert!(answer.answers.iter().all(|answer| answer.fate == Fate::Had));
    let stood = answer.receipts[0].check(&key).unwrap();
    assert_eq!(stood.len(), 2);
    let sound = world.verify().await;
    assert!(sound.is_ok(), "{sound:?}");
}

#[tokio::test]
async fn what_ended_since_the_backup_has_ended_in_the_restored_server_too() {
    for keep_log in [true, false] {
        let world = World::new().await;
        let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
        back_up(&world).await;
        world.service.revoke_named("Olu", &Revoking::Membership).await.unwrap();
        let world = restored(world, keep_log).await;
        let session = world.session(&olu, Vec::new()).await.unwrap();
        assert_eq!(session.may_read, !keep_log);
    }
}

#[tokio::test]
async fn what_a_device_ended_that_came_after_the_backup_stays_ended_and_nobody_meets_a_change_before_its_device() {
    let world = World::new().await;
    let olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    back_up(&world).await;
    let mut admin = world.admin().await;
    let control = world.service.meta().control;
    let ended = json!({"ended": {"on": "2026-11-22", "reason": "lost"}});
    let end = Draft::create(control, olu.author.device.into(), "device", &ended).act(Act::Set);
    let group = world.write(&mut admin, vec![end]);
    assert_eq!(world.fate(&admin, group).await, Fate::Accepted);

    let world = restored(world, true).await;
    assert!(!world.session(&olu, Vec::new()).await.unwrap().may_read, "it is over in this life too");
    let again = setup::make_ready(&world.folder, &world.service).await.unwrap();
    assert_eq!(again, 0, "a server that is started again has nothing left to end");
    let bounds = crate::storage::Bounds { changes: usize::MAX, bytes: usize::MAX };
    let mut known = BTreeSet::new();
    for row in world.service.storage().run(control, 0, bounds).await.unwrap().rows {
        let header = Header::decode(&row.header).unwrap();
        if header.kind == "device" && header.act == Act::Create {
            known.insert(header.record);
        }
        // The first changes of all are the server's, whose device is introduced among them.
        assert!(row.position < 10 || known.contains(&header.device.into()), "position {}", row.position);
    }
}

#[tokio::test]
async fn a_backup_of_which_one_page_is_damaged_is_not_restored_whichever_it_is() {
    let world = World::new().await;
    back_up(&world).await;
    let file = world.root.path().join("backup");
    let whole = std::fs::read(&file).unwrap();
    let pages = whole.len() / 4_096;
    for page in 1..pages {
        let mut damaged = whole.clone();
        damaged[page * 4_096] ^= 1;
        std::fs::write(&file, damaged).unwrap();
        let folder = Folder::new(world.root.path().join(format!("from-{page}")));
        let restored = setup::restore(&folder, &file, &KeyHints::default(), None, &world.outside).await;
        assert!(restored.is_err() && !folder.holds_server(), "page {page} of {pages}");
    }
}

#[tokio::test]
async fn two_restores_of_one_backup_are_two_lives_and_write_as_two_devices() {
    let world = World::new().await;
    back_up(&world).await;
    let mut lives = Vec::new();
    for name in ["one", "two"] {
        let folder = Folder::new(world.root.path().join(name));
        let file = world.root.path().join("backup");
        setup::restore(&folder, &file, &KeyHints::default(), None, &world.outside).await.unwrap();
        let (service, _) = setup::open(&folder, &KeyHints::default(), &world.outside).await.unwrap();
        lives.push(service.meta());
    }
    assert_ne!(lives[0].epoch, lives[1].epoch);
    assert_ne!(lives[0].device, lives[1].device);
    assert_eq!(lives[0].epoch & 0xffff_ffff, 2);
}

#[tokio::test]
async fn a_device_let_in_after_the_backup_brings_what_the_server_wrote_about_it() {
    let world = World::new().await;
    back_up(&world).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let groups = written_by_server(&world, 2).await;
    let world = restored(world, true).await;
    assert!(world.session(&olu, Vec::new()).await.is_err());
    olu.token = world.session(&olu, groups).await.unwrap().token;
    let note = world.note(&mut olu, "Sands End", "seen").await;
    assert_eq!(world.fate(&olu, note).await, Fate::Accepted);
}

#[tokio::test]
async fn an_invitation_that_was_open_in_the_backup_lets_nobody_in_afterwards() {
    let world = World::new().await;
    let invitation = world.invite("Olu", Role::Outreach, &["Sands End"]).await;
    back_up(&world).await;
    world.join(&invitation).await.unwrap();
    let world = restored(world, true).await;
    assert_eq!(world.join(&invitation).await.err().unwrap().code, crate::core::Code::InvitationWithdrawn);
}

#[tokio::test]
async fn what_a_restored_server_wrote_before_it_was_restored_again_comes_back_too() {
    let world = World::new().await;
    back_up(&world).await;
    let folder = Folder::new(world.root.path().join("second life"));
    let file = world.root.path().join("backup");
    setup::restore(&folder, &file, &KeyHints::default(), None, &world.outside).await.unwrap();
    let (service, _) = setup::open(&folder, &KeyHints::default(), &world.outside).await.unwrap();
    let world = World { folder, service, ..world };
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    // Its own new device, Olu, and Olu's device.
    let groups = written_by_server(&world, 3).await;
    let world = restored(world, false).await;
    olu.token = world.session(&olu, groups).await.unwrap().token;
    let note = world.note(&mut olu, "Sands End", "seen").await;
    assert_eq!(world.fate(&olu, note).await, Fate::Accepted);
    let sound = world.verify().await;
    assert!(sound.is_ok(), "{sound:?}");
}

#[tokio::test]
async fn a_plan_whose_opener_has_left_goes_on_after_a_restore_for_those_who_stayed() {
    let world = World::new().await;
    let mut sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let mut sue = world.member("Sue", Role::CommunitySafety, &["Sands End"]).await;
    back_up(&world).await;
    let (work, groups) = super::held::plan(&world, &mut sue, "Sands End").await;
    for group in &groups {
        assert_eq!(world.fate(&sue, group.clone()).await, Fate::Accepted);
    }
    world.service.revoke_named("Sue", &Revoking::Membership).await.unwrap();
    let world = restored(world, true).await;
    sam = again(&world, &sam).await;
    let [streams, records] = groups.map(|group| WireGroup { relayed: true, ..group });
    assert_eq!(world.fate(&sam, streams).await, Fate::Accepted);
    assert!(matches!(world.fate(&sam, records).await, Fate::Held { .. }), "as a note of hers would be");
    let id = domain::ids::RecordId::new(world.service.now(), world.entropy());
    let draft = domain::change::Draft::create(work, id, "action", &serde_json::json!({ "title": "Mend the light" }));
    let action = world.write(&mut sam, vec![draft]);
    assert_eq!(world.fate(&sam, action).await, Fate::Accepted);
}

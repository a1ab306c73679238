//! Backups: from PostgreSQL and into it, and a database that its host put back.

use domain::roles::Role;
use protocol::Fate;

use super::*;
use crate::core::tests::world::{Laptop, World, sealed};
use crate::data::{Folder, KeyHints};
use crate::setup;
use crate::storage::Database;

/// A world with something in every table.
async fn world(database: Option<DatabaseUrl>) -> (World, Laptop) {
    let world = World::seeded_in(11, database).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    for text in ["one", "two", "three"] {
        let note = world.note(&mut olu, "Sands End", text).await;
        assert_eq!(world.fate(&olu, note).await, Fate::Accepted);
    }
    // In more pieces than travel together, and one that is not whole.
    let change = world.attached(&mut olu, "Sands End").await;
    for at in (0..2_000).step_by(20) {
        world.bring(&olu, change, &sealed(1, 2_000), at..at + 20).await.unwrap();
    }
    world.bring(&olu, change, &sealed(2, 2_000), 0..700).await.unwrap();
    world.service.revoke_named("Olu", &crate::core::roster::Revoking::Membership).await.unwrap();
    let late = world.note(&mut olu, "Sands End", "written meanwhile").await;
    assert!(matches!(world.fate(&olu, late).await, Fate::Held { .. }));
    world.invite("Cora", Role::Clerk, &[]).await;
    (world, olu)
}

/// Backed up, restored, and checked from the ground; gives the restored server.
async fn moved(world: &World, into: Option<DatabaseUrl>) -> crate::core::Service<Database> {
    let hints = KeyHints::default();
    let file = world.root.path().join("backup");
    setup::backup(&world.folder, &file, &hints).await.unwrap();
    let folder = Folder::new(world.root.path().join("restored"));
    let before = world.service.storage().counts().await.unwrap();
    setup::restore_into(&folder, &file, into, &hints, None, &world.outside).await.unwrap();
    let counts = setup::verify(&folder, &hints).await.unwrap().unwrap();
    // The restored server's new device is written down; invitations are to be made again.
    let expected = Counts { changes: before.changes + 1, invitations: 0, ..before };
    assert_eq!((counts, before.invitations > 0, before.held), (expected, true, 1));
    let (service, _) = setup::open(&folder, &hints, &world.outside).await.unwrap();
    assert_ne!(service.meta().epoch, world.service.meta().epoch);
    assert_eq!(service.server_key(), world.service.server_key());
    let photo = sealed(1, 2_000);
    let under = world.service.storage().blob_uses(BlobId::of(&photo)).await.unwrap()[0].change;
    let found = service.storage().blob_bytes(BlobId::of(&photo), under, 0, 2_000).await.unwrap();
    assert!(found.unwrap().bytes == photo);
    assert_eq!((before.blobs, before.unfinished_blobs), (1, 1));
    service
}

#[tokio::test]
async fn a_backup_goes_from_postgresql_into_the_embedded_database() {
    let Some(empty) = Empty::new() else { return };
    let (world, _) = world(Some(empty.url())).await;
    let service = moved(&world, None).await;
    assert!(matches!(service.storage(), Database::Embedded(_)));
    assert_eq!(service.storage().held().await.unwrap(), world.service.storage().held().await.unwrap());
    let bytes = std::fs::read(world.root.path().join("backup")).unwrap();
    assert!(!bytes.windows(10).any(|window| window == b"written me"), "it is encrypted");
}

#[tokio::test]
async fn a_backup_goes_from_the_embedded_database_into_postgresql() {
    let Some(empty) = Empty::new() else { return };
    let (world, _) = world(None).await;
    let service = moved(&world, Some(empty.url())).await;
    assert!(matches!(service.storage(), Database::Postgres(_)));
    assert_eq!(service.storage().held().await.unwrap(), world.service.storage().held().await.unwrap());
    // New streams take numbers after those that came with the backup.
    let mut world = world;
    world.service = service;
    let mut sam = world.member("Sam", Role::CommunitySafety, &["Munster"]).await;
    let note = world.note(&mut sam, "Munster", "afterwards").await;
    assert_eq!(world.fate(&sam, note).await, Fate::Accepted);
}

#[tokio::test]
async fn a_backup_goes_from_postgresql_into_another_but_never_over_one() {
    let (Some(empty), Some(other)) = (Empty::new(), Empty::new()) else { return };
    let (world, _) = world(Some(empty.url())).await;
    moved(&world, Some(other.url())).await;
    let (file, folder) = (world.root.path().join("backup"), Folder::new(world.root.path().join("third")));
    let hints = KeyHints::default();
    let over = setup::restore_into(&folder, &file, Some(empty.url()), &hints, None, &world.outside);
    assert_eq!(over.await.unwrap_err().code(), "exists");
    assert!(world.verify().await.is_ok() && !folder.holds_server());
}

#[tokio::test]
async fn a_database_that_its_host_put_back_goes_on_as_another_life_with_every_ending() {
    let Some(empty) = Empty::new() else { return };
    let hints = KeyHints::default();
    let world = World::seeded_in(12, Some(empty.url())).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    // What the host does, here: a copy, a life that goes on, and the copy put back.
    let copied = format!("{}_copy", empty.name);
    let (name, end) = (&empty.name, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ");
    empty.host("postgres", &format!("{end}'{name}'")).await;
    empty.host("postgres", &format!("CREATE DATABASE {copied} TEMPLATE {name}")).await;
    let lost = world.note(&mut olu, "Sands End", "after the copy").await;
    while world.service.storage().counts().await.is_err() {}
    assert_eq!(world.fate(&olu, lost.clone()).await, Fate::Accepted);
    world.service.revoke_named("Olu", &crate::core::roster::Revoking::Membership).await.unwrap();
    empty.host("postgres", &format!("{end}'{name}'")).await;
    empty.host("postgres", &format!("ALTER DATABASE {name} RENAME TO {name}_lost")).await;
    empty.host("postgres", &format!("ALTER DATABASE {copied} RENAME TO {name}")).await;
    assert_eq!(setup::restore_in_place(&world.folder, &hints, None, &world.outside).await.unwrap(), 1);
    let (service, _) = setup::open(&world.folder, &hints, &world.outside).await.unwrap();
    let restored = World { service, ..world };
    assert!(!restored.caller(&olu).await.may_read);
    let held = restored.fate(&olu, lost).await;
    assert!(matches!(held, Fate::Held { .. }), "{held:?}");
    assert!(restored.verify().await.is_ok());
}

#[tokio::test]
async fn a_folder_whose_address_names_somebody_elses_database_is_refused() {
    let (Some(one), Some(two)) = (Empty::new(), Empty::new()) else { return };
    let (here, _) = (World::seeded_in(1, Some(one.url())).await, World::seeded_in(2, Some(two.url())).await);
    let mut config = here.folder.config().unwrap();
    config.database_url = Some(two.url());
    here.folder.write_config(&config).unwrap();
    let refused = setup::open(&here.folder, &KeyHints::default(), &here.outside).await.err().unwrap();
    assert_eq!(refused.code(), "other-server");
}

//! Each way of tampering with what is stored, by somebody who has the key.

use domain::roles::Role;

use super::*;
use crate::core::tests::world::World;
use crate::storage::Storage;

async fn world() -> World {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut groups = Vec::new();
    for number in 0..6 {
        groups.push(world.note(&mut olu, "Sands End", &format!("seen {number}")).await);
    }
    world.push(&olu, groups).await;
    world
}

/// What `verify` says once this was done to the stream of notes.
async fn after(tampering: &str) -> String {
    let world = world().await;
    let (key, _) = world.folder.key(&crate::data::KeyHints::default()).unwrap();
    let connection = connection::open(&world.folder.database(), &key, Access::Write).unwrap();
    // The notes' stream came third.
    let sql = tampering.replace("AT(", "(3 * 4294967296 + ");
    connection.execute_batch(&sql).unwrap();
    let found = world.verify().await;
    found.err().map(|fault| fault.what).unwrap_or_default()
}

#[tokio::test]
async fn what_is_whole_is_counted() {
    let world = world().await;
    let counts = world.verify().await.unwrap();
    assert_eq!(counts, world.service.storage().counts().await.unwrap());
    assert_eq!((counts.streams, counts.changes), (3, 110 + 4 + 6));
}

#[tokio::test]
async fn a_page_that_a_power_cut_tore_in_the_file_and_the_log_still_holds_is_no_damage() {
    let world = world().await;
    let (key, _) = world.folder.key(&crate::data::KeyHints::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let torn = folder.path().join("server.db");
    // As both lie there while a server runs, but for a page that the log holds too.
    let beside = |file: &std::path::Path| std::path::PathBuf::from(format!("{}-wal", file.display()));
    let mut bytes = std::fs::read(world.folder.database()).unwrap();
    let log = std::fs::read(beside(&world.folder.database())).unwrap();
    let pages = log[32..].chunks(24 + 4_096).map(|frame| u32::from_be_bytes(frame[..4].try_into().unwrap()) as usize);
    let page = pages.filter(|page| *page > 1).find(|page| page * 4_096 <= bytes.len()).unwrap();
    bytes[(page - 1) * 4_096 + 2_000] ^= 1;
    std::fs::write(&torn, bytes).unwrap();
    std::fs::write(beside(&torn), log).unwrap();
    let counts = verify(&torn, &key).unwrap().unwrap();
    assert_eq!(counts, world.service.storage().counts().await.unwrap());
}

#[tokio::test]
async fn the_first_altered_missing_or_reordered_change_is_named() {
    for (tampering, words) in [
        ("UPDATE change SET body = x'00112233445566778899aabbccddeeff00' WHERE place = AT(4)", "position 4"),
        ("UPDATE change SET header = x'80' WHERE place = AT(4)", "position 4"),
        (
            "UPDATE change SET signature = (SELECT signature FROM change WHERE place = AT(2)) WHERE place = AT(4)",
            "signature does not hold",
        ),
        ("UPDATE change SET hash = zeroblob(32) WHERE place = AT(3)", "its hash is another"),
        ("UPDATE change SET id = zeroblob(16) WHERE place = AT(3)", "filed under another name"),
        ("UPDATE change SET time = time + 1 WHERE place = AT(5)", "position 5"),
        ("UPDATE change SET time = time - 1 WHERE place = AT(5)", "an earlier time"),
        ("UPDATE change SET chain = zeroblob(32) WHERE place = AT(5)", "altered or reordered"),
        ("DELETE FROM change WHERE place = AT(3)", "change 3 of stream"),
        ("DELETE FROM change WHERE place = AT(6)", "ends at change 5"),
        (
            "UPDATE change SET place = -1 WHERE place = AT(2); UPDATE change SET place = AT(2) WHERE place = AT(3);
          UPDATE change SET place = AT(3) WHERE place = -1",
            "position 2",
        ),
        ("UPDATE stream SET position = 5 WHERE number = 3", "should end at 5"),
        ("UPDATE stream SET chain = zeroblob(32) WHERE number = 3", "ends at"),
        ("DELETE FROM stream WHERE number = 3", "stand in streams"),
        ("UPDATE change SET sequence = sequence + 100 WHERE place = AT(6)", "its number is another"),
    ] {
        let said = after(tampering).await;
        assert!(said.contains(words), "{tampering}: {said}");
    }
}

#[tokio::test]
async fn an_erased_body_is_no_fault() {
    let said = after("UPDATE change SET body = NULL WHERE place = AT(1)").await;
    assert_eq!(said, "");
}

#[tokio::test]
async fn an_altered_lost_or_strayed_photo_is_named() {
    let bytes = crate::core::tests::world::sealed(1, 300);
    let name = domain::blob::BlobId::of(&bytes).to_string();
    for (tampering, words) in [
        ("", ""),
        ("UPDATE blob_part SET bytes = zeroblob(100) WHERE start = 200", "was altered"),
        ("UPDATE blob_part SET bytes = substr(bytes, 1, 99) WHERE start = 200", "was altered"),
        ("DELETE FROM blob_part WHERE start = 200", "was altered"),
        ("DELETE FROM blob_part; UPDATE blob SET whole = 0", "has lost some of its parts"),
        ("UPDATE blob_part SET start = 201 WHERE start = 200", "has lost some of its parts"),
        ("UPDATE blob SET size = 299", "is not as long"),
        ("UPDATE blob SET id = zeroblob(32)", "was altered"),
        ("DELETE FROM blob", "filed under a change"),
        ("UPDATE blob_use SET change = zeroblob(16)", "filed under a change"),
        ("UPDATE blob_use SET stream = (SELECT id FROM stream WHERE number = 1)", "filed under a change"),
        ("UPDATE blob_use SET author = zeroblob(16)", "filed under a change"),
    ] {
        let world = World::new().await;
        let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
        let change = world.attached(&mut olu, "Sands End").await;
        for at in [0, 100, 200] {
            world.bring(&olu, change, &bytes, at..at + 100).await.unwrap();
        }
        let (key, _) = world.folder.key(&crate::data::KeyHints::default()).unwrap();
        let connection = connection::open(&world.folder.database(), &key, Access::Write).unwrap();
        connection.execute_batch(tampering).unwrap();
        let said = world.verify().await.err().map(|fault| fault.what).unwrap_or_default();
        assert!(said.contains(words) && said.is_empty() == words.is_empty(), "{tampering}: {said}");
        assert!(said.is_empty() || said.contains(&name) || tampering.contains("SET id"), "{tampering}: {said}");
    }
}

//! Each way of tampering with what is stored, by somebody who may write to the database.

use domain::roles::Role;

use super::*;
use crate::core::tests::world::World;

/// A world with six notes in the stream that came last.
async fn world(empty: &Empty) -> World {
    let world = World::seeded_in(7, Some(empty.url())).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut groups = Vec::new();
    for number in 0..6 {
        groups.push(world.note(&mut olu, "Sands End", &format!("seen {number}")).await);
    }
    world.push(&olu, groups).await;
    world
}

#[tokio::test]
async fn what_is_whole_is_counted() {
    let Some(empty) = Empty::new() else { return };
    let world = world(&empty).await;
    let counts = world.verify().await.unwrap();
    assert_eq!(counts, world.service.storage().counts().await.unwrap());
    assert_eq!((counts.streams, counts.changes), (3, 110 + 4 + 6));
}

#[tokio::test]
async fn the_first_altered_missing_or_reordered_change_is_named() {
    let Some(empty) = Empty::new() else { return };
    let world = world(&empty).await;
    let meta = world.service.meta();
    let mut client = connection::pool(&empty.address()).unwrap().get().await.unwrap();
    let zeros = "decode(repeat('00', 32), 'hex')";
    let notes = "(SELECT max(number) FROM stream)";
    for (tampering, words) in [
        (r"UPDATE change SET body = '\x00112233445566778899aabbccddeeff00' WHERE place = AT(4)", "position 4"),
        (r"UPDATE change SET header = '\x80' WHERE place = AT(4)", "position 4"),
        (
            "UPDATE change SET signature = (SELECT signature FROM change WHERE place = AT(2)) WHERE place = AT(4)",
            "signature does not hold",
        ),
        ("UPDATE change SET hash = ZEROS WHERE place = AT(3)", "its hash is another"),
        ("UPDATE change SET id = substr(ZEROS, 1, 16) WHERE place = AT(3)", "filed under another name"),
        ("UPDATE change SET time = time + 1 WHERE place = AT(5)", "position 5"),
        ("UPDATE change SET time = time - 1 WHERE place = AT(5)", "an earlier time"),
        ("UPDATE change SET chain = ZEROS WHERE place = AT(5)", "altered or reordered"),
        ("DELETE FROM change WHERE place = AT(3)", "change 3 of stream"),
        ("DELETE FROM change WHERE place = AT(6)", "ends at change 5"),
        (
            "UPDATE change SET place = -1 WHERE place = AT(2); UPDATE change SET place = AT(2) WHERE place = AT(3);
             UPDATE change SET place = AT(3) WHERE place = -1",
            "position 2",
        ),
        ("UPDATE stream SET position = 5 WHERE number = NOTES", "should end at 5"),
        ("UPDATE stream SET chain = ZEROS WHERE number = NOTES", "ends at"),
        ("DELETE FROM stream WHERE number = NOTES", "stand in streams"),
        ("UPDATE change SET sequence = sequence + 100 WHERE place = AT(6)", "its number is another"),
        ("UPDATE change SET body = NULL WHERE place = AT(1)", ""),
    ] {
        let sql = tampering.replace("AT(", &format!("({notes} * 4294967296 + ")).replace("NOTES", notes);
        let transaction = client.transaction().await.unwrap();
        transaction.batch_execute(&sql.replace("ZEROS", zeros)).await.unwrap();
        let found = verify::verify(&transaction, &meta).await.unwrap();
        transaction.rollback().await.unwrap();
        let said = found.err().map(|fault| fault.what).unwrap_or_default();
        assert!(said.contains(words) && said.is_empty() == words.is_empty(), "{tampering}: {said}");
    }
}

#[tokio::test]
async fn an_altered_lost_or_strayed_photo_is_named() {
    let Some(empty) = Empty::new() else { return };
    let world = World::seeded_in(7, Some(empty.url())).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let change = world.attached(&mut olu, "Sands End").await;
    let bytes = crate::core::tests::world::sealed(1, 300);
    for at in [0, 100, 200] {
        world.bring(&olu, change, &bytes, at..at + 100).await.unwrap();
    }
    let meta = world.service.meta();
    let mut client = connection::pool(&empty.address()).unwrap().get().await.unwrap();
    for (tampering, words) in [
        ("SELECT 1", ""),
        ("UPDATE blob_part SET bytes = decode(repeat('00', 100), 'hex') WHERE start = 200", "was altered"),
        ("UPDATE blob_part SET bytes = substr(bytes, 1, 99) WHERE start = 200", "was altered"),
        ("DELETE FROM blob_part; UPDATE blob SET whole = 0", "has lost some of its parts"),
        ("UPDATE blob_part SET start = 201 WHERE start = 200", "has lost some of its parts"),
        ("UPDATE blob SET size = 299", "is not as long"),
        ("DELETE FROM blob", "filed under a change"),
        ("UPDATE blob_use SET change = substr(change, 1, 15)", "filed under a change"),
        (
            "UPDATE blob_use SET stream = (SELECT id FROM stream WHERE id <> blob_use.stream LIMIT 1)",
            "filed under a change",
        ),
        ("UPDATE blob_use SET author = substr(author, 1, 15)", "filed under a change"),
    ] {
        let transaction = client.transaction().await.unwrap();
        transaction.batch_execute(tampering).await.unwrap();
        let found = verify::verify(&transaction, &meta).await.unwrap();
        transaction.rollback().await.unwrap();
        let said = found.err().map(|fault| fault.what).unwrap_or_default();
        assert!(said.contains(words) && said.is_empty() == words.is_empty(), "{tampering}: {said}");
    }
}

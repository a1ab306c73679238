//! What can go wrong with a database that somebody else runs, and what is said then.

use conformance::{Laptop, NOW, outcomes, placing, stream};

use super::*;
use crate::core::placing::{Label, Labelled};
use crate::error::ServerError;
use crate::storage::HeldState;

async fn refused(url: String) -> StorageError {
    PostgresStorage::open(&DatabaseUrl::new(url).read(None).unwrap()).await.err().unwrap()
}

#[tokio::test]
async fn a_database_that_cannot_be_used_says_why_and_never_the_password() {
    let Some(empty) = Empty::new() else { return };
    let place = empty.throwaway;
    empty.host(&empty.name, "DROP ROLE IF EXISTS stranger; CREATE ROLE stranger LOGIN PASSWORD 'right'").await;
    let nowhere = format!("postgres://w:hunter2@/w?host={}/nowhere", place.folder().display());
    for (url, expected) in [
        (nowhere, "unreachable"),
        (place.url(&empty.name, "&user=stranger").replace("postgres:///", "postgres://:hunter2@/"), "denied"),
        (place.url(&empty.name, "&user=stranger"), "denied"),
        (place.url("missing", ""), "denied"),
        (place.url(&empty.name, ""), "no-server"),
    ] {
        let error = ServerError::from(refused(url).await);
        assert_eq!(error.code(), expected, "{error:?}");
        let said = format!("{} {error} {error:?}", error.message());
        assert!(!said.contains("hunter2"), "{said}");
        assert!(error.message().contains("Nothing was changed"));
    }
}

#[tokio::test]
async fn a_database_that_may_not_be_written_is_read_and_says_so() {
    let Some(empty) = Empty::new() else { return };
    empty.create().await;
    let url = empty.throwaway.url(&empty.name, "&options=-c%20default_transaction_read_only=on");
    let storage = PostgresStorage::open(&DatabaseUrl::new(url).read(None).unwrap()).await.unwrap();
    assert_eq!(storage.counts().await.unwrap(), Counts::default());
    let group = Laptop::new(1).write(&[stream(1)], Label::Take);
    assert_eq!(storage.place(placing(vec![group])).await, Err(StorageError::ReadOnly));
}

#[tokio::test]
async fn an_older_servers_tables_get_what_is_missing() {
    let (Some(older), Some(new)) = (Empty::new(), Empty::new()) else { return };
    older.create().await;
    older.host(&older.name, "DROP TABLE blob, blob_part, blob_use, erased; UPDATE format SET version = 1").await;
    let storage = PostgresStorage::open(&older.address()).await.unwrap();
    assert_eq!(storage.counts().await.unwrap(), Counts::default());
    let tables = "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'wardbook'";
    let count = async |storage: &PostgresStorage| {
        storage.client().await.unwrap().query_one(tables, &[]).await.unwrap().get::<_, i64>(0)
    };
    assert_eq!(count(&storage).await, count(&new.create().await).await);
}

#[tokio::test]
async fn a_newer_servers_tables_are_left_alone() {
    let Some(empty) = Empty::new() else { return };
    empty.create().await;
    empty.host(&empty.name, "UPDATE format SET version = 4711").await;
    let error = PostgresStorage::open(&empty.address()).await.err().unwrap();
    assert_eq!(error, StorageError::Newer { found: 4711, known: migrate::FORMAT });
}

#[tokio::test]
async fn a_database_that_holds_a_server_is_not_taken_and_one_that_broke_off_is() {
    let Some(empty) = Empty::new() else { return };
    let broken_off = PostgresStorage::create(&empty.address(), conformance::meta()).await.unwrap();
    outcomes(&broken_off, vec![Laptop::new(1).write(&[stream(1)], Label::Take)]).await;
    assert_eq!(PostgresStorage::open(&empty.address()).await.err(), Some(StorageError::NoServer));
    let storage = empty.create().await;
    assert!(storage.heads().await.unwrap().is_empty());
    let again = PostgresStorage::create(&empty.address(), conformance::meta()).await;
    assert_eq!(again.err(), Some(StorageError::Taken));
    PostgresStorage::open(&empty.address()).await.unwrap();
}

#[tokio::test]
async fn a_server_goes_on_once_the_database_is_back() {
    let Some(empty) = Empty::new() else { return };
    let storage = empty.create().await;
    let mut laptop = Laptop::new(2);
    let name = &empty.name;
    for _ in 0..3 {
        let group = laptop.write(&[stream(1)], Label::Take);
        empty.host("postgres", &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        empty.host("postgres", &end).await;
        let mut error = storage.place(placing(vec![group.clone()])).await.unwrap_err();
        // A connection that broke this moment is noticed by whoever uses it; the next one is not made.
        if !matches!(error, StorageError::Unreachable(_)) {
            error = storage.place(placing(vec![group.clone()])).await.unwrap_err();
        }
        assert!(matches!(error, StorageError::Unreachable(_)), "{error:?}");
        assert!(storage.expect().await.is_err());
        empty.host("postgres", &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
        outcomes(&storage, vec![group]).await;
    }
    assert_eq!(storage.heads().await.unwrap()[&stream(1)].position, 3);
}

#[tokio::test]
async fn an_instance_of_an_earlier_life_of_the_server_answers_nobody() {
    let Some(empty) = Empty::new() else { return };
    let storage = empty.create().await;
    PostgresStorage::begin_new_life(&empty.address(), 7, DeviceId::from_bytes([5; 16])).await.unwrap();
    let group = Laptop::new(3).write(&[stream(1)], Label::Take);
    assert!(matches!(storage.place(placing(vec![group.clone()])).await, Err(StorageError::Other(_))));
    assert!(storage.expect().await.is_err());
    let after = PostgresStorage::open(&empty.address()).await.unwrap();
    assert_ne!(after.meta().await.unwrap().epoch, conformance::meta().epoch);
    outcomes(&after, vec![group]).await;
}

#[tokio::test]
async fn any_character_in_a_reason_is_borne() {
    let Some(empty) = Empty::new() else { return };
    let storage = empty.create().await;
    let hold = Label::Hold { since: None, area: None, stream: stream(1) };
    let group = Laptop::new(4).write(&[stream(1)], hold);
    outcomes(&storage, vec![group.clone()]).await;
    let reason = "a\0b \u{1f6b2}".to_owned();
    let decision = Decision { group: group.group, release: false, by: "Cora\0".to_owned(), reason, now: NOW };
    storage.decide(decision).await.unwrap();
    let HeldState::Declined { reason, .. } = storage.held_rows(vec![group.group]).await.unwrap().remove(0).state else {
        panic!("it was declined");
    };
    assert_eq!(reason, "a\u{fffd}b \u{1f6b2}");
}

#[tokio::test]
async fn what_was_not_taken_leaves_no_stream_and_no_device_behind() {
    let Some(empty) = Empty::new() else { return };
    let storage = empty.create().await;
    let mut laptop = Laptop::new(5);
    let later = Label::Later { code: "server-older".to_owned() };
    let groups: Vec<Labelled> = vec![laptop.write(&[stream(1)], later)];
    outcomes(&storage, groups).await;
    assert_eq!(storage.counts().await.unwrap(), Counts::default());
    assert!(storage.devices().await.unwrap().is_empty() && storage.heads().await.unwrap().is_empty());
}

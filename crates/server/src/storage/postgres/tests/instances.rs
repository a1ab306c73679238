//! Several instances over one database.

use std::time::Duration;

use conformance::{ALL, Laptop, NOW, outcomes, placing, stream};

use super::*;
use crate::core::placing::{Label, Labelled, Outcome};

const WRITERS: u64 = 6;
const GROUPS: u64 = 40;

/// Follows a stream through its own instance until it has so many changes, and checks each as it comes.
async fn follow(storage: PostgresStorage, id: StreamId, until: Position) {
    let mut head = Head::start(id);
    while head.position < until {
        let bounds = Bounds { changes: 7, bytes: usize::MAX };
        for row in storage.run(id, head.position, bounds).await.unwrap().rows {
            assert_eq!(row.position, head.position + 1, "no position is skipped and none comes twice");
            head = head.then(row.hash, row.time);
            assert_eq!(head.time, row.time);
        }
        assert_eq!(storage.head_at(id, head.position).await.unwrap(), Some(head));
        tokio::task::yield_now().await;
    }
    assert_eq!(storage.heads().await.unwrap()[&id], head);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_follows_positions_while_two_instances_write_misses_none() {
    let Some(empty) = Empty::new() else { return };
    let (one, two) = (Arc::new(empty.create().await), PostgresStorage::open(&empty.address()).await.unwrap());
    let two = Arc::new(two);
    let mut running = Vec::new();
    for number in 0..3 {
        let reader = PostgresStorage::open(&empty.address()).await.unwrap();
        // Each group has one change in each of the three streams, and one more in the first.
        let until = WRITERS * GROUPS * if number == 0 { 2 } else { 1 };
        running.push(tokio::spawn(follow(reader, stream(number), until)));
    }
    for writer in 0..WRITERS {
        let storage = if writer % 2 == 0 { one.clone() } else { two.clone() };
        running.push(tokio::spawn(async move {
            let mut laptop = Laptop::new(500 + writer);
            // Each names the streams in another order, as devices do.
            let turn = u8::try_from(writer % 3).unwrap();
            let mut streams: Vec<StreamId> = (0..3).map(|number| stream((number + turn) % 3)).collect();
            streams.push(stream(0));
            for _ in 0..GROUPS {
                let group = laptop.write(&streams, Label::Take);
                assert_eq!(outcomes(storage.as_ref(), vec![group]).await, [Outcome::Accepted]);
            }
        }));
    }
    for task in running {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_to_two_instances_at_once_is_placed_once() {
    let Some(empty) = Empty::new() else { return };
    let (one, two) = (empty.create().await, PostgresStorage::open(&empty.address()).await.unwrap());
    let mut laptop = Laptop::new(600);
    for round in 0..25 {
        let groups: Vec<Labelled> = (0..3).map(|_| laptop.write(&[stream(round), stream(50)], Label::Take)).collect();
        let (here, there) = tokio::join!(outcomes(&one, groups.clone()), outcomes(&two, groups));
        for both in here.iter().zip(&there) {
            assert!(matches!(both, (Outcome::Accepted, Outcome::Had) | (Outcome::Had, Outcome::Accepted)), "{both:?}");
        }
    }
    assert_eq!(one.heads().await.unwrap()[&stream(50)].position, 75);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_changes_under_one_number_are_a_fork_whichever_instance_they_come_to() {
    let Some(empty) = Empty::new() else { return };
    let (one, two) = (empty.create().await, PostgresStorage::open(&empty.address()).await.unwrap());
    for seed in 0..20 {
        let mut laptop = Laptop::new(700 + seed);
        let group = laptop.write(&[stream(1)], Label::Take);
        // The same device from the same start, as a copied disk would write.
        let mut copied =
            Laptop { entropy: domain::entropy::SeededEntropy::new(9_000 + seed), ..Laptop::new(700 + seed) };
        let other = copied.write(&[stream(2)], Label::Take);
        let (here, there) = tokio::join!(outcomes(&one, vec![group]), outcomes(&two, vec![other]));
        let mut both = [here[0].clone(), there[0].clone()];
        both.sort_by_key(|outcome| *outcome == Outcome::Forked);
        assert_eq!(both, [Outcome::Accepted, Outcome::Forked]);
    }
    assert!(one.devices().await.unwrap().iter().all(|device| device.forked));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_get_through_while_another_instance_changes_rights_all_the_time() {
    let Some(empty) = Empty::new() else { return };
    let (one, two) = (Arc::new(empty.create().await), PostgresStorage::open(&empty.address()).await.unwrap());
    let control = conformance::meta().control;
    let writing = {
        let one = one.clone();
        tokio::spawn(async move {
            let mut laptop = Laptop::new(800);
            for _ in 0..40 {
                outcomes(one.as_ref(), vec![laptop.write(&[control], Label::Take)]).await;
            }
        })
    };
    let mut laptop = Laptop::new(801);
    for _ in 0..40 {
        let group = laptop.write(&[stream(1)], Label::Take);
        loop {
            let expect = Some(two.expect().await.unwrap());
            match two.place(Placing { expect, ..placing(vec![group.clone()]) }).await.unwrap() {
                Placed::ControlMoved => {}
                done => break assert!(matches!(done, Placed::Done { .. })),
            }
        }
    }
    writing.await.unwrap();
    assert_eq!(one.heads().await.unwrap()[&stream(1)].position, 40);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_judged_by_older_rights_waits_for_who_is_changing_them_and_is_judged_anew() {
    let Some(empty) = Empty::new() else { return };
    let (one, two) = (empty.create().await, PostgresStorage::open(&empty.address()).await.unwrap());
    let meta = conformance::meta();
    let expect = Some(two.expect().await.unwrap());
    let mut client = one.client().await.unwrap();
    let transaction = client.transaction().await.unwrap();
    let ending = placing(vec![Laptop::new(850).write(&[meta.control], Label::Take)]);
    assert!(matches!(place::place(&transaction, &meta, &ending).await, Ok(Placed::Done { .. })));
    // Before the end of it is committed, somebody else comes with what was judged without it.
    let late = placing(vec![Laptop::new(851).write(&[stream(1)], Label::Take)]);
    let waiting = tokio::spawn(async move { two.place(Placing { expect, ..late }).await });
    let watching = one.client().await.unwrap();
    let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while watching.query_one(sql, &[]).await.unwrap().get::<_, i64>(0) == 0 {
        assert!(!waiting.is_finished(), "it did not wait");
    }
    transaction.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), Placed::ControlMoved);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_instance_is_told_that_something_moved() {
    let Some(empty) = Empty::new() else { return };
    let (one, two) = (Arc::new(empty.create().await), PostgresStorage::open(&empty.address()).await.unwrap());
    let tells = one.clone();
    let telling = tokio::spawn(async move {
        loop {
            tells.moved_elsewhere().await;
        }
    });
    two.inner.hints.hearing().await;
    let mut laptop = Laptop::new(900);
    outcomes(one.as_ref(), vec![laptop.write(&[stream(1)], Label::Take)]).await;
    // Only so that a test that fails also ends.
    tokio::time::timeout(Duration::from_secs(60), two.inner.hints.heard()).await.unwrap();
    telling.abort();
}

#[tokio::test]
async fn an_instance_that_is_given_up_in_the_middle_leaves_nothing_half_done() {
    let Some(empty) = Empty::new() else { return };
    let storage = empty.create().await;
    let mut laptop = Laptop::new(901);
    for _ in 0..20 {
        let group = laptop.write(&[stream(1), stream(2)], Label::Take);
        // Polled once, and let go of, as when a device hangs up.
        let mut waiting = Box::pin(storage.place(placing(vec![group.clone()])));
        let polled = std::future::poll_fn(|context| std::task::Poll::Ready(waiting.as_mut().poll(context))).await;
        assert!(polled.is_pending());
        drop(waiting);
        let again = outcomes(&storage, vec![group]).await;
        assert!(matches!(again[0], Outcome::Accepted | Outcome::Had));
    }
    let run = storage.run(stream(2), 0, ALL).await.unwrap();
    assert_eq!((run.rows.len(), run.rows[0].time), (20, NOW));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_photo_that_comes_to_two_instances_at_once_is_whole_once() {
    let Some(empty) = Empty::new() else { return };
    let (one, two) = (empty.create().await, PostgresStorage::open(&empty.address()).await.unwrap());
    for seed in 0..10 {
        let bytes = conformance::sealed(seed, 20_000);
        tokio::join!(conformance::bring(&one, &bytes, 1_100), conformance::bring(&two, &bytes, 1_300));
        let (blob, change) = (BlobId::of(&bytes), ChangeId::from_bytes([1; 16]));
        let found = two.blob_bytes(blob, change, 0, u64::MAX).await.unwrap().unwrap();
        assert!(found.bytes == bytes);
    }
    assert_eq!(one.counts().await.unwrap().blobs, 10);
}

//! Photos and documents, in every storage.

use std::ops::Range;

use domain::blob::BlobId;
use domain::entropy::Entropy;
use domain::ids::ChangeId;

use super::*;

pub fn sealed(seed: u64, bytes: usize) -> Vec<u8> {
    let mut sealed = vec![0; bytes];
    SeededEntropy::new(seed).fill(&mut sealed);
    sealed
}

/// The change of this number, which has a stream of its own.
pub fn used(change: u8) -> BlobUse {
    let author = PersonId::from_bytes([9; 16]);
    BlobUse { change: ChangeId::from_bytes([change; 16]), stream: stream(change), author }
}

/// These bytes of a blob under a change, by somebody who knows that it is used under these.
pub fn part(sealed: &[u8], change: u8, uses: &[u8], part: Range<usize>) -> BlobPut {
    BlobPut {
        blob: BlobId::of(sealed),
        under: used(change),
        uses: uses.iter().map(|change| used(*change)).collect(),
        may_use: true,
        size: sealed.len() as u64,
        at: part.start as u64,
        bytes: sealed[part].into(),
        now: NOW,
    }
}

async fn put(storage: &impl Storage, put: BlobPut) -> BlobState {
    match storage.blob_put(put).await.unwrap() {
        BlobTaken::Taken { state, .. } => state,
        other => panic!("{other:?}"),
    }
}

/// All its bytes under change 1, compared.
async fn whole(storage: &impl Storage, sealed: &[u8]) {
    let state = put(storage, part(sealed, 1, &[], 0..sealed.len())).await;
    let kept = storage.blob_keep(BlobId::of(sealed), state.drops).await.unwrap();
    assert!(kept.whole);
}

pub async fn a_change_that_has_its_place_is_found_with_its_stream_author_and_kind(storage: impl Storage) {
    let mut laptop = Laptop::new(20);
    let placed = laptop.write(&[stream(1), stream(2)], Label::Take);
    let kept_apart = laptop.write(&[stream(1)], Label::Hold { since: None, area: None, stream: stream(1) });
    outcomes(&storage, vec![placed.clone(), kept_apart.clone()]).await;
    for change in &placed.changes {
        let header = change.header();
        let filed = Filed { stream: header.stream, author: header.author, kind: "note".to_owned() };
        assert_eq!(storage.filed(header.id).await.unwrap(), Some(filed));
    }
    assert_eq!(storage.filed(kept_apart.changes[0].header().id).await.unwrap(), None);
}

pub async fn a_blob_comes_in_parts_from_any_byte_and_is_read_from_any_byte(storage: impl Storage) {
    const BYTES: usize = 601;
    for seed in 0..12_u64 {
        let bytes = sealed(seed, BYTES);
        let (blob, change) = (BlobId::of(&bytes), ChangeId::from_bytes([1; 16]));
        let mut have = 0;
        // Each part begins somewhere before the end of what is there, and ends somewhere after.
        let mut chance = sealed(100 + seed, 400).into_iter().map(usize::from);
        while have < BYTES {
            assert_eq!(storage.blob_bytes(blob, change, 0, 100).await.unwrap(), None, "not before it is whole");
            assert!(storage.blobs_whole(vec![blob]).await.unwrap().is_empty());
            let from = have - chance.next().unwrap().min(have);
            let to = (have + chance.next().unwrap() % 90).min(BYTES);
            let uses: &[u8] = if have > 0 { &[1] } else { &[] };
            let state = put(&storage, part(&bytes, 1, uses, from..to)).await;
            have = to;
            assert_eq!((state.have, state.whole), (have as u64, false));
            // What begins beyond it is not taken.
            if have > 0 && have + 1 < BYTES {
                assert_eq!(put(&storage, part(&bytes, 1, &[1], have + 1..BYTES)).await.have, have as u64);
            }
        }
        assert_eq!(storage.blob_name(blob).await.unwrap(), blob);
        assert!(storage.blob_keep(blob, 0).await.unwrap().whole);
        for at in [0, 1, 299, 300, 600, 601, 602, u64::MAX] {
            for most in [0, 1, 77, 601, u64::MAX] {
                let found = storage.blob_bytes(blob, change, at, most).await.unwrap().unwrap();
                let from = usize::try_from(at).unwrap().min(BYTES);
                let to = from.saturating_add(usize::try_from(most).unwrap()).min(BYTES);
                assert_eq!((found.size, found.bytes.as_slice()), (BYTES as u64, &bytes[from..to]));
            }
        }
        let other = ChangeId::from_bytes([2; 16]);
        assert_eq!(storage.blob_bytes(blob, other, 0, 1).await.unwrap(), None, "not under another change");
        let found = storage.blobs_whole(vec![blob, BlobId::of(b"another")]).await.unwrap();
        assert_eq!(found.into_iter().collect::<Vec<_>>(), [(blob, [stream(1)].into())]);
    }
    let counts = storage.counts().await.unwrap();
    assert_eq!((counts.blobs, counts.blob_bytes, counts.unfinished_blobs), (12, 12 * BYTES as u64, 0));
}

pub async fn two_who_bring_one_blob_at_once_make_it_whole_once(storage: impl Storage) {
    let storage = Arc::new(storage);
    let bytes = Arc::new(sealed(1, 900_000));
    let bringing = [70_000, 90_001].map(|step| {
        let (storage, bytes) = (storage.clone(), bytes.clone());
        tokio::spawn(async move { bring(storage.as_ref(), &bytes, step).await })
    });
    for task in bringing {
        task.await.unwrap();
    }
    let blob = BlobId::of(&bytes);
    let found = storage.blob_bytes(blob, ChangeId::from_bytes([1; 16]), 0, u64::MAX).await.unwrap().unwrap();
    assert!(found.bytes == *bytes);
    assert_eq!(storage.blob_uses(blob).await.unwrap().len(), 1);
}

/// As a device does: goes on from what it is told is there.
pub async fn bring(storage: &impl Storage, bytes: &[u8], step: usize) {
    let (blob, mut have, mut told) = (BlobId::of(bytes), 0, BlobState::default());
    while !told.whole {
        let uses = storage.blob_uses(blob).await.unwrap();
        let to = (have + step).min(bytes.len());
        match storage.blob_put(BlobPut { uses, ..part(bytes, 1, &[], have..to) }).await.unwrap() {
            BlobTaken::Taken { state, .. } => told = state,
            BlobTaken::UsesMoved => continue,
            other => panic!("{other:?}"),
        }
        if told.to_be_compared() && storage.blob_name(blob).await.unwrap() == blob {
            told = storage.blob_keep(blob, told.drops).await.unwrap();
        }
        assert!(told.have >= have as u64, "what was there stays there");
        have = usize::try_from(told.have).unwrap();
    }
}

pub async fn what_was_compared_before_a_drop_does_not_make_whole_what_came_after(storage: impl Storage) {
    let bytes = sealed(2, 500);
    let blob = BlobId::of(&bytes);
    let first = put(&storage, part(&bytes, 1, &[], 0..500)).await;
    assert!(first.to_be_compared());
    assert_eq!(storage.blob_name(blob).await.unwrap(), blob);
    // Somebody else found it wrong, and somebody brought something else in its place.
    let dropped = storage.blob_drop(blob, first.drops).await.unwrap();
    assert_eq!((dropped.have, dropped.drops), (0, first.drops + 1));
    let wrong = BlobPut { bytes: [7; 500].into(), ..part(&bytes, 1, &[], 0..500) };
    assert!(put(&storage, wrong).await.to_be_compared());
    assert!(!storage.blob_keep(blob, first.drops).await.unwrap().whole);
    assert_eq!(storage.blob_drop(blob, first.drops).await.unwrap().have, 500, "a late drop drops nothing either");
    assert_ne!(storage.blob_name(blob).await.unwrap(), blob);
    storage.blob_drop(blob, dropped.drops).await.unwrap();
    let state = put(&storage, part(&bytes, 1, &[], 0..500)).await;
    assert!(storage.blob_keep(blob, state.drops).await.unwrap().whole);
    assert!(storage.blob_drop(blob, state.drops).await.unwrap().whole, "what is whole is never dropped");
    // Of half of it there is nothing to keep.
    let half = sealed(3, 500);
    let state = put(&storage, part(&half, 1, &[], 0..250)).await;
    assert!(!storage.blob_keep(BlobId::of(&half), state.drops).await.unwrap().whole);
}

pub async fn another_size_begins_anew_unless_it_is_whole(storage: impl Storage) {
    let bytes = sealed(4, 300);
    let longer = |uses: &[u8]| BlobPut { size: 301, ..part(&bytes, 1, uses, 0..100) };
    assert_eq!(put(&storage, longer(&[])).await.have, 100);
    assert_eq!(storage.blob_put(part(&bytes, 1, &[1], 0..0)).await.unwrap(), BlobTaken::OtherSize);
    let state = put(&storage, part(&bytes, 1, &[], 0..300)).await;
    assert_eq!((state.size, state.have, state.drops), (300, 300, 1));
    assert!(storage.blob_keep(BlobId::of(&bytes), 1).await.unwrap().whole);
    assert_eq!(storage.blob_put(longer(&[1])).await.unwrap(), BlobTaken::OtherSize);
    let found = storage.blob_bytes(BlobId::of(&bytes), ChangeId::from_bytes([1; 16]), 0, 300).await.unwrap();
    assert_eq!(found.unwrap().bytes, bytes);
}

pub async fn a_blob_that_somebody_else_began_to_use_meanwhile_is_judged_again(storage: impl Storage) {
    let bytes = sealed(5, 100);
    let blob = BlobId::of(&bytes);
    // Asking after what nobody brought uses nothing.
    put(&storage, part(&bytes, 2, &[], 0..0)).await;
    whole(&storage, &bytes).await;
    assert_eq!(storage.blob_put(part(&bytes, 2, &[], 0..0)).await.unwrap(), BlobTaken::UsesMoved);
    let stranger = BlobPut { may_use: false, ..part(&bytes, 2, &[1], 0..100) };
    assert_eq!(storage.blob_put(stranger).await.unwrap(), BlobTaken::NotTheirs);
    assert_eq!(storage.blob_uses(blob).await.unwrap(), [used(1)]);
    let taken = storage.blob_put(part(&bytes, 2, &[1], 0..0)).await.unwrap();
    assert!(matches!(taken, BlobTaken::Taken { new_use: true, .. }));
    let again = storage.blob_put(part(&bytes, 2, &[1, 2], 0..0)).await.unwrap();
    assert!(matches!(again, BlobTaken::Taken { new_use: false, .. }));
    let streams = storage.blobs_whole(vec![blob]).await.unwrap().remove(&blob).unwrap();
    assert_eq!(streams, [stream(1), stream(2)].into());
}

pub async fn what_is_not_whole_is_begun_anew_in_another_stream_and_the_former_is_no_use(storage: impl Storage) {
    let bytes = sealed(6, 100);
    let blob = BlobId::of(&bytes);
    assert_eq!(put(&storage, part(&bytes, 1, &[], 0..60)).await.have, 60);
    assert_eq!(put(&storage, part(&bytes, 2, &[1], 0..0)).await.have, 0);
    assert_eq!(put(&storage, part(&bytes, 2, &[1], 60..100)).await.have, 0);
    assert_eq!(put(&storage, part(&bytes, 1, &[1], 0..0)).await.have, 60, "so far nothing was lost by it");
    let anew = put(&storage, part(&bytes, 2, &[1], 0..30)).await;
    assert_eq!((anew.have, anew.drops), (30, 1));
    assert_eq!(storage.blob_uses(blob).await.unwrap(), [used(2)]);
    assert_eq!(put(&storage, part(&bytes, 2, &[2], 30..100)).await.have, 100);
    assert_eq!(storage.blob_name(blob).await.unwrap(), blob);
    assert!(storage.blob_keep(blob, 1).await.unwrap().whole);
    assert_eq!(storage.blob_bytes(blob, used(1).change, 0, 100).await.unwrap(), None);
    assert_eq!(storage.blob_bytes(blob, used(2).change, 0, 100).await.unwrap().unwrap().bytes, bytes);
}

pub async fn parts_that_nobody_went_on_bringing_are_listed_and_whole_ones_never(storage: impl Storage) {
    let (done, half, later) = (sealed(7, 100), sealed(8, 100), sealed(9, 100));
    whole(&storage, &done).await;
    put(&storage, part(&half, 1, &[], 0..50)).await;
    put(&storage, BlobPut { now: NOW.plus_seconds(60), ..part(&later, 1, &[], 0..50) }).await;
    let left = |since| storage.blobs_left(since);
    assert!(left(NOW).await.unwrap().is_empty());
    assert_eq!(left(NOW.plus_seconds(1)).await.unwrap(), [(BlobId::of(&half), 0)]);
    put(&storage, BlobPut { now: NOW.plus_seconds(60), ..part(&half, 1, &[1], 50..60) }).await;
    assert!(left(NOW.plus_seconds(60)).await.unwrap().is_empty());
    storage.blob_drop(BlobId::of(&half), 0).await.unwrap();
    assert_eq!(left(NOW.plus_seconds(100)).await.unwrap(), [(BlobId::of(&later), 0)]);
    assert_eq!(storage.counts().await.unwrap().unfinished_blobs, 1);
}

//! Photos and documents that are not taken or not given, a hundred times for each code, with nothing kept.

use std::sync::Arc;

use domain::blob::{BLOB_BYTES_MAX, BlobId};
use domain::ids::ChangeId;
use domain::roles::Role;
use protocol::{BLOB_PART_BYTES, BLOBS_WANTED, BlobGetRequest, BlobPutRequest, PullRequest};

use super::world::{Laptop, World, sealed};
use crate::core::{Code, Parts, Service};
use crate::data::{EndingsLog, KeyHints};
use crate::storage::Database;

const TIMES: u8 = 100;

/// Sends a hundred parts, each wrong in its own way, and expects this code, and that nothing is kept of them.
async fn wrong(world: &World, laptop: &Laptop, code: Code, mut make: impl FnMut(u8) -> BlobPutRequest) {
    let before = world.everything().await;
    for round in 0..TIMES {
        assert_eq!(world.put(laptop, make(round)).await, Err(code), "round {round}");
        assert_eq!(world.everything().await, before, "round {round} of {} left something", code.as_str());
    }
}

/// A right one, a hundred bytes long.
fn right(change: ChangeId, round: u8) -> BlobPutRequest {
    let bytes = sealed(u64::from(round), 100);
    BlobPutRequest { change, blob: BlobId::of(&bytes), size: 100, at: 0, bytes }
}

#[tokio::test]
async fn what_hangs_on_nothing_that_is_here_is_not_taken_and_not_given() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let note = world.note(&mut olu, "Sands End", "no attachment").await;
    let id = note.changes[0].clone().read().unwrap().header().id;
    world.push(&olu, vec![note]).await;
    let (_, unsent) = world.attachment(&mut olu, "Sands End").await;
    let under = |round: u8| match round % 3 {
        0 => id,
        1 => unsent,
        _ => ChangeId::from_bytes([round; 16]),
    };
    wrong(&world, &olu, Code::BlobUnknown, |round| right(under(round), round)).await;
    let caller = world.caller(&olu).await;
    for round in 0..TIMES {
        let request = BlobGetRequest { change: under(round), blob: BlobId::of(&[round]), at: 0, most: 100 };
        assert_eq!(world.service.blob_get(&caller, request).await.unwrap_err().code, Code::BlobUnknown);
    }
}

#[tokio::test]
async fn what_is_not_what_its_name_stands_for_is_not_kept() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let change = world.attached(&mut olu, "Sands End").await;
    wrong(&world, &olu, Code::BlobAltered, |round| {
        let mut request = right(change, round);
        match round % 3 {
            0 => request.bytes[usize::from(round)] ^= 1 << (round % 8),
            1 => request.blob = BlobId::of(&[round]),
            _ => {
                request.size = u64::from(round);
                request.bytes.truncate(usize::from(round));
            }
        }
        request
    })
    .await;
    assert_eq!(world.put(&olu, right(change, 0)).await, Ok(100));
    let whole = right(change, 0);
    wrong(&world, &olu, Code::BlobAltered, |round| BlobPutRequest { size: 101 + u64::from(round), ..whole.clone() })
        .await;
}

#[tokio::test]
async fn what_is_larger_than_may_be_or_makes_no_sense_is_not_taken() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let change = world.attached(&mut olu, "Sands End").await;
    wrong(&world, &olu, Code::TooLarge, |round| match round % 2 {
        0 => BlobPutRequest { size: BLOB_BYTES_MAX + 1 + u64::from(round), ..right(change, round) },
        _ => BlobPutRequest {
            size: BLOB_BYTES_MAX,
            bytes: vec![round; BLOB_PART_BYTES + usize::from(round)],
            ..right(change, round)
        },
    })
    .await;
    wrong(&world, &olu, Code::BadRequest, |round| match round % 4 {
        0 => BlobPutRequest { size: 0, bytes: Vec::new(), ..right(change, round) },
        1 => BlobPutRequest { size: 99 - u64::from(round) % 90, ..right(change, round) },
        2 => BlobPutRequest { at: 1 + u64::from(round), ..right(change, round) },
        _ => BlobPutRequest { at: u64::MAX - u64::from(round) % 90, ..right(change, round) },
    })
    .await;
    let caller = world.caller(&olu).await;
    for more in 1..=usize::from(TIMES) {
        let wanted = vec![BlobId::of(b"x"); BLOBS_WANTED + more];
        let refused = world.service.pull(&caller, PullRequest { wanted, ..PullRequest::default() }).await;
        assert_eq!(refused.unwrap_err().code, Code::TooLarge);
    }
    let most = PullRequest { wanted: vec![BlobId::of(b"x"); BLOBS_WANTED], ..PullRequest::default() };
    assert!(world.service.pull(&caller, most).await.is_ok());
    // The largest there may be ends where it should.
    let last = BlobGetRequest { change, blob: BlobId::of(b"x"), at: u64::MAX, most: u32::MAX };
    assert_eq!(world.service.blob_get(&caller, last).await.unwrap().size, 0);
}

#[tokio::test]
async fn who_neither_wrote_it_nor_may_hold_it_can_neither_bring_nor_get_it() {
    let world = World::new().await;
    let cleo = world.member("Cleo", Role::Councillor, &["Sands End"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let change = world.attached(&mut olu, "Sands End").await;
    wrong(&world, &cleo, Code::NotAllowed, |round| right(change, round)).await;
    let caller = world.caller(&cleo).await;
    for round in 0..TIMES {
        let request = BlobGetRequest { change, blob: right(change, round).blob, at: 0, most: 100 };
        assert_eq!(world.service.blob_get(&caller, request).await.unwrap_err().code, Code::NotAllowed);
    }
}

#[tokio::test]
async fn a_disk_that_is_nearly_full_takes_text_and_puts_off_photos() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let change = world.attached(&mut olu, "Sands End").await;
    let World { root, folder, service, clock, entropy, outside, admin_invitation } = world;
    let Database::Embedded(storage) = service.into_storage() else { panic!("it is embedded") };
    let parts = Parts {
        storage: Database::Embedded(storage.keeping_free(u64::MAX)),
        identity: folder.identity(&KeyHints::default()).unwrap(),
        clock: clock.clone(),
        entropy: entropy.clone(),
        revocations: Arc::new(EndingsLog::new(folder.revocations())),
    };
    let service = Service::open(parts).await.unwrap();
    let world = World { root, folder, service, clock, entropy, outside, admin_invitation };
    wrong(&world, &olu, Code::NoRoom, |round| right(change, round)).await;
    assert!(Code::NoRoom.retry_after().is_some());
    let note = world.note(&mut olu, "Sands End", "text still goes").await;
    assert_eq!(world.fate(&olu, note).await, protocol::Fate::Accepted);
}

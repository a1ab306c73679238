//! Photos and documents: brought in parts by whoever wrote of them, and given to whoever may read that.

use domain::blob::BlobId;
use domain::ids::ChangeId;
use domain::roles::Role;
use protocol::{BlobPutRequest, DecideRequest, Fate, PullRequest};

use super::restored::{again, back_up, restored};
use super::world::{Laptop, World, sealed};
use crate::core::Code;
use crate::core::endpoints::Who;
use crate::core::roster::Revoking;
use crate::storage::{BlobPut, BlobTaken, BlobUse, Storage};

/// Which of these the server says can be had.
async fn there(world: &World, laptop: &Laptop, wanted: &[BlobId]) -> Vec<BlobId> {
    world.pull(laptop, PullRequest { wanted: wanted.to_vec(), ..PullRequest::default() }).await.there
}

#[tokio::test]
async fn a_photo_is_brought_from_any_byte_on_and_given_once_all_of_it_is_there() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let change = world.attached(&mut olu, "Sands End").await;
    let bytes = sealed(1, 200_000);
    let blob = BlobId::of(&bytes);
    assert_eq!(world.bring(&olu, change, &bytes, 0..0).await, Ok(0), "asking begins nothing");
    assert_eq!(world.bring(&olu, change, &bytes, 1..50).await, Ok(0), "nothing is taken that does not join");
    for (part, have) in [
        (0..70_000, 70_000),
        (0..70_000, 70_000),
        (69_999..90_001, 90_001),
        (90_002..200_000, 90_001),
        (5..10, 90_001),
        (90_001..90_001, 90_001),
        (90_001..199_999, 199_999),
    ] {
        assert_eq!(world.bring(&olu, change, &bytes, part).await, Ok(have));
        assert_eq!(world.fetch(&sam, change, blob).await, Ok((0, Vec::new())));
        assert!(there(&world, &sam, &[blob]).await.is_empty());
    }
    assert_eq!(world.bring(&olu, change, &bytes, 199_999..200_000).await, Ok(200_000));
    assert_eq!(world.bring(&olu, change, &bytes, 0..100).await, Ok(200_000), "it is all there");
    assert_eq!(there(&world, &sam, &[BlobId::of(b"other"), blob]).await, [blob]);
    assert!(world.fetch(&sam, change, blob).await == Ok((200_000, bytes)));
    let sound = world.verify().await.unwrap();
    assert_eq!((sound.blobs, sound.blob_bytes, sound.unfinished_blobs), (1, 200_000, 0));
}

#[tokio::test]
async fn two_devices_of_one_person_that_bring_one_photo_at_once_need_not_know_of_each_other() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let second = world.join(&world.again("Olu").await).await.unwrap();
    let change = world.attached(&mut olu, "Sands End").await;
    let bytes = sealed(2, 120_000);
    let bring = async |laptop: &Laptop, step: usize| {
        let mut have = 0;
        while have < bytes.len() {
            let to = (have + step).min(bytes.len());
            have = usize::try_from(world.bring(laptop, change, &bytes, have..to).await.unwrap()).unwrap();
        }
    };
    tokio::join!(bring(&olu, 7_000), bring(&second, 9_500));
    assert!(world.fetch(&second, change, BlobId::of(&bytes)).await == Ok((120_000, bytes.clone())));
    assert!(world.verify().await.is_ok());
}

#[tokio::test]
async fn a_photo_is_given_under_its_own_change_to_those_who_may_hold_that_and_to_nobody_else() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let sue = world.member("Sue", Role::CommunitySafety, &["Munster"]).await;
    let cleo = world.member("Cleo", Role::Councillor, &["Sands End"]).await;
    let admin = world.admin().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let (change, blob) = world.photo(&mut olu, "Sands End", &sealed(3, 5_000)).await;
    let other = world.attached(&mut olu, "Sands End").await;
    for reader in [&sam, &olu] {
        assert_eq!(world.fetch(reader, change, blob).await.unwrap().0, 5_000);
        assert_eq!(world.fetch(reader, other, blob).await, Ok((0, Vec::new())), "under another change");
        assert_eq!(there(&world, reader, &[blob]).await, [blob]);
    }
    for stranger in [&sue, &cleo, &admin] {
        assert_eq!(world.fetch(stranger, change, blob).await, Err(Code::NotAllowed));
        assert_eq!(world.fetch(stranger, change, BlobId::of(b"no such")).await, Err(Code::NotAllowed));
        assert!(there(&world, stranger, &[blob]).await.is_empty());
    }
    world.service.revoke_named("Sam", &Revoking::Wards(vec!["Sands End".to_owned()])).await.unwrap();
    assert_eq!(world.fetch(&sam, change, blob).await, Err(Code::NotAllowed));
}

#[tokio::test]
async fn a_photos_name_alone_gets_nobody_the_photo() {
    let world = World::new().await;
    let mut cleo = world.member("Cleo", Role::Councillor, &["Sands End"]).await;
    let mut sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let bytes = sealed(4, 5_000);
    let (_, blob) = world.photo(&mut olu, "Sands End", &bytes).await;
    // Cleo heard the name and writes of it where she may.
    let own = world.attached(&mut cleo, "Sands End").await;
    for part in [0..0, 0..10, 4_999..5_000] {
        assert_eq!(world.bring(&cleo, own, &bytes, part).await, Err(Code::NotAllowed));
    }
    assert_eq!(world.fetch(&cleo, own, blob).await, Ok((0, Vec::new())));
    // Who may read it already may write of it elsewhere, without bringing it once more.
    let elsewhere = world.attached(&mut sam, "Sands End").await;
    assert_eq!(world.bring(&sam, elsewhere, &bytes, 0..0).await, Ok(5_000));
    assert_eq!(world.fetch(&sam, elsewhere, blob).await.unwrap().0, 5_000);
    let second = world.attached(&mut olu, "Munster").await;
    assert_eq!(world.bring(&olu, second, &bytes, 0..0).await, Ok(5_000));
}

#[tokio::test]
async fn whoever_knows_a_photos_name_gains_nothing_by_beginning_it_before_its_author() {
    let world = World::new().await;
    let mut cleo = world.member("Cleo", Role::Councillor, &["Sands End"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let bytes = sealed(19, 5_000);
    let blob = BlobId::of(&bytes);
    let (own, change) = (world.attached(&mut cleo, "Sands End").await, world.attached(&mut olu, "Sands End").await);
    // A first byte can be guessed.
    assert_eq!(world.bring(&cleo, own, &bytes, 0..1).await, Ok(1));
    assert_eq!(world.bring(&olu, change, &bytes, 0..0).await, Ok(0));
    assert_eq!(world.bring(&olu, change, &bytes, 0..3_000).await, Ok(3_000));
    assert_eq!(world.bring(&cleo, own, &bytes, 0..0).await, Ok(0));
    assert_eq!(world.bring(&olu, change, &bytes, 3_000..5_000).await, Ok(5_000));
    assert_eq!(world.fetch(&cleo, own, blob).await, Ok((0, Vec::new())));
    assert_eq!(world.bring(&cleo, own, &bytes, 0..1).await, Err(Code::NotAllowed));
    assert_eq!(world.fetch(&olu, change, blob).await.unwrap().0, 5_000);
}

#[tokio::test]
async fn bytes_that_are_not_what_the_name_stands_for_are_dropped_and_told_and_the_right_ones_taken_after_all() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let change = world.attached(&mut olu, "Sands End").await;
    let bytes = sealed(5, 3_000);
    let blob = BlobId::of(&bytes);
    for (at, bit) in [(0, 1), (1_499, 128), (1_500, 1), (2_999, 4)] {
        let mut altered = bytes.clone();
        altered[at] ^= bit;
        let put =
            |at: usize, part: &[u8]| BlobPutRequest { change, blob, size: 3_000, at: at as u64, bytes: part.to_vec() };
        assert_eq!(world.put(&olu, put(0, &altered[..1_500])).await, Ok(1_500));
        assert_eq!(world.put(&olu, put(1_500, &altered[1_500..])).await, Err(Code::BlobAltered));
        assert_eq!(world.bring(&olu, change, &bytes, 0..0).await, Ok(0));
        let counts = world.service.storage().counts().await.unwrap();
        assert_eq!((counts.blobs, counts.unfinished_blobs), (0, 0));
    }
    // So is what was begun with another size.
    let longer = BlobPutRequest { change, blob, size: 3_001, at: 0, bytes: bytes[..10].to_vec() };
    assert_eq!(world.put(&olu, longer.clone()).await, Ok(10));
    assert_eq!(world.bring(&olu, change, &bytes, 0..3_000).await, Err(Code::BlobAltered));
    assert_eq!(world.bring(&olu, change, &bytes, 0..3_000).await, Ok(3_000));
    assert_eq!(world.put(&olu, longer).await, Err(Code::BlobAltered));
    assert!(world.fetch(&olu, change, blob).await == Ok((3_000, bytes)), "what is whole stays");
}

#[tokio::test]
async fn whoever_was_shut_out_may_still_bring_what_they_wrote_and_gets_nothing() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let mut mel = world.member("Mel", Role::CommunitySafety, &["Sands End"]).await;
    let (change, theirs) = (world.attached(&mut olu, "Sands End").await, world.attached(&mut mel, "Sands End").await);
    let bytes = sealed(6, 4_000);
    let blob = BlobId::of(&bytes);
    assert_eq!(world.bring(&olu, change, &bytes, 0..1_000).await, Ok(1_000));
    world.service.revoke_named("Olu", &Revoking::Devices(vec![olu.author.device.to_string()])).await.unwrap();
    assert_eq!(world.bring(&olu, change, &bytes, 1_000..2_000).await, Ok(2_000));
    world.service.revoke_named("Olu", &Revoking::Membership).await.unwrap();
    assert_eq!(world.bring(&olu, change, &bytes, 2_000..4_000).await, Ok(4_000));
    assert!(there(&world, &olu, &[blob]).await.is_empty());
    assert_eq!(world.fetch(&olu, change, blob).await, Err(Code::NotAllowed));
    let caller = world.caller(&olu).await;
    assert_eq!(world.service.admit(&caller, Who::Member).await.unwrap_err().code, Code::AccessEnded);
    assert_eq!(world.fetch(&sam, change, blob).await.unwrap().0, 4_000);
    // What others wrote they bring no more.
    world.service.revoke_named("Mel", &Revoking::Membership).await.unwrap();
    let (mels, olus) = (sealed(7, 10), sealed(8, 10));
    assert_eq!(world.bring(&mel, change, &olus, 0..10).await, Err(Code::NotAllowed));
    assert_eq!(world.bring(&mel, theirs, &mels, 0..10).await, Ok(10));
}

#[tokio::test]
async fn a_photo_waits_until_what_it_hangs_on_was_released() {
    let world = World::new().await;
    let cora = world.member("Cora", Role::Coordinator, &[]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    world.service.revoke_named("Olu", &Revoking::Membership).await.unwrap();
    let (group, change) = world.attachment(&mut olu, "Sands End").await;
    let bytes = sealed(9, 100);
    assert_eq!(world.bring(&olu, change, &bytes, 0..100).await, Err(Code::BlobUnknown));
    let id = group.id;
    assert!(matches!(world.fate(&olu, group).await, Fate::Held { .. }));
    assert_eq!(world.bring(&olu, change, &bytes, 0..100).await, Err(Code::BlobUnknown));
    let caller = world.caller(&cora).await;
    world.service.decide(&caller, DecideRequest { group: id, release: true, reason: String::new() }).await.unwrap();
    assert_eq!(world.bring(&olu, change, &bytes, 0..100).await, Ok(100));
    assert_eq!(world.fetch(&cora, change, BlobId::of(&bytes)).await.unwrap().0, 100);
}

#[tokio::test]
async fn a_server_that_is_started_again_goes_on_where_it_was() {
    let mut world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let change = world.attached(&mut olu, "Sands End").await;
    let bytes = sealed(10, 9_000);
    for have in [0, 3_000, 6_000] {
        assert_eq!(world.bring(&olu, change, &bytes, 0..0).await, Ok(have as u64));
        world.bring(&olu, change, &bytes, have..have + 3_000).await.unwrap();
        world = world.restarted().await;
    }
    assert!(world.fetch(&olu, change, BlobId::of(&bytes)).await == Ok((9_000, bytes)));
}

/// Puts all bytes where nobody compares them, as a server leaves them that stopped just then.
async fn uncompared(world: &World, olu: &Laptop, change: ChangeId, blob: BlobId, bytes: &[u8]) {
    let stream = world.intake(olu.author.person, "Sands End").await;
    let under = BlobUse { change, stream, author: olu.author.person };
    let (size, now) = (bytes.len() as u64, world.service.now());
    let put = BlobPut { blob, under, uses: Vec::new(), may_use: false, size, at: 0, bytes: bytes.into(), now };
    let taken = world.service.storage().blob_put(put).await.unwrap();
    assert!(matches!(taken, BlobTaken::Taken { state, .. } if state.to_be_compared()));
}

#[tokio::test]
async fn a_server_that_stopped_between_the_last_byte_and_the_comparison_compares_when_it_is_asked() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let (change, other) = (world.attached(&mut olu, "Sands End").await, world.attached(&mut olu, "Sands End").await);
    let (good, bad) = (sealed(11, 5_000), sealed(12, 5_000));
    uncompared(&world, &olu, change, BlobId::of(&good), &good).await;
    uncompared(&world, &olu, other, BlobId::of(&bad), &good).await;
    let world = world.restarted().await;
    assert_eq!(world.fetch(&olu, change, BlobId::of(&good)).await, Ok((0, Vec::new())));
    assert_eq!(world.bring(&olu, change, &good, 0..0).await, Ok(5_000));
    assert_eq!(world.fetch(&olu, change, BlobId::of(&good)).await.unwrap().0, 5_000);
    assert_eq!(world.bring(&olu, other, &bad, 0..0).await, Err(Code::BlobAltered));
    assert_eq!(world.bring(&olu, other, &bad, 0..5_000).await, Ok(5_000));
}

#[tokio::test]
async fn a_restored_server_has_what_was_in_the_backup_and_is_brought_the_rest_by_whoever_holds_it() {
    let world = World::new().await;
    let sam = world.member("Sam", Role::CommunitySafety, &["Sands End"]).await;
    let cleo = world.member("Cleo", Role::Councillor, &["Sands End"]).await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let (kept, half, lost) = (sealed(13, 8_000), sealed(14, 8_000), sealed(15, 8_000));
    let (change, blob) = world.photo(&mut olu, "Sands End", &kept).await;
    let (begun, after) = (world.attached(&mut olu, "Sands End").await, world.attached(&mut olu, "Sands End").await);
    world.bring(&olu, begun, &half, 0..5_000).await.unwrap();
    back_up(&world).await;
    world.bring(&olu, begun, &half, 5_000..8_000).await.unwrap();
    world.bring(&olu, after, &lost, 0..8_000).await.unwrap();

    let world = restored(world, true).await;
    let (sam, cleo, olu) = (again(&world, &sam).await, again(&world, &cleo).await, again(&world, &olu).await);
    let sound = world.verify().await.unwrap();
    assert_eq!((sound.blobs, sound.unfinished_blobs), (1, 1));
    assert!(world.fetch(&sam, change, blob).await == Ok((8_000, kept)));
    assert_eq!(world.bring(&olu, begun, &half, 0..0).await, Ok(5_000));
    assert_eq!(world.bring(&olu, begun, &half, 5_000..8_000).await, Ok(8_000));
    // Olu's laptop is gone by now; Sam holds what the server lost.
    assert_eq!(world.bring(&cleo, after, &lost, 0..8_000).await, Err(Code::NotAllowed));
    assert_eq!(world.bring(&sam, after, &lost, 0..0).await, Ok(0));
    assert_eq!(world.bring(&sam, after, &lost, 0..8_000).await, Ok(8_000));
    assert!(world.fetch(&olu, after, BlobId::of(&lost)).await == Ok((8_000, lost)));
    assert_eq!(world.verify().await.unwrap().blobs, 3);
}

#[tokio::test]
async fn readers_are_told_when_a_photo_is_there_and_not_before() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let (first, second) = (world.attached(&mut olu, "Sands End").await, world.attached(&mut olu, "Munster").await);
    let bytes = sealed(16, 1_000);
    let [here, there] =
        [world.intake(olu.author.person, "Sands End").await, world.intake(olu.author.person, "Munster").await];
    let mut hints = world.service.hub().follow();
    world.bring(&olu, first, &bytes, 0..999).await.unwrap();
    assert!(hints.try_recv().is_err());
    world.bring(&olu, first, &bytes, 999..1_000).await.unwrap();
    let moved = hints.try_recv().unwrap();
    assert_eq!((moved.streams.as_slice(), moved.by), ([here].as_slice(), Some(olu.author.device)));
    world.bring(&olu, first, &bytes, 0..0).await.unwrap();
    assert!(hints.try_recv().is_err(), "once");
    world.bring(&olu, second, &bytes, 0..0).await.unwrap();
    assert!(hints.try_recv().unwrap().streams.contains(&there));
}

#[tokio::test]
async fn parts_that_nobody_went_on_bringing_for_a_month_are_dropped_and_may_be_brought_anew() {
    let world = World::new().await;
    let mut olu = world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let bytes = sealed(17, 1_000);
    let (change, blob) = world.photo(&mut olu, "Sands End", &sealed(18, 500)).await;
    let begun = world.attached(&mut olu, "Sands End").await;
    world.bring(&olu, begun, &bytes, 0..600).await.unwrap();
    world.clock.advance_seconds(29 * 86_400);
    assert_eq!(world.service.drop_blobs_left().await, Ok(0));
    world.clock.advance_seconds(2 * 86_400);
    assert_eq!(world.service.drop_blobs_left().await, Ok(1));
    let olu = again(&world, &olu).await;
    assert_eq!(world.bring(&olu, begun, &bytes, 0..0).await, Ok(0));
    assert_eq!(world.bring(&olu, begun, &bytes, 0..1_000).await, Ok(1_000));
    assert_eq!(world.fetch(&olu, change, blob).await.unwrap().0, 500, "what is whole is kept");
}

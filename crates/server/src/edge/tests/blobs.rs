//! Photos and documents through their doors.

use axum::http::StatusCode;
use domain::blob::BlobId;
use domain::ids::ChangeId;
use domain::roles::Role;
use protocol::{BlobGetRequest, BlobPutRequest, PushRequest};

use super::{behind_doors, code, door, read, request};
use crate::core::endpoints::Endpoint;
use crate::core::tests::world::sealed;
use crate::edge::BLOBS_AT_ONCE;

#[tokio::test]
async fn a_photo_goes_up_and_comes_down_through_its_doors() {
    let doors = behind_doors().await;
    let mut olu = doors.world.member("Olu", Role::Outreach, &["Sands End"]).await;
    let sealed = sealed(1, 3 * protocol::BLOB_PART_BYTES / 2);
    let (blob, size) = (BlobId::of(&sealed), sealed.len() as u64);
    let token = olu.token.clone();
    let put = async |change, at: usize, bytes: &[u8]| {
        let part = BlobPutRequest { change, blob, size, at: at as u64, bytes: bytes.to_vec() };
        doors.ask(Endpoint::BlobPut, Some(&token), &part).await
    };
    let (status, answer) = put(ChangeId::from_bytes([9; 16]), 0, b"early").await;
    assert_eq!((status, code(&answer).as_str()), (StatusCode::NOT_FOUND, "blob-unknown"));
    let change = doors.world.attached(&mut olu, "Sands End").await;
    let (status, answer) = put(change, 0, &sealed[..=protocol::BLOB_PART_BYTES]).await;
    assert_eq!((status, code(&answer).as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    for (at, part) in sealed.chunks(protocol::BLOB_PART_BYTES).enumerate() {
        let at = at * protocol::BLOB_PART_BYTES;
        let (status, answer) = put(change, at, part).await;
        let have = read::<protocol::BlobPutAnswer>(&answer).have;
        assert_eq!((status, have), (StatusCode::OK, (at + part.len()) as u64));
    }
    let get = BlobGetRequest { change, blob, at: 0, most: u32::MAX };
    let (status, answer) = doors.ask(Endpoint::BlobGet, Some(&olu.token), &get).await;
    let answer: protocol::BlobGetAnswer = read(&answer);
    assert_eq!((status, answer.size), (StatusCode::OK, size));
    assert!(answer.bytes == sealed[..protocol::BLOB_PART_BYTES], "no more than a part");
    let altered = BlobPutRequest { change, blob: BlobId::of(b"x"), size: 1, at: 0, bytes: b"y".to_vec() };
    let (status, answer) = doors.ask(Endpoint::BlobPut, Some(&olu.token), &altered).await;
    assert_eq!((status, code(&answer).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "blob-altered"));
    let (_, metrics) = doors.send(request(door(Endpoint::Metrics), None, Vec::new())).await;
    let metrics = String::from_utf8(metrics.to_vec()).unwrap();
    for line in
        ["wardbook_blobs 1".to_owned(), format!("wardbook_blob_bytes {size}"), "wardbook_unfinished_blobs 0".to_owned()]
    {
        assert!(metrics.contains(&format!("\n{line}\n")), "{metrics}");
    }
}

#[tokio::test]
async fn photos_on_slow_lines_take_no_turn_that_a_text_needs() {
    let doors = behind_doors().await;
    let mut olu = doors.world.member("Olu", Role::Outreach, &["Sands End"]).await;
    // Every turn of theirs is taken.
    let _turns = doors.edge.blob_turns.clone().acquire_many_owned(BLOBS_AT_ONCE as u32).await.unwrap();
    let note = doors.world.note(&mut olu, "Sands End", "two mopeds").await;
    let push = PushRequest { groups: vec![note], pending: 0 };
    assert_eq!(doors.ask(Endpoint::Push, Some(&olu.token), &push).await.0, StatusCode::OK);
}

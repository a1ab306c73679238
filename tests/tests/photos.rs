//! Photos and documents: they follow their text, arrive whole or not at all, and go when access goes.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use domain::roles::Role;
use store::BlobStanding;
use sync::{Bounds, Trouble};
use wardbook_tests::partnership::borough::{Borough, Post};

const ADDISON: &str = "E05013733";

/// Some megabytes that no compression makes smaller, and a mark to be looked for.
fn photo() -> Vec<u8> {
    let mut state = 7_u32;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    });
    noise.take(2_500_000).chain(*b"CANARY OF THE COURT").collect()
}

fn join(borough: &Borough, folder: &Path, name: &str, role: Role, wards: &[&str]) -> Post {
    let mut post = Post::join(borough, &borough.invite(name, role, wards), &folder.join(name), Bounds::default());
    post.exchange(borough).unwrap();
    post
}

struct Two {
    folder: tempfile::TempDir,
    borough: Borough,
    amara: Post,
    helen: Post,
}

/// Amara, an outreach worker, and Helen, who coordinates.
fn two() -> Two {
    let folder = tempfile::tempdir().unwrap();
    let borough = Borough::found(&folder.path().join("server"), 5);
    let amara = join(&borough, folder.path(), "Amara Lewis", Role::Outreach, &[ADDISON]);
    let helen = join(&borough, folder.path(), "Helen Prior", Role::Coordinator, &[]);
    Two { folder, borough, amara, helen }
}

#[test]
fn a_photo_follows_its_note_to_whoever_may_read_it_to_the_byte() {
    let Two { folder: _folder, borough, mut amara, mut helen } = two();
    let note = amara.record(ADDISON, "The lock of the bin store is broken");
    let id = amara.attach(note, &photo());
    assert!(matches!(amara.photo_standing(id), Some(BlobStanding::Going { sent: 0, .. })));
    let report = amara.exchange(&borough).unwrap();
    assert_eq!((report.files_sent, amara.photo_standing(id)), (1, Some(BlobStanding::Here)));
    let report = helen.exchange(&borough).unwrap();
    assert_eq!((report.files_received, helen.photo(id)), (1, Some(photo())));
    assert_eq!(helen.exchange(&borough).unwrap().files_received, 0, "once is enough");
    amara.verify();
    helen.verify();
    borough.verify();
}

#[test]
fn the_text_is_with_the_server_before_any_of_the_photo_and_a_line_that_breaks_costs_only_a_part() {
    let Two { folder: _folder, borough, mut amara, mut helen } = two();
    let note = amara.record(ADDISON, "The lock of the bin store is broken");
    let id = amara.attach(note, &photo());
    // The session, the texts and what is new; then the line breaks at each further part.
    amara.lose_answers_after = Some(4);
    assert!(matches!(amara.exchange(&borough), Err((_, Trouble::Unreachable))));
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.texts(), ["The lock of the bin store is broken"]);
    assert_eq!(helen.photo_standing(id), Some(BlobStanding::NotSent));
    let mut tries = 0;
    while amara.photo_standing(id) != Some(BlobStanding::Here) {
        amara.lose_answers_after = Some(4);
        let _ = amara.exchange(&borough);
        tries += 1;
        assert!(tries < 40, "each try brings it further");
    }
    assert!(tries > 1);
    amara.lose_answers_after = None;
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.photo(id), Some(photo()));
}

#[test]
fn a_restored_server_that_lost_a_photo_is_brought_it_again_by_whoever_has_it() {
    let Two { folder, mut borough, mut amara, mut helen } = two();
    borough.back_up(&folder.path().join("backup"));
    let note = amara.record(ADDISON, "The lock of the bin store is broken");
    let id = amara.attach(note, &photo());
    amara.exchange(&borough).unwrap();
    helen.exchange(&borough).unwrap();
    borough = borough.restored(&folder.path().join("backup"), &folder.path().join("server again"));
    // Amara's laptop is gone; Helen, who read it, has all of it.
    for _ in 0..3 {
        helen.exchange(&borough).unwrap();
    }
    drop(amara);
    let mut sam = join(&borough, folder.path(), "Sam Okoro", Role::CommunitySafety, &[ADDISON]);
    sam.exchange(&borough).unwrap();
    assert_eq!(sam.photo(id), Some(photo()));
    borough.verify();
}

#[test]
fn when_access_ends_the_photos_go_and_one_that_was_not_sent_is_sent_first() {
    let Two { folder, borough, mut amara, mut helen } = two();
    let mut sam = join(&borough, folder.path(), "Sam Okoro", Role::CommunitySafety, &[ADDISON]);
    let note = amara.record(ADDISON, "The lock of the bin store is broken");
    let id = amara.attach(note, &photo());
    amara.exchange(&borough).unwrap();
    sam.exchange(&borough).unwrap();
    assert_eq!(sam.photo(id), Some(photo()));
    let theirs = sam.record(ADDISON, "And the gate stands open");
    let unsent = sam.attach(theirs, &photo());
    // The text gets through, and of the photo nothing does.
    sam.lose_answers_after = Some(3);
    let _ = sam.exchange(&borough);
    borough.end_membership("Sam Okoro");
    sam.lose_answers_after = None;
    sam.exchange(&borough).unwrap();
    assert_eq!(sam.photo_standing(id), None);
    sam.exchange(&borough).unwrap();
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.photo(unsent), Some(photo()), "what they added before is with the partnership");
    assert_eq!(sam.blob_bytes(), 0, "and not one byte of a photo is left with them");
}

#[test]
fn a_photo_that_was_taken_off_is_not_fetched() {
    let Two { folder: _folder, borough, mut amara, mut helen } = two();
    let note = amara.record(ADDISON, "The lock of the bin store is broken");
    let id = amara.attach(note, &photo());
    amara.exchange(&borough).unwrap();
    amara.take_off(id);
    amara.exchange(&borough).unwrap();
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.photo(id), None);
    assert_eq!(helen.blob_bytes(), 0);
}

#[test]
fn one_photo_that_the_server_does_not_give_whole_keeps_no_other_back() {
    let Two { folder: _folder, borough, mut amara, mut helen } = two();
    let note = amara.record(ADDISON, "The lock of the bin store is broken");
    let (first, second) = (amara.attach(note, &photo()), amara.attach(note, b"small"));
    amara.exchange(&borough).unwrap();
    helen.spoil_files = Some(|answer| {
        if answer.size > 1_000 {
            answer.bytes[0] ^= 1;
        }
    });
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.photo(second).as_deref(), Some(b"small".as_slice()));
    assert!(matches!(helen.photo_standing(first), Some(BlobStanding::Withheld { .. })));
    assert_eq!(helen.photo(first), None, "what does not hold is not shown");
    helen.verify();
}

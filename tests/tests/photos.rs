//! Photos and documents: they follow their text, arrive whole or not at all, and go when access goes.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use domain::change::Draft;
use domain::clock::Clock;
use domain::ids::RecordId;
use domain::records::{AttachmentRecord, Kind};
use domain::roles::Role;
use store::{BlobStanding, Indexing, StoreError, StoreReplica};
use sync::{BlobCall, BlobPart, Bounds, Replica, Trouble};
use wardbook_tests::partnership::borough::{Borough, Post};

const ADDISON: &str = "E05013733";
const GROVE: &str = "E05013740";

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

/// Hangs the bytes of a file that is here on another note too, under the name they have.
fn hang_again(post: &Post, borough: &Borough, file: RecordId, note: RecordId) -> RecordId {
    post.store
        .write(borough.clock.now(), borough.entropy.as_ref(), |writer| {
            let known = writer.attachment(file)?.ok_or(StoreError::NotFound)?.record;
            let stream = writer.fold(note)?.ok_or(StoreError::NotFound)?.stream();
            let (id, record) = (writer.new_record(), AttachmentRecord { of: note, ..known });
            writer.write_group(vec![Draft::create(stream, id, Kind::Attachment.as_str(), &record)])?;
            Ok::<_, StoreError>(id)
        })
        .unwrap()
}

#[test]
fn a_photo_that_is_named_in_two_wards_stays_as_long_as_one_of_them_may_be_read_and_goes_with_the_last() {
    let Two { folder, borough, mut amara, .. } = two();
    let mut sam = join(&borough, folder.path(), "Sam Okoro", Role::CommunitySafety, &[ADDISON, GROVE]);
    let (one, other) = (amara.record(ADDISON, "The lock is broken"), amara.record(GROVE, "And the gate"));
    let first = amara.attach(one, &photo());
    amara.exchange(&borough).unwrap();
    sam.exchange(&borough).unwrap();
    let once = sam.blob_bytes();
    let second = hang_again(&amara, &borough, first, other);
    amara.exchange(&borough).unwrap();
    sam.exchange(&borough).unwrap();
    assert!(sam.photo(first) == Some(photo()) && sam.photo(second) == Some(photo()));
    assert_eq!(sam.blob_bytes(), once, "its bytes are kept once");

    borough.revoke_ward("Sam Okoro", ADDISON);
    sam.exchange(&borough).unwrap();
    assert!(sam.photo(first).is_none() && sam.photo(second) == Some(photo()));
    assert_eq!(sam.blob_bytes(), once);
    sam.verify();
    borough.revoke_ward("Sam Okoro", GROVE);
    sam.exchange(&borough).unwrap();
    assert!(sam.photo(second).is_none());
    assert_eq!(sam.blob_bytes(), 0);
    sam.verify();
    amara.verify();
    borough.verify();
}

#[test]
fn a_photo_whose_text_waits_for_a_supervisor_is_sent_once_that_was_released_and_kept_until_then() {
    let Two { folder, borough, mut helen, .. } = two();
    let mut sam = join(&borough, folder.path(), "Sam Okoro", Role::CommunitySafety, &[ADDISON]);
    // Written before Sam knew that it had ended: the text is held, and the photo waits with it.
    borough.end_membership("Sam Okoro");
    borough.clock.advance_seconds(86_400);
    let note = sam.record(ADDISON, "The lock of the bin store is broken");
    let theirs = sam.attach(note, &photo());
    for _ in 0..2 {
        assert_eq!(sam.exchange(&borough).unwrap().files_sent, 0);
        assert_eq!(sam.outbox(), (0, 2, 0));
        assert!(sam.photo(theirs) == Some(photo()));
    }
    helen.exchange(&borough).unwrap();
    helen.release_all(&borough);
    for _ in 0..2 {
        sam.exchange(&borough).unwrap();
    }
    helen.exchange(&borough).unwrap();
    assert!(helen.photo(theirs) == Some(photo()));
    assert_eq!((sam.outbox(), sam.blob_bytes()), ((0, 0, 0), 0), "and nothing of it is left where access has ended");
    sam.verify();
    borough.verify();
}

#[test]
fn a_photo_whose_text_a_restored_server_lost_is_sent_once_a_reader_gave_the_text_back() {
    let Two { folder, mut borough, mut helen, .. } = two();
    let mut sam = join(&borough, folder.path(), "Sam Okoro", Role::CommunitySafety, &[ADDISON]);
    borough.back_up(&folder.path().join("backup"));
    let note = sam.record(ADDISON, "The lock of the bin store is broken");
    let theirs = sam.attach(note, &photo());
    // The text gets through, and of the photo no whole before access ends.
    sam.lose_answers_after = Some(3);
    let _ = sam.exchange(&borough);
    helen.exchange(&borough).unwrap();
    borough.end_membership("Sam Okoro");
    sam.lose_answers_after = Some(2);
    let _ = sam.exchange(&borough);
    sam.lose_answers_after = None;
    assert_eq!(sam.photo_standing(theirs), None);
    borough = borough.restored(&folder.path().join("backup"), &folder.path().join("server again"));
    borough.end_membership("Sam Okoro");
    // Nothing is there that it hangs on: it is asked for again, and not let go.
    for _ in 0..3 {
        sam.exchange(&borough).unwrap();
        assert!(sam.blob_bytes() > 0, "the one place where the photo is");
    }
    // Helen's laptop gives the text back, which waits for her, since its author does not belong any more.
    for _ in 0..2 {
        helen.exchange(&borough).unwrap();
    }
    helen.release_all(&borough);
    helen.exchange(&borough).unwrap();
    sam.exchange(&borough).unwrap();
    helen.exchange(&borough).unwrap();
    assert!(helen.photo(theirs) == Some(photo()));
    assert_eq!(sam.blob_bytes(), 0);
    borough.verify();
}

#[test]
fn a_photo_that_waited_when_its_notebook_parted_from_a_copy_is_sent_under_the_new_name() {
    let Two { folder, borough, amara, mut helen } = two();
    let note = amara.record(ADDISON, "The lock of the bin store is broken");
    let id = amara.attach(note, &photo());
    let (mut notebook, mut copy) = amara.copied(&borough, &folder.path().join("copy"));
    notebook.record(ADDISON, "Of the notebook");
    notebook.lose_answers_after = Some(3);
    let _ = notebook.exchange(&borough);
    notebook.lose_answers_after = None;
    // The copy holds the photo too, and is told by the server what it is.
    copy.record(ADDISON, "Of the copy");
    for _ in 0..2 {
        copy.exchange(&borough).unwrap();
    }
    assert_eq!(copy.photo_standing(id), Some(BlobStanding::Here));
    helen.exchange(&borough).unwrap();
    assert!(helen.photo(id) == Some(photo()), "although the device that wrote of it did not send it");
    notebook.exchange(&borough).unwrap();
    assert_eq!(notebook.photo_standing(id), Some(BlobStanding::Here));
    for post in [&notebook, &copy, &helen] {
        post.verify();
    }
    borough.verify();
}

#[test]
fn a_part_that_window_and_terminal_both_asked_for_is_taken_once_and_says_nothing_against_the_server() {
    let Two { folder: _folder, borough, mut amara, mut helen } = two();
    let note = amara.record(ADDISON, "The lock of the bin store is broken");
    let id = amara.attach(note, &photo());
    amara.exchange(&borough).unwrap();
    // The session, the text and what can be had of the photo; then the line breaks.
    helen.lose_answers_after = Some(3);
    let _ = helen.exchange(&borough);
    helen.lose_answers_after = None;
    let replica = StoreReplica { store: &helen.store, entropy: borough.entropy.as_ref(), indexing: Indexing::Now };
    let Some((BlobCall::Get(asked), _)) = replica.next_blob(100_000).unwrap() else {
        unreachable!("a part is to come")
    };
    let answer = borough.block_on(borough.service.blob_get(&helen.caller(&borough), asked)).unwrap();
    for _ in 0..2 {
        assert_eq!(replica.take_blob(BlobPart::Got(&asked, &answer), borough.clock.now()), Ok(false));
        let Some(BlobStanding::Coming { have, .. }) = helen.photo_standing(id) else { unreachable!("it is coming") };
        assert_eq!(have, asked.at + answer.bytes.len() as u64);
    }
    helen.exchange(&borough).unwrap();
    assert!(helen.photo(id) == Some(photo()));
    helen.verify();
}

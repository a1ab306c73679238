//! What every exchange of devices and server keeps to, whatever the size of a page and wherever it breaks off.
#![allow(clippy::unwrap_used, reason = "a test")]

use domain::clock::Clock;
use domain::roles::Role;
use proptest::prelude::*;
use protocol::{Entry, PullAnswer};
use sync::{Bounds, Trouble};
use wardbook_tests::partnership::borough::{Borough, Post};

const ADDISON: &str = "E05013733";
const AVONMORE: &str = "E05013734";

fn bounds(size: u32) -> Bounds {
    Bounds { push_groups: size as usize, push_bytes: usize::MAX, page_changes: size, page_bytes: 0 }
}

struct Three {
    _folder: tempfile::TempDir,
    borough: Borough,
    amara: Post,
    helen: Post,
}

/// Amara, an outreach worker, and Helen, who coordinates; everything in calls of this size.
fn three(size: u32) -> Three {
    let folder = tempfile::tempdir().unwrap();
    let borough = Borough::found(&folder.path().join("server"), u64::from(size));
    let invitation = borough.invite("Amara Lewis", Role::Outreach, &[ADDISON]);
    let mut amara = Post::join(&borough, &invitation, &folder.path().join("amara"), bounds(size));
    let invitation = borough.invite("Helen Prior", Role::Coordinator, &[]);
    let mut helen = Post::join(&borough, &invitation, &folder.path().join("helen"), bounds(size));
    amara.exchange(&borough).unwrap();
    helen.exchange(&borough).unwrap();
    Three { _folder: folder, borough, amara, helen }
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("Note {number:03}")).collect()
}

#[test]
fn with_pages_of_any_size_no_record_is_skipped_and_none_is_doubled() {
    for size in 1..=64_u32 {
        let Three { _folder, borough, mut amara, mut helen } = three(size);
        // As many as fill pages to the last, and one more and one less.
        for count in [size as usize - 1, size as usize, size as usize + 1] {
            let before = amara.texts().len();
            for text in &numbered(before + count)[before..] {
                amara.record(if text.ends_with('7') { AVONMORE } else { ADDISON }, text);
            }
            let pushed = amara.exchange(&borough).unwrap();
            assert_eq!(pushed.pushed, count as u64, "pages of {size}");
            helen.exchange(&borough).unwrap();
            assert_eq!(helen.texts(), numbered(before + count), "pages of {size}");
        }
        amara.verify();
        helen.verify();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_answer_that_was_lost_costs_a_repeat_and_never_a_record(
        size in 1..20_u32,
        steps in prop::collection::vec((0..4_u32, 0..5_usize, 0..3_u32), 1..8),
    ) {
        let Three { _folder, borough, mut amara, mut helen } = three(size);
        let mut written = 0;
        for (pause, notes, lost) in steps {
            for _ in 0..notes {
                amara.record(ADDISON, &format!("Note {written:03}"));
                written += 1;
            }
            borough.clock.advance_seconds(i64::from(pause) * 60);
            amara.lose_answers = lost;
            helen.lose_answers = lost;
            let _ = amara.exchange(&borough);
            let _ = helen.exchange(&borough);
            // What a device has counted, it holds, and what it holds, it has counted.
            amara.verify();
            helen.verify();
        }
        amara.lose_answers = 0;
        helen.lose_answers = 0;
        amara.exchange(&borough).unwrap();
        helen.exchange(&borough).unwrap();
        prop_assert_eq!(amara.texts(), numbered(written));
        prop_assert_eq!(helen.texts(), numbered(written));
        amara.verify();
        helen.verify();
    }
}

#[test]
fn nothing_is_called_received_before_its_receipt_is_in() {
    let Three { _folder, borough, mut amara, .. } = three(8);
    let id = amara.record(ADDISON, "Two mopeds");
    // The session and the push go through, and the answer to the push is lost.
    amara.exchange(&borough).unwrap();
    let late = amara.record(ADDISON, "A third");
    amara.lose_answers = 2;
    assert!(amara.exchange(&borough).is_err());
    let received = |id| amara.store.read(|reader| Ok(reader.note_row(id)?.unwrap().received_at)).unwrap();
    assert!(received(id).is_some());
    assert_eq!(received(late), None);
    assert!(borough.clock.now().millis() > 0);
}

/// The last change of the one page that holds Addison's notes is another's.
fn swap(answer: &mut PullAnswer) {
    let page = answer.pages.iter_mut().filter(|page| page.sort == "intake").min_by_key(|page| page.stream);
    if let Some(Entry::Change { change, .. }) = page.and_then(|page| page.entries.last_mut()) {
        change.header.reverse();
    }
}

/// A signature of an author that does not hold, in a page that the server vouches for.
fn scratch(answer: &mut PullAnswer) {
    let page = answer.pages.iter_mut().filter(|page| page.sort == "intake").min_by_key(|page| page.stream);
    if let Some(Entry::Change { change, .. }) = page.and_then(|page| page.entries.last_mut()) {
        change.signature = domain::signing::Signature::from_bytes([7; 64]);
    }
}

#[test]
fn a_page_that_does_not_hold_keeps_no_other_back_and_is_taken_whole_once_it_does() {
    let Three { _folder, borough, mut amara, mut helen } = three(64);
    for (number, text) in numbered(20).iter().enumerate() {
        amara.record(if number % 2 == 0 { ADDISON } else { AVONMORE }, text);
    }
    amara.exchange(&borough).unwrap();
    helen.spoil = Some(swap);
    let (report, trouble) = helen.exchange(&borough).unwrap_err();
    assert!(matches!(trouble, Trouble::Untrue(_)), "{trouble:?}");
    // One of the two wards, whole, and nothing of the other.
    assert_eq!((report.pulled, helen.texts().len()), (10, 10));
    helen.verify();
    helen.spoil = None;
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.texts(), numbered(20));
    helen.verify();
}

#[test]
fn a_change_whose_author_did_not_sign_it_is_never_shown_and_hides_no_other() {
    // So many that the signatures are checked beforehand, and so few that they are checked one by one.
    for count in [4, 300] {
        let Three { _folder, borough, mut amara, mut helen } = three(1_000);
        for text in &numbered(count) {
            amara.record(ADDISON, text);
        }
        amara.exchange(&borough).unwrap();
        helen.spoil = Some(scratch);
        helen.exchange(&borough).unwrap();
        assert_eq!(helen.texts(), numbered(count - 1));
    }
}

#[test]
fn a_ward_that_was_taken_away_and_given_back_comes_back_whole_with_ones_own_answers() {
    let Three { _folder, borough, mut amara, .. } = three(5);
    let invitation = borough.invite("Sam Whitfield", Role::CommunitySafety, &[ADDISON]);
    let mut sam = Post::join(&borough, &invitation, &_folder.path().join("sam"), bounds(5));
    let note = amara.record(ADDISON, "Two mopeds");
    amara.exchange(&borough).unwrap();
    sam.exchange(&borough).unwrap();
    sam.mark_read(note);
    sam.exchange(&borough).unwrap();
    borough.revoke_ward("Sam Whitfield", ADDISON);
    sam.exchange(&borough).unwrap();
    assert_eq!(sam.texts(), [""; 0]);
    sam.verify();
    borough.clock.advance_seconds(86_400);
    borough.give("Sam Whitfield", Role::CommunitySafety, &[ADDISON]);
    sam.exchange(&borough).unwrap();
    assert_eq!(sam.texts(), ["Two mopeds"]);
    // What he had said himself is there again: the note is read.
    assert_eq!(sam.store.read(|reader| Ok(reader.replies(note)?.len())).unwrap(), 1);
    sam.verify();
}

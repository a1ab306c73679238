//! Two notebooks under one name, and a server of an earlier day: whatever was confirmed reaches everybody, once.
#![allow(clippy::unwrap_used, reason = "a test")]

use domain::roles::Role;
use sync::Bounds;
use wardbook_tests::partnership::borough::{Borough, Post};

const ADDISON: &str = "E05013733";

struct Two {
    folder: tempfile::TempDir,
    borough: Borough,
    amara: Post,
    helen: Post,
}

fn join(borough: &Borough, folder: &tempfile::TempDir, name: &str, role: Role, wards: &[&str]) -> Post {
    let mut post =
        Post::join(borough, &borough.invite(name, role, wards), &folder.path().join(name), Bounds::default());
    post.exchange(borough).unwrap();
    post
}

/// Amara, an outreach worker, and Helen, who coordinates.
fn two() -> Two {
    let folder = tempfile::tempdir().unwrap();
    let borough = Borough::found(&folder.path().join("server"), 5);
    let amara = join(&borough, &folder, "Amara Lewis", Role::Outreach, &[ADDISON]);
    let helen = join(&borough, &folder, "Helen Prior", Role::Coordinator, &[]);
    Two { folder, borough, amara, helen }
}

/// Twice all round: what the first sends late the others get in the second.
fn all_exchange(borough: &Borough, posts: &mut [&mut Post]) {
    for _ in 0..2 {
        for post in posts.iter_mut() {
            post.exchange(borough).unwrap();
        }
    }
    for post in posts {
        post.verify();
        assert_eq!(post.outbox(), (0, 0, 0), "nothing waits and nobody is asked anything");
    }
}

#[test]
fn what_a_notebook_and_its_copy_both_had_waiting_is_there_once_whoever_sends_it_first() {
    for copy_first in [false, true] {
        let Two { folder, borough, amara, mut helen } = two();
        amara.record(ADDISON, "Two mopeds");
        let (mut notebook, mut copy) = amara.copied(&borough, &folder.path().join("copy"));
        copy.part_from_copy();
        copy.record(ADDISON, "Of the copy");
        notebook.record(ADDISON, "Of the notebook");
        let mut order = [&mut notebook, &mut copy, &mut helen];
        if copy_first {
            order.swap(0, 1);
        }
        all_exchange(&borough, &mut order);
        for post in order {
            assert_eq!(post.texts(), ["Of the copy", "Of the notebook", "Two mopeds"], "copy first: {copy_first}");
        }
    }
}

#[test]
fn what_a_restored_server_lost_of_a_notebook_whose_copy_used_the_number_since_comes_back_to_everybody() {
    let Two { folder, mut borough, amara, mut helen } = two();
    let (mut notebook, mut copy) = amara.copied(&borough, &folder.path().join("copy"));
    borough.back_up(&folder.path().join("backup"));
    let note = notebook.record(ADDISON, "Sent, and lost by the server");
    notebook.exchange(&borough).unwrap();
    borough = borough.restored(&folder.path().join("backup"), &folder.path().join("server again"));
    copy.record(ADDISON, "Under the same number");
    copy.exchange(&borough).unwrap();
    all_exchange(&borough, &mut [&mut notebook, &mut copy, &mut helen]);
    for post in [&notebook, &copy, &helen] {
        assert_eq!(post.texts(), ["Sent, and lost by the server", "Under the same number"]);
    }
    // Its author sees that it is with the server again.
    assert!(notebook.store.read(|reader| Ok(reader.note_row(note)?.unwrap().received_at)).unwrap().is_some());
}

#[test]
fn what_a_copy_sent_under_a_number_that_waits_for_a_supervisor_here_is_no_damage() {
    let Two { folder, borough, amara, mut helen } = two();
    let sam = join(&borough, &folder, "Sam Whitfield", Role::CommunitySafety, &[ADDISON]);
    let _ = amara.record(ADDISON, "Two mopeds");
    let mut amara = amara;
    let note = amara.record(ADDISON, "A third");
    amara.exchange(&borough).unwrap();
    let mut sam = sam;
    sam.exchange(&borough).unwrap();
    let (mut notebook, mut copy) = sam.copied(&borough, &folder.path().join("copy"));
    borough.revoke_ward("Sam Whitfield", ADDISON);
    borough.clock.advance_seconds(86_400);
    // Written before its writer knew that the ward was taken away: held for a supervisor.
    copy.mark_read(note);
    copy.exchange(&borough).unwrap();
    assert_eq!(copy.outbox(), (0, 1, 0));
    notebook.record(ADDISON, "What I saw myself");
    notebook.exchange(&borough).unwrap();
    copy.exchange(&borough).unwrap();
    assert_eq!(copy.outbox(), (0, 1, 0), "still in front of its author");
    copy.verify();
    notebook.verify();
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.texts(), ["A third", "Two mopeds", "What I saw myself"]);
}

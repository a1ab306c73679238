//! Sealed files and access that ended: nothing of one's own goes with it, and no clock opens what is over.
#![allow(clippy::unwrap_used, reason = "a test")]

use domain::clock::{Clock, Timestamp};
use domain::roles::Role;
use store::What;
use sync::Bounds;
use wardbook_server::core::roster::Inviting;
use wardbook_tests::partnership::borough::{Borough, Post};

const ADDISON: &str = "E05013733";

fn join(borough: &Borough, folder: &tempfile::TempDir, name: &str, role: Role, wards: &[&str]) -> Post {
    let invitation = borough.invite(name, role, wards);
    let mut post = Post::join(borough, &invitation, &folder.path().join(name), Bounds::default());
    post.exchange(borough).unwrap();
    post
}

fn person(post: &Post) -> domain::ids::PersonId {
    post.store.read(|reader| reader.identity()).unwrap().person()
}

#[test]
fn what_a_file_brought_of_ones_own_other_laptop_stays_in_front_of_its_author_when_the_ward_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    let borough = Borough::found(&folder.path().join("server"), 7);
    let mut amara = join(&borough, &folder, "Amara Lewis", Role::Outreach, &[ADDISON]);
    let note = amara.record(ADDISON, "Two mopeds");
    amara.exchange(&borough).unwrap();
    let mut sam = join(&borough, &folder, "Sam Whitfield", Role::CommunitySafety, &[ADDISON]);
    let again = Inviting { name: "Sam Whitfield".to_owned(), role: None, wards: Vec::new() };
    let (_, invitation) = borough.block_on(borough.service.invite_named(&again)).unwrap();
    let mut other = Post::join(&borough, &invitation, &folder.path().join("again"), Bounds::default());
    other.exchange(&borough).unwrap();
    sam.exchange(&borough).unwrap();

    sam.mark_read(note);
    let file = folder.path().join("waiting.wbx");
    let now = borough.clock.now();
    sam.store.seal(What::Waiting { to: Some(person(&sam)) }, &file, now).unwrap();
    other.store.take_sealed(&file, now, borough.entropy.as_ref()).unwrap();
    borough.revoke_ward("Sam Whitfield", ADDISON);
    borough.clock.advance_seconds(86_400);
    for _ in 0..3 {
        other.exchange(&borough).unwrap();
        // What is in the tray reads, with its words.
        let tray = other.store.read(|reader| reader.outbox(10)).unwrap();
        assert!(tray.iter().all(|row| !row.parts.is_empty()));
    }
    assert_eq!(other.texts(), [""; 0], "the ward's notes are gone");
    other.verify();
}

#[test]
fn a_clock_that_was_set_back_seals_nothing_to_somebody_who_left() {
    let folder = tempfile::tempdir().unwrap();
    let borough = Borough::found(&folder.path().join("server"), 8);
    let mut amara = join(&borough, &folder, "Amara Lewis", Role::Outreach, &[ADDISON]);
    let sam = join(&borough, &folder, "Sam Whitfield", Role::CommunitySafety, &[ADDISON]);
    amara.exchange(&borough).unwrap();
    borough.clock.advance_seconds(86_400);
    borough.revoke_ward("Sam Whitfield", ADDISON);
    borough.clock.advance_seconds(86_400);
    amara.exchange(&borough).unwrap();
    amara.record(ADDISON, "Written afterwards");
    let day = |days: i64| Timestamp::from_millis(borough.clock.now().millis() - days * 86_400_000);
    let to = What::Waiting { to: Some(person(&sam)) };
    let now = amara.store.may_seal(None, day(0)).unwrap();
    let years_ago = amara.store.may_seal(None, day(2_000)).unwrap();
    assert_eq!(now, years_ago, "the same people may read it, whatever the laptop's clock says");
    let sealed = |at| amara.store.seal(to, &folder.path().join("waiting.wbx"), at).is_ok();
    assert_eq!([sealed(day(2_000)), sealed(day(0))], [false, false]);
}

//! Faults that comparable systems had and that no other test names: each said in words, and looked for.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;

use domain::change::{Act, Draft};
use domain::ids::RecordId;
use domain::records::{AmendmentRecord, Kind, WITHDRAWN};
use domain::roles::Role;
use serde_json::json;
use store::StoreError;
use sync::{Bounds, Trouble};
use wardbook_server::core::roster::Inviting;
use wardbook_tests::partnership::borough::{Borough, Post, START};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Server, disk};

const ADDISON: &str = "E05013733";
const YEAR: i64 = 365 * 86_400;

fn join(borough: &Borough, folder: &Path, name: &str, role: Role, wards: &[&str]) -> Post {
    join_in(borough, folder, name, role, wards, Bounds::default())
}

fn join_in(borough: &Borough, folder: &Path, name: &str, role: Role, wards: &[&str], bounds: Bounds) -> Post {
    let invitation = borough.invite(name, role, wards);
    let mut post = Post::join(borough, &invitation, &folder.join(name), bounds);
    post.exchange(borough).unwrap();
    post
}

/// Amara, an outreach worker, and Helen, who coordinates.
fn two(folder: &Path) -> (Borough, Post, Post) {
    let borough = Borough::found(&folder.join("server"), 17);
    let amara = join(&borough, folder, "Amara Lewis", Role::Outreach, &[ADDISON]);
    let helen = join(&borough, folder, "Helen Prior", Role::Coordinator, &[]);
    (borough, amara, helen)
}

fn write(post: &Post, borough: &Borough, draft: impl FnOnce(&mut store::Writer<'_>) -> store::Result<Draft>) {
    use domain::clock::Clock;
    let written = post.store.write(borough.clock.now(), borough.entropy.as_ref(), |writer| {
        let draft = draft(writer)?;
        writer.write_group(vec![draft])?;
        Ok::<_, StoreError>(())
    });
    written.unwrap();
}

#[test]
fn a_cursor_does_not_move_past_changes_that_the_disk_did_not_take() {
    let folder = tempfile::tempdir().unwrap();
    let (borough, mut amara, mut helen) = two(folder.path());
    amara.record(ADDISON, "Two mopeds");
    amara.exchange(&borough).unwrap();
    disk::refuse_rows_of(&helen.store.profile().database(), helen.store.key(), "change");
    for _ in 0..3 {
        let (_, trouble) = helen.exchange(&borough).unwrap_err();
        assert!(matches!(trouble, Trouble::Store(_)), "{trouble:?}");
    }
    disk::take_rows_of(&helen.store.profile().database(), helen.store.key(), "change");
    assert_eq!(helen.exchange(&borough).unwrap().pulled, 1);
    assert_eq!(helen.texts(), ["Two mopeds"]);
    helen.verify();
}

#[test]
fn a_clock_that_is_ten_years_off_has_nothing_refused_and_holds_up_and_misleads_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (borough, mut amara, mut helen) = two(folder.path());
    for (years, text) in [(10, "In ten years"), (-10, "Ten years ago")] {
        borough.clock.set(START.plus_seconds(years * YEAR));
        amara.record(ADDISON, text);
        borough.clock.set(START);
        amara.record(ADDISON, &format!("{text}, and the clock put right"));
    }
    let sent = amara.exchange(&borough).unwrap();
    assert_eq!((sent.pushed, sent.refused, sent.held), (4, 0, 0));
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.texts().len(), 4);
    helen.record(ADDISON, "By a right clock");
    helen.exchange(&borough).unwrap();
    for post in [&amara, &helen] {
        assert_eq!(post.outbox(), (0, 0, 0));
        post.verify();
    }
}

#[test]
fn what_an_answer_does_not_list_is_not_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let (borough, mut amara, mut helen) = two(folder.path());
    amara.record(ADDISON, "Two mopeds");
    amara.exchange(&borough).unwrap();
    helen.exchange(&borough).unwrap();
    amara.record(ADDISON, "And a third");
    amara.exchange(&borough).unwrap();
    helen.spoil = Some(|answer| {
        answer.pages.clear();
        (answer.more, answer.behind) = (false, 0);
    });
    for _ in 0..3 {
        helen.exchange(&borough).unwrap();
        assert_eq!(helen.texts(), ["Two mopeds"]);
    }
    helen.spoil = None;
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.texts(), ["And a third", "Two mopeds"]);
    helen.verify();
}

#[test]
fn a_note_that_was_withdrawn_does_not_come_back_with_a_laptop_that_was_away_for_a_year() {
    let folder = tempfile::tempdir().unwrap();
    let (borough, mut amara, mut helen) = two(folder.path());
    let note = amara.record(ADDISON, "Two mopeds");
    amara.exchange(&borough).unwrap();
    let again = Inviting { name: "Amara Lewis".to_owned(), role: None, wards: Vec::new() };
    let (_, invitation) = borough.block_on(borough.service.invite_named(&again)).unwrap();
    let mut old = Post::join(&borough, &invitation, &folder.path().join("old"), Bounds::default());
    old.exchange(&borough).unwrap();
    let stream = amara.store.read(|reader| reader.fold(note)).unwrap().unwrap().stream();
    write(&amara, &borough, |_| {
        let reason = json!({ WITHDRAWN: { "reason": "It was a film crew" } });
        Ok(Draft::create(stream, note, Kind::Note.as_str(), &reason).act(Act::Withdraw))
    });
    // On the laptop that heard of none of it, the note is written on.
    write(&old, &borough, |writer| {
        let more = AmendmentRecord::new(note, "One had no plate".to_owned());
        Ok(Draft::create(stream, writer.new_record(), Kind::Amendment.as_str(), &more))
    });
    amara.exchange(&borough).unwrap();
    helen.exchange(&borough).unwrap();
    borough.clock.advance_seconds(YEAR);
    for post in [&mut old, &mut helen, &mut amara] {
        post.exchange(&borough).unwrap();
    }
    old.exchange(&borough).unwrap();
    let withdrawn =
        |post: &Post, note: RecordId| post.store.read(|reader| Ok(reader.note_row(note)?.unwrap().withdrawn)).unwrap();
    for post in [&old, &helen, &amara] {
        assert!(withdrawn(post, note));
        assert_eq!(post.outbox(), (0, 0, 0));
        post.verify();
    }
}

#[test]
fn however_large_what_waits_is_no_bound_of_a_request_stops_it() {
    let folder = tempfile::tempdir().unwrap();
    let borough = Borough::found(&folder.path().join("server"), 18);
    // Smaller than any note, in both directions.
    let smallest = Bounds { push_groups: 1, push_bytes: 1, page_changes: 1, page_bytes: 1 };
    let mut amara = join_in(&borough, folder.path(), "Amara Lewis", Role::Outreach, &[ADDISON], smallest);
    let mut helen = join_in(&borough, folder.path(), "Helen Prior", Role::Coordinator, &[], smallest);
    // The longest notes there are, of the widest characters: 40 of them are more than a request of any size.
    let texts: Vec<String> = (0..40).map(|number| format!("{number:02}{}", "\u{1F6B2}".repeat(32_766))).collect();
    for text in &texts {
        amara.record(ADDISON, text);
    }
    assert!(texts.concat().len() > 4 * protocol::PUSH_BYTES);
    assert_eq!(amara.exchange(&borough).unwrap().pushed, 40);
    helen.exchange(&borough).unwrap();
    assert_eq!(helen.texts(), texts);
    // And in requests of the usual size.
    let mut usual = join(&borough, folder.path(), "Priya Nair", Role::Coordinator, &[]);
    usual.exchange(&borough).unwrap();
    assert_eq!(usual.texts(), texts);
}

#[test]
fn a_laptop_that_has_not_heard_from_its_server_for_days_says_so_wherever_one_looks() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = Server::init(&folder.path().join("server"), "Mina Farrow");
    let amara = Laptop::joined(&folder.path().join("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    assert!(!amara.corner().contains("ago"));
    drop(server);
    amara.days_pass(5);
    assert_eq!(amara.corner(), "Last update 5 days ago");
    let doctor = amara.act("doctor", json!({}));
    let checks = doctor["checks"].as_array().unwrap();
    assert!(checks.iter().any(|check| check["words"].as_str().unwrap().contains("Last update 5 days ago")), "{doctor}");
    // What is written meanwhile is kept, and counted.
    amara.record("Addison", "Two mopeds");
    assert_eq!(amara.query("sync", json!({}))["waiting_count"], 1);
}

#[test]
fn a_second_machine_opens_with_a_passphrase_of_its_own_and_reads_what_the_first_one_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let (server, _) = Server::init(&folder.path().join("server"), "Mina Farrow");
    let first = Laptop::joined(&folder.path().join("first"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    first.record("Addison", "Two mopeds");
    first.sync();
    let second = Laptop::new(&folder.path().join("second"));
    let another = "velvet compass orchard signal";
    assert_ne!(another, PASSPHRASE);
    let invitation = server.invite_again("Amara Lewis");
    let request = json!({ "invitation": invitation, "passphrase": another, "passphrase_again": another });
    second.app.mutate("", "join", request).unwrap();
    assert_eq!(second.texts(), ["Two mopeds"]);
    second.record("Addison", "And a third");
    second.sync();
    first.sync();
    assert_eq!(first.texts(), second.texts());
    second.act("lock", json!({}));
    second.app.mutate("", "unlock", json!({ "passphrase": another })).unwrap();
    assert_eq!(second.texts(), ["And a third", "Two mopeds"]);
}

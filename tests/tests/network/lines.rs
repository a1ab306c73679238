//! Lines that break, lose what they carry, or fall silent.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sync::Bounds;
use wardbook_tests::partnership::bad_line::{Counted, Fate, How};
use wardbook_tests::partnership::proxy::Way;
use wardbook_tests::partnership::{Laptop, refused};

use crate::road::{Road, record, until, verify};

/// A device that is given up on has to be by then: after the last sign of life, and where none came.
const GIVEN_UP: Duration = Duration::from_secs(11);
const NOT_MET: Duration = Duration::from_secs(6);
/// Whatever a person does themselves is done by then, with two cores and a debug build.
const AT_ONCE: Duration = Duration::from_secs(1);

fn hung_up(way: Way, after: usize) -> Fate {
    Fate::Cut { way, after, how: How::HungUp }
}

/// Joins with pages of so many changes. What its line carried for that, and over how many connections.
fn first_exchange(road: &Road, name: &str, invitation: &str, page: u32) -> (Laptop, Counted, usize) {
    let first = road.line.connections().len();
    let laptop = Laptop::in_calls_of(&road.at(name), Bounds { page_changes: page, ..Bounds::default() });
    laptop.join(invitation).unwrap();
    let (carried, connections) = road.since(first);
    (laptop, carried, connections)
}

#[test]
fn a_first_exchange_over_a_line_that_breaks_every_few_pages_goes_on_each_time_at_the_page_where_it_broke() {
    const NOTES: usize = 180;
    const PAGE: u32 = 10;
    let road = Road::open();
    let amara = road.amara();
    let texts = record(&amara, NOTES, 20);
    amara.sync();
    let invitation = road.server.invite("Helen Prior", "coordinator", &[]);
    let (good, on_good, on_two) = first_exchange(&road, "on a good line", &invitation, PAGE);
    assert_eq!(on_two, 2, "one line to join, and one for the exchange");
    let page = on_good.down / on_good.questions;

    // Three pages and a half, and what it takes to begin.
    road.line.fates(move |_| hung_up(Way::Down, 4_000 + page * 7 / 2));
    let again = road.server.invite_again("Helen Prior");
    let (broken, on_bad, connections) = first_exchange(&road, "on a bad line", &again, PAGE);
    let breaks = connections - on_two;
    println!(
        "{NOTES} notes: {} questions and {} bytes on a good line; {} and {} on one that broke {breaks} times",
        on_good.questions, on_good.down, on_bad.questions, on_bad.down
    );
    assert_eq!(good.texts(), texts);
    assert_eq!(broken.texts(), texts, "it came whole, in one exchange");
    assert!(!broken.query("status", json!({}))["last_sync"].is_null());
    assert!(breaks >= 4, "it broke {breaks} times");
    // Each break costs the page that it broke, once more, and the greeting of a new line: nothing that came comes again.
    assert!(on_bad.questions <= on_good.questions + breaks + 2, "{} questions", on_bad.questions);
    assert!(on_bad.down <= on_good.down + breaks * (2 * page + 2_500), "{} bytes", on_bad.down);
    road.line.be_well();
    verify(&[&good, &broken], &road.server);
}

#[test]
fn a_line_that_never_carries_a_whole_measure_carries_smaller_ones_both_ways() {
    const LIMIT: usize = 26_000;
    let road = Road::open();
    let (amara, helen) = (road.amara(), road.helen());
    let texts = record(&amara, 150, 200);
    let (amara, helen) = (amara.reopen(), helen.reopen());
    let first = road.line.connections().len();
    road.line.fates(|_| hung_up(Way::Up, LIMIT));
    assert_eq!(amara.sync()["pushed"], texts.len());
    let (sent, lines) = road.since(first);
    let first = road.line.connections().len();
    road.line.fates(|_| hung_up(Way::Down, LIMIT));
    helen.sync();
    let (received, more) = road.since(first);
    println!("{} bytes up over {lines} lines and {} down over {more}, of {LIMIT} each", sent.up, received.down);
    assert!(sent.up > 2 * LIMIT && received.down > 2 * LIMIT, "it would have gone through at once");
    assert_eq!(helen.texts(), texts);
    road.line.be_well();
    amara.sync();
    helen.sync();
    assert_eq!(amara.texts(), texts);
    verify(&[&amara, &helen], &road.server);
}

#[test]
fn an_answer_of_which_half_came_is_not_taken_and_is_asked_for_again() {
    let road = Road::open();
    let (amara, helen) = (road.amara(), road.helen());
    let texts = record(&amara, 60, 200);
    amara.sync();
    // On a new line it greets, opens a session and pulls; whenever it pulls again, half of that comes again.
    let (helen, first) = (helen.reopen(), road.line.connections().len());
    road.line.fates(move |number| Fate::Half(if number == first { 3 } else { 1 }));
    let failure = helen.try_sync().unwrap_err();
    assert_eq!(failure.code, "unreachable", "{}", failure.message);
    assert_eq!(helen.texts(), [""; 0], "half of a page is no page");
    let asked = road.since(first).0.questions;
    assert!((4..20).contains(&asked), "it asked {asked} times");
    verify(&[&helen], &road.server);

    let (helen, first) = (helen.reopen(), road.line.connections().len());
    road.line.fates(move |number| if number == first { Fate::Half(3) } else { Fate::Well });
    helen.sync();
    assert_eq!(road.since(first).1, 2, "it was asked for again on another line");
    assert_eq!(helen.texts(), texts);
    verify(&[&amara, &helen], &road.server);
}

#[test]
fn what_is_sent_over_a_line_that_loses_every_other_answer_arrives_once() {
    const ROUNDS: usize = 6;
    let road = Road::open();
    let (amara, helen) = (road.amara().reopen(), road.helen());
    let first = road.line.connections().len();
    road.line.fates(|_| Fate::Lost(2));
    let mut texts = Vec::new();
    for round in 0..ROUNDS {
        texts.extend(record(&amara, 3, 10));
        let report = amara.sync();
        assert_eq!((&report["pushed"], &report["pending"]), (&json!(3), &json!(0)), "round {round}");
    }
    let (asked, lines) = road.since(first);
    println!("{ROUNDS} exchanges asked {} times over {lines} lines", asked.questions);
    assert!(lines > ROUNDS, "{lines} lines: no answers were lost");
    road.line.be_well();
    helen.sync();
    assert_eq!(helen.texts(), texts);
    assert_eq!(amara.texts(), texts);
    verify(&[&amara, &helen], &road.server);
}

/// How long it took until nothing was waited for any more.
fn given_up(laptop: &Laptop) -> Duration {
    let since = Instant::now();
    let code = refused(laptop.try_sync());
    assert!(["unreachable", "locked"].contains(&code.as_str()), "{code}");
    since.elapsed()
}

#[test]
fn while_an_exchange_hangs_on_a_silent_line_people_record_read_and_lock_at_once_and_it_is_given_up() {
    let road = Road::open();
    let (amara, helen) = (road.amara(), road.helen());
    let note = amara.record("Addison", "Two mopeds");
    amara.sync();
    // Amara's line stands and says nothing any more; Helen's new one is taken and never answered.
    let helen = helen.reopen();
    let first = road.line.connections().len();
    assert!(road.line.fall_silent(|_| true) > 0);
    road.line.fates(|_| Fate::Silent { way: Way::Up, after: 0 });
    let late = amara.record("Addison", "A third one");
    let (kept, new) = std::thread::scope(|threads| {
        let new = threads.spawn(|| given_up(&helen));
        let kept = threads.spawn(|| given_up(&amara));
        until("Helen calls", || road.line.connections().len() > first);
        let since = Instant::now();
        amara.record("Addison", "While it hangs");
        assert_eq!(amara.texts().len(), 3);
        assert_eq!(amara.query("sync", json!({}))["waiting_count"], json!(2));
        assert!(since.elapsed() < AT_ONCE, "it took {:?}", since.elapsed());
        let since = Instant::now();
        amara.act("lock", json!({}));
        assert_eq!(amara.query("session", json!({}))["stage"], "locked");
        assert!(since.elapsed() < AT_ONCE, "it took {:?}", since.elapsed());
        (kept.join().unwrap(), new.join().unwrap())
    });
    println!("a line that stood was given up after {kept:.1?}, one that nobody answered after {new:.1?}");
    assert!(kept > AT_ONCE && new > AT_ONCE, "they did not hang");
    assert!(kept < GIVEN_UP, "a line that stood was given up after {kept:?}");
    assert!(new < NOT_MET, "one that nobody answered was given up after {new:?}");

    road.line.be_well();
    amara.unlock();
    amara.sync();
    helen.sync();
    assert_eq!(helen.texts(), ["A third one", "Two mopeds", "While it hangs"]);
    for id in [note, late] {
        assert_eq!(amara.note(&id)["state"]["id"], "received");
    }
}

#[test]
fn notes_come_although_the_line_for_hints_has_fallen_silent() {
    let road = Road::open();
    let amara = road.amara();
    let first = road.line.connections().len() + 2;
    let helen = road.helen().reopen_in_step();
    // The line for hints asks once, and stays open; the other one has opened a session and asked for pages.
    let stands = |connections: &[Counted], asked: fn(usize) -> bool| {
        connections.iter().any(|counted| counted.is_open && asked(counted.questions))
    };
    until("hints are followed", || {
        let connections = &road.line.connections()[first..];
        stands(connections, |questions| questions == 1) && stands(connections, |questions| questions > 2)
    });
    until("nothing is under way", || helen.query("sync", json!({}))["busy"] == json!(false));
    assert_eq!(road.line.fall_silent(|counted| counted.questions == 1), 1);

    amara.record("Addison", "Two mopeds");
    amara.sync();
    assert_eq!(helen.texts(), [""; 0], "a hint came through");
    // About once a minute it asks without any hint.
    helen.seconds_pass(90);
    until("the note comes", || helen.texts() == ["Two mopeds"]);
    let session = helen.query("session", json!({}));
    assert_ne!(session["sync"]["icon"], Value::from("offline"), "{session}");
}

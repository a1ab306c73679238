//! A hostile client before a real server: real TLS, real HTTP, signatures that hold, and input that is valid but for
//! one thing. Each code with which the server refuses anything is drawn out of it a hundred times over, each time
//! otherwise, by chance that follows from a seed; nothing is written, and whoever behaves is served as before.
//!
//! What each refusal means inside the server, without a wire, `core/tests/refusals.rs` shows; what bytes that are no
//! message do to it, the test program `decoders`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod crowds;
mod groups;
mod line;
mod members;
mod rights;
mod scene;
mod spoilt;
mod strangers;
mod taken;

use std::collections::BTreeMap;

use wardbook_server::core::Code;
use wardbook_tests::said::say;

use scene::Scene;

/// How often each code is drawn out of the server by each of its makers.
const TIMES: usize = 100;

/// Draws one refusal out of the server: an otherwise valid input each time, and the code that was answered.
type Tries<'a> = Box<dyn FnMut() -> String + 'a>;

/// What draws out a code. What has to stand beforehand is made when it is called, and not counted as written.
struct Maker {
    code: Code,
    by: &'static str,
    make: for<'a> fn(&'a Scene) -> Tries<'a>,
}

const fn maker(code: Code, by: &'static str, make: for<'a> fn(&'a Scene) -> Tries<'a>) -> Maker {
    Maker { code, by, make }
}

/// The codes that no input draws out of a server, each with the reason and where it is shown.
const LEFT_OUT: [(Code, &str); 1] = [(
    Code::NoRoom,
    "the server's disk is nearly full, whoever asks: core/tests/blob_refusals.rs, \
     a_disk_that_is_nearly_full_takes_text_and_puts_off_photos",
)];

fn all_makers() -> impl Iterator<Item = &'static Maker> {
    [strangers::MAKERS, crowds::MAKERS, groups::MAKERS, rights::MAKERS, members::MAKERS].into_iter().flatten()
}

#[test]
fn every_code_that_the_server_knows_is_drawn_out_of_it_here_or_left_out_with_a_reason() {
    let mut by: BTreeMap<Code, usize> = all_makers().map(|maker| (maker.code, 0)).collect();
    for maker in all_makers() {
        *by.entry(maker.code).or_default() += 1;
    }
    for code in Code::ALL {
        let left_out = LEFT_OUT.iter().any(|(left_out, reason)| *left_out == code && !reason.is_empty());
        assert!(
            by.contains_key(&code) != left_out,
            "“{}” has {} makers and is left out: {left_out}. Give it a maker, or a reason why it has none",
            code.as_str(),
            by.get(&code).copied().unwrap_or_default(),
        );
    }
}

/// Lets each maker have its hundred tries, and looks after each hundred whether anything was written or harmed.
fn hundreds(seed: u64, makers: &[Maker]) {
    let scene = Scene::new(seed);
    let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
    for Maker { code, by, make } in makers {
        let mut tries = make(&scene);
        let before = scene.written();
        for round in 0..TIMES {
            let answered = tries();
            assert_eq!(answered, code.as_str(), "{by}, round {round}");
            *counted.entry(code.as_str()).or_default() += 1;
        }
        drop(tries);
        assert_eq!(scene.written(), before, "{by}: something was written");
        scene.is_well(by);
    }
    for (code, count) in &counted {
        say(format_args!("hostile client: {code:<20} {count:>4} times, nothing written"));
        assert!(*count >= TIMES, "{code}: {count}");
    }
}

#[test]
fn whoever_is_let_in_by_nothing_is_told_why_and_leaves_nothing_behind() {
    hundreds(41, strangers::MAKERS);
}

#[test]
fn whoever_asks_without_end_or_sends_without_ending_is_put_off_and_leaves_nothing_behind() {
    hundreds(42, crowds::MAKERS);
}

#[test]
fn a_group_of_which_something_does_not_fit_is_refused_by_name_and_stands_in_no_stream() {
    hundreds(43, groups::MAKERS);
}

#[test]
fn what_a_device_signs_and_may_not_write_is_refused_by_name_and_stands_in_no_stream() {
    hundreds(48, rights::MAKERS);
}

#[test]
fn what_a_member_asks_for_and_may_not_have_is_refused_by_name_and_changes_nothing() {
    hundreds(44, members::MAKERS);
}

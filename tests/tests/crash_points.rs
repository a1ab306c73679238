//! Every write and every sync of what Wardbook does to a disk, torn, dropped or refused: what was confirmed
//! is there, an act is there whole or not at all, and the notebook goes on.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use wardbook_tests::crash_points::{SCENARIOS, WAYS, in_memory, learn, points, run};
use wardbook_tests::faulty_disk::Operation;
use wardbook_tests::said::say;

/// Distinct pairs of a scenario and an operation of it that have to fail in one run of the tests.
const PAIRS: usize = 5_000;
/// In how many of the three ways each operation fails in one run; `WARDBOOK_WAYS` asks for more. The next
/// operation begins with the next way, so that each way meets every kind of operation.
const WAYS_AT_ONCE: usize = 1;

/// `WARDBOOK_POINTS=SCENARIO` or `SCENARIO:OPERATION` does those alone.
fn asked() -> Option<(usize, Option<u64>)> {
    let asked = std::env::var("WARDBOOK_POINTS").ok()?;
    let (scenario, operation) = asked.split_once(':').unwrap_or((&asked, ""));
    Some((scenario.parse().ok()?, operation.parse().ok()))
}

#[test]
fn whatever_write_or_sync_fails_what_was_confirmed_is_there_and_an_act_is_whole_or_never_happened() {
    let root = in_memory();
    let all = learn(SCENARIOS, root.path()).unwrap();
    let ways = std::env::var("WARDBOOK_WAYS").ok().and_then(|ways| ways.parse().ok()).unwrap_or(WAYS_AT_ONCE);
    let mut points = points(&all, ways);
    if let Some((scenario, operation)) = asked() {
        points.retain(|point| point.scenario == scenario && operation.is_none_or(|at| at == point.operation));
    }
    let report = run(&all, &points, root.path());
    for (point, what) in report.wrong.iter().take(40) {
        say(format!(
            "WARDBOOK_POINTS={}:{} WARDBOOK_WAYS=3 ({:?}): {what}",
            point.scenario, point.operation, point.way
        ));
    }
    say(&report);
    assert_eq!(report.wrong.len(), 0, "points at which something does not hold");
    if asked().is_none() {
        assert!(report.pairs() >= PAIRS, "{} distinct pairs", report.pairs());
        for way in WAYS {
            for (operation, least) in [(Operation::Write, 500), (Operation::Sync, 20)] {
                let met = report.count(operation, way);
                assert!(met >= least, "only {met} of {operation:?} failed as {way:?}");
            }
        }
    }
}

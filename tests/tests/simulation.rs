//! A borough under every fault at once, seed after seed: nothing is lost, doubled, leaked or left behind.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use wardbook_tests::said::say;
use wardbook_tests::simulation::{Fault, Tally, run};

/// Seeds in one run; `WARDBOOK_SEEDS=FROM..TO` asks for others, `WARDBOOK_MINUTES=N` goes on for so long.
const SEEDS: u64 = 560;
/// So much has to be entered in a run of all seeds, and so often has a laptop to try and exchange.
const EDITS: u64 = 100_000;
const ATTEMPTS: u64 = 500_000;
/// So often each fault has to come in a run of all seeds, and each two between two rests.
const EACH_FAULT: u64 = 200;
const EACH_PAIR: u64 = 20;

fn asked() -> std::ops::Range<u64> {
    let asked = std::env::var("WARDBOOK_SEEDS").ok();
    let range = asked
        .as_deref()
        .and_then(|text| text.split_once(".."))
        .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    range.unwrap_or(0..SEEDS)
}

#[test]
fn a_borough_under_every_fault_loses_doubles_leaks_and_hides_nothing() {
    let until = std::env::var("WARDBOOK_MINUTES").ok().and_then(|minutes| minutes.parse::<u64>().ok());
    let until = until.map(|minutes| Instant::now() + Duration::from_secs(60 * minutes));
    let seeds = asked();
    let next = AtomicU64::new(seeds.start);
    let (sum, failed) = (Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        // One more than there are processors: each borough waits now and then for its server's thread.
        for _ in 0..=std::thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    let over = until.map_or(seed >= seeds.end, |until| Instant::now() >= until);
                    if over {
                        return;
                    }
                    match run(seed) {
                        Ok(tally) => sum.lock().unwrap().add(&tally),
                        Err(what) => {
                            say(format!("WARDBOOK_SEEDS={seed}..{} cargo test --package wardbook-tests --test simulation: {what}", seed + 1));
                            failed.lock().unwrap().push(seed);
                        }
                    }
                }
            });
        }
    });
    let sum = sum.into_inner().unwrap();
    say(format!("{} seeds, {} edits, {} sync attempts, {} rests", sum.seeds, sum.edits, sum.attempts, sum.rests));
    say(format!(
        "{} sources sealed, {} times opened, {} records on trails, {} rosters by the code",
        sum.sealed, sum.opened, sum.trailed, sum.recovered
    ));
    for fault in Fault::ALL {
        say(format!("{fault:?}: {}", sum.of(fault)));
    }
    say(format!("rarest pair: {:?}", sum.rarest_pair()));
    assert_eq!(*failed.lock().unwrap(), Vec::<u64>::new(), "seeds that do not hold");
    if seeds == (0..SEEDS) && until.is_none() {
        assert!(sum.edits >= EDITS && sum.attempts >= ATTEMPTS, "{} edits, {} attempts", sum.edits, sum.attempts);
        for fault in Fault::ALL {
            assert!(sum.of(fault) >= EACH_FAULT, "{fault:?} came {} times", sum.of(fault));
        }
        let (one, other, times) = sum.rarest_pair();
        assert!(times >= EACH_PAIR, "{one:?} and {other:?} met {times} times");
    }
}

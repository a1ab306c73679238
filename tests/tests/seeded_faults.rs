//! Whether the simulated borough would notice: each fault that somebody could build in is switched on by itself,
//! and a seed has to find it.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use domain::seeded::{Seeded, switch};
use wardbook_tests::said::say;
use wardbook_tests::simulation::{Sealing, run, seal};

/// A fault that so many boroughs do not show is not found.
const SEEDS: u64 = 240;

/// These show only where sources are sealed.
const OF_SEALING: [Seeded; 6] = [
    Seeded::AddedWithoutKeys,
    Seeded::SealedToTheFirstKey,
    Seeded::SourceInClear,
    Seeded::OpenedWithoutTrail,
    Seeded::TrailSentUnanswered,
    Seeded::RosterOfAnybody,
];

struct Found {
    seed: u64,
    tried: u64,
    what: String,
}

/// Seed after seed until one shows it.
fn look_for(fault: Seeded) -> Option<Found> {
    switch(Some(fault));
    seal(if OF_SEALING.contains(&fault) { Sealing::Always } else { Sealing::Never });
    let (next, done, found) = (AtomicU64::new(0), AtomicBool::new(false), Mutex::new(None));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            scope.spawn(|| {
                while !done.load(Ordering::SeqCst) {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= SEEDS {
                        return;
                    }
                    if let Err(what) = run(seed) {
                        done.store(true, Ordering::SeqCst);
                        found.lock().unwrap().get_or_insert(Found { seed, tried: seed + 1, what });
                    }
                }
            });
        }
    });
    switch(None);
    found.into_inner().unwrap()
}

#[test]
fn each_fault_that_is_built_in_on_purpose_is_found() {
    // What breaks panics, and says so at length; the table below says it shorter.
    std::panic::set_hook(Box::new(|_| {}));
    let only = std::env::var("WARDBOOK_SEEDED").ok();
    let mut missed = Vec::new();
    say(format!("{:<28} {:>6} {:>8}  by", "fault", "seeds", "seconds"));
    for fault in Seeded::ALL {
        let name = format!("{fault:?}");
        if only.as_ref().is_some_and(|only| *only != name) {
            continue;
        }
        let started = Instant::now();
        match look_for(fault) {
            Some(found) => {
                let what: String =
                    found.what.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(110).collect();
                let seconds = started.elapsed().as_secs_f64();
                say(format!("{name:<28} {:>6} {seconds:>8.1}  seed {}: {what}", found.tried, found.seed));
            }
            None => {
                say(format!("{name:<28} {:>6} {:>8.1}  NOT FOUND", SEEDS, started.elapsed().as_secs_f64()));
                missed.push(name);
            }
        }
    }
    let _ = std::panic::take_hook();
    assert_eq!(missed, Vec::<String>::new(), "faults that no seed shows");
}

//! Lines that do whatever a seed says.

use std::time::Duration;

use domain::entropy::{Entropy, SeededEntropy};
use wardbook_tests::partnership::bad_line::{Fate, How};
use wardbook_tests::partnership::proxy::Way;
use wardbook_tests::said::say;

use crate::road::{Road, record, verify};

/// Chance that follows from a seed.
struct Dice(SeededEntropy);

impl Dice {
    fn below(&self, end: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        usize::try_from(u64::from_le_bytes(bytes) % end as u64).unwrap_or_default()
    }

    fn way(&self) -> Way {
        if self.below(2) == 0 { Way::Up } else { Way::Down }
    }

    /// One in so many falls silent, which costs seconds; none where that is 0.
    fn fate(&self, silent_in: usize) -> Fate {
        if silent_in > 0 && self.below(silent_in) == 0 {
            return Fate::Silent { way: self.way(), after: self.below(6_000) };
        }
        match self.below(6) {
            0 => Fate::Well,
            1 => Fate::Slow(Duration::from_millis(self.below(20) as u64)),
            2 => Fate::Half(1 + self.below(3)),
            3 => Fate::Lost(1 + self.below(3)),
            _ => {
                let how = if self.below(2) == 0 { How::HungUp } else { How::Reset };
                Fate::Cut { way: self.way(), after: self.below(6_000), how }
            }
        }
    }
}

/// Records and exchanges on such a line, round after round, and then once on a good one.
fn by_chance(seed: u64, rounds: usize, silent_in: usize) {
    let road = Road::open();
    let (amara, helen) = (road.amara(), road.helen());
    let dice = Dice(SeededEntropy::new(seed));
    let on_the_line = Dice(SeededEntropy::new(seed + 1));
    road.line.fates(move |_| on_the_line.fate(silent_in));
    // The lines that stand are good ones.
    let (mut amara, mut helen) = (amara.reopen(), helen.reopen());
    let (mut texts, mut broke, first) = (Vec::new(), 0, road.line.connections().len());
    for round in 0..rounds {
        texts.extend(record(&amara, dice.below(4), 30));
        for laptop in [&amara, &helen] {
            if let Err(failure) = laptop.try_sync() {
                assert_eq!(failure.code, "unreachable", "seed {seed}, round {round}: {}", failure.message);
                broke += 1;
            }
        }
        // A good line would be kept to the end.
        if dice.below(2) == 0 {
            amara = amara.reopen();
            helen = helen.reopen();
        }
    }
    let lines = road.line.connections().len() - first;
    road.line.be_well();
    let (amara, helen) = (amara.reopen(), helen.reopen());
    amara.sync();
    helen.sync();
    assert_eq!(amara.texts(), texts, "seed {seed}");
    assert_eq!(helen.texts(), texts, "seed {seed}");
    verify(&[&amara, &helen], &road.server);
    say(format!(
        "seed {seed}: {} notes in {rounds} rounds over {lines} lines, {broke} exchanges broke off",
        texts.len()
    ));
    assert!(lines > rounds, "seed {seed}: {lines} lines, so few broke");
}

#[test]
fn whatever_a_line_does_by_chance_each_note_arrives_once() {
    by_chance(7, 30, 0);
}

#[test]
#[ignore = "silent lines cost seconds each; `cargo xtask soak` runs it with other seeds each time"]
fn whatever_a_line_does_by_chance_for_long_each_note_arrives_once() {
    let from = std::env::var("WARDBOOK_SEEDS").ok().and_then(|seeds| seeds.split("..").next()?.parse().ok());
    for seed in (from.unwrap_or(1_000)..).take(10) {
        by_chance(seed, 60, 25);
    }
}

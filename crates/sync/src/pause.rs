//! How long to wait before the next try: longer each time, never the same for everybody.

use domain::entropy::Entropy;

const FIRST_MS: u64 = 2_000;
const LONGEST_MS: u64 = 5 * 60_000;
/// Without trouble the device asks about once a minute, hint or no hint.
const REGULAR_MS: u64 = 60_000;

/// After so many failures in a row, from 1.
pub fn after_failures(failures: u32, entropy: &dyn Entropy) -> u64 {
    let doubled = FIRST_MS.saturating_mul(1 << failures.saturating_sub(1).min(16));
    spread(doubled.min(LONGEST_MS), entropy)
}

/// As long as a server asked for. It may not put a device off for longer than trouble would.
pub fn as_asked(seconds: u32) -> u64 {
    (u64::from(seconds) * 1_000).min(LONGEST_MS)
}

pub fn regular(entropy: &dyn Entropy) -> u64 {
    spread(REGULAR_MS, entropy)
}

/// Three quarters of it to five quarters: two hundred laptops that lost one server do not return as one.
fn spread(millis: u64, entropy: &dyn Entropy) -> u64 {
    let mut byte = [0; 2];
    entropy.fill(&mut byte);
    let part = u64::from(u16::from_be_bytes(byte));
    millis * 3 / 4 + (millis / 2) * part / u64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use domain::entropy::SeededEntropy;

    use super::*;

    #[test]
    fn waits_grow_are_spread_and_end_at_five_minutes_and_a_quarter() {
        let entropy = SeededEntropy::new(3);
        for failures in 1..60 {
            let wait = after_failures(failures, &entropy);
            assert!((1_500..=LONGEST_MS * 5 / 4).contains(&wait), "{failures}: {wait}");
        }
        assert!(after_failures(1, &entropy) <= 2_500);
        assert!(after_failures(20, &entropy) >= LONGEST_MS * 3 / 4);
        let waits: std::collections::BTreeSet<u64> = (0..50).map(|_| regular(&entropy)).collect();
        assert!(waits.len() > 40, "everybody would come at once");
    }
}

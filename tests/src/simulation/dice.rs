//! Chance that follows from a seed.

use domain::entropy::{Entropy, SeededEntropy};

pub struct Dice(SeededEntropy);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(SeededEntropy::new(seed))
    }

    pub fn number(&self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }

    /// 0 to one less than `end`.
    pub fn below(&self, end: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    pub fn one_in(&self, chances: usize) -> bool {
        self.below(chances) == 0
    }

    pub fn between(&self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.number() % u64::try_from(high - low + 1).unwrap_or(1)).unwrap_or(0)
    }

    pub fn pick<'a, T>(&self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    pub fn entropy(&self) -> &dyn Entropy {
        &self.0
    }
}

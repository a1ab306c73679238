//! Randomness as the domain knows it: passed in, so that a seed reproduces a whole run.

/// Where random bytes come from.
pub trait Entropy: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// Bytes that follow from a seed. For tests, simulations and the sample notebook's people; never for
/// a key that protects anything.
pub struct SeededEntropy {
    reader: std::sync::Mutex<blake3::OutputReader>,
}

impl SeededEntropy {
    pub fn new(seed: u64) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 seeded entropy v1");
        hasher.update(&seed.to_le_bytes());
        Self { reader: std::sync::Mutex::new(hasher.finalize_xof()) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // A panic elsewhere cannot leave the reader half way: fill is one call.
        let mut reader = self.reader.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        reader.fill(bytes);
    }
}

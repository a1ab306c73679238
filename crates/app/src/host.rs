//! What the use cases need of the machine around them.

use std::time::Instant;

use domain::clock::{Clock, Timestamp};
use domain::entropy::Entropy;
use store::keyfile::Cost;
use sync::Bounds;

/// Clock, randomness, and what a passphrase guess shall cost.
pub trait Host: Send + Sync {
    fn clock(&self) -> &dyn Clock;
    fn entropy(&self) -> &dyn Entropy;
    /// Seconds that pass while the machine is awake; says nothing of the date.
    fn awake_seconds(&self) -> u64;
    /// The same in milliseconds, for waits.
    fn awake_millis(&self) -> u64 {
        self.awake_seconds().saturating_mul(1_000)
    }
    fn passphrase_cost(&self) -> Cost;
    /// Bounds on what one call to the server carries. Small ones are for tests of paging.
    fn call_bounds(&self) -> Bounds {
        Bounds::default()
    }
}

/// This machine.
pub struct SystemHost {
    started: Instant,
}

impl SystemHost {
    #[expect(clippy::new_without_default, reason = "it notes when the program started")]
    pub fn new() -> Self {
        Self { started: Instant::now() }
    }
}

impl Clock for SystemHost {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        Timestamp::from_millis(since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Host for SystemHost {
    fn clock(&self) -> &dyn Clock {
        self
    }

    fn entropy(&self) -> &dyn Entropy {
        &store::OsEntropy
    }

    fn awake_seconds(&self) -> u64 {
        self.started.elapsed().as_secs()
    }

    fn awake_millis(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn passphrase_cost(&self) -> Cost {
        Cost::calibrated()
    }
}

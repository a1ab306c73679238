//! Time as the domain knows it. Nothing here reads a clock: the host passes one in.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970 in UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, minicbor::Encode, minicbor::Decode,
)]
#[cbor(transparent)]
pub struct Timestamp(#[n(0)] i64);

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    /// For formats that know no time before 1970.
    pub fn unix_millis(self) -> u64 {
        u64::try_from(self.0).unwrap_or(0)
    }

    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000)))
    }

    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / 1_000
    }

    /// The instant for [`crate::dates`]. A reading beyond what a calendar holds is its nearest end, less a day:
    /// the very end has no local time in London.
    pub fn utc(self) -> chrono::DateTime<chrono::Utc> {
        const DAY: i64 = 86_400_000;
        let first = chrono::DateTime::<chrono::Utc>::MIN_UTC.timestamp_millis() + DAY;
        let last = chrono::DateTime::<chrono::Utc>::MAX_UTC.timestamp_millis() - DAY;
        chrono::DateTime::from_timestamp_millis(self.0.clamp(first, last)).unwrap_or_default()
    }

    /// RFC 3339 in UTC with milliseconds: `2026-11-22T10:50:34.123Z`.
    pub fn rfc3339(self) -> String {
        self.utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    }
}

/// Where the time comes from. A laptop's clock may be wrong; nothing trusts it further than display.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// A hybrid clock reading: the wall clock, and a counter that orders what happened within one
/// millisecond or while the wall clock stood still or went back.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    minicbor::Encode,
    minicbor::Decode,
)]
#[cbor(array)]
pub struct HybridTime {
    #[n(0)]
    pub millis: u64,
    #[n(1)]
    pub counter: u16,
}

impl HybridTime {
    /// The reading for the next thing this device writes: after everything it wrote before.
    pub fn next(self, now: Timestamp) -> Self {
        let wall = now.unix_millis();
        if wall > self.millis {
            return Self { millis: wall, counter: 0 };
        }
        match self.counter.checked_add(1) {
            Some(counter) => Self { millis: self.millis, counter },
            None => Self { millis: self.millis.saturating_add(1), counter: 0 },
        }
    }
}

/// A clock that stands where it was put: for tests and simulations.
#[derive(Debug, Default)]
pub struct FixedClock(std::sync::atomic::AtomicI64);

impl FixedClock {
    pub fn at(time: Timestamp) -> Self {
        Self(std::sync::atomic::AtomicI64::new(time.millis()))
    }

    pub fn set(&self, time: Timestamp) {
        self.0.store(time.millis(), std::sync::atomic::Ordering::SeqCst);
    }

    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000, std::sync::atomic::Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(std::sync::atomic::Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_a_device_writes_later_reads_later_whatever_its_wall_clock_does(
            walls in prop::collection::vec(-1_000_i64..4_000_000_000_000, 1..200)
        ) {
            let mut last = HybridTime::default();
            for wall in walls {
                let next = last.next(Timestamp::from_millis(wall));
                prop_assert!(next > last);
                last = next;
            }
        }
    }

    #[test]
    fn a_time_beyond_every_calendar_is_shown_as_its_end() {
        for millis in [i64::MIN, -8_334_601_228_800_000, i64::MAX, 8_210_266_876_799_999] {
            let shown = crate::dates::full(Timestamp::from_millis(millis).utc());
            assert!(shown.contains("26214"), "{millis}: {shown}");
        }
        assert_eq!(HybridTime { millis: u64::MAX, counter: u16::MAX }.next(Timestamp::from_millis(1)).millis, u64::MAX);
    }

    #[test]
    fn a_counter_that_is_full_moves_to_the_next_millisecond() {
        let full = HybridTime { millis: 5, counter: u16::MAX };
        assert_eq!(full.next(Timestamp::from_millis(5)), HybridTime { millis: 6, counter: 0 });
    }
}

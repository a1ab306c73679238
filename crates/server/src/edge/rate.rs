//! How often somebody may ask: a token bucket for each, kept as one number (the generic cell rate algorithm),
//! with the time passed in.
//!
//! Written here and not taken from a crate: it is a page, its memory is bounded whatever comes, and a clock
//! that a test holds still needs no adapter.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use domain::clock::Timestamp;

/// Askers that are remembered. Whoever has not asked for long is forgotten first; beyond this the rest share
/// one allowance.
const REMEMBERED: usize = 65_536;
/// Looking for whom to forget costs as much as there are; more often than this it is not done.
const LOOK_MICROS: i64 = 1_000_000;

const MINUTE_MICROS: i64 = 60_000_000;

/// So many a minute for each, all at once if need be.
pub struct Rate<K> {
    /// Microseconds after which one more may come; 0 where there is no limit.
    apart: i64,
    /// How far ahead of the clock somebody may ask.
    ahead: i64,
    most: usize,
    kept: Mutex<Kept<K>>,
}

struct Kept<K> {
    /// When each would have asked for everything so far, had they asked evenly. Behind the clock is as good as
    /// never.
    asked: BTreeMap<K, i64>,
    /// The same of all whom there is no room to remember.
    others: i64,
    looked: Option<i64>,
}

impl<K: Ord> Rate<K> {
    /// 0 is no limit.
    pub fn a_minute(requests: u32) -> Self {
        Self::remembering(requests, REMEMBERED)
    }

    fn remembering(requests: u32, most: usize) -> Self {
        let apart = if requests == 0 { 0 } else { (MINUTE_MICROS / i64::from(requests)).max(1) };
        let ahead = apart * i64::from(requests.saturating_sub(1));
        let kept = Kept { asked: BTreeMap::new(), others: 0, looked: None };
        Self { apart, ahead, most, kept: Mutex::new(kept) }
    }

    /// One request; where it comes too early, the seconds after which it may.
    pub fn ask(&self, who: K, now: Timestamp) -> Result<(), u32> {
        if self.apart == 0 {
            return Ok(());
        }
        let now = now.millis().saturating_mul(1_000);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.asked.len() >= self.most && !kept.asked.contains_key(&who) {
            kept.forget(now);
        }
        let full = kept.asked.len() >= self.most;
        let Kept { asked, others, .. } = &mut *kept;
        let asked = match asked.get_mut(&who) {
            Some(asked) => asked,
            None if full => others,
            None => asked.entry(who).or_insert(now),
        };
        // Further ahead than anybody can ask: the clock was set back, and says nothing of who asked how often.
        if *asked < now || *asked - now > self.ahead + self.apart {
            *asked = now;
        }
        let early = *asked - now - self.ahead;
        if early > 0 {
            return Err(u32::try_from((early + 999_999) / 1_000_000).unwrap_or(u32::MAX));
        }
        *asked += self.apart;
        Ok(())
    }
}

impl<K: Ord> Kept<K> {
    /// Those who could ask as often as somebody who never did.
    fn forget(&mut self, now: i64) {
        if self.looked.is_some_and(|looked| now >= looked && now - looked < LOOK_MICROS) {
            return;
        }
        self.looked = Some(now);
        self.asked.retain(|_, asked| *asked > now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_344_000_000);

    #[test]
    fn a_minutes_requests_may_come_at_once_and_then_one_after_the_other() {
        let rate = Rate::a_minute(60);
        for _ in 0..60 {
            assert_eq!(rate.ask("Olu", NOW), Ok(()));
        }
        assert_eq!(rate.ask("Olu", NOW), Err(1));
        assert_eq!(rate.ask("Amara", NOW), Ok(()), "nobody pays for somebody else");
        assert_eq!(rate.ask("Olu", NOW.plus_seconds(1)), Ok(()));
        assert_eq!(rate.ask("Olu", NOW.plus_seconds(1)), Err(1), "what was refused was not counted, and no more came");
        for _ in 0..60 {
            assert_eq!(rate.ask("Olu", NOW.plus_seconds(61)), Ok(()));
        }
    }

    #[test]
    fn whoever_comes_too_early_is_told_after_how_long_they_may() {
        let rate = Rate::a_minute(2);
        assert_eq!([(); 3].map(|()| rate.ask((), NOW)), [Ok(()), Ok(()), Err(30)]);
        assert_eq!(rate.ask((), NOW.plus_seconds(12)), Err(18));
        assert_eq!(rate.ask((), NOW.plus_seconds(30)), Ok(()));
    }

    #[test]
    fn no_limit_is_none() {
        let rate = Rate::a_minute(0);
        assert!((0..10_000).all(|_| rate.ask((), NOW).is_ok()));
    }

    #[test]
    fn a_clock_that_was_set_back_shuts_nobody_out() {
        let rate = Rate::a_minute(10);
        let later = NOW.plus_seconds(3_600);
        assert!((0..10).all(|_| rate.ask((), later).is_ok()));
        assert_eq!(rate.ask((), NOW), Ok(()));
    }

    #[test]
    fn what_is_remembered_of_askers_is_bounded_however_many_there_are() {
        let rate = Rate::remembering(6, 100);
        let count = || rate.kept.lock().unwrap().asked.len();
        for who in 0..100 {
            assert_eq!(rate.ask(who, NOW), Ok(()));
        }
        // Those for whom there is no room share what one may; those who are known go on as they were.
        let strangers: Vec<bool> = (1_000..2_000).map(|who| rate.ask(who, NOW).is_ok()).collect();
        assert_eq!(strangers.iter().filter(|taken| **taken).count(), 6);
        assert_eq!((rate.ask(7, NOW), count()), (Ok(()), 100));
        // Once nobody has asked for a while there is room again.
        let later = NOW.plus_seconds(60);
        assert_eq!((rate.ask(5_000, later), count()), (Ok(()), 1));
    }
}

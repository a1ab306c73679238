//! Working days: Monday to Friday less England's bank holidays.
//!
//! Owns the list of holidays and the counting of working time for pick-up targets. The list is data
//! and can be replaced; days after its last year count as if they had no holidays, which
//! [`WorkingDays::known_until`] lets a screen say. Must not know what the time is for.
//!
//! A working day is a whole London day, midnight to midnight: a note received on Friday at 17:00 has
//! used two working days on Tuesday at 17:00. The clocks change on Sundays, so a working day always
//! has 24 hours.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Europe::London;

use crate::dates::{day_of, london};

/// Year, then month and day of each bank holiday in England, substitute days in place of those that
/// fell on a weekend. 2020: the early May day moved to VE Day. 2022: the spring day moved, the
/// Platinum Jubilee and the State Funeral added. 2023: the Coronation added.
#[rustfmt::skip]
const ENGLAND: &[(i32, &[(u32, u32)])] = &[
    (2018, &[(1, 1), (3, 30), (4, 2), (5, 7), (5, 28), (8, 27), (12, 25), (12, 26)]),
    (2019, &[(1, 1), (4, 19), (4, 22), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)]),
    (2020, &[(1, 1), (4, 10), (4, 13), (5, 8), (5, 25), (8, 31), (12, 25), (12, 28)]),
    (2021, &[(1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
    (2022, &[(1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)]),
    (2023, &[(1, 2), (4, 7), (4, 10), (5, 1), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)]),
    (2024, &[(1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)]),
    (2025, &[(1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)]),
    (2026, &[(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
    (2027, &[(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
    (2028, &[(1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)]),
];

/// Which days are worked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    holidays: BTreeSet<NaiveDate>,
    known_until: i32,
}

impl WorkingDays {
    /// Bank holidays in England, 2018 to 2028.
    pub fn england() -> Self {
        let holidays = ENGLAND.iter().flat_map(|(year, days)| {
            days.iter().filter_map(|&(month, day)| NaiveDate::from_ymd_opt(*year, month, day))
        });
        let last = ENGLAND.last().map_or(0, |(year, _)| *year);
        Self::from_data(holidays, last)
    }

    /// Another list of holidays, complete up to the end of `known_until`.
    pub fn from_data(holidays: impl IntoIterator<Item = NaiveDate>, known_until: i32) -> Self {
        Self { holidays: holidays.into_iter().collect(), known_until }
    }

    /// The last year whose holidays are known.
    pub fn known_until(&self) -> i32 {
        self.known_until
    }

    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&date)
    }

    /// The working time that passed from one instant to a later one; nothing if it is not later.
    pub fn working_time_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        if to <= from {
            return TimeDelta::zero();
        }
        let (first, last) = (day_of(from), day_of(to));
        if first == last {
            return if self.is_working_day(first) { to - from } else { TimeDelta::zero() };
        }
        let mut total = TimeDelta::zero();
        if self.is_working_day(first) {
            total += TimeDelta::days(1) - since_midnight(from);
        }
        if self.is_working_day(last) {
            total += since_midnight(to);
        }
        total + TimeDelta::days(self.working_days_between(first, last))
    }

    /// Working days after `first` and before `last`, a later day. Weeks are counted and not gone through: a time
    /// that came from outside can lie a hundred thousand years back.
    fn working_days_between(&self, first: NaiveDate, last: NaiveDate) -> i64 {
        let Some(after) = first.succ_opt() else { return 0 };
        let weeks = (last - after).num_weeks();
        let rest = after.checked_add_days(Days::new(weeks.unsigned_abs() * 7)).unwrap_or(last);
        let weekday = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let weekdays = rest.iter_days().take_while(|day| *day < last).filter(weekday).count();
        let holidays = self.holidays.range(after..last).filter(|day| weekday(day)).count();
        weeks * 5 + weekdays as i64 - holidays as i64
    }

    /// The latest instant from which `working_time` has passed by `to`.
    pub fn latest_start(&self, to: DateTime<Utc>, working_time: TimeDelta) -> DateTime<Utc> {
        let mut left = working_time;
        let mut at = to;
        while left > TimeDelta::zero() {
            // The last stroke of a day belongs to that day.
            let day = day_of(at - TimeDelta::nanoseconds(1));
            let begin = midnight(day);
            if self.is_working_day(day) {
                let passed = at - begin;
                if left <= passed {
                    return at - left;
                }
                left -= passed;
            }
            at = begin;
        }
        at
    }

    /// The instant at which `working_time` will have passed since `from`. Where it would end on the
    /// last stroke of a working day it is that midnight, not the next working morning.
    pub fn add_working_time(&self, from: DateTime<Utc>, working_time: TimeDelta) -> DateTime<Utc> {
        let mut left = working_time;
        let mut at = from;
        while left > TimeDelta::zero() {
            let day = day_of(at);
            let Some(tomorrow) = day.checked_add_days(Days::new(1)) else {
                return at;
            };
            let end_of_day = midnight(tomorrow);
            if self.is_working_day(day) {
                let today = end_of_day - at;
                if left <= today {
                    return at + left;
                }
                left -= today;
            }
            at = end_of_day;
        }
        at
    }
}

fn since_midnight(instant: DateTime<Utc>) -> TimeDelta {
    let local = london(instant).naive_local();
    local - local.date().and_time(chrono::NaiveTime::MIN)
}

fn midnight(date: NaiveDate) -> DateTime<Utc> {
    let naive = date.and_time(chrono::NaiveTime::MIN);
    London
        .from_local_datetime(&naive)
        .earliest()
        // London's clocks change at one in the morning, so midnight always exists.
        .map_or_else(|| naive.and_utc(), |local| local.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    /// Easter Sunday by the anonymous Gregorian computus.
    fn easter(year: i32) -> NaiveDate {
        let (a, b, c) = (year % 19, year / 100, year % 100);
        let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
        let g = (b - f + 1) / 3;
        let h = (19 * a + b - d - g + 15) % 30;
        let (i, k) = (c / 4, c % 4);
        let l = (32 + 2 * e + 2 * i - h - k) % 7;
        let m = (a + 11 * h + 22 * l) / 451;
        let sum = h + l - 7 * m + 114;
        date(year, (sum / 31) as u32, (sum % 31 + 1) as u32)
    }

    fn monday(year: i32, month: u32, last: bool) -> NaiveDate {
        let days = (1..=31).filter_map(|day| NaiveDate::from_ymd_opt(year, month, day));
        let mut mondays = days.filter(|day| day.weekday() == Weekday::Mon);
        if last { mondays.next_back().unwrap() } else { mondays.next().unwrap() }
    }

    /// What the standing rules give, before any proclamation.
    fn by_rule(year: i32) -> BTreeSet<NaiveDate> {
        let sunday = easter(year);
        let mut days = BTreeSet::from([
            sunday - TimeDelta::days(2),
            sunday + TimeDelta::days(1),
            monday(year, 5, false),
            monday(year, 5, true),
            monday(year, 8, true),
        ]);
        for mut day in [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)] {
            while matches!(day.weekday(), Weekday::Sat | Weekday::Sun) || days.contains(&day) {
                day += TimeDelta::days(1);
            }
            days.insert(day);
        }
        days
    }

    #[test]
    fn the_list_is_the_standing_rules_and_the_proclaimed_changes() {
        let england = WorkingDays::england();
        let ruled: BTreeSet<NaiveDate> = (2018..=2028).flat_map(by_rule).collect();
        let added: Vec<_> = england.holidays.difference(&ruled).copied().collect();
        let moved: Vec<_> = ruled.difference(&england.holidays).copied().collect();
        assert_eq!(added, [date(2020, 5, 8), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)]);
        assert_eq!(moved, [date(2020, 5, 4), date(2022, 5, 30)]);
        assert_eq!(england.known_until(), 2028);
    }

    #[test]
    fn every_holiday_falls_on_a_weekday() {
        for day in WorkingDays::england().holidays {
            assert!(!matches!(day.weekday(), Weekday::Sat | Weekday::Sun), "{day}");
        }
    }

    #[test]
    fn a_weekend_uses_no_working_time() {
        let days = WorkingDays::england();
        // Friday 15 October 2021, 17:00 to Tuesday 17:00, both in summer time.
        let (friday, tuesday) = (at("2021-10-15T16:00:00Z"), at("2021-10-19T16:00:00Z"));
        assert_eq!(days.working_time_between(friday, tuesday), TimeDelta::days(2));
        assert_eq!(days.add_working_time(friday, TimeDelta::days(2)), tuesday);
        let (saturday, sunday) = (at("2021-10-16T08:00:00Z"), at("2021-10-17T20:00:00Z"));
        assert_eq!(days.working_time_between(saturday, sunday), TimeDelta::zero());
        assert_eq!(days.working_time_between(tuesday, friday), TimeDelta::zero());
    }

    #[test]
    fn easter_and_its_bank_holidays_use_none_either() {
        let days = WorkingDays::england();
        // Thursday 1 April 2021, noon, to Tuesday 6 April, noon.
        let (thursday, tuesday) = (at("2021-04-01T11:00:00Z"), at("2021-04-06T11:00:00Z"));
        assert_eq!(days.working_time_between(thursday, tuesday), TimeDelta::days(1));
    }

    #[test]
    fn a_time_from_before_all_calendars_is_counted_from_at_once() {
        let days = WorkingDays::england();
        let (first, now) = (crate::clock::Timestamp::from_millis(i64::MIN).utc(), at("2026-11-24T12:00:00Z"));
        let began = std::time::Instant::now();
        for _ in 0..1_000 {
            assert!(days.working_time_between(first, now) > TimeDelta::days(60_000_000));
        }
        assert!(began.elapsed().as_secs() < 2, "{:?}", began.elapsed());
    }

    #[test]
    fn a_change_of_the_clocks_over_the_weekend_neither_adds_nor_takes_an_hour() {
        let days = WorkingDays::england();
        // Friday 29 October 2021, 12:00 (summer) to Monday 1 November, 12:00 (winter).
        let (friday, monday) = (at("2021-10-29T11:00:00Z"), at("2021-11-01T12:00:00Z"));
        assert_eq!(days.working_time_between(friday, monday), TimeDelta::days(1));
        assert_eq!(days.add_working_time(friday, TimeDelta::days(1)), monday);
    }

    proptest! {
        #[test]
        fn working_time_adds_up_over_any_cut(start in 1_514_764_800i64..1_830_000_000, a in 0i64..3_000_000, b in 0i64..3_000_000) {
            let days = WorkingDays::england();
            let from = DateTime::from_timestamp(start, 0).unwrap();
            let (middle, end) = (from + TimeDelta::seconds(a), from + TimeDelta::seconds(a + b));
            prop_assert_eq!(
                days.working_time_between(from, middle) + days.working_time_between(middle, end),
                days.working_time_between(from, end)
            );
        }

        #[test]
        fn the_latest_start_is_the_last_from_which_the_time_has_passed(end in 1_514_764_800i64..1_830_000_000, seconds in 1i64..1_000_000) {
            let days = WorkingDays::england();
            let to = DateTime::from_timestamp(end, 0).unwrap();
            let wanted = TimeDelta::seconds(seconds);
            let start = days.latest_start(to, wanted);
            prop_assert!(days.working_time_between(start, to) >= wanted);
            prop_assert!(days.working_time_between(start + TimeDelta::seconds(1), to) < wanted);
        }

        #[test]
        fn adding_working_time_and_counting_it_agree(start in 1_514_764_800i64..1_830_000_000, seconds in 1i64..1_000_000) {
            let days = WorkingDays::england();
            let from = DateTime::from_timestamp(start, 0).unwrap();
            let wanted = TimeDelta::seconds(seconds);
            let end = days.add_working_time(from, wanted);
            prop_assert_eq!(days.working_time_between(from, end), wanted);
        }
    }
}

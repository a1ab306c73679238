//! Days and times as people here write them: always British, always London.
//!
//! Owns every way an instant or a day is shown; reading one is [`NoteWhen`]'s. Must not know what
//! "now" is: it comes in. Names of days and months are spelt here and not left to a locale, since a
//! laptop's own locale is often none ("C").

mod note_when;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Timelike, Utc};
use chrono_tz::{Europe::London, Tz};

pub use note_when::{DateRefusal, NoteWhen};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// As in "27 Sept": four letters where three would look odd.
const SHORT_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"];

const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The instant on a London clock.
pub fn london(instant: DateTime<Utc>) -> DateTime<Tz> {
    instant.with_timezone(&London)
}

/// The day it is in London.
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    london(instant).date_naive()
}

/// "16:58"
pub fn clock_time(instant: DateTime<Utc>) -> String {
    hours_and_minutes(london(instant).time())
}

/// "16:58"
pub fn hours_and_minutes(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// "Thursday 14 October 2021"
pub fn long_date(date: NaiveDate) -> String {
    let month = name(&MONTHS, date.month0());
    format!("{} {} {month} {}", weekday(date), date.day(), date.year())
}

/// "Thu 14 Oct 2021"
pub fn short_date(date: NaiveDate) -> String {
    let day: String = weekday(date).chars().take(3).collect();
    let month = name(&SHORT_MONTHS, date.month0());
    format!("{day} {} {month} {}", date.day(), date.year())
}

/// "24 Nov 2027"
pub fn day_month_year(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), name(&SHORT_MONTHS, date.month0()), date.year())
}

/// "27 Sept" within the year of `today`, "27 Sept 2020" outside it.
pub fn day_and_month(date: NaiveDate, today: NaiveDate) -> String {
    let month = name(&SHORT_MONTHS, date.month0());
    if date.year() == today.year() { format!("{} {month}", date.day()) } else { day_month_year(date) }
}

/// "October 2021"
pub fn month_and_year(date: NaiveDate) -> String {
    format!("{} {}", name(&MONTHS, date.month0()), date.year())
}

/// "Thu 14 Oct 2021, 16:58"
pub fn full(instant: DateTime<Utc>) -> String {
    format!("{}, {}", short_date(day_of(instant)), clock_time(instant))
}

/// "today 16:58", "yesterday 17:52", "27 Sept", "27 Sept 2020".
pub fn relative(instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (day, today) = (day_of(instant), day_of(now));
    match near_day(day, today) {
        Some(word) => format!("{word} {}", clock_time(instant)),
        None => day_and_month(day, today),
    }
}

/// "today", "yesterday", "27 Sept", "27 Sept 2020".
pub fn relative_day(date: NaiveDate, now: DateTime<Utc>) -> String {
    let today = day_of(now);
    near_day(date, today).map_or_else(|| day_and_month(date, today), str::to_owned)
}

fn near_day(date: NaiveDate, today: NaiveDate) -> Option<&'static str> {
    if date == today {
        Some("today")
    } else if today.checked_sub_days(Days::new(1)) == Some(date) {
        Some("yesterday")
    } else {
        None
    }
}

fn weekday(date: NaiveDate) -> &'static str {
    name(&WEEKDAYS, date.weekday().num_days_from_monday())
}

fn name(names: &[&'static str], index: u32) -> &'static str {
    names.get(index as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn days_and_times_read_as_people_here_write_them() {
        let instant = at("2021-10-14T15:58:20Z");
        assert_eq!(clock_time(instant), "16:58", "summer time in October");
        assert_eq!(full(instant), "Thu 14 Oct 2021, 16:58");
        assert_eq!(long_date(day_of(instant)), "Thursday 14 October 2021");
        assert_eq!(month_and_year(day_of(instant)), "October 2021");
        assert_eq!(clock_time(at("2021-11-14T15:58:20Z")), "15:58");
    }

    #[test]
    fn near_days_are_named_and_others_dated() {
        let now = at("2021-10-14T15:58:00Z");
        assert_eq!(relative(at("2021-10-14T15:20:00Z"), now), "today 16:20");
        assert_eq!(relative(at("2021-10-13T16:52:00Z"), now), "yesterday 17:52");
        assert_eq!(relative(at("2021-09-27T10:00:00Z"), now), "27 Sept");
        assert_eq!(relative(at("2020-09-27T10:00:00Z"), now), "27 Sept 2020");
        // Half past midnight in London is still the day before by the universal clock.
        assert_eq!(relative(at("2021-10-13T23:30:00Z"), now), "today 00:30");
    }
}

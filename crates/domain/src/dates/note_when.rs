//! When something happened, as far as the person knows, and the strict reading of it.
//!
//! Owns what counts as a date and a time, whether typed in a form or given to a command, and the
//! names of what is wrong with one. Must not know what "now" is: it comes in.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Europe::London;
use serde::{Deserialize, Serialize};

use super::{MONTHS, day_of, hours_and_minutes, london, name, near_day, short_date};

/// The years that are read: four figures, and none before 1900, which is a slip of the key in a notebook of what
/// people saw.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=9999;

/// Why a text is no date, or no time. `said` is what the person wrote, in their terms.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateRefusal {
    #[error("no date was given")]
    Missing,
    #[error("{said} is not a date")]
    NotADate { said: String },
    #[error("the year {said} has not four figures")]
    ShortYear { said: String },
    #[error("{said} is not a time")]
    NotATime { said: String },
    #[error("{said} is in the future")]
    Future { said: String },
}

/// When something happened, as far as the person knows: a day, and a time only if they gave one. A
/// day alone never turns into midnight.
///
/// It is what a London clock on the wall showed, not an instant: a person who wrote "about half past
/// one" on the night the clocks change is taken at their word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct NoteWhen {
    pub date: NaiveDate,
    pub time: Option<NaiveTime>,
}

impl NoteWhen {
    /// The minute it is, for "Now".
    pub fn now(now: DateTime<Utc>) -> Self {
        let local = london(now);
        Self { date: local.date_naive(), time: NaiveTime::from_hms_opt(local.hour(), local.minute(), 0) }
    }

    /// The day alone.
    pub fn day(date: NaiveDate) -> Self {
        Self { date, time: None }
    }

    /// Reads `2026-11-22`, `2026-11-22T14:30` or `2026-11-22 14:30`; seconds may follow, and with an
    /// offset or `Z` the instant is put on the London clock.
    pub fn parse(text: &str) -> Result<Self, DateRefusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(DateRefusal::Missing);
        }
        let not_a_date = || DateRefusal::NotADate { said: quoted(text) };
        let (date_text, time_text) = match text.split_once(['T', 't', ' ']) {
            Some((date, time)) => (date, time.trim()),
            None => (text, ""),
        };
        let parts: Vec<&str> = date_text.split('-').collect();
        let [year, month, day] = parts[..] else {
            return Err(not_a_date());
        };
        let shape = [(year, 4), (month, 2), (day, 2)];
        if shape.iter().any(|(part, length)| part.len() != *length || !is_digits(part)) {
            return Err(not_a_date());
        }
        let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse(), day.parse()) else {
            return Err(not_a_date());
        };
        let date = calendar_date(day, month, year)?;
        if time_text.is_empty() {
            // "2026-11-22T" promises a time and gives none.
            return if text.len() == date_text.len() {
                Ok(Self::day(date))
            } else {
                Err(DateRefusal::NotATime { said: quoted(text) })
            };
        }
        if time_text.ends_with(['Z', 'z']) || time_text.contains(['+', '-']) {
            let local = instant(date, time_text).map(|instant| london(instant).naive_local())?;
            // An offset can carry it out of the years that are read, and what is stored has to read back.
            let date = Some(local.date()).filter(|date| YEARS.contains(&date.year())).ok_or_else(not_a_date)?;
            // A second that was put in by the world's timekeepers is the one before it on every other clock.
            return Ok(Self { date, time: local.time().with_nanosecond(0) });
        }
        let time = strict_time(time_text).ok_or_else(|| DateRefusal::NotATime { said: quoted(time_text) })?;
        Ok(Self { date, time: Some(time) })
    }

    /// Reads the fields of a form: day, month (a number or a name), year in four figures, and a time
    /// that may be left empty ("16:30", "16.30", "1630", "4.30 pm").
    pub fn from_fields(day: &str, month: &str, year: &str, time: &str) -> Result<Self, DateRefusal> {
        let [day, month, year, time] = [day, month, year, time].map(str::trim);
        if day.is_empty() && month.is_empty() && year.is_empty() {
            return Err(DateRefusal::Missing);
        }
        let not_a_date = || DateRefusal::NotADate { said: quoted(&[day, month, year].join(" ")) };
        if is_digits(year) && year.len() < 4 {
            return Err(DateRefusal::ShortYear { said: year.to_owned() });
        }
        if !is_digits(day) || !is_digits(year) || day.len() > 2 || year.len() > 4 {
            return Err(not_a_date());
        }
        let (Ok(day), Some(month), Ok(year)) = (day.parse(), month_number(month), year.parse()) else {
            return Err(not_a_date());
        };
        let date = calendar_date(day, month, year)?;
        Self::on(date, time)
    }

    /// A day that was picked ("Yesterday") with a time as it was typed, or left empty.
    pub fn on(date: NaiveDate, time: &str) -> Result<Self, DateRefusal> {
        let time = match time.trim() {
            "" => None,
            text => Some(spoken_time(text).ok_or_else(|| DateRefusal::NotATime { said: quoted(text) })?),
        };
        Ok(Self { date, time })
    }

    /// Refuses what has not happened yet. A time later today is the future too; a day alone is not.
    pub fn not_after(self, now: DateTime<Utc>) -> Result<Self, DateRefusal> {
        let local = london(now).naive_local();
        let later = match self.time {
            _ if self.date != local.date() => self.date > local.date(),
            None => false,
            Some(time) => match London.from_local_datetime(&self.date.and_time(time)).earliest() {
                // Twice in the autumn hour: the first one counts.
                Some(instant) => instant.with_timezone(&Utc) > now,
                None => time > local.time(),
            },
        };
        if later { Err(DateRefusal::Future { said: self.full() }) } else { Ok(self) }
    }

    /// "today 16:58", "today", "Mon 11 Oct 2021, 16:30".
    pub fn words(self, now: DateTime<Utc>) -> String {
        match (near_day(self.date, day_of(now)), self.time) {
            (Some(day), Some(time)) => format!("{day} {}", hours_and_minutes(time)),
            (Some(day), None) => day.to_owned(),
            (None, _) => self.full(),
        }
    }

    /// "Mon 11 Oct 2021, 16:30" or "Mon 11 Oct 2021".
    pub fn full(self) -> String {
        match self.time {
            Some(time) => format!("{}, {}", short_date(self.date), hours_and_minutes(time)),
            None => short_date(self.date),
        }
    }
}

/// ISO 8601 without an offset: `2026-11-22` or `2026-11-22T14:30`, the form that is stored.
impl fmt::Display for NoteWhen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { date, time } = self;
        write!(f, "{date}")?;
        match time {
            None => Ok(()),
            Some(time) if time.second() == 0 => write!(f, "T{}", hours_and_minutes(*time)),
            Some(time) => write!(f, "T{}:{:02}", hours_and_minutes(*time), time.second()),
        }
    }
}

impl FromStr for NoteWhen {
    type Err = DateRefusal;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for NoteWhen {
    type Error = DateRefusal;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<NoteWhen> for String {
    fn from(when: NoteWhen) -> Self {
        when.to_string()
    }
}

/// The calendar's own answer, told in the person's terms: "31 February" where no year has that day,
/// "29 February 2023" where this year has not.
fn calendar_date(day: u32, month: u32, year: i32) -> Result<NaiveDate, DateRefusal> {
    let date = NaiveDate::from_ymd_opt(year, month, day).filter(|_| YEARS.contains(&year));
    date.ok_or_else(|| {
        let month_name = match month {
            1..=12 => name(&MONTHS, month - 1).to_owned(),
            _ => format!("of month {month}"),
        };
        // 2000 was a leap year: what it has not, no year has.
        let never = NaiveDate::from_ymd_opt(2000, month, day).is_none();
        let said = if never { format!("{day} {month_name}") } else { format!("{day} {month_name} {year}") };
        DateRefusal::NotADate { said }
    })
}

fn month_number(text: &str) -> Option<u32> {
    if is_digits(text) && text.len() <= 2 {
        return text.parse().ok();
    }
    let lower = text.trim_end_matches('.').to_lowercase();
    let index = MONTHS.iter().position(|month| lower.len() >= 3 && month.to_lowercase().starts_with(&lower))?;
    u32::try_from(index + 1).ok()
}

/// `14:30` or `14:30:15`, a fraction of a second dropped.
fn strict_time(text: &str) -> Option<NaiveTime> {
    let parts: Vec<&str> = text.split(':').collect();
    let (hours, minutes, seconds) = match parts[..] {
        [hours, minutes] => (hours, minutes, "00"),
        [hours, minutes, seconds] => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
            (hours, minutes, Some(whole).filter(|_| is_digits(fraction))?)
        }
        _ => return None,
    };
    let all = [hours, minutes, seconds];
    if all.iter().any(|part| part.len() != 2 || !is_digits(part)) {
        return None;
    }
    let [hours, minutes, seconds] = all.map(|part| part.parse().ok());
    NaiveTime::from_hms_opt(hours?, minutes?, seconds?)
}

/// A time as people type it into a field.
fn spoken_time(text: &str) -> Option<NaiveTime> {
    let squeezed: String = text.to_lowercase().chars().filter(|letter| !letter.is_whitespace()).collect();
    let (figures, half) = match squeezed.strip_suffix("pm").or(squeezed.strip_suffix("p.m.")) {
        Some(rest) => (rest, Some(12)),
        None => match squeezed.strip_suffix("am").or(squeezed.strip_suffix("a.m.")) {
            Some(rest) => (rest, Some(0)),
            None => (squeezed.as_str(), None),
        },
    };
    let (hours, minutes) = match figures.split_once([':', '.']) {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return None,
        None if half.is_some() => (figures, "00"),
        // "1630" and "0930": four figures are a time, fewer may be anything.
        None if figures.len() == 4 && is_digits(figures) => figures.split_at(2),
        None => return None,
    };
    if !is_digits(hours) || hours.len() > 2 || !is_digits(minutes) {
        return None;
    }
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let hours = match half {
        None => hours,
        Some(half) if (1..=12).contains(&hours) => hours % 12 + half,
        Some(_) => return None,
    };
    NaiveTime::from_hms_opt(hours, minutes, 0)
}

fn instant(date: NaiveDate, time_text: &str) -> Result<DateTime<Utc>, DateRefusal> {
    let with_seconds = match time_text.split_at_checked(5) {
        Some((minutes, rest)) if !rest.starts_with(':') => format!("{date}T{minutes}:00{rest}"),
        _ => format!("{date}T{time_text}"),
    };
    DateTime::parse_from_rfc3339(&with_seconds)
        .map(|instant| instant.with_timezone(&Utc))
        .map_err(|_| DateRefusal::NotATime { said: quoted(time_text) })
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What was typed, in quotation marks and short enough for a sentence.
fn quoted(text: &str) -> String {
    const AT_MOST: usize = 40;
    let mut short: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if short.chars().count() > AT_MOST {
        short = short.chars().take(AT_MOST).collect::<String>() + "…";
    }
    format!("“{short}”")
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

    fn refused(result: Result<NoteWhen, DateRefusal>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn a_date_alone_is_a_date_without_a_time() {
        let when: NoteWhen = "2026-11-22".parse().unwrap();
        assert_eq!(when.time, None);
        assert_eq!(when.to_string(), "2026-11-22");
        assert_eq!(serde_json::to_string(&when).unwrap(), "\"2026-11-22\"");
        assert_eq!(when.full(), "Sun 22 Nov 2026");
        assert_eq!(when.words(at("2026-11-23T09:00:00Z")), "yesterday");
    }

    #[test]
    fn a_leap_second_is_stored_as_what_reads_back_as_the_same() {
        for (text, stored) in
            [("2016-12-31T23:59:60Z", "2016-12-31T23:59:59"), ("5468-12-31T23:59:60-12:01", "5469-01-01T12:00:59")]
        {
            let when = NoteWhen::parse(text).unwrap();
            assert_eq!(when.to_string(), stored);
            assert_eq!(stored.parse(), Ok(when));
        }
    }

    #[test]
    fn a_date_with_a_time_is_read_with_a_letter_or_a_space_between() {
        for text in ["2026-11-22T14:30", "2026-11-22 14:30", " 2026-11-22t14:30 ", "2026-11-22T14:30:00"] {
            assert_eq!(NoteWhen::parse(text).unwrap().to_string(), "2026-11-22T14:30", "{text}");
        }
        assert_eq!(NoteWhen::parse("2026-11-22T14:30:15.9").unwrap().to_string(), "2026-11-22T14:30:15");
    }

    #[test]
    fn an_offset_that_leads_out_of_the_years_that_are_read_is_refused() {
        for text in ["1900-01-01T00:30+14:00", "9999-12-31T23:59-12:00"] {
            assert!(matches!(NoteWhen::parse(text), Err(DateRefusal::NotADate { .. })), "{text}");
        }
        assert_eq!(NoteWhen::parse("9999-12-31T23:59+00:00").unwrap().to_string(), "9999-12-31T23:59");
    }

    #[test]
    fn an_offset_is_put_on_the_london_clock() {
        for (text, read) in [
            ("2026-07-01T23:30:00Z", "2026-07-02T00:30"),
            ("2026-11-22T14:30Z", "2026-11-22T14:30"),
            ("2026-11-22T14:30+01:00", "2026-11-22T13:30"),
        ] {
            assert_eq!(NoteWhen::parse(text).unwrap().to_string(), read, "{text}");
        }
        assert!(NoteWhen::parse("2026-11-22T14:30+1").is_err());
    }

    #[test]
    fn what_is_no_date_is_refused_by_its_name() {
        assert_eq!(refused(NoteWhen::parse("2026-02-31")), "31 February is not a date");
        assert_eq!(refused(NoteWhen::parse("2023-02-29")), "29 February 2023 is not a date");
        assert_eq!(refused(NoteWhen::parse("2026-13-01")), "1 of month 13 is not a date");
        assert_eq!(refused(NoteWhen::parse("last Tuesday")), "“last Tuesday” is not a date");
        assert_eq!(refused(NoteWhen::parse("22/11/2026")), "“22/11/2026” is not a date");
        assert_eq!(refused(NoteWhen::parse("0026-11-22")), "22 November 26 is not a date");
        assert_eq!(refused(NoteWhen::parse("")), "no date was given");
        assert_eq!(refused(NoteWhen::parse("2026-11-22T25:00")), "“25:00” is not a time");
        assert_eq!(refused(NoteWhen::parse("2026-11-22 half four")), "“half four” is not a time");
        assert!(NoteWhen::parse("2026-11-22T").is_err());
    }

    #[test]
    fn the_fields_of_a_form_take_months_and_times_as_people_type_them() {
        for (month, time) in [("10", "16:30"), ("Oct", "4.30 pm"), ("october", "1630"), ("10", "4:30PM")] {
            let when = NoteWhen::from_fields("11", month, "2021", time).unwrap();
            assert_eq!(when.to_string(), "2021-10-11T16:30", "{month} {time}");
        }
        assert_eq!(NoteWhen::from_fields("1", "Sept", "2021", "").unwrap().to_string(), "2021-09-01");
        assert_eq!(NoteWhen::from_fields("1", "9", "2021", "12am").unwrap().to_string(), "2021-09-01T00:00");
        assert_eq!(refused(NoteWhen::from_fields("31", "2", "2021", "")), "31 February is not a date");
        assert_eq!(refused(NoteWhen::from_fields("1", "9", "21", "")), "the year 21 has not four figures");
        assert_eq!(refused(NoteWhen::from_fields("", "", " ", "")), "no date was given");
        assert_eq!(refused(NoteWhen::from_fields("1", "", "2021", "")), "“1 2021” is not a date");
        for time in ["25:00", "16:3", "13pm", "0pm", "430", "soon"] {
            assert!(NoteWhen::from_fields("1", "9", "2021", time).is_err(), "{time}");
        }
    }

    #[test]
    fn the_future_is_refused_and_today_without_a_time_is_not() {
        let now = at("2026-11-22T14:30:30Z");
        for past in ["2026-11-22", "2026-11-22T14:30", "2026-11-21T23:59"] {
            assert!(NoteWhen::parse(past).unwrap().not_after(now).is_ok(), "{past}");
        }
        for future in ["2026-11-22T14:31", "2026-11-23"] {
            let refusal = NoteWhen::parse(future).unwrap().not_after(now).unwrap_err();
            assert!(matches!(refusal, DateRefusal::Future { .. }), "{future}");
        }
    }

    #[test]
    fn the_nights_the_clocks_change_take_people_at_their_word() {
        // 01:50 came twice on 31 October 2021; at the second 01:10 it has been once already.
        let now = at("2021-10-31T01:10:00Z");
        assert!(NoteWhen::parse("2021-10-31T01:50").unwrap().not_after(now).is_ok());
        // 01:30 never came on 28 March 2021.
        let now = at("2021-03-28T01:40:00Z");
        assert!(NoteWhen::parse("2021-03-28T01:30").unwrap().not_after(now).is_ok());
    }

    #[test]
    fn now_is_the_london_minute() {
        assert_eq!(NoteWhen::now(at("2021-10-14T15:58:59Z")).to_string(), "2021-10-14T16:58");
    }

    #[test]
    fn a_day_alone_sorts_before_its_hours() {
        let mut whens = ["2021-10-14T09:00", "2021-10-15", "2021-10-14"].map(|t| NoteWhen::parse(t).unwrap());
        whens.sort();
        assert_eq!(whens.map(|w| w.to_string()), ["2021-10-14", "2021-10-14T09:00", "2021-10-15"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(days in 0i64..60_000, minutes in proptest::option::of(0u32..1440)) {
            let date = date(1900, 1, 1) + chrono::TimeDelta::days(days);
            let time = minutes.and_then(|m| NaiveTime::from_hms_opt(m / 60, m % 60, 0));
            let when = NoteWhen { date, time };
            prop_assert_eq!(NoteWhen::parse(&when.to_string()), Ok(when));
        }

        #[test]
        fn any_text_at_all_is_answered(a in ".{0,30}", b in ".{0,6}", c in ".{0,6}", d in ".{0,8}") {
            let _ = NoteWhen::parse(&a);
            let _ = NoteWhen::parse(&format!("2021-10-14T{a}"));
            let _ = NoteWhen::from_fields(&b, &c, "2021", &d);
        }
    }
}

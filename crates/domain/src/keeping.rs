//! How long what was recorded is kept, as data; and what a note's time depends on.
//!
//! A period is agreed with the data protection officer of a partnership. Reaching its end erases nothing: it asks
//! somebody who may decide, and says why.

pub mod names;

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use crate::records::NoteRecord;

/// What a period is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kept {
    Draft,
    NoteOfSomebody,
    NoteOfNobody,
    Source,
    Plan,
    PersonFields,
    Trail,
    Figures,
}

/// How long something is kept, and what is asked then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub of: Kept,
    pub id: &'static str,
    pub what: &'static str,
    pub lasts: Lasts,
    /// From when on it is counted.
    pub from: &'static str,
    pub then: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    Days(u32),
    Months(u32),
    Always,
}

impl Lasts {
    /// The last day on which what began on `day` has no time that is over; none where it has no end.
    pub fn until(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => day.checked_add_days(chrono::Days::new(u64::from(days))),
            Self::Months(months) => day.checked_add_months(Months::new(months)),
            Self::Always => None,
        }
    }

    /// What began on or before this day is past its time on `today`; none where it has no end.
    pub fn over_since(self, today: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Days(days) => today.checked_sub_days(chrono::Days::new(u64::from(days))),
            Self::Months(months) => today.checked_sub_months(Months::new(months)),
            Self::Always => None,
        }
    }

    /// "12 months", "6 years", "30 days".
    pub fn words(self) -> String {
        match self {
            Self::Days(1) => "1 day".to_owned(),
            Self::Months(1) => "1 month".to_owned(),
            Self::Days(days) => format!("{days} days"),
            Self::Months(months) if months % 12 == 0 && months > 24 => format!("{} years", months / 12),
            Self::Months(months) => format!("{months} months"),
            Self::Always => "No end".to_owned(),
        }
    }
}

/// The schedule.
pub const SCHEDULE: [Period; 8] = [
    Period {
        of: Kept::Draft,
        id: "draft",
        what: "A draft that was never recorded",
        lasts: Lasts::Days(30),
        from: "from the day it was last written",
        then: "Its writer is asked. Nobody deletes it unasked.",
    },
    Period {
        of: Kept::NoteOfSomebody,
        id: "note-of-somebody",
        what: "A note that describes somebody, or whose source is sealed",
        lasts: Lasts::Months(12),
        from: "from the day it was recorded",
        then: "It is looked at again, and kept only with a reason.",
    },
    Period {
        of: Kept::NoteOfNobody,
        id: "note-of-nobody",
        what: "A note of nobody",
        lasts: Lasts::Months(24),
        from: "from the day it was recorded or last closed, and while no plan it belongs to is open",
        then: "It is looked at again, and kept only with a reason.",
    },
    Period {
        of: Kept::Source,
        id: "source",
        what: "Who told a note, sealed",
        lasts: Lasts::Months(12),
        from: "from the day it was sealed, or until its note is closed, withdrawn or erased",
        then: "A safeguarding lead is asked to erase it.",
    },
    Period {
        of: Kept::Plan,
        id: "plan",
        what: "A plan and its actions",
        lasts: Lasts::Months(72),
        from: "from the day it was closed",
        then: "Whoever plans there is asked to erase it.",
    },
    Period {
        of: Kept::PersonFields,
        id: "person-fields",
        what: "Who leads a plan and who owns its actions",
        lasts: Lasts::Months(24),
        from: "from the day it was closed",
        then: "Whoever plans there is asked to take the names out.",
    },
    Period {
        of: Kept::Trail,
        id: "trail",
        what: "Who read, searched, opened and took out what, and the logs of copies",
        lasts: Lasts::Months(72),
        from: "from the day the server was told of it",
        then: "Whoever runs the server is to erase it.",
    },
    Period {
        of: Kept::Figures,
        id: "figures",
        what: "Figures that name nobody",
        lasts: Lasts::Always,
        from: "",
        then: "They are kept.",
    },
];

/// The longest that may be agreed on: what is kept for longer is kept for good, and nobody means that.
pub const MONTHS_MAX: u32 = 120;
/// A draft is asked after by then at the latest.
pub const DAYS_MAX: u32 = 365;

/// The schedule as a partnership agreed on it: months or days by a period's id, as its record has them. What is not
/// in it lasts as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Agreed(BTreeMap<String, u32>);

impl Agreed {
    /// Of a newer version's periods, and of what nobody may agree on, nothing is gone by.
    pub fn of(said: BTreeMap<String, u32>) -> Self {
        let known = |id: &str, number: u32| {
            SCHEDULE
                .iter()
                .any(|period| period.id == id && period.lasts.with(number).is_ok_and(|lasts| lasts.is_some()))
        };
        Self(said.into_iter().filter(|(id, number)| known(id, *number)).collect())
    }

    /// For how long something of this sort is kept.
    pub fn lasts(&self, of: Kept) -> Lasts {
        SCHEDULE.iter().find(|period| period.of == of).map_or(Lasts::Always, |period| self.of_period(period))
    }

    pub fn of_period(&self, period: &Period) -> Lasts {
        let agreed = self.0.get(period.id).and_then(|number| period.lasts.with(*number).ok().flatten());
        agreed.unwrap_or(period.lasts)
    }
}

impl Lasts {
    /// The same with another number. None where it has no end; the most it can be where the number is out of bounds.
    pub fn with(self, number: u32) -> Result<Option<Self>, u32> {
        match self {
            Self::Days(_) if (1..=DAYS_MAX).contains(&number) => Ok(Some(Self::Days(number))),
            Self::Months(_) if (1..=MONTHS_MAX).contains(&number) => Ok(Some(Self::Months(number))),
            Self::Days(_) => Err(DAYS_MAX),
            Self::Months(_) => Err(MONTHS_MAX),
            Self::Always => Ok(None),
        }
    }
}

/// How long a note is kept with a reason before it is looked at again.
pub const KEPT_AGAIN: Lasts = Lasts::Months(12);

/// Whether a note describes somebody or has a sealed source. Words in its text are not looked through: a name there
/// is for whoever reads it to see, and a note of nobody comes up for review too.
pub fn is_of_somebody(note: &NoteRecord) -> bool {
    !note.people.is_empty() || note.source.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_is_as_agreed() {
        let rows: Vec<String> = SCHEDULE
            .iter()
            .map(|period| {
                format!("{} | {} | {} {} | {}", period.id, period.what, period.lasts.words(), period.from, period.then)
            })
            .collect();
        insta::assert_snapshot!(rows.join("\n"));
    }

    #[test]
    fn a_partnership_goes_by_what_it_agreed_on_and_by_the_usual_where_it_agreed_on_nothing_that_can_be() {
        let said = [("note-of-somebody", 6), ("draft", 14), ("source", 0), ("plan", 500), ("later", 3)];
        let agreed = Agreed::of(said.map(|(id, number)| (id.to_owned(), number)).into());
        let lasts =
            [Kept::NoteOfSomebody, Kept::Draft, Kept::Source, Kept::Plan, Kept::Figures].map(|of| agreed.lasts(of));
        assert_eq!(lasts, [Lasts::Months(6), Lasts::Days(14), Lasts::Months(12), Lasts::Months(72), Lasts::Always]);
        assert_eq!(Agreed::default().lasts(Kept::NoteOfNobody), Lasts::Months(24));
    }

    #[test]
    fn a_time_is_over_on_the_day_after_its_last_whatever_the_months_lengths() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let year = Lasts::Months(12);
        assert_eq!(year.until(day("2024-02-29")), Some(day("2025-02-28")));
        assert_eq!(year.over_since(day("2025-02-28")), Some(day("2024-02-28")));
        assert_eq!(Lasts::Days(30).over_since(day("2026-03-01")), Some(day("2026-01-30")));
        assert_eq!(Lasts::Always.over_since(day("2026-03-01")), None);
    }
}

//! Somebody asks what is held about them: how they are looked for, by when they are answered, why something may be
//! kept back, and what of a text is blacked out.
//!
//! Must not know where texts are kept, nor how an answer is written down.

mod blacked_out;
mod matching;
mod reasons;

use chrono::{Months, NaiveDate};

pub use blacked_out::{BLACKED_OUT, Mark, Piece, pieces};
pub use matching::{Found, Names, same_words};
pub use reasons::{REASONS, Reason, reason};

use crate::working_days::WorkingDays;

/// Months within which somebody is answered (UK GDPR, Article 12(3); Data Protection Act 2018, section 54).
const MONTHS: u32 = 1;
/// Further months where a request is complex, of which whoever asked is told within the first.
const FURTHER_MONTHS: u32 = 2;

/// The last day on which an answer is in time: the same day of a later month, or the next working day where it is
/// none (Information Commissioner's Office, "How long do we have to comply?").
pub fn due(received: NaiveDate, extended: bool, days: &WorkingDays) -> NaiveDate {
    let months = if extended { MONTHS + FURTHER_MONTHS } else { MONTHS };
    let mut day = received.checked_add_months(Months::new(months)).unwrap_or(received);
    while !days.is_working_day(day) {
        match day.succ_opt() {
            Some(next) => day = next,
            None => break,
        }
    }
    day
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_due_a_month_later_and_never_on_a_day_on_which_nobody_works() {
        let days = WorkingDays::england();
        let due = |day: &str, extended| due(day.parse().unwrap(), extended, &days).to_string();
        assert_eq!(due("2026-09-03", false), "2026-10-05", "a Saturday becomes the Monday");
        assert_eq!(due("2026-01-31", false), "2026-03-02", "February has no 31st, and its 28th was a Saturday");
        assert_eq!(due("2026-11-25", false), "2026-12-29", "past Christmas, the weekend and Boxing Day's substitute");
        assert_eq!(due("2026-09-03", true), "2026-12-03", "three months where it is complex");
    }
}

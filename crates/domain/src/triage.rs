//! What follows from the way a note was dealt with: the sentence its author is told at each step, how
//! long it has waited, and who is late.
//!
//! Working time is that of [`WorkingDays`]; the clock runs from the server's receipt.

use chrono::{DateTime, TimeDelta, Utc};

use crate::words::{NoteState, counted};
use crate::working_days::WorkingDays;

/// Working days within which a note is to be read.
pub const PICK_UP_DAYS: i64 = 2;
/// Working days after which its author is told that nobody has.
pub const NOT_READ_DAYS: i64 = 3;

/// How long a note that nobody has read has waited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// Within the time it is to be read in, which ends then.
    Due(DateTime<Utc>),
    /// Past it.
    Late,
    /// So long that its author is told.
    NotRead,
}

/// `received` is the server's time.
pub fn waiting(days: &WorkingDays, received: DateTime<Utc>, now: DateTime<Utc>) -> Waiting {
    let waited = days.working_time_between(received, now);
    if waited >= TimeDelta::days(NOT_READ_DAYS) {
        Waiting::NotRead
    } else if waited >= TimeDelta::days(PICK_UP_DAYS) {
        Waiting::Late
    } else {
        Waiting::Due(days.add_working_time(received, TimeDelta::days(PICK_UP_DAYS)))
    }
}

/// "Waiting 3 working days", "Waiting since today".
pub fn waited_words(days: &WorkingDays, received: DateTime<Utc>, now: DateTime<Utc>) -> String {
    match days.working_time_between(received, now).num_days() {
        0 => "Waiting less than a working day".to_owned(),
        waited => format!("Waiting {}", counted(waited.unsigned_abs(), "working day", "working days")),
    }
}

/// What a sender reads when nobody has read their note for too long. `whom` are names with numbers,
/// as in "Priya Nair, 020 7946 0001".
pub fn not_read_words(whom: &[String]) -> String {
    let waited = counted(NOT_READ_DAYS.unsigned_abs(), "working day", "working days");
    match whom {
        [] => format!("Not read yet after {waited}. Ask your coordinator; your note is safe with the server."),
        some => format!(
            "Not read yet after {waited}. Call {}; your note is safe with the server.",
            crate::words::joined(some, "or")
        ),
    }
}

/// The safe sentence a step says where its author writes none. None where the step says enough.
/// It names no person, place, plan or finding.
pub fn sentence(step: NoteState, to: Option<&str>) -> Option<&'static str> {
    match (step, to) {
        (NoteState::Shared, _) => {
            Some("What you told us was shared with colleagues in the ward, without naming its source.")
        }
        (NoteState::SentOut, Some("mash")) => Some("It was passed to the safeguarding hub."),
        (NoteState::SentOut, _) => Some("It was passed to the police."),
        (NoteState::InPlan, _) => Some("It became part of a plan of action for the ward."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn a_note_received_on_friday_evening_is_late_on_tuesday_evening_and_not_read_on_wednesday() {
        let days = WorkingDays::england();
        let friday = at("2026-11-20T17:00:00Z");
        assert_eq!(waiting(&days, friday, at("2026-11-23T09:00:00Z")), Waiting::Due(at("2026-11-24T17:00:00Z")));
        assert_eq!(waiting(&days, friday, at("2026-11-24T17:00:00Z")), Waiting::Late);
        assert_eq!(waiting(&days, friday, at("2026-11-25T16:59:59Z")), Waiting::Late);
        assert_eq!(waiting(&days, friday, at("2026-11-25T17:00:00Z")), Waiting::NotRead);
        assert_eq!(waited_words(&days, friday, at("2026-11-22T17:00:00Z")), "Waiting less than a working day");
        assert_eq!(waited_words(&days, friday, at("2026-11-23T17:00:00Z")), "Waiting 1 working day");
    }

    #[test]
    fn the_days_of_christmas_do_not_count() {
        let days = WorkingDays::england();
        let christmas_eve = at("2026-12-24T09:00:00Z");
        // Thursday morning; Friday is a holiday, and Monday stands in for Saturday's.
        assert_eq!(waiting(&days, christmas_eve, at("2026-12-28T23:00:00Z")), Waiting::Due(at("2026-12-30T09:00:00Z")));
    }

    #[test]
    fn a_sender_is_told_whom_to_call() {
        assert_eq!(
            not_read_words(&["Priya Nair, 020 7946 0001".to_owned()]),
            "Not read yet after 3 working days. Call Priya Nair, 020 7946 0001; your note is safe with the server."
        );
        assert!(not_read_words(&[]).contains("Ask your coordinator"));
    }

    #[test]
    fn a_step_that_shares_or_passes_on_says_so_and_nothing_else() {
        assert_eq!(sentence(NoteState::SentOut, Some("police")), Some("It was passed to the police."));
        assert_eq!(sentence(NoteState::Read, None), None);
        assert_eq!(sentence(NoteState::Closed, None), None, "closing asks for a sentence");
    }
}

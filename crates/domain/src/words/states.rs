//! The states of a note, and the sentence for each state of what is kept and sent.
//!
//! A sentence is only ever as strong as what is known: "Recorded on this device" is true at once,
//! "Received by the server" needs the receipt.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{counted, waiting_time};
use crate::dates::{clock_time, day_and_month, day_of};
use crate::wards::near;

/// How far a note has come. More than one can be true; the strongest is shown, and the order here is
/// that of strength, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteState {
    Recorded,
    Received,
    Read,
    NeedsMore,
    Shared,
    SentOut,
    InPlan,
    Closed,
    Expired,
    Withdrawn,
}

impl NoteState {
    /// Weakest first.
    pub const ALL: [Self; 10] = [
        Self::Recorded,
        Self::Received,
        Self::Read,
        Self::NeedsMore,
        Self::Shared,
        Self::SentOut,
        Self::InPlan,
        Self::Closed,
        Self::Expired,
        Self::Withdrawn,
    ];

    /// Its place in the order of strength, weakest 0.
    pub fn strength(self) -> i64 {
        Self::ALL.iter().position(|other| *other == self).map_or(0, |place| place as i64)
    }

    /// By its place in the order of strength.
    pub fn of_strength(place: u8) -> Option<Self> {
        Self::ALL.get(usize::from(place)).copied()
    }

    /// What is shown of several that are true. A note that exists has at least been recorded.
    pub fn strongest(states: impl IntoIterator<Item = Self>) -> Self {
        states.into_iter().max().unwrap_or(Self::Recorded)
    }

    /// As scripts and files know it: "in-plan".
    pub fn id(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Received => "received",
            Self::Read => "read",
            Self::NeedsMore => "needs-more",
            Self::Shared => "shared",
            Self::SentOut => "sent-out",
            Self::InPlan => "in-plan",
            Self::Closed => "closed",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// As people know it: "In a plan".
    pub fn label(self) -> &'static str {
        match self {
            Self::Recorded => "Recorded",
            Self::Received => "Received",
            Self::Read => "Read",
            Self::NeedsMore => "Needs more",
            Self::Shared => "Sanitised and shared",
            Self::SentOut => "Sent to police or MASH",
            Self::InPlan => "In a plan",
            Self::Closed => "Closed",
            Self::Expired => "Expired",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

impl fmt::Display for NoteState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The text names no state of a note.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a state of a note")]
pub struct NotANoteState(pub String);

impl FromStr for NoteState {
    type Err = NotANoteState;

    /// By id or label, in any case.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = near::fold(text);
        Self::ALL
            .into_iter()
            .find(|state| near::fold(state.id()) == wanted || near::fold(state.label()) == wanted)
            .ok_or_else(|| NotANoteState(text.trim().to_owned()))
    }
}

/// A text being written.
pub fn editing() -> &'static str {
    "Draft kept on this device"
}

/// Just recorded; true at once and with no server anywhere.
pub fn recorded() -> &'static str {
    "Recorded on this device"
}

/// Recorded, not sent yet.
pub fn recorded_not_sent() -> &'static str {
    "Recorded on this device. Will be sent when you are online."
}

/// Recorded while the server answers: it goes at once.
pub fn recorded_being_sent() -> &'static str {
    "Recorded on this device. Being sent."
}

/// `item` is the one on its way, counted from 1.
pub fn sending(item: u64, of: u64) -> String {
    format!("Sending {item} of {of}")
}

/// Said beneath the sentence for a note's author; `mine` where it is they who read it.
pub fn promised(day: chrono::NaiveDate, mine: bool) -> String {
    let (who, day) = (if mine { "You hear" } else { "The sender hears" }, crate::dates::short_date(day));
    format!("{who} more by {day}")
}

/// Every text is through, and so many photos and documents are still on their way.
pub fn files_left(left: u32) -> String {
    match left {
        0 | 1 => "All text is through. 1 file on its way".to_owned(),
        left => format!("All text is through. {left} files on their way"),
    }
}

/// The server's receipt is here.
pub fn accepted(at: DateTime<Utc>) -> String {
    format!("Received by the server {}. Not read yet.", clock_time(at))
}

/// `by` is a role or team, as in "Community Safety".
pub fn read(by: &str, at: DateTime<Utc>) -> String {
    format!("Read by {by}, {}", clock_time(at))
}

/// Somebody who triages asked for a note of their own to be marked as read.
pub fn own_note_not_told() -> &'static str {
    "This is your own note, so nobody is told that you have read it. A colleague who triages its ward reads it."
}

/// The note was marked as read before.
pub fn told_before() -> &'static str {
    "It was read before, and its sender was told then."
}

/// Taken in, and kept for a supervisor, because the author's access had ended.
pub fn held(access_ended: NaiveDate, today: NaiveDate) -> String {
    let day = day_and_month(access_ended, today);
    format!("Held for a supervisor: your access ended on {day}. Nothing is lost.")
}

/// Held, and since when is not known here.
pub fn held_without_day() -> &'static str {
    "Held for a supervisor: your access ended. Nothing is lost."
}

/// A supervisor decided against what was held. `by` is their name.
pub fn declined(by: &str, reason: &str) -> String {
    let reason = reason.trim().trim_end_matches('.');
    if reason.is_empty() {
        return format!("{by} decided not to take it in. It is kept here.");
    }
    format!("{by} decided not to take it in: {reason}. It is kept here.")
}

/// Who decided about what waited for a supervisor when what it belongs to was erased; see [`declined`].
pub const WHOEVER_ERASED: &str = "Whoever erased what it belongs to";

/// A notebook without a server.
pub fn kept_here_only(last_backup: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    match last_backup {
        Some(at) => format!("Kept on this computer only. Last backup {}.", day_and_month(day_of(at), day_of(now))),
        None => "Kept on this computer only. No backup yet.".to_owned(),
    }
}

/// `reason` as in "the due date is not a date".
pub fn refused(reason: &str) -> String {
    format!("Not accepted: {reason}. Mend it and send again.")
}

/// The last two words are the act offered, and a screen may draw them as a button.
pub fn failed_will_retry(seconds: u64) -> String {
    format!("Could not reach the server. Next try in {}. Try now", waiting_time(seconds))
}

/// `kind` as in "action".
pub fn conflict(kind: &str) -> String {
    format!("Two versions of this {kind} need a decision")
}

/// Beside what was done while there is no connection.
pub const SENT_LATER: &str = "You are offline: others hear of it when it is sent.";

pub fn offline(since: DateTime<Utc>) -> String {
    format!("Offline since {}. You can go on working.", clock_time(since))
}

/// Everything is sent, and the last exchange was whole.
pub fn up_to_date(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if day_of(at) == day_of(now) {
        return format!("Everything is sent. Last exchange {}.", clock_time(at));
    }
    format!("Everything is sent. Last exchange {}.", day_and_month(day_of(at), day_of(now)))
}

/// Joined, and nothing has been exchanged yet.
pub fn not_synced_yet() -> &'static str {
    "Waiting for the first exchange with the server."
}

/// `behind` changes are known to be on their way here; 0 where nobody knows.
pub fn receiving(behind: u64) -> String {
    match behind {
        0 => "Receiving from the server".to_owned(),
        behind => format!("Receiving from the server, {} to go", super::grouped(behind)),
    }
}

/// How far a device's clock is off the server's, in milliseconds; ahead is positive.
pub fn clock_off(millis: i64) -> String {
    let in_steps_of = |minutes: u64| (millis.unsigned_abs() + minutes * 30_000) / (minutes * 60_000);
    let much = match millis.unsigned_abs() / 60_000 {
        0..120 => counted(in_steps_of(1).max(1), "minute", "minutes"),
        120..2_880 => counted(in_steps_of(60), "hour", "hours"),
        2_880..1_051_200 => counted(in_steps_of(1_440), "day", "days"),
        _ => counted(in_steps_of(525_600), "year", "years"),
    };
    let way = if millis > 0 { "ahead of" } else { "behind" };
    format!(
        "This computer's clock is {much} {way} the server's. Notes are safe and stay in order; set the clock right so that their times are."
    )
}

/// Refused or declined items, each of which needs a person.
pub fn needs_you(count: u64) -> String {
    match count {
        1 => "1 item needs you. It was not accepted; nothing is lost.".to_owned(),
        count => format!("{} items need you. They were not accepted; nothing is lost.", super::grouped(count)),
    }
}

pub fn stale(days: u64) -> String {
    let ago = counted(days, "day", "days");
    format!("Last update {ago} ago. Figures may be out of date.")
}

/// The second sentence only where it is true.
pub fn locked(draft_kept: bool) -> &'static str {
    if draft_kept { "Locked. Your draft is kept." } else { "Locked." }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_clock_is_told_in_the_measure_a_person_would_name() {
        const MINUTE: i64 = 60_000;
        for (millis, words) in [
            (11 * MINUTE, "11 minutes ahead of"),
            (-3 * 60 * MINUTE, "3 hours behind"),
            (365 * 1_440 * MINUTE - 20_000, "365 days ahead of"),
            (-56 * 525_600 * MINUTE, "56 years behind"),
        ] {
            let said = super::clock_off(millis);
            assert!(said.starts_with(&format!("This computer's clock is {words} the server's. ")), "{said}");
        }
    }

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn each_state_has_its_one_sentence() {
        let now = at("2021-05-04T09:00:00Z");
        let third = NaiveDate::from_ymd_opt(2021, 5, 3).unwrap();
        let sentences = [
            editing().to_owned(),
            recorded_not_sent().to_owned(),
            recorded_being_sent().to_owned(),
            sending(2, 3),
            accepted(at("2021-05-04T13:32:00Z")),
            read("Community Safety", at("2021-05-04T15:05:00Z")),
            held(third, day_of(now)),
            kept_here_only(Some(at("2021-05-02T10:00:00Z")), now),
            kept_here_only(None, now),
            refused("the due date is not a date"),
            failed_will_retry(120),
            conflict("action"),
            offline(at("2021-05-04T08:10:00Z")),
            stale(3),
            locked(true).to_owned(),
            locked(false).to_owned(),
        ];
        assert_eq!(
            sentences,
            [
                "Draft kept on this device",
                "Recorded on this device. Will be sent when you are online.",
                "Recorded on this device. Being sent.",
                "Sending 2 of 3",
                "Received by the server 14:32. Not read yet.",
                "Read by Community Safety, 16:05",
                "Held for a supervisor: your access ended on 3 May. Nothing is lost.",
                "Kept on this computer only. Last backup 2 May.",
                "Kept on this computer only. No backup yet.",
                "Not accepted: the due date is not a date. Mend it and send again.",
                "Could not reach the server. Next try in 2 minutes. Try now",
                "Two versions of this action need a decision",
                "Offline since 09:10. You can go on working.",
                "Last update 3 days ago. Figures may be out of date.",
                "Locked. Your draft is kept.",
                "Locked.",
            ]
        );
    }

    #[test]
    fn a_backup_of_another_year_says_so() {
        let now = at("2022-01-04T09:00:00Z");
        assert_eq!(
            kept_here_only(Some(at("2021-12-30T10:00:00Z")), now),
            "Kept on this computer only. Last backup 30 Dec 2021."
        );
    }

    #[test]
    fn the_strongest_state_is_shown() {
        use NoteState::*;
        assert_eq!(NoteState::strongest([Read, InPlan, Shared]), InPlan);
        assert_eq!(NoteState::strongest([Closed, Withdrawn, Expired]), Withdrawn);
        assert_eq!(NoteState::strongest([]), Recorded);
        let mut sorted = NoteState::ALL;
        sorted.sort_by(|a, b| b.cmp(a));
        assert_eq!(
            sorted.map(NoteState::id).join(" > "),
            "withdrawn > expired > closed > in-plan > sent-out > shared > needs-more > read > received > recorded"
        );
    }

    #[test]
    fn a_state_is_written_and_read_by_one_word() {
        for state in NoteState::ALL {
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(json, format!("\"{state}\""));
            assert_eq!(state.label().to_uppercase().parse(), Ok(state));
            assert_eq!(state.id().parse(), Ok(state));
        }
        assert!("lost".parse::<NoteState>().is_err());
    }
}

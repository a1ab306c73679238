//! Every word about a state, a stop or a refusal, worded once for window, terminal and server.
//!
//! Owns sentences people read. Must not know who shows them or in which layout: what a screen
//! arranges (headings, field labels) stands in the interface's own catalogue.

mod access;
mod files;
mod grading;
mod histories;
mod keeping;
mod refusal;
mod refusal_message;
mod refusal_work;
mod sealed;
mod server_key;
mod sharing;
mod sources;
mod states;
mod stops;
pub mod subject;
mod unsent;

pub use access::rights;
pub use files::{DOCUMENTS_KEPT, FileRefusal, FileStanding, PHOTOS_CLEANED, files};
pub use grading::GradingRefusal;
pub use histories::{HISTORY_CHANGED_BEFORE, history_changed, kept_back, two_histories, two_histories_before};
pub use keeping::{
    Going, GoingWork, NAMES_GO, NAMES_GONE_BEFORE, NAMES_WOULD_GO, SOURCE_DUE_BY_CLOSING, SOURCE_DUE_BY_CONCLUSION,
    SOURCE_DUE_BY_RETRACTION, Staying, draft_asks, erased, erased_what, goes, goes_of_work, kept, kept_before,
    late_place, left_out_erased, names_due, note_due, plan_due, source_due_by_age, stays, stays_of_work, verified,
};
pub use refusal::{
    Field, MAX_PLACE_CHARS, MAX_RESIDENTS, MAX_TEXT_CHARS, Refusal, check_opinion, check_place, check_reason,
    check_residents, check_text,
};
pub use refusal_work::{MAX_TITLE_CHARS, WorkRefusal, check_title};
pub use sealed::{CAME_IN_A_FILE, SOMEBODY, SealedRefusal, left_out, offered, pack_saved, taken_in, waiting_saved};
pub use server_key::{ServerKeyRefusal, reintroduced};
pub use sharing::SharingRefusal;
pub use sources::{
    LEAD_DEVICE_OUT, LEAD_PERSON_OUT, MET_AGAIN, SourceRefusal, contacts_together, fingerprint, stray_roster,
};
pub use states::{
    NotANoteState, NoteState, SENT_LATER, WHOEVER_ERASED, accepted, clock_off, conflict, declined, editing,
    failed_will_retry, files_left, held, held_without_day, kept_here_only, locked, needs_you, not_synced_yet, offline,
    own_note_not_told, promised, read, receiving, recorded, recorded_being_sent, recorded_not_sent, refused, sending,
    stale, told_before, up_to_date,
};
pub use stops::{ASK_FOR_NUMBER, NOT_AN_EMERGENCY_SERVICE, Stop, TEXT_STAYS};
pub use subject::SubjectRefusal;
pub use unsent::{UnsentCounts, UnsentRefusal, unsent_sent};

/// "1 day", "3 days".
pub fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(count)) }
}

/// What waits for whoever triages: "3 to read, 1 of them late, 1 with more said"; empty where nothing does.
pub fn to_read(unread: u32, late: u32, more_said: u32) -> String {
    let said = |count: u32, what: &str| (count > 0).then(|| format!("{} {what}", grouped(count.into())));
    let parts = [said(unread, "to read"), said(late, "of them late"), said(more_said, "with more said")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Said to somebody who sees two versions and may not decide between them; `can` are those who may.
pub fn undecided(can: &[&str]) -> String {
    const NAMED: usize = 3;
    let (named, more) = can.split_at(can.len().min(NAMED));
    let mut who: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
    if !more.is_empty() {
        who.push(counted(more.len() as u64, "other", "others"));
    }
    let who = if who.is_empty() { "Nobody in the partnership".to_owned() } else { joined(&who, "or") };
    format!("Not decided yet: both versions stand until somebody decides. {who} can decide.")
}

/// "32,768"
pub fn grouped(number: u64) -> String {
    let figures = number.to_string();
    let mut grouped = String::with_capacity(figures.len() + figures.len() / 3);
    for (index, figure) in figures.chars().enumerate() {
        if index > 0 && (figures.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(figure);
    }
    grouped
}

/// "5 seconds", "2 minutes", "2 minutes 30 seconds", "15 minutes".
pub fn waiting_time(seconds: u64) -> String {
    let (minutes, rest) = (seconds / 60, seconds % 60);
    match (minutes, rest) {
        (0, _) => counted(rest, "second", "seconds"),
        (_, 0) => counted(minutes, "minute", "minutes"),
        _ => format!("{} {}", counted(minutes, "minute", "minutes"), counted(rest, "second", "seconds")),
    }
}

/// "a", "a and b", "a, b and c" (or with "or").
pub fn joined<T: AsRef<str>>(parts: &[T], last: &str) -> String {
    match parts {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., end] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", first.join(", "), end.as_ref())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_to_be_read_counts_what_was_added_to_notes_that_were_read() {
        assert_eq!(to_read(3, 0, 1), "3 to read, 1 with more said");
        assert_eq!(to_read(999, 12, 0), "999 to read, 12 of them late");
        assert_eq!(to_read(0, 0, 2), "2 with more said");
        assert_eq!(to_read(0, 0, 0), "");
    }

    #[test]
    fn who_may_not_decide_reads_who_can() {
        let can = |names: &[&str]| undecided(names).split_once("decides. ").map(|(_, who)| who.to_owned()).unwrap();
        assert_eq!(can(&["Helen Prior"]), "Helen Prior can decide.");
        assert_eq!(can(&["A", "B", "C", "D", "E"]), "A, B, C or 2 others can decide.");
        assert_eq!(can(&[]), "Nobody in the partnership can decide.");
    }

    #[test]
    fn numbers_and_waits_read_as_people_say_them() {
        assert_eq!([1, 999, 1_000, 32_768, 1_000_000].map(grouped), ["1", "999", "1,000", "32,768", "1,000,000"]);
        assert_eq!(
            [1, 5, 60, 120, 150, 900].map(waiting_time),
            ["1 second", "5 seconds", "1 minute", "2 minutes", "2 minutes 30 seconds", "15 minutes"]
        );
        assert_eq!(joined(&["a", "b", "c"], "or"), "a, b or c");
        assert_eq!(joined(&["a"], "or"), "a");
        assert_eq!(joined::<&str>(&[], "or"), "");
    }
}

//! What is said where somebody asks what is held about them.

use chrono::NaiveDate;

use super::refusal::Field;
use super::{counted, grouped, joined};
use crate::dates;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubjectRefusal {
    #[error(
        "No name was given to look for. Nothing was changed. Give at least one, with every spelling that is known."
    )]
    NameMissing,
    #[error(
        "There are more than {most} names or phrases. Nothing was changed. Take some out, or make a second request."
    )]
    TooManyNames { most: usize },
    #[error(
        "“{text}” is not a day on which the request came. Nothing was changed. Give a day such as 2026-11-24, today or before."
    )]
    NotReceived { text: String },
    #[error(
        "No reason in law was chosen for keeping it back. Nothing was changed. Choose one: whoever asks may complain, and has to be answered."
    )]
    WhyKeptBack,
    #[error(
        "What is blacked out would hide the person's own name, “{name}”. Nothing was changed. Take it out of one of the two lists."
    )]
    HidesTheName { name: String },
    #[error("{left} not decided yet. Nothing was written. Give or keep back each, then make the answer.")]
    Undecided { left: String },
}

impl SubjectRefusal {
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::NameMissing => "names-missing",
            Self::TooManyNames { .. } => "too-many-names",
            Self::NotReceived { .. } => "bad-received",
            Self::WhyKeptBack => "kept-back-without-reason",
            Self::HidesTheName { .. } => "hides-the-name",
            Self::Undecided { .. } => "undecided",
        }
    }

    pub(super) const fn field(&self) -> Option<Field> {
        match self {
            Self::NameMissing | Self::TooManyNames { .. } => Some(Field::Names),
            Self::NotReceived { .. } => Some(Field::Received),
            Self::WhyKeptBack => Some(Field::Reason),
            Self::HidesTheName { .. } => Some(Field::Hide),
            Self::Undecided { .. } => None,
        }
    }
}

#[cfg(test)]
pub(super) fn everything() -> Vec<SubjectRefusal> {
    vec![
        SubjectRefusal::NameMissing,
        SubjectRefusal::TooManyNames { most: 40 },
        SubjectRefusal::NotReceived { text: "soon".to_owned() },
        SubjectRefusal::WhyKeptBack,
        SubjectRefusal::HidesTheName { name: "Jordan Blake".to_owned() },
        SubjectRefusal::Undecided { left: undecided(3) },
    ]
}

/// "3 texts are", as in a sentence.
pub fn undecided(count: u64) -> String {
    if count == 1 { "1 text is".to_owned() } else { format!("{} texts are", grouped(count)) }
}

/// By when an answer is due, and how far that is.
pub fn answer_by(due: NaiveDate, today: NaiveDate) -> String {
    let day = dates::day_month_year(due);
    match (due - today).num_days() {
        0 => format!("Answer by {day}, today"),
        1 => format!("Answer by {day}, tomorrow"),
        days if days > 0 => format!("Answer by {day}, in {}", counted(days.unsigned_abs(), "day", "days")),
        days => format!("Should have been answered by {day}, {} ago", counted(days.unsigned_abs(), "day", "days")),
    }
}

pub fn received(day: NaiveDate) -> String {
    format!("Received {}", dates::day_month_year(day))
}

pub fn closed(day: NaiveDate) -> String {
    format!("Closed {}", dates::day_month_year(day))
}

/// "4 given, 1 kept back"; empty where nothing was decided.
pub fn decided(given: u64, kept_back: u64) -> String {
    let said = |count: u64, what: &str| (count > 0).then(|| format!("{} {what}", grouped(count)));
    [said(given, "given"), said(kept_back, "kept back")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Of one text that is given.
pub const GIVEN: &str = "Given.";

/// Of one that is not.
pub fn kept_back(label: &str) -> String {
    format!("Kept back. {label}.")
}

/// What was looked through.
pub fn looked(texts: u64, unreadable: u64) -> String {
    let mut said = format!(
        "Looked through {} on this computer: notes and what was added to them, what their authors were told, working remarks, briefings, plans, actions, reasons, logs and drafts, also what was withdrawn or written over since.",
        counted(texts, "text", "texts")
    );
    if unreadable > 0 {
        said.push_str(&format!(
            " {} could not be read, because the file is damaged or a newer version wrote it.",
            counted(unreadable, "text", "texts")
        ));
    }
    said
}

/// What no program can look through, or this one does not hold.
pub fn not_looked(sources: u64, files: u64, wards: &[String]) -> Vec<String> {
    let mut said = Vec::new();
    if files > 0 {
        said.push(format!(
            "{} cannot be looked through for words. Look at those of the notes below, and at any that may show them.",
            counted(files, "photo or document", "photos and documents")
        ));
    }
    said.push(match sources {
        0 => "Sealed sources are held by safeguarding leads alone. Ask one of them whether this person is among them.".to_owned(),
        count => format!(
            "{} can be opened by safeguarding leads alone, one by one and with a reason. Decide with them whether any is about this person.",
            counted(count, "sealed source", "sealed sources")
        ),
    });
    if wards.is_empty() {
        said.push(
            "What members recorded and have not sent yet, and their own drafts, is on their computers alone. Ask them."
                .to_owned(),
        );
    } else {
        said.push(format!(
            "This computer holds what people recorded of {}. Of other wards, ask whoever decides about them; and ask members what they have not sent yet.",
            joined(wards, "and")
        ));
    }
    said
}

/// What kind of text it is, of a change of this kind.
pub fn kind(kind: &str) -> &'static str {
    match kind {
        "note" => "Note",
        "amendment" => "Addition to a note",
        "reply" => "What a note's author was told",
        "assignment" => "Who sees to a note",
        "link" => "Link of a note",
        "referral" => "What was passed on",
        "closure" => "Why a note was closed",
        "remark" => "Remark among colleagues",
        "grade" => "Grade of a note",
        "keep" => "Why a note is kept",
        "briefing" => "Briefing",
        "plan" => "Plan",
        "analysis" => "Analysis of a plan",
        "action" => "Action",
        "progress" => "Progress of an action",
        "attachment" => "Description of a photo or document",
        "opening" => "Why a sealed source was opened",
        "conclusion" => "That a note with a sealed source was closed or erased",
        "retraction" => "That a note with a sealed source was withdrawn",
        "person" => "Member",
        "grant" => "Access of a member",
        "export" => "Log of copies",
        "partnership" => "Partnership",
        _ => "Something a newer version wrote",
    }
}

pub const DRAFT: &str = "Draft on this computer";

/// What a field of a text is called; none where its own name says nothing to people.
pub fn field(name: &str) -> String {
    match name {
        "text" => "Text".to_owned(),
        "opinion" => "What its recorder makes of it".to_owned(),
        "withdrawn" | "reason" | "why" | "because" => "Reason".to_owned(),
        "sentence" => "Sentence for the author".to_owned(),
        "lead" => "Who leads it".to_owned(),
        "owner" => "Owner".to_owned(),
        "co_owners" => "Works on it with the owner".to_owned(),
        "scanning" => "What happens".to_owned(),
        "offender" => "About offenders".to_owned(),
        "victim" => "About victims".to_owned(),
        other => {
            let words = other.replace(['_', '-'], " ");
            let mut letters = words.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

pub const WRITTEN_OVER: &str = "An earlier version, written over since";
pub const WITHDRAWN: &str = "Withdrawn";

/// The line on every sheet of an answer.
pub fn answer_line(recipient: &str, purpose: &str, marking: &str, until: NaiveDate) -> String {
    format!(
        "{marking}. For {recipient}. Purpose: {purpose}. Whoever made this copy deletes theirs by {}.",
        dates::day_month_year(until)
    )
}

/// What whoever made an answer is told.
pub fn answered(given: u64, kept_back: u64, until: NaiveDate) -> String {
    let kept = if kept_back > 0 {
        format!(" {} kept back.", counted(kept_back, "text is", "texts are"))
    } else {
        String::new()
    };
    format!(
        "The answer holds {}.{kept} The file is not encrypted: look it through, hand it over, and delete yours by {}.",
        counted(given, "text", "texts"),
        dates::day_month_year(until)
    )
}

/// What is said at the head of an answer.
pub fn answer_lead(texts: u64, kept_back_said: &[(&str, u64)]) -> Vec<String> {
    let mut said = vec![
        format!("This is what was found about you: {}.", counted(texts, "text", "texts")),
        "Blacked-out words are about other people, or would tell who gave information. Who wrote each text is left out for the same reason.".to_owned(),
        "What people made of what they saw or heard is their own view. It stands apart from the facts and is marked so.".to_owned(),
    ];
    for (label, count) in kept_back_said {
        said.push(format!("{} kept back. Reason: {label}.", counted(*count, "text was", "texts were")));
    }
    said.push("Something may be held that need not be given to you. You can ask the partnership to look again, ask it to correct or erase what is wrong, and complain to the Information Commissioner (ico.org.uk).".to_owned());
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_far_off_the_day_is_stands_beside_it() {
        let today = "2026-11-30".parse().unwrap();
        let by = |day: &str| answer_by(day.parse().unwrap(), today);
        assert_eq!(by("2026-12-03"), "Answer by 3 Dec 2026, in 3 days");
        assert_eq!(by("2026-12-01"), "Answer by 1 Dec 2026, tomorrow");
        assert_eq!(by("2026-11-30"), "Answer by 30 Nov 2026, today");
        assert_eq!(by("2026-11-29"), "Should have been answered by 29 Nov 2026, 1 day ago");
    }

    #[test]
    fn a_field_nobody_named_says_its_own_name_in_words() {
        assert_eq!(field("success_test"), "Success test");
        assert_eq!(field("text"), "Text");
    }
}

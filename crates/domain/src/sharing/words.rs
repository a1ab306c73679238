//! What is said of a copy before it is made and in it: what goes, what stays behind, and why.

use super::table::{self, Field};
use super::{LeftOut, RecipientKind, Tally, counts};
use crate::grading::Marking;
use crate::records::CopyTerms;
use crate::words::{counted, joined};

impl LeftOut {
    /// As in "3 notes left out, because …".
    pub const fn because(self) -> &'static str {
        match self {
            Self::SaysSource => "a text that says who told it leaves in no copy",
            Self::Withdrawn => "what was withdrawn goes no further",
            Self::Conditions => "their handling conditions do not let them go to this recipient",
            Self::Marking => "they are marked higher than this recipient may have",
        }
    }
}

/// A sentence for each reason for which notes stay behind. Where it is `inside` a copy for a wider circle, fewer
/// than five are not counted: how many there are would point at somebody.
pub fn left_out(tally: &Tally, kind: RecipientKind, inside: bool) -> Vec<String> {
    let few = |count: u64| inside && kind.leaves_the_group() && count < counts::SMALL;
    tally
        .stays
        .iter()
        .map(|(why, count)| {
            if few(*count) {
                return format!("Fewer than 5 notes left out, because {}.", why.because());
            }
            format!("{} left out, because {}.", counted(*count, "note", "notes"), why.because())
        })
        .collect()
}

/// What this kind of recipient is not shown of any note, or is told less exactly; a sentence for each.
pub fn redacted(kind: RecipientKind) -> Vec<String> {
    let mut said = Vec::new();
    let left: Vec<&str> = table::left_out(kind).into_iter().map(Field::words).collect();
    if kind.reads_notes() {
        said.push(format!("Not in it, whatever a note says: {}.", joined(&left, "and")));
    } else {
        said.push("Counts by ward and topic. No note, no name and no description of anybody is in it.".to_owned());
        said.push("Counts of 1 to 4 are not told, nor what would give them away.".to_owned());
    }
    let less: Vec<&str> = table::generalised(kind).into_iter().map(Field::generalised).collect();
    if kind.reads_notes() && !less.is_empty() {
        said.push(format!("Told less exactly: {}.", joined(&less, "and")));
    }
    said
}

/// Said beside the choice.
pub const fn hint(kind: RecipientKind) -> &'static str {
    match kind {
        RecipientKind::Own => "Everything but who told it.",
        RecipientKind::Partner => {
            "Somebody who may read these notes in Wardbook too. Everything but who told it. That they may is your word; nothing checks it."
        }
        RecipientKind::Agency => "What was said and where, without who recorded it or how it is known.",
        RecipientKind::Committee => "Counts by ward and topic, and no note.",
    }
}

/// What a trail says of a copy: "For another agency, marked OFFICIAL-SENSITIVE, to be deleted by 24 May 2027. 2 notes
/// left out." What a later version wrote is said as it stands.
pub fn copy_left(copy: &CopyTerms) -> String {
    let kind = match RecipientKind::parse(&copy.recipient_kind) {
        Ok(kind) => in_a_sentence(kind),
        Err(_) => &copy.recipient_kind,
    };
    let marking = marked(&copy.marking);
    let until = copy.until.parse().map_or_else(|_| copy.until.clone(), crate::dates::day_month_year);
    let left_out = match copy.left_out {
        0 => String::new(),
        some => format!(" {} left out.", counted(some.into(), "note", "notes")),
    };
    format!("For {kind}, marked {marking}, to be deleted by {until}.{left_out}")
}

/// A marking as it is written; one of a later version as it stands.
fn marked(marking: &str) -> &str {
    match Marking::parse(marking) {
        Ok(known) => known.label(),
        Err(_) => marking,
    }
}

/// As in "For another agency".
const fn in_a_sentence(kind: RecipientKind) -> &'static str {
    match kind {
        RecipientKind::Own => "their own records",
        RecipientKind::Partner => "a partner with access",
        RecipientKind::Agency => "another agency",
        RecipientKind::Committee => "a committee or public meeting",
    }
}

/// Said before it is made: what goes, and how it will be marked.
pub fn goes(tally: &Tally, kind: RecipientKind) -> String {
    let notes = counted(tally.goes, "note", "notes");
    let go = if tally.goes == 1 { "goes" } else { "go" };
    match (tally.goes, kind.reads_notes()) {
        (0, _) => "No note goes.".to_owned(),
        (_, true) => format!("{notes} {go}, marked {}.", tally.marking.label()),
        (_, false) => format!("Counts over {notes} go, marked {}.", tally.marking.label()),
    }
}

/// What a sealed file was made for, as whoever takes it in reads it.
pub fn sealed_for(recipient: &str, purpose: &str, marking: &str, until: &str) -> String {
    let marking = marked(marking);
    let until = until.parse().map_or_else(|_| until.to_owned(), crate::dates::day_month_year);
    let (recipient, purpose) = (recipient.trim_end_matches('.'), purpose.trim_end_matches('.'));
    format!("{marking}. For {recipient}. Purpose: {purpose}. Delete the file by {until}.")
}

/// Said of a sealed file before it is made.
pub const SEALED: [&str; 2] = [
    "What they may not read in Wardbook is not in it, and nobody else can open it.",
    "Who told something stays sealed for the safeguarding leads.",
];

/// Said of a sealed file that is taken in after its day.
pub fn past(until: chrono::NaiveDate) -> String {
    let day = crate::dates::day_month_year(until);
    format!(
        "This file was to be deleted by {day}, and that day is past. What it brought is taken in all the same, so that nothing is lost. Delete the file."
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_behind_is_counted_with_its_reason() {
        let mut tally = Tally::default();
        tally.stays = [(LeftOut::Conditions, 3), (LeftOut::SaysSource, 1), (LeftOut::Marking, 7)].into();
        assert_eq!(
            left_out(&tally, RecipientKind::Agency, false),
            [
                "1 note left out, because a text that says who told it leaves in no copy.",
                "3 notes left out, because their handling conditions do not let them go to this recipient.",
                "7 notes left out, because they are marked higher than this recipient may have.",
            ]
        );
    }

    #[test]
    fn how_few_stay_behind_is_not_told_outside() {
        let tally = Tally { stays: [(LeftOut::Conditions, 3), (LeftOut::Marking, 7)].into(), ..Tally::default() };
        let inside = left_out(&tally, RecipientKind::Committee, true);
        assert!(inside[0].starts_with("Fewer than 5 notes") && inside[1].starts_with("7 notes"), "{inside:?}");
        assert!(left_out(&tally, RecipientKind::Partner, true)[0].starts_with("3 notes"));
    }

    #[test]
    fn a_trail_says_under_which_terms_a_copy_left_and_what_it_does_not_know_as_it_stands() {
        let copy = |kind: &str, marking: &str, until: &str, left_out| CopyTerms {
            recipient_kind: kind.to_owned(),
            marking: marking.to_owned(),
            until: until.to_owned(),
            left_out,
        };
        assert_eq!(
            copy_left(&copy("agency", "official-sensitive", "2027-05-24", 2)),
            "For another agency, marked OFFICIAL-SENSITIVE, to be deleted by 24 May 2027. 2 notes left out."
        );
        assert_eq!(
            copy_left(&copy("a-court", "official", "never", 0)),
            "For a-court, marked OFFICIAL, to be deleted by never."
        );
    }

    #[test]
    fn what_is_said_of_each_recipient_is_as_reviewed() {
        let said: Vec<String> = RecipientKind::ALL
            .iter()
            .map(|kind| format!("{}: {}\n    {}", kind.label(), hint(*kind), redacted(*kind).join("\n    ")))
            .collect();
        insta::assert_snapshot!(said.join("\n"));
    }
}

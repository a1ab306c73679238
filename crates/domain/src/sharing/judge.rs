//! Which notes go to a recipient at all. What was said to be handled with care is judged before any of it is shown.

use std::collections::BTreeMap;

use super::RecipientKind;
use crate::grading::{Handling, Marking};
use crate::records::{Graded, references_in};

/// What is held of a note that decides whether it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    pub withdrawn: bool,
    /// Its text repeats what was sealed of its source.
    pub says_source: bool,
    /// Every grade that stands. Where two people gave different ones, the stricter counts.
    pub graded: Vec<Graded>,
}

impl Held {
    /// The highest that anybody gave. What nobody marked counts as OFFICIAL-SENSITIVE where its words leave.
    pub fn marking(&self) -> Marking {
        self.given().unwrap_or(Marking::OfficialSensitive)
    }

    fn given(&self) -> Option<Marking> {
        self.graded.iter().map(|graded| graded.marking).max()
    }

    fn conditions(&self) -> impl Iterator<Item = Condition> {
        self.graded.iter().filter(|graded| graded.grade.handling == Handling::WithConditions).flat_map(|graded| {
            let listed = graded.conditions.iter().map(|id| Condition::of(id));
            // Handling C of which the conditions were lost binds all the same.
            let other = graded.words.is_some() || graded.conditions.is_empty();
            listed.chain(other.then_some(Condition::Other))
        })
    }
}

/// A handling condition, as far as this program knows what it asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Condition {
    /// A1, A2: not to be known of. A3: may be used openly.
    Covert,
    Overt,
    /// S1: whoever holds it may pass it on. S2: its originator is asked first.
    Delegated,
    Consult,
    /// One that a partnership added, or in words of its own: no program can tell whether it is met.
    Other,
}

impl Condition {
    fn of(id: &str) -> Self {
        match id {
            "A1" | "A2" => Self::Covert,
            "A3" => Self::Overt,
            "S1" => Self::Delegated,
            "S2" => Self::Consult,
            _ => Self::Other,
        }
    }

    /// Whether a note with it goes, with the condition beside it.
    const fn allows(self, kind: RecipientKind) -> bool {
        match kind {
            RecipientKind::Own | RecipientKind::Partner => true,
            RecipientKind::Agency => matches!(self, Self::Overt | Self::Delegated),
            RecipientKind::Committee => false,
        }
    }
}

/// Why a note stays behind. In the order in which it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LeftOut {
    SaysSource,
    Withdrawn,
    Conditions,
    Marking,
}

impl LeftOut {
    pub const ALL: [Self; 4] = [Self::SaysSource, Self::Withdrawn, Self::Conditions, Self::Marking];

    /// The name in a record. Never changes.
    pub const fn id(self) -> &'static str {
        match self {
            Self::SaysSource => "says-source",
            Self::Withdrawn => "withdrawn",
            Self::Conditions => "conditions",
            Self::Marking => "marking",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Goes(Marking),
    Stays(LeftOut),
}

/// Whether a note goes to this kind of recipient, in its words or as one of a count.
pub fn judge(held: &Held, kind: RecipientKind) -> Verdict {
    if held.says_source {
        return Verdict::Stays(LeftOut::SaysSource);
    }
    if held.withdrawn && kind.leaves_the_group() {
        return Verdict::Stays(LeftOut::Withdrawn);
    }
    if held.conditions().any(|condition| !condition.allows(kind)) {
        return Verdict::Stays(LeftOut::Conditions);
    }
    // A count says nothing of one note, so what nobody marked is counted; what somebody marked higher is not.
    if held.given().is_some_and(|given| given > ceiling(kind)) {
        return Verdict::Stays(LeftOut::Marking);
    }
    Verdict::Goes(if kind.reads_notes() { held.marking() } else { Marking::Official })
}

/// The highest marking that goes to this kind of recipient.
pub const fn ceiling(kind: RecipientKind) -> Marking {
    match kind {
        RecipientKind::Own | RecipientKind::Partner | RecipientKind::Agency => Marking::OfficialSensitive,
        RecipientKind::Committee => Marking::Official,
    }
}

/// What goes and what stays, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    pub goes: u64,
    pub stays: BTreeMap<LeftOut, u64>,
    /// The highest of what goes.
    pub marking: Marking,
}

impl Tally {
    pub fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Goes(marking) => {
                self.goes += 1;
                self.marking = self.marking.max(marking);
            }
            Verdict::Stays(why) => *self.stays.entry(why).or_default() += 1,
        }
    }

    pub fn left_out(&self) -> u64 {
        self.stays.values().sum()
    }
}

/// A text without the references by which people speak of sealed sources.
pub fn without_references(text: &str) -> String {
    let mut text = text.to_owned();
    for reference in references_in(&text) {
        text = replaced(&text, &reference);
    }
    text
}

/// Every standing of one reference, in whichever case and with whichever dash.
fn replaced(text: &str, reference: &str) -> String {
    let wanted: Vec<char> = reference.chars().collect();
    let letters: Vec<char> = text.chars().collect();
    let same = |held: char, wanted: char| match wanted {
        '-' => matches!(held, '-' | '\u{2010}' | '\u{2011}' | '\u{2013}'),
        wanted => held.eq_ignore_ascii_case(&wanted),
    };
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let here = letters.get(at..at + wanted.len());
        if here.is_some_and(|here| here.iter().zip(&wanted).all(|(held, wanted)| same(*held, *wanted))) {
            left.push_str(REFERENCE_LEFT_OUT);
            at += wanted.len();
        } else {
            left.push(*letter);
            at += 1;
        }
    }
    left
}

/// Stands in a text where a reference was.
pub const REFERENCE_LEFT_OUT: &str = "[reference left out]";

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn graded(grade: &str, conditions: &[&str], words: Option<&str>, marking: Marking) -> Held {
        let conditions = conditions.iter().map(|id| (*id).to_owned()).collect();
        let graded = Graded { grade: grade.parse().unwrap(), conditions, words: words.map(str::to_owned), marking };
        Held { graded: vec![graded], ..Held::default() }
    }

    fn judged() -> Vec<(&'static str, Held)> {
        let (official, sensitive) = (Marking::Official, Marking::OfficialSensitive);
        vec![
            ("not graded", Held::default()),
            ("withdrawn", Held { withdrawn: true, ..Held::default() }),
            ("says who told it", Held { says_source: true, ..Held::default() }),
            ("2 C P, OFFICIAL", graded("2 C P", &[], None, official)),
            ("2 C P, OFFICIAL-SENSITIVE", graded("2 C P", &[], None, sensitive)),
            ("2 C C, A1", graded("2 C C", &["A1"], None, official)),
            ("2 C C, A2", graded("2 C C", &["A2"], None, official)),
            ("2 C C, A3", graded("2 C C", &["A3"], None, official)),
            ("2 C C, S1", graded("2 C C", &["S1"], None, official)),
            ("2 C C, S2", graded("2 C C", &["S2"], None, official)),
            ("2 C C, A3 and S2", graded("2 C C", &["A3", "S2"], None, official)),
            ("2 C C, in words", graded("2 C C", &[], Some("Not to the school"), official)),
            ("2 C C, one of later", graded("2 C C", &["Z9"], None, official)),
        ]
    }

    #[test]
    fn the_table_of_which_notes_go_to_whom_is_as_reviewed() {
        let mut table = format!("{:<27}", "");
        for kind in RecipientKind::ALL {
            write!(table, "{:<27}", kind.id()).unwrap();
        }
        for (what, held) in judged() {
            write!(table, "\n{what:<27}").unwrap();
            for kind in RecipientKind::ALL {
                let said = match judge(&held, kind) {
                    Verdict::Goes(marking) => format!("goes, {}", marking.label()),
                    Verdict::Stays(why) => format!("stays: {}", why.id()),
                };
                write!(table, "{said:<27}").unwrap();
            }
        }
        let lines: Vec<&str> = table.lines().map(str::trim_end).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn of_two_grades_the_stricter_counts_until_somebody_decides() {
        let mut held = graded("2 C P", &[], None, Marking::Official);
        held.graded.extend(graded("2 C C", &["S2"], None, Marking::OfficialSensitive).graded);
        assert_eq!(judge(&held, RecipientKind::Agency), Verdict::Stays(LeftOut::Conditions));
        assert_eq!(judge(&held, RecipientKind::Partner), Verdict::Goes(Marking::OfficialSensitive));
    }

    #[test]
    fn handling_c_without_its_conditions_binds_all_the_same() {
        let held = graded("2 C C", &[], None, Marking::Official);
        assert_eq!(judge(&held, RecipientKind::Agency), Verdict::Stays(LeftOut::Conditions));
    }

    #[test]
    fn a_copy_is_marked_as_the_highest_of_what_is_in_it() {
        let mut tally = Tally::default();
        for held in [graded("2 C P", &[], None, Marking::Official), Held { withdrawn: true, ..Held::default() }] {
            tally.add(judge(&held, RecipientKind::Agency));
        }
        assert_eq!((tally.goes, tally.left_out(), tally.marking), (1, 1, Marking::Official));
        tally.add(judge(&Held::default(), RecipientKind::Agency));
        assert_eq!(tally.marking, Marking::OfficialSensitive, "nobody marked the second");
    }

    #[test]
    fn a_reference_leaves_in_no_spelling_and_nothing_else_is_touched() {
        assert_eq!(
            without_references("Ask S-7K2M4Q, or s–7k2m4q; not ABS-7K2M4 or S-7K2. Straße, £5."),
            "Ask [reference left out], or [reference left out]; not ABS-7K2M4 or S-7K2. Straße, £5."
        );
        assert_eq!(without_references("Two mopeds"), "Two mopeds");
        assert_eq!(without_references(""), "");
    }
}

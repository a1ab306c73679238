//! A likely duplicate: the same thing recorded twice by one person, or by two.
//!
//! Compares what is being written with recent notes by shared runs of three words and shared telling
//! words. Must not know where recent notes come from; the caller brings the few dozen worth
//! comparing. It only ever asks: two people seeing the same thing are two notes.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::tokens::Text;
use crate::wards::WardCode;

/// A note to compare with. `id` is whatever the caller knows it by.
#[derive(Clone, Copy, Debug)]
pub struct RecentNote<'a, I> {
    pub id: I,
    pub text: &'a str,
    pub ward: WardCode,
    /// The day it happened.
    pub day: NaiveDate,
}

/// How alike a recent note is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness<I> {
    pub id: I,
    /// 0 to 100; 100 says the same words in the same order.
    pub percent: u8,
}

/// From here on a note of the same ward is likely the same.
const SAME_WARD: u8 = 45;
/// A note of another ward only if it is nearly the same to the letter: a wrong ward put right.
const OTHER_WARD: u8 = 85;
/// Things this many days apart are two things, however alike they sound.
const DAYS_APART: u64 = 3;
/// A text shorter than this many telling words is like too many others.
const ENOUGH_WORDS: usize = 4;

/// Words that tell nothing.
#[rustfmt::skip]
const EVERYDAY: [&str; 64] = [
    "a", "about", "after", "again", "all", "also", "an", "and", "are", "as", "at", "be", "been",
    "but", "by", "came", "for", "from", "had", "has", "have", "he", "her", "him", "his", "i", "in",
    "into", "is", "it", "its", "me", "my", "near", "of", "off", "on", "one", "or", "our", "out",
    "said", "saw", "she", "so", "some", "that", "the", "their", "them", "then", "there", "they",
    "this", "to", "two", "up", "was", "we", "were", "when", "who", "with", "you",
];

/// Recent notes that say much the same, likest first, at most three.
pub fn likely_duplicates<I: Copy>(
    text: &str,
    ward: WardCode,
    day: NaiveDate,
    recent: &[RecentNote<'_, I>],
) -> Vec<Likeness<I>> {
    const AT_MOST: usize = 3;
    let wanted = Print::of(text);
    if wanted.words.len() < ENOUGH_WORDS {
        return Vec::new();
    }
    let mut alike: Vec<Likeness<I>> = recent
        .iter()
        .filter(|note| note.day.signed_duration_since(day).num_days().unsigned_abs() <= DAYS_APART)
        .map(|note| (note, wanted.likeness(&Print::of(note.text))))
        .filter(|(note, percent)| *percent >= if note.ward == ward { SAME_WARD } else { OTHER_WARD })
        .map(|(note, percent)| Likeness { id: note.id, percent })
        .collect();
    alike.sort_by_key(|likeness| std::cmp::Reverse(likeness.percent));
    alike.truncate(AT_MOST);
    alike
}

/// `when` as in "yesterday 17:52" or "27 Sept".
pub fn duplicate_message(when: &str) -> String {
    format!("This is much like the note of {when}. If it is the same, add to that one instead.")
}

/// What is compared of a text.
struct Print {
    words: BTreeSet<String>,
    /// Hashes of each three words in a row.
    runs: BTreeSet<u64>,
}

impl Print {
    fn of(text: &str) -> Self {
        let text = Text::read(text);
        let low: Vec<&str> = text.tokens.iter().map(|token| token.low.as_str()).collect();
        Self {
            runs: low.windows(3).map(run_hash).collect(),
            words: low.into_iter().filter(|word| !EVERYDAY.contains(word)).map(str::to_owned).collect(),
        }
    }

    /// Half for runs in common, half for telling words in common. The words are measured against the
    /// shorter text, so that a note which adds a sentence is still found.
    fn likeness(&self, other: &Self) -> u8 {
        if self.words.len().min(other.words.len()) < ENOUGH_WORDS {
            return 0;
        }
        let runs = per_cent(self.runs.intersection(&other.runs).count(), self.runs.union(&other.runs).count());
        let words = per_cent(self.words.intersection(&other.words).count(), self.words.len().min(other.words.len()));
        u8::try_from((runs + words) / 2).unwrap_or(100)
    }
}

fn per_cent(part: usize, whole: usize) -> usize {
    (part * 100).checked_div(whole).unwrap_or(0)
}

/// FNV-1a: the same everywhere and for ever, which the standard library's hasher does not promise.
fn run_hash(words: &[&str]) -> u64 {
    let bytes = words.iter().flat_map(|word| word.bytes().chain(std::iter::once(0)));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wards::BoundarySet;
    use proptest::prelude::*;

    const BLADES: &str =
        "About eight young people by the bin store behind Larkfield. Two had a blade out and were passing it round.";

    fn ward(index: usize) -> WardCode {
        BoundarySet::Y2014.wards()[index].code
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, 10, day).unwrap()
    }

    fn percent(text: &str, other: &str) -> Option<u8> {
        let recent = [RecentNote { id: 7, text: other, ward: ward(3), day: day(14) }];
        likely_duplicates(text, ward(3), day(14), &recent).first().map(|likeness| likeness.percent)
    }

    #[test]
    fn the_same_words_are_wholly_alike() {
        assert_eq!(percent(BLADES, BLADES), Some(100));
        assert_eq!(percent(BLADES, &BLADES.to_uppercase().replace('.', "\n")), Some(100));
    }

    #[test]
    fn the_same_thing_in_a_few_other_words_is_found() {
        for other in [
            "Eight young people by the bin store behind Larkfield, two had a blade out and passed it round.",
            "About eight young people by the bin store behind Larkfield. Two had a blade out and were passing it round. They went off towards the station.",
        ] {
            let percent = percent(BLADES, other);
            assert!(percent.is_some_and(|percent| (SAME_WARD..100).contains(&percent)), "{percent:?} {other}");
        }
    }

    #[test]
    fn other_things_on_the_same_corner_are_not() {
        for other in [
            "Two mopeds by the launderette again, engines running, riders about eighteen to twenty.",
            "The bin store behind Larkfield is unlocked and full, rubbish everywhere, smell in the stairwell.",
            "Young people by the station, about eight, noisy, no trouble.",
        ] {
            assert_eq!(percent(BLADES, other), None, "{other}");
        }
    }

    #[test]
    fn another_ward_needs_nearly_the_same_letters_and_another_week_is_another_thing() {
        let note =
            |index: usize, on: u32, text: &'static str| RecentNote { id: on, text, ward: ward(index), day: day(on) };
        assert_eq!(likely_duplicates(BLADES, ward(3), day(14), &[note(4, 14, BLADES)]).len(), 1);
        let altered = "Eight young people by the bin store behind Larkfield, two had a blade out and passed it round.";
        assert!(likely_duplicates(BLADES, ward(3), day(14), &[note(4, 14, altered)]).is_empty());
        assert!(likely_duplicates(BLADES, ward(3), day(14), &[note(3, 10, BLADES)]).is_empty());
        assert_eq!(likely_duplicates(BLADES, ward(3), day(14), &[note(3, 11, BLADES)]).len(), 1);
    }

    #[test]
    fn a_few_words_are_like_too_many_others() {
        assert_eq!(percent("Same again tonight.", "Same again tonight."), None);
    }

    #[test]
    fn the_likest_come_first_and_at_most_three() {
        let shorter = "About eight young people by the bin store behind Larkfield. Two had a blade out.";
        let recent: Vec<_> = [shorter, BLADES, BLADES, shorter]
            .into_iter()
            .enumerate()
            .map(|(id, text)| RecentNote { id, text, ward: ward(3), day: day(14) })
            .collect();
        let found: Vec<usize> = likely_duplicates(BLADES, ward(3), day(14), &recent).iter().map(|l| l.id).collect();
        assert_eq!(found, [1, 2, 0]);
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_both_ways(a in "([a-f]{1,3} ){4,30}", b in "([a-f]{1,3} ){4,30}") {
            prop_assert_eq!(Print::of(&a).likeness(&Print::of(&b)), Print::of(&b).likeness(&Print::of(&a)));
        }
    }
}

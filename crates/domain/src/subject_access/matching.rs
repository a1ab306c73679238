//! Where a text mentions somebody. Rules only: the same answer for the same text, and whoever asked can be told why.
//!
//! A name is found however it is written (case, accents, hyphens, an 's). A part of it that stands alone, or a word
//! one slip of the pen away, is perhaps them, and a person decides.

use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Shorter parts of a name say nothing by themselves.
const PART_LETTERS: usize = 3;
/// Shorter words are one letter away from too many others.
const NEAR_LETTERS: usize = 5;

/// How sure it is that a text means them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Found {
    /// A part of a name, or a word much like one.
    Perhaps,
    /// A whole name.
    Named,
}

/// The names that somebody is known by.
#[derive(Debug, Clone, Default)]
pub struct Names {
    whole: Vec<Vec<String>>,
}

impl Names {
    /// Names as a person typed them; what holds no letter or figure counts for nothing.
    pub fn of<T: AsRef<str>>(names: &[T]) -> Self {
        let whole = names.iter().map(|name| words(name.as_ref()).into_iter().map(|word| word.folded).collect());
        Self { whole: whole.filter(|name: &Vec<String>| !name.is_empty()).collect() }
    }

    pub fn is_empty(&self) -> bool {
        self.whole.is_empty()
    }

    /// Where the text mentions them, in its order and apart from each other, in bytes.
    pub fn mentions(&self, text: &str) -> Vec<(Range<usize>, Found)> {
        let words = words(text);
        let mut found: Vec<(Range<usize>, Found)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.at(&words[at..]) {
                Some((count, sure)) => {
                    found.push((words[at].place.start..words[at + count - 1].place.end, sure));
                    at += count;
                }
                None => at += 1,
            }
        }
        found
    }

    /// How many words from the first on mean them, and how surely; the surest and longest of all names.
    fn at(&self, words: &[Word]) -> Option<(usize, Found)> {
        let whole = self.whole.iter().filter(|name| begins(words, name, |word, part| word == part));
        let near = self.whole.iter().filter(|name| begins(words, name, is_near));
        let named = whole.map(|name| (name.len(), Found::Named)).max();
        let perhaps = near.map(|name| (name.len(), Found::Perhaps)).max();
        named.or(perhaps).or_else(|| {
            let first = words.first()?.folded.as_str();
            let part = |part: &String| {
                part.chars().count() >= PART_LETTERS && part.chars().any(char::is_alphabetic) && is_near(first, part)
            };
            let is_part = self.whole.iter().any(|name| name.len() > 1 && name.iter().any(part));
            is_part.then_some((1, Found::Perhaps))
        })
    }
}

fn begins(words: &[Word], name: &[String], same: impl Fn(&str, &str) -> bool) -> bool {
    words.len() >= name.len() && words.iter().zip(name).all(|(word, part)| same(&word.folded, part))
}

/// The same word, or one slip away from it: a letter too many, too few or another, or two that changed places. The
/// first letter is the same, since hardly anybody gets that one wrong.
fn is_near(word: &str, part: &str) -> bool {
    if word == part {
        return true;
    }
    let (word, part): (Vec<char>, Vec<char>) = (word.chars().collect(), part.chars().collect());
    let (short, long) = if word.len() <= part.len() { (&word, &part) } else { (&part, &word) };
    if short.len() < NEAR_LETTERS || long.len() - short.len() > 1 || short.first() != long.first() {
        return false;
    }
    let same = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    let (left, right) = (&short[same..], &long[same..]);
    if short.len() < long.len() {
        return left == &right[1..];
    }
    let changed_places = left.len() > 1 && left[0] == right[1] && left[1] == right[0] && left[2..] == right[2..];
    left[1..] == right[1..] || changed_places
}

/// Where a text holds one of these phrases, word by word, in bytes and in its order; the longest of those that begin
/// at one place.
pub fn same_words(text: &str, phrases: &Names) -> Vec<Range<usize>> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = phrases
            .whole
            .iter()
            .filter(|phrase| begins(&words[at..], phrase, |word, part| word == part))
            .map(Vec::len)
            .max();
        match longest {
            Some(count) => {
                found.push(words[at].place.start..words[at + count - 1].place.end);
                at += count;
            }
            None => at += 1,
        }
    }
    found
}

struct Word {
    place: Range<usize>,
    /// In small letters without accents, apostrophes or a possessive ending.
    folded: String,
}

/// Letters and figures, with apostrophes inside; a hyphen parts two words.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut begun: Option<usize> = None;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let next = letters.peek().map(|(_, next)| *next);
        let inside = letter.is_alphanumeric()
            || is_combining_mark(letter)
            || (begun.is_some() && is_apostrophe(letter) && next.is_some_and(char::is_alphanumeric));
        match (inside, begun) {
            (true, None) => begun = Some(at),
            (false, Some(start)) => {
                words.extend(word(text, start..at));
                begun = None;
            }
            _ => {}
        }
    }
    if let Some(start) = begun {
        words.extend(word(text, start..text.len()));
    }
    words
}

fn word(text: &str, place: Range<usize>) -> Option<Word> {
    let written = text.get(place.clone())?;
    let low = written.to_lowercase();
    let bare = low.strip_suffix("'s").or_else(|| low.strip_suffix("\u{2019}s")).unwrap_or(&low);
    let folded: String = bare.nfkd().filter(|letter| !is_combining_mark(*letter) && !is_apostrophe(*letter)).collect();
    (!folded.is_empty()).then_some(Word { place, folded })
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2018}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(names: &[&str], text: &str) -> Vec<(String, Found)> {
        Names::of(names).mentions(text).into_iter().map(|(place, sure)| (text[place].to_owned(), sure)).collect()
    }

    fn named(text: &str) -> (String, Found) {
        (text.to_owned(), Found::Named)
    }

    fn perhaps(text: &str) -> (String, Found) {
        (text.to_owned(), Found::Perhaps)
    }

    #[test]
    fn a_name_is_found_however_it_is_written() {
        let texts =
            ["JORDAN BLAKE ran", "Jordan  Blake", "Jordan-Blake", "it was Jordan Blake’s bike", "(jordan, blake)"];
        for text in texts {
            assert_eq!(found(&["Jordan Blake"], text).len(), 1, "{text}");
            assert_eq!(found(&["Jordan Blake"], text)[0].1, Found::Named, "{text}");
        }
        assert_eq!(found(&["Zoe Núñez"], "Zoë Nunez and ZOE NÚÑEZ"), [named("Zoë Nunez"), named("ZOE NÚÑEZ")]);
        assert_eq!(found(&["O'Neill"], "O’Neill, ONeill"), [named("O’Neill"), named("ONeill")]);
    }

    #[test]
    fn a_part_of_a_name_or_a_slip_of_the_pen_is_perhaps_them() {
        assert_eq!(found(&["Jordan Blake"], "Jordan was there"), [perhaps("Jordan")]);
        assert_eq!(
            found(&["Jordan Blake"], "Jordon Blake, Jodran, Jorda"),
            [perhaps("Jordon Blake"), perhaps("Jodran"), perhaps("Jorda")]
        );
        assert_eq!(found(&["Jordan Blake"], "Gordan, Bake, blakes and a blackberry"), [perhaps("blakes")]);
        assert_eq!(found(&["Al Amin"], "al, and Amin"), [perhaps("Amin")], "two letters alone say nothing");
    }

    #[test]
    fn a_word_that_holds_the_name_inside_is_another_word() {
        assert_eq!(found(&["Sam"], "the same Samsung, a sample; Sam"), [named("Sam")]);
        assert_eq!(found(&["JB"], "jb and JBL"), [named("jb")]);
        assert!(found(&["", " - "], "anything").is_empty());
    }

    #[test]
    fn the_longest_phrase_is_taken() {
        let phrases = Names::of(&["his sister", "his sister Leah"]);
        let text = "Told by his sister Leah; HIS SISTER's friend";
        let places: Vec<&str> = same_words(text, &phrases).into_iter().map(|place| &text[place]).collect();
        assert_eq!(places, ["his sister Leah", "HIS SISTER's"]);
    }

    proptest! {
        #[test]
        fn whatever_stands_around_it_a_name_between_blanks_is_found(before in "\\PC{0,40}", after in "\\PC{0,40}") {
            let text = format!("{before} Wilhelmina Okonkwo {after}");
            let whole = found(&["Wilhelmina Okonkwo"], &text);
            prop_assert!(whole.contains(&named("Wilhelmina Okonkwo")), "{whole:?} in {text:?}");
        }

        #[test]
        fn places_stand_in_order_apart_and_on_letters(text in "\\PC{0,80}", name in "\\PC{1,12}") {
            let mut end = 0;
            for (place, _) in Names::of(&[name.as_str()]).mentions(&text) {
                prop_assert!(place.start >= end && place.end > place.start);
                prop_assert!(text.get(place.clone()).is_some());
                end = place.end;
            }
        }
    }
}

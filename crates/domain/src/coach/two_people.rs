//! Two people in one note: two named, two described apart, or two separate things seen.
//!
//! What is said of one should be shared, corrected or erased without the other. The rule looks for
//! signs that somebody is meant (a word like "called", a title, what only people do), not for
//! capitals alone: wards, streets and estates are full of those.

use std::sync::LazyLock;

use super::phrases::Phrases;
use super::tokens::{Text, Token};
use super::{Finding, Found, Rule, initials};

const DESCRIBED: &str =
    "Two people are described in this note. A note for each keeps what is said of one apart from the other.";
const TWO_THINGS: &str = "This may be two notes: “{}” begins something else. One thing a note is easier to act on.";

const CALLING: [&str; 4] = ["called", "named", "nicknamed", "aka"];
const TITLES: [&str; 6] = ["mr", "mrs", "ms", "miss", "dr", "sir"];
/// Words that begin a sentence before a name: "Later Tyrell ran".
const OPENERS: [&str; 19] = [
    "later",
    "then",
    "when",
    "after",
    "before",
    "yesterday",
    "today",
    "also",
    "again",
    "once",
    "next",
    "finally",
    "meanwhile",
    "while",
    "because",
    "since",
    "if",
    "and",
    "but",
];
/// What is called something without being a person.
const PLACES: [&str; 18] = [
    "shop", "pub", "estate", "cafe", "café", "block", "road", "club", "park", "street", "place", "school", "app",
    "group", "gang", "crew", "dog", "bar",
];
/// Ends of names that are places or bodies.
const PLACE_ENDS: [&str; 20] = [
    "street", "road", "estate", "green", "park", "house", "court", "lane", "close", "avenue", "broadway", "town",
    "gate", "end", "city", "oak", "reach", "centre", "team", "school",
];
const BEFORE_A_PLACE: [&str; 18] = [
    "at", "in", "on", "near", "behind", "outside", "opposite", "off", "around", "to", "towards", "along", "past",
    "across", "into", "inside", "the", "through",
];
/// What a person does and a place or body seldom does.
const DOES: [&str; 26] = [
    "hit",
    "punched",
    "kicked",
    "stabbed",
    "threatened",
    "carries",
    "carried",
    "carrying",
    "lives",
    "sells",
    "sold",
    "ran",
    "walked",
    "wears",
    "wearing",
    "robbed",
    "chased",
    "pulled",
    "hides",
    "keeps",
    "deals",
    "dealt",
    "bought",
    "grabbed",
    "pushed",
    "shouted",
];
const NOT_NAMES: [&str; 40] = [
    "police",
    "council",
    "mash",
    "residents",
    "someone",
    "nobody",
    "somebody",
    "everyone",
    "people",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "officers",
    "staff",
    "security",
    "parents",
    "boys",
    "girls",
    "youths",
    "men",
    "women",
    "they",
    "he",
    "she",
];

static SOMETHING_ELSE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "on a different/separate/another note/occasion/matter",
        "on another day i/we saw/heard",
        "another time i/we saw/heard",
        "in a separate/different/unrelated incident",
        "a separate/different/unrelated incident",
        "separately i/we",
        "in other news",
    ])
});

pub(super) fn look(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let named = names(text);
    if let Some(first) = named.first()
        && let Some(second) = named.iter().find(|name| !name.is_of_the_same_person(first))
    {
        let found = Found { rule: Rule::TwoPeople, first: second.first, last: second.last, message: "", instead: None };
        let mut finding = found.finding(text);
        finding.message = format!(
            "“{}” and “{}” are both in this note. A note for each keeps what is said of one apart from the other.",
            first.shown, second.shown
        );
        findings.push(finding);
    } else if let Some((first, last)) = described_apart(text) {
        findings.push(Found { rule: Rule::TwoPeople, first, last, message: DESCRIBED, instead: None }.finding(text));
    }
    findings.extend(SOMETHING_ELSE.all(text).into_iter().take(1).map(|(first, last)| {
        Found { rule: Rule::TwoPeople, first, last, message: TWO_THINGS, instead: None }.finding(text)
    }));
    findings
}

/// Where the first person stands who is named.
pub(super) fn first_named(text: &Text<'_>) -> Option<(usize, usize)> {
    names(text).first().map(|name| (name.first, name.last))
}

struct Name {
    first: usize,
    last: usize,
    /// Its words in small letters; initials run together.
    words: Vec<String>,
    shown: String,
}

impl Name {
    /// "Kofi Brand", "Kofi" and "Brand" are one person as far as a rule can tell.
    fn is_of_the_same_person(&self, other: &Self) -> bool {
        self.words.iter().any(|word| other.words.contains(word))
    }
}

fn names(text: &Text<'_>) -> Vec<Name> {
    let mut names: Vec<Name> = initials::all(text)
        .into_iter()
        .map(|(first, last)| {
            let parts = text.tokens.iter().take(last + 1).skip(first);
            Name {
                first,
                last,
                words: vec![parts.map(|token| token.low.as_str()).collect()],
                shown: shown(text, first, last),
            }
        })
        .collect();
    let mut index = 0;
    while index < text.tokens.len() {
        match name_at(text, index) {
            Some(last) => {
                let parts = text.tokens.iter().take(last + 1).skip(index);
                let words = parts.map(|token| token.low.clone()).collect();
                names.push(Name { first: index, last, words, shown: shown(text, index, last) });
                index = last + 1;
            }
            None => index += 1,
        }
    }
    names.sort_by_key(|name| name.first);
    names
}

fn shown(text: &Text<'_>, first: usize, last: usize) -> String {
    let parts = text.tokens.iter().take(last + 1).skip(first);
    let separator = text.gap(last);
    let words: Vec<&str> = parts.map(Token::bare).collect();
    if first == last { words.concat() } else { words.join(separator) }
}

/// The last word of a person's name that begins at `index`.
fn name_at(text: &Text<'_>, index: usize) -> Option<usize> {
    let could_be = |at: usize| {
        text.near(index, Some(at)).is_some_and(|token| {
            token.is_capitalised() && !(token.is(&NOT_NAMES) || token.is(&TITLES) || token.is(&OPENERS))
        })
    };
    if !could_be(index) {
        return None;
    }
    let goes_on = could_be(index + 1)
        && text.gap(index + 1) == " "
        && text.tokens.get(index).is_some_and(|token| !token.possessive);
    let last = index + usize::from(goes_on);
    if text.tokens.get(last).is_some_and(|token| token.is(&PLACE_ENDS)) {
        return None;
    }
    let before = |back: usize| text.near(index, index.checked_sub(back));
    if let Some(word) = before(1) {
        if word.is(&BEFORE_A_PLACE) {
            return None;
        }
        if word.is(&CALLING) || word.is(&TITLES) {
            return before(2).is_none_or(|what| !what.is(&PLACES)).then_some(last);
        }
        let known_as =
            word.is(&["as", "is", "by"]) && before(2).is_some_and(|word| word.is(&["known", "name", "goes"]));
        if known_as {
            return Some(last);
        }
    }
    // A capital at the beginning of a sentence says nothing; two of them do.
    if text.begins_sentence(index) && !goes_on {
        return None;
    }
    let after = text.near(index, Some(last + 1))?;
    let does = after.is(&DOES)
        || (after.is(&["is", "was", "has", "had"])
            && text.near(index, Some(last + 2)).is_some_and(|token| token.is(&DOES)));
    does.then_some(last)
}

/// "One was wearing … the other was wearing …": the second of two descriptions with different
/// subjects.
fn described_apart(text: &Text<'_>) -> Option<(usize, usize)> {
    const ANCHORS: [&str; 3] = ["wearing", "dressed", "wore"];
    const SUBJECTS: [&str; 11] =
        ["one", "other", "another", "first", "second", "man", "woman", "boy", "girl", "he", "she"];
    const SECOND: [&str; 3] = ["other", "another", "second"];
    let mut described = false;
    for (index, token) in text.tokens.iter().enumerate() {
        if !token.is(&ANCHORS) {
            continue;
        }
        let subject = (1..=6)
            .map_while(|back| index.checked_sub(back))
            .filter(|&at| text.together(at, index))
            .find(|&at| text.tokens.get(at).is_some_and(|token| token.is(&SUBJECTS)));
        let Some(subject) = subject else { continue };
        // "the second man was wearing": the word before tells which man.
        let which = [Some(subject), subject.checked_sub(1)];
        let is_second = which.into_iter().flatten().any(|at| text.tokens.get(at).is_some_and(|t| t.is(&SECOND)));
        if described && is_second {
            return Some((subject, index));
        }
        described = true;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::{Context, Rule, look, tests::found_by};

    #[test]
    fn two_names_are_found_at_the_second() {
        for (text, words) in [
            ("A lad called Tyrell met one called Marcus.", "Marcus"),
            ("Mr Osgood was there, and Mrs Penfold shouted.", "Penfold"),
            ("He goes by Smokes. A friend named Kofi Brand came.", "Kofi Brand"),
            ("They call him J.R. and his friend is known as Dash.", "Dash"),
            ("I saw Kofi Brand threatened and then Leo Marsh ran.", "Leo Marsh"),
        ] {
            assert_eq!(found_by(Rule::TwoPeople, text), [words], "{text}");
        }
        let findings = look("A lad called Tyrell met one called Marcus.", &Context::default());
        assert!(findings[0].message.starts_with("“Tyrell” and “Marcus” are both in this note."));
    }

    #[test]
    fn one_person_and_many_places_are_left_alone() {
        for text in [
            "A lad called Tyrell. Later Tyrell carried a bag along Merrow Street.",
            "A lad named Kofi Brand. I saw Brand ran off. Kofi Brand lives here.",
            "From Shepherd's Bush Green to Fulham Broadway and Larkfield House.",
            "A shop called Bestway and an estate called Larkfield.",
            "On Tuesday the Safer Neighbourhood Team and Police walked round.",
            "Two had a blade out. One ran, the other stayed.",
            "They were wearing black. All were wearing masks.",
        ] {
            assert_eq!(found_by(Rule::TwoPeople, text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn two_described_apart_and_two_things_seen_are_found() {
        assert_eq!(
            found_by(Rule::TwoPeople, "One was wearing a red coat, the other was wearing a cap."),
            ["other was wearing"]
        );
        assert_eq!(
            found_by(Rule::TwoPeople, "Bins burnt. On a separate occasion a car was broken."),
            ["On a separate occasion"]
        );
    }
}

//! Initials instead of names: "J.R.", "a lad called K", "JR".
//!
//! Two people can have the same initials, and a reader who does not know which is meant may act on
//! the wrong one. Places, ranks and agencies are full of capitals too, so bare capitals count only
//! where they are no common abbreviation.

use super::tokens::Text;
use super::{Finding, Found, Rule};

const MESSAGE: &str = "Initials can mean two people. Do you know a full name?";

/// Words after which a letter stands for a person.
const CALLING: [&str; 9] = ["called", "named", "nicknamed", "aka", "initial", "initials", "name", "him", "her"];

const PEOPLE: [&str; 14] = [
    "boy", "girl", "lad", "man", "woman", "male", "female", "youth", "brother", "sister", "friend", "mate", "cousin",
    "someone",
];

/// Two capitals that are not a person: common abbreviations here, and short words in capitals.
#[rustfmt::skip]
const NOT_A_PERSON: [&str; 96] = [
    "aa", "ac", "ad", "ai", "am", "an", "ap", "as", "at", "ba", "bb", "be", "bp", "bt", "by", "cd",
    "ce", "co", "cs", "cv", "dc", "di", "dj", "do", "ds", "dv", "ec", "ed", "ee", "er", "eu", "fa",
    "fb", "fc", "gm", "go", "gp", "ha", "he", "hf", "hq", "hr", "ic", "id", "if", "ig", "im", "in",
    "ip", "is", "it", "iv", "la", "mc", "me", "mp", "ms", "my", "nb", "ne", "ni", "no", "nw", "of",
    "ok", "on", "or", "ot", "pa", "pc", "pe", "pm", "po", "pr", "ps", "pt", "qr", "re", "se", "so",
    "st", "sw", "ta", "tb", "to", "tv", "uk", "un", "up", "us", "vr", "vw", "wc", "we", "xl", "vs",
];

pub(super) fn look(text: &Text<'_>) -> Vec<Finding> {
    all(text)
        .into_iter()
        .map(|(first, last)| {
            let found = Found { rule: Rule::Initials, first, last, message: MESSAGE, instead: None };
            let mut finding = found.finding(text);
            // "J.R." with its own full stop.
            if last > first && text.gap(last + 1).starts_with('.') {
                finding.end += 1;
            }
            finding
        })
        .collect()
}

/// First and last word of each.
pub(super) fn all(text: &Text<'_>) -> Vec<(usize, usize)> {
    let shouted = is_shouted(text);
    let mut found = Vec::new();
    let mut index = 0;
    while index < text.tokens.len() {
        let last = dotted(text, index);
        if last > index {
            if !NOT_A_PERSON.contains(&letters(text, index, last).as_str()) {
                found.push((index, last));
            }
            index = last + 1;
            continue;
        }
        if single(text, index) || (!shouted && bare_capitals(text, index)) {
            found.push((index, index));
        }
        index += 1;
    }
    found
}

/// The last of single capitals with a full stop between each two.
fn dotted(text: &Text<'_>, first: usize) -> usize {
    let mut last = first;
    while text.tokens.get(last).is_some_and(|token| token.is_capitals(1))
        && text.tokens.get(last + 1).is_some_and(|token| token.is_capitals(1))
        && matches!(text.gap(last + 1), "." | ". ")
    {
        last += 1;
    }
    last
}

fn letters(text: &Text<'_>, first: usize, last: usize) -> String {
    text.tokens.iter().take(last + 1).skip(first).map(|token| token.low.as_str()).collect()
}

/// "called K", "the boy M", "K's brother"; not "I", and "A" only where somebody is called that.
fn single(text: &Text<'_>, index: usize) -> bool {
    let Some(token) = text.tokens.get(index).filter(|token| token.is_capitals(1)) else {
        return false;
    };
    if token.low == "i" {
        return false;
    }
    if token.possessive && token.low != "a" {
        return true;
    }
    match text.near(index, index.checked_sub(1)) {
        Some(before) if before.is(&["him", "her"]) => {
            // "They call him K", not "I gave her A leaflet".
            let calls = index.checked_sub(2).and_then(|at| text.near(index, Some(at)));
            calls.is_some_and(|token| token.is(&["call", "calls", "called"]))
        }
        // "Called a friend" with a stray capital calls nobody A.
        Some(_) if token.low == "a" && text.near(index, Some(index + 1)).is_some() => false,
        Some(before) if before.is(&CALLING) => true,
        Some(before) if before.is(&["as"]) => {
            let known = index.checked_sub(2).and_then(|at| text.near(index, Some(at)));
            known.is_some_and(|token| token.low == "known")
        }
        Some(before) => before.is(&PEOPLE) && token.low != "a",
        None => false,
    }
}

fn bare_capitals(text: &Text<'_>, index: usize) -> bool {
    let Some(token) = text.tokens.get(index) else {
        return false;
    };
    let called = text.near(index, index.checked_sub(1)).is_some_and(|before| before.is(&CALLING));
    // "SW 6" is a place.
    let figures = text.near(index, Some(index + 1)).is_some_and(|next| next.number().is_some());
    let two = token.is_capitals(2) && !figures && !NOT_A_PERSON.contains(&token.low.as_str());
    two || (token.is_capitals(3) && called)
}

/// Someone who writes in capitals throughout writes no initials by it.
fn is_shouted(text: &Text<'_>) -> bool {
    let long = text.tokens.iter().filter(|token| token.text.len() >= 3 && token.number().is_none());
    let (mut all, mut capitals) = (0_usize, 0_usize);
    for token in long {
        all += 1;
        capitals += usize::from(token.text.chars().all(|letter| !letter.is_lowercase()));
    }
    capitals * 2 > all
}

#[cfg(test)]
mod tests {
    use super::super::{Rule, tests::found_by};

    #[test]
    fn initials_are_found_with_and_without_stops() {
        for (text, words) in [
            ("they call him J.R. now", "J.R."),
            ("It was K. D. M. again", "K. D. M."),
            ("a lad called K was there", "K"),
            ("They call her T these days", "T"),
            ("Known as Z by the others", "Z"),
            ("I saw JR by the gate", "JR"),
            ("that is K's bike", "K's"),
            ("the lad named TKO ran", "TKO"),
        ] {
            assert_eq!(found_by(Rule::Initials, text), [words], "{text}");
        }
    }

    #[test]
    fn abbreviations_places_and_shouting_are_no_initials() {
        for text in [
            "The PC from the SNT spoke to a GP in the UK at 5 PM",
            "I was by Block A, then Flat B and Gate C",
            "A man in SW 6 and W12",
            "TWO LADS BY THE BINS SAID ZK WAS THERE",
            "at 4 p.m. in the U.K. and on T.V.",
            "Called A friend of the club",
        ] {
            assert_eq!(found_by(Rule::Initials, text), Vec::<String>::new(), "{text}");
        }
    }
}

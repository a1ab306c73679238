//! Words that give the source away: "his sister told me", "the caretaker says", "in confidence".
//!
//! A reader on the estate knows at once who the sister is. "I was told" carries the same fact.

use std::sync::LazyLock;

use super::phrases::Phrases;
use super::tokens::{Text, Token};
use super::{Finding, Found, Rule};

const MESSAGE: &str = "“{}” may show who spoke.";
const INSTEAD: &str = "I was told";

const OWNERS: [&str; 6] = ["my", "his", "her", "their", "our", "your"];
const ARTICLES: [&str; 6] = ["the", "a", "an", "one", "this", "that"];

/// People known by whose they are.
#[rustfmt::skip]
const RELATIONS: [&str; 60] = [
    "sister", "sisters", "brother", "brothers", "mum", "mother", "mam", "mom", "dad", "father",
    "stepdad", "stepmum", "stepfather", "stepmother", "parents", "parent", "son", "daughter",
    "cousin", "cousins", "uncle", "aunt", "auntie", "nan", "nana", "gran", "granny", "grandma",
    "grandmother", "grandad", "granddad", "grandfather", "nephew", "niece", "wife", "husband",
    "partner", "girlfriend", "boyfriend", "ex", "friend", "friends", "mate", "mates", "neighbour",
    "neighbours", "neighbor", "client", "tenant", "pupil", "student", "flatmate", "housemate",
    "classmate", "colleague", "boss", "carer", "keyworker", "mentor", "family",
];

/// People of whom a place has one, or few.
#[rustfmt::skip]
const ROLES: [&str; 33] = [
    "caretaker", "concierge", "shopkeeper", "owner", "manager", "headteacher", "teacher", "tutor",
    "nurse", "doctor", "gp", "landlord", "landlady", "warden", "barber", "priest", "imam", "vicar",
    "pastor", "coach", "postman", "receptionist", "cleaner", "barman", "bouncer", "doorman",
    "driver", "worker", "informant", "victim", "janitor", "porter", "neighbour",
];

const PEOPLE: [&str; 12] =
    ["man", "woman", "lady", "guy", "boy", "girl", "lad", "couple", "person", "mother", "family", "resident"];

/// What makes an address of "the woman at …".
const ADDRESSES: [&str; 6] = ["number", "no", "flat", "house", "door", "room"];

/// Verbs that say it even at some distance from the person.
const TELLING: [&str; 9] = ["told", "tells", "said", "says", "rang", "phoned", "mentioned", "reckons", "thinks"];

/// Words that may stand between a person and what they did.
const BETWEEN: [&str; 14] =
    ["also", "has", "had", "have", "just", "then", "later", "already", "once", "now", "still", "always", "even", "who"];

static IN_CONFIDENCE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "in confidence",
        "told/asked/begged me not to",
        "asked/begged us not to",
        "don't/dont tell anyone/anybody",
        "not to tell anyone/anybody",
        "only told me/us",
        "no one else knows",
        "nobody else knows",
        "only one/person who knows",
        "made me promise",
        "swore me to secrecy",
    ])
});

pub(super) fn look(text: &Text<'_>) -> Vec<Finding> {
    let mut spans: Vec<(usize, usize, bool)> = Vec::new();
    for index in 0..text.tokens.len() {
        spans.extend(according_to(text, index));
        spans.extend(heard_from(text, index));
        spans.extend(at_an_address(text, index));
        spans.extend(somebody_said(text, index));
    }
    spans.extend(IN_CONFIDENCE.all(text).into_iter().map(|(first, last)| (first, last, false)));
    // One finding for each stretch of words: the one that begins first, and then the longest.
    spans.sort_by_key(|(first, last, _)| (*first, std::cmp::Reverse(*last)));
    let mut free_from = 0;
    let mut findings = Vec::new();
    for (first, last, replaceable) in spans {
        if first < free_from {
            continue;
        }
        free_from = last + 1;
        let instead = replaceable.then(|| INSTEAD.to_owned());
        let message = MESSAGE;
        let mut finding = Found { rule: Rule::NamesTheSource, first, last, message, instead }.finding(text);
        // "According to his mum, they …": the comma goes with the words replaced.
        let comma = text.gap(last + 1).starts_with(',') && begins_with(text, first, "according");
        if replaceable && comma {
            finding.end += 1;
        }
        findings.push(finding);
    }
    findings
}

fn begins_with(text: &Text<'_>, index: usize, word: &str) -> bool {
    text.tokens.get(index).is_some_and(|token| token.low == word)
}

/// "His sister told me", "the shop owner says", "Tyrell's mum rang me".
fn somebody_said(text: &Text<'_>, index: usize) -> Option<(usize, usize, bool)> {
    let first = person(text, index)?;
    let mut verb = index + 1;
    while text.near(index, Some(verb)).is_some_and(|token| token.is(&BETWEEN)) {
        verb += 1;
    }
    let (last, replaceable) = said(text, index, verb).or_else(|| further_on(text, index))?;
    Some((first, last, replaceable))
}

/// "The manager of the takeaway on the corner says": the place between makes it plainer still.
fn further_on(text: &Text<'_>, index: usize) -> Option<(usize, bool)> {
    const WORDS_BETWEEN: usize = 8;
    let next = text.near(index, Some(index + 1))?;
    if !next.is(&["of", "at", "from", "in", "on", "who"]) {
        return None;
    }
    (index + 2..=index + 2 + WORDS_BETWEEN)
        .take_while(|&at| text.together(index, at) && text.gap(at).trim().is_empty())
        .filter(|&at| text.tokens.get(at).is_some_and(|token| token.is(&TELLING)))
        .find_map(|at| said(text, index, at))
}

/// Where the words for a person who can be told from them begin, if they end at `index`.
fn person(text: &Text<'_>, index: usize) -> Option<usize> {
    let token = text.tokens.get(index).filter(|token| !token.possessive)?;
    let (relation, role) = (token.is(&RELATIONS), token.is(&ROLES));
    if !relation && !role {
        return None;
    }
    let owned = |token: &Token<'_>| token.possessive || token.is(&OWNERS);
    let before = (1..=3)
        .map_while(|back| index.checked_sub(back))
        // A comma between means that the words before speak of someone else.
        .take_while(|&at| text.together(at, index) && text.gap(at + 1).trim().is_empty())
        .find(|&at| text.tokens.get(at).is_some_and(|t| owned(t) || (role && t.is(&ARTICLES))));
    match before {
        Some(at) => Some(at),
        // "Caretaker says …" needs no article; "friend says …" is anybody's.
        None => role.then_some(index),
    }
}

/// The last word of an act of telling that begins at `verb`, and whether "I was told" can stand for
/// it.
fn said(text: &Text<'_>, of: usize, verb: usize) -> Option<(usize, bool)> {
    let token = text.near(of, Some(verb))?;
    let next_is = |at: usize, words: &[&str]| text.near(of, Some(at)).is_some_and(|t| t.is(words));
    let me = ["me", "us"];
    if token.is(&["told", "tells"]) {
        return Some(if next_is(verb + 1, &me) { (verb + 1, true) } else { (verb, false) });
    }
    if token.is(&["said", "says", "mentioned", "mentions", "reckons", "thinks", "claims", "claimed", "believes"]) {
        let to_me = next_is(verb + 1, &["to"]) && next_is(verb + 2, &me);
        return Some((if to_me { verb + 2 } else { verb }, true));
    }
    if token.is(&[
        "rang",
        "phoned",
        "texted",
        "messaged",
        "called",
        "warned",
        "informed",
        "emailed",
        "showed",
        "approached",
    ]) {
        return next_is(verb + 1, &me).then_some((verb + 1, false));
    }
    if token.is(&["confided", "admitted", "reported", "overheard", "saw", "heard", "found", "noticed"]) {
        return Some((verb, false));
    }
    None
}

/// "According to his mum".
fn according_to(text: &Text<'_>, index: usize) -> Option<(usize, usize, bool)> {
    if !begins_with(text, index, "according") || !begins_with(text, index + 1, "to") {
        return None;
    }
    let last = person_within(text, index + 2)?;
    Some((index, last, true))
}

/// "I heard from my neighbour", "told by the caretaker", "info from her cousin".
fn heard_from(text: &Text<'_>, index: usize) -> Option<(usize, usize, bool)> {
    let token = text.tokens.get(index)?;
    if !token.is(&["heard", "told", "learned", "learnt", "info", "information", "know", "intel"]) {
        return None;
    }
    let skips = usize::from(text.near(index, Some(index + 1)).is_some_and(|t| t.is(&["it", "this", "that"])));
    let from = index + 1 + skips;
    if !text.near(index, Some(from))?.is(&["from", "by", "off", "through"]) {
        return None;
    }
    let last = person_within(text, from + 1)?;
    let mut first = index;
    while let Some(before) = first.checked_sub(1)
        && text
            .near(index, Some(before))
            .is_some_and(|t| t.is(&["i", "we", "was", "were", "have", "had", "been", "i've", "we've", "also", "just"]))
    {
        first = before;
    }
    let spoken = text.tokens.get(first).is_some_and(|t| t.is(&["i", "we", "i've", "we've"]));
    Some((first, last, spoken))
}

/// The end of words for a person that begin at `first`, at most four words long.
fn person_within(text: &Text<'_>, first: usize) -> Option<usize> {
    (first..first + 4).take_while(|&at| text.together(first, at)).find(|&at| {
        text.tokens.get(at).is_some_and(|t| !t.possessive)
            && person(text, at).is_some_and(|begin| begin <= at && begin >= first)
    })
}

/// "The woman at number 14 told me".
fn at_an_address(text: &Text<'_>, index: usize) -> Option<(usize, usize, bool)> {
    if !text.tokens.get(index)?.is(&PEOPLE) {
        return None;
    }
    let is = |at: usize, words: &[&str]| text.near(index, Some(at)).is_some_and(|t| t.is(words));
    if !(index + 1..index + 5).any(|at| is(at, &ADDRESSES)) {
        return None;
    }
    let (last, replaceable) =
        (index + 3..index + 8).filter(|&at| is(at, &TELLING)).find_map(|at| said(text, index, at))?;
    let article = index.checked_sub(1).filter(|&at| is(at, &ARTICLES));
    Some((article.unwrap_or(index), last, replaceable))
}

#[cfg(test)]
mod tests {
    use super::super::{Context, Rule, look, tests::found_by};

    #[test]
    fn words_that_point_at_one_person_are_found() {
        for (text, words) in [
            ("His sister told me it is about the lad.", "His sister told me"),
            ("On Monday my neighbour said they sell from the car.", "my neighbour said"),
            ("Tyrell’s older brother has told us he is back.", "Tyrell’s older brother has told us"),
            ("The shop owner says he lets them sit in.", "The shop owner says"),
            ("owner says he lets them sit in", "owner says"),
            ("A youth worker rang me about it", "A youth worker rang me"),
            ("According to his mum they meet there.", "According to his mum"),
            ("I heard from my neighbour that it is for sale.", "I heard from my neighbour"),
            ("I was told by the caretaker of the block", "I was told by the caretaker"),
            ("The woman at number 14 told me about the car.", "The woman at number 14 told me"),
            (
                "The manager of the takeaway on the corner says they hide packages.",
                "The manager of the takeaway on the corner says",
            ),
            ("Teacher at the college rang me.", "Teacher at the college rang me"),
            ("He spoke in confidence.", "in confidence"),
            ("her mum found a knife under the bed", "her mum found"),
        ] {
            assert_eq!(found_by(Rule::NamesTheSource, text), [words], "{text}");
        }
    }

    #[test]
    fn words_that_point_at_nobody_are_left_alone() {
        for text in [
            "I was told they will be back.",
            "Residents said the lights are out.",
            "Someone told me about a car.",
            "A young person said it is worse after college.",
            "His sister was there too. Nobody said anything.",
            "They went off when the caretaker came out.",
            "Friends said hello to each other.",
            "The police told me to call back.",
        ] {
            assert_eq!(found_by(Rule::NamesTheSource, text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn i_was_told_is_offered_only_where_it_fits() {
        let suggested = |text: &str| look(text, &Context::default()).remove(0).suggestion.map(|s| s.replacement);
        assert_eq!(suggested("my neighbour said so").as_deref(), Some("I was told"));
        assert_eq!(suggested("his sister told the school"), None);
        assert_eq!(suggested("her mum found a knife"), None);
    }
}

//! Words that would send a source out to find more: "ask him who brings it", "get her to keep an eye on them".
//!
//! A child who is asked again and again to find something out can become a covert source in law, with nobody having
//! decided it. So where a source is under 18 such words are no finding to think about: they are refused.

use super::tokens::Text;

/// Verbs that send somebody.
#[rustfmt::skip]
const SENDS: [&str; 17] = [
    "ask", "asks", "asking", "get", "gets", "getting", "tell", "have", "task", "tasks", "tasking", "encourage", "use",
    "persuade", "send", "press", "pay",
];

/// Whoever told it, as officers write of them.
#[rustfmt::skip]
const SOURCE: [&str; 21] = [
    "source", "him", "her", "them", "informant", "contact", "boy", "girl", "lad", "child", "kid", "youth", "pupil",
    "student", "teenager", "teen", "person", "youngster", "minor", "caller", "client",
];

/// Between the two.
const LINKS: [&str; 9] = ["the", "our", "your", "this", "that", "young", "same", "a", "if"];

/// What is asked of them, said without naming them.
const PHRASES: [&[&str]; 9] = [
    &["find", "out", "more", "from"],
    &["find", "out", "from"],
    &["go", "back", "to", "the", "source"],
    &["go", "back", "to", "him"],
    &["go", "back", "to", "her"],
    &["go", "back", "to", "them"],
    &["get", "more", "from"],
    &["report", "back", "to", "us"],
    &["wear", "a", "wire"],
];

/// The words that would send a source out; none where there are none.
pub fn tasks_a_source(text: &str) -> Option<String> {
    let text = Text::read(text);
    for at in 0..text.tokens.len() {
        if let Some(last) = sends(&text, at).or_else(|| phrase(&text, at)) {
            return Some(text.words(at, last).to_owned());
        }
    }
    None
}

/// "ask the young person to", "get him to": a verb, whoever told it, and what they are to do.
fn sends(text: &Text<'_>, at: usize) -> Option<usize> {
    text.tokens.get(at).filter(|token| token.is(&SENDS))?;
    let mut next = at + 1;
    while text.near(at, Some(next)).is_some_and(|token| token.is(&LINKS)) {
        next += 1;
    }
    text.near(at, Some(next)).filter(|token| token.is(&SOURCE))?;
    let after = text.near(at, Some(next + 1))?;
    after
        .is(&[
            "to", "what", "who", "whom", "when", "where", "why", "how", "which", "whether", "if", "about", "for",
            "again",
        ])
        .then_some(next + 1)
}

fn phrase(text: &Text<'_>, at: usize) -> Option<usize> {
    PHRASES.iter().find_map(|words| {
        let fits = words
            .iter()
            .enumerate()
            .all(|(offset, word)| text.near(at, Some(at + offset)).is_some_and(|token| token.low == *word));
        fits.then(|| at + words.len() - 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sending_a_source_out_is_told_from_work_that_needs_nobody() {
        for (text, words) in [
            ("Ask him who brings it", "Ask him who"),
            ("Outreach to get the young person to name the flat", "get the young person to"),
            ("Can you find out more from the family?", "find out more from"),
            ("Speak to school. Go back to her on Friday.", "Go back to her"),
            ("Tasking the source to visit again", "Tasking the source to"),
        ] {
            assert_eq!(tasks_a_source(text).as_deref(), Some(words), "{text}");
        }
        for text in [
            "Visit the stairwell on Friday evening",
            "Ask the council to mend the lamps",
            "Get CCTV for Friday",
            "Refer him to the safeguarding hub",
            "Offer her a place at the youth club",
            "First-aid session for young people",
        ] {
            assert_eq!(tasks_a_source(text), None, "{text}");
        }
    }
}

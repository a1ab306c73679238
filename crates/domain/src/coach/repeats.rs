//! Whether a text repeats what was sealed of its source.
//!
//! Asked twice. On the recorder's own device, before it is sealed, who told it is compared with the note, and the
//! answer kept is a yes or a no: it points at no word. Where it is yes, what is later written for others is compared
//! with the note, since the name stands somewhere in it: nothing may be taken over that could be one.

use super::tokens::{Text, Token};

/// Words that stand in what is typed of a source and point at nobody.
#[rustfmt::skip]
const OF_NOBODY: [&str; 44] = [
    "the", "and", "his", "her", "their", "from", "with", "that", "who", "lives", "live", "phone", "number", "call",
    "mobile", "text", "at", "on", "in", "of", "is", "was", "one", "man", "woman", "boy", "girl", "lad", "male",
    "female", "young", "person", "year", "old", "years", "about", "near", "by", "a", "an", "to", "for", "not", "named",
];

/// Days, months and the like: capitals that are nobody's name.
#[rustfmt::skip]
const NO_NAMES: [&str; 34] = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
    "april", "may", "june", "july", "august", "september", "october", "november", "december", "christmas", "easter",
    "police", "council", "london", "borough", "street", "road", "park", "estate", "station", "school", "mash", "cctv",
    "i",
];

/// Words that begin a sentence and have their capital from that alone.
#[rustfmt::skip]
const OPENERS: [&str; 68] = [
    "the", "a", "an", "he", "she", "they", "it", "we", "you", "this", "that", "these", "those", "there", "here", "two",
    "three", "four", "five", "six", "several", "some", "someone", "somebody", "many", "more", "most", "at", "on", "in",
    "by", "near", "after", "before", "when", "while", "about", "around", "one", "no", "not", "nobody", "his", "her",
    "their", "my", "our", "and", "but", "also", "residents", "neighbours", "youths", "young", "kids", "people", "men",
    "boys", "girls", "group", "groups", "seen", "heard", "told", "same", "since", "again", "last",
];

/// This many words in a row, taken over from a note, may hold how somebody speaks.
const RUN: usize = 6;

/// Whether what is sealed of a source, or part of it, stands in the note too.
pub fn repeats_source(who: &str, note: &str) -> bool {
    let (who, note) = (Text::read(who), Text::read(note));
    let tells = |token: &&Token<'_>| !OF_NOBODY.contains(&token.low.as_str()) && token.low.chars().count() > 1;
    // Where names are written as names they are what is looked for; without one, any word that says something.
    let names: Vec<&Token<'_>> =
        who.tokens.iter().filter(tells).filter(|token| token.is_capitalised() || is_number(token)).collect();
    let any: Vec<&Token<'_>> = who.tokens.iter().filter(tells).filter(|token| token.low.len() > 3).collect();
    let looked_for = if names.is_empty() { any } else { names };
    looked_for.iter().any(|token| note.tokens.iter().any(|other| other.low == token.low))
}

/// Whether a text for others takes over from a note what could name its source: a name or a long number in it, or
/// this many words in a row. `places` are words that name no person, such as the ward's.
pub fn may_name_source(note: &str, text: &str, places: &str) -> bool {
    let (note, text, places) = (Text::read(note), Text::read(text), Text::read(places));
    let place = |token: &Token<'_>| places.tokens.iter().any(|other| other.low == token.low);
    let name = |(at, token): (usize, &Token<'_>)| {
        // At the beginning of a sentence a capital may be a name's or the sentence's.
        let opens = note.begins_sentence(at);
        let written_so = token.is_capitalised() && !(opens && OPENERS.contains(&token.low.as_str()));
        let named = (written_so || is_number(token)) && !NO_NAMES.contains(&token.low.as_str()) && !place(token);
        let taken_over = |other: &Token<'_>| other.low == token.low && (!opens || other.is_capitalised());
        named && text.tokens.iter().any(taken_over)
    };
    if note.tokens.iter().enumerate().any(name) {
        return true;
    }
    let low = |text: &Text<'_>| text.tokens.iter().map(|token| token.low.clone()).collect::<Vec<_>>();
    let (note, text) = (low(&note), low(&text));
    note.windows(RUN).any(|run| text.windows(RUN).any(|other| other == run))
}

/// A telephone number, a house and its flat: longer than a time or a year.
fn is_number(token: &Token<'_>) -> bool {
    token.low.len() > 4 && token.low.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_that_says_who_told_it_is_noticed_before_it_is_sealed() {
        for (who, note) in [
            ("Jordan Miles, 07700 900123", "Jordan told me they meet at the bins."),
            ("Call 07700900123", "Ring 07700900123 if they come back."),
            ("the caretaker at Larkfield", "Larkfield: the bins again."),
            ("Oyelaran's sister", "I spoke to the sister of oyelaran."),
        ] {
            assert!(repeats_source(who, note), "{who}: {note}");
        }
        for (who, note) in [
            ("Jordan Miles", "They meet at the bins on Friday."),
            ("a boy from the youth club", "The boy and his friends were by the gate."),
            ("the man with the phone number of Mina", "A man with a phone stood by the shop."),
        ] {
            assert!(!repeats_source(who, note), "{who}: {note}");
        }
    }

    #[test]
    fn a_briefing_takes_over_no_name_no_number_and_no_long_run_of_words() {
        let note = "Residents rang. Jordan says on Friday that they keep it under the bins by Larkfield House. Ring 07700900123.";
        for text in [
            "Jordan was heard.",
            "Seen near Larkfield.",
            "Ring 07700900123.",
            "We hear that they keep it under the bins.",
        ] {
            assert!(may_name_source(note, text, ""), "{text}");
        }
        for (text, places) in [
            ("A knife may be kept near refuse stores on Friday evenings.", ""),
            ("A knife may be kept near Larkfield House.", "Larkfield House"),
            ("Residents are told to ring 101.", ""),
        ] {
            assert!(!may_name_source(note, text, places), "{text}");
        }
    }
}

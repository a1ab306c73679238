//! A text as whoever answers sees it, and as it is given: what mentions the person, and what is blacked out.

use std::ops::Range;

use super::matching::{Found, Names, same_words};

/// What stands for blacked-out words. Always as long, so that its length says nothing.
pub const BLACKED_OUT: &str = "█████";

/// This many figures in a row, with blanks between, are a telephone number.
const PHONE_FIGURES: usize = 9;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    Plain,
    Mention(Found),
    BlackedOut,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub mark: Mark,
}

/// The text in pieces. Blacked out are the phrases, telephone numbers, addresses of mail and references of sealed
/// sources; nothing of these shows that it also mentions the person.
pub fn pieces(text: &str, names: &Names, phrases: &Names) -> Vec<Piece> {
    let mut out = same_words(text, phrases);
    out.extend(numbers(text));
    out.extend(addresses(text));
    out.extend(references(text));
    let out = joined(out);
    let mut marks: Vec<(Range<usize>, Mark)> = out.iter().map(|place| (place.clone(), Mark::BlackedOut)).collect();
    for (place, found) in names.mentions(text) {
        if !out.iter().any(|gone| gone.start < place.end && place.start < gone.end) {
            marks.push((place, Mark::Mention(found)));
        }
    }
    marks.sort_by_key(|(place, _)| place.start);
    let mut pieces = Vec::new();
    let mut add = |range: Range<usize>, mark| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            pieces.push(Piece { text: text.to_owned(), mark });
        }
    };
    let mut at = 0;
    for (place, mark) in marks {
        add(at..place.start, Mark::Plain);
        at = place.end;
        add(place, mark);
    }
    add(at..text.len(), Mark::Plain);
    pieces
}

/// Places in order, those that touch or overlap as one.
fn joined(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_by_key(|place| place.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for place in places {
        match joined.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => joined.push(place),
        }
    }
    joined
}

fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut begun: Option<(usize, usize, usize)> = None;
    for (at, letter) in text.char_indices() {
        begun = match (begun, letter) {
            (Some((start, _, count)), figure) if figure.is_ascii_digit() => Some((start, at + 1, count + 1)),
            (None, figure) if figure.is_ascii_digit() => Some((at, at + 1, 1)),
            (None, '+') => Some((at, at + 1, 0)),
            (Some(held), ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}') => Some(held),
            (Some((start, end, count)), _) => {
                if count >= PHONE_FIGURES {
                    found.push(start..end);
                }
                None
            }
            (None, _) => None,
        };
    }
    if let Some((start, end, count)) = begun
        && count >= PHONE_FIGURES
    {
        found.push(start..end);
    }
    found
}

fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let bare = word.trim_end();
        if bare.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
            found.push(start..start + bare.len());
        }
        start += word.len();
    }
    found
}

fn references(text: &str) -> Vec<Range<usize>> {
    let found = crate::records::references_in(text);
    same_words(text, &Names::of(&found))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn given(text: &str, names: &[&str], out: &[&str]) -> String {
        let pieces = pieces(text, &Names::of(names), &Names::of(out));
        let given = pieces.into_iter().map(|piece| match piece.mark {
            Mark::BlackedOut => BLACKED_OUT.to_owned(),
            _ => piece.text,
        });
        given.collect()
    }

    #[test]
    fn what_is_to_be_blacked_out_is_wherever_it_stands_and_the_rest_stays_to_the_letter() {
        let text =
            "Jordan Blake, with Tyrone. TYRONE’s sister rang 07700 900 123, or tyrone@example.org. See S-7K2M4Q.\n";
        let out = given(text, &["Jordan Blake"], &["Tyrone", "sister"]);
        assert_eq!(out, "Jordan Blake, with █████. █████ █████ rang █████, or █████ See █████.\n");
    }

    #[test]
    fn days_and_years_are_no_telephone_numbers() {
        let text = "On 28 November 2026 at 14:30, 12 of them; 2026-11-28";
        assert_eq!(given(text, &[], &[]), text);
        assert_eq!(given("+44 (0)20 8753 1234", &[], &[]), BLACKED_OUT);
    }

    #[test]
    fn a_mention_inside_what_is_blacked_out_is_not_shown() {
        let pieces = pieces("Jordan Blake senior", &Names::of(&["Jordan Blake"]), &Names::of(&["Jordan Blake senior"]));
        assert_eq!(pieces.len(), 1);
        assert_eq!(pieces[0].mark, Mark::BlackedOut);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_between_the_pieces(text in "\\PC{0,80}", name in "\\PC{1,8}", out in "\\PC{1,8}") {
            let pieces = pieces(&text, &Names::of(&[name.as_str()]), &Names::of(&[out.as_str()]));
            let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
            prop_assert_eq!(whole, text);
        }

        #[test]
        fn no_word_that_is_to_be_blacked_out_is_left(before in "[a-zA-Z ,.'\u{2019}-]{0,30}", after in "[a-zA-Z ,.]{0,30}") {
            let text = format!("{before} Tyrone {after}");
            prop_assert!(!given(&text, &["Tyrone Hill"], &["Tyrone"]).contains(" Tyrone "));
        }
    }
}

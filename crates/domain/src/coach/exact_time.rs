//! Exact times that only one person could know: "at 16:42 exactly", "when I was the only one".
//!
//! A time on the five minutes is what anybody would say. 16:42 was read off a screen by somebody,
//! and whoever was alone there at 16:42 has been named. The timetable of a bus names nobody.

use std::sync::LazyLock;

use super::phrases::Phrases;
use super::tokens::{Text, Token};
use super::{Finding, Found, Rule};

const TIME: &str = "“{}” may be a time only one person could know.";
const ALONE: &str = "“{}” may show who was there.";

const PRECISE: [&str; 3] = ["exactly", "precisely", "sharp"];
const BEFORE_A_TIME: [&str; 14] = [
    "at",
    "around",
    "about",
    "by",
    "from",
    "until",
    "till",
    "between",
    "since",
    "before",
    "after",
    "approximately",
    "exactly",
    "precisely",
];
/// What the replacement says already, or contradicts.
const REPLACED: [&str; 6] = ["at", "around", "about", "approximately", "exactly", "precisely"];
const TIMETABLES: [&str; 7] = ["bus", "train", "tube", "service", "flight", "coach", "showing"];

static ALONE_THERE: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(&[
        "i was the only one/person",
        "when i was the only one/person",
        "i was alone with",
        "when i was alone with",
        "only the two of us",
        "just the two of us",
        "just him/her and me",
        "just me and him/her",
        "just him/her and i",
        "nobody else was there/around",
        "no one else was there/around",
        "only person/one there",
    ])
});

pub(super) fn look(text: &Text<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut index = 0;
    while index < text.tokens.len() {
        match ClockTime::read(text, index) {
            Some(time) => {
                findings.extend(time.finding(text));
                index = time.last + 1;
            }
            None => index += 1,
        }
    }
    findings.extend(ALONE_THERE.all(text).into_iter().map(|(first, last)| {
        Found { rule: Rule::ExactTime, first, last, message: ALONE, instead: None }.finding(text)
    }));
    findings
}

/// A time as it was written.
struct ClockTime {
    first: usize,
    last: usize,
    hours: u32,
    /// `None` for a bare hour: "at 4 exactly".
    minutes: Option<u32>,
    /// As typed between hours and minutes, so that the replacement looks the same.
    separator: &'static str,
    /// As typed: "pm", " pm" or nothing.
    half: String,
    padded: bool,
}

impl ClockTime {
    fn read(text: &Text<'_>, first: usize) -> Option<Self> {
        let token = text.tokens.get(first)?;
        if !token.low.starts_with(|letter: char| letter.is_ascii_digit())
            || text.gap(first).ends_with(['£', '$', '€', '.', ':', '/'])
        {
            return None;
        }
        Self::with_minutes(text, first, token)
            .or_else(|| Self::military(text, first, token))
            .or_else(|| Self::bare(text, first, token))
            .filter(|time| time.hours < 24 && time.minutes.unwrap_or(0) < 60)
    }

    /// "16:42", "4.42 pm", "4:42pm"
    fn with_minutes(text: &Text<'_>, first: usize, token: &Token<'_>) -> Option<Self> {
        let hours = token.number().filter(|_| token.low.len() <= 2)?;
        let separator = match text.gap(first + 1) {
            ":" => ":",
            "." => ".",
            _ => return None,
        };
        let next = text.tokens.get(first + 1)?;
        let (figures, suffix) = figures_and_rest(&next.low);
        let minutes = figures.parse().ok().filter(|_| figures.len() == 2)?;
        let (half, last) = half_of_day(text, first + 1, suffix)?;
        let introduced = preceded_by(text, first, &BEFORE_A_TIME);
        // "16.42" alone may be a price or a distance.
        if separator == "." && half.is_empty() && !introduced {
            return None;
        }
        let padded = token.low.len() == 2;
        Some(Self { first, last, hours, minutes: Some(minutes), separator, half, padded })
    }

    /// "1642 hours", "1642hrs"
    fn military(text: &Text<'_>, first: usize, token: &Token<'_>) -> Option<Self> {
        let (figures, suffix) = figures_and_rest(&token.low);
        if figures.len() != 4 {
            return None;
        }
        let words = ["hours", "hrs", "hour", "h"];
        let last = if words.contains(&suffix) {
            first
        } else if suffix.is_empty() && text.near(first, Some(first + 1))?.is(&words) {
            first + 1
        } else {
            return None;
        };
        let (hours, minutes) = figures.split_at(2);
        Some(Self {
            first,
            last,
            hours: hours.parse().ok()?,
            minutes: Some(minutes.parse().ok()?),
            separator: ":",
            half: String::new(),
            padded: true,
        })
    }

    /// "at 4 exactly", "at exactly 4pm": without a word like "at" it may be four of anything.
    fn bare(text: &Text<'_>, first: usize, token: &Token<'_>) -> Option<Self> {
        let (figures, suffix) = figures_and_rest(&token.low);
        let hours = figures.parse().ok().filter(|_| figures.len() <= 2)?;
        let (half, last) = half_of_day(text, first, suffix)?;
        let at = preceded_by(text, first, &["at"])
            || (preceded_by(text, first, &PRECISE)
                && first.checked_sub(2).and_then(|at| text.near(first, Some(at))).is_some_and(|t| t.low == "at"));
        at.then_some(Self { first, last, hours, minutes: None, separator: ":", half, padded: false })
    }

    fn finding(&self, text: &Text<'_>) -> Option<Finding> {
        let is = |at: usize, words: &[&str]| text.near(self.first, Some(at)).is_some_and(|t| t.is(words));
        if is(self.last + 1, &TIMETABLES) {
            return None;
        }
        let mut last = self.last;
        let mut precise = preceded_by(text, self.first, &PRECISE);
        if is(last + 1, &PRECISE) {
            (last, precise) = (last + 1, true);
        } else if is(last + 1, &["on"]) && is(last + 2, &["the"]) && is(last + 3, &["dot"]) {
            (last, precise) = (last + 3, true);
        }
        let off_grid = self.minutes.is_some_and(|minutes| minutes % 5 != 0);
        if !precise && !off_grid {
            return None;
        }
        let mut first = self.first;
        while preceded_by(text, first, &REPLACED) {
            first -= 1;
        }
        let about = match text.tokens.get(first) {
            Some(token) if first < self.first && token.is_capitalised() => "About",
            _ => "about",
        };
        let instead = Some(format!("{about} {}", self.rounded()));
        let found = Found { rule: Rule::ExactTime, first, last, message: "", instead };
        let mut finding = found.finding(text);
        finding.message = TIME.replace("{}", text.words(self.first, self.last));
        Some(finding)
    }

    /// To the nearest quarter of an hour; never over noon or midnight, where the hour's name or the
    /// day would change.
    fn rounded(&self) -> String {
        let Some(exact) = self.minutes else {
            return format!("{}{}", self.hours, self.half);
        };
        let (mut hours, mut minutes) = (self.hours, (exact + 7) / 15 * 15);
        if minutes == 60 {
            let turns = hours == 23 || (hours == 11 && !self.half.is_empty());
            (hours, minutes) = match (turns, hours, self.half.is_empty()) {
                (true, _, _) => (hours, 45),
                (false, 12, false) => (1, 0),
                _ => (hours + 1, 0),
            };
        }
        let Self { separator, half, .. } = self;
        if self.padded {
            format!("{hours:02}{separator}{minutes:02}{half}")
        } else {
            format!("{hours}{separator}{minutes:02}{half}")
        }
    }
}

fn preceded_by(text: &Text<'_>, index: usize, words: &[&str]) -> bool {
    text.near(index, index.checked_sub(1)).is_some_and(|token| token.is(words))
}

fn figures_and_rest(word: &str) -> (&str, &str) {
    let end = word.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(word.len());
    word.split_at(end)
}

/// "am" or "pm" after the figures or as the next word; `None` where something else is stuck to them,
/// as in "42m".
fn half_of_day(text: &Text<'_>, last: usize, suffix: &str) -> Option<(String, usize)> {
    if matches!(suffix, "am" | "pm") {
        return Some((suffix.to_owned(), last));
    }
    if !suffix.is_empty() {
        return None;
    }
    match text.near(last, Some(last + 1)) {
        Some(next) if next.is(&["am", "pm"]) && text.gap(last + 1) == " " => {
            Some((format!(" {}", next.text), last + 1))
        }
        _ => Some((String::new(), last)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Context, Rule, look, tests::found_by};

    fn suggested(text: &str) -> Option<String> {
        look(text, &Context::default()).into_iter().find_map(|f| f.suggestion).map(|s| s.replacement)
    }

    #[test]
    fn a_minute_nobody_would_guess_is_found_with_a_rounder_one() {
        for (text, words, instead) in [
            ("They met at 16:42 by the gate", "at 16:42", "about 16:45"),
            ("At 16:42 exactly he came", "At 16:42 exactly", "About 16:45"),
            ("around 4.37 pm", "around 4.37 pm", "about 4.30 pm"),
            ("it was 4:58pm then", "4:58pm", "about 5:00pm"),
            ("seen 1642 hours", "1642 hours", "about 16:45"),
            ("at exactly 16:30", "at exactly 16:30", "about 16:30"),
            ("at 4pm on the dot", "at 4pm on the dot", "about 4pm"),
            ("at 23:58", "at 23:58", "about 23:45"),
            ("at 12:58 pm", "at 12:58 pm", "about 01:00 pm"),
            ("at 11:59am", "at 11:59am", "about 11:45am"),
            ("at 09:58", "at 09:58", "about 10:00"),
        ] {
            assert_eq!(found_by(Rule::ExactTime, text), [words], "{text}");
            assert_eq!(suggested(text).as_deref(), Some(instead), "{text}");
        }
    }

    #[test]
    fn times_prices_and_timetables_that_anybody_knows_are_left_alone() {
        for text in [
            "from 16:30 until 17:15",
            "at 4.45 pm and 5.05 pm",
            "it cost £16.42 or 16.42 in all",
            "the 16:42 train was late",
            "he ran 16.42 miles",
            "exactly 4 people at 4",
            "ref 16:422 and 99:42",
            "in 2021 there were 1642 of them",
        ] {
            assert_eq!(found_by(Rule::ExactTime, text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn being_the_only_one_there_is_found() {
        assert_eq!(
            found_by(Rule::ExactTime, "He showed it when I was the only one in the shop"),
            ["when I was the only one"]
        );
        assert_eq!(found_by(Rule::ExactTime, "there was just me and him"), ["just me and him"]);
    }
}

//! A text as the rules read it: words with their places, and where sentences end.

/// One word: letters and figures, with apostrophes inside it.
pub(super) struct Token<'t> {
    /// As written.
    pub text: &'t str,
    /// In small letters, apostrophes straight, without a possessive ending.
    pub low: String,
    /// Whether it ended in an apostrophe and an s.
    pub possessive: bool,
    /// Counted from 0.
    pub sentence: usize,
    start: usize,
    end: usize,
    start_utf16: u32,
    end_utf16: u32,
}

impl Token<'_> {
    pub fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.low.as_str())
    }

    /// A capital first and not a single letter: "Tyrell", not "I" or "CCTV".
    pub fn is_capitalised(&self) -> bool {
        let mut letters = self.bare().chars();
        letters.next().is_some_and(char::is_uppercase) && letters.clone().count() > 0 && letters.all(char::is_lowercase)
    }

    /// Capitals only, this many.
    pub fn is_capitals(&self, count: usize) -> bool {
        let bare = self.bare();
        bare.len() == count && bare.bytes().all(|byte| byte.is_ascii_uppercase())
    }

    pub fn number(&self) -> Option<u32> {
        Some(self.low.as_str())
            .filter(|low| low.bytes().all(|byte| byte.is_ascii_digit()) && low.len() <= 4)
            .and_then(|low| low.parse().ok())
    }

    /// As written, without a possessive ending.
    pub fn bare(&self) -> &str {
        if self.possessive { self.text.split(['\'', '\u{2019}']).next().unwrap_or_default() } else { self.text }
    }
}

pub(super) struct Text<'t> {
    source: &'t str,
    pub tokens: Vec<Token<'t>>,
}

impl<'t> Text<'t> {
    pub fn read(source: &'t str) -> Self {
        let mut text = Self { source, tokens: Vec::new() };
        let mut letters = source.char_indices().peekable();
        let (mut utf16, mut begun) = (0_u32, None);
        while let Some((at, letter)) = letters.next() {
            let next = letters.peek().map(|(_, next)| *next);
            let inside = letter.is_alphanumeric()
                || (begun.is_some() && matches!(letter, '\'' | '\u{2019}') && next.is_some_and(char::is_alphanumeric));
            if inside && begun.is_none() {
                begun = Some((at, utf16));
            }
            if !inside && let Some((start, start_utf16)) = begun.take() {
                text.add(start, at, start_utf16, utf16);
            }
            utf16 += if letter.len_utf16() == 2 { 2 } else { 1 };
        }
        if let Some((start, start_utf16)) = begun {
            text.add(start, source.len(), start_utf16, utf16);
        }
        text
    }

    /// The text between a word and the one before it.
    pub fn gap(&self, index: usize) -> &'t str {
        let from = match index.checked_sub(1).and_then(|before| self.tokens.get(before)) {
            Some(before) => before.end,
            None => 0,
        };
        let to = self.tokens.get(index).map_or(self.source.len(), |token| token.start);
        self.source.get(from..to).unwrap_or_default()
    }

    /// Whether the two words, and all between, stand in one sentence.
    pub fn together(&self, first: usize, last: usize) -> bool {
        match (self.tokens.get(first), self.tokens.get(last)) {
            (Some(a), Some(b)) => a.sentence == b.sentence,
            _ => false,
        }
    }

    pub fn begins_sentence(&self, index: usize) -> bool {
        index == 0 || !self.together(index - 1, index)
    }

    /// As written, from one word to another, both included.
    pub fn words(&self, first: usize, last: usize) -> &'t str {
        match (self.tokens.get(first), self.tokens.get(last)) {
            (Some(a), Some(b)) => self.source.get(a.start..b.end).unwrap_or_default(),
            _ => "",
        }
    }

    /// The same places in UTF-16 units.
    pub fn span(&self, first: usize, last: usize) -> (u32, u32) {
        match (self.tokens.get(first), self.tokens.get(last)) {
            (Some(a), Some(b)) => (a.start_utf16, b.end_utf16),
            _ => (0, 0),
        }
    }

    /// The word at `index` within the sentence of `of`.
    pub fn near(&self, of: usize, index: Option<usize>) -> Option<&Token<'t>> {
        let index = index?;
        self.together(of, index).then(|| self.tokens.get(index)).flatten()
    }

    fn add(&mut self, start: usize, end: usize, start_utf16: u32, end_utf16: u32) {
        let Some(word) = self.source.get(start..end) else {
            return;
        };
        let straight = word.to_lowercase().replace('\u{2019}', "'");
        let owner = straight.strip_suffix("'s").filter(|_| !CONTRACTIONS.contains(&straight.as_str()));
        let sentence = match self.tokens.last() {
            None => 0,
            Some(before) => {
                let gap = self.source.get(before.end..start).unwrap_or_default();
                before.sentence + usize::from(ends_sentence(gap, before))
            }
        };
        self.tokens.push(Token {
            text: word,
            low: owner.unwrap_or(&straight).to_owned(),
            possessive: owner.is_some(),
            sentence,
            start,
            end,
            start_utf16,
            end_utf16,
        });
    }
}

/// "It's" is no possessive.
const CONTRACTIONS: [&str; 11] =
    ["it's", "that's", "he's", "she's", "there's", "what's", "who's", "here's", "where's", "how's", "let's"];

fn ends_sentence(gap: &str, before: &Token<'_>) -> bool {
    if gap.contains(['!', '?', '\n', ';']) {
        return true;
    }
    // A full stop inside "16.42" or "J. R. Moss" ends nothing.
    let initial = before.is_capitals(1);
    gap.contains('.') && gap.contains(char::is_whitespace) && !initial
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_places_and_sentences_their_ends() {
        let text = Text::read("It’s J. R.’s bike. Seen at 16.42! Gone");
        let low: Vec<&str> = text.tokens.iter().map(|token| token.low.as_str()).collect();
        assert_eq!(low, ["it's", "j", "r", "s", "bike", "seen", "at", "16", "42", "gone"]);
        let sentences: Vec<usize> = text.tokens.iter().map(|token| token.sentence).collect();
        assert_eq!(sentences, [0, 0, 0, 0, 0, 1, 1, 1, 1, 2]);
        assert_eq!(text.words(5, 8), "Seen at 16.42");
        assert_eq!(text.gap(8), ".");
        assert!(text.begins_sentence(9));
    }

    #[test]
    fn a_possessive_is_known_by_its_ending() {
        let text = Text::read("Tyrell’s it's");
        assert!(text.tokens[0].possessive && text.tokens[0].low == "tyrell");
        assert!(text.tokens[0].is_capitalised());
        assert!(!text.tokens[1].possessive);
    }
}

//! What a person typed into the search, as words: every one must occur, if only as the beginning of a word. Short ones
//! are whole, but for the last while it is being typed.

/// A search's words, lower case, without anything the search engine would take for an operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    words: Vec<String>,
    /// False when the last word is followed by a space: then it is whole.
    unfinished: bool,
}

/// Shorter words begin too many others.
const BEGINNING_LETTERS: usize = 3;

impl Words {
    /// None where nothing was typed that could be found.
    pub fn parse(typed: &str) -> Option<Self> {
        let words: Vec<String> = typed
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .take(16)
            .collect();
        let unfinished = typed.chars().next_back().is_some_and(char::is_alphanumeric);
        if words.is_empty() { None } else { Some(Self { words, unfinished }) }
    }

    /// For FTS5: each word quoted, and a prefix where it may be the beginning of one.
    pub(crate) fn matching(&self) -> String {
        let term = |(at, word): (usize, &String)| {
            if self.may_go_on(at, word) { format!("\"{word}\"*") } else { format!("\"{word}\"") }
        };
        self.words.iter().enumerate().map(term).collect::<Vec<_>>().join(" AND ")
    }

    fn may_go_on(&self, at: usize, word: &str) -> bool {
        (at + 1 == self.words.len() && self.unfinished) || word.chars().count() >= BEGINNING_LETTERS
    }

    /// Where the words stand in a text, as byte ranges in order. Letters are compared as the index
    /// compares them: without case and without accents.
    pub fn hits(&self, text: &str) -> Vec<std::ops::Range<usize>> {
        let wanted: Vec<String> = self.words.iter().map(|word| folded(word)).collect();
        let mut hits = Vec::new();
        let mut start = None;
        let ends = text.char_indices().chain(std::iter::once((text.len(), ' ')));
        for (at, letter) in ends {
            let in_word = letter.is_alphanumeric() || is_mark(letter);
            match (start, in_word) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    start = None;
                    let word = folded(&text[from..at]);
                    let hit = wanted.iter().enumerate().any(|(index, wanted)| {
                        if self.may_go_on(index, &self.words[index]) {
                            word.starts_with(wanted.as_str())
                        } else {
                            word == *wanted
                        }
                    });
                    if hit {
                        hits.push(from..at);
                    }
                }
                _ => {}
            }
        }
        hits
    }
}

/// Lower case without the accents of Latin letters.
fn folded(word: &str) -> String {
    word.chars().filter(|letter| !is_mark(*letter)).flat_map(char::to_lowercase).map(without_accent).collect()
}

/// A combining accent, which the index leaves out.
fn is_mark(letter: char) -> bool {
    ('\u{0300}'..='\u{036f}').contains(&letter)
}

fn without_accent(letter: char) -> char {
    match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'į' => 'i',
        'ñ' | 'ń' | 'ň' => 'n',
        'ò'..='ö' | 'ō' | 'ő' => 'o',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ś' | 'š' | 'ş' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits<'a>(typed: &str, text: &'a str) -> Vec<&'a str> {
        Words::parse(typed).unwrap().hits(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_word_may_be_the_beginning_of_one_and_a_short_one_only_while_it_is_typed() {
        assert_eq!(Words::parse("light foot").unwrap().matching(), "\"light\"* AND \"foot\"*");
        assert_eq!(Words::parse("at mo").unwrap().matching(), "\"at\" AND \"mo\"*");
        assert_eq!(Words::parse("at mo ").unwrap().matching(), "\"at\" AND \"mo\"");
        assert_eq!(hits("mop ", "Two mopeds, one Mop"), ["mopeds", "Mop"]);
        assert_eq!(hits("in mo", "Into it, in motion"), ["in", "motion"]);
    }

    #[test]
    fn nothing_a_person_types_is_taken_for_an_operator() {
        for typed in ["\"", "NEAR(", "a AND OR", "text:*", "^x -y", "a\" OR \"b"] {
            if let Some(words) = Words::parse(typed) {
                let connection = rusqlite::Connection::open_in_memory().unwrap();
                connection.execute_batch("CREATE VIRTUAL TABLE t USING fts5 (w)").unwrap();
                connection.prepare("SELECT 1 FROM t WHERE t MATCH ?1").unwrap().exists([words.matching()]).unwrap();
            }
        }
    }

    #[test]
    fn accents_and_case_do_not_hide_a_word() {
        assert_eq!(hits("cafe", "The Café by the bridge"), ["Café"]);
    }
}

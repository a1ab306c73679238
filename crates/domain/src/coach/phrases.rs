//! Fixed phrases, found by their first word.

use std::collections::BTreeMap;

use super::tokens::Text;

/// Phrases written as words with spaces between; a slash parts words of which any one will do:
/// "is/was being attacked".
pub(super) struct Phrases {
    by_first: BTreeMap<&'static str, Vec<Vec<Vec<&'static str>>>>,
}

impl Phrases {
    pub fn new(phrases: &[&'static str]) -> Self {
        let mut by_first: BTreeMap<&'static str, Vec<Vec<Vec<&'static str>>>> = BTreeMap::new();
        for phrase in phrases {
            let mut words = phrase.split(' ').map(|word| word.split('/').collect::<Vec<_>>());
            let Some(first) = words.next() else { continue };
            let rest: Vec<Vec<&'static str>> = words.collect();
            for word in first {
                by_first.entry(word).or_default().push(rest.clone());
            }
        }
        Self { by_first }
    }

    /// The last word of the longest phrase that begins at `index`, within one sentence.
    pub fn at(&self, text: &Text<'_>, index: usize) -> Option<usize> {
        let first = text.tokens.get(index)?;
        let rests = self.by_first.get(first.low.as_str())?;
        rests
            .iter()
            .filter(|rest| {
                rest.iter().enumerate().all(|(offset, words)| {
                    text.near(index, Some(index + 1 + offset)).is_some_and(|token| token.is(words))
                })
            })
            .map(|rest| index + rest.len())
            .max()
    }

    /// First and last word of each phrase in the text, in order, not overlapping.
    pub fn all(&self, text: &Text<'_>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut index = 0;
        while index < text.tokens.len() {
            match self.at(text, index) {
                Some(last) => {
                    found.push((index, last));
                    index = last + 1;
                }
                None => index += 1,
            }
        }
        found
    }
}

//! How strong a passphrase is, told in words while it is typed. The estimate is zxcvbn's, which knows
//! the lists that guessers start from; here is only what Wardbook says about it.
//!
//! A weak passphrase is told, not refused: it is its owner who knows what the laptop goes through, and
//! one that was forced on them ends up on a note under the keyboard.

use domain::words::Refusal;

use crate::api::session::PassphraseStrengthView;

/// From here on guessing is hopeless together with the cost of each guess.
const GOOD_SCORE: u8 = 3;
/// zxcvbn's time grows with length; beyond this nothing is added by looking further.
const LOOKED_AT: usize = 100;

pub(crate) fn strength(passphrase: &str, name: &str) -> PassphraseStrengthView {
    if passphrase.is_empty() {
        return PassphraseStrengthView {
            score: 0,
            good: false,
            words: "Four unrelated words make a good passphrase.".to_owned(),
        };
    }
    let looked_at: String = passphrase.chars().take(LOOKED_AT).collect();
    // A person's own name gives a guesser nothing to do, whole or in parts.
    let name = name.to_lowercase();
    let own: Vec<&str> = name.split_whitespace().chain([name.as_str(), "wardbook"]).collect();
    let score = u8::from(zxcvbn::zxcvbn(&looked_at, &own).score());
    let words = match score {
        0 | 1 => "Easy to guess: whoever finds this laptop could read your notes. Four unrelated words would do.",
        2 => "Still guessable by somebody determined. Add another unrelated word.",
        3 => "Good. It would take years to guess.",
        _ => "Strong. It would take centuries to guess.",
    };
    PassphraseStrengthView { score, good: score >= GOOD_SCORE, words: words.to_owned() }
}

/// Refuses none at all, and two that are not the same.
pub(crate) fn check(passphrase: &str, again: &str) -> Option<Refusal> {
    if passphrase.is_empty() {
        Some(Refusal::PassphraseMissing)
    } else if passphrase != again {
        Some(Refusal::PassphraseNotTheSame)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_strength_and_a_name_makes_nothing_strong() {
        assert!(!strength("password1", "").good);
        assert!(!strength("Amara Lewis", "Amara Lewis").good);
        assert!(strength("copper lantern quiet harbour", "Amara Lewis").good);
    }

    #[test]
    fn a_very_long_passphrase_is_looked_at_without_a_wait() {
        assert!(strength(&"copper lantern quiet harbour ".repeat(500), "").good);
    }
}

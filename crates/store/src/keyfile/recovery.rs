//! The recovery code: 130 random bits as 26 letters and digits, and 4 more that show a typing slip.
//! Printed in six groups of five, in Crockford's alphabet, which has no I, L, O or U.

use domain::signing::SigningKey;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::wrap;
use crate::error::Result;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM: usize = 26;
const CHECK: usize = 4;

/// Shown once, kept nowhere.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct RecoveryCode {
    /// Thirty characters of the alphabet.
    characters: String,
    printed: String,
}

impl RecoveryCode {
    pub(super) fn generate() -> Result<Self> {
        let mut bytes = [0; RANDOM];
        wrap::random(&mut bytes)?;
        // One that had to grow would leave a part of itself behind in memory.
        let mut characters = String::with_capacity(RANDOM + CHECK);
        characters.extend(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])));
        bytes.zeroize();
        let check = check(&characters);
        characters.push_str(&check);
        Ok(Self::from_characters(characters))
    }

    /// One that is of no key file, such as the safeguarding leads'.
    pub fn of_its_own() -> Result<Self> {
        Self::generate()
    }

    /// The key that a code of the leads brings back. 130 random bits need no stretching.
    pub fn leads_key(&self) -> SigningKey {
        let mut secret = blake3::derive_key("wardbook 2026-11 leads recovery key v1", self.secret());
        let key = SigningKey::from_bytes(&secret);
        secret.zeroize();
        key
    }

    /// What a person typed: any case, spaces or dashes anywhere, and the letters that look like digits
    /// taken for those. The error says what does not fit.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let mut characters = String::with_capacity(RANDOM + CHECK);
        for letter in typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-') {
            let letter = match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if !letter.is_ascii() || !ALPHABET.contains(&(letter as u8)) {
                return Err(format!("“{letter}” is in no recovery code"));
            }
            characters.push(letter);
        }
        if characters.len() != RANDOM + CHECK {
            return Err(format!("a recovery code has {} characters, this has {}", RANDOM + CHECK, characters.len()));
        }
        if check(&characters[..RANDOM]) != characters[RANDOM..] {
            return Err("one character is not right".to_owned());
        }
        Ok(Self::from_characters(characters))
    }

    fn from_characters(characters: String) -> Self {
        let groups: Vec<&str> =
            (0..characters.len()).step_by(5).map(|at| &characters[at..(at + 5).min(characters.len())]).collect();
        let printed = groups.join("-");
        Self { characters, printed }
    }

    /// `7K2QM-0V4RT-…`
    pub fn printed(&self) -> &str {
        &self.printed
    }

    pub(super) fn secret(&self) -> &[u8] {
        &self.characters.as_bytes()[..RANDOM]
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

fn check(characters: &str) -> String {
    let hash = blake3::derive_key("wardbook 2026-11 recovery code check v1", characters.as_bytes());
    hash[..CHECK].iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        let code = RecoveryCode::generate().unwrap();
        assert_eq!(code.printed().len(), 35);
        for typed in [
            code.printed().to_lowercase(),
            code.printed().replace('-', ""),
            code.printed().replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(RecoveryCode::parse(&typed).unwrap().secret(), code.secret());
        }
    }

    #[test]
    fn any_single_slip_is_noticed() {
        let code = RecoveryCode::generate().unwrap();
        let mut missed = 0;
        for at in 0..RANDOM {
            let mut typed: Vec<char> = code.characters.chars().collect();
            typed[at] = if typed[at] == 'Z' { 'Y' } else { 'Z' };
            missed += u32::from(RecoveryCode::parse(&typed.iter().collect::<String>()).is_ok());
        }
        assert_eq!(missed, 0, "a slip passes once in a million");
    }
}

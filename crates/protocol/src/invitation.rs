//! An invitation: where the server is, whose key it must show, and a secret that works once.
//!
//! It is a text that people can paste, mail or read from paper: `wardbook-` and capital letters and
//! digits without those that are taken for each other, with a check against slips at its end.

use std::fmt;
use std::str::FromStr;

use data_encoding::Encoding;
use domain::nesting::is_shallow;
use domain::signing::PublicKey;
use minicbor::{Decode, Encode};

const PREFIX: &str = "wardbook-";
const CHECK: usize = 3;

fn letters() -> Encoding {
    // Crockford's thirty-two: no I, L, O or U. Read in any case, with blanks and dashes passed over.
    let mut specification = data_encoding::Specification::new();
    specification.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    specification.translate.from.push_str("abcdefghjkmnpqrstvwxyzILOilo");
    specification.translate.to.push_str("ABCDEFGHJKMNPQRSTVWXYZ110110");
    specification.ignore.push_str(" -\r\n\t");
    // The specification above is complete and constant; a test reads it back.
    specification.encoding().unwrap_or(data_encoding::BASE32_NOPAD)
}

/// A key's short form: blake3 of the public key, sixteen bytes, shown as eight groups of four.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Fingerprint(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

impl Fingerprint {
    pub fn of(key: &PublicKey) -> Self {
        let hash = blake3::derive_key("wardbook 2026-11 server fingerprint v1", key.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash[..16]);
        Self(bytes)
    }

    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pair) in self.0.chunks(2).enumerate() {
            let gap = if index == 0 { "" } else { " " };
            write!(f, "{gap}{:02x}{:02x}", pair[0], pair.get(1).copied().unwrap_or_default())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// What lets one device in, once.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Invitation {
    /// `host:port`, the nearest first.
    #[n(0)]
    pub addresses: Vec<String>,
    #[n(1)]
    pub fingerprint: Fingerprint,
    #[cbor(n(2), with = "minicbor::bytes")]
    pub secret: [u8; 16],
}

impl fmt::Debug for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Invitation({:?}, {}, …)", self.addresses, self.fingerprint)
    }
}

/// The text is no invitation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadInvitation {
    #[error("it does not begin as an invitation does")]
    NotOne,
    #[error("there is a slip in it")]
    Slip,
}

impl Invitation {
    /// What the server keeps of the secret: it can tell it, and cannot give it away.
    pub fn secret_hash(secret: &[u8; 16]) -> [u8; 32] {
        blake3::derive_key("wardbook 2026-11 invitation secret v1", secret)
    }
}

impl fmt::Display for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = minicbor::to_vec(self).unwrap_or_default();
        let check = blake3::hash(&bytes);
        bytes.extend_from_slice(&check.as_bytes()[..CHECK]);
        write!(f, "{PREFIX}{}", letters().encode(&bytes))
    }
}

impl FromStr for Invitation {
    type Err = BadInvitation;

    fn from_str(text: &str) -> Result<Self, BadInvitation> {
        let text = text.trim();
        let rest = text
            .get(..PREFIX.len())
            .filter(|start| start.eq_ignore_ascii_case(PREFIX))
            .map(|_| &text[PREFIX.len()..])
            .ok_or(BadInvitation::NotOne)?;
        let bytes = letters().decode(rest.as_bytes()).map_err(|_| BadInvitation::Slip)?;
        let split = bytes.len().checked_sub(CHECK).ok_or(BadInvitation::Slip)?;
        let (content, check) = bytes.split_at(split);
        if blake3::hash(content).as_bytes()[..CHECK] != *check {
            return Err(BadInvitation::Slip);
        }
        if !is_shallow(content) {
            return Err(BadInvitation::Slip);
        }
        minicbor::decode(content).map_err(|_| BadInvitation::Slip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> Invitation {
        Invitation {
            addresses: vec!["wardbook.example.org:8443".to_owned(), "10.0.0.4:8443".to_owned()],
            fingerprint: Fingerprint::of(&PublicKey::from_bytes([7; 32])),
            secret: [9; 16],
        }
    }

    #[test]
    fn an_invitation_reads_back_from_its_text_however_it_was_copied() {
        let text = invitation().to_string();
        assert_eq!(text.parse(), Ok(invitation()));
        assert_eq!(format!("  {}\n", text.to_lowercase()).parse(), Ok(invitation()));
        let broken_up = format!("{}\n {}-{}", &text[..20], &text[20..33], &text[33..]);
        assert_eq!(broken_up.parse(), Ok(invitation()));
    }

    #[test]
    fn a_slip_in_copying_is_noticed() {
        let text = invitation().to_string();
        for at in PREFIX.len()..text.len() {
            let mut other = text.clone();
            let letter = if &text[at..=at] == "7" { "8" } else { "7" };
            other.replace_range(at..=at, letter);
            assert_eq!(other.parse::<Invitation>(), Err(BadInvitation::Slip), "at {at}");
        }
        assert_eq!(text[..text.len() - 2].parse::<Invitation>(), Err(BadInvitation::Slip));
        assert_eq!("https://example.org".parse::<Invitation>(), Err(BadInvitation::NotOne));
        assert_eq!("".parse::<Invitation>(), Err(BadInvitation::NotOne));
    }

    #[test]
    fn an_invitations_text_does_not_change() {
        insta::assert_snapshot!(format!("{}\n{}", invitation(), invitation().fingerprint));
    }

    #[test]
    fn the_secret_is_not_printed() {
        assert!(!format!("{:?}", invitation()).contains('9'.to_string().repeat(2).as_str()));
    }
}

//! Sealing to people who are not here: HPKE (RFC 9180) with X25519, HKDF-SHA256 and ChaCha20-Poly1305, in its
//! base mode. Who sealed is said by the signature of the change that carries it.
//!
//! What is sealed is bound to a use and to whatever it belongs to, so that nothing can be taken out of one
//! place and opened as if it stood in another. Must not know what is sealed, or where it is kept.

use std::convert::Infallible;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::rand_core::{TryCryptoRng, TryRng};
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use zeroize::Zeroizing;

use crate::entropy::Entropy;
use crate::signing::{hex, unhex};

/// The bytes that sealing adds: the key of the exchange, and the seal.
pub const OVERHEAD: usize = ENCAPSULATED + 16;
const ENCAPSULATED: usize = 32;

type Private = <X25519HkdfSha256 as Kem>::PrivateKey;
type Public = <X25519HkdfSha256 as Kem>::PublicKey;
type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

/// What something was sealed for. What was sealed for one use opens for no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// The safeguarding leads' key, to a lead's device.
    LeadsKey,
    /// The same, to the key that only the printed recovery code brings back.
    LeadsRecovery,
    /// Who told something.
    Source,
    /// That two sources are one person.
    Merging,
    /// What waits on a device, to its partnership's server.
    Unsent,
}

impl Use {
    const fn info(self) -> &'static [u8] {
        match self {
            Self::LeadsKey => b"wardbook 2026-11 leads key v1",
            Self::LeadsRecovery => b"wardbook 2026-11 leads recovery v1",
            Self::Source => b"wardbook 2026-11 sealed source v1",
            Self::Merging => b"wardbook 2026-11 merged sources v1",
            Self::Unsent => b"wardbook 2026-11 unsent v1",
        }
    }
}

/// It was sealed to another key, for another use, or has been altered. Which of these cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it does not open with this key")]
pub struct NotOpened;

/// The secret half: what it opens was sealed to [`OpeningKey::public`]. Wiped when dropped, prints nothing.
#[derive(Clone)]
pub struct OpeningKey(Zeroizing<[u8; 32]>);

impl OpeningKey {
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        entropy.fill(secret.as_mut());
        Self(secret)
    }

    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self(Zeroizing::new(*secret))
    }

    /// For sealing it to somebody, and for nothing else.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.0.clone()
    }

    pub fn public(&self) -> SealingKey {
        match Private::from_bytes(self.0.as_slice()) {
            Ok(private) => SealingKey(X25519HkdfSha256::sk_to_pk(&private).to_bytes().into()),
            // Any 32 bytes are a secret of this curve.
            Err(_) => SealingKey([0; 32]),
        }
    }

    /// `belongs_to` as it was when it was sealed.
    pub fn open(&self, used: Use, belongs_to: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let (encapsulated, rest) = sealed.split_at_checked(ENCAPSULATED).ok_or(NotOpened)?;
        let encapsulated = Encapsulated::from_bytes(encapsulated).map_err(|_| NotOpened)?;
        let private = Private::from_bytes(self.0.as_slice()).map_err(|_| NotOpened)?;
        let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &private,
            &encapsulated,
            used.info(),
            rest,
            belongs_to,
        );
        opened.map(Zeroizing::new).map_err(|_| NotOpened)
    }

    /// A key that was sealed.
    pub fn open_key(&self, used: Use, belongs_to: &[u8], sealed: &[u8]) -> Result<Self, NotOpened> {
        let opened = self.open(used, belongs_to, sealed)?;
        let bytes: &[u8; 32] = opened.as_slice().try_into().map_err(|_| NotOpened)?;
        Ok(Self::from_bytes(bytes))
    }
}

impl std::fmt::Debug for OpeningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OpeningKey(…)")
    }
}

/// The public half: one seals to it. 64 hex digits in records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SealingKey([u8; 32]);

impl SealingKey {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text).map(Self)
    }

    /// None where the key is none: a point that lets everybody open what is sealed to it.
    pub fn seal(&self, used: Use, belongs_to: &[u8], plain: &[u8], entropy: &dyn Entropy) -> Option<Vec<u8>> {
        let public = Public::from_bytes(&self.0).ok()?;
        let (encapsulated, sealed) = hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            used.info(),
            plain,
            belongs_to,
            &mut Passed(entropy),
        )
        .ok()?;
        Some([encapsulated.to_bytes().as_slice(), &sealed].concat())
    }
}

impl serde::Serialize for SealingKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_hex())
    }
}

impl<'de> serde::Deserialize<'de> for SealingKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_hex(&text).ok_or_else(|| serde::de::Error::custom("not a key of 64 hex digits"))
    }
}

/// The randomness that was passed in, as the library asks for it.
struct Passed<'a>(&'a dyn Entropy);

impl TryRng for Passed<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, into: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(into);
        Ok(())
    }
}

impl TryCryptoRng for Passed<'_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entropy::SeededEntropy;

    fn key(seed: u64) -> OpeningKey {
        OpeningKey::generate(&SeededEntropy::new(seed))
    }

    #[test]
    fn what_is_sealed_opens_with_its_key_alone() {
        let entropy = SeededEntropy::new(9);
        let sealed = key(1).public().seal(Use::Source, b"here", b"who", &entropy).unwrap();
        assert_eq!(sealed.len(), 3 + OVERHEAD);
        assert_eq!(key(1).open(Use::Source, b"here", &sealed).unwrap().as_slice(), b"who");
        assert_eq!(key(2).open(Use::Source, b"here", &sealed).err(), Some(NotOpened));
    }

    #[test]
    fn what_is_sealed_opens_for_its_use_and_in_its_place_alone() {
        let sealed = key(1).public().seal(Use::Source, b"here", b"who", &SeededEntropy::new(9)).unwrap();
        assert_eq!(key(1).open(Use::LeadsKey, b"here", &sealed).err(), Some(NotOpened));
        assert_eq!(key(1).open(Use::Source, b"there", &sealed).err(), Some(NotOpened));
    }

    #[test]
    fn the_same_sealed_twice_has_nothing_in_common() {
        let entropy = SeededEntropy::new(9);
        let seal = || key(1).public().seal(Use::Source, b"here", b"who", &entropy).unwrap();
        let (one, other) = (seal(), seal());
        assert_ne!(one[..ENCAPSULATED], other[..ENCAPSULATED]);
        assert_ne!(one[ENCAPSULATED..], other[ENCAPSULATED..]);
    }

    #[test]
    fn nothing_is_sealed_to_a_point_that_anybody_can_open() {
        assert_eq!(SealingKey::from_bytes([0; 32]).seal(Use::Source, b"", b"who", &SeededEntropy::new(9)), None);
    }

    #[test]
    fn a_key_says_nothing_when_it_is_printed() {
        assert_eq!(format!("{:?}", key(1)), "OpeningKey(…)");
    }

    proptest! {
        #[test]
        fn whatever_is_altered_does_not_open(at in 0_usize..64, bit in 0_u8..8, plain in prop::collection::vec(any::<u8>(), 16..64)) {
            let mut sealed = key(1).public().seal(Use::Source, b"here", &plain, &SeededEntropy::new(9)).unwrap();
            let at = at % sealed.len();
            sealed[at] ^= 1 << bit;
            // The top bit of the exchange's key is not part of it (RFC 7748), yet it is bound to what is opened.
            prop_assert_eq!(key(1).open(Use::Source, b"here", &sealed).err(), Some(NotOpened));
        }

        #[test]
        fn no_bytes_from_outside_make_opening_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(key(1).open(Use::Source, b"", &bytes).is_err());
        }
    }
}

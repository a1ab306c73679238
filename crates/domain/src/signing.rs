//! Signatures: Ed25519, each under a context of its own, so that what was signed for one use is good
//! for no other. Devices sign changes, vouch for each other, open sessions and sign the sealed files they
//! make; a server signs what it states about streams. The secret half is wiped when dropped and prints
//! nothing.
//!
//! A sealed file is sealed to the same key in its other form, as a point of Curve25519: every device that
//! a partnership knows can be sealed to at once, those included that have been away for weeks. Signing and
//! receiving with one key pair in this way is shown to be safe in Thormarker, *On using the same key pair
//! for Ed25519 and an X25519 based KEM* (IACR ePrint 2021/509).

use std::sync::OnceLock;

use ed25519_dalek::Signer;

use crate::entropy::Entropy;
use crate::wire_bytes::wire_bytes;

/// Said before every message, so that a signature made for a change is good for nothing else.
const CHANGE_CONTEXT: &[u8] = b"wardbook 2026-11 change signature v1\0";
const VOUCH_CONTEXT: &[u8] = b"wardbook 2026-11 device vouch v1\0";
const STATEMENT_CONTEXT: &[u8] = b"wardbook 2026-11 server statement v1\0";
const SESSION_CONTEXT: &[u8] = b"wardbook 2026-11 session v1\0";
const SEALED_CONTEXT: &[u8] = b"wardbook 2026-11 sealed file signature v1\0";
const ROSTER_CONTEXT: &[u8] = b"wardbook 2026-11 roster recovered v1\0";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not fit the key and the message")]
pub struct BadSignature;

/// The secret half of a device's key. What signing needs beside it is worked out when something is signed: who
/// writes here is read in every transaction, and most of them sign nothing.
#[derive(Clone)]
pub struct SigningKey {
    secret: zeroize::Zeroizing<[u8; 32]>,
    ready: OnceLock<ed25519_dalek::SigningKey>,
}

impl SigningKey {
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut secret = zeroize::Zeroizing::new([0; 32]);
        entropy.fill(secret.as_mut());
        Self::from_bytes(&secret)
    }

    pub fn from_bytes(secret: &[u8; 32]) -> Self {
        Self { secret: zeroize::Zeroizing::new(*secret), ready: OnceLock::new() }
    }

    fn ready(&self) -> &ed25519_dalek::SigningKey {
        self.ready.get_or_init(|| ed25519_dalek::SigningKey::from_bytes(&self.secret))
    }

    /// For the encrypted database alone.
    pub fn to_bytes(&self) -> zeroize::Zeroizing<[u8; 32]> {
        self.secret.clone()
    }

    pub fn public(&self) -> PublicKey {
        PublicKey(self.ready().verifying_key().to_bytes())
    }

    pub fn sign(&self, message: &[u8; 32]) -> Signature {
        Signature(self.ready().sign(&framed(CHANGE_CONTEXT, message)).to_bytes())
    }

    /// A server says something about a stream.
    pub fn state(&self, statement: &[u8; 32]) -> Signature {
        Signature(self.ready().sign(&framed(STATEMENT_CONTEXT, statement)).to_bytes())
    }

    /// A device answers a server's challenge. `proof` covers the challenge and whom it is answered to.
    pub fn open_session(&self, proof: &[u8; 32]) -> Signature {
        Signature(self.ready().sign(&framed(SESSION_CONTEXT, proof)).to_bytes())
    }

    /// This device made a sealed file. `content` covers everything in it.
    pub fn seal(&self, content: &[u8; 32]) -> Signature {
        Signature(self.ready().sign(&framed(SEALED_CONTEXT, content)).to_bytes())
    }

    /// Whoever has the leads' recovery code makes a roster that no lead's device can make any more.
    pub fn recover_roster(&self, digest: &[u8; 32]) -> Signature {
        Signature(self.ready().sign(&framed(ROSTER_CONTEXT, digest)).to_bytes())
    }

    /// The secret half for opening what was sealed to [`PublicKey::sealing`]: an X25519 key.
    pub fn opening(&self) -> zeroize::Zeroizing<[u8; 32]> {
        zeroize::Zeroizing::new(self.ready().to_scalar_bytes())
    }

    /// This device says of another's public key: it is the same person's, I was there.
    pub fn vouch(&self, for_key: &PublicKey) -> Signature {
        Signature(self.ready().sign(&framed(VOUCH_CONTEXT, &for_key.0)).to_bytes())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(…)")
    }
}

/// The public half, as it stands in the `device` record: 64 hex digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
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

    pub fn verify(&self, message: &[u8; 32], signature: &Signature) -> Result<(), BadSignature> {
        self.check(CHANGE_CONTEXT, message, signature)
    }

    pub fn check_statement(&self, statement: &[u8; 32], signature: &Signature) -> Result<(), BadSignature> {
        self.check(STATEMENT_CONTEXT, statement, signature)
    }

    pub fn check_session(&self, proof: &[u8; 32], signature: &Signature) -> Result<(), BadSignature> {
        self.check(SESSION_CONTEXT, proof, signature)
    }

    pub fn check_recovered_roster(&self, digest: &[u8; 32], signature: &Signature) -> Result<(), BadSignature> {
        self.check(ROSTER_CONTEXT, digest, signature)
    }

    pub fn check_seal(&self, content: &[u8; 32], signature: &Signature) -> Result<(), BadSignature> {
        self.check(SEALED_CONTEXT, content, signature)
    }

    /// The X25519 key to seal to; none where these bytes are no key.
    pub fn sealing(&self) -> Option<[u8; 32]> {
        Some(self.verifier().ok()?.0.to_montgomery().to_bytes())
    }

    pub fn verify_vouch(&self, for_key: &PublicKey, signature: &Signature) -> Result<(), BadSignature> {
        self.check(VOUCH_CONTEXT, &for_key.0, signature)
    }

    /// This key made ready to check many signatures.
    pub fn verifier(&self) -> Result<Verifier, BadSignature> {
        ed25519_dalek::VerifyingKey::from_bytes(&self.0).map(Verifier).map_err(|_| BadSignature)
    }

    fn check(&self, context: &[u8], message: &[u8; 32], signature: &Signature) -> Result<(), BadSignature> {
        self.verifier()?.check(context, message, signature)
    }
}

/// A public key whose point is worked out, which costs about a sixth of a check. Where a page or a batch
/// bears many signatures of few devices, it is worked out once for each device.
#[derive(Clone, Debug)]
pub struct Verifier(ed25519_dalek::VerifyingKey);

impl Verifier {
    /// As [`PublicKey::verify`].
    pub fn verify(&self, message: &[u8; 32], signature: &Signature) -> Result<(), BadSignature> {
        self.check(CHANGE_CONTEXT, message, signature)
    }

    fn check(&self, context: &[u8], message: &[u8; 32], signature: &Signature) -> Result<(), BadSignature> {
        // Strict: one message has one valid form of signature, and weak keys are refused.
        self.0
            .verify_strict(&framed(context, message), &ed25519_dalek::Signature::from_bytes(&signature.0))
            .map_err(|_| BadSignature)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature([u8; 64]);

impl Signature {
    pub const LEN: usize = 64;

    pub const fn from_bytes(bytes: [u8; 64]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }

    pub fn to_hex(&self) -> String {
        hex(&self.0)
    }

    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text).map(Self)
    }
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signature({}…)", hex(&self.0[..4]))
    }
}

wire_bytes!(Signature, "a signature is 64 bytes");

wire_bytes!(PublicKey, "a public key is 32 bytes");

fn framed(context: &[u8], message: &[u8; 32]) -> Vec<u8> {
    [context, message.as_slice()].concat()
}

/// Lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    // In one piece: what is made of a key is wiped with the text, and nothing of it is left elsewhere in memory.
    let mut text = String::with_capacity(bytes.len() * 2);
    for half in bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]) {
        text.push(char::from_digit(half.into(), 16).unwrap_or('0'));
    }
    text
}

/// Bytes of hex, however many, or nothing.
pub fn unhex_bytes(text: &str) -> Option<Vec<u8>> {
    if text.len() % 2 != 0 || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}

/// Exactly `N` bytes of hex, or nothing.
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != N * 2 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; N];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[index * 2..index * 2 + 2], 16).ok()?;
    }
    Some(bytes)
}

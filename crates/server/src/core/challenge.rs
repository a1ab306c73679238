//! Challenges that need no memory: the server knows its own by their seal, and how old they are.

use domain::clock::Timestamp;

use super::{Code, Result, Service};
use crate::storage::Storage;

const CONTEXT: &[u8] = b"wardbook 2026-11 challenge v1\0";
/// How long one may be answered.
const SECONDS: i64 = 300;
/// Sixteen random bytes and the time.
const CLAIMS: usize = 24;

impl<S: Storage> Service<S> {
    pub(super) fn challenge(&self) -> Vec<u8> {
        let mut challenge = vec![0; 16];
        self.entropy.fill(&mut challenge);
        challenge.extend_from_slice(&self.now().millis().to_be_bytes());
        let seal = self.seal(CONTEXT, &challenge);
        challenge.extend_from_slice(seal.as_bytes());
        challenge
    }

    pub(super) fn check_challenge(&self, challenge: &[u8]) -> Result<()> {
        let (claims, seal) = challenge.split_at_checked(CLAIMS).ok_or(Code::BadProof)?;
        let seal: [u8; 32] = seal.try_into().map_err(|_| Code::BadProof)?;
        if self.seal(CONTEXT, claims) != blake3::Hash::from_bytes(seal) {
            return Err(Code::BadProof.into());
        }
        let made = claims[16..].try_into().map(i64::from_be_bytes).map_err(|_| Code::BadProof)?;
        let age = self.now().seconds_since(Timestamp::from_millis(made));
        if (-SECONDS..=SECONDS).contains(&age) { Ok(()) } else { Err(Code::ChallengeExpired.into()) }
    }
}

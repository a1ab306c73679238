//! The order a server gives: positions without gaps, a chain over them, and what the server signs.
//!
//! Device and server compute the same chain. A receipt is not a signature for each change: the server
//! signs the *end* of a run of positions, and since the chain commits to everything before it, that one
//! signature covers every change of the run. Must not know how a run travels or is stored.

use crate::change::ChangeHash;
use crate::clock::Timestamp;
use crate::ids::StreamId;
use crate::signing::{BadSignature, PublicKey, Signature, SigningKey};
use crate::wire_bytes::wire_bytes;

/// A place in a stream, from 1 without gaps; 0 is before the first.
pub type Position = u64;

/// blake3 over what came before, the change, its position and its time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainHash([u8; 32]);

impl ChainHash {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Before a stream's first change. Bound to the stream, so that two streams never share a chain.
    pub fn start(stream: StreamId) -> Self {
        Self(blake3::derive_key("wardbook 2026-11 chain start v1", stream.as_bytes()))
    }

    /// After `change` took `position` at `time`.
    pub fn next(self, change: ChangeHash, position: Position, time: Timestamp) -> Self {
        let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 chain step v1");
        hasher.update(&self.0);
        hasher.update(change.as_bytes());
        hasher.update(&position.to_be_bytes());
        hasher.update(&time.millis().to_be_bytes());
        Self(*hasher.finalize().as_bytes())
    }
}

impl std::fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ChainHash({})", blake3::Hash::from_bytes(self.0).to_hex())
    }
}

wire_bytes!(ChainHash, "a chain hash is 32 bytes");

/// Where a stream ends, or where a holder stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Head {
    #[n(0)]
    pub position: Position,
    #[n(1)]
    pub chain: ChainHash,
    /// When the last change was taken; 1970 before the first. Never goes back within a stream.
    #[n(2)]
    pub time: Timestamp,
}

impl Head {
    pub fn start(stream: StreamId) -> Self {
        Self { position: 0, chain: ChainHash::start(stream), time: Timestamp::from_millis(0) }
    }

    /// After one more change. A clock that went back does not take the stream with it.
    #[must_use]
    pub fn then(self, change: ChangeHash, now: Timestamp) -> Self {
        let time = self.time.max(now);
        let position = self.position + 1;
        Self { position, chain: self.chain.next(change, position, time), time }
    }

    /// What the server signs about a stream: that in this life of the server it ends here.
    fn statement(&self, stream: StreamId, epoch: u64) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_derive_key("wardbook 2026-11 stream statement v1");
        hasher.update(stream.as_bytes());
        hasher.update(&epoch.to_be_bytes());
        hasher.update(&self.position.to_be_bytes());
        hasher.update(self.chain.as_bytes());
        hasher.update(&self.time.millis().to_be_bytes());
        *hasher.finalize().as_bytes()
    }

    pub fn sign(&self, stream: StreamId, epoch: u64, server: &SigningKey) -> Signature {
        server.state(&self.statement(stream, epoch))
    }

    pub fn check(
        &self,
        stream: StreamId,
        epoch: u64,
        server: &PublicKey,
        signature: &Signature,
    ) -> Result<(), BadSignature> {
        server.check_statement(&self.statement(stream, epoch), signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn a_clock_that_goes_back_does_not_take_a_stream_with_it() {
        let start = Head::start(StreamId::from_bytes([1; 16]));
        let first = start.then(ChangeHash::of(b"one"), at(1_000));
        let second = first.then(ChangeHash::of(b"two"), at(10));
        assert_eq!((second.position, second.time), (2, at(1_000)));
    }

    #[test]
    fn leaving_out_swapping_or_retiming_a_change_gives_another_chain() {
        let start = Head::start(StreamId::from_bytes([1; 16]));
        let (one, two) = (ChangeHash::of(b"one"), ChangeHash::of(b"two"));
        let whole = start.then(one, at(5)).then(two, at(6));
        for other in [
            start.then(two, at(6)),
            start.then(two, at(5)).then(one, at(6)),
            start.then(one, at(4)).then(two, at(6)),
            Head::start(StreamId::from_bytes([2; 16])).then(one, at(5)).then(two, at(6)),
        ] {
            assert_ne!(other.chain, whole.chain);
        }
    }

    #[test]
    fn a_statement_holds_for_its_stream_its_epoch_and_its_server_alone() {
        let (stream, other) = (StreamId::from_bytes([1; 16]), StreamId::from_bytes([2; 16]));
        let server = SigningKey::generate(&SeededEntropy::new(1));
        let head = Head::start(stream).then(ChangeHash::of(b"one"), at(5));
        let signature = head.sign(stream, 3, &server);
        assert_eq!(head.check(stream, 3, &server.public(), &signature), Ok(()));
        assert!(head.check(stream, 4, &server.public(), &signature).is_err());
        assert!(head.check(other, 3, &server.public(), &signature).is_err());
        let later = head.then(ChangeHash::of(b"two"), at(6));
        assert!(later.check(stream, 3, &server.public(), &signature).is_err());
        let foreign = SigningKey::generate(&SeededEntropy::new(2)).public();
        assert!(head.check(stream, 3, &foreign, &signature).is_err());
    }

    #[test]
    fn a_chain_does_not_change() {
        let head = Head::start(StreamId::from_bytes([7; 16])).then(ChangeHash::of(b"one"), at(1_795_344_000_000));
        insta::assert_debug_snapshot!(head);
    }
}

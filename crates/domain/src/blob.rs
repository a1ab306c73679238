//! Photos and documents: bytes that hang on a record and travel on a path of their own, after the text.
//!
//! A blob is sealed on the device that takes it in, under a key that stands in the `attachment` record and
//! nowhere else, and is named by the hash of what was sealed. So whoever passes it on can tell that it is
//! whole, and nobody can open it who may not read the record. Must not know how it is sealed or stored.

use crate::wire_bytes::wire_bytes;

/// The most bytes a sealed blob may have. A photo is made smaller before; a document above this is refused.
pub const BLOB_BYTES_MAX: u64 = 24 * 1024 * 1024;

/// blake3 over a blob's sealed bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobId([u8; 32]);

impl BlobId {
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub fn of(sealed: &[u8]) -> Self {
        let mut hasher = BlobHasher::new();
        hasher.update(sealed);
        hasher.finish()
    }
}

/// [`BlobId::of`], part by part.
pub struct BlobHasher(blake3::Hasher);

impl BlobHasher {
    #[allow(clippy::new_without_default, reason = "a hasher that came from nowhere would read oddly")]
    pub fn new() -> Self {
        Self(blake3::Hasher::new_derive_key("wardbook 2026-11 blob v1"))
    }

    pub fn update(&mut self, sealed: &[u8]) {
        self.0.update(sealed);
    }

    pub fn finish(&self) -> BlobId {
        BlobId(*self.0.finalize().as_bytes())
    }
}

impl std::fmt::Display for BlobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

impl std::fmt::Debug for BlobId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BlobId({self})")
    }
}

/// A text that is not the hash of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("that names no blob")]
pub struct BadBlobId;

impl std::str::FromStr for BlobId {
    type Err = BadBlobId;

    fn from_str(text: &str) -> Result<Self, BadBlobId> {
        blake3::Hash::from_hex(text).map(|hash| Self(*hash.as_bytes())).map_err(|_| BadBlobId)
    }
}

impl serde::Serialize for BlobId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for BlobId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

wire_bytes!(BlobId, "a blob's name is 32 bytes");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_has_one_name_in_whatever_parts_it_is_read() {
        let whole: Vec<u8> = (0..10_000).map(|at| (at % 251) as u8).collect();
        let mut hasher = BlobHasher::new();
        for part in whole.chunks(777) {
            hasher.update(part);
        }
        assert_eq!(hasher.finish(), BlobId::of(&whole));
        assert_ne!(BlobId::of(&whole[1..]), BlobId::of(&whole));
        let name = BlobId::of(&whole);
        assert_eq!(name.to_string().parse(), Ok(name));
        assert_eq!("zz".parse::<BlobId>(), Err(BadBlobId));
    }
}

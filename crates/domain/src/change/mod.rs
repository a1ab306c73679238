//! Changes: what everything a partnership knows is made of.
//!
//! A change is immutable: a header, a body and the device's signature over the header's hash. It is
//! stored and passed on byte for byte, so that what a newer version wrote survives an older one.
//! This module owns the bytes, hashes and signatures; what the content *means* is in
//! [`crate::records`], how changes become a record in [`crate::fold`].

mod author;
mod body;
mod header;

pub use author::{Author, Draft, GROUP_BYTES_MAX, GROUP_CHANGES_MAX, GroupRefusal};
pub use body::{Body, BodyFault, Content};
pub use header::{Act, BodyHash, ChangeHash, GroupPart, HEADER_FORMAT, Header, Standing, Told};

use crate::signing::{PublicKey, Signature, Verifier};

/// A change as it is stored and passed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The header's bytes, exactly as its author's device made them.
    header_bytes: Vec<u8>,
    header: Header,
    signature: Signature,
    /// Salt and content; none once erased.
    body: Option<Vec<u8>>,
}

/// Why bytes are not a change that can be acted on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeFault {
    #[error("the header cannot be read: {0}")]
    Header(String),
    #[error("the header is of format {0}, which this version does not know")]
    NewerHeader(u8),
    #[error("the body does not match the header's hash")]
    Body,
    #[error("the signature is not the device's")]
    Signature,
}

impl Change {
    /// Takes stored or received parts. The header must read and the body must match its hash; the
    /// signature is checked apart ([`Change::check_signature`]), since that needs the device's key.
    pub fn from_parts(header_bytes: Vec<u8>, signature: Signature, body: Option<Vec<u8>>) -> Result<Self, ChangeFault> {
        let header = Header::decode(&header_bytes)?;
        if let Some(body) = &body
            && BodyHash::of(body) != header.body_hash
        {
            return Err(ChangeFault::Body);
        }
        Ok(Self { header_bytes, header, signature, body })
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    pub fn header_bytes(&self) -> &[u8] {
        &self.header_bytes
    }

    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Salt and content; none once erased.
    pub fn body_bytes(&self) -> Option<&[u8]> {
        self.body.as_deref()
    }

    pub fn hash(&self) -> ChangeHash {
        ChangeHash::of(&self.header_bytes)
    }

    /// The content's fields; none once erased.
    pub fn content(&self) -> Result<Option<Content>, BodyFault> {
        self.body.as_deref().map(Body::content_of).transpose()
    }

    pub fn check_signature(&self, device: &PublicKey) -> Result<(), ChangeFault> {
        device.verify(self.hash().as_bytes(), &self.signature).map_err(|_| ChangeFault::Signature)
    }

    /// As [`Self::check_signature`], with the device's key made ready.
    pub fn check_signature_by(&self, device: &Verifier) -> Result<(), ChangeFault> {
        device.verify(self.hash().as_bytes(), &self.signature).map_err(|_| ChangeFault::Signature)
    }

    /// Drops the body with its salt. The header stays, and every chain still verifies.
    pub fn erase(&mut self) {
        self.body = None;
    }

    /// Bytes it takes on disk and wire, without framing.
    pub fn size(&self) -> usize {
        self.header_bytes.len() + Signature::LEN + self.body.as_ref().map_or(0, Vec::len)
    }
}

#[cfg(test)]
mod tests;

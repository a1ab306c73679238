//! Photos and documents on notes and actions. The record lives in the stream of what it hangs on, so whoever
//! reads that reads this; the bytes follow by themselves, see [`crate::blob`].

use serde::{Deserialize, Serialize};

use crate::blob::BlobId;
use crate::ids::RecordId;

/// What hangs on a record. Taken back, never changed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRecord {
    /// The note or action.
    pub of: RecordId,
    /// As its file was called, without folders.
    pub name: String,
    /// `image/jpeg`, `application/pdf`, …
    pub media: String,
    /// Bytes, before sealing.
    pub size: u64,
    pub blob: BlobId,
    /// Bytes, sealed.
    pub sealed: u64,
    /// What opens the blob: 32 bytes in hexadecimal digits. It is nowhere else.
    pub key: String,
    /// What it shows, for whoever cannot see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// A small JPEG in Base64, so that something can be seen before the blob is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail: Option<String>,
    /// Of a picture, in pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}

impl std::fmt::Debug for AttachmentRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AttachmentRecord({})", self.blob)
    }
}

//! Photos and documents, part by part. They have requests of their own, so that no text waits behind one.
//!
//! A blob goes up and comes down under the change of the `attachment` that names it: whoever wrote that
//! change may bring its blob, and whoever may hold its stream may fetch it, or bring it to a server that was
//! restored.

use domain::blob::BlobId;
use domain::clock::Timestamp;
use domain::ids::ChangeId;
use minicbor::{Decode, Encode};

/// `POST /v1/blobs/put`: the next part of a blob.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BlobPutRequest {
    /// The change that made the attachment. The server has it before it takes any of the blob.
    #[n(0)]
    pub change: ChangeId,
    #[n(1)]
    pub blob: BlobId,
    /// Bytes of the whole, sealed.
    #[n(2)]
    pub size: u64,
    /// Where these bytes begin. What the server has already is passed over; beyond that it takes nothing.
    #[n(3)]
    pub at: u64,
    /// Empty to ask how much is there.
    #[cbor(n(4), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BlobPutAnswer {
    /// Bytes the server has, from the first; all of them only after it compared the whole with its name.
    #[n(0)]
    pub have: u64,
    #[n(1)]
    pub server_time: Timestamp,
    /// The blob that is spoken of, and in which life of the server: an answer to another question, as something in
    /// the middle may give it, must not count bytes as there. None from a server that does not say so yet.
    #[n(2)]
    pub blob: Option<BlobId>,
    #[n(3)]
    pub epoch: Option<u64>,
}

impl BlobPutAnswer {
    /// Whether it is the answer to a question about this blob, in this life of the server.
    pub fn answers(&self, blob: BlobId, epoch: u64) -> bool {
        self.blob.is_none_or(|of| of == blob) && self.epoch.is_none_or(|of| of == epoch)
    }
}

/// `POST /v1/blobs/get`: a part of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BlobGetRequest {
    #[n(0)]
    pub change: ChangeId,
    #[n(1)]
    pub blob: BlobId,
    #[n(2)]
    pub at: u64,
    /// Bytes wanted; the server sends no more than [`crate::BLOB_PART_BYTES`].
    #[n(3)]
    pub most: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BlobGetAnswer {
    /// Bytes of the whole; 0 where it is not there yet.
    #[n(0)]
    pub size: u64,
    #[cbor(n(1), with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    #[n(2)]
    pub server_time: Timestamp,
    /// The blob that is spoken of, and where these bytes begin in it, for the same reason as in [`BlobPutAnswer`].
    #[n(3)]
    pub blob: Option<BlobId>,
    #[n(4)]
    pub at: Option<u64>,
}

impl BlobGetAnswer {
    pub fn answers(&self, request: &BlobGetRequest) -> bool {
        self.blob.is_none_or(|of| of == request.blob) && self.at.is_none_or(|at| at == request.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a version knew that did not say yet of which photo it speaks.
    #[derive(Debug, PartialEq, Eq, Encode, Decode)]
    #[cbor(map)]
    struct EarlierPutAnswer {
        #[n(0)]
        have: u64,
        #[n(1)]
        server_time: Timestamp,
    }

    #[test]
    fn a_device_of_an_earlier_version_reads_how_much_of_its_photo_is_there_and_an_earlier_server_is_believed() {
        let server_time = Timestamp::from_millis(5);
        let (blob, other) = (BlobId::of(b"a photo"), BlobId::of(b"another"));
        let answer = BlobPutAnswer { have: 70, server_time, blob: Some(blob), epoch: Some(2) };
        let earlier = EarlierPutAnswer { have: 70, server_time };
        assert_eq!(crate::unpack::<EarlierPutAnswer>(&crate::pack(&answer)), Ok(earlier));
        let of_earlier: BlobPutAnswer =
            crate::unpack(&crate::pack(&EarlierPutAnswer { have: 70, server_time })).unwrap();
        assert!(of_earlier.answers(blob, 1) && of_earlier.answers(other, 2));
        assert!(answer.answers(blob, 2) && !answer.answers(blob, 1) && !answer.answers(other, 2));
    }
}

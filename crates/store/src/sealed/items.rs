//! What stands in a sealed file, one item after the other, and the one way to write and to read it. Reading
//! lays out one item at a time, and no more than an item may have.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};

use domain::chain::{ChainHash, Position};
use domain::change::ChangeHash;
use domain::clock::Timestamp;
use domain::ids::{AreaId, DeviceId, PartnershipId, PersonId, StreamId};
use domain::nesting::is_shallow;
use domain::signing::{Signature, SigningKey};
use minicbor::{Decode, Encode};
use protocol::WireChange;

use super::envelope::FileKey;
use crate::chunks::{ChunkReader, ChunkWriter};
use crate::error::{Result, SealedFault, StoreError};

/// A group has at most 256 KiB.
const ITEM_MAX: usize = 1024 * 1024;
const LEVEL: i32 = 3;
/// What level 3 looks back over, and more: a reader lays out no more than 8 MiB for it.
const WINDOW_LOG_MAX: u32 = 23;

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) enum Item {
    /// The first.
    #[n(0)]
    Begin(#[n(0)] Begin),
    /// What follows up to the next one are the changes of a stream from its first position to this end.
    #[n(1)]
    Run(#[n(0)] Run),
    /// The change at the run's next position.
    #[n(2)]
    Placed {
        #[n(0)]
        change: WireChange,
        #[n(1)]
        time: Timestamp,
    },
    /// What stands at the run's next position could not be acted on, and is not here.
    #[n(3)]
    Passed {
        #[n(0)]
        hash: ChangeHash,
        #[n(1)]
        time: Timestamp,
    },
    /// A change without the server's word.
    #[n(4)]
    Loose(#[n(0)] WireChange),
    /// The last: its maker's signature over all before it.
    #[n(5)]
    End(#[n(0)] Signature),
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Begin {
    #[n(0)]
    pub partnership: PartnershipId,
    #[n(1)]
    pub made: Timestamp,
    #[n(2)]
    pub person: PersonId,
    #[n(3)]
    pub device: DeviceId,
    /// The area it is a pack of; none where it has what waited.
    #[n(4)]
    pub area: Option<AreaId>,
    /// None in a file of before there were any. A version that does not know them passes them over.
    #[n(5)]
    pub terms: Option<SealedTerms>,
}

/// For whom, for what, how marked and until when a file was made: as its maker said it, and nothing hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SealedTerms {
    #[n(0)]
    pub recipient: String,
    #[n(1)]
    pub purpose: String,
    /// Names of `domain::sharing` and `domain::grading`; one of a later version is kept as it is.
    #[n(2)]
    pub recipient_kind: String,
    #[n(3)]
    pub marking: String,
    /// An ISO day.
    #[n(4)]
    pub until: String,
}

/// The server's word for a stream.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub(super) struct Run {
    #[n(0)]
    pub stream: StreamId,
    #[n(1)]
    pub epoch: u64,
    #[n(2)]
    pub position: Position,
    #[n(3)]
    pub chain: ChainHash,
    #[n(4)]
    pub time: Timestamp,
    #[n(5)]
    pub signature: Signature,
}

/// Over every item so far, each with its length.
#[derive(Default)]
struct Digest(blake3::Hasher);

impl Digest {
    fn take(&mut self, item: &[u8]) {
        self.0.update(&(item.len() as u64).to_le_bytes());
        self.0.update(item);
    }

    fn so_far(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

type Packed<W> = zstd::stream::write::Encoder<'static, ChunkWriter<BufWriter<W>>>;

pub(super) struct ItemWriter<W: Write> {
    inner: Packed<W>,
    digest: Digest,
}

impl<W: Write> ItemWriter<W> {
    pub fn new(to: W, key: &FileKey) -> Result<Self> {
        let chunks = ChunkWriter::new(BufWriter::new(to), key);
        Ok(Self { inner: Packed::new(chunks, LEVEL)?, digest: Digest::default() })
    }

    pub fn put(&mut self, item: &Item) -> Result<()> {
        // From plain data into memory: it cannot fail.
        let bytes = minicbor::to_vec(item).unwrap_or_default();
        let length = u32::try_from(bytes.len()).ok().filter(|_| bytes.len() <= ITEM_MAX);
        let length = length.ok_or_else(|| StoreError::Inconsistent("a change is too large for a file".to_owned()))?;
        self.inner.write_all(&length.to_le_bytes())?;
        self.inner.write_all(&bytes)?;
        self.digest.take(&bytes);
        Ok(())
    }

    /// Signs what was written, and gives the signature's message, to compare what is read again with.
    pub fn finish(mut self, device: &SigningKey) -> Result<[u8; 32]> {
        let content = self.digest.so_far();
        self.put(&Item::End(device.seal(&content)))?;
        self.inner.finish()?.finish()?.flush()?;
        Ok(content)
    }
}

type Unpacked = zstd::stream::read::Decoder<'static, BufReader<ChunkReader<BufReader<File>>>>;

pub(super) struct ItemReader {
    inner: Unpacked,
    digest: Digest,
    content: [u8; 32],
}

impl ItemReader {
    /// `file` stands where the chunks begin.
    pub fn new(file: BufReader<File>, key: &FileKey) -> Result<Self> {
        let mut inner = Unpacked::new(ChunkReader::new(file, key)).map_err(told)?;
        inner.window_log_max(WINDOW_LOG_MAX).map_err(told)?;
        Ok(Self { inner, digest: Digest::default(), content: [0; 32] })
    }

    /// The next item. A file ends with [`Item::End`] and has nothing behind it.
    pub fn read(&mut self) -> Result<Item> {
        let mut length = [0; 4];
        self.inner.read_exact(&mut length).map_err(told)?;
        let length = u32::from_le_bytes(length) as usize;
        if length > ITEM_MAX {
            return Err(SealedFault::Altered.into());
        }
        let mut bytes = vec![0; length];
        self.inner.read_exact(&mut bytes).map_err(told)?;
        if !is_shallow(&bytes) {
            return Err(SealedFault::Altered.into());
        }
        let item = minicbor::decode(&bytes).map_err(|_| SealedFault::Altered)?;
        self.content = self.digest.so_far();
        self.digest.take(&bytes);
        if matches!(item, Item::End(_)) && self.inner.read(&mut [0]).map_err(told)? != 0 {
            return Err(SealedFault::Altered.into());
        }
        Ok(item)
    }

    /// What stands before the item that was read last: what [`Item::End`] signs.
    pub fn before(&self) -> [u8; 32] {
        self.content
    }
}

/// What the disk says stays the disk's; everything else is a file that does not read as it was made.
fn told(error: io::Error) -> StoreError {
    if error.raw_os_error().is_some() { error.into() } else { SealedFault::Altered.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As files began before they had terms.
    #[derive(Encode, Decode)]
    #[cbor(map)]
    struct Before {
        #[n(0)]
        partnership: PartnershipId,
        #[n(1)]
        made: Timestamp,
        #[n(2)]
        person: PersonId,
        #[n(3)]
        device: DeviceId,
        #[n(4)]
        area: Option<AreaId>,
    }

    #[test]
    fn a_file_without_terms_is_read_and_one_with_them_by_a_version_that_knows_none() {
        let terms = SealedTerms {
            recipient: "Helen Prior".to_owned(),
            purpose: "handover".to_owned(),
            recipient_kind: "partner".to_owned(),
            marking: "official-sensitive".to_owned(),
            until: "2026-12-24".to_owned(),
        };
        let begin = Begin {
            partnership: PartnershipId::from_bytes([1; 16]),
            made: Timestamp::from_millis(1),
            person: PersonId::from_bytes([2; 16]),
            device: DeviceId::from_bytes([3; 16]),
            area: None,
            terms: Some(terms),
        };
        let bytes = minicbor::to_vec(&begin).unwrap();
        assert_eq!(minicbor::decode::<Begin>(&bytes).unwrap(), begin);
        let before: Before = minicbor::decode(&bytes).unwrap();
        assert_eq!((before.made, before.area), (begin.made, None));
        let bytes = minicbor::to_vec(&before).unwrap();
        assert_eq!(minicbor::decode::<Begin>(&bytes).unwrap(), Begin { terms: None, ..begin });
    }
}

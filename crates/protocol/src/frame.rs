//! Messages as bytes: CBOR, compressed. Reading is bounded before anything is laid out in memory.

use std::io::Read;

use minicbor::{Decode, Encode};

/// The most a message may be once it is uncompressed.
pub const MESSAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What is sent is small and sent once: the level that costs little.
const LEVEL: i32 = 3;

/// Why bytes are no message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FrameFault {
    #[error("it is not compressed as it should be")]
    Compression,
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    #[error("it is not the message it should be")]
    Message,
}

pub fn pack<T: Encode<()>>(message: &T) -> Vec<u8> {
    // Into memory, from plain data: neither can fail.
    let bytes = minicbor::to_vec(message).unwrap_or_default();
    zstd::bulk::compress(&bytes, LEVEL).unwrap_or_default()
}

pub fn unpack<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T, FrameFault> {
    unpack_within(bytes, MESSAGE_BYTES_MAX)
}

/// A few kilobytes can claim to be gigabytes; only `at_most` bytes are ever laid out.
pub fn unpack_within<T: for<'b> Decode<'b, ()>>(bytes: &[u8], at_most: usize) -> Result<T, FrameFault> {
    let reader = zstd::stream::read::Decoder::new(bytes).map_err(|_| FrameFault::Compression)?;
    let mut plain = Vec::new();
    let read = reader.take(at_most as u64 + 1).read_to_end(&mut plain).map_err(|_| FrameFault::Compression)?;
    if read > at_most {
        return Err(FrameFault::TooLarge(at_most));
    }
    let mut decoder = minicbor::Decoder::new(&plain);
    let message = decoder.decode().map_err(|_| FrameFault::Message)?;
    if decoder.position() != plain.len() {
        return Err(FrameFault::Message);
    }
    Ok(message)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::messages::{PullRequest, PushRequest};

    #[test]
    fn a_small_message_that_claims_to_be_huge_is_refused() {
        let huge = zstd::bulk::compress(&vec![0; MESSAGE_BYTES_MAX + 1], 3).unwrap();
        assert!(huge.len() < 10_000);
        assert_eq!(unpack::<PullRequest>(&huge), Err(FrameFault::TooLarge(MESSAGE_BYTES_MAX)));
    }

    proptest! {
        #[test]
        fn no_bytes_from_outside_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            let packed = zstd::bulk::compress(&bytes, 1).unwrap();
            for bytes in [&bytes, &packed] {
                let _ = unpack::<PullRequest>(bytes);
                let _ = unpack::<PushRequest>(bytes);
            }
        }
    }
}

//! Messages as bytes: CBOR, compressed. Reading is bounded before anything is laid out in memory.

use std::cell::RefCell;
use std::io::Read;

use domain::nesting::is_shallow;
use minicbor::{Decode, Encode};
use zstd::bulk::Compressor;
use zstd::zstd_safe::{DCtx, DParameter, ResetDirective};

/// The most a message may be once it is uncompressed.
pub const MESSAGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What is sent is small and sent once: the level that costs little.
const LEVEL: i32 = 3;
/// What that level looks back over, and more. A reader lays out so much, 8 MiB, where a message of a few bytes
/// says that it needs it; without a bound it would be 128 MiB.
const WINDOW_LOG_MAX: u32 = 23;

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

thread_local! {
    /// Made once for each thread: to make one takes as long as to pack a usual message. Nothing of one message has a
    /// part in the next.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    /// The same for reading, as long as no message made it large.
    static READER: RefCell<Option<DCtx<'static>>> = const { RefCell::new(None) };
}

/// A reader that has laid out more than this for one message is not kept for the next.
const READER_KEPT_MAX: usize = 1024 * 1024;

pub fn pack<T: Encode<()>>(message: &T) -> Vec<u8> {
    // Into memory, from plain data: neither can fail.
    let bytes = minicbor::to_vec(message).unwrap_or_default();
    COMPRESSOR.with_borrow_mut(|compressor| match compressor {
        Some(compressor) => compressor.compress(&bytes).unwrap_or_default(),
        None => {
            let Ok(mut made) = Compressor::new(LEVEL) else { return Vec::new() };
            let packed = made.compress(&bytes).unwrap_or_default();
            *compressor = Some(made);
            packed
        }
    })
}

pub fn unpack<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T, FrameFault> {
    unpack_within(bytes, MESSAGE_BYTES_MAX)
}

/// A few kilobytes can claim to be gigabytes; only `at_most` bytes are ever laid out.
pub fn unpack_within<T: for<'b> Decode<'b, ()>>(bytes: &[u8], at_most: usize) -> Result<T, FrameFault> {
    let plain = plain_of(bytes, at_most)?;
    // What a message has beyond what this version knows is passed over, but not without end.
    if !is_shallow(&plain) {
        return Err(FrameFault::Message);
    }
    let mut decoder = minicbor::Decoder::new(&plain);
    let message = decoder.decode().map_err(|_| FrameFault::Message)?;
    if decoder.position() != plain.len() {
        return Err(FrameFault::Message);
    }
    Ok(message)
}

fn plain_of(bytes: &[u8], at_most: usize) -> Result<Vec<u8>, FrameFault> {
    let mut kept = READER.take().unwrap_or_default();
    // Whatever became of the message before, nothing of it is left but the memory.
    kept.reset(ResetDirective::SessionAndParameters).map_err(|_| FrameFault::Compression)?;
    kept.set_parameter(DParameter::WindowLogMax(WINDOW_LOG_MAX)).map_err(|_| FrameFault::Compression)?;
    let mut plain = Vec::new();
    let reader = zstd::stream::read::Decoder::with_context(bytes, &mut kept);
    let read = reader.take(at_most as u64 + 1).read_to_end(&mut plain);
    if kept.sizeof() <= READER_KEPT_MAX {
        READER.set(Some(kept));
    }
    if read.map_err(|_| FrameFault::Compression)? > at_most {
        return Err(FrameFault::TooLarge(at_most));
    }
    Ok(plain)
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

    #[test]
    fn a_few_bytes_that_ask_for_a_huge_window_are_refused() {
        // A frame's head that names no length, and a window of 64 MiB.
        let asks = [&[0x28, 0xb5, 0x2f, 0xfd, 0, (26 - 10) << 3][..], &[1, 0, 0]].concat();
        assert_eq!(unpack::<PullRequest>(&asks), Err(FrameFault::Compression));
        let as_ever = [&[0x28, 0xb5, 0x2f, 0xfd, 0, (23 - 10) << 3][..], &[1, 0, 0]].concat();
        assert_eq!(unpack::<PullRequest>(&as_ever), Err(FrameFault::Message), "the window is not the fault");
    }

    #[test]
    fn a_message_with_something_unknown_in_it_that_is_nested_without_end_is_refused() {
        let known = [0xa1, 0x19, 3, 0xe8].as_slice();
        let shallow = [known, &[0x9f].repeat(8), &[0xff].repeat(8)].concat();
        assert_eq!(
            unpack::<crate::HelloRequest>(&zstd::bulk::compress(&shallow, 3).unwrap()),
            Ok(crate::HelloRequest {})
        );
        let deep = [known, &[0x9f].repeat(1_000_000), &[0xff].repeat(1_000_000)].concat();
        let packed = zstd::bulk::compress(&deep, 3).unwrap();
        assert!(packed.len() < 1_000);
        assert_eq!(unpack::<crate::HelloRequest>(&packed), Err(FrameFault::Message));
    }

    #[test]
    fn a_message_is_packed_the_same_whatever_was_packed_before_it() {
        let small = pack(&PullRequest::default());
        let large = PullRequest { program: "one of many".repeat(50_000), ..PullRequest::default() };
        assert_eq!(unpack::<PullRequest>(&pack(&large)), Ok(large));
        assert_eq!(pack(&PullRequest::default()), small);
        assert_eq!(std::thread::spawn(|| pack(&PullRequest::default())).join().unwrap(), small);
    }

    #[test]
    fn a_message_is_read_the_same_after_one_that_broke_off_and_one_that_was_large() {
        let small = pack(&PullRequest::default());
        let large = pack(&PullRequest { program: "one of many".repeat(500_000), ..PullRequest::default() });
        for before in [&small[..small.len() - 1], &large[..large.len() / 2], &large, b"no message"] {
            let _ = unpack::<PullRequest>(before);
            assert_eq!(unpack::<PullRequest>(&small), Ok(PullRequest::default()));
        }
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

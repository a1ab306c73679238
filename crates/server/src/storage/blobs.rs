//! Photos and documents as a storage keeps them: what one asks of it, and what becomes of a part, which every
//! storage decides alike with the blob's row locked. It knows nothing of rights, nor what a blob shows.

use std::sync::Arc;

use domain::blob::BlobId;
use domain::clock::Timestamp;
use domain::ids::{ChangeId, PersonId, StreamId};

/// A change that has its place, as far as its columns say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    pub stream: StreamId,
    pub author: PersonId,
    pub kind: String,
}

/// A change under which a blob was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobUse {
    pub change: ChangeId,
    pub stream: StreamId,
    pub author: PersonId,
}

/// A part of a blob as it came.
#[derive(Debug, Clone)]
pub struct BlobPut {
    pub blob: BlobId,
    /// Under which change it comes.
    pub under: BlobUse,
    /// Under which it was used when it was judged whether this one may be added to a whole blob, and the judgement.
    pub uses: Vec<BlobUse>,
    pub may_use: bool,
    /// Bytes of the whole.
    pub size: u64,
    /// Where these bytes begin.
    pub at: u64,
    /// Empty to ask what is here.
    pub bytes: Arc<[u8]>,
    pub now: Timestamp,
}

/// What is here of a blob. Nothing at all is the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BlobState {
    /// Bytes of the whole, as whoever began it said.
    pub size: u64,
    /// Bytes that are here, from the first.
    pub have: u64,
    /// All are here and were compared with the name.
    pub whole: bool,
    /// How often what was here was dropped. What was read before a drop says nothing of what is here after it.
    pub drops: u64,
}

impl BlobState {
    /// All bytes are here and are still to be compared with the name.
    pub fn to_be_compared(&self) -> bool {
        !self.whole && self.have > 0 && self.have == self.size
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlobTaken {
    Taken {
        state: BlobState,
        /// It was not used under this change before.
        new_use: bool,
    },
    /// It is whole, and this change may not be added to those it is used under.
    NotTheirs,
    /// It was begun with another size. What was here of it is dropped, unless it is whole: one of the two is
    /// wrong, and whoever comes next begins anew.
    OtherSize,
    /// Its uses are others meanwhile: nothing was done; judge again.
    UsesMoved,
}

/// Bytes of a whole blob.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BlobBytes {
    /// Bytes of the whole.
    pub size: u64,
    pub bytes: Vec<u8>,
}

/// What is to be done with a part.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// What it brings is here already, or lies beyond what is here.
    Nothing,
    /// What is here was brought in another stream, and is nothing to this one.
    NothingHere,
    /// These follow on what is here; `anew`, once that was dropped.
    Append {
        bytes: &'a [u8],
        anew: bool,
    },
    NotTheirs,
    OtherSize {
        drop: bool,
    },
}

/// What is not whole belongs to one stream, so that nobody who only knows a blob's name gets it by having begun
/// it with a few bytes of their own: whoever brings it in another stream begins anew, and the former is dropped.
pub fn step<'a>(state: &BlobState, put: &'a BlobPut) -> Step<'a> {
    let begun = state.have > 0;
    if state.whole {
        let used = put.uses.iter().any(|used| used.change == put.under.change);
        return match (used || put.may_use, state.size == put.size) {
            (false, _) => Step::NotTheirs,
            (true, false) => Step::OtherSize { drop: false },
            (true, true) => Step::Nothing,
        };
    }
    let anew = begun && put.uses.iter().any(|used| used.stream != put.under.stream);
    if begun && !anew && state.size != put.size {
        return Step::OtherSize { drop: true };
    }
    let have = if anew { 0 } else { state.have };
    let new = have.checked_sub(put.at).and_then(|had| put.bytes.get(usize::try_from(had).ok()?..));
    match new {
        Some(bytes) if !bytes.is_empty() && bytes.len() as u64 <= put.size.saturating_sub(have) => {
            Step::Append { bytes, anew }
        }
        _ if anew => Step::NothingHere,
        _ => Step::Nothing,
    }
}

/// Bytes that are kept together: of a small part that is asked for, little more than that is read.
const PIECE: usize = 64 * 1024;

/// What is appended at `start`, as it is kept: where each piece begins, and the piece.
pub fn pieces(start: u64, bytes: &[u8]) -> impl Iterator<Item = (u64, &[u8])> {
    bytes.chunks(PIECE).zip(0_u64..).map(move |(piece, index)| (start + index * PIECE as u64, piece))
}

/// What of a stored piece lies within `at..end`.
pub fn within(start: u64, bytes: &[u8], at: u64, end: u64) -> &[u8] {
    let offset = |from: u64| usize::try_from(from.saturating_sub(start)).map_or(bytes.len(), |at| at.min(bytes.len()));
    bytes.get(offset(at)..offset(end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(change: u8, stream: u8) -> BlobUse {
        BlobUse {
            change: ChangeId::from_bytes([change; 16]),
            stream: StreamId::from_bytes([stream; 16]),
            author: PersonId::from_bytes([3; 16]),
        }
    }

    fn put(size: u64, at: u64, bytes: &[u8]) -> BlobPut {
        let (blob, now) = (BlobId::from_bytes([4; 32]), Timestamp::from_millis(0));
        BlobPut { blob, under: used(1, 1), uses: vec![used(1, 1)], may_use: true, size, at, bytes: bytes.into(), now }
    }

    fn append(bytes: &[u8]) -> Step<'_> {
        Step::Append { bytes, anew: false }
    }

    #[test]
    fn a_part_is_cut_where_it_overlaps_and_left_where_it_does_not_join() {
        let state = BlobState { size: 10, have: 4, whole: false, drops: 0 };
        assert_eq!(step(&state, &put(10, 4, b"efgh")), append(b"efgh"));
        assert_eq!(step(&state, &put(10, 2, b"cdefgh")), append(b"efgh"));
        assert_eq!(step(&state, &put(10, 0, b"abcd")), Step::Nothing);
        assert_eq!(step(&state, &put(10, 5, b"fgh")), Step::Nothing);
        assert_eq!(step(&state, &put(10, 4, b"")), Step::Nothing);
        assert_eq!(step(&state, &put(10, u64::MAX, b"x")), Step::Nothing);
        assert_eq!(step(&state, &put(10, 4, b"more than is left")), Step::Nothing);
        assert_eq!(step(&state, &put(11, 4, b"efgh")), Step::OtherSize { drop: true });
        assert_eq!(step(&BlobState::default(), &put(7, 0, b"abc")), append(b"abc"));
        assert_eq!(step(&BlobState::default(), &put(7, 1, b"abc")), Step::Nothing);
    }

    #[test]
    fn what_is_whole_stays_and_may_be_used_by_those_alone_who_may() {
        let whole = BlobState { size: 10, have: 10, whole: true, drops: 0 };
        let stranger = BlobPut { under: used(2, 2), may_use: false, ..put(10, 0, b"abcd") };
        assert_eq!(step(&whole, &stranger), Step::NotTheirs);
        assert_eq!(step(&whole, &BlobPut { may_use: true, ..stranger }), Step::Nothing);
        assert_eq!(step(&whole, &BlobPut { may_use: false, ..put(10, 0, b"") }), Step::Nothing);
        assert_eq!(step(&whole, &put(11, 0, b"")), Step::OtherSize { drop: false });
    }

    #[test]
    fn what_is_not_whole_is_nothing_to_another_stream() {
        let state = BlobState { size: 10, have: 4, whole: false, drops: 0 };
        let elsewhere = |at, bytes| BlobPut { under: used(2, 2), ..put(12, at, bytes) };
        assert_eq!(step(&state, &elsewhere(0, b"")), Step::NothingHere);
        assert_eq!(step(&state, &elsewhere(4, b"efgh")), Step::NothingHere);
        assert_eq!(step(&state, &elsewhere(0, b"abc")), Step::Append { bytes: b"abc", anew: true });
        let beside = BlobPut { under: used(2, 1), ..put(10, 4, b"efgh") };
        assert_eq!(step(&state, &beside), append(b"efgh"), "another change of the same stream goes on");
    }

    #[test]
    fn what_is_appended_is_kept_in_pieces_that_follow_on_each_other() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|at| (at % 251) as u8).collect();
        let mut kept = bytes[..7].to_vec();
        for (start, piece) in pieces(7, &bytes[7..]) {
            assert!(start == kept.len() as u64 && !piece.is_empty() && piece.len() <= PIECE);
            kept.extend_from_slice(piece);
        }
        assert!(kept == bytes);
    }

    #[test]
    fn what_is_asked_for_is_cut_out_of_pieces_at_any_byte() {
        let pieces: [(u64, &[u8]); 3] = [(0, b"abc"), (3, b"d"), (4, b"efghij")];
        for at in 0..12_u64 {
            for most in 0..12_u64 {
                let found: Vec<u8> =
                    pieces.iter().flat_map(|(start, bytes)| within(*start, bytes, at, at + most)).copied().collect();
                let all = b"abcdefghij";
                let (from, to) = ((at as usize).min(10), ((at + most) as usize).min(10));
                assert_eq!(found, all[from..to]);
            }
        }
    }
}

//! How positions and fixed bytes stand in columns, the same in each storage: what a backup carries from
//! one into the other is copied as it stands.

use domain::chain::Position;
use domain::change::{ChangeHash, Header};

use super::{Result, StorageError};
use crate::core::placing::Numbered;

/// Positions under one stream's number.
pub const SPAN: i64 = 1 << 32;

pub fn damaged(what: &str) -> StorageError {
    StorageError::Damaged(what.to_owned())
}

/// Exactly `N` stored bytes.
pub fn exactly<const N: usize>(stored: &[u8]) -> Result<[u8; N]> {
    stored.try_into().map_err(|_| damaged("a stored value has the wrong length"))
}

/// The row number of a change.
pub fn place_of(stream: i64, position: Position) -> Result<i64> {
    i64::try_from(position)
        .ok()
        .filter(|position| *position < SPAN)
        .and_then(|position| stream.checked_mul(SPAN)?.checked_add(position))
        .ok_or_else(|| StorageError::Other("a stream is full".to_owned()))
}

pub fn position_of(place: i64) -> Position {
    u64::try_from(place % SPAN).unwrap_or_default()
}

/// A number as it is kept.
pub fn stored(number: u64) -> Result<i64> {
    i64::try_from(number).map_err(|_| StorageError::Other("a number is too large to be kept".to_owned()))
}

/// A number that was kept.
pub fn number(stored: i64) -> Result<u64> {
    u64::try_from(stored).map_err(|_| damaged("a stored number is below zero"))
}

pub fn position(stored: i64) -> Result<Position> {
    u64::try_from(stored).map_err(|_| damaged("a position is below zero"))
}

/// What a position was given to, as its device numbered it.
pub fn numbered(hash: &[u8], header: &[u8]) -> Result<Numbered> {
    let previous = Header::decode(header).map_err(|_| damaged("a header does not read"))?.previous;
    Ok(Numbered { hash: ChangeHash::from_bytes(exactly(hash)?), previous, placed: true })
}

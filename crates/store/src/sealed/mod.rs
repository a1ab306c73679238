//! Sealed files: what waits to be sent, or everything of a ward that somebody may read, as one encrypted
//! file that goes from hand to hand where there is no line.
//!
//! ```text
//! WARDBOOK SEALED 1\n
//! number of devices as 2 bytes, little-endian · for each 80 bytes: the file's key, sealed to it (HPKE)
//! chunks of 64 KiB, each with its seal (XChaCha20-Poly1305): items, compressed with zstd
//! ```
//!
//! What stands before the chunks names nobody and nothing: a device finds the part that is for it by trying.
//! A file gives no positions, and nothing counts as received because of one. What it brings is checked
//! before any of it is taken, goes the way of every change ([`crate::apply`]), and is taken again as often
//! as anybody likes.
//!
//! Must not know what people are told of it, nor where files lie.

mod directory;
mod envelope;
mod histories;
mod items;
mod make;
mod take;

use crate::error::Result;
use crate::store::Reader;

pub use items::SealedTerms;
pub use make::{MaySeal, SealedInfo, What};
pub use take::{LeftOut, TakenIn};

impl Reader<'_> {
    /// Changes that came in files and are offered to the server with the next exchange.
    pub fn offered(&self) -> Result<u64> {
        let count: i64 = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM brought b CROSS JOIN lost l ON l.change = b.change AND l.ready = 1
                 WHERE (SELECT c.position FROM change c WHERE c.no = b.change) IS NULL",
            )?
            .query_row([], |row| row.get(0))?;
        Ok(count.unsigned_abs())
    }
}

//! What the server signed for whoever made a file, against what it signed for this device. In one life of a server a
//! stream has one history, so two that part are proof that somebody was shown something else: the means to notice it
//! without asking that server.

use std::collections::BTreeMap;

use domain::chain::{ChainHash, Head};
use domain::change::ChangeHash;
use domain::clock::Timestamp;
use domain::ids::StreamId;
use rusqlite::Connection;

use crate::error::Result;

/// How far this device stands in a stream, in which life of the server.
#[derive(Debug, Clone, Copy)]
struct Mine {
    no: i64,
    epoch: u64,
    position: u64,
    chain: ChainHash,
}

pub(super) struct Histories<'c> {
    connection: &'c Connection,
    mine: BTreeMap<StreamId, Mine>,
}

impl<'c> Histories<'c> {
    pub fn of(connection: &'c Connection) -> Result<Self> {
        let mut statement = connection.prepare(
            "SELECT s.id, s.no, c.epoch, c.position, c.chain FROM cursor c JOIN stream s ON s.no = c.stream",
        )?;
        let rows = statement.query_map([], |row| {
            let mine = Mine {
                no: row.get(1)?,
                epoch: row.get::<_, i64>(2)?.cast_unsigned(),
                position: row.get::<_, i64>(3)?.cast_unsigned(),
                chain: ChainHash::from_bytes(row.get(4)?),
            };
            Ok((StreamId::from_bytes(row.get(0)?), mine))
        })?;
        Ok(Self { connection, mine: rows.collect::<rusqlite::Result<_>>()? })
    }

    fn of_this_life(&self, stream: StreamId, epoch: u64) -> Option<&Mine> {
        self.mine.get(&stream).filter(|mine| mine.epoch == epoch && mine.position > 0)
    }

    /// Whether the file has something else at the very place where this device stands.
    pub fn differs_here(&self, stream: StreamId, epoch: u64, head: &Head) -> bool {
        self.of_this_life(stream, epoch).is_some_and(|mine| mine.position == head.position && mine.chain != head.chain)
    }

    /// Whether this device, which stands further on, was given something else up to where the file ends. What it does
    /// not hold without a gap it cannot tell.
    pub fn differs_before(&self, stream: StreamId, epoch: u64, end: &Head) -> Result<bool> {
        let Some(mine) = self.of_this_life(stream, epoch).filter(|mine| mine.position > end.position) else {
            return Ok(false);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT position, header, server_time FROM change WHERE stream = ?1 AND position <= ?2 ORDER BY position",
        )?;
        let mut rows = statement.query([mine.no, end.position.cast_signed()])?;
        let mut head = Head::start(stream);
        while let Some(row) = rows.next()? {
            let position = row.get::<_, i64>(0)?.cast_unsigned();
            if position != head.position + 1 {
                return Ok(false);
            }
            let (hash, time) = (
                ChangeHash::of(&row.get::<_, Vec<u8>>(1)?),
                Timestamp::from_millis(row.get::<_, Option<i64>>(2)?.unwrap_or(0)),
            );
            head = Head { position, chain: head.chain.next(hash, position, time), time };
        }
        Ok(head.position == end.position && head.chain != end.chain)
    }
}

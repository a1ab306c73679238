//! The store as the engine sees it: each call one transaction.

use domain::clock::Timestamp;
use domain::entropy::Entropy;
use domain::ids::StreamId;
use protocol::{Cursor, Page, PullAnswer, PushAnswer, WireGroup};
use rusqlite::Connection;
use sync::{Replica, ReplicaFault, Standing, Taken};

use super::link::{self, ServerLink};
use super::{again, outbox, page, parting, purge, push};
use crate::apply::Indexing;
use crate::error::{Result, StoreError};
use crate::store::Store;

/// A store, and the randomness that a new device needs.
pub struct StoreReplica<'a> {
    pub store: &'a Store,
    pub entropy: &'a dyn Entropy,
    /// Whether the search index is brought along with each page or afterwards.
    pub indexing: Indexing,
}

impl From<StoreError> for ReplicaFault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Untrue(what) => Self::Untrue(what),
            other => Self::Store(other.to_string()),
        }
    }
}

impl StoreReplica<'_> {
    fn write<T>(
        &self,
        now: Timestamp,
        act: impl FnOnce(&Connection, &ServerLink) -> Result<T>,
    ) -> Result<T, ReplicaFault> {
        let done = self.store.write(now, self.entropy, |writer| {
            let link = link::load(writer.connection)?
                .ok_or_else(|| StoreError::Inconsistent("the notebook has no server".to_owned()))?;
            act(writer.connection, &link)
        });
        Ok(done?)
    }
}

impl Replica for StoreReplica<'_> {
    fn standing(&self) -> Result<Standing, ReplicaFault> {
        let standing = self.store.read(|reader| {
            Ok(Standing {
                cursors: cursors(reader.connection)?,
                purged: purge::unconfirmed(reader.connection)?,
                whole: purge::once_purged(reader.connection)?,
                held: outbox::held(reader.connection)?,
                pending: outbox::pending(reader.connection)?,
            })
        });
        Ok(standing?)
    }

    fn outgoing(&self, groups: usize, bytes: usize) -> Result<Vec<WireGroup>, ReplicaFault> {
        let found = self.store.read(|reader| {
            let waiting = outbox::outgoing(reader.connection, groups, bytes)?;
            if waiting.is_empty() { again::outgoing(reader.connection, groups, bytes) } else { Ok(waiting) }
        });
        Ok(found?)
    }

    fn introductions(&self) -> Result<Vec<WireGroup>, ReplicaFault> {
        let found = self.store.read(|reader| {
            let mut found = Vec::new();
            for group in outbox::outgoing(reader.connection, usize::from(u16::MAX), usize::MAX)? {
                let parts: Vec<_> =
                    group.changes.iter().cloned().map(protocol::WireChange::read).collect::<Result<_, _>>()?;
                if parting::introduces_itself(&parts) {
                    found.push(group);
                }
            }
            Ok(found)
        });
        Ok(found?)
    }

    fn take_push(&self, answer: &PushAnswer, now: Timestamp) -> Result<Taken, ReplicaFault> {
        self.write(now, |connection, link| push::take(connection, link, &answer.answers, &answer.receipts, now))
    }

    fn take_page(&self, page: &Page, now: Timestamp) -> Result<Taken, ReplicaFault> {
        self.write(now, |connection, link| page::take(connection, link, page, self.indexing))
    }

    fn take_standing(&self, answer: &PullAnswer, now: Timestamp) -> Result<Taken, ReplicaFault> {
        let taken = self.write(now, |connection, link| {
            // The server has read what the request confirmed; what it asks for now comes after.
            purge::confirmed(connection)?;
            purge::purge(connection, &answer.gone)?;
            let taken = push::take(connection, link, &answer.decided, &answer.receipts, now)?;
            if !answer.more && answer.unknown.is_empty() {
                again::everything_came(connection)?;
                link::put(connection, &checked_in(connection, link, answer, now)?)?;
            }
            Ok(taken)
        })?;
        if !answer.gone.is_empty() {
            // What was purged must not stay readable in the write-ahead log either.
            self.store.checkpoint();
        }
        Ok(taken)
    }

    fn begin_again(&self, streams: &[StreamId], epoch: u64, now: Timestamp) -> Result<(), ReplicaFault> {
        self.write(now, |connection, _| again::begin(connection, streams, epoch))
    }

    fn part_from_copy(&self, now: Timestamp) -> Result<(), ReplicaFault> {
        Ok(self.store.write(now, self.entropy, |writer| writer.part_from_copy())?)
    }
}

/// The whole exchange is in: the lease begins anew, by the server's clock.
fn checked_in(connection: &Connection, link: &ServerLink, answer: &PullAnswer, now: Timestamp) -> Result<ServerLink> {
    let known: Option<String> =
        rusqlite::OptionalExtension::optional(
            connection.query_row("SELECT addresses FROM partnership", [], |row| row.get(0)),
        )?;
    let addresses: Vec<String> = known.and_then(|known| serde_json::from_str(&known).ok()).unwrap_or_default();
    Ok(ServerLink {
        key: link.key,
        addresses: if addresses.is_empty() { link.addresses.clone() } else { addresses },
        epoch: answer.epoch,
        checked_in: Some(answer.server_time),
        offset: answer.server_time.millis().saturating_sub(now.millis()),
        latest: answer.server_time,
        lease_days: answer.lease_days,
        synced_at: Some(now),
    })
}

fn cursors(connection: &Connection) -> Result<Vec<Cursor>> {
    let mut statement = connection.prepare_cached(
        "SELECT s.id, c.epoch, c.position, c.chain FROM cursor c JOIN stream s ON s.no = c.stream
         ORDER BY s.no",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Cursor {
            stream: StreamId::from_bytes(row.get(0)?),
            epoch: row.get::<_, i64>(1)?.cast_unsigned(),
            position: row.get::<_, i64>(2)?.cast_unsigned(),
            chain: domain::chain::ChainHash::from_bytes(row.get(3)?),
        })
    })?;
    rows.map(|row| row.map_err(Into::into)).collect()
}

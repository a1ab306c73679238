//! The store as the engine sees it: each call one transaction, but for pages, which are taken so many at
//! a time.

use domain::blob::BlobId;
use domain::clock::Timestamp;
use domain::entropy::Entropy;
use domain::ids::StreamId;
use domain::seeded::{self, Seeded};
use protocol::{Cursor, Page, PullAnswer, PushAnswer, WireGroup};
use rusqlite::{Connection, OptionalExtension};
use sync::{BlobCall, BlobPart, Pages, Replica, ReplicaFault, Standing, Taken};

use super::keys::KeyRing;
use super::link::{self, ServerLink};
use super::prepared::{self, Prepared};
use super::{again, blobs, outbox, page, parting, purge, push, told};
use crate::apply::Indexing;
use crate::erase;
use crate::error::{Result, StoreError};
use crate::project;
use crate::store::{Store, Writer};

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
        act: impl FnOnce(&mut Writer<'_>, &ServerLink) -> Result<T>,
    ) -> Result<T, ReplicaFault> {
        let done = self.store.write(now, self.entropy, |writer| {
            let link = server(writer.connection)?;
            act(writer, &link)
        });
        Ok(done?)
    }

    /// Pages in the caller's one transaction, each whole or not at all.
    fn take_together(&self, connection: &Connection, link: &ServerLink, prepared: &[Prepared<'_>]) -> Result<Pages> {
        // Loaded anew: another program may have taken a page of `control` meanwhile.
        let mut ring = KeyRing::of_server(connection, link.key)?;
        let mut pages = Pages::default();
        for page in prepared {
            connection.execute_batch("SAVEPOINT page")?;
            match page::take(connection, &mut ring, page) {
                Ok(taken) => {
                    connection.execute_batch("RELEASE page")?;
                    pages.add(Pages { taken, stood: 1, ..Pages::default() });
                }
                Err(StoreError::OwnMissing(stream)) => {
                    connection.execute_batch("ROLLBACK TO page; RELEASE page")?;
                    // Asked for again, whole this time. That the disk is an earlier one shows when it sends.
                    purge::ask_whole(connection, stream)?;
                    pages.add(Pages { again: true, ..Pages::default() });
                }
                Err(StoreError::Untrue(what)) => {
                    connection.execute_batch("ROLLBACK TO page; RELEASE page")?;
                    // What it brought to the ring is not true either.
                    ring = KeyRing::of_server(connection, link.key)?;
                    pages.add(Pages { untrue: Some(what), ..Pages::default() });
                }
                Err(other) => return Err(other),
            }
        }
        if self.indexing == Indexing::Now {
            // In the order of the numbers: out of it, the index would write a piece of itself for each.
            project::index_pending(connection)?;
        }
        Ok(pages)
    }
}

fn server(connection: &Connection) -> Result<ServerLink> {
    link::load(connection)?.ok_or_else(|| StoreError::Inconsistent("the notebook has no server".to_owned()))
}

/// Changes in one transaction, about: enough to share the wait for the disk, few enough that nobody who
/// records meanwhile notices.
const TOGETHER: usize = 500;

/// Runs of pages, each for one transaction; a page is never cut.
fn shares(pages: &[Page]) -> Vec<&[Page]> {
    let mut shares = Vec::new();
    let (mut from, mut counted) = (0, 0);
    for (index, page) in pages.iter().enumerate() {
        counted += page.entries.len();
        if counted >= TOGETHER || index + 1 == pages.len() {
            shares.push(&pages[from..=index]);
            (from, counted) = (index + 1, 0);
        }
    }
    shares
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
                wanted: blobs::wanted(reader.connection)?,
            })
        });
        Ok(standing?)
    }

    fn outgoing(&self, groups: usize, bytes: usize) -> Result<Vec<WireGroup>, ReplicaFault> {
        let found = self.store.read(|reader| {
            let waiting = outbox::outgoing(reader.connection, groups, bytes)?;
            if waiting.is_empty() { again::outgoing(reader.connection, groups, bytes) } else { Ok(waiting) }
        })?;
        if seeded::on(Seeded::TrailSentUnanswered) {
            let connection = self.store.whole_file();
            for group in &found {
                outbox::count_trail_as_sent(&connection, group.id)?;
            }
        }
        Ok(found)
    }

    fn introductions(&self) -> Result<Vec<WireGroup>, ReplicaFault> {
        let found = self.store.read(|reader| {
            let mut found = Vec::new();
            if seeded::on(Seeded::NewDeviceNotIntroduced) {
                return Ok(found);
            }
            for group in outbox::single_in_control(reader.connection)? {
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

    fn lineage(&self) -> Result<Vec<WireGroup>, ReplicaFault> {
        if seeded::on(Seeded::NewDeviceNotIntroduced) {
            return Ok(Vec::new());
        }
        Ok(self.store.read(parting::lineage)?)
    }

    fn take_push(&self, answer: &PushAnswer, now: Timestamp) -> Result<Taken, ReplicaFault> {
        let (taken, erased) = self.write(now, |writer, link| {
            let taken = push::take(writer, link, &answer.answers, &answer.receipts)?;
            told::compare(writer.connection)?;
            Ok((taken, erase::finish(writer.connection)?))
        })?;
        if erased {
            self.store.leave_nothing_beside();
        }
        Ok(taken)
    }

    fn take_pages(&self, pages: &[Page], now: Timestamp) -> Result<Pages, ReplicaFault> {
        let mut all = Pages::default();
        let mut erased = false;
        for together in shares(pages) {
            let (link, ring) = self.store.read(|reader| {
                let link = server(reader.connection)?;
                let ring = KeyRing::of_server(reader.connection, link.key)?;
                Ok((link, ring))
            })?;
            // Before the transaction: whoever records meanwhile does not wait for the checks.
            let prepared = prepared::prepare(together, &link.key, &ring);
            if seeded::on(Seeded::CursorBeforeData) {
                self.write(now, |writer, _| page::count_only(writer.connection, &prepared))?;
            }
            let (pages, finished) = self.write(now, |writer, link| {
                let pages = self.take_together(writer.connection, link, &prepared)?;
                told::compare(writer.connection)?;
                Ok((pages, erase::finish(writer.connection)?))
            })?;
            erased |= finished;
            all.add(pages);
        }
        if erased {
            self.store.leave_nothing_beside();
        }
        Ok(all)
    }

    fn take_standing(&self, answer: &PullAnswer, now: Timestamp) -> Result<Taken, ReplicaFault> {
        let taken = self.write(now, |writer, link| {
            let connection = writer.connection;
            // The server has read what the request confirmed; what it asks for now comes after.
            purge::confirmed(connection)?;
            purge::purge(writer, &answer.gone)?;
            blobs::there(connection, &answer.there)?;
            let taken = push::take(writer, link, &answer.decided, &answer.receipts)?;
            if !answer.more && answer.unknown.is_empty() {
                again::everything_came(connection)?;
                // Nothing is given any more to whoever belongs no more, of no stream.
                let left = cursors(connection)?;
                if answer.pages.is_empty() && left.iter().all(|cursor| answer.gone.contains(&cursor.stream)) {
                    told::shut_out(connection)?;
                } else {
                    told::exchanged(connection, answer.epoch)?;
                }
                blobs::unknown_again(connection)?;
                let here = checked_in(connection, link, answer, now)?;
                link::put(connection, &here)?;
                tell_of_clock(writer, link, &here, now)?;
            }
            Ok(taken)
        })?;
        if !answer.gone.is_empty() {
            self.store.leave_nothing_beside();
        }
        if !answer.more {
            self.store.tidy_unsent(self.entropy);
        }
        Ok(taken)
    }

    fn begin_again(&self, streams: &[StreamId], epoch: u64, now: Timestamp) -> Result<(), ReplicaFault> {
        self.write(now, |writer, _| {
            blobs::begin_again(writer.connection)?;
            outbox::clashes_again(writer.connection)?;
            again::begin(writer.connection, streams, epoch)
        })
    }

    fn part_from_copy(&self, now: Timestamp) -> Result<(), ReplicaFault> {
        Ok(self.store.write(now, self.entropy, |writer| writer.part_from_copy())?)
    }

    fn next_blob(&self, most: usize) -> Result<Option<(BlobCall, u32)>, ReplicaFault> {
        let next = self.store.read(|reader| {
            let Some(call) = blobs::next(reader.connection, most)? else { return Ok(None) };
            Ok(Some((call, blobs::left(reader.connection)?)))
        });
        Ok(next?)
    }

    fn take_blob(&self, part: BlobPart<'_>, now: Timestamp) -> Result<bool, ReplicaFault> {
        self.write(now, |writer, _| match part {
            BlobPart::Put(blob, answer) => blobs::put(writer.connection, blob, answer.have),
            BlobPart::Got(asked, answer) => blobs::got(writer.connection, asked, answer),
        })
    }

    fn blob_refused(&self, blob: BlobId, code: &str, now: Timestamp) -> Result<(), ReplicaFault> {
        self.write(now, |writer, _| blobs::refuse(writer.connection, blob, code))
    }
}

/// The whole exchange is in: the lease begins anew, by the server's clock.
fn checked_in(connection: &Connection, link: &ServerLink, answer: &PullAnswer, now: Timestamp) -> Result<ServerLink> {
    let mut statement = connection.prepare_cached("SELECT addresses FROM partnership")?;
    let known: Option<String> = statement.query_row([], |row| row.get(0)).optional()?;
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

/// What is kept to be said of a clock that is wrong.
const CLOCK: &str = "clock";

/// Said once when a clock is found wrong, however often that is seen, and taken back when it is right.
fn tell_of_clock(writer: &mut Writer<'_>, before: &ServerLink, here: &ServerLink, now: Timestamp) -> Result<()> {
    let was_off = before.synced_at.is_some_and(|at| before.clock_off(at).is_some());
    match here.clock_off(now) {
        None => writer.dismiss_notice(CLOCK),
        Some(_) if was_off => Ok(()),
        Some(_) => writer.put_notice(CLOCK, ""),
    }
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

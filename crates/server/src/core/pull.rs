//! `POST /v1/pull`: what is new since these cursors, control first, then round robin within a measure.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use domain::chain::Head;
use domain::ids::{DeviceId, GroupId, StreamId};
use domain::seeded::{self, Seeded};
use domain::streams::StreamSort;
use protocol::{Cursor, Entry, Fate, GroupAnswer, Page, PullAnswer, PullRequest, Receipts, WireChange};

use super::caller::Caller;
use super::known::Known;
use super::push::later;
use super::{Code, Result, Service, lease_days};
use crate::storage::{Bounds, HeldState, Run, Seen, Storage};

/// The most a device may ask for in one answer.
const BYTES_MAX: usize = 4 * 1024 * 1024;
/// A stream's share of an answer is not cut smaller than this.
const SHARE_MIN: usize = 32 * 1024;
/// What an entry takes beside its change, about.
const ENTRY_BYTES: usize = 64;
/// More streams than any partnership has.
const NAMED_MAX: usize = 100_000;

/// A stream that is further on than the device, and from where.
struct Moving {
    stream: StreamId,
    from: u64,
    head: Head,
}

impl<S: Storage> Service<S> {
    pub async fn pull(&self, caller: &Caller, request: PullRequest) -> Result<PullAnswer> {
        let named = [
            request.cursors.len(),
            request.purged.len(),
            request.whole.len(),
            request.held.len(),
            request.program.len(),
        ];
        if named.iter().any(|count| *count > NAMED_MAX) || request.wanted.len() > protocol::BLOBS_WANTED {
            return Err(Code::TooLarge.into());
        }
        let known = self.known().await?;
        let heads = self.storage.heads().await?;
        let cursors: BTreeMap<StreamId, Cursor> =
            request.cursors.iter().map(|cursor| (cursor.stream, *cursor)).collect();
        let (gone, unknown, moving) = self.compare(&known, caller, &cursors, &heads).await?;
        let total: u64 = moving.iter().map(|moving| moving.head.position - moving.from).sum();
        let pages = self.pages(&known, caller, &request, moving).await?;
        let sent: u64 = pages.iter().map(|page| page.entries.len() as u64).sum();
        let (decided, receipts) = self.decided(caller, request.held).await?;
        let there = self.blobs_there(&known, caller, request.wanted).await?;
        let now = self.now();
        // Keys and names of members stay with whoever was one, so nobody is waited for to remove those.
        let stay = [self.meta.control, self.meta.reference];
        let awaited = gone.iter().copied().filter(|stream| !stay.contains(stream)).collect();
        self.note_seen(Seen {
            device: caller.device,
            at: now,
            pending: request.pending,
            program: request.program.chars().take(64).collect(),
            gone: awaited,
            purged: request.purged,
        })
        .await?;
        let behind = total.saturating_sub(sent);
        Ok(PullAnswer {
            pages,
            gone,
            unknown,
            decided,
            receipts,
            more: behind > 0,
            epoch: self.meta.epoch,
            server_time: now,
            lease_days: lease_days(&known.directory),
            behind,
            there,
        })
    }

    /// What is to be purged, what does not fit, and what has moved.
    async fn compare(
        &self,
        known: &Known,
        caller: &Caller,
        cursors: &BTreeMap<StreamId, Cursor>,
        heads: &BTreeMap<StreamId, Head>,
    ) -> Result<(Vec<StreamId>, Vec<StreamId>, Vec<Moving>)> {
        if !caller.may_read {
            return Ok((cursors.keys().copied().collect(), Vec::new(), Vec::new()));
        }
        let readable = known.readable(caller.person, self.today());
        let (mut gone, mut unknown, mut moving) = (Vec::new(), Vec::new(), Vec::new());
        for cursor in cursors.values() {
            let stream = cursor.stream;
            let head = heads.get(&stream).copied().unwrap_or_else(|| Head::start(stream));
            // First whether it is of this life of the server: a restored one may have lost the grant
            // itself, and must not have content purged that it may be about to be given back.
            if cursor.epoch != self.meta.epoch && !seeded::on(Seeded::RestoreUnnoticed) {
                unknown.push(stream);
            } else if !readable.contains(&stream) {
                // A stream that nothing stands for here is no reason to purge it either.
                if known.directory.stream(stream).is_some() {
                    gone.push(stream);
                }
            } else if !seeded::on(Seeded::RestoreUnnoticed) && !self.fits(cursor, &head).await? {
                unknown.push(stream);
            } else if cursor.position < head.position {
                moving.push(Moving { stream, from: cursor.position, head });
            }
        }
        let new = heads.iter().filter(|(stream, _)| readable.contains(stream) && !cursors.contains_key(stream));
        moving.extend(new.map(|(stream, head)| Moving { stream: *stream, from: 0, head: *head }));
        Ok((gone, unknown, moving))
    }

    async fn fits(&self, cursor: &Cursor, head: &Head) -> Result<bool> {
        if cursor.position == 0 {
            return Ok(cursor.chain == Head::start(cursor.stream).chain);
        }
        if cursor.position >= head.position {
            return Ok(cursor.position == head.position && cursor.chain == head.chain);
        }
        let there = self.storage.head_at(cursor.stream, cursor.position).await?;
        Ok(there.is_some_and(|there| there.chain == cursor.chain))
    }

    async fn pages(
        &self,
        known: &Known,
        caller: &Caller,
        request: &PullRequest,
        mut moving: Vec<Moving>,
    ) -> Result<Vec<Page>> {
        let asked = if request.bytes == 0 { protocol::PAGE_BYTES } else { request.bytes as usize };
        let mut left = asked.min(BYTES_MAX);
        let changes = if request.changes == 0 { usize::MAX } else { request.changes as usize };
        let order = |moving: &Moving| match known.directory.stream(moving.stream).map(|info| info.sort) {
            Some(StreamSort::Control) => 0,
            Some(StreamSort::Reference) => 1,
            Some(StreamSort::Own) => 2,
            _ => 3,
        };
        moving.sort_by_key(|moving| (order(moving), moving.stream));
        let first = moving.iter().position(|moving| order(moving) == 3).unwrap_or(moving.len());
        let others = moving.len() - first;
        if let Some(others) = moving.get_mut(first..).filter(|others| !others.is_empty()) {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed) % others.len();
            others.rotate_left(turn);
        }
        let mut pages = Vec::new();
        for (index, moving) in moving.iter().enumerate() {
            if left == 0 {
                break;
            }
            // Control, reference and own come whole as far as the measure goes; the others share the rest.
            let waiting = others.saturating_sub(index.saturating_sub(first));
            let share = if index < first { left } else { (left / waiting.max(1)).max(SHARE_MIN).min(left) };
            let run = self.storage.run(moving.stream, moving.from, Bounds { changes, bytes: share }).await?;
            // Where the device holds nothing of its own any more, it gets that back too.
            let holds = (!request.whole.contains(&moving.stream)).then_some(caller.device);
            let Some(page) = self.page(known, holds, moving.stream, run) else { continue };
            let size: usize = page.entries.iter().map(entry_size).sum();
            left = left.saturating_sub(size);
            pages.push(page);
        }
        Ok(pages)
    }

    /// `holds` is the device that holds what it wrote there itself.
    fn page(&self, known: &Known, holds: Option<DeviceId>, stream: StreamId, run: Run) -> Option<Page> {
        let info = known.directory.stream(stream)?;
        let mut end = run.before;
        let mut entries = Vec::with_capacity(run.rows.len());
        for row in run.rows {
            end = Head {
                position: row.position,
                chain: end.chain.next(row.hash, row.position, row.time),
                time: row.time,
            };
            entries.push(if holds == Some(row.device) {
                Entry::Yours { id: row.id, hash: row.hash, time: row.time }
            } else {
                let change = WireChange { header: row.header, signature: row.signature, body: row.body };
                Entry::Change { change, time: row.time }
            });
        }
        if entries.is_empty() {
            return None;
        }
        Some(Page {
            stream,
            sort: info.sort.as_str().to_owned(),
            area: info.area,
            person: info.person,
            epoch: self.meta.epoch,
            before: run.before,
            entries,
            signature: self.word_for(stream, &end),
        })
    }

    /// What became of groups the device knows as held. Those that still wait are left out.
    async fn decided(&self, caller: &Caller, groups: Vec<GroupId>) -> Result<(Vec<GroupAnswer>, Vec<Receipts>)> {
        if groups.is_empty() {
            return Ok((Vec::new(), Vec::new()));
        }
        let rows: BTreeMap<GroupId, _> =
            self.storage.held_rows(groups.clone()).await?.into_iter().map(|row| (row.group, row)).collect();
        let (mut answers, mut released) = (Vec::new(), Vec::new());
        for group in groups {
            let fate = match rows.get(&group).filter(|row| row.author == caller.person) {
                // A restored server may have lost it.
                None => later(Code::NotHeld),
                Some(row) => match &row.state {
                    HeldState::Held => continue,
                    HeldState::Released => {
                        released.push(group);
                        Fate::Accepted
                    }
                    HeldState::Declined { by, reason } => Fate::Declined { by: by.clone(), reason: reason.clone() },
                },
            };
            answers.push(GroupAnswer { group, fate });
        }
        let standings = self.storage.standings(released).await?.into_values().flatten().collect();
        Ok((answers, self.receipts(standings)))
    }
}

fn entry_size(entry: &Entry) -> usize {
    match entry {
        Entry::Change { change, .. } => change.size() + ENTRY_BYTES,
        Entry::Yours { .. } => ENTRY_BYTES,
    }
}

//! The server's word for where changes stand.

use domain::chain::Head;
use domain::ids::StreamId;
use domain::signing::Signature;
use protocol::{Receipt, Receipts};

use super::Service;
use crate::storage::{Standing, Storage};

impl<S: Storage> Service<S> {
    pub(super) fn word_for(&self, stream: StreamId, head: &Head) -> Signature {
        head.sign(stream, self.meta.epoch, &self.identity)
    }

    /// Receipts for these, in runs without gaps, so that each run needs one signature.
    pub(super) fn receipts(&self, mut standings: Vec<Standing>) -> Vec<Receipts> {
        standings.sort_by_key(|standing| (standing.stream, standing.after.position));
        standings.dedup_by_key(|standing| standing.change);
        let follows = |one: &Standing, next: &Standing| one.stream == next.stream && one.after == next.before;
        standings
            .chunk_by(follows)
            .filter_map(|run| {
                let (first, last) = (run.first()?, run.last()?);
                let receipt = |standing: &Standing| Receipt {
                    change: standing.change,
                    hash: standing.hash,
                    time: standing.after.time,
                };
                Some(Receipts {
                    stream: first.stream,
                    epoch: self.meta.epoch,
                    before: first.before,
                    taken: run.iter().map(receipt).collect(),
                    signature: self.word_for(last.stream, &last.after),
                })
            })
            .collect()
    }
}

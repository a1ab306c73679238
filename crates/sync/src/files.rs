//! Photos and documents within an exchange: one part after another, so small that no text waits long behind
//! one, and so large that a good line is used.

use domain::clock::Timestamp;
use protocol::{BLOB_PART_BYTES, BlobGetAnswer, BlobPutAnswer, Refused};

use crate::engine::Moment;
use crate::replica::{BlobCall, BlobPart, Replica, ReplicaFault};
use crate::report::Report;

/// Bytes of the first part, before it is known how fast the line is.
const FIRST: usize = 64 * 1024;
const LEAST: usize = 16 * 1024;
/// A part that took less may be twice as large next time; one that took more than the second, half.
const QUICK_MS: u64 = 500;
const SLOW_MS: u64 = 2_000;
/// While parts are under way, how long others' new text may go unasked for.
const PULL_AGAIN_MS: u64 = 10_000;

/// The code with which a server says that it has nothing under this address.
const NO_SUCH_DOOR: &str = "not-found";

#[derive(Debug)]
pub(crate) struct Files {
    most: usize,
    asked: Option<(BlobCall, u64)>,
    /// The server puts them off, or nothing comes of it: no more in this exchange.
    off: bool,
    begun: bool,
    pulled_ms: u64,
    /// The life of the server in which all text was brought in line.
    epoch: u64,
}

impl Default for Files {
    fn default() -> Self {
        Self { most: FIRST, asked: None, off: false, begun: false, pulled_ms: 0, epoch: 0 }
    }
}

impl Files {
    /// Another exchange; what is known of the line stays.
    pub fn begin(&mut self) {
        *self = Self { most: self.most, ..Self::default() };
    }

    /// All text of others is here, as of now.
    pub fn pulled(&mut self, epoch: u64, at: Moment) {
        self.epoch = epoch;
        self.pulled_ms = at.awake_ms;
    }

    pub fn under_way(&self) -> bool {
        self.begun && !self.off
    }

    pub fn time_to_pull(&self, at: Moment) -> bool {
        at.awake_ms.saturating_sub(self.pulled_ms) >= PULL_AGAIN_MS
    }

    pub fn next(&mut self, replica: &dyn Replica, at: Moment) -> Result<Option<(BlobCall, u32)>, ReplicaFault> {
        if self.off {
            return Ok(None);
        }
        let Some((call, left)) = replica.next_blob(self.most)? else { return Ok(None) };
        self.begun = true;
        // What is remembered of a call needs no bytes.
        let kept = match &call {
            BlobCall::Put(put) => BlobCall::Put(protocol::BlobPutRequest {
                at: put.at + put.bytes.len() as u64,
                bytes: Vec::new(),
                ..*put
            }),
            BlobCall::Get(get) => BlobCall::Get(*get),
        };
        let asking = matches!(&call, BlobCall::Put(put) if put.bytes.is_empty());
        // How long a mere question takes says nothing of the line.
        self.asked = Some((kept, if asking { u64::MAX } else { at.awake_ms }));
        Ok(Some((call, left)))
    }

    pub fn put(
        &mut self,
        answer: &BlobPutAnswer,
        replica: &dyn Replica,
        at: Moment,
        report: &mut Report,
    ) -> Result<(), ReplicaFault> {
        let Some((BlobCall::Put(asked), began)) = self.asked.take() else { return Ok(()) };
        if !answer.answers(asked.blob, self.epoch) {
            // Asked again with the next exchange.
            self.off = true;
            return Ok(());
        }
        self.learn(began, at);
        // Whoever takes bytes and has no more afterwards would be given them for ever.
        self.off |= began != u64::MAX && answer.have < asked.at;
        report.files_sent += u64::from(replica.take_blob(BlobPart::Put(asked.blob, answer), at.now)?);
        Ok(())
    }

    pub fn got(
        &mut self,
        answer: &BlobGetAnswer,
        replica: &dyn Replica,
        at: Moment,
        report: &mut Report,
    ) -> Result<(), ReplicaFault> {
        let Some((BlobCall::Get(asked), began)) = self.asked.take() else { return Ok(()) };
        if !answer.answers(&asked) {
            self.off = true;
            return Ok(());
        }
        self.learn(began, at);
        report.files_received += u64::from(replica.take_blob(BlobPart::Got(&asked, answer), at.now)?);
        Ok(())
    }

    /// The server said no: for now, or to this one blob.
    pub fn refused(&mut self, refused: &Refused, replica: &dyn Replica, now: Timestamp) -> Result<(), ReplicaFault> {
        let blob = match self.asked.take() {
            Some((BlobCall::Put(asked), _)) => asked.blob,
            Some((BlobCall::Get(asked), _)) => asked.blob,
            None => return Ok(()),
        };
        // A server that does not know of files yet may know of them tomorrow.
        if refused.retry_after.is_some() || refused.code == NO_SUCH_DOOR {
            self.off = true;
            return Ok(());
        }
        replica.blob_refused(blob, &refused.code, now)
    }

    /// The line broke under a part: the next one is smaller.
    pub fn broke(&mut self) {
        self.asked = None;
        self.most = (self.most / 2).max(LEAST);
    }

    fn learn(&mut self, began: u64, at: Moment) {
        let Some(took) = at.awake_ms.checked_sub(began) else { return };
        if took < QUICK_MS {
            self.most = (self.most * 2).min(BLOB_PART_BYTES);
        } else if took > SLOW_MS {
            self.most = (self.most / 2).max(LEAST);
        }
    }
}

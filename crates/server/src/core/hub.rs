//! Who is told that something moved. A hint is never needed for anything to be right: a follower that
//! misses one pulls within the minute.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::chain::{Head, Position};
use domain::ids::{DeviceId, StreamId};
use tokio::sync::broadcast;

/// Hints a slow follower may lie behind before it is told "something" instead of what.
const BEHIND: usize = 256;

/// Streams that have something new.
#[derive(Debug)]
pub struct Moved {
    pub streams: Vec<StreamId>,
    /// The device that brought it, which needs no telling.
    pub by: Option<DeviceId>,
}

pub struct Hub {
    seen: Mutex<BTreeMap<StreamId, Position>>,
    hints: broadcast::Sender<Arc<Moved>>,
}

impl Default for Hub {
    fn default() -> Self {
        Self { seen: Mutex::new(BTreeMap::new()), hints: broadcast::channel(BEHIND).0 }
    }
}

impl Hub {
    /// Tells of those heads that are further on than what was told before.
    pub fn moved(&self, heads: &BTreeMap<StreamId, Head>, by: Option<DeviceId>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut streams = Vec::new();
        for (stream, head) in heads {
            let last = seen.entry(*stream).or_default();
            if head.position > *last {
                *last = head.position;
                streams.push(*stream);
            }
        }
        if !streams.is_empty() {
            // Nobody following is no fault.
            let _ = self.hints.send(Arc::new(Moved { streams, by }));
        }
    }

    /// Tells of streams in which a photo or document can be had now: no head moves for that.
    pub fn came(&self, streams: Vec<StreamId>, by: DeviceId) {
        // Nobody following is no fault.
        let _ = self.hints.send(Arc::new(Moved { streams, by: Some(by) }));
    }

    pub fn follow(&self) -> broadcast::Receiver<Arc<Moved>> {
        self.hints.subscribe()
    }

    pub fn followers(&self) -> usize {
        self.hints.receiver_count()
    }
}

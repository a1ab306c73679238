//! One event, carried out to its end: the engine's calls over the line, its answers into the store.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use domain::clock::Timestamp;
use store::{Indexing, StoreReplica};
use sync::{Bounds, Call, Effect, Engine, Event, Moment, Report, Status, Trouble};

use super::line::{Line, Who};
use crate::host::Host;
use crate::notebook::Notebook;

/// How an exchange ended.
pub(crate) type Ended = Result<Report, (Report, Trouble)>;

/// An engine and its line to the server.
pub(crate) struct Exchanger {
    engine: Engine,
    line: Box<dyn Line>,
    /// The awake clock's reading at which to look again, in milliseconds.
    wake_ms: u64,
    shown: Arc<Mutex<Status>>,
}

impl Exchanger {
    pub fn new(line: Box<dyn Line>, last_sync: Option<Timestamp>, bounds: Bounds, shown: Arc<Mutex<Status>>) -> Self {
        let engine = Engine::with_bounds(env!("CARGO_PKG_VERSION"), last_sync, bounds);
        Self { engine, line, wake_ms: 0, shown }
    }

    pub fn wake_ms(&self) -> u64 {
        self.wake_ms
    }

    /// Carries an event out until nothing is under way; `told` hears of each new status. The notebook is
    /// held only while it is read or written, never while the network is waited for: where it was locked
    /// meanwhile, what is under way is left.
    pub fn run(&mut self, event: Event, book: &Weak<Notebook>, host: &dyn Host, told: &dyn Fn()) -> Option<Ended> {
        let mut events = VecDeque::from([event]);
        let mut ended = None;
        while let Some(event) = events.pop_front() {
            let mut call = None;
            for effect in self.handle(event, &*book.upgrade()?, host) {
                match effect {
                    Effect::Call(next) => call = Some(next),
                    Effect::Wake { at_ms } => self.wake_ms = at_ms,
                    Effect::Status => {
                        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = self.engine.status().clone();
                        told();
                    }
                    Effect::Ended(how) => ended = Some(how),
                }
            }
            let Some(call) = call else { continue };
            let who = match call {
                Call::Session { .. } => Who::of(&*book.upgrade()?),
                _ => None,
            };
            events.push_back(Event::Answered(self.line.call(call, who)));
        }
        ended
    }

    fn handle(&mut self, event: Event, book: &Notebook, host: &dyn Host) -> Vec<Effect> {
        let moment = Moment { now: host.clock().now(), awake_ms: host.awake_millis() };
        let replica = StoreReplica { store: &book.store, entropy: host.entropy(), indexing: Indexing::Now };
        self.engine.handle(event, &replica, moment, host.entropy())
    }
}

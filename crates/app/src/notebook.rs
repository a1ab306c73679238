//! An open notebook, and what an act or a query on it is handed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::NaiveDate;
use domain::clock::Timestamp;
use domain::ids::PersonId;
use domain::lists::{NoteLists, WorkLists};
use domain::wards::BoundarySet;
use domain::words;
use store::read::PersonRow;
use store::{Reader, Store, StoreError, Writer};
use sync::{Event, Phase, Status};

use crate::api::{ChangeTopic, Failure};
use crate::exchange::{Driver, Exchanger, Line};
use crate::host::Host;
use crate::trail::Trail;

const NOTE_TIME_SECONDS: u64 = 3_600;

/// Minutes without use until it locks, unless its owner says otherwise.
pub const IDLE_MINUTES: u32 = 10;

/// An open notebook. Dropping the last hold on it closes the file and wipes the key.
///
/// What locking needs to know is kept beside the store: a lock must never wait for a query, a check or
/// an export that is reading just then.
pub struct Notebook {
    pub store: Store,
    pub sample: bool,
    pub lists: NoteLists,
    pub work: WorkLists,
    /// Awake seconds at the last thing the person did.
    touched: AtomicU64,
    /// To notice what another program wrote.
    foreign_writes: AtomicI64,
    /// Awake seconds when the latest time was last noted.
    time_noted: AtomicU64,
    /// None in a notebook without a server.
    pub(crate) exchanger: Option<Arc<Mutex<Exchanger>>>,
    /// What the exchanger last said of itself.
    sync_status: Arc<Mutex<Status>>,
    /// What was read and taken out, until it is written down.
    pub(crate) trail: Trail,
    /// Keeps it in step by itself; none in programs that exchange only when asked.
    pub(crate) driver: OnceLock<Driver>,
    idle_minutes: AtomicU32,
    /// Whether something begun stands in a draft.
    begun: AtomicBool,
}

/// What locking needs to know, read in one go.
#[derive(Clone, Copy)]
pub struct ForLocking {
    idle_minutes: u32,
    begun: bool,
}

impl ForLocking {
    pub fn read(reader: &Reader<'_>) -> Result<Self, StoreError> {
        let minutes = reader.settings()?.get("idle_minutes").and_then(serde_json::Value::as_u64);
        Ok(Self {
            idle_minutes: minutes.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(IDLE_MINUTES),
            begun: !reader.drafts()?.is_empty(),
        })
    }
}

impl Notebook {
    pub fn new(store: Store, sample: bool, host: &dyn Host) -> Self {
        let foreign = store.foreign_writes().unwrap_or_default();
        let book = Self {
            store,
            sample,
            lists: NoteLists::built_in(),
            work: WorkLists::built_in(),
            touched: AtomicU64::new(host.awake_seconds()),
            foreign_writes: AtomicI64::new(foreign),
            time_noted: AtomicU64::new(host.awake_seconds()),
            exchanger: None,
            sync_status: Arc::new(Mutex::new(Status { phase: Phase::Idle, last_sync: None, offline_since: None })),
            trail: Trail::default(),
            driver: OnceLock::new(),
            idle_minutes: AtomicU32::new(IDLE_MINUTES),
            begun: AtomicBool::new(false),
        };
        book.look_again();
        book
    }

    /// Gives it a line to its server.
    pub(crate) fn connect(&mut self, line: Box<dyn Line>, host: &dyn Host) -> Result<(), StoreError> {
        let last = self.store.read(|reader| reader.server())?.and_then(|link| link.synced_at);
        let exchanger = Exchanger::new(line, last, host.call_bounds(), Arc::clone(&self.sync_status));
        self.exchanger = Some(Arc::new(Mutex::new(exchanger)));
        Ok(())
    }

    pub fn sync_status(&self) -> Status {
        self.sync_status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The sentence for what is recorded and not received yet.
    pub(crate) fn not_received_words(&self) -> &'static str {
        let goes_at_once = self.driver.get().is_some() && answered(&self.sync_status());
        if goes_at_once { words::recorded_being_sent() } else { words::recorded_not_sent() }
    }

    /// Notes the latest time there has been, once an hour of being awake: a lease counts against it, so that
    /// a clock set back makes none longer.
    pub(crate) fn note_time(&self, host: &dyn Host) {
        let awake = host.awake_seconds();
        if self.exchanger.is_none() || awake < self.time_noted.load(Ordering::Relaxed) + NOTE_TIME_SECONDS {
            return;
        }
        self.time_noted.store(awake, Ordering::Relaxed);
        let now = host.clock().now();
        // Missed once, it is noted an hour later.
        let _ = self.store.write(now, host.entropy(), |writer| writer.put_latest_time(now));
    }

    /// Something was written that is to be sent.
    pub(crate) fn written(&self) {
        if let Some(driver) = self.driver.get() {
            driver.tell(Event::Written);
        }
    }

    /// Takes what locking needs to know from what is committed now.
    pub fn look_again(&self) {
        if let Ok(known) = self.store.read(ForLocking::read) {
            self.know(known);
        }
    }

    pub fn know(&self, known: ForLocking) {
        self.idle_minutes.store(known.idle_minutes, Ordering::Relaxed);
        self.begun.store(known.begun, Ordering::Relaxed);
    }

    pub fn touch(&self, host: &dyn Host) {
        self.touched.store(host.awake_seconds(), Ordering::Relaxed);
    }

    pub fn idle_seconds(&self, host: &dyn Host) -> u64 {
        host.awake_seconds().saturating_sub(self.touched.load(Ordering::Relaxed))
    }

    /// True once after another program wrote to the file.
    pub fn written_elsewhere(&self) -> bool {
        let Ok(now) = self.store.foreign_writes() else { return false };
        self.foreign_writes.swap(now, Ordering::Relaxed) != now
    }

    pub fn idle_minutes(&self) -> u32 {
        self.idle_minutes.load(Ordering::Relaxed)
    }

    pub fn begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }
}

/// Whether the server answered last time. While it is looked for, nothing is known of that.
fn answered(status: &Status) -> bool {
    match status.phase {
        Phase::Idle => status.last_sync.is_some() && status.offline_since.is_none(),
        Phase::Sending { .. } | Phase::Receiving { .. } | Phase::Files { .. } => true,
        Phase::Connecting | Phase::Waiting { .. } => false,
    }
}

impl Drop for Notebook {
    /// Whoever held it last folds the log into the file, when nothing else reads or writes here any more.
    fn drop(&mut self) {
        self.store.checkpoint();
    }
}

/// What a query is handed: one snapshot of the notebook.
pub struct Look<'a> {
    pub book: &'a Notebook,
    pub host: &'a dyn Host,
    pub reader: &'a Reader<'a>,
}

/// What an act is handed: its transaction, and a place to say what it touched.
pub struct Act<'a, 'w> {
    pub book: &'a Notebook,
    pub host: &'a dyn Host,
    pub writer: &'a mut Writer<'w>,
    pub topics: Vec<ChangeTopic>,
}

impl Act<'_, '_> {
    /// What screens showing this must ask again for.
    pub fn touched(&mut self, topic: ChangeTopic) {
        self.topics.push(topic);
    }

    pub fn now(&self) -> Timestamp {
        self.writer.now()
    }

    /// The day on which rights are judged, and from which what is ended here has ended: a wrong clock of this
    /// computer changes neither. What people are shown goes by the clock they see.
    pub fn today(&self) -> Result<NaiveDate, Failure> {
        Ok(self.writer.day_of_writing(self.now())?)
    }

    /// The same view of the notebook a query has, with what this act wrote so far.
    pub fn look<T>(&self, look: impl FnOnce(&Look<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        look(&Look { book: self.book, host: self.host, reader: self.writer })
    }
}

impl Look<'_> {
    pub fn now(&self) -> Timestamp {
        self.host.clock().now()
    }

    /// The day on which rights are judged.
    pub fn today(&self) -> Result<NaiveDate, Failure> {
        Ok(self.reader.day_of_writing(self.now())?)
    }

    pub fn me(&self) -> Result<PersonId, Failure> {
        Ok(self.reader.identity()?.person())
    }

    /// Whether reading has to stop until the server is heard from.
    pub fn lease_over(&self) -> Result<bool, Failure> {
        Ok(self.reader.server()?.is_some_and(|link| link.lease_over(self.now())))
    }

    /// The same for sealed sources, which open for less long.
    pub fn sealed_lease_over(&self) -> Result<bool, Failure> {
        Ok(self.reader.server()?.is_some_and(|link| link.sealed_lease_over(self.now())))
    }

    pub fn boundaries(&self) -> Result<BoundarySet, Failure> {
        Ok(self.reader.partnership()?.1)
    }

    /// Names by id, for whole lists.
    pub fn people(&self) -> Result<BTreeMap<PersonId, PersonRow>, Failure> {
        Ok(self.reader.people()?.into_iter().map(|person| (person.id, person)).collect())
    }
}

#[cfg(test)]
mod tests {
    use sync::Trouble;

    use super::*;

    #[test]
    fn a_note_is_said_to_be_on_its_way_only_where_the_server_answered_last_time() {
        let at = Timestamp::from_millis(1_634_227_200_000);
        let status = |phase: Phase, last_sync| Status { phase, last_sync, offline_since: None };
        let waiting = Phase::Waiting { seconds: 30, until_ms: 30_000, trouble: Trouble::Unreachable };
        assert!(answered(&status(Phase::Idle, Some(at))));
        assert!(answered(&status(Phase::Sending { item: 1, of: 2 }, None)));
        assert!(!answered(&status(Phase::Idle, None)), "nothing was exchanged yet");
        assert!(!answered(&status(Phase::Connecting, Some(at))), "the server is being looked for");
        assert!(!answered(&status(waiting, Some(at))));
        assert!(!answered(&Status { offline_since: Some(at), ..status(Phase::Idle, Some(at)) }));
    }
}

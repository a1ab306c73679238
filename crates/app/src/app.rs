//! The program's state: which stage it is in, and what is open.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use domain::clock::Timestamp;
use domain::words::Refusal;
use serde_json::Value;
use store::keyfile::DatabaseKey;
use store::{Profile, Store, StoreError};

use crate::api::{ChangeEvent, ChangeTopic, Failure};
use crate::exchange::{Driver, ServerLine};
use crate::failure::refusal_of;
use crate::host::Host;
use crate::notebook::{Act, Look, Notebook};

/// A wall clock that runs ahead of the awake clock by this much has slept.
const SLEPT_SECONDS: i64 = 30;

/// Why the notebook is locked, for the words on the locked screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockReason {
    /// Nobody has opened it since the program started.
    Started,
    Asked {
        at: Timestamp,
    },
    Idle {
        at: Timestamp,
        minutes: u32,
    },
    Slept {
        at: Timestamp,
    },
}

enum Stage {
    /// Why, and whether a draft was there.
    Closed(LockReason, bool),
    Open(Arc<Notebook>),
}

type Listener = Box<dyn Fn(ChangeEvent) + Send + Sync>;

/// One running program on one profile folder.
pub struct App {
    host: Box<dyn Host>,
    profile: Profile,
    stage: RwLock<Stage>,
    /// Wall and awake clock at the last tick.
    ticked: Mutex<Option<(Timestamp, u64)>>,
    listener: RwLock<Option<Listener>>,
    new_note: std::sync::atomic::AtomicBool,
    /// The last act on the program itself and its answer: a screen that asks again gets the same.
    last_act: Mutex<Option<(String, Value)>>,
    /// Set where an open notebook is to be kept in step with its server by itself.
    in_sync: std::sync::OnceLock<std::sync::Weak<App>>,
}

impl App {
    /// Touches nothing yet.
    pub fn new(host: impl Host + 'static, folder: impl AsRef<Path>) -> Self {
        Self {
            host: Box::new(host),
            profile: Profile::at(folder.as_ref()),
            stage: RwLock::new(Stage::Closed(LockReason::Started, false)),
            ticked: Mutex::new(None),
            listener: RwLock::new(None),
            new_note: std::sync::atomic::AtomicBool::new(false),
            last_act: Mutex::new(None),
            in_sync: std::sync::OnceLock::new(),
        }
    }

    /// From now on an open notebook is kept in step with its server by itself. For programs that stay.
    pub fn keep_in_sync(self: &Arc<Self>) {
        let _ = self.in_sync.set(Arc::downgrade(self));
    }

    /// The sync corner says something new.
    pub(crate) fn tell_sync(&self) {
        self.tell(vec![ChangeTopic::Sync], None);
    }

    /// An exchange ended: screens ask again for what it may have brought.
    pub(crate) fn exchanged(&self, ended: &crate::exchange::Ended) {
        let mut topics = vec![ChangeTopic::Sync];
        let (Ok(report) | Err((report, _))) = ended;
        if report.pulled > 0 || report.pushed > 0 || report.refused > 0 || report.held > 0 {
            topics.extend([ChangeTopic::Session, ChangeTopic::Notes, ChangeTopic::People, ChangeTopic::Settings]);
        }
        self.tell(topics, None);
    }

    /// The start asked for a new note: said to every screen that asks until the person does something.
    pub fn ask_for_new_note(&self) {
        self.new_note.store(true, std::sync::atomic::Ordering::Relaxed);
    }

    pub(crate) fn new_note_asked(&self) -> bool {
        self.new_note.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The person did something on the open notebook.
    pub(crate) fn used(&self, book: &Notebook) {
        book.touch(self.host());
        self.new_note.store(false, std::sync::atomic::Ordering::Relaxed);
    }

    pub fn host(&self) -> &dyn Host {
        self.host.as_ref()
    }

    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Told after every commit, from whichever thread made it.
    pub fn on_change(&self, listener: impl Fn(ChangeEvent) + Send + Sync + 'static) {
        *self.listener.write().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(listener));
    }

    pub(crate) fn tell(&self, topics: Vec<ChangeTopic>, request_id: Option<&str>) {
        if topics.is_empty() {
            return;
        }
        if let Some(listener) = self.listener.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            listener(ChangeEvent { topics, request_id: request_id.map(str::to_owned) });
        }
    }

    /// The open notebook, or the refusal `locked`.
    pub(crate) fn open_book(&self) -> Result<Arc<Notebook>, Failure> {
        self.book().ok_or_else(|| Refusal::Locked.into())
    }

    pub(crate) fn book(&self) -> Option<Arc<Notebook>> {
        match &*self.stage.read().unwrap_or_else(PoisonError::into_inner) {
            Stage::Open(book) => Some(Arc::clone(book)),
            Stage::Closed(..) => None,
        }
    }

    /// Why it is locked, and whether a draft was there.
    pub(crate) fn lock_reason(&self) -> (LockReason, bool) {
        match &*self.stage.read().unwrap_or_else(PoisonError::into_inner) {
            Stage::Closed(reason, draft) => (*reason, *draft),
            Stage::Open(_) => (LockReason::Started, false),
        }
    }

    fn set_stage(&self, stage: Stage) {
        *self.stage.write().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    pub(crate) fn put_open(&self, store: Store, sample: bool) {
        let mut book = Notebook::new(store, sample, self.host());
        // A notebook whose line cannot be laid is open all the same: everything works offline.
        let client = ServerLine::of(&book).ok().flatten();
        if let Some(client) = &client {
            let _ = book.connect(Box::new(ServerLine::over(Arc::clone(client))));
        }
        let book = Arc::new(book);
        if let (Some(app), Some(client)) = (self.in_sync.get().and_then(std::sync::Weak::upgrade), client) {
            let _ = book.driver.set(Driver::start(&app, &book, client));
        }
        self.set_stage(Stage::Open(book));
        self.tell(vec![ChangeTopic::Session], None);
    }

    /// Opens with a key that is already known: after a passphrase, and for programs that hold a raw key.
    pub fn open_with_key(&self, key: DatabaseKey) -> Result<(), Failure> {
        let opened = Store::open(self.profile.clone(), key).and_then(|store| {
            store.settle(self.host.clock().now(), self.host.entropy())?;
            Ok(store)
        });
        self.put_open(opened.map_err(|error| self.failure(error))?, false);
        Ok(())
    }

    /// Founds a notebook under a raw key, without a key file: for programs that hold the key themselves.
    pub fn found_with_key(&self, key: DatabaseKey, founding: &store::Founding) -> Result<(), Failure> {
        let founded =
            Store::found(self.profile.clone(), key, None, founding, self.host.clock().now(), self.host.entropy());
        self.put_open(founded.map_err(|error| self.failure(error))?, false);
        Ok(())
    }

    /// Removes what a crash may have left of a sample notebook. Its key is gone, so it is only clutter.
    pub fn tidy_up(&self) {
        if self.book().is_none() {
            let _ = std::fs::remove_dir_all(self.profile.sample().folder());
        }
    }

    /// Drops the key. The sample notebook is left, and gone, instead of locked.
    pub fn close(&self, reason: LockReason) {
        let Some(book) = self.book() else { return };
        let sample = book.sample;
        let draft = book.store.read(|reader| reader.drafts()).is_ok_and(|drafts| !drafts.is_empty());
        book.store.checkpoint();
        drop(book);
        self.set_stage(if sample { Stage::Closed(LockReason::Started, false) } else { Stage::Closed(reason, draft) });
        if sample {
            // What cannot be removed now (Windows holds open files) goes at the next start.
            let _ = std::fs::remove_dir_all(self.profile.sample().folder());
        }
        self.tell(vec![ChangeTopic::Session], None);
    }

    /// Called every second: locks on idle and after sleep, and notices what another program wrote.
    pub fn tick(&self) {
        let (now, awake) = (self.host.clock().now(), self.host.awake_seconds());
        let before = self.ticked.lock().unwrap_or_else(PoisonError::into_inner).replace((now, awake));
        let Some(book) = self.book() else { return };
        if let Some((wall, tick)) = before {
            let slept = now.seconds_since(wall) - i64::try_from(awake - tick).unwrap_or(0);
            if slept > SLEPT_SECONDS && !book.sample {
                drop(book);
                return self.close(LockReason::Slept { at: now });
            }
        }
        let minutes = book.idle_minutes();
        if !book.sample && book.idle_seconds(self.host()) >= u64::from(minutes) * 60 {
            drop(book);
            return self.close(LockReason::Idle { at: now, minutes });
        }
        if book.written_elsewhere() {
            self.tell(vec![ChangeTopic::Notes, ChangeTopic::Drafts, ChangeTopic::Settings], None);
        }
    }

    /// Answers from one snapshot of the open notebook.
    pub(crate) fn look<T>(&self, query: impl FnOnce(&Look<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        let book = self.open_book()?;
        let mut answer = None;
        book.store
            .read(|reader| {
                answer = Some(query(&Look { book: &book, host: self.host(), reader }));
                Ok(())
            })
            .map_err(|error| self.failure(error))?;
        answer.unwrap_or_else(|| Err(Failure::unforeseen("the query gave no answer")))
    }

    /// Does an act in one transaction, once for each request id.
    pub(crate) fn act(
        &self,
        request_id: &str,
        act: impl FnOnce(&mut Act<'_, '_>) -> Result<Value, Failure>,
    ) -> Result<Value, Failure> {
        let book = self.open_book()?;
        let mut topics = Vec::new();
        let answer = book.store.write(self.host.clock().now(), self.host.entropy(), |writer| {
            if !request_id.is_empty()
                && let Some(before) = writer.answered(request_id)?
            {
                return serde_json::from_str(&before)
                    .map_err(|_| Failure::unforeseen("an earlier answer could not be read"));
            }
            let mut doing = Act { book: &book, host: self.host(), writer, topics: Vec::new() };
            let answer = act(&mut doing)?;
            topics = std::mem::take(&mut doing.topics);
            if !request_id.is_empty() {
                writer.remember_answer(request_id, &answer.to_string())?;
            }
            Ok::<_, Failure>(answer)
        })?;
        self.used(&book);
        book.written();
        self.tell(topics, Some(request_id));
        Ok(answer)
    }

    /// Does an act on the program itself, one at a time, and once for each request id.
    pub(crate) fn program_act(
        &self,
        request_id: &str,
        act: impl FnOnce() -> Result<Value, Failure>,
    ) -> Result<Value, Failure> {
        let mut last = self.last_act.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((id, answer)) = &*last
            && !request_id.is_empty()
            && id == request_id
        {
            return Ok(answer.clone());
        }
        let answer = act()?;
        *last = Some((request_id.to_owned(), answer.clone()));
        Ok(answer)
    }

    /// A store's error in words, about this profile's folder.
    pub(crate) fn failure(&self, error: StoreError) -> Failure {
        self.failure_at(error, self.profile.folder())
    }

    pub(crate) fn failure_at(&self, error: StoreError, folder: &Path) -> Failure {
        match refusal_of(error, folder) {
            Ok(refusal) => refusal.into(),
            Err(failure) => failure,
        }
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.close(LockReason::Started);
    }
}

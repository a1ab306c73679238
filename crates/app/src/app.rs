//! The program's state: which stage it is in, and what is open.

mod chosen;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, TryLockError};

use domain::clock::Timestamp;
use domain::words::Refusal;
use serde_json::Value;
use store::keyfile::DatabaseKey;
use store::{Settled, Shelf, Store, StoreError};

use crate::api::{ChangeEvent, ChangeTopic, Failure};
use crate::asked::{Answered, Keeps, LastAct, fingerprint};
use crate::cases::join::Joining;
use crate::exchange::{Driver, ServerLine};
use crate::failure::{refusal_of, with_folder};
use crate::host::Host;
use crate::notebook::{Act, ForLocking, Look, Notebook};
use chosen::Chosen;
pub(crate) use chosen::usual_label;

/// Two ticks that are further apart than this have sleep between them.
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

/// One running program: on one notebook at a time, of those on this computer.
pub struct App {
    host: Box<dyn Host>,
    shelf: Shelf,
    chosen: RwLock<Chosen>,
    stage: RwLock<Stage>,
    /// Wall and awake clock at the last tick.
    ticked: Mutex<Option<(Timestamp, u64)>>,
    listener: RwLock<Option<Listener>>,
    new_note: AtomicBool,
    /// Whether the notebook lay elsewhere when it was last open.
    moved: AtomicBool,
    /// The last act on the program itself and its answer: a screen that asks again gets the same.
    last_act: Mutex<Option<LastAct>>,
    /// The invitation that is being used, until it has been.
    pub(crate) joining: Joining,
    /// Set where an open notebook is to be kept in step with its server by itself.
    in_sync: std::sync::OnceLock<std::sync::Weak<App>>,
}

impl App {
    /// Touches nothing yet.
    pub fn new(host: impl Host + 'static, folder: impl AsRef<Path>) -> Self {
        let shelf = Shelf::at(folder.as_ref());
        Self {
            host: Box::new(host),
            chosen: RwLock::new(Chosen::first(&shelf)),
            shelf,
            stage: RwLock::new(Stage::Closed(LockReason::Started, false)),
            ticked: Mutex::new(None),
            listener: RwLock::new(None),
            new_note: AtomicBool::new(false),
            moved: AtomicBool::new(false),
            last_act: Mutex::new(None),
            joining: Joining::default(),
            in_sync: std::sync::OnceLock::new(),
        }
    }

    /// From now on an open notebook is kept in step with its server by itself. For programs that stay.
    pub fn keep_in_sync(self: &Arc<Self>) {
        let _ = self.in_sync.set(Arc::downgrade(self));
    }

    /// The window came to the front, or the machine woke: a good moment to look for what is new.
    pub fn look_for_news(&self) {
        if let Some(driver) = self.book().as_ref().and_then(|book| book.driver.get()) {
            driver.tell(sync::Event::Asked);
        }
    }

    /// The sync corner says something new.
    pub(crate) fn tell_sync(&self) {
        self.tell(vec![ChangeTopic::Sync], None);
    }

    /// An exchange ended: screens ask again for what it may have brought.
    pub(crate) fn exchanged(&self, ended: &crate::exchange::Ended) {
        // One that brought nothing may still have shown that the clock is wrong or that something is kept back.
        let mut topics = vec![ChangeTopic::Sync, ChangeTopic::Session];
        let (Ok(report) | Err((report, _))) = ended;
        if report.pulled > 0 || report.pushed > 0 || report.refused > 0 || report.held > 0 {
            topics.extend([ChangeTopic::Notes, ChangeTopic::People, ChangeTopic::Settings]);
            topics.extend([ChangeTopic::Triage, ChangeTopic::Work]);
        }
        self.tell(topics, None);
    }

    /// The start asked for a new note: said to every screen that asks until the person does something.
    pub fn ask_for_new_note(&self) {
        self.new_note.store(true, Ordering::Relaxed);
    }

    pub(crate) fn new_note_asked(&self) -> bool {
        self.new_note.load(Ordering::Relaxed)
    }

    /// The person did something on the open notebook.
    pub(crate) fn used(&self, book: &Notebook) {
        book.touch(self.host());
        self.new_note.store(false, Ordering::Relaxed);
    }

    pub fn host(&self) -> &dyn Host {
        self.host.as_ref()
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

    /// The open notebook where it is the person's own: sample data has no keys and is kept nowhere.
    pub(crate) fn own_book(&self) -> Result<Arc<Notebook>, Failure> {
        let book = self.open_book()?;
        if book.sample { Err(Refusal::SampleData.into()) } else { Ok(book) }
    }

    pub(crate) fn book(&self) -> Option<Arc<Notebook>> {
        match &*self.stage.read().unwrap_or_else(PoisonError::into_inner) {
            Stage::Open(book) => Some(Arc::clone(book)),
            Stage::Closed(..) => None,
        }
    }

    /// Whether this very one is open still.
    pub(crate) fn has_open(&self, book: &Arc<Notebook>) -> bool {
        self.book().is_some_and(|now| Arc::ptr_eq(&now, book))
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

    /// True for an open notebook that has a lock. Sample data has none: closing it would throw it away
    /// under the person's hands.
    pub fn can_lock(&self) -> bool {
        self.book().is_some_and(|book| !book.sample)
    }

    /// Opens a notebook that has no server and never will have.
    pub(crate) fn show(&self, book: Notebook) {
        self.set_stage(Stage::Open(Arc::new(book)));
        self.tell(vec![ChangeTopic::Session], None);
    }

    pub(crate) fn put_open(&self, store: Store) {
        let book = self.with_its_line(store);
        self.set_stage(Stage::Open(book));
        self.tell(vec![ChangeTopic::Session], None);
    }

    fn with_its_line(&self, store: Store) -> Arc<Notebook> {
        let mut book = Notebook::new(store, false, self.host());
        // A notebook whose line cannot be laid is open all the same: everything works offline.
        let client = ServerLine::of(&book).ok().flatten();
        if let Some(client) = &client {
            let _ = book.connect(Box::new(ServerLine::over(Arc::clone(client))), self.host());
        }
        let book = Arc::new(book);
        if let (Some(app), Some(client)) = (self.in_sync.get().and_then(std::sync::Weak::upgrade), client) {
            let _ = book.driver.set(Driver::start(&app, &book, client));
        }
        book
    }

    /// Opens with a key that is already known: after a passphrase, and for programs that hold a raw key.
    pub fn open_with_key(&self, key: DatabaseKey) -> Result<(), Failure> {
        self.put_open(self.opened(key)?);
        Ok(())
    }

    /// Opens the notebook that is open once more, for what follows from its server's key, and goes on with that. One
    /// that was locked meanwhile stays locked.
    pub(crate) fn open_anew(&self, before: &Arc<Notebook>, key: DatabaseKey) -> Result<(), Failure> {
        let book = self.with_its_line(self.opened(key)?);
        {
            let mut stage = self.stage.write().unwrap_or_else(PoisonError::into_inner);
            match &*stage {
                Stage::Open(now) if Arc::ptr_eq(now, before) => *stage = Stage::Open(book),
                _ => return Err(Refusal::Locked.into()),
            }
        }
        self.write_trail(before, true);
        self.tell(vec![ChangeTopic::Session], None);
        Ok(())
    }

    fn opened(&self, key: DatabaseKey) -> Result<Store, Failure> {
        let opened = Store::open(self.profile(), key).and_then(|store| {
            let settled = store.settle(self.host.clock().now(), self.host.entropy())?;
            self.moved.store(matches!(settled, Settled::Moved(_)), Ordering::Relaxed);
            Ok(store)
        });
        opened.map_err(|error| self.failure(error))
    }

    /// Opens what can be read of a notebook that does not open, to take it out and for nothing else: what is written
    /// there goes when it is closed. Returns how many places of the file could not be read.
    pub fn open_to_take_out(&self, passphrase: &str) -> Result<u64, Failure> {
        let secret = store::keyfile::Secret::Passphrase(passphrase);
        let profile = self.profile();
        let key = store::keyfile::KeyFile::open(&profile.keys(), secret, self.host.clock().now())
            .map_err(|error| self.failure(error))?;
        let rescued = Store::rescue(&profile, key).map_err(|error| self.failure(error))?;
        self.show(Notebook::new(rescued.store, false, self.host()));
        Ok(rescued.unreadable)
    }

    /// Whether opening it just now found that it had been moved. The notice says so until it is dismissed;
    /// a program without notices says it once.
    pub fn moved_on_opening(&self) -> bool {
        self.moved.load(Ordering::Relaxed)
    }

    /// Founds a notebook under a raw key, without a key file: for programs that hold the key themselves.
    pub fn found_with_key(&self, key: DatabaseKey, founding: &store::Founding) -> Result<(), Failure> {
        let founded = Store::found(self.profile(), key, None, founding, self.host.clock().now(), self.host.entropy());
        self.put_open(founded.map_err(|error| self.failure(error))?);
        Ok(())
    }

    /// Removes what a crash may have left of a sample notebook. Its key is gone, so it is only clutter.
    pub fn tidy_up(&self) {
        if self.book().is_none() {
            let profile = self.profile();
            let _ = std::fs::remove_dir_all(profile.sample().folder());
            let _ = profile.rescued().discard();
        }
    }

    /// Drops the key. The sample notebook is left, and gone, instead of locked.
    ///
    /// The stage moves first and waits for nothing: nobody is answered from here on. Work in flight
    /// finishes on its own hold, and the last hold to go closes the file and wipes the key.
    pub fn close(&self, reason: LockReason) {
        let Some(book) = self.take_open(reason) else { return };
        self.tell(vec![ChangeTopic::Session], None);
        let (sample, folder) = (book.sample, book.store.profile().folder().to_owned());
        self.write_trail(&book, true);
        drop(book);
        if sample {
            // What cannot be removed now (Windows holds open files) goes at the next start.
            let _ = std::fs::remove_dir_all(folder);
        }
    }

    /// Two who close at once are answered one after the other: only the first has something to close.
    fn take_open(&self, reason: LockReason) -> Option<Arc<Notebook>> {
        let mut stage = self.stage.write().unwrap_or_else(PoisonError::into_inner);
        let Stage::Open(book) = &*stage else { return None };
        let book = Arc::clone(book);
        *stage =
            if book.sample { Stage::Closed(LockReason::Started, false) } else { Stage::Closed(reason, book.begun()) };
        Some(book)
    }

    /// Called every second: locks on idle and after sleep, and notices what another program wrote.
    pub fn tick(&self) {
        let (now, awake) = (self.host.clock().now(), self.host.awake_seconds());
        let before = self.ticked.lock().unwrap_or_else(PoisonError::into_inner).replace((now, awake));
        let Some(book) = self.book() else { return };
        if let Some((wall, tick)) = before {
            // Some systems' steady clock stands still in sleep and some count it; a tick comes every second,
            // so a gap on either clock is sleep. A machine too busy to tick for so long locks as well.
            let gap = now.seconds_since(wall).max(i64::try_from(awake.saturating_sub(tick)).unwrap_or(i64::MAX));
            if gap > SLEPT_SECONDS && !book.sample {
                drop(book);
                return self.close(LockReason::Slept { at: now });
            }
        }
        let minutes = book.idle_minutes();
        if !book.sample && book.idle_seconds(self.host()) >= u64::from(minutes) * 60 {
            drop(book);
            return self.close(LockReason::Idle { at: now, minutes });
        }
        // Work on the notebook as a whole may hold its file for long; what others wrote can wait, the
        // lock on the next tick cannot.
        let _at_rest = match self.last_act.try_lock() {
            Ok(at_rest) => at_rest,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        self.write_trail(&book, false);
        if book.written_elsewhere() {
            book.look_again();
            // What the terminal wrote is sent from here too.
            book.written();
            let topics = [ChangeTopic::Notes, ChangeTopic::Drafts, ChangeTopic::Settings, ChangeTopic::Sync];
            let topics = [topics.as_slice(), &[ChangeTopic::Triage, ChangeTopic::Work]].concat();
            self.tell(topics, None);
        }
        book.note_time(self.host());
    }

    /// Answers from one snapshot of the open notebook.
    pub(crate) fn look<T>(&self, query: impl FnOnce(&Look<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
        self.look_in(&*self.open_book()?, query)
    }

    /// Answers from one snapshot of a notebook already held: work that asks several times finishes
    /// what it began, also when the notebook is locked meanwhile.
    pub(crate) fn look_in<T>(
        &self,
        book: &Notebook,
        query: impl FnOnce(&Look<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut answer = None;
        book.store
            .read(|reader| {
                answer = Some(query(&Look { book, host: self.host(), reader }));
                Ok(())
            })
            .map_err(|error| self.failure_at(error, book.store.profile().folder()))?;
        let answer = answer.unwrap_or_else(|| Err(Failure::unforeseen("the query gave no answer")));
        answer.map_err(|failure| with_folder(failure, book.store.profile().folder()))
    }

    /// Does an act in one transaction, once for each request id.
    pub(crate) fn act(
        &self,
        request_id: &str,
        name: &str,
        args: &Value,
        act: impl FnOnce(&mut Act<'_, '_>) -> Result<Value, Failure>,
    ) -> Result<Value, Failure> {
        let book = self.open_book()?;
        let asked = fingerprint(name, args);
        let (mut topics, mut known) = (Vec::new(), None);
        let answer = book.store.write(self.host.clock().now(), self.host.entropy(), |writer| {
            if !request_id.is_empty()
                && let Some(before) = writer.answered(request_id)?
            {
                return Answered::again(&before, &asked);
            }
            let mut doing = Act { book: &book, host: self.host(), writer, topics: Vec::new() };
            let answer = act(&mut doing)?;
            topics = std::mem::take(&mut doing.topics);
            if topics.iter().any(|topic| matches!(topic, ChangeTopic::Drafts | ChangeTopic::Settings)) {
                known = Some(ForLocking::read(writer)?);
            }
            if !request_id.is_empty() {
                let answered = serde_json::to_string(&Answered::new(&asked, &answer))
                    .map_err(|_| Failure::unforeseen("the answer could not be written down"))?;
                writer.remember_answer(request_id, &answered)?;
            }
            Ok::<_, Failure>(answer)
        });
        let answer = answer.map_err(|failure| with_folder(failure, book.store.profile().folder()))?;
        if let Some(known) = known {
            book.know(known);
        }
        self.used(&book);
        book.written();
        self.tell(topics, Some(request_id));
        Ok(answer)
    }

    /// Does an act on the program itself, one at a time, and once for each request id.
    pub(crate) fn program_act(
        &self,
        request_id: &str,
        (name, args, keeps): (&str, &Value, Keeps),
        act: impl FnOnce() -> Result<Value, Failure>,
    ) -> Result<Value, Failure> {
        let mut last = self.last_act.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(again) = last.as_ref().and_then(|last| last.again(request_id, name, args, keeps)) {
            return again;
        }
        let answer = act()?;
        *last = Some(LastAct::new(request_id, name, args, keeps, &answer));
        Ok(answer)
    }

    /// A store's error in words, about this profile's folder.
    pub(crate) fn failure(&self, error: StoreError) -> Failure {
        self.failure_at(error, self.profile().folder())
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

#[cfg(test)]
mod tests {
    use domain::wards::BoundarySet;
    use store::Founding;

    use super::*;
    use crate::host::SystemHost;

    #[test]
    fn a_notebook_that_was_locked_meanwhile_is_not_opened_by_what_was_under_way() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::new(SystemHost::new(), folder.path());
        let founding = Founding {
            partnership: "Amara’s notebook".to_owned(),
            name: "Amara Lewis".to_owned(),
            role: String::new(),
            boundaries: BoundarySet::default(),
        };
        let key = store::keyfile::new_key().unwrap();
        app.found_with_key(key.clone(), &founding).unwrap();
        let first = app.open_book().unwrap();
        app.open_anew(&first, key.clone()).unwrap();
        assert!(app.book().is_some() && !app.has_open(&first), "open, and another");
        let second = app.open_book().unwrap();
        app.close(LockReason::Started);
        assert_eq!(app.open_anew(&second, key).unwrap_err().code, "locked");
        assert!(app.book().is_none());
    }

    #[test]
    fn what_the_disk_refuses_inside_an_act_or_a_query_names_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let app = App::new(SystemHost::new(), folder.path());
        let founding = Founding {
            partnership: "Amara’s notebook".to_owned(),
            name: "Amara Lewis".to_owned(),
            role: String::new(),
            boundaries: BoundarySet::default(),
        };
        app.found_with_key(store::keyfile::new_key().unwrap(), &founding).unwrap();
        let named = format!("{} cannot be written to.", folder.path().display());
        let acted = app.act("", "note_pin", &Value::Null, |_| Err(StoreError::ReadOnly.into())).unwrap_err();
        assert!(acted.message.starts_with(&named), "{}", acted.message);
        let looked = app.look::<()>(|_| Err(StoreError::ReadOnly.into())).unwrap_err();
        assert!(looked.message.starts_with(&named), "{}", looked.message);
        let other = app.look::<()>(|_| Err(Refusal::Exists { folder: "elsewhere".into() }.into())).unwrap_err();
        assert!(other.message.contains("in elsewhere"), "a folder already named stays: {}", other.message);
    }
}

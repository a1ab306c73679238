//! One person's laptop: the real use cases on a folder of its own, with a clock that a story moves.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use app::{App, Failure, Host, LockReason, SystemHost};
use domain::clock::{Clock, Timestamp};
use domain::entropy::Entropy;
use serde_json::{Value, json};
use store::keyfile::Cost;
use sync::Bounds;

pub const PASSPHRASE: &str = "copper lantern quiet harbour";

/// This machine, with a wall clock that runs so many milliseconds ahead.
#[derive(Clone, Default)]
struct Shifted {
    ahead: Arc<AtomicI64>,
    /// A story's waits are not its laptop's: seconds pass when it says so.
    awake: Arc<AtomicU64>,
    bounds: Bounds,
}

impl Clock for Shifted {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(SystemHost::new().now().millis() + self.ahead.load(Ordering::SeqCst))
    }
}

impl Host for Shifted {
    fn clock(&self) -> &dyn Clock {
        self
    }

    fn entropy(&self) -> &dyn Entropy {
        &store::OsEntropy
    }

    fn awake_seconds(&self) -> u64 {
        self.awake.load(Ordering::SeqCst)
    }

    fn call_bounds(&self) -> Bounds {
        self.bounds
    }

    fn passphrase_cost(&self) -> Cost {
        Cost::CHEAPEST
    }
}

pub struct Laptop {
    pub app: Arc<App>,
    folder: PathBuf,
    host: Shifted,
}

impl Laptop {
    /// Nothing on it yet.
    pub fn new(folder: &Path) -> Self {
        Self::in_calls_of(folder, Bounds::default())
    }

    /// One that speaks to its server in calls of this size.
    pub fn in_calls_of(folder: &Path, bounds: Bounds) -> Self {
        let host = Shifted { bounds, ..Shifted::default() };
        Self { app: Arc::new(App::new(host.clone(), folder)), folder: folder.to_owned(), host }
    }

    /// One with a notebook on it, on a day of the past or one to come. Still locked.
    pub fn on(folder: &Path, at: Timestamp) -> Self {
        let laptop = Self::new(folder);
        laptop.host.ahead.store(at.millis() - SystemHost::new().now().millis(), Ordering::SeqCst);
        laptop
    }

    pub fn unlock(&self) {
        self.app.mutate("", "unlock", json!({ "passphrase": PASSPHRASE })).expect("the passphrase opens it");
    }

    /// Joins with an invitation, and has made its first exchange when this returns.
    pub fn joined(folder: &Path, invitation: &str) -> Self {
        let laptop = Self::new(folder);
        laptop.join(invitation).expect("the invitation is good");
        laptop
    }

    pub fn join(&self, invitation: &str) -> Result<Value, Failure> {
        let request = json!({ "invitation": invitation, "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE });
        self.app.mutate("", "join", request)
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn query(&self, name: &str, args: Value) -> Value {
        self.app.query(name, args).unwrap_or_else(|failure| panic!("{name}: {failure}"))
    }

    pub fn act(&self, name: &str, args: Value) -> Value {
        self.app.mutate("", name, args).unwrap_or_else(|failure| panic!("{name}: {failure}"))
    }

    /// Records a note and returns its id.
    pub fn record(&self, ward: &str, text: &str) -> String {
        let note = json!({ "note": { "text": text, "ward": ward } });
        self.act("note_record", note)["id"].as_str().expect("a recorded note has an id").to_owned()
    }

    /// One exchange, which must be whole.
    pub fn sync(&self) -> Value {
        self.act("sync_now", json!({}))
    }

    pub fn try_sync(&self) -> Result<Value, Failure> {
        self.app.mutate("", "sync_now", json!({}))
    }

    pub fn note(&self, id: &str) -> Value {
        self.query("note", json!({ "id": id }))
    }

    /// Every note held here, by its text.
    pub fn texts(&self) -> Vec<String> {
        let page = self.query("notes_whole", json!({ "limit": 200 }));
        let rows = page["rows"].as_array().expect("rows").iter();
        let mut texts: Vec<String> = rows.filter_map(|row| row["text"].as_str()).map(str::to_owned).collect();
        texts.sort();
        texts
    }

    /// The corner's first sentence.
    pub fn corner(&self) -> String {
        self.query("session", json!({}))["sync"]["headline"].as_str().unwrap_or_default().to_owned()
    }

    /// The laptop's clock moves; the server's does not.
    pub fn days_pass(&self, days: i64) {
        self.host.ahead.fetch_add(days * 86_400_000, Ordering::SeqCst);
    }

    /// So long it stays awake, for what waits for that.
    pub fn seconds_pass(&self, seconds: u64) {
        self.host.awake.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The laptop is switched off and on: everything comes from the disk.
    pub fn reopen(self) -> Self {
        let laptop = self.restarted();
        laptop.unlock();
        laptop
    }

    /// The same, and from then on it is kept in step with its server by itself, as the window's is.
    pub fn reopen_in_step(self) -> Self {
        let laptop = self.restarted();
        laptop.app.keep_in_sync();
        laptop.unlock();
        laptop
    }

    fn restarted(self) -> Self {
        let Self { app, folder, host } = self;
        app.close(LockReason::Started);
        drop(app);
        Self { app: Arc::new(App::new(host.clone(), &folder)), folder, host }
    }

    /// What lies in the profile, deciphered: every table's every value, as bytes. For looking whether
    /// something that may not be here is here.
    pub fn everything_on_disk(&self) -> Vec<u8> {
        let key = self.key();
        let mut all = crate::partnership::disk::deciphered(&self.app.profile().database(), &key);
        if self.before_an_update().exists() {
            all.extend(crate::partnership::disk::deciphered(&self.before_an_update(), &key));
        }
        all
    }

    /// Lays the file as it is beside it, under the name of a copy that an update makes.
    pub fn copied_as_by_an_update(&self) {
        let (database, copy) = (self.app.profile().database(), self.before_an_update());
        std::fs::copy(&database, &copy).expect("the notebook is there");
        let log = database.with_extension("db-wal");
        if log.exists() {
            std::fs::copy(log, copy.with_extension("db-wal")).expect("its log is there");
        }
    }

    fn before_an_update(&self) -> PathBuf {
        self.folder.join("wardbook.before-format-1.db")
    }

    /// Every value of every table, whole.
    pub fn everything_held(&self) -> Vec<u8> {
        crate::partnership::disk::values(&self.app.profile().database(), &self.key())
    }

    fn key(&self) -> store::keyfile::DatabaseKey {
        store::keyfile::KeyFile::open(
            &self.app.profile().keys(),
            store::keyfile::Secret::Passphrase(PASSPHRASE),
            self.host.now(),
        )
        .expect("the passphrase opens it")
    }
}

/// The code of an act that was not done.
pub fn refused(done: Result<Value, Failure>) -> String {
    done.expect_err("it should have been refused").code
}

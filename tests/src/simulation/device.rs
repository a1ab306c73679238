//! One laptop: the real store, the real engine, a clock of its own, and at most one call under way.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::clock::{Clock, FixedClock, Timestamp};
use domain::entropy::SeededEntropy;
use domain::ids::PersonId;
use protocol::PullAnswer;
use store::{Indexing, Profile, Store, StoreReplica, ToldOtherwise};
use sync::{Bounds, Call, Effect, Engine, Event, Moment};

use super::borough::Who;
use super::dice::Dice;
use super::fault::Fault;
use crate::faulty_disk::Disk;
use crate::killing;

pub struct Device {
    pub name: String,
    pub person: PersonId,
    pub folder: PathBuf,
    pub disk: Disk,
    /// A failure that was planned for its disk, and how often that had failed by then.
    pub planned: Option<(Fault, u64)>,
    /// The latest answer to a pull, as a cache in the middle might keep it.
    pub cached: Option<PullAnswer>,
    /// None while it is off.
    pub store: Option<Store>,
    pub engine: Engine,
    bounds: Bounds,
    pub token: Option<String>,
    pub under: Option<Call>,
    /// Who it says it is; asked anew whenever it opens a session, as it does under another name.
    known: std::cell::RefCell<Option<Who>>,
    pub online: bool,
    /// How its wall clock differs from the true time, in milliseconds; where it stands, what it says.
    pub skew: i64,
    pub stands: Option<Timestamp>,
    clock: Arc<FixedClock>,
    entropy: SeededEntropy,
    /// Where a copy of its disk was put aside, and how much had been entered by then.
    pub image: Option<(PathBuf, usize)>,
    /// How often the program was started.
    pub life: u64,
    /// Exchanges that ended whole, and what they sent and brought.
    pub whole: u64,
    pub moved: u64,
    /// The first time that it said that the server told others something else.
    pub warned: Option<ToldOtherwise>,
}

impl Device {
    pub fn new(
        name: String,
        person: PersonId,
        folder: &Path,
        clock: Arc<FixedClock>,
        seed: u64,
        bounds: Bounds,
    ) -> Self {
        let mut device = Self {
            name,
            person,
            folder: folder.to_owned(),
            disk: Disk::at(folder),
            planned: None,
            cached: None,
            store: None,
            engine: Engine::with_bounds("simulation", None, bounds),
            bounds,
            token: None,
            under: None,
            known: std::cell::RefCell::default(),
            online: true,
            skew: 0,
            stands: None,
            clock,
            entropy: SeededEntropy::new(seed),
            image: None,
            life: 0,
            whole: 0,
            warned: None,
            moved: 0,
        };
        device.open();
        device
    }

    /// Starts the program anew over what the disk holds. Stays off where that does not open.
    pub fn open(&mut self) {
        self.engine = Engine::with_bounds("simulation", None, self.bounds);
        (self.token, self.under) = (None, None);
        self.known.take();
        self.life += 1;
        self.store = Store::open(Profile::at(&self.folder), killing::key()).ok();
    }

    /// The program ends, gently or not: whatever was under way is forgotten.
    pub fn close(&mut self) {
        self.store = None;
        self.under = None;
    }

    /// After a crash.
    pub fn restart(&mut self, dice: &Dice) {
        self.close();
        self.disk.power_on(dice.entropy());
        self.open();
        assert!(self.store.is_some(), "what a crash left of {} opens", self.name);
    }

    pub fn is_on(&self) -> bool {
        self.store.is_some() && !self.disk.is_off()
    }

    pub fn now(&self) -> Timestamp {
        self.stands.unwrap_or_else(|| Timestamp::from_millis(self.clock.now().millis() + self.skew))
    }

    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    pub fn entropy(&self) -> &SeededEntropy {
        &self.entropy
    }

    /// None while its disk does not read.
    pub fn who(&self) -> Option<Who> {
        let store = self.store.as_ref()?;
        let mut known = self.known.borrow_mut();
        if known.is_none() || matches!(self.under, Some(Call::Session { .. }) | None) {
            let identity = store.read(|reader| reader.identity()).ok()?;
            *known = Some(Who { device: identity.device(), key: identity.key });
        }
        known.clone()
    }

    /// One event of the engine; a call it asks for is under way afterwards.
    pub fn tell(&mut self, event: Event) {
        let moment = Moment { now: self.now(), awake_ms: self.clock.now().unix_millis() };
        let Some(store) = &self.store else { return };
        let replica = StoreReplica { store, entropy: &self.entropy, indexing: Indexing::Now };
        for effect in self.engine.handle(event, &replica, moment, &self.entropy) {
            match effect {
                Effect::Call(call) => self.under = Some(call),
                Effect::Ended(ended) => {
                    self.whole += u64::from(ended.is_ok());
                    let found = store.read(|reader| reader.told_otherwise()).ok();
                    let found = found.filter(|found| *found != ToldOtherwise::default());
                    self.warned = self.warned.take().or(found);
                    if let Ok(report) = ended {
                        self.moved += report.pushed + report.pulled + report.files_sent + report.files_received;
                    }
                }
                Effect::Wake { .. } | Effect::Status => {}
            }
        }
    }
}

/// Copies a notebook's files, which nobody may hold open.
pub fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the folder reads") {
        let entry = entry.expect("the folder reads");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a file has a sort").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("the file copies");
        }
    }
}

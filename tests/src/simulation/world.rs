//! A borough run by chance: people write, laptops exchange, and everything fails that can.

mod enrolling;
mod exchange;
mod mishaps;
mod rest;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use domain::change::Change;
use domain::clock::{FixedClock, Timestamp};
use domain::ids::RecordId;
use domain::roles::Role;
use store::StoreError;
use sync::Event;
use wardbook_server::core::placing::Erased;

use exchange::Late;

use super::borough::Borough;
use super::checker;
use super::device::Device;
use super::dice::Dice;
use super::fault::{Fault, Tally};
use super::ledger::Ledger;
use super::people::{self, Choice, Deed};
use super::sealing::{self, Secrets};

const START: Timestamp = Timestamp::from_millis(1_795_344_000_000);
pub(super) const WARDS: [&str; 5] = ["Addison", "Avonmore", "Ravenscourt", "Grove", "Lillie"];
/// How large one run is.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub people: usize,
    pub devices_at_most: usize,
    pub programs: usize,
    pub storms: usize,
    pub steps: usize,
}

impl Shape {
    /// Mostly a handful of laptops; now and then a borough.
    pub fn of(seed: u64) -> Self {
        let dice = Dice::new(seed ^ 0x0005_4a9e);
        let many = seed % 250 == 49;
        Self {
            people: if many { 24 } else { 1 + dice.below(4) },
            devices_at_most: if many { 50 } else { 7 },
            programs: 1 + dice.below(3),
            storms: 2,
            steps: if many { 700 } else { 224 },
        }
    }
}

pub struct World {
    pub(super) dice: Dice,
    pub(super) clock: Arc<FixedClock>,
    root: tempfile::TempDir,
    pub(super) borough: Borough,
    pub(super) devices: Vec<Device>,
    pub(super) ledger: Ledger,
    pub(super) tally: Tally,
    pub(super) secrets: Secrets,
    pub(super) step: u64,
    late: Vec<Late>,
    /// A failure that was planned for the server's disk, and how often that had failed by then.
    planned: Option<(Fault, u64)>,
    /// Grants that were over at an earlier rest.
    ended: BTreeSet<RecordId>,
    /// What was erased or forgotten at an earlier rest.
    erased: BTreeSet<Erased>,
    /// What did not hold in the middle of a storm.
    pub(super) broken: Option<String>,
    /// Sealed files that lie about, and how many were made.
    pub(super) files: Vec<PathBuf>,
    files_made: u64,
    /// Answers that arrive later: of which device, in which of its lives.
    held_back: Vec<(usize, u64, Event)>,
    shape: Shape,
    seed: u64,
}

impl World {
    pub fn new(seed: u64, shape: Shape) -> Self {
        let root = in_memory();
        let clock = Arc::new(FixedClock::at(START));
        let (borough, invitation) = Borough::new(root.path(), seed, shape.programs, clock.clone());
        let mut world = Self {
            dice: Dice::new(seed),
            clock,
            root,
            borough,
            devices: Vec::new(),
            ledger: Ledger::default(),
            tally: Tally::of_one(),
            secrets: Secrets::default(),
            step: 0,
            late: Vec::new(),
            planned: None,
            ended: BTreeSet::new(),
            erased: BTreeSet::new(),
            broken: None,
            files: Vec::new(),
            files_made: 0,
            held_back: Vec::new(),
            shape,
            seed,
        };
        world.enrol("Ada", &invitation);
        let many = shape.people > 10;
        for no in 0..shape.people {
            let role = [Role::Outreach, Role::Coordinator, Role::CommunitySafety, Role::Councillor][no % 4];
            let first = world.dice.below(WARDS.len());
            let mut wards = vec![WARDS[first].to_owned()];
            if world.dice.one_in(2) {
                wards.push(WARDS[(first + 1) % WARDS.len()].to_owned());
            }
            let name = format!("Person {no}");
            let invitation = world.borough.invite(&name, Some(role), wards);
            world.enrol(&name, &invitation);
            if world.dice.one_in(if many { 2 } else { 3 }) {
                let again = world.borough.invite(&name, None, Vec::new());
                world.enrol(&name, &again);
            }
        }
        if super::seals(seed) {
            world.name_leads();
        }
        // Everybody hears once of the others, as far as they are there by then.
        for no in (0..world.devices.len()).rev() {
            world.exchange_fully(no);
        }
        if super::seals(seed) && !world.dice.one_in(4) {
            // Mostly somebody opens sealed sources from the first day on.
            let first = (0..world.devices.len()).rev().find(|no| world.devices[*no].name.starts_with("Person 0"));
            world
                .do_on(first.unwrap_or(0), Choice { deed: Deed::BeginRoster, ..Choice::of(&world.dice, &WARDS, true) });
        }
        world
    }

    /// Storms, each followed by a rest in which everything is looked at.
    pub fn run(mut self) -> Result<Tally, String> {
        for storm in 0..self.shape.storms {
            for _ in 0..self.shape.steps {
                self.one_step();
                self.step += 1;
            }
            if let Some(what) = self.broken.take() {
                return Err(format!("in storm {storm}: {what}"));
            }
            self.settle();
            self.ended_stays_ended().map_err(|what| format!("after storm {storm}: {what}"))?;
            let from_the_ground = storm + 1 == self.shape.storms && self.seed % 3 == 0;
            checker::at_rest(&self, from_the_ground).map_err(|what| format!("after storm {storm}: {what}"))?;
            self.tally.rested();
        }
        self.tally.sealed = self.secrets.sealed.len() as u64;
        self.tally.opened = self.secrets.opened.len() as u64;
        self.tally.trailed = self.secrets.trailed.len() as u64;
        self.tally.recovered = self.secrets.recovered;
        Ok(self.tally)
    }

    fn one_step(&mut self) {
        self.clock.advance_seconds(self.dice.between(0, 90));
        if self.dice.one_in(60) {
            self.clock.advance_seconds(self.dice.between(0, 40) * 3_600);
        }
        match self.dice.below(100) {
            0..47 => self.somebody_writes(),
            47..82 => self.somebody_exchanges(),
            82..85 => self.something_late_arrives(),
            _ => self.something_fails(),
        }
        self.whoever_is_offline_tries();
    }

    pub(super) fn place_for_file(&mut self) -> PathBuf {
        self.files_made += 1;
        self.root.path().join(format!("file-{}.wbx", self.files_made))
    }

    pub(super) fn somebody(&self) -> Option<usize> {
        let on: Vec<usize> = (0..self.devices.len()).filter(|no| self.devices[*no].is_on()).collect();
        self.dice.pick(&on).copied()
    }

    fn somebody_writes(&mut self) {
        if let Some(no) = self.somebody() {
            self.write_on(no);
        }
    }

    fn write_on(&mut self, no: usize) {
        for _ in 0..=self.dice.below(2) {
            let choice = Choice::of(&self.dice, &WARDS, super::seals(self.seed));
            self.do_on(no, choice);
        }
        self.look_after(no);
    }

    fn do_on(&mut self, no: usize, mut choice: Choice) {
        if choice.deed == Deed::RecoverLeads && !self.somebody_leads() {
            choice.codes = self.secrets.codes.clone();
        }
        let Some(groups) = self.write(no, |writer| people::act(writer, &choice)) else { return };
        if let Some(fault) = choice.deed.fault() {
            self.tally.note(fault);
        }
        let Some(store) = &self.devices[no].store else { return };
        // A disk that has failed by now is looked at once it reads.
        let seals = matches!(choice.deed, Deed::Seal);
        let roster = if seals { store.read(|reader| reader.roster_sealed_to()).ok().flatten() } else { None };
        self.secrets.wrote(&groups, &choice, roster.as_ref());
        let opening = groups.iter().flatten().find(|change| change.header().kind == "opening");
        if let Some(opening) = opening
            && let Err(what) = sealing::shown(&self.secrets, store, opening, &groups)
        {
            self.broken.get_or_insert(format!("{}: {what}", self.devices[no].name));
        }
    }

    /// Whether a laptop that is not switched off for good opens sources.
    fn somebody_leads(&self) -> bool {
        self.devices.iter().filter_map(|device| device.store.as_ref()).any(|store| {
            let leads = store.read(|reader| {
                let (roster, device) = (reader.roster()?.by, reader.identity()?.device());
                Ok(roster.is_some_and(|roster| roster.record.device(device).is_some()))
            });
            leads.unwrap_or(true)
        })
    }

    /// What comes back as done is entered into the ledger; on an error the person was told that it was not.
    fn write(
        &mut self,
        no: usize,
        act: impl FnOnce(&mut store::Writer<'_>) -> Result<Vec<Vec<Change>>, StoreError>,
    ) -> Option<Vec<Vec<Change>>> {
        let device = &mut self.devices[no];
        let (now, Some(store)) = (device.now(), &device.store) else { return None };
        let groups = store.write(now, device.entropy(), act).ok().filter(|groups| !groups.is_empty())?;
        self.tally.edits += 1;
        for group in &groups {
            let Some(first) = group.first() else { continue };
            let ids = group.iter().map(|change| change.header().id).collect();
            self.ledger.confirm(first.header().group.id, ids, no, self.step);
        }
        // Read your writes: at once, whatever is under way.
        for change in groups.iter().flatten() {
            let record = change.header().record;
            if let Ok(fold) = store.read(|reader| reader.fold(record)) {
                let there = fold.is_some_and(|fold| fold.writes().contains_key(&change.header().id));
                assert!(there, "{} does not show what was just written", device.name);
            }
        }
        device.tell(Event::Written);
        Some(groups)
    }

    /// Whatever crashed stays off until somebody starts it. A failure counts once it came.
    pub(super) fn look_after(&mut self, no: usize) {
        let device = &mut self.devices[no];
        if let Some((fault, _)) = device.planned.take_if(|(_, before)| device.disk.failed() > *before) {
            self.tally.note(fault);
        }
        if self.devices[no].disk.is_off() {
            self.devices[no].close();
        }
    }

    /// Whose turn it is to be looked at more closely.
    pub(super) fn turn(&self) -> usize {
        usize::try_from(self.seed % 1_000_003).unwrap_or(0)
    }

    /// Requests that a push of this device still names, for the checker's words.
    pub(super) fn waiting(&self, no: usize) -> Option<u32> {
        let store = self.devices[no].store.as_ref()?;
        store.read(|reader| reader.outbox_counts()).ok().map(|(waiting, _, _)| waiting)
    }
}

/// A folder that lies in memory where there is such a place.
fn in_memory() -> tempfile::TempDir {
    let shm = std::path::Path::new("/dev/shm");
    if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.expect("a folder")
}

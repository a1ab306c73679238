//! A borough run by chance: people write, laptops exchange, and everything fails that can.

mod mishaps;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use domain::change::Change;
use domain::clock::{FixedClock, Timestamp};
use domain::ids::{ChangeId, PersonId, RecordId, StreamId};
use domain::roles::Role;
use store::{Joined, Profile, Store, StoreError};
use sync::{Bounds, Call, Event, Fault as CallFault};

use super::borough::{Borough, Who};
use super::checker;
use super::device::Device;
use super::dice::Dice;
use super::fault::{Fault, Tally};
use super::ledger::{Entry, Ledger};
use super::people::{self, Choice, Deed};
use super::sealing::{self, Secrets};
use crate::killing;

const START: Timestamp = Timestamp::from_millis(1_795_344_000_000);
pub(super) const WARDS: [&str; 5] = ["Addison", "Avonmore", "Ravenscourt", "Grove", "Lillie"];
/// A laptop and whatever waits on it come to rest within so many calls, once nothing fails any more.
const CALLS_TO_REST: usize = 4_000;
/// And the whole borough within so many rounds.
const ROUNDS_TO_REST: usize = 8;

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

/// A request that is still on its way after its sender has given it up.
struct Late {
    call: Call,
    who: Who,
    token: Option<String>,
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
    /// Records that were erased at an earlier rest.
    erased: BTreeSet<(StreamId, RecordId)>,
    /// What did not hold in the middle of a storm.
    broken: Option<String>,
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

    fn enrol(&mut self, name: &str, invitation: &protocol::Invitation) {
        let (answer, who) = self.borough.join(invitation);
        let folder = self.folder();
        let joined = Joined {
            partnership: answer.partnership,
            control: answer.control,
            person: answer.person,
            device: who.device,
            key: who.key,
            server: self.borough.server_key(),
            addresses: invitation.addresses.clone(),
        };
        drop(Store::join(Profile::at(&folder), killing::key(), None, &joined).expect("an empty folder takes it"));
        self.add(format!("{name}/{}", self.devices.len()), answer.person, folder);
    }

    fn add(&mut self, name: String, person: domain::ids::PersonId, folder: PathBuf) {
        let no = self.devices.len() as u64;
        // Each laptop takes pages of another size, the smallest of one change.
        let page = 1 + u32::try_from(self.dice.below(64)).unwrap_or(0);
        // And some send in requests that hardly hold one note.
        let push_bytes = if self.dice.one_in(3) { 400 } else { usize::MAX };
        let push_groups = 1 + self.dice.below(8);
        let bounds = Bounds { push_groups, push_bytes, page_changes: page, ..Bounds::default() };
        let seed = self.seed.wrapping_mul(0x9e37_79b9).wrapping_add(no + 1);
        self.devices.push(Device::new(name, person, &folder, self.clock.clone(), seed, bounds));
    }

    fn folder(&self) -> PathBuf {
        let folder = self.root.path().join(format!("device-{}", self.devices.len()));
        std::fs::create_dir_all(&folder).expect("a folder");
        folder
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

    fn somebody_exchanges(&mut self) {
        let Some(no) = self.somebody() else {
            let off = self.dice.below(self.devices.len());
            self.devices[off].restart(&self.dice);
            return;
        };
        if self.devices[no].under.is_none() {
            let event = [Event::Asked, Event::Tick, Event::Hint][self.dice.below(3)].clone();
            self.devices[no].tell(event);
        }
        for _ in 0..=self.dice.below(8) {
            self.deliver(no);
        }
        self.look_after(no);
    }

    /// Time and again, as programs do.
    fn whoever_is_offline_tries(&mut self) {
        for no in 0..self.devices.len() {
            if self.devices[no].is_on() && !self.devices[no].online {
                self.devices[no].tell(Event::Asked);
                self.deliver(no);
                self.look_after(no);
            }
        }
    }

    /// The call that is under way meets the network.
    fn deliver(&mut self, no: usize) {
        let Some(call) = self.devices[no].under.clone() else { return };
        self.tally.attempts += 1;
        let (Some(who), online) = (self.devices[no].who(), self.devices[no].online) else { return };
        let mut token = self.devices[no].token.clone();
        let at = self.dice.below(3);
        // What the server gave, where something else arrives.
        let mut instead_of = None;
        let answer = match self.dice.below(40) {
            _ if !online || !self.borough.is_up() => Err(CallFault::Unreachable),
            0 => {
                self.tally.note(Fault::RequestLost);
                if self.dice.one_in(2) {
                    self.late.push(Late { call, who, token: token.clone() });
                }
                Err(CallFault::Unreachable)
            }
            1 => {
                self.tally.note(Fault::AnswerLost);
                let _ = self.borough.call(at, &call, &who, &mut token);
                Err(CallFault::Unreachable)
            }
            2 => {
                self.tally.note(Fault::RequestTwice);
                let _ = self.borough.call(at, &call, &who, &mut token);
                self.borough.call(at, &call, &who, &mut token)
            }
            3 => {
                self.tally.note(Fault::AnswerLate);
                let answer = self.borough.call(at, &call, &who, &mut token);
                self.held_back.push((no, self.devices[no].life, Event::Answered(answer)));
                // It is still under way; others write and exchange meanwhile.
                self.devices[no].token = token;
                self.look_after_server();
                return;
            }
            4 if self.devices[no].cached.is_some() && matches!(call, Call::Pull(_)) => {
                self.tally.note(Fault::AnswerOld);
                Ok(sync::Answer::Pull(self.devices[no].cached.clone().unwrap_or_else(|| unreachable!())))
            }
            5 => {
                let mut answer = self.borough.call(at, &call, &who, &mut token);
                if let Ok(sync::Answer::Pull(pulled)) = &mut answer {
                    let given = checker::given(pulled);
                    if alter(pulled, &self.dice) {
                        self.tally.note(Fault::AnswerAltered);
                        instead_of = Some((given, pulled.epoch));
                    }
                }
                answer
            }
            _ => self.borough.call(at, &call, &who, &mut token),
        };
        if let Ok(sync::Answer::Pull(pulled)) = &answer
            && self.dice.one_in(4)
        {
            self.devices[no].cached = Some(pulled.clone());
        }
        self.look_after_server();
        let device = &mut self.devices[no];
        device.token = token;
        device.under = None;
        device.tell(Event::Answered(answer));
        if let Some((given, epoch)) = instead_of
            && device.is_on()
            && let Err(what) = checker::as_given(device, &given, epoch)
        {
            self.broken.get_or_insert(what);
        }
    }

    fn something_late_arrives(&mut self) {
        if self.dice.one_in(2) && !self.late.is_empty() {
            let late = self.late.swap_remove(self.dice.below(self.late.len()));
            self.tally.note(Fault::RequestLate);
            let mut token = late.token;
            let at = self.dice.below(3);
            let _ = self.borough.call(at, &late.call, &late.who, &mut token);
            self.look_after_server();
        } else if !self.held_back.is_empty() {
            let (no, life, event) = self.held_back.swap_remove(self.dice.below(self.held_back.len()));
            // Of an earlier life of the program, or given up meanwhile, it has nobody to come to.
            if self.devices[no].is_on() && self.devices[no].life == life && self.devices[no].under.take().is_some() {
                self.devices[no].tell(event);
                self.look_after(no);
            }
        }
    }

    /// A server whose disk has failed is down until somebody starts it.
    fn look_after_server(&mut self) {
        let failed = self.borough.disk.failed();
        if let Some((fault, _)) = self.planned.take_if(|(_, before)| failed > *before) {
            self.tally.note(fault);
        }
        if self.borough.disk.is_off() {
            self.borough.stop();
        }
    }

    /// What neither the server nor any laptop of its author has, by its place in the ledger.
    fn with_readers_at_most(&self) -> BTreeSet<usize> {
        let there: BTreeSet<ChangeId> = self.borough.log().values().flatten().map(|row| row.id).collect();
        let author = |entry: &Entry| self.devices[entry.device].person;
        let entries = self.ledger.entries.iter().enumerate();
        let missing: Vec<(usize, &Entry)> =
            entries.filter(|(_, entry)| !entry.changes.iter().any(|id| there.contains(id))).collect();
        // Of nobody else's laptops it matters what they hold.
        let whose: BTreeSet<PersonId> = missing.iter().map(|(_, entry)| author(entry)).collect();
        let looked_at = |device: &&Device| device.is_on() && whose.contains(&device.person);
        let held: Vec<_> =
            self.devices.iter().filter(looked_at).map(|device| (device.person, checker::ids(device))).collect();
        let kept = |entry: &Entry| {
            let of_author = |(person, _): &&(PersonId, BTreeSet<ChangeId>)| *person == author(entry);
            held.iter().filter(of_author).any(|(_, ids)| entry.changes.iter().any(|id| ids.contains(id)))
        };
        missing.into_iter().filter(|(_, entry)| !kept(entry)).map(|(at, _)| at).collect()
    }

    /// Access that ended takes what was received off its author's laptop too. Where a disk is lost then, the server's or
    /// that of the author's other laptop, there is a copy with readers at most, and none once theirs ends as well: no
    /// program can bring that back. `before` is what was with readers alone before that disk was lost.
    fn forget_what_only_the_lost_disk_had(&mut self, before: &BTreeSet<usize>) {
        for at in self.with_readers_at_most().difference(before) {
            self.ledger.entries[*at].readers_only = true;
        }
    }

    /// What was ended once is over in every later life of the server.
    fn ended_stays_ended(&mut self) -> Result<(), String> {
        let known = self.borough.known();
        let over: BTreeSet<RecordId> =
            known.directory.grants().iter().filter(|(_, grant)| grant.ended.is_some()).map(|(id, _)| *id).collect();
        let erased = self.borough.erased();
        let readable = self.erased.difference(&erased).count();
        if readable > 0 {
            return Err(format!("{readable} records that were erased are no longer"));
        }
        self.erased.extend(erased);
        let back = self.ended.difference(&over).filter(|id| known.directory.grants().contains_key(id)).count();
        if back > 0 {
            return Err(format!("{back} grants that were ended are open again"));
        }
        self.ended.extend(over);
        Ok(())
    }

    /// Nothing fails any more; everybody exchanges until nothing is left to do.
    pub(super) fn settle(&mut self) {
        self.borough.disk.call_off();
        if self.borough.disk.is_off() || !self.borough.is_up() {
            self.borough.restart(self.dice.entropy());
        }
        self.borough.disk.fill(false);
        self.held_back.clear();
        self.planned = None;
        for device in &mut self.devices {
            device.disk.call_off();
            device.planned = None;
            device.disk.fill(false);
            device.online = true;
            if !device.is_on() {
                device.restart(&self.dice);
            }
            // A call that nobody answers any more is given up; what it was for is begun anew.
            if device.under.take().is_some() {
                device.tell(Event::Answered(Err(CallFault::Unreachable)));
            }
            if device.under.is_some() {
                device.close();
                device.open();
            }
        }
        // All round until nobody in a row has anything left: what the first sends late the others get in the second
        // round, and what a restored server asks for again comes in a third.
        let mut idle = 0;
        for round in 0..ROUNDS_TO_REST {
            for no in 0..self.devices.len() {
                self.clock.advance_seconds(3_700);
                idle = if self.exchange_fully(no) == 0 { idle + 1 } else { 0 };
                if round > 0 && idle >= self.devices.len() {
                    return;
                }
            }
        }
        panic!("after {ROUNDS_TO_REST} rounds somebody still sends or gets something");
    }

    /// How many changes it sent and got.
    fn exchange_fully(&mut self, no: usize) -> u64 {
        let device = &mut self.devices[no];
        let (before, moved) = (device.whole, device.moved);
        device.tell(Event::Asked);
        for _ in 0..CALLS_TO_REST {
            let who = device.who();
            let Some(call) = device.under.take() else { break };
            self.tally.attempts += 1;
            let Some(who) = who else { panic!("{} does not read its own disk", device.name) };
            let answer = self.borough.call(0, &call, &who, &mut device.token);
            device.tell(Event::Answered(answer));
        }
        assert!(device.under.is_none(), "{} does not come to rest", device.name);
        let phase = &device.engine.status().phase;
        if device.whole == before {
            let unknown: Option<domain::ids::DeviceId> =
                format!("{phase:?}").split("device ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
            let mut places = Vec::new();
            for (stream, rows) in self.borough.log() {
                for row in rows {
                    let header = domain::change::Header::decode(&row.header).expect("a header");
                    if unknown
                        .is_some_and(|unknown| header.device == unknown || RecordId::from(unknown) == header.record)
                    {
                        places.push(format!("{} {} at {} of {stream}", header.kind, header.act.as_str(), row.position));
                    }
                }
            }
            places.push(checker::control_of(device, unknown));
            panic!(
                "{} did not exchange: {phase:?}; lives {}; {places:#?}; bounds {:?}",
                device.name,
                self.borough.lives,
                device.bounds()
            );
        }
        self.devices[no].moved - moved
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

/// Makes of a page something that the server did not send. False where there is none to change.
fn alter(answer: &mut protocol::PullAnswer, dice: &Dice) -> bool {
    // Where there is one of several changes, that one: of a single change there is little to make.
    let long: Vec<usize> = (0..answer.pages.len()).filter(|at| answer.pages[*at].entries.len() > 1).collect();
    let at = dice.pick(&long).copied().unwrap_or_else(|| dice.below(answer.pages.len()));
    let Some(page) = answer.pages.get_mut(at) else { return false };
    let last = page.entries.len().saturating_sub(1);
    match dice.below(4) {
        0 if last > 0 => page.entries.swap(0, last),
        1 if last > 0 => {
            page.entries.remove(dice.below(last));
        }
        2 => match page.entries.last_mut() {
            Some(protocol::Entry::Yours { time, .. } | protocol::Entry::Change { time, .. }) => {
                *time = Timestamp::from_millis(time.millis() + 1);
            }
            None => return false,
        },
        _ => {
            page.entries.pop();
            page.before.position += 1;
        }
    }
    true
}

/// A folder that lies in memory where there is such a place.
fn in_memory() -> tempfile::TempDir {
    let shm = std::path::Path::new("/dev/shm");
    if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.expect("a folder")
}

//! A borough run by chance: people write, laptops exchange, and everything fails that can.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use domain::change::{Act, Draft};
use domain::clock::{Clock, FixedClock, Timestamp};
use domain::ids::{ChangeId, RecordId};
use domain::permissions::Right;
use domain::records::{AudienceRef, ENDED, Ended, GrantRecord, Kind};
use domain::roles::Role;
use serde_json::json;
use store::{Joined, Profile, Store, StoreError};
use sync::{Bounds, Call, Event, Fault as CallFault};

use super::borough::{Borough, Who};
use super::checker;
use super::device::{Device, copy_folder};
use super::dice::Dice;
use super::fault::{Fault, Tally};
use super::ledger::Ledger;
use super::people::{self, Choice};
use crate::faulty_disk::Failure;
use crate::killing;

const START: Timestamp = Timestamp::from_millis(1_795_344_000_000);
const WARDS: [&str; 5] = ["Addison", "Avonmore", "Ravenscourt", "Grove", "Lillie"];
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
        let many = seed % 100 == 99;
        Self {
            people: if many { 24 } else { 2 + dice.below(4) },
            devices_at_most: if many { 50 } else { 9 },
            programs: 1 + dice.below(3),
            storms: 2,
            steps: if many { 700 } else { 220 },
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
    pub(super) step: u64,
    late: Vec<Late>,
    /// A failure that was planned for the server's disk, and how often that had failed by then.
    planned: Option<(Fault, u64)>,
    /// Grants that were over at an earlier rest.
    ended: BTreeSet<RecordId>,
    /// What did not hold in the middle of a storm.
    broken: Option<String>,
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
            step: 0,
            late: Vec::new(),
            planned: None,
            ended: BTreeSet::new(),
            broken: None,
            held_back: Vec::new(),
            shape,
            seed,
        };
        world.enrol("Ada", &invitation);
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
            if world.dice.one_in(2) {
                let again = world.borough.invite(&name, None, Vec::new());
                world.enrol(&name, &again);
            }
        }
        world.settle();
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
            let from_the_ground = storm + 1 == self.shape.storms && self.seed % 2 == 0;
            checker::at_rest(&self, from_the_ground).map_err(|what| format!("after storm {storm}: {what}"))?;
            self.tally.rested();
        }
        Ok(self.tally)
    }

    fn one_step(&mut self) {
        self.clock.advance_seconds(self.dice.between(0, 90));
        if self.dice.one_in(60) {
            self.clock.advance_seconds(self.dice.between(0, 40) * 3_600);
        }
        match self.dice.below(100) {
            0..44 => self.somebody_writes(),
            44..82 => self.somebody_exchanges(),
            82..85 => self.something_late_arrives(),
            _ => self.something_fails(),
        }
        self.whoever_is_offline_tries();
    }

    fn somebody(&self) -> Option<usize> {
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
            let choice = Choice::of(&self.dice, &WARDS);
            if self.write(no, |writer| people::act(writer, &choice))
                && let Some(fault) = choice.deed.fault()
            {
                self.tally.note(fault);
            }
        }
        self.look_after(no);
    }

    /// What comes back as done is entered into the ledger; on an error the person was told that it was not.
    fn write(
        &mut self,
        no: usize,
        act: impl FnOnce(&mut store::Writer<'_>) -> Result<Vec<domain::change::Change>, StoreError>,
    ) -> bool {
        let device = &mut self.devices[no];
        let (now, Some(store)) = (device.now(), &device.store) else { return false };
        let Ok(changes) = store.write(now, device.entropy(), act) else { return false };
        let Some(first) = changes.first() else { return false };
        self.tally.edits += 1;
        let ids = changes.iter().map(|change| change.header().id).collect();
        self.ledger.confirm(first.header().group.id, ids, no, self.step);
        // Read your writes: at once, whatever is under way.
        for change in &changes {
            let record = change.header().record;
            if let Ok(fold) = store.read(|reader| reader.fold(record)) {
                let there = fold.is_some_and(|fold| fold.writes().contains_key(&change.header().id));
                assert!(there, "{} does not show what was just written", device.name);
            }
        }
        device.tell(Event::Written);
        true
    }

    /// Whatever crashed stays off until somebody starts it. A failure counts once it came.
    fn look_after(&mut self, no: usize) {
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
        for _ in 0..=self.dice.below(5) {
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
                if let Ok(sync::Answer::Pull(pulled)) = &mut answer
                    && alter(pulled, &self.dice)
                {
                    self.tally.note(Fault::AnswerAltered);
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

    fn something_fails(&mut self) {
        let Some(no) = self.somebody() else { return };
        match self.dice.below(24) {
            0 | 22 => {
                self.devices[no].online = !self.devices[no].online;
                self.tally.note(Fault::Partition);
            }
            1 => {
                self.devices[no].skew = self.dice.between(-366, 366) * 86_400_000;
                self.devices[no].stands = None;
                self.tally.note(Fault::ClockJumps);
            }
            2 => {
                self.devices[no].stands = Some(self.devices[no].now());
                self.tally.note(Fault::ClockStands);
            }
            3 => {
                self.devices[no].stands = None;
                self.devices[no].skew -= self.dice.between(1, 20) * 3_600_000;
                self.tally.note(Fault::ClockBack);
            }
            4..7 => {
                let failure = if self.dice.one_in(2) { Failure::Cut } else { Failure::Torn };
                self.plan(no, self.dice.below(40) as u64, failure, Fault::DeviceCrash);
                // Most of the time in the middle of what it does next.
                if self.dice.one_in(2) {
                    self.somebody_writes()
                } else {
                    self.exchange_of(no)
                }
                self.look_after(no);
            }
            7 => self.plan(no, self.dice.below(30) as u64, Failure::Refused, Fault::DeviceRefused),
            8 => {
                let device = &mut self.devices[no];
                device.planned = Some((Fault::DeviceFull, device.disk.failed()));
                device.disk.fill(true);
                self.exchange_of(no);
                self.write_on(no);
                self.devices[no].disk.fill(false);
                self.look_after(no);
            }
            9 | 10 => {
                let failure = if self.dice.one_in(2) { Failure::Cut } else { Failure::Torn };
                self.planned = Some((Fault::ServerCrash, self.borough.disk.failed()));
                self.borough.disk.fail_after(self.dice.below(60) as u64, failure);
                self.exchange_of(no);
            }
            11 => {
                self.planned = Some((Fault::ServerFull, self.borough.disk.failed()));
                self.borough.disk.fill(true);
                self.exchange_of(no);
                self.borough.disk.fill(false);
                self.look_after_server();
            }
            12 if self.borough.is_up() => {
                self.borough.back_up();
            }
            13 if self.borough.is_up() => {
                let earlier = self.dice.one_in(3);
                self.borough.disk.call_off();
                // So that it can be told what was nowhere but on the lost disk.
                for device in self.devices.iter_mut().filter(|device| !device.is_on()) {
                    device.restart(&self.dice);
                }
                // Whatever its programs ended before is over from the first answer on.
                let before = self.ended_stays_ended();
                if self.borough.restore(earlier) {
                    let after = self.ended_stays_ended();
                    self.broken = self.broken.take().or_else(|| before.and(after).err());
                    self.tally.note(Fault::ServerRestored);
                    self.forget_what_only_the_lost_disk_had();
                }
            }
            14 => self.clone_device(no, true),
            15 => self.clone_device(no, false),
            16 => self.keep_image(no),
            17 => self.put_image_back(no),
            18 | 19 => self.administrator_acts(),
            _ if !self.borough.is_up() => self.borough.restart(self.dice.entropy()),
            _ => {}
        }
    }

    fn plan(&mut self, no: usize, more: u64, failure: Failure, fault: Fault) {
        let device = &mut self.devices[no];
        device.planned = Some((fault, device.disk.failed()));
        device.disk.fail_after(more, failure);
    }

    fn exchange_of(&mut self, no: usize) {
        if !self.devices[no].is_on() {
            return;
        }
        if self.devices[no].under.is_none() {
            self.devices[no].tell(Event::Asked);
        }
        for _ in 0..3 {
            self.deliver(no);
        }
        self.look_after(no);
    }

    /// A copy of a whole notebook that is used beside the first. `noticed` where it was opened in another
    /// folder, as the program notices; else both go on as one device until the server says so.
    fn clone_device(&mut self, no: usize, noticed: bool) {
        if self.devices.len() >= self.shape.devices_at_most {
            return;
        }
        self.devices[no].close();
        let folder = self.folder();
        copy_folder(&self.devices[no].folder.clone(), &folder);
        self.devices[no].open();
        let (name, person) = (format!("{}+", self.devices[no].name), self.devices[no].person);
        self.add(name, person, folder);
        let copy = self.devices.last_mut().expect("just added");
        let now = copy.now();
        if noticed && let Some(store) = &copy.store {
            let _ = store.settle(now, copy.entropy());
        }
        self.tally.note(if noticed { Fault::DeviceCloned } else { Fault::DeviceCopied });
    }

    fn keep_image(&mut self, no: usize) {
        if !self.devices[no].is_on() {
            return;
        }
        self.devices[no].close();
        let to = self.root.path().join(format!("image-{no}"));
        let _ = std::fs::remove_dir_all(&to);
        copy_folder(&self.devices[no].folder.clone(), &to);
        self.devices[no].image = Some((to, self.ledger.entries.len()));
        self.devices[no].open();
    }

    /// The whole disk as it was, in the same place: the program has no means to notice.
    fn put_image_back(&mut self, no: usize) {
        let Some((image, entries)) = self.devices[no].image.take() else { return };
        self.devices[no].close();
        let folder = self.devices[no].folder.clone();
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        copy_folder(&image, &folder);
        self.devices[no].disk.replaced();
        self.ledger.undo(no, entries);
        self.devices[no].open();
        self.tally.note(Fault::DeviceImage);
    }

    /// Ada gives a right over a ward, ends one, or ends her own note.
    fn administrator_acts(&mut self) {
        if !self.devices[0].is_on() {
            return;
        }
        let (ward, number) = (*self.dice.pick(&WARDS).unwrap_or(&"Grove"), self.dice.below(1_000));
        let give = self.dice.one_in(2);
        let today = domain::dates::day_of(self.clock.now().utc());
        let ended = Ended { on: today.to_string(), reason: "Moved on".to_owned() };
        let mut done = None;
        let written = self.write(0, |writer| {
            let control = writer.control()?;
            let people = writer.people()?;
            let me = writer.me();
            let others: Vec<_> = people.into_iter().filter(|person| person.id != me).collect();
            let Some(person) = others.get(number % others.len().max(1)).map(|person| person.id) else {
                return Ok(Vec::new());
            };
            if give {
                let (_, set) = writer.partnership()?;
                let ward = domain::wards::find(&[set], ward).map_err(|_| StoreError::NotFound)?;
                let area = writer.area_of(ward.code)?.ok_or(StoreError::NotFound)?;
                let record = GrantRecord {
                    person,
                    audience: AudienceRef::Area(area),
                    rights: vec![Right::Record, Right::Read, Right::ReadRestricted, Right::Triage],
                    role: String::new(),
                    until: None,
                    reason: String::new(),
                    granted_by: me,
                    ended: None,
                };
                done = Some(Fault::GrantGiven);
                return writer.write_group(vec![Draft::create(
                    control,
                    writer.new_record(),
                    Kind::Grant.as_str(),
                    &record,
                )]);
            }
            let grants: Vec<_> =
                writer.grants()?.into_iter().filter(|grant| grant.person == person && grant.ended.is_none()).collect();
            let Some(grant) = grants.get(number % grants.len().max(1)) else { return Ok(Vec::new()) };
            let id: RecordId = grant.id;
            done = Some(Fault::GrantEnded);
            let fold = writer.fold(id)?.ok_or(StoreError::NotFound)?;
            let draft = Draft::create(control, id, Kind::Grant.as_str(), &json!({ ENDED: ended })).act(Act::Set);
            writer.write_group(vec![draft.superseding(fold.heads_of([ENDED]))])
        });
        if let (true, Some(fault)) = (written, done) {
            self.tally.note(fault);
        }
    }

    /// Access that ended takes what was received off its author's laptop too. Where the server's disk is lost then,
    /// there is a copy with readers at most, and none once theirs ends as well: no program can bring that back.
    fn forget_what_only_the_lost_disk_had(&mut self) {
        let there: BTreeSet<ChangeId> = self.borough.log().values().flatten().map(|row| row.id).collect();
        let on = |device: &&Device| device.is_on();
        let held: Vec<_> = self.devices.iter().filter(on).map(|device| (device.person, checker::ids(device))).collect();
        for entry in &mut self.ledger.entries {
            let author = self.devices[entry.device].person;
            let of_author = |(person, ids): &&(_, BTreeSet<ChangeId>)| {
                *person == author && entry.changes.iter().any(|id| ids.contains(id))
            };
            let kept = entry.changes.iter().any(|id| there.contains(id)) || held.iter().find(of_author).is_some();
            entry.readers_only |= !kept;
        }
    }

    /// What was ended once is over in every later life of the server.
    fn ended_stays_ended(&mut self) -> Result<(), String> {
        let known = self.borough.known();
        let over: BTreeSet<RecordId> =
            known.directory.grants().iter().filter(|(_, grant)| grant.ended.is_some()).map(|(id, _)| *id).collect();
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
            // An exchange that lost its call is begun anew by the next start of the program.
            if device.under.is_some() {
                device.close();
                device.open();
            }
        }
        // All round until a whole round brings nobody anything: what the first sends late the others get in the
        // second, and what a restored server asks for again comes in a third.
        for round in 0..ROUNDS_TO_REST {
            let mut moved = 0;
            for no in 0..self.devices.len() {
                self.clock.advance_seconds(3_700);
                moved += self.exchange_fully(no);
            }
            if moved == 0 && round > 0 {
                return;
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
            let Some(call) = device.under.take() else { break };
            self.tally.attempts += 1;
            let Some(who) = device.who() else { panic!("{} does not read its own disk", device.name) };
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
    let at = dice.below(answer.pages.len());
    let Some(page) = answer.pages.get_mut(at) else { return false };
    let last = page.entries.len().saturating_sub(1);
    match dice.below(3) {
        0 if last > 0 => page.entries.swap(0, last),
        1 if last > 0 => {
            page.entries.remove(dice.below(last));
        }
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

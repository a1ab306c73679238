//! Acts on a notebook of a partnership: what its server answers is prepared by a real server and taken by
//! the store as the engine has it taken.

use std::path::Path;
use std::sync::Arc;

use app::App;
use domain::clock::FixedClock;
use domain::roles::Role;
use protocol::{BlobPutRequest, PullAnswer, PushRequest};
use serde_json::json;
use store::{Indexing, StoreReplica};
use sync::{Answer, BlobPart, Bounds, Call, Event, Fault, Replica};

use super::checks::Checked;
use super::notebook::{attach, folder, open, record, stands, verify, words};
use super::place::{NOW, StepEntropy, StillHost, copy_folder, in_memory, prose};
use super::{Program, Scenario};
use crate::killing;
use crate::simulation::borough::Borough;
use crate::simulation::device::Device;

pub const WARDS: [&str; 2] = ["Addison", "Grove"];

/// A server and its laptops, to prepare with.
pub struct Town {
    pub borough: Borough,
    clock: Arc<FixedClock>,
    laptops: u64,
    root: tempfile::TempDir,
}

impl Town {
    pub fn new() -> Self {
        let root = in_memory();
        let clock = Arc::new(FixedClock::at(NOW));
        let (borough, invitation) = Borough::new(root.path(), 1, 1, clock.clone());
        let mut town = Self { borough, clock, laptops: 0, root };
        let mut ada = town.enrol("Ada", &invitation);
        town.exchange(&mut ada);
        town
    }

    /// A laptop of a new person, or another one of somebody who has one.
    pub fn laptop(&mut self, name: &str, role: Option<Role>) -> Device {
        let wards = if role.is_some() { WARDS.map(str::to_owned).to_vec() } else { Vec::new() };
        let invitation = self.borough.invite(name, role, wards);
        let mut laptop = self.enrol(name, &invitation);
        self.exchange(&mut laptop);
        laptop
    }

    fn enrol(&mut self, name: &str, invitation: &protocol::Invitation) -> Device {
        let folder = self.root.path().join(format!("laptop-{}", self.laptops));
        std::fs::create_dir_all(&folder).expect("a folder");
        self.laptops += 1;
        let person = self.borough.enrol(invitation, &folder);
        let bounds = Bounds { page_changes: 6, ..Bounds::default() };
        Device::new(name.to_owned(), person, &folder, self.clock.clone(), self.laptops, bounds)
    }

    /// A whole exchange, twice: what the first makes known the second brings.
    pub fn exchange(&self, laptop: &mut Device) {
        for _ in 0..2 {
            assert!(self.until(laptop, |_| false, |_| false).is_none());
        }
    }

    /// Exchanges until a call or an answer is what is looked for, which is then not made or not taken.
    fn until(
        &self,
        laptop: &mut Device,
        call_is: impl Fn(&Call) -> bool,
        answer_is: impl Fn(&Answer) -> bool,
    ) -> Option<(Call, Option<Answer>)> {
        laptop.tell(Event::Asked);
        while let Some(call) = laptop.under.take() {
            if call_is(&call) {
                return Some((call, None));
            }
            let who = laptop.who()?;
            let answer = self.borough.call(0, &call, &who, &mut laptop.token);
            if let Ok(found) = &answer
                && answer_is(found)
            {
                return Some((call, answer.ok()));
            }
            laptop.tell(Event::Answered(answer));
        }
        None
    }

    /// What this laptop would send next.
    pub fn push_of(&self, laptop: &mut Device) -> Checked<PushRequest> {
        match self.until(laptop, |call| matches!(call, Call::Push(_)), |_| false) {
            Some((Call::Push(request), _)) => Ok(request),
            _ => Err("nothing is to be sent".to_owned()),
        }
    }

    /// The server stands still with all of this laptop's text and nothing of its photos; and what brings those.
    pub fn puts_of(
        &mut self,
        laptop: &mut Device,
        stands_still: impl FnOnce(&Borough),
    ) -> Checked<Vec<BlobPutRequest>> {
        if self.until(laptop, |call| matches!(call, Call::BlobPut(_)), |_| false).is_none() {
            return Err("no photo is to be sent".to_owned());
        }
        self.borough.stop();
        stands_still(&self.borough);
        if !self.borough.start() {
            return Err("the server does not start again".to_owned());
        }
        laptop.tell(Event::Answered(Err(Fault::Unreachable)));
        let puts = std::cell::RefCell::new(Vec::new());
        let bytes = |call: &Call| {
            if let Call::BlobPut(request) = call
                && !request.bytes.is_empty()
            {
                puts.borrow_mut().push(request.clone());
            }
            false
        };
        self.until(laptop, bytes, |_| false);
        Ok(puts.into_inner())
    }

    /// Every answer to a pull of the next whole exchange that brings pages or takes streams away.
    fn pulls_of(&self, laptop: &mut Device) -> Checked<Vec<PullAnswer>> {
        let found = std::cell::RefCell::new(Vec::new());
        self.until(
            laptop,
            |_| false,
            |answer| {
                if let Answer::Pull(pull) = answer
                    && !(pull.pages.is_empty() && pull.gone.is_empty())
                {
                    found.borrow_mut().push(pull.clone());
                }
                false
            },
        );
        let found = found.into_inner();
        if found.is_empty() { Err("nothing is to be taken".to_owned()) } else { Ok(found) }
    }
}

/// Writes so many notes, in both wards in turn.
pub fn write(laptop: &Device, first: u64, notes: u64, bytes: usize) -> Checked {
    let store = laptop.store.as_ref().ok_or("the laptop is off")?;
    let entropy = StepEntropy::new();
    for number in first..first + notes {
        record(store, &entropy, number, WARDS[usize::try_from(number).unwrap_or(0) % WARDS.len()], bytes)?;
    }
    Ok(())
}

/// The laptop's notebook as it is now is what the scenario begins with.
fn begin_with(laptop: &mut Device, place: &Path) {
    laptop.close();
    std::fs::create_dir_all(folder(place)).expect("a folder");
    copy_folder(&laptop.folder, &folder(place));
    laptop.open();
}

/// A program that takes what a server answered, each step under randomness of its own.
fn taking(
    place: &Path,
    step: impl Fn(&StoreReplica<'_>, usize) -> Result<(), sync::ReplicaFault> + 'static,
) -> Checked<Program> {
    let (store, entropy) = (open(place)?, StepEntropy::new());
    Ok(Box::new(move |number| {
        entropy.begin(number);
        let replica = StoreReplica { store: &store, entropy: &entropy, indexing: Indexing::Now };
        step(&replica, number).map_err(words)
    }))
}

fn scenario(
    name: &'static str,
    steps: usize,
    start: impl Fn(&Path) -> Checked<Program> + Send + Sync + 'static,
) -> Scenario {
    Scenario { name, steps, repeats: true, unsaid: false, start: Box::new(start), stands, verify: Box::new(verify) }
}

/// Pages of a person's own streams, two in one transaction, and the rest of the answer.
pub fn taking_pages(place: &Path) -> Checked<Scenario> {
    let mut town = Town::new();
    let mut writes = town.laptop("Ben", Some(Role::Outreach));
    let mut reads = town.laptop("Ben", None);
    write(&writes, 0, 24, 12_000)?;
    town.exchange(&mut writes);
    begin_with(&mut reads, place);
    let answers = town.pulls_of(&mut reads)?;
    Ok(scenario("taking pages of streams with their cursors", 2 * answers.len(), move |place| {
        let answers = answers.clone();
        taking(place, move |replica, number| {
            let answer = &answers[number / 2];
            if number % 2 == 1 {
                return replica.take_standing(answer, NOW).map(|_| ());
            }
            match replica.take_pages(&answer.pages, NOW)?.untrue {
                Some(what) => Err(sync::ReplicaFault::Untrue(what)),
                None => Ok(()),
            }
        })
    }))
}

/// Parts of two photos as they come: the last part of each makes it whole.
pub fn taking_parts_of_photos(place: &Path) -> Checked<Scenario> {
    let mut town = Town::new();
    let mut writes = town.laptop("Ben", Some(Role::Outreach));
    let mut reads = town.laptop("Ben", None);
    write(&writes, 0, 2, 1_500)?;
    for (number, bytes) in [(0, 300_000), (1, 40_000)] {
        attach(writes.store.as_ref().ok_or("the laptop is off")?, &StepEntropy::new(), number, bytes)?;
    }
    town.exchange(&mut writes);
    // All text is here, and of no photo anything.
    if town.until(&mut reads, |call| matches!(call, Call::BlobGet(_)), |_| false).is_none() {
        return Err("no photo is asked for".to_owned());
    }
    begin_with(&mut reads, place);
    let (asked, parts) = (std::cell::RefCell::new(None), std::cell::RefCell::new(Vec::new()));
    town.until(
        &mut reads,
        |call| {
            *asked.borrow_mut() = if let Call::BlobGet(request) = call { Some(*request) } else { None };
            false
        },
        |answer| {
            if let (Answer::BlobGet(part), Some(request)) = (answer, *asked.borrow()) {
                parts.borrow_mut().push((request, part.clone()));
            }
            false
        },
    );
    let parts = parts.into_inner();
    if parts.len() < 3 {
        return Err(format!("the photos come in {} parts", parts.len()));
    }
    Ok(scenario("taking photos part by part", parts.len(), move |place| {
        let parts = parts.clone();
        taking(place, move |replica, number| {
            let (request, part) = &parts[number];
            replica.take_blob(BlobPart::Got(request, part), NOW).map(|_| ())
        })
    }))
}

/// Receipts for everything that was sent, and a note after them.
pub fn taking_receipts(place: &Path) -> Checked<Scenario> {
    let mut town = Town::new();
    let mut ben = town.laptop("Ben", Some(Role::Outreach));
    write(&ben, 0, 60, 1_500)?;
    let found = town.until(&mut ben, |_| false, |answer| matches!(answer, Answer::Push(_)));
    let Some((_, Some(Answer::Push(answer)))) = found else { return Err("nothing was sent".to_owned()) };
    begin_with(&mut ben, place);
    Ok(scenario("taking the receipts of what was sent", 1, move |place| {
        let answer = answer.clone();
        taking(place, move |replica, _| replica.take_push(&answer, NOW).map(|_| ()))
    }))
}

/// Everything of two wards goes after access to them has ended.
pub fn purging(place: &Path) -> Checked<Scenario> {
    let mut town = Town::new();
    let mut ben = town.laptop("Ben", Some(Role::Outreach));
    let mut omar = town.laptop("Omar", Some(Role::CommunitySafety));
    write(&ben, 0, 30, 12_000)?;
    town.exchange(&mut ben);
    town.exchange(&mut omar);
    // Not sent yet, and kept whatever is purged.
    write(&omar, 500, 3, 500)?;
    town.borough.end_access("Omar", &WARDS);
    begin_with(&mut omar, place);
    let answers = town.pulls_of(&mut omar)?;
    let answer = answers.into_iter().find(|answer| !answer.gone.is_empty()).ok_or("nothing is to be purged")?;
    Ok(scenario("purging streams after access ended", 1, move |place| {
        let answer = answer.clone();
        taking(place, move |replica, _| replica.take_standing(&answer, NOW).map(|_| ()))
    }))
}

/// A copied device goes on as a new one and signs anew what it has not sent.
pub fn parting_from_a_copy(place: &Path) -> Checked<Scenario> {
    let mut town = Town::new();
    let mut ben = town.laptop("Ben", Some(Role::Outreach));
    write(&ben, 0, 60, 1_500)?;
    begin_with(&mut ben, place);
    let scenario =
        scenario("parting from a copied device", 1, |place| taking(place, |replica, _| replica.part_from_copy(NOW)));
    // One parting too many would only be another device; nobody asks for it who finds itself parted.
    Ok(Scenario { repeats: false, unsaid: true, ..scenario })
}

/// An action log from a spreadsheet: plans and actions in one act.
pub fn importing(place: &Path) -> Checked<Scenario> {
    let mut town = Town::new();
    let mut omar = town.laptop("Omar", Some(Role::Coordinator));
    begin_with(&mut omar, place);
    let mut text = "Plan,Action,Lead agency,Who,Due date,Status,Update\n".to_owned();
    for row in 0..40 {
        let plan = ["The underpass", "The walkway"][row % 2];
        let update = prose(row as u64, 1_200);
        text +=
            &format!("{plan},Patrol {row},Community Safety,Helen Prior,{}/12/2099,Ongoing,{update}\n", row % 28 + 1);
    }
    Ok(scenario("bringing in an action log", 1, move |place| {
        let entropy = Arc::new(StepEntropy::new());
        let app = App::new(StillHost(entropy.clone()), folder(place));
        app.open_with_key(killing::key()).map_err(words)?;
        let request = json!({ "text": text, "ward": WARDS[0] });
        Ok(Box::new(move |step| {
            entropy.begin(step);
            app.mutate("request", "actions_import", request.clone()).map(|_| ()).map_err(words)
        }))
    }))
}

//! Nothing fails any more: everybody exchanges until nothing is left to do, and what ended stays ended.

use std::collections::BTreeSet;

use domain::ids::{ChangeId, PersonId, RecordId};
use sync::{Event, Fault as CallFault};

use super::super::checker;
use super::super::device::Device;
use super::super::ledger::Entry;
use super::World;

/// A laptop and whatever waits on it come to rest within so many calls, once nothing fails any more.
const CALLS_TO_REST: usize = 4_000;
/// And the whole borough within so many rounds.
const ROUNDS_TO_REST: usize = 8;

impl World {
    /// What neither the server nor any laptop of its author has, by its place in the ledger.
    pub(super) fn with_readers_at_most(&self) -> BTreeSet<usize> {
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
    pub(super) fn forget_what_only_the_lost_disk_had(&mut self, before: &BTreeSet<usize>) {
        for at in self.with_readers_at_most().difference(before) {
            self.ledger.entries[*at].readers_only = true;
        }
    }

    /// What was ended once is over in every later life of the server.
    pub(super) fn ended_stays_ended(&mut self) -> Result<(), String> {
        let known = self.borough.known();
        let over: BTreeSet<RecordId> =
            known.directory.grants().iter().filter(|(_, grant)| grant.ended.is_some()).map(|(id, _)| *id).collect();
        let erased = self.borough.erased();
        let readable = self.erased.difference(&erased).count();
        if readable > 0 {
            return Err(format!("{readable} records or changes that were erased are no longer"));
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
    pub(super) fn exchange_fully(&mut self, no: usize) -> u64 {
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
}

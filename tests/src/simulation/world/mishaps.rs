//! What goes wrong, by chance: clocks, disks, power, copies of notebooks, the server's own disk, and what an
//! administrator gives and ends.

use domain::change::{Act, Draft};
use domain::clock::Clock;
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::{AudienceRef, ENDED, Ended, GrantRecord, Kind};
use serde_json::json;
use store::StoreError;
use sync::Event;

use super::super::device::copy_folder;
use super::super::fault::Fault;
use super::{WARDS, World};
use crate::faulty_disk::Failure;

impl World {
    pub(super) fn something_fails(&mut self) {
        let Some(no) = self.somebody() else { return };
        match self.dice.below(25) {
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
                let had = self.with_readers_at_most();
                if self.borough.restore(earlier) {
                    let after = self.ended_stays_ended();
                    self.broken = self.broken.take().or_else(|| before.and(after).err());
                    self.tally.note(Fault::ServerRestored);
                    self.forget_what_only_the_lost_disk_had(&had);
                }
            }
            14 => self.clone_device(no, true),
            15 => self.clone_device(no, false),
            16 => self.keep_image(no),
            17 | 24 if self.devices[no].image.is_some() => self.put_image_back(no),
            17 | 24 => self.keep_image(no),
            18 | 19 => self.administrator_acts(),
            20 | 21 => self.a_file_is_handed_on(),
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
        let had = self.borough.is_up().then(|| self.with_readers_at_most());
        self.devices[no].close();
        let folder = self.devices[no].folder.clone();
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        copy_folder(&image, &folder);
        self.devices[no].disk.replaced();
        self.ledger.undo(no, entries);
        self.devices[no].open();
        if let Some(had) = had {
            self.forget_what_only_the_lost_disk_had(&had);
        }
        self.tally.note(Fault::DeviceImage);
    }

    /// Two of the members may open sealed sources from the first day on: one of all wards, one of one. Where there is
    /// one member alone, Ada is the other.
    pub(super) fn name_leads(&mut self) {
        let ward = *self.dice.pick(&WARDS).unwrap_or(&"Grove");
        self.exchange_fully(0);
        let _ = self.write(0, |writer| {
            let (control, me) = (writer.control()?, writer.me());
            let (_, set) = writer.partnership()?;
            let ward = domain::wards::find(&[set], ward).map_err(|_| StoreError::NotFound)?;
            let area = writer.area_of(ward.code)?.ok_or(StoreError::NotFound)?;
            let mut people: Vec<_> = writer.people()?.into_iter().map(|person| person.id).collect();
            people.sort_by_key(|person| *person == me);
            let audiences = [AudienceRef::Partnership, AudienceRef::Area(area)];
            let drafts = people.into_iter().zip(audiences).map(|(person, audience)| {
                let record = GrantRecord {
                    person,
                    audience,
                    rights: vec![Right::Read, Right::ReadSealed],
                    role: String::new(),
                    until: None,
                    reason: String::new(),
                    granted_by: me,
                    ended: None,
                };
                Draft::create(control, writer.new_record(), Kind::Grant.as_str(), &record)
            });
            let drafts = drafts.collect();
            Ok(vec![writer.write_group(drafts)?])
        });
        self.exchange_fully(0);
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
        let sealed = give && self.dice.one_in(2);
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
                    rights: if sealed {
                        vec![Right::Record, Right::Read, Right::ReadSealed]
                    } else {
                        vec![Right::Record, Right::Read, Right::ReadRestricted, Right::Triage]
                    },
                    role: String::new(),
                    until: None,
                    reason: String::new(),
                    granted_by: me,
                    ended: None,
                };
                done = Some(Fault::GrantGiven);
                let draft = Draft::create(control, writer.new_record(), Kind::Grant.as_str(), &record);
                return Ok(vec![writer.write_group(vec![draft])?]);
            }
            let grants: Vec<_> =
                writer.grants()?.into_iter().filter(|grant| grant.person == person && grant.ended.is_none()).collect();
            let Some(grant) = grants.get(number % grants.len().max(1)) else { return Ok(Vec::new()) };
            let id: RecordId = grant.id;
            done = Some(Fault::GrantEnded);
            let fold = writer.fold(id)?.ok_or(StoreError::NotFound)?;
            let draft = Draft::create(control, id, Kind::Grant.as_str(), &json!({ ENDED: ended })).act(Act::Set);
            Ok(vec![writer.write_group(vec![draft.superseding(fold.heads_of([ENDED]))])?])
        });
        if let (Some(_), Some(fault)) = (written, done) {
            self.tally.note(fault);
        }
    }
}

//! Which list of leads a laptop goes by, and to which it seals, while the server has not had every one of them.

use domain::chain::Head;
use domain::change::Change;
use domain::entropy::SeededEntropy;
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::{AudienceRef, GrantRecord, Kind};
use domain::roster::{Lead, RosterRecord};
use domain::signing::SigningKey;
use protocol::{Fate, GroupAnswer, PushAnswer, Receipt, Receipts};
use sync::Replica;

use super::*;
use crate::read::LeadOut;

fn server() -> SigningKey {
    SigningKey::generate(&SeededEntropy::new(40))
}

fn recovery() -> SigningKey {
    SigningKey::generate(&SeededEntropy::new(41))
}

/// Amara's notebook, in which she opens sealed sources.
fn desk() -> Desk {
    let desk = Desk::new();
    let link = desk.store.read(|reader| reader.server()).unwrap().unwrap();
    put_link(&desk.store.whole_file(), &ServerLink { key: server().public(), ..link }).unwrap();
    desk.write(|writer| {
        let me = writer.me();
        let grant = GrantRecord {
            person: me,
            audience: AudienceRef::Partnership,
            rights: vec![Right::ReadSealed],
            role: String::new(),
            until: None,
            reason: String::new(),
            granted_by: me,
            ended: None,
        };
        let draft = Draft::create(writer.control()?, writer.new_record(), Kind::Grant.as_str(), &grant);
        writer.write_group(vec![draft])
    });
    desk
}

impl Desk {
    fn begin(&self) -> Change {
        self.write(|writer| writer.begin_roster(&recovery().public())).remove(0)
    }

    fn add(&self, lead: Lead) -> Change {
        let here = self.store.read(|reader| reader.present_leads(today())).unwrap();
        let leads: Vec<Lead> = here.into_iter().chain([lead]).collect();
        self.write(|writer| writer.change_roster(&leads)).remove(0)
    }

    fn gone_by(&self) -> Option<RecordId> {
        self.store.read(|reader| reader.roster()).unwrap().by.map(|roster| roster.id)
    }

    fn sealed_to(&self) -> Option<RecordId> {
        self.store.read(|reader| reader.roster_sealed_to()).unwrap().map(|roster| roster.id)
    }

    /// The server's answer to a push: it takes this change, after those that it took before.
    fn taken(&self, change: &Change, after: &[&Change]) {
        let (stream, time) = (change.header().stream, NOW);
        let before = after.iter().fold(Head::start(stream), |head, taken| head.then(taken.hash(), time));
        let signature = before.then(change.hash(), time).sign(stream, 1, &server());
        let taken = vec![Receipt { change: change.header().id, hash: change.hash(), time }];
        let receipts = vec![Receipts { stream, epoch: 1, before, taken, signature }];
        let answers = vec![GroupAnswer { group: change.header().group.id, fate: Fate::Accepted }];
        self.replica().take_push(&PushAnswer { answers, receipts, server_time: NOW }, NOW).unwrap();
    }
}

fn today() -> chrono::NaiveDate {
    domain::dates::day_of(NOW.utc())
}

fn lead(seed: u64) -> Lead {
    Lead {
        device: domain::ids::DeviceId::from_bytes([seed as u8; 16]),
        person: domain::ids::PersonId::from_bytes([seed as u8 + 100; 16]),
        key: SigningKey::generate(&SeededEntropy::new(seed)).public(),
    }
}

#[test]
fn nothing_is_sealed_to_a_list_of_leads_that_the_server_has_not_had_and_the_last_it_had_goes_on_counting() {
    let desk = desk();
    let first = desk.begin();
    assert_eq!((desk.gone_by(), desk.sealed_to()), (Some(first.header().record), None));
    desk.taken(&first, &[]);
    assert_eq!(desk.sealed_to(), Some(first.header().record));

    let second = desk.add(lead(3));
    assert_eq!(desk.gone_by(), Some(second.header().record), "the next change follows it");
    assert_eq!(desk.sealed_to(), Some(first.header().record));
    desk.taken(&second, &[&first]);
    assert_eq!(desk.sealed_to(), Some(second.header().record));
}

#[test]
fn a_list_of_leads_that_the_server_refused_is_gone_by_nowhere() {
    let desk = desk();
    let first = desk.begin();
    desk.taken(&first, &[]);
    let second = desk.add(lead(3));
    desk.refused(second.header().group.id, "not-allowed");
    let first = Some(first.header().record);
    assert_eq!((desk.gone_by(), desk.sealed_to()), (first, first));
}

#[test]
fn a_list_of_leads_that_waits_is_not_signed_anew_as_another_device_which_stands_in_none() {
    let desk = desk();
    let first = desk.begin();
    desk.replica().part_from_copy(NOW).unwrap();
    let waiting = desk.waiting(first.header().group.id).remove(0);
    assert_eq!(waiting.header().device, first.header().device);
    assert_eq!(waiting.hash(), first.hash(), "those that follow it name it by its hash");
}

#[test]
fn a_list_of_leads_that_a_file_brought_is_sealed_to_once_the_server_has_it_and_gone_by_unless_it_refuses() {
    let desk = desk();
    let mut sam = desk.store.add_member("Sam Reed", "", NOW, &desk.entropy).unwrap();
    let first = desk.begin();
    desk.taken(&first, &[]);
    let device = sam.author.device;
    let second = desk.add(Lead { device, person: sam.person, key: sam.key.public() });
    desk.taken(&second, &[&first]);

    let by = desk.store.read(|reader| reader.roster()).unwrap().by.unwrap();
    let keys = by.record.open(device, &sam.key);
    let leads: Vec<Lead> =
        desk.store.read(|reader| reader.present_leads(today())).unwrap().into_iter().chain([lead(3)]).collect();
    let record = RosterRecord::next(&[&by], &keys, &leads, &recovery().public(), &desk.entropy).unwrap();
    let control = second.header().stream;
    let draft = Draft::create(control, desk.write(|writer| Ok(writer.new_record())), Kind::Roster.as_str(), &record);
    let third = sam.author.write(vec![draft], &sam.key, NOW, &desk.entropy).unwrap().remove(0);
    desk.store.take_page(std::slice::from_ref(&third), Indexing::Now).unwrap();
    let no = desk.number_of(&third);
    // As reading a file notes it, to offer it.
    desk.store
        .whole_file()
        .execute_batch(&format!(
            "INSERT INTO brought (change) VALUES ({no}); INSERT INTO lost (change, ready) VALUES ({no}, 1);"
        ))
        .unwrap();
    let (second_s, third_s) = (Some(second.header().record), Some(third.header().record));
    assert_eq!((desk.gone_by(), desk.sealed_to()), (third_s, second_s));

    desk.refused(third.header().group.id, "not-allowed");
    assert_eq!((desk.gone_by(), desk.sealed_to()), (second_s, second_s));
    desk.taken(&third, &[&first, &second]);
    assert_eq!((desk.gone_by(), desk.sealed_to()), (third_s, third_s));
}

#[test]
fn a_leads_laptop_that_was_shut_out_is_not_among_those_who_stay_and_opens_no_key_that_is_made_afterwards() {
    let desk = desk();
    let sam = desk.store.add_member("Sam Reed", "", NOW, &desk.entropy).unwrap();
    let device = sam.author.device;
    desk.begin();
    desk.add(Lead { device, person: sam.person, key: sam.key.public() });
    let by = || desk.store.read(|reader| reader.roster()).unwrap().by.unwrap();
    assert_eq!(by().record.open(device, &sam.key).len(), 1);
    let out = |today| desk.store.read(|reader| reader.lead_out(device, sam.person, today)).unwrap();
    assert_eq!(out(today()), Some(LeadOut::Person), "nobody gave him the right");

    desk.write(|writer| {
        let ended = json!({ "ended": { "on": "2026-11-20", "reason": "stolen" } });
        let end = Draft::create(writer.control()?, device.into(), Kind::Device.as_str(), &ended);
        writer.write_group(vec![end.act(domain::change::Act::Set)])
    });
    assert_eq!(out(today()), Some(LeadOut::Device));
    let stay = desk.store.read(|reader| reader.present_leads(today())).unwrap();
    assert!(stay.len() == 1 && stay[0].device != device);
    desk.write(|writer| writer.change_roster(&stay));
    assert_eq!(by().record.keys.len(), 2, "somebody left, so there is a new key");
    assert!(by().record.open(device, &sam.key).is_empty());
}

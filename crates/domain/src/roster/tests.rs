use super::*;
use crate::change::{Author, Draft};
use crate::clock::Timestamp;
use crate::entropy::SeededEntropy;
use crate::ids::StreamId;

struct Desk {
    lead: Lead,
    key: SigningKey,
    author: Author,
}

fn desk(number: u8) -> Desk {
    let key = SigningKey::generate(&SeededEntropy::new(number.into()));
    let (device, person) = (DeviceId::from_bytes([number; 16]), PersonId::from_bytes([number; 16]));
    Desk { lead: Lead { device, person, key: key.public() }, author: Author::new(person, device), key }
}

impl Desk {
    fn signs(&mut self, record: &RosterRecord) -> Change {
        let entropy = SeededEntropy::new(u64::from(record.number) + 100);
        let control = StreamId::from_bytes([9; 16]);
        let id = RecordId::new(Timestamp::from_millis(1_000), &entropy);
        let draft = Draft::create(control, id, Kind::Roster.as_str(), record);
        self.author.write(vec![draft], &self.key, Timestamp::from_millis(1_000), &entropy).unwrap().remove(0)
    }
}

fn recovery() -> SigningKey {
    SigningKey::generate(&SeededEntropy::new(77))
}

/// By one who stands in it, with others.
fn first(desk: &mut Desk, others: &[Lead]) -> Roster {
    let leads = [&[desk.lead], others].concat();
    let record = RosterRecord::first(&leads, &recovery().public(), &SeededEntropy::new(5)).unwrap();
    Roster::follow(None, &desk.signs(&record), true).unwrap()
}

fn next(desk: &Desk, after: &Roster, leads: &[Lead]) -> RosterRecord {
    let keys = after.record.open(desk.lead.device, &desk.key);
    RosterRecord::next(&[after], &keys, leads, &recovery().public(), &SeededEntropy::new(6)).unwrap()
}

#[test]
fn each_leads_device_opens_the_key_and_so_does_the_recovery_code_and_nobody_else() {
    let (mut sue, tom, other) = (desk(1), desk(2), desk(3));
    let roster = first(&mut sue, &[tom.lead]);
    let public = *roster.record.key().unwrap();
    for lead in [&sue, &tom] {
        let opened = roster.record.open(lead.lead.device, &lead.key);
        assert_eq!(opened.iter().map(OpeningKey::public).collect::<Vec<_>>(), [public]);
    }
    assert!(roster.record.open(other.lead.device, &other.key).is_empty());
    assert!(roster.record.open(sue.lead.device, &other.key).is_empty(), "under another's name");
    assert_eq!(roster.record.recover(&recovery()).unwrap()[0].public(), public);
    assert_eq!(roster.record.recover(&SigningKey::generate(&SeededEntropy::new(8))).err(), Some(NotOpened));
}

#[test]
fn a_lead_who_is_added_opens_what_was_sealed_before_and_one_who_leaves_nothing_that_comes_after() {
    let (mut sue, mut tom, una) = (desk(1), desk(2), desk(3));
    let one = first(&mut sue, &[tom.lead]);
    let two = next(&sue, &one, &[sue.lead, tom.lead, una.lead]);
    let two = Roster::follow(Some(&one), &sue.signs(&two), false).unwrap();
    assert_eq!(two.record.keys, one.record.keys, "nobody left: the key stays");
    assert_eq!(two.record.open(una.lead.device, &una.key).len(), 1);

    let three = next(&tom, &two, &[tom.lead, una.lead]);
    let three = Roster::follow(Some(&two), &tom.signs(&three), false).unwrap();
    assert_eq!(three.record.keys.len(), 2);
    assert_eq!(three.record.open(una.lead.device, &una.key).len(), 2, "what came before opens too");
    assert!(three.record.open(sue.lead.device, &sue.key).is_empty());
    let kept = two.record.open(sue.lead.device, &sue.key);
    assert!(kept.iter().all(|key| key.public() != *three.record.key().unwrap()));
}

#[test]
fn nobody_who_does_not_stand_in_a_roster_makes_the_next_one_whoever_lets_them_in() {
    let (mut sue, mut mallory) = (desk(1), desk(2));
    let one = first(&mut sue, &[]);
    let two = next(&sue, &one, &[sue.lead, mallory.lead]);
    assert_eq!(Roster::follow(Some(&one), &mallory.signs(&two), true), Err(Stray::NotALead));
    // A device in a lead's name is not that lead's device.
    let mut in_her_name = desk(4);
    in_her_name.author = Author::new(sue.lead.person, in_her_name.lead.device);
    assert_eq!(Roster::follow(Some(&one), &in_her_name.signs(&two), true), Err(Stray::NotALead));
    // Nor is one that takes her device's id, with a key of its own.
    let mut as_hers = desk(5);
    as_hers.author = Author::new(sue.lead.person, sue.lead.device);
    assert_eq!(Roster::follow(Some(&one), &as_hers.signs(&two), true), Err(Stray::NotALead));
    assert!(Roster::follow(Some(&one), &sue.signs(&two), false).is_ok());
}

#[test]
fn a_roster_out_of_the_blue_a_second_first_one_and_an_older_one_are_not_gone_by() {
    let (mut sue, mut mallory) = (desk(1), desk(2));
    let record = RosterRecord::first(&[mallory.lead], &recovery().public(), &SeededEntropy::new(5)).unwrap();
    assert_eq!(Roster::follow(None, &mallory.signs(&record), false), Err(Stray::NoRight));
    let one = first(&mut sue, &[]);
    assert_eq!(Roster::follow(Some(&one), &mallory.signs(&record), true), Err(Stray::FollowsAnother));
    let two = Roster::follow(Some(&one), &sue.signs(&next(&sue, &one, &[sue.lead])), false).unwrap();
    let other = next(&sue, &one, &[sue.lead, mallory.lead]);
    assert_eq!(Roster::follow(Some(&two), &sue.signs(&other), false), Err(Stray::FollowsAnother), "a fork");
    assert_eq!(Roster::follow(None, &sue.signs(&two.record), true), Err(Stray::FollowsAnother), "not the first");
}

#[test]
fn two_rosters_that_leads_made_without_sight_of_each_other_are_brought_together_by_one_of_them() {
    let (mut sue, mut tom, una, ada) = (desk(1), desk(2), desk(3), desk(4));
    let one = first(&mut sue, &[tom.lead]);
    let by_sue = Roster::follow(Some(&one), &sue.signs(&next(&sue, &one, &[sue.lead, tom.lead, una.lead])), false);
    let by_tom = Roster::follow(Some(&one), &tom.signs(&next(&tom, &one, &[sue.lead, tom.lead, ada.lead])), false);
    let (by_sue, by_tom) = (by_sue.unwrap(), by_tom.unwrap());
    let keys = by_sue.record.open(sue.lead.device, &sue.key);
    let all = [sue.lead, tom.lead, una.lead, ada.lead];
    let both = RosterRecord::next(&[&by_sue, &by_tom], &keys, &all, &recovery().public(), &SeededEntropy::new(7));
    let change = sue.signs(&both.unwrap());
    for gone_by in [&by_sue, &by_tom] {
        let joined = Roster::follow(Some(gone_by), &change, false).unwrap();
        assert_eq!(joined.record.leads().len(), 4);
    }
}

#[test]
fn a_roster_that_loses_a_key_is_not_gone_by() {
    let mut sue = desk(1);
    let one = first(&mut sue, &[]);
    let fresh = [OpeningKey::generate(&SeededEntropy::new(8))];
    let two = RosterRecord::next(&[&one], &fresh, &[sue.lead], &recovery().public(), &SeededEntropy::new(6)).unwrap();
    assert_eq!(Roster::follow(Some(&one), &sue.signs(&two), false), Err(Stray::LosesKeys));
}

#[test]
fn where_no_lead_is_left_the_printed_code_brings_another_in_who_opens_everything() {
    let (mut sue, mut una) = (desk(1), desk(3));
    let one = first(&mut sue, &[]);
    let keys = one.record.recover(&recovery()).unwrap();
    let una_s = una.lead;
    let make = |code: &SigningKey| {
        let fresh = SigningKey::generate(&SeededEntropy::new(78)).public();
        let next = RosterRecord::next(&[&one], &keys, &[una_s], &fresh, &SeededEntropy::new(6)).unwrap();
        next.recovered_by(code)
    };
    let (good, bad) = (make(&recovery()), make(&SigningKey::generate(&SeededEntropy::new(8))));
    assert_eq!(Roster::follow(Some(&one), &una.signs(&bad), false), Err(Stray::NotALead));
    let altered = RosterRecord { devices: make(&recovery()).devices, number: 9, ..good.clone() };
    assert_eq!(Roster::follow(Some(&one), &una.signs(&altered), false), Err(Stray::NotALead));
    let two = Roster::follow(Some(&one), &una.signs(&good), false).unwrap();
    assert_eq!(two.record.open(una.lead.device, &una.key).len(), 2);
    assert!(two.record.recover(&recovery()).is_err(), "the old code is used up");
}

/// By a lead who makes a new code with it.
fn renewed(desk: &Desk, after: &Roster, leads: &[Lead], fresh: &SigningKey) -> RosterRecord {
    let keys = after.record.open(desk.lead.device, &desk.key);
    RosterRecord::next(&[after], &keys, leads, &fresh.public(), &SeededEntropy::new(7)).unwrap()
}

fn fresh(number: u64) -> SigningKey {
    SigningKey::generate(&SeededEntropy::new(number + 200))
}

#[test]
fn a_new_code_opens_all_there_is_and_the_one_before_it_no_list_and_nothing_that_is_sealed_from_now_on() {
    let (mut sue, tom, mut una) = (desk(1), desk(2), desk(3));
    let one = first(&mut sue, &[tom.lead]);
    let two = renewed(&sue, &one, &[sue.lead, tom.lead], &fresh(1));
    assert_eq!(Roster::follow(Some(&one), &una.signs(&two), true), Err(Stray::NotALead), "by no lead");
    let two = Roster::follow(Some(&one), &sue.signs(&two), false).unwrap();
    assert_eq!(two.record.keys.len(), 2, "nobody left, and there is a new key");
    assert_eq!(two.record.recover(&fresh(1)).unwrap().len(), 2);
    assert_eq!(two.record.open(tom.lead.device, &tom.key).len(), 2);
    assert_eq!(two.record.recover(&recovery()).err(), Some(NotOpened));
    // The old sheet and the old list open what was sealed before.
    let before = one.record.recover(&recovery()).unwrap();
    assert!(before.iter().all(|key| key.public() != *two.record.key().unwrap()));

    // Nobody is brought in by it any more.
    let by_code = |code: &SigningKey, keys: &[OpeningKey]| {
        let next = RosterRecord::next(&[&two], keys, &[una.lead], &fresh(2).public(), &SeededEntropy::new(8));
        next.unwrap().recovered_by(code)
    };
    let keys = two.record.recover(&fresh(1)).unwrap();
    let (with_old, with_new) = (by_code(&recovery(), &keys), by_code(&fresh(1), &keys));
    assert_eq!(Roster::follow(Some(&two), &una.signs(&with_old), true), Err(Stray::NotALead));
    assert!(Roster::follow(Some(&two), &una.signs(&with_new), true).is_ok());
}

#[test]
fn of_two_lists_made_without_sight_of_each_other_the_code_is_the_one_that_a_lead_who_stays_renewed() {
    let (mut sue, mut tom, una) = (desk(1), desk(2), desk(3));
    let one = first(&mut sue, &[tom.lead]);
    let all = [sue.lead, tom.lead, una.lead];
    let added = Roster::follow(Some(&one), &sue.signs(&next(&sue, &one, &all)), false).unwrap();
    let new = renewed(&tom, &one, &[sue.lead, tom.lead], &fresh(1));
    let new = Roster::follow(Some(&one), &tom.signs(&new), false).unwrap();
    let known = [one.clone(), added.clone(), new.clone()];
    let of = |follows: &[&Roster], leads: &[Lead]| Roster::code(follows, &known, leads);
    assert_eq!(of(&[&added], &all), Some(recovery().public()));
    for follows in [[&added, &new], [&new, &added]] {
        assert_eq!(of(&follows, &all), Some(fresh(1).public()));
        assert_eq!(of(&follows, &[sue.lead, una.lead]), None, "its maker is taken out");
        // What is sealed once both are brought together opens with neither of the two before, nor the old code.
        let keys = new.record.open(sue.lead.device, &sue.key);
        let both = RosterRecord::next(&follows, &keys, &all, &fresh(1).public(), &SeededEntropy::new(9)).unwrap();
        assert!(follows.iter().all(|roster| !roster.record.keys.contains(both.key().unwrap())));
    }

    // Two that were renewed: neither sheet is better than the other.
    let other = renewed(&sue, &one, &all, &fresh(2));
    let other = Roster::follow(Some(&one), &sue.signs(&other), false).unwrap();
    let known = [one, new.clone(), other.clone()];
    assert_eq!(Roster::code(&[&new, &other], &known, &all), None);
}

#[test]
fn whoever_has_the_old_code_alone_puts_none_of_theirs_in_its_place_also_not_under_a_leads_name() {
    let (mut sue, tom, mut mallory) = (desk(1), desk(2), desk(5));
    let one = first(&mut sue, &[tom.lead]);
    let added = Roster::follow(Some(&one), &sue.signs(&next(&sue, &one, &[sue.lead, tom.lead])), false).unwrap();
    // Sue's device and person, with a key of Mallory's own.
    mallory.lead = Lead { key: mallory.lead.key, ..sue.lead };
    mallory.author = Author::new(sue.lead.person, sue.lead.device);
    let keys = one.record.recover(&recovery()).unwrap();
    let leads = [mallory.lead, tom.lead];
    let by_code = RosterRecord::next(&[&one], &keys, &leads, &recovery().public(), &SeededEntropy::new(6)).unwrap();
    let change = mallory.signs(&by_code.recovered_by(&recovery()));
    let by_code = Roster::follow(Some(&one), &change, false).unwrap();
    let own = renewed(&mallory, &by_code, &leads, &fresh(1));
    let own = Roster::follow(Some(&by_code), &mallory.signs(&own), false).unwrap();
    let known = [one, added.clone(), by_code, own.clone()];
    assert_eq!(Roster::code(&[&added, &own], &known, &[sue.lead, tom.lead]), None);
}

#[test]
fn the_fingerprint_is_short_enough_to_read_out_and_differs() {
    let (mut sue, mut tom) = (desk(1), desk(2));
    let (one, other) = (first(&mut sue, &[]), first(&mut tom, &[]));
    assert_eq!(one.fingerprint().len(), 23);
    assert_ne!(one.fingerprint(), other.fingerprint());
}

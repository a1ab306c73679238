//! A partnership of invented people, and what each may write and hold.

mod administering;
mod plans;
mod rosters;

use serde_json::json;

use super::*;
use crate::change::{Author, Draft};
use crate::clock::Timestamp;
use crate::entropy::SeededEntropy;
use crate::ids::PersonId;
use crate::roles::Role;
use crate::signing::SigningKey;
use crate::wards::BoundarySet;

struct Member {
    author: Author,
    key: SigningKey,
}

struct World {
    directory: Directory,
    server: Member,
    control: StreamId,
    areas: Vec<AreaId>,
    restricted: StreamId,
    entropy: SeededEntropy,
}

const NOW: Timestamp = Timestamp::from_millis(1_795_344_000_000);

fn today() -> NaiveDate {
    crate::dates::day_of(NOW.utc())
}

impl World {
    fn new() -> Self {
        let entropy = SeededEntropy::new(11);
        let key = SigningKey::generate(&entropy);
        let (person, device) = (PersonId::new(NOW, &entropy), DeviceId::new(NOW, &entropy));
        let control = StreamId::random(&entropy);
        let reference = StreamId::random(&entropy);
        let restricted = StreamId::random(&entropy);
        let mut world = Self {
            directory: Directory::default(),
            server: Member { author: Author::new(person, device), key },
            control,
            areas: vec![AreaId::from_bytes([1; 16]), AreaId::from_bytes([2; 16])],
            restricted,
            entropy,
        };
        let partnership = PartnershipRecord {
            name: "Borough".to_owned(),
            boundaries: BoundarySet::Y2022,
            stream_secret: StreamSecret::from_bytes([7; 32]).to_hex(),
            reference,
            root_key: world.server.key.public().to_hex(),
            addresses: Vec::new(),
            lease_days: None,
            keeping: BTreeMap::new(),
        };
        world.by_server(Draft::create(control, RecordId::from_bytes([9; 16]), "partnership", &partnership));
        let record = PersonRecord::new("The server".to_owned(), String::new());
        world.by_server(Draft::create(control, person.into(), "person", &record));
        let key = world.server.key.public();
        world.by_server(Draft::create(
            control,
            device.into(),
            "device",
            &device_record(person, &key, None, &world.server),
        ));
        for (area, code) in [(world.areas[0], "E05013733"), (world.areas[1], "E05013734")] {
            let record = AreaRecord { ward: code.parse().unwrap(), boundaries: BoundarySet::Y2022 };
            world.by_server(Draft::create(reference, area.into(), "area", &record));
        }
        let record = StreamRecord { sort: "area/restricted".to_owned(), area: Some(world.areas[0]), plan: None };
        world.by_server(Draft::create(control, restricted.into(), "stream", &record));
        world
    }

    fn by_server(&mut self, draft: Draft) -> Change {
        let change = self.server.author.write(vec![draft], &self.server.key, NOW, &self.entropy).unwrap().remove(0);
        self.directory.take(&change, Some(NOW));
        change
    }

    fn member(&mut self, name: &str, role: Role, areas: &[AreaId]) -> Member {
        let person = PersonId::new(NOW, &self.entropy);
        let record = PersonRecord::new(name.to_owned(), role.label().to_owned());
        self.by_server(Draft::create(self.control, person.into(), "person", &record));
        self.grant(person, AudienceRef::Partnership, role.everywhere());
        for area in areas {
            self.grant(person, AudienceRef::Area(*area), role.in_wards());
        }
        let key = SigningKey::generate(&self.entropy);
        let device = DeviceId::new(NOW, &self.entropy);
        let record = device_record(person, &key.public(), Some(self.server.author.device), &self.server);
        self.by_server(Draft::create(self.control, device.into(), "device", &record));
        Member { author: Author::new(person, device), key }
    }

    fn grant(&mut self, person: PersonId, audience: AudienceRef, rights: &[Right]) -> RecordId {
        let id = RecordId::new(NOW, &self.entropy);
        let draft = Draft::create(
            self.control,
            id,
            "grant",
            &grant_record(person, audience, rights, self.server.author.person),
        );
        self.by_server(draft);
        id
    }

    fn intake(&self, area: AreaId, person: PersonId) -> StreamId {
        StreamSecret::from_bytes([7; 32]).intake(area, person)
    }

    fn judge(&self, member: &mut Member, draft: Draft) -> Verdict {
        let change = member.author.write(vec![draft], &member.key, NOW, &self.entropy).unwrap().remove(0);
        self.directory.judge(&change, today())
    }

    fn note(&self, member: &Member, area: AreaId) -> Draft {
        let stream = self.intake(area, member.author.person);
        Draft::create(stream, RecordId::new(NOW, &self.entropy), "note", &json!({"text": "two mopeds"}))
    }

    fn end(&mut self, record: RecordId, kind: Kind) {
        let draft = Draft::create(
            self.control,
            record,
            kind.as_str(),
            &json!({"ended": {"on": "2026-11-20", "reason": "left"}}),
        );
        self.by_server(draft.act(Act::Set));
    }
}

fn device_record(person: PersonId, key: &PublicKey, vouched_by: Option<DeviceId>, voucher: &Member) -> DeviceRecord {
    DeviceRecord {
        person,
        signing_key: key.to_hex(),
        vouched_by,
        vouch: voucher.key.vouch(key).to_hex(),
        reason: "enrolled".to_owned(),
        ended: None,
    }
}

fn grant_record(person: PersonId, audience: AudienceRef, rights: &[Right], granted_by: PersonId) -> GrantRecord {
    GrantRecord {
        person,
        audience,
        rights: rights.to_vec(),
        role: String::new(),
        until: None,
        reason: String::new(),
        granted_by,
        ended: None,
    }
}

#[test]
fn any_member_records_for_any_ward_in_their_own_stream_and_in_nobody_elses() {
    let mut world = World::new();
    let (here, there) = (world.areas[0], world.areas[1]);
    let mut amara = world.member("Amara", Role::Outreach, &[here]);
    let ruth = world.member("Ruth", Role::Councillor, &[there]);
    for area in [here, there] {
        let note = world.note(&amara, area);
        assert_eq!(world.judge(&mut amara, note), Verdict::Take);
    }
    let foreign = world.note(&ruth, there);
    assert_eq!(world.judge(&mut amara, foreign), Verdict::Refuse(Refused::NotAllowed));
}

#[test]
fn an_intake_is_held_by_its_owner_and_by_restricted_readers_of_the_ward() {
    let mut world = World::new();
    let (here, there) = (world.areas[0], world.areas[1]);
    let amara = world.member("Amara", Role::Outreach, &[here]).author.person;
    let ruth = world.member("Ruth", Role::Councillor, &[here]).author.person;
    let sam = world.member("Sam", Role::CommunitySafety, &[there]).author.person;
    let helen = world.member("Helen", Role::Coordinator, &[]).author.person;
    let mina = world.member("Mina", Role::Administrator, &[]).author.person;
    let (mine, elsewhere) = (world.intake(here, amara), world.intake(there, amara));
    let may = |person, stream| world.directory.may_read(person, stream, today());
    assert!(may(amara, mine) && may(helen, mine));
    assert!(!may(ruth, mine) && !may(sam, mine) && !may(mina, mine));
    assert!(may(sam, elsewhere));
    assert!(may(helen, world.restricted) && !may(ruth, world.restricted) && !may(amara, world.restricted));
    assert!(may(mina, world.control));
}

#[test]
fn a_grant_that_ended_gives_nothing_from_its_day_on() {
    let mut world = World::new();
    let here = world.areas[0];
    let sam = world.member("Sam", Role::CommunitySafety, &[]).author.person;
    let grant = world.grant(sam, AudienceRef::Area(here), Role::CommunitySafety.in_wards());
    assert!(world.directory.may_read(sam, world.restricted, today()));
    world.end(grant, Kind::Grant);
    assert!(!world.directory.may_read(sam, world.restricted, today()));
    assert!(world.directory.may_read(sam, world.restricted, "2026-11-19".parse().unwrap()));
}

#[test]
fn what_arrives_after_a_membership_or_a_device_ended_is_held_and_not_lost() {
    let mut world = World::new();
    let here = world.areas[0];
    let mut amara = world.member("Amara", Role::Outreach, &[here]);
    let mut ruth = world.member("Ruth", Role::Councillor, &[here]);
    world.end(amara.author.person.into(), Kind::Person);
    world.end(ruth.author.device.into(), Kind::Device);
    let ended = "2026-11-20".parse().ok();
    for member in [&mut amara, &mut ruth] {
        let note = world.note(member, here);
        assert_eq!(world.judge(member, note), Verdict::Hold(Hold { ended }));
    }
    assert!(!world.directory.is_member(amara.author.person, today()));
    assert!(!world.directory.is_welcome(ruth.author.device, today()));
}

#[test]
fn what_somebody_read_stands_on_their_trail_whoever_they_are_by_now_and_no_supervisor_decides_about_it() {
    let mut world = World::new();
    let here = world.areas[0];
    let mut sam = world.member("Sam", Role::CommunitySafety, &[here]);
    let other = world.member("Lou", Role::CommunitySafety, &[here]).author.person;
    world.end(sam.author.person.into(), Kind::Person);
    let trail = |world: &World, of: PersonId| {
        let stream = StreamSecret::from_bytes([7; 32]).trail(of);
        Draft::create(stream, RecordId::new(NOW, &world.entropy), "trail", &json!({ "entries": [] }))
    };
    let (own, others) = (trail(&world, sam.author.person), trail(&world, other));
    assert_eq!(world.judge(&mut sam, own), Verdict::Take);
    assert_eq!(world.judge(&mut sam, others), Verdict::Refuse(Refused::NotAllowed));
}

#[test]
fn nobody_gives_more_than_they_have_but_an_administrator() {
    let mut world = World::new();
    let here = world.areas[0];
    let mut helen = world.member("Helen", Role::Coordinator, &[]);
    let mut mina = world.member("Mina", Role::Administrator, &[]);
    let mut amara = world.member("Amara", Role::Outreach, &[here]);
    let person = amara.author.person;
    let grant = |world: &World, by: &Member, rights: &[Right]| {
        let record = grant_record(person, AudienceRef::Area(here), rights, by.author.person);
        Draft::create(world.control, RecordId::new(NOW, &world.entropy), "grant", &record)
    };
    let given = grant(&world, &helen, &[Right::Read, Right::ReadRestricted]);
    assert_eq!(world.judge(&mut helen, given), Verdict::Take);
    let sealed = grant(&world, &helen, &[Right::ReadSealed]);
    assert_eq!(world.judge(&mut helen, sealed), Verdict::Refuse(Refused::GivesTooMuch));
    let sealed = grant(&world, &mina, &[Right::ReadSealed]);
    assert_eq!(world.judge(&mut mina, sealed), Verdict::Take);
    let in_another_name = grant(&world, &helen, &[Right::ReadSealed]);
    assert_eq!(world.judge(&mut mina, in_another_name), Verdict::Refuse(Refused::GivesTooMuch));
    let own = grant(&world, &amara, &[Right::Read]);
    assert_eq!(world.judge(&mut amara, own), Verdict::Refuse(Refused::NotAllowed));
}

#[test]
fn a_grant_is_never_widened_after_it_was_made() {
    let mut world = World::new();
    let mut helen = world.member("Helen", Role::Coordinator, &[]);
    let grant = world.grant(helen.author.person, AudienceRef::Partnership, &[Right::Read]);
    let set = |fields: serde_json::Value| Draft::create(world.control, grant, "grant", &fields).act(Act::Set);
    let no = Verdict::Refuse(Refused::NotAllowed);
    for wider in [
        json!({"rights": ["read-sealed"]}),
        json!({"ended": null}),
        json!({"ended": {"on": "some day"}}),
        json!({"until": null}),
        json!({}),
    ] {
        assert_eq!(world.judge(&mut helen, set(wider.clone())), no, "{wider}");
    }
    let until = set(json!({"until": "2026-12-31"}));
    let change = helen.author.write(vec![until], &helen.key, NOW, &world.entropy).unwrap().remove(0);
    assert_eq!(world.directory.judge(&change, today()), Verdict::Take);
    world.directory.take(&change, Some(NOW));
    assert_eq!(world.judge(&mut helen, set(json!({"until": "2027-01-01"}))), no, "an end is not moved on");
    assert_eq!(world.judge(&mut helen, set(json!({"until": "2026-12-01"}))), Verdict::Take);
    assert_eq!(world.judge(&mut helen, set(json!({"ended": {"on": "2026-11-20"}}))), Verdict::Take);
}

#[test]
fn an_ending_holds_whatever_is_written_over_it() {
    let mut world = World::new();
    let here = world.areas[0];
    let sam = world.member("Sam", Role::CommunitySafety, &[]).author.person;
    let grant = world.grant(sam, AudienceRef::Area(here), Role::CommunitySafety.in_wards());
    world.end(grant, Kind::Grant);
    // As a server that knows no better might have taken it.
    let heads = world.directory.fold(grant).unwrap().heads_of(["ended"]);
    let revived = Draft::create(world.control, grant, "grant", &json!({"ended": null})).act(Act::Set);
    world.by_server(revived.superseding(heads));
    assert!(!world.directory.may_read(sam, world.restricted, today()));
}

#[test]
fn a_persons_next_device_introduces_itself_with_the_old_ones_word_and_no_other() {
    let mut world = World::new();
    let amara = world.member("Amara", Role::Outreach, &[]);
    let ruth = world.member("Ruth", Role::Councillor, &[]);
    let introduce = |world: &World, person: PersonId, voucher: &Member| {
        let key = SigningKey::generate(&world.entropy);
        let mut next = Author::new(person, DeviceId::new(NOW, &world.entropy));
        let record = device_record(person, &key.public(), Some(voucher.author.device), voucher);
        let draft = Draft::create(world.control, next.device.into(), "device", &record);
        next.write(vec![draft], &key, NOW, &world.entropy).unwrap().remove(0)
    };
    let known = introduce(&world, amara.author.person, &amara);
    assert_eq!(world.directory.judge(&known, today()), Verdict::Take);
    let vouched_by_another = introduce(&world, amara.author.person, &ruth);
    assert_eq!(world.directory.judge(&vouched_by_another, today()), Verdict::Refuse(Refused::UnknownDevice));
    world.directory.take(&known, Some(NOW));
    assert!(world.directory.is_welcome(known.header().device, today()));
    world.end(amara.author.device.into(), Kind::Device);
    let after = introduce(&world, amara.author.person, &amara);
    assert_eq!(world.directory.judge(&after, today()), Verdict::Refuse(Refused::UnknownDevice));
}

#[test]
fn a_change_in_another_persons_name_is_refused() {
    let mut world = World::new();
    let here = world.areas[0];
    let mut amara = world.member("Amara", Role::Outreach, &[here]);
    let ruth = world.member("Ruth", Role::Councillor, &[here]);
    let note = world.note(&ruth, here);
    amara.author.person = ruth.author.person;
    assert_eq!(world.judge(&mut amara, note), Verdict::Refuse(Refused::NotTheAuthor));
}

#[test]
fn what_a_newer_program_wrote_is_to_be_sent_again_and_a_stream_of_nobody_is_refused() {
    let mut world = World::new();
    let here = world.areas[0];
    let mut amara = world.member("Amara", Role::Outreach, &[here]);
    let mut note = world.note(&amara, here);
    note.kind = "tomorrow";
    assert_eq!(world.judge(&mut amara, note), Verdict::Later);
    let mut note = world.note(&amara, here);
    note.schema = 2;
    assert_eq!(world.judge(&mut amara, note), Verdict::Later);
    let mut note = world.note(&amara, here);
    note.stream = StreamId::from_bytes([77; 16]);
    assert_eq!(world.judge(&mut amara, note), Verdict::Refuse(Refused::UnknownStream));
}

#[test]
fn the_order_in_which_control_arrives_makes_no_difference() {
    let mut world = World::new();
    let here = world.areas[0];
    let mut changes: Vec<Change> = Vec::new();
    let person = PersonId::new(NOW, &world.entropy);
    let record = PersonRecord::new("Sam".to_owned(), String::new());
    changes.push(world.by_server(Draft::create(world.control, person.into(), "person", &record)));
    let id = RecordId::new(NOW, &world.entropy);
    let record = grant_record(person, AudienceRef::Area(here), &[Right::ReadRestricted], world.server.author.person);
    changes.push(world.by_server(Draft::create(world.control, id, "grant", &record)));
    let ended = json!({"ended": {"on": "2026-11-20"}});
    changes.push(world.by_server(Draft::create(world.control, id, "grant", &ended).act(Act::Set)));
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
        let mut directory = Directory::default();
        for at in order {
            directory.take(&changes[at], Some(NOW));
        }
        assert!(directory.rights_over_area(person, here, today()).is_empty(), "{order:?}");
        let before = "2026-11-19".parse().unwrap();
        assert_eq!(directory.rights_over_area(person, here, before), [Right::ReadRestricted], "{order:?}");
    }
}

#[test]
fn triage_writes_where_the_ward_s_restricted_readers_see_it_and_a_briefing_where_all_do() {
    let mut world = World::new();
    let here = world.areas[0];
    let shared = StreamId::random(&world.entropy);
    let record = StreamRecord { sort: "area/shared".to_owned(), area: Some(here), plan: None };
    world.by_server(Draft::create(world.control, shared.into(), "stream", &record));
    let mut sam = world.member("Sam", Role::CommunitySafety, &[here]);
    let mut leah = world.member("Leah", Role::Police, &[here]);
    let mut ruth = world.member("Ruth", Role::Councillor, &[here]);
    let amara = world.member("Amara", Role::Outreach, &[here]).author.person;
    let intake = world.intake(here, amara);
    let kinds = [
        ("reply", intake),
        ("assignment", world.restricted),
        ("link", world.restricted),
        ("referral", world.restricted),
        ("closure", world.restricted),
        ("remark", world.restricted),
        ("briefing", shared),
    ];
    let verdicts = |by: &mut Member| {
        kinds.map(|(kind, stream)| {
            let draft = Draft::create(stream, RecordId::new(NOW, &world.entropy), kind, &json!({"text": "x"}));
            world.judge(by, draft) == Verdict::Take
        })
    };
    assert_eq!(verdicts(&mut sam), [true; 7]);
    assert_eq!(
        verdicts(&mut leah),
        [false, false, false, false, false, true, false],
        "police remark, and leave triage"
    );
    assert_eq!(verdicts(&mut ruth), [false; 7]);
}

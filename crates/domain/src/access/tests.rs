//! A partnership of invented people, and what each may write and hold.

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

/// The two streams of a plan over these areas, as the one who puts it together opens them.
fn plan_streams(world: &World, by: &mut Member, areas: &[AreaId]) -> (StreamId, StreamId, Vec<Change>) {
    let plan = RecordId::new(NOW, &world.entropy);
    let (work, core) = (StreamId::random(&world.entropy), StreamId::random(&world.entropy));
    let draft = |id: StreamId, sort: &str| {
        let mut content = json!({"sort": sort, "plan": plan});
        for area in areas {
            content[plan::element(plan::AREAS, &area.to_string())] = json!(true);
        }
        Draft::create(world.control, id.into(), "stream", &content)
    };
    let drafts = vec![draft(work, "plan/work"), draft(core, "plan/core")];
    let changes = by.author.write(drafts, &by.key, NOW, &world.entropy).unwrap();
    (work, core, changes)
}

#[test]
fn a_plans_streams_are_opened_by_whoever_plans_in_all_its_wards() {
    let mut world = World::new();
    let (here, there) = (world.areas[0], world.areas[1]);
    let mut sam = world.member("Sam", Role::CommunitySafety, &[here]);
    let mut leah = world.member("Leah", Role::Police, &[here, there]);
    let mut amara = world.member("Amara", Role::Outreach, &[here, there]);
    let judged = |world: &World, by: &mut Member, areas: &[AreaId]| {
        let (_, _, changes) = plan_streams(world, by, areas);
        changes.iter().map(|change| world.directory.judge(change, today())).max().unwrap()
    };
    assert_eq!(judged(&world, &mut sam, &[here]), Verdict::Take);
    assert_eq!(judged(&world, &mut sam, &[here, there]), Verdict::Refuse(Refused::NotAllowed));
    assert_eq!(judged(&world, &mut sam, &[]), Verdict::Refuse(Refused::NotAllowed), "a plan is for some ward");
    assert_eq!(judged(&world, &mut leah, &[here]), Verdict::Refuse(Refused::NotAllowed));
    assert_eq!(judged(&world, &mut amara, &[here]), Verdict::Refuse(Refused::NotAllowed));
    // A plan has one stream of each sort, and a ward once in it is not taken out.
    let (work, _, changes) = plan_streams(&world, &mut sam, &[here]);
    for change in &changes {
        world.directory.take(change, Some(NOW));
    }
    let plan_id = world.directory.stream(work).unwrap().plan.unwrap();
    let area = |of: AreaId| plan::element(plan::AREAS, &of.to_string());
    let second = json!({"sort": "plan/work", "plan": plan_id, (area(here)): true});
    let second = Draft::create(world.control, StreamId::random(&world.entropy).into(), "stream", &second);
    assert_eq!(world.judge(&mut sam, second), Verdict::Refuse(Refused::NotAllowed));
    let set = |world: &World, content: serde_json::Value| {
        Draft::create(world.control, work.into(), "stream", &content).act(Act::Set)
    };
    let out = set(&world, json!({(area(here)): false}));
    assert_eq!(world.judge(&mut sam, out), Verdict::Refuse(Refused::NotAllowed));
    let other_out = set(&world, json!({(area(there)): false}));
    assert_eq!(world.judge(&mut sam, other_out), Verdict::Refuse(Refused::NotAllowed));
    let mut helen = world.member("Helen", Role::Coordinator, &[]);
    let added = set(&world, json!({(area(there)): true}));
    assert_eq!(world.judge(&mut helen, added), Verdict::Take);
    // No other sort of stream is opened that way.
    let other = json!({"sort": "area/restricted", "plan": RecordId::from_bytes([5; 16]), (plan::element(plan::AREAS, &here.to_string())): true});
    let draft = Draft::create(world.control, StreamId::random(&world.entropy).into(), "stream", &other);
    assert_eq!(world.judge(&mut sam, draft), Verdict::Refuse(Refused::NotAllowed));
}

#[test]
fn a_plan_begun_before_its_authors_right_ended_is_opened_and_its_work_waits_for_a_supervisor() {
    let mut world = World::new();
    let (here, there) = (world.areas[0], world.areas[1]);
    let ended = "2026-11-20".parse().ok();
    for end_membership in [true, false] {
        let mut sam = world.member("Sam", Role::CommunitySafety, &[]);
        let grants = [here, there]
            .map(|area| world.grant(sam.author.person, AudienceRef::Area(area), Role::CommunitySafety.in_wards()));
        let (work, core, streams) = plan_streams(&world, &mut sam, &[here]);
        let area = plan::element(plan::AREAS, &there.to_string());
        let wider = Draft::create(world.control, work.into(), "stream", &json!({ area: true })).act(Act::Set);
        if end_membership {
            world.end(sam.author.person.into(), Kind::Person);
        } else {
            for grant in grants {
                world.end(grant, Kind::Grant);
            }
        }
        for change in &streams {
            assert_eq!(world.directory.judge(change, today()), Verdict::Take);
            world.directory.take(change, Some(NOW));
        }
        for (kind, stream) in [("plan", work), ("action", work), ("progress", work), ("analysis", core)] {
            let draft = Draft::create(stream, RecordId::new(NOW, &world.entropy), kind, &json!({"title": "x"}));
            assert_eq!(world.judge(&mut sam, draft), Verdict::Hold(Hold { ended }), "{kind}");
        }
        assert_eq!(world.judge(&mut sam, wider), Verdict::Hold(Hold { ended }), "a ward lets people in");
    }
}

#[test]
fn who_never_planned_in_a_ward_opens_no_plan_there_however_late_it_comes() {
    let mut world = World::new();
    let (here, there) = (world.areas[0], world.areas[1]);
    let no = Verdict::Refuse(Refused::NotAllowed);
    let mut sam = world.member("Sam", Role::CommunitySafety, &[here]);
    let mut leah = world.member("Leah", Role::Police, &[here, there]);
    for person in [&sam, &leah] {
        world.end(person.author.person.into(), Kind::Person);
    }
    let verdict = |world: &World, by: &mut Member, areas: &[AreaId]| {
        let (_, _, streams) = plan_streams(world, by, areas);
        streams.iter().map(|change| world.directory.judge(change, today())).max().unwrap()
    };
    assert_eq!(verdict(&world, &mut sam, &[here, there]), no);
    assert_eq!(verdict(&world, &mut sam, &[]), no);
    assert_eq!(verdict(&world, &mut leah, &[here]), no);
    // Nor is anybody let in by whoever was shut out.
    let (work, _, streams) = plan_streams(&world, &mut sam, &[here]);
    for change in &streams {
        world.directory.take(change, Some(NOW));
    }
    let record = grant_record(leah.author.person, AudienceRef::Stream(work), &[Right::Read], sam.author.person);
    let invite = Draft::create(world.control, RecordId::new(NOW, &world.entropy), "grant", &record);
    assert_eq!(world.judge(&mut sam, invite), no);
}

#[test]
fn a_plan_is_held_by_its_wards_restricted_readers_and_by_those_let_into_it_as_far_as_they_were_let() {
    let mut world = World::new();
    let (here, there) = (world.areas[0], world.areas[1]);
    let mut sam = world.member("Sam", Role::CommunitySafety, &[here]);
    let helen = world.member("Helen", Role::Coordinator, &[]).author.person;
    let leah = world.member("Leah", Role::Police, &[there]).author.person;
    let ruth = world.member("Ruth", Role::Councillor, &[here]).author.person;
    let mina = world.member("Mina", Role::Administrator, &[]).author.person;
    let mut amara = world.member("Amara", Role::Outreach, &[here]);
    let (work, core, changes) = plan_streams(&world, &mut sam, &[here]);
    for change in &changes {
        world.directory.take(change, Some(NOW));
    }
    for person in [sam.author.person, helen] {
        assert!(world.directory.may_read(person, work, today()) && world.directory.may_read(person, core, today()));
    }
    for person in [leah, ruth, mina, amara.author.person] {
        assert!(!world.directory.may_read(person, work, today()) && !world.directory.may_read(person, core, today()));
    }

    let invite = |world: &World, by: &Member, stream: StreamId, rights: &[Right]| {
        let record = grant_record(amara.author.person, AudienceRef::Stream(stream), rights, by.author.person);
        Draft::create(world.control, RecordId::new(NOW, &world.entropy), "grant", &record)
    };
    let into_work = invite(&world, &sam, work, &[Right::Read, Right::Write]);
    let more = invite(&world, &sam, work, &[Right::Read, Right::Plan]);
    let elsewhere = grant_record(amara.author.person, AudienceRef::Area(here), &[Right::Read], sam.author.person);
    let elsewhere = Draft::create(world.control, RecordId::new(NOW, &world.entropy), "grant", &elsewhere);
    assert_eq!(world.judge(&mut sam, more), Verdict::Refuse(Refused::GivesTooMuch));
    assert_eq!(world.judge(&mut sam, elsewhere), Verdict::Refuse(Refused::NotAllowed));
    let by_the_invited = invite(&world, &amara, work, &[Right::Read]);
    let let_in = sam.author.write(vec![into_work], &sam.key, NOW, &world.entropy).unwrap().remove(0);
    assert_eq!(world.directory.judge(&let_in, today()), Verdict::Take);
    world.directory.take(&let_in, Some(NOW));
    assert_eq!(world.judge(&mut amara, by_the_invited), Verdict::Refuse(Refused::NotAllowed));

    assert!(world.directory.may_read(amara.author.person, work, today()));
    assert!(!world.directory.may_read(amara.author.person, core, today()));
    let write =
        |stream, kind| Draft::create(stream, RecordId::new(NOW, &world.entropy), kind, &json!({"text": "done"}));
    let verdicts = [("progress", work), ("action", work), ("plan", work), ("analysis", core)]
        .map(|(kind, stream)| world.judge(&mut amara, write(stream, kind)));
    let no = Verdict::Refuse(Refused::NotAllowed);
    assert_eq!(verdicts, [Verdict::Take, Verdict::Take, no, no]);
}

#[test]
fn who_plans_ends_what_was_given_into_a_plan_and_no_other_grant() {
    let mut world = World::new();
    let here = world.areas[0];
    let mut sam = world.member("Sam", Role::CommunitySafety, &[here]);
    let amara = world.member("Amara", Role::Outreach, &[here]).author.person;
    let of_ward = world.grant(amara, AudienceRef::Area(here), &[Right::Read]);
    let (work, _, changes) = plan_streams(&world, &mut sam, &[here]);
    for change in &changes {
        world.directory.take(change, Some(NOW));
    }
    let into_plan = world.grant(amara, AudienceRef::Stream(work), &[Right::Read]);
    let end = |world: &World, grant: RecordId| {
        Draft::create(world.control, grant, "grant", &json!({"ended": {"on": "2026-11-20"}})).act(Act::Set)
    };
    let (ends_plan, ends_ward) = (end(&world, into_plan), end(&world, of_ward));
    assert_eq!(world.judge(&mut sam, ends_plan), Verdict::Take);
    assert_eq!(world.judge(&mut sam, ends_ward), Verdict::Refuse(Refused::NotAllowed));
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

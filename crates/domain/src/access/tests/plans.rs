//! Who opens a plan, lets others into it, and holds it.

use super::*;

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

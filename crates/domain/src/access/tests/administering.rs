//! What an administrator, and whoever takes people in, may make `control` say; and what nobody may.

use super::*;

fn set(world: &World, record: RecordId, kind: &'static str, content: &serde_json::Value) -> Draft {
    Draft::create(world.control, record, kind, content).act(Act::Set)
}

#[test]
fn who_takes_people_in_ends_what_colleagues_may_do_and_never_what_an_administrator_may() {
    let mut world = World::new();
    let mut helen = world.member("Helen", Role::Coordinator, &[]);
    let mut mina = world.member("Mina", Role::Administrator, &[]);
    let sam = world.member("Sam", Role::Police, &[]).author.person;
    let here = world.areas[0];
    let of_sam = world.grant(sam, AudienceRef::Area(here), Role::Police.in_wards());
    let of_mina = world.grant(mina.author.person, AudienceRef::Partnership, Role::Administrator.everywhere());
    let ended = json!({"ended": {"on": "2026-11-20", "reason": "moved on"}});
    assert_eq!(world.judge(&mut helen, set(&world, of_sam, "grant", &ended)), Verdict::Take);
    let refused = Verdict::Refuse(Refused::NotAllowed);
    assert_eq!(world.judge(&mut helen, set(&world, of_mina, "grant", &ended)), refused);
    assert_eq!(world.judge(&mut mina, set(&world, of_mina, "grant", &ended)), Verdict::Take);
}

#[test]
fn an_administrator_names_the_partnership_and_changes_neither_its_keys_nor_how_streams_are_named() {
    let mut world = World::new();
    let mut mina = world.member("Mina", Role::Administrator, &[]);
    let partnership = RecordId::from_bytes([9; 16]);
    let refused = Verdict::Refuse(Refused::NotAllowed);
    let judged =
        |world: &World, mina: &mut Member, content| world.judge(mina, set(world, partnership, "partnership", &content));
    assert_eq!(judged(&world, &mut mina, json!({"name": "Another"})), Verdict::Take);
    for content in [
        json!({"stream_secret": "00".repeat(32)}),
        json!({"root_key": "00".repeat(32)}),
        json!({"reference": StreamId::from_bytes([3; 16])}),
        json!({"name": "Another", "root_key": "00".repeat(32)}),
    ] {
        assert_eq!(judged(&world, &mut mina, content.clone()), refused, "{content}");
    }
    let second = world.directory.partnership().unwrap().clone();
    let draft = Draft::create(world.control, RecordId::from_bytes([8; 16]), "partnership", &second);
    assert_eq!(world.judge(&mut mina, draft), refused, "there is one");
}

#[test]
fn an_administrator_opens_a_wards_streams_and_makes_none_of_them_another_ones() {
    let mut world = World::new();
    let mut mina = world.member("Mina", Role::Administrator, &[]);
    let there = world.areas[1];
    let record = StreamRecord { sort: "area/restricted".to_owned(), area: Some(there), plan: None };
    let new = RecordId::from(StreamId::random(&world.entropy));
    let open = Draft::create(world.control, new, "stream", &record);
    assert_eq!(world.judge(&mut mina, open), Verdict::Take);
    // The ward's restricted stream, as if it were for everybody.
    let restricted = RecordId::from(world.restricted);
    let shared = StreamRecord { sort: "area/shared".to_owned(), area: Some(world.areas[0]), plan: None };
    let again = Draft::create(world.control, restricted, "stream", &shared);
    let refused = Verdict::Refuse(Refused::NotAllowed);
    assert_eq!(world.judge(&mut mina, again), refused);
    for content in [json!({"sort": "area/shared"}), json!({"area": there}), json!({"sort": "control"})] {
        assert_eq!(world.judge(&mut mina, set(&world, restricted, "stream", &content)), refused, "{content}");
    }
}

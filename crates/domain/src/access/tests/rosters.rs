//! A list of leads that a restored server lost, and who may give it back.

use super::*;

/// The same roster as its author wrote it, and nobody's in particular inside: what it says is judged by devices.
fn roster(world: &World, author: &mut Member) -> Change {
    let draft = Draft::create(world.control, RecordId::new(NOW, &world.entropy), "roster", &json!({"number": 1}));
    author.author.write(vec![draft], &author.key, NOW, &world.entropy).unwrap().remove(0)
}

fn leads(world: &mut World, name: &str) -> (Member, RecordId) {
    let here = world.areas[0];
    let member = world.member(name, Role::Outreach, &[here]);
    let grant = world.grant(member.author.person, AudienceRef::Area(here), &[Right::ReadSealed]);
    (member, grant)
}

#[test]
fn a_list_of_leads_by_somebody_who_has_left_comes_back_by_whoever_may_make_one_now_and_by_nobody_else() {
    let mut world = World::new();
    let (mut sue, grant) = leads(&mut world, "Sue");
    let tom = leads(&mut world, "Tom").0.author.person;
    let helen = world.member("Helen", Role::Coordinator, &[]).author.person;
    let lost = roster(&world, &mut sue);
    world.end(grant, Kind::Grant);
    assert_ne!(world.directory.judge(&lost, today()), Verdict::Take, "she may make none any more");
    assert!(world.directory.takes_roster_back(&lost, tom, today()));
    assert!(!world.directory.takes_roster_back(&lost, helen, today()));
    assert!(!world.directory.takes_roster_back(&lost, sue.author.person, today()));
}

#[test]
fn nothing_comes_back_as_a_list_of_leads_that_is_none_or_was_never_its_authors_to_make() {
    let mut world = World::new();
    let (mut sue, _) = leads(&mut world, "Sue");
    let tom = leads(&mut world, "Tom").0.author.person;
    let mut ruth = world.member("Ruth", Role::Councillor, &[]);
    let never = roster(&world, &mut ruth);
    assert!(!world.directory.takes_roster_back(&never, tom, today()), "by somebody who never opened sources");

    let id = RecordId::new(NOW, &world.entropy);
    let note = world.note(&sue, world.areas[0]);
    let elsewhere = Draft::create(world.restricted, id, "roster", &json!({"number": 1}));
    let grant = Draft::create(world.control, id, "grant", &json!({}));
    let amended = Draft::create(world.control, id, "roster", &json!({"number": 2})).act(Act::Set);
    for draft in [note, elsewhere, grant, amended] {
        let change = sue.author.write(vec![draft], &sue.key, NOW, &world.entropy).unwrap().remove(0);
        assert!(!world.directory.takes_roster_back(&change, tom, today()), "{:?}", change.header());
    }
    // In her name, from a laptop that is not hers.
    ruth.author = Author::new(sue.author.person, ruth.author.device);
    let in_her_name = roster(&world, &mut ruth);
    assert!(!world.directory.takes_roster_back(&in_her_name, tom, today()));
}

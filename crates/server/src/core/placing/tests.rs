//! Order without a storage: repeats, clashes, forks and gaps.

use domain::change::{Author, Draft};
use domain::entropy::SeededEntropy;
use domain::ids::{PersonId, RecordId};
use domain::signing::SigningKey;
use proptest::prelude::*;
use serde_json::json;

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_795_344_000_000);

struct Laptop {
    author: Author,
    key: SigningKey,
    entropy: SeededEntropy,
}

fn stream(number: u8) -> StreamId {
    StreamId::from_bytes([number; 16])
}

impl Laptop {
    fn new(seed: u64) -> Self {
        let entropy = SeededEntropy::new(seed);
        let author = Author::new(PersonId::new(NOW, &entropy), DeviceId::new(NOW, &entropy));
        Self { author, key: SigningKey::generate(&entropy), entropy }
    }

    fn write(&mut self, streams: &[u8]) -> Labelled {
        let draft = |number: &u8| {
            Draft::create(stream(*number), RecordId::new(NOW, &self.entropy), "note", &json!({"text": "two mopeds"}))
        };
        let drafts = streams.iter().map(draft).collect();
        let changes = self.author.write(drafts, &self.key, NOW, &self.entropy).unwrap();
        Labelled { group: changes[0].header().group.id, changes, label: Label::Take, relayed: false }
    }
}

fn refused(code: &str) -> Outcome {
    Outcome::Refused { code: code.to_owned() }
}

fn labelled(mut group: Labelled, label: Label) -> Labelled {
    group.label = label;
    group
}

fn hold() -> Label {
    Label::Hold { since: Some("2026-11-20".to_owned()), area: None, stream: stream(1) }
}

fn refuse() -> Label {
    Label::Refuse { code: "not-allowed".to_owned(), remember: true }
}

#[test]
fn changes_stand_one_after_the_other_in_their_stream_and_chain() {
    let mut laptop = Laptop::new(1);
    let groups = [laptop.write(&[1, 2, 1]), laptop.write(&[2])];
    let mut facts = Facts::default();
    let plan = place(&mut facts, &groups, NOW);
    assert_eq!(plan.outcomes, [Outcome::Accepted, Outcome::Accepted]);
    let positions: Vec<u64> = plan.rows.iter().map(|row| row.after.position).collect();
    assert_eq!(positions, [1, 1, 2, 2]);
    let start = Head::start(stream(1));
    let expected = start.then(groups[0].changes[0].hash(), NOW).then(groups[0].changes[2].hash(), NOW);
    assert_eq!(plan.moved[&stream(1)], expected);
    assert_eq!(plan.standings.len(), 4);
}

#[test]
fn what_was_here_before_is_answered_with_its_place_even_when_the_right_has_ended_since() {
    let mut laptop = Laptop::new(2);
    let group = laptop.write(&[1, 2]);
    let mut facts = Facts::default();
    let first = place(&mut facts, std::slice::from_ref(&group), NOW);
    for label in [Label::Take, hold(), refuse(), Label::Later { code: "server-older".to_owned() }] {
        let again = place(&mut facts, &[labelled(group.clone(), label)], NOW.plus_seconds(60));
        assert_eq!(again.outcomes, [Outcome::Had]);
        assert_eq!(again.standings, first.standings);
        assert!(again.rows.is_empty() && again.moved.is_empty());
    }
}

#[test]
fn the_same_group_twice_in_one_push_is_taken_once() {
    let mut laptop = Laptop::new(3);
    let group = laptop.write(&[1]);
    let plan = place(&mut Facts::default(), &[group.clone(), group], NOW);
    assert_eq!(plan.outcomes, [Outcome::Accepted, Outcome::Had]);
    assert_eq!(plan.rows.len(), 1);
}

#[test]
fn the_same_id_with_other_bytes_is_an_alarm_and_changes_nothing() {
    let mut laptop = Laptop::new(4);
    let group = laptop.write(&[1]);
    let mut facts = Facts::default();
    place(&mut facts, std::slice::from_ref(&group), NOW);
    let id = group.changes[0].header().id;
    facts.known.get_mut(&id).unwrap().hash = ChangeHash::of(b"other bytes");
    let plan = place(&mut facts, &[group], NOW);
    assert_eq!(
        (plan.outcomes.as_slice(), plan.clashes.as_slice()),
        ([refused("id-clash")].as_slice(), [id].as_slice())
    );
    assert!(plan.rows.is_empty() && plan.refused.is_empty());
}

#[test]
fn a_group_of_which_a_part_was_here_is_refused_whole() {
    let mut laptop = Laptop::new(5);
    let group = laptop.write(&[1, 1]);
    let mut facts = Facts::default();
    place(&mut facts, std::slice::from_ref(&group), NOW);
    facts.known.remove(&group.changes[1].header().id);
    let plan = place(&mut facts, &[group], NOW);
    assert_eq!(plan.outcomes, [refused("bad-group")]);
    assert!(plan.rows.is_empty());
}

#[test]
fn a_copy_that_wrote_on_under_the_same_number_is_told_to_part() {
    let mut laptop = Laptop::new(6);
    let first = laptop.write(&[1]);
    let mut copy = Laptop { author: laptop.author.clone(), key: laptop.key.clone(), entropy: SeededEntropy::new(99) };
    let mut facts = Facts::default();
    place(&mut facts, &[first, laptop.write(&[1])], NOW);
    let same_number = place(&mut facts, &[copy.write(&[1])], NOW);
    assert_eq!(same_number.outcomes, [Outcome::Forked]);
    assert!(same_number.forked.contains(&copy.author.device));
    // Its next number is free, and names a change before it that is not the one that is here.
    let next_number = place(&mut facts, &[copy.write(&[1])], NOW);
    assert_eq!(next_number.outcomes, [Outcome::Forked]);
    assert!(next_number.rows.is_empty());
}

#[test]
fn a_copys_change_goes_not_below_one_that_follows_from_another() {
    let mut laptop = Laptop::new(16);
    let mut copy = Laptop { author: laptop.author.clone(), key: laptop.key.clone(), entropy: SeededEntropy::new(97) };
    let (first, second) = (laptop.write(&[1]), laptop.write(&[1, 1]));
    let mut facts = Facts::default();
    // The first was held, or a restored server lost it; the second stands.
    place(&mut facts, &[second], NOW);
    let theirs = place(&mut facts, &[copy.write(&[1])], NOW);
    assert_eq!(theirs.outcomes, [Outcome::Forked]);
    let own = place(&mut facts, &[first], NOW);
    assert_eq!(own.outcomes, [Outcome::Accepted], "and its own comes home, however late");
}

#[test]
fn a_number_whose_change_was_refused_may_be_used_again() {
    let mut laptop = Laptop::new(7);
    let mut copy = Laptop { author: laptop.author.clone(), key: laptop.key.clone(), entropy: SeededEntropy::new(98) };
    let mut facts = Facts::default();
    let plan = place(&mut facts, &[labelled(laptop.write(&[1]), refuse())], NOW);
    assert_eq!(
        (plan.outcomes.as_slice(), plan.refused.as_slice()),
        ([refused("not-allowed")].as_slice(), [0].as_slice())
    );
    let plan = place(&mut facts, &[copy.write(&[1])], NOW);
    assert_eq!(plan.outcomes, [Outcome::Accepted]);
}

#[test]
fn what_was_refused_is_judged_anew_when_it_comes_again() {
    let mut laptop = Laptop::new(8);
    let group = laptop.write(&[1]);
    let mut facts = Facts::default();
    place(&mut facts, &[labelled(group.clone(), refuse())], NOW);
    let plan = place(&mut facts, std::slice::from_ref(&group), NOW);
    assert_eq!(plan.outcomes, [Outcome::Accepted]);
    assert_eq!(plan.cleared, [group.changes[0].header().id]);
}

#[test]
fn what_is_held_stays_held_until_somebody_decides() {
    let mut laptop = Laptop::new(9);
    let group = laptop.write(&[1, 2]);
    let held = Outcome::Held { since: Some("2026-11-20".to_owned()) };
    let mut facts = Facts::default();
    let plan = place(&mut facts, &[labelled(group.clone(), hold())], NOW);
    assert_eq!((plan.outcomes.as_slice(), plan.held.as_slice()), ([held.clone()].as_slice(), [0].as_slice()));
    assert!(plan.rows.is_empty() && plan.standings.is_empty());
    let again = place(&mut facts, std::slice::from_ref(&group), NOW);
    assert_eq!(again.outcomes, [held]);
    assert!(again.held.is_empty());
    for change in &group.changes {
        let declined = KnownState::Declined { by: "Cora".to_owned(), reason: "twice".to_owned() };
        facts.known.get_mut(&change.header().id).unwrap().state = declined;
    }
    let plan = place(&mut facts, &[group], NOW);
    assert_eq!(plan.outcomes, [Outcome::Declined { by: "Cora".to_owned(), reason: "twice".to_owned() }]);
}

#[test]
fn a_group_id_that_is_held_for_somebody_else_is_not_joined() {
    let (mut one, mut other) = (Laptop::new(10), Laptop::new(11));
    let held = labelled(one.write(&[1]), hold());
    let mut stranger = labelled(other.write(&[1]), hold());
    stranger.group = held.group;
    let plan = place(&mut Facts::default(), &[held, stranger], NOW);
    assert_eq!(plan.outcomes[1], refused("bad-group"));
    assert_eq!(plan.held, [0]);
}

#[test]
fn a_clock_that_went_back_does_not_take_a_stream_with_it() {
    let mut laptop = Laptop::new(12);
    let mut facts = Facts::default();
    place(&mut facts, &[laptop.write(&[1])], NOW);
    let plan = place(&mut facts, &[laptop.write(&[1])], NOW.plus_seconds(-3_600));
    assert_eq!(plan.rows[0].after.time, NOW);
}

proptest! {
    /// However groups are cut into pushes, repeated and left out, positions have no gaps and every
    /// change that was accepted stands once.
    #[test]
    fn positions_have_no_gaps_and_nothing_stands_twice(
        sizes in prop::collection::vec((1_u8..4, 1_usize..5), 1..20),
        order in prop::collection::vec(0_usize..20, 1..60),
        cut in 1_usize..7,
    ) {
        let mut laptop = Laptop::new(13);
        let groups: Vec<Labelled> = sizes.iter().map(|(stream, count)| laptop.write(&vec![*stream; *count])).collect();
        let sent: Vec<Labelled> = order.iter().filter_map(|index| groups.get(*index).cloned()).collect();
        let mut facts = Facts::default();
        let mut stood: BTreeMap<StreamId, Vec<(u64, ChangeId)>> = BTreeMap::new();
        for push in sent.chunks(cut) {
            let plan = place(&mut facts, push, NOW);
            for outcome in &plan.outcomes {
                prop_assert!(matches!(outcome, Outcome::Accepted | Outcome::Had));
            }
            for row in &plan.rows {
                let header = push[row.group].changes[row.change].header();
                prop_assert_eq!(row.after.position, row.before.position + 1);
                stood.entry(header.stream).or_default().push((row.after.position, header.id));
            }
        }
        for (stream, rows) in stood {
            let positions: Vec<u64> = rows.iter().map(|(position, _)| *position).collect();
            prop_assert_eq!(&positions, &(1..=rows.len() as u64).collect::<Vec<_>>());
            let ids: BTreeSet<ChangeId> = rows.iter().map(|(_, id)| *id).collect();
            prop_assert_eq!(ids.len(), rows.len());
            prop_assert_eq!(facts.heads[&stream].position, rows.len() as u64);
        }
    }
}

#[test]
fn what_was_refused_under_one_signature_of_its_author_is_judged_anew_under_another() {
    let (mut laptop, mut parted) = (Laptop::new(1), Laptop::new(2));
    let group = laptop.write(&[1]);
    let anew: Vec<Change> = group.changes.iter().map(|change| parted.author.sign_anew(change, &parted.key)).collect();
    let anew = Labelled { group: group.group, changes: anew, label: Label::Take, relayed: false };
    let plan = place(&mut Facts::default(), &[labelled(group, refuse()), anew], NOW);
    assert_eq!(plan.outcomes, [refused("not-allowed"), Outcome::Accepted]);
    assert_eq!(plan.clashes, []);
}

#[test]
fn what_waits_of_a_device_is_bounded_by_number_and_by_size_and_the_rest_is_put_off() {
    let mut laptop = Laptop::new(31);
    let group = labelled(laptop.write(&[1]), hold());
    let device = laptop.author.device;
    let room = WAITING_BYTES - size(&group);
    let put_off = Outcome::Later { code: "held-full".to_owned() };
    let held = Outcome::Held { since: Some("2026-11-20".to_owned()) };
    for (waiting, bytes, expected) in [
        (WAITING_GROUPS - 1, 0, &held),
        (WAITING_GROUPS, 0, &put_off),
        (0, room, &held),
        (0, room + 1, &put_off),
        (0, u64::MAX, &put_off),
    ] {
        let kept = BTreeMap::from([(device, Kept { waiting, bytes, refused: 0 })]);
        let mut facts = Facts { kept, ..Facts::default() };
        let plan = place(&mut facts, std::slice::from_ref(&group), NOW);
        assert_eq!(&plan.outcomes[0], expected, "{waiting} groups, {bytes} bytes");
        assert_eq!(plan.held.len(), usize::from(expected == &held));
    }
    // Those of one push count too.
    let kept = BTreeMap::from([(device, Kept { waiting: WAITING_GROUPS - 1, bytes: 0, refused: 0 })]);
    let next = labelled(laptop.write(&[1]), hold());
    let plan = place(&mut Facts { kept, ..Facts::default() }, &[group, next], NOW);
    assert_eq!(plan.outcomes, [held, put_off]);
}

#[test]
fn refusals_beyond_what_is_remembered_of_a_device_are_refused_all_the_same() {
    let mut laptop = Laptop::new(32);
    let groups = [labelled(laptop.write(&[1, 2]), refuse()), labelled(laptop.write(&[1]), refuse())];
    let kept = BTreeMap::from([(laptop.author.device, Kept { refused: REFUSED_CHANGES - 1, ..Kept::default() })]);
    let plan = place(&mut Facts { kept, ..Facts::default() }, &groups, NOW);
    assert_eq!(plan.outcomes, [refused("not-allowed"), refused("not-allowed")]);
    assert_eq!(plan.refused, [0]);
}

//! The laws of the fold, over any order, repetition and subset of what people wrote.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::change::{Author, ChangeHash, Draft};
use crate::clock::Timestamp;
use crate::entropy::SeededEntropy;
use crate::ids::{DeviceId, StreamId};
use crate::signing::SigningKey;

const FIELDS: [&str; 3] = ["theme", "idle_minutes", "hub_hours"];

/// One thing a laptop does: look at what another has written so far, or set a field.
#[derive(Debug, Clone)]
enum Step {
    Look { at: usize },
    Set { field: usize, value: u8, clock: i64 },
    SetTwo { value: u8, clock: i64 },
}

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let step = prop_oneof![
        2 => (0..3_usize).prop_map(|at| Step::Look { at }),
        4 => (0..3_usize, 0..3_u8, -2_000_000_i64..2_000_000).prop_map(|(field, value, clock)| Step::Set { field, value, clock }),
        1 => (0..3_u8, -2_000_000_i64..2_000_000).prop_map(|(value, clock)| Step::SetTwo { value, clock }),
    ];
    prop::collection::vec((0..3_usize, step), 1..24)
}

/// Three laptops write the same record, seeing each other only where a step says so.
fn played(steps: &[(usize, Step)]) -> Vec<Change> {
    let entropy = SeededEntropy::new(1);
    let stream = StreamId::from_bytes([5; 16]);
    let record = RecordId::from_bytes([6; 16]);
    let mut laptops: Vec<(Author, SigningKey, Option<Fold>)> = (0..3)
        .map(|n| {
            let person = PersonId::from_bytes([n; 16]);
            (Author::new(person, DeviceId::from_bytes([n + 10; 16])), SigningKey::generate(&entropy), None)
        })
        .collect();
    let mut changes: Vec<Change> = Vec::new();
    for (laptop, step) in steps {
        match step {
            Step::Look { at } => {
                let theirs = laptops[*at].2.clone();
                let mine = &mut laptops[*laptop].2;
                match (mine.as_mut(), theirs) {
                    (Some(mine), Some(theirs)) => mine.merge(&theirs).unwrap(),
                    (None, theirs) => *mine = theirs,
                    (Some(_), None) => {}
                }
            }
            Step::Set { .. } | Step::SetTwo { .. } => {
                let (fields, value, clock): (Vec<&str>, u8, i64) = match step {
                    Step::Set { field, value, clock } => (vec![FIELDS[*field]], *value, *clock),
                    Step::SetTwo { value, clock } => (FIELDS[..2].to_vec(), *value, *clock),
                    Step::Look { .. } => unreachable!(),
                };
                let (author, key, fold) = &mut laptops[*laptop];
                let heads = fold.as_ref().map(|fold| fold.heads_of(fields.iter().copied())).unwrap_or_default();
                let content: Value = fields.iter().map(|field| (field.to_string(), json!(value))).collect();
                let draft = Draft::create(stream, record, "settings", &content).act(Act::Set).superseding(heads);
                let now = Timestamp::from_millis(1_700_000_000_000 + clock);
                let change = author.write(vec![draft], key, now, &entropy).unwrap().remove(0);
                match fold {
                    Some(fold) => fold.apply(&change, None).unwrap(),
                    None => *fold = Some(Fold::of(&change, None).unwrap()),
                }
                changes.push(change);
            }
        }
    }
    changes
}

fn folded<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Option<Fold> {
    let mut fold: Option<Fold> = None;
    for change in changes {
        match &mut fold {
            Some(fold) => fold.apply(change, None).unwrap(),
            None => fold = Some(Fold::of(change, None).unwrap()),
        }
    }
    fold
}

/// Whether `later` names `earlier`, itself or through others that set the field.
fn knew(changes: &[Change], later: &Change, earlier: &Change, field: &str) -> bool {
    let mut todo: Vec<ChangeId> = later.header().supersedes.clone();
    let mut seen = BTreeSet::new();
    while let Some(id) = todo.pop() {
        if id == earlier.header().id {
            return true;
        }
        if let Some(change) = changes.iter().find(|change| change.header().id == id)
            && seen.insert(id)
            && sets(change, field)
        {
            todo.extend(&change.header().supersedes);
        }
    }
    false
}

fn sets(change: &Change, field: &str) -> bool {
    change.content().unwrap().unwrap().contains_key(field)
}

fn value_of(change: &Change, field: &str) -> Value {
    change.content().unwrap().unwrap()[field].clone()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn the_order_in_which_changes_arrive_does_not_matter(steps in steps(), seed in any::<u64>()) {
        let changes = played(&steps);
        let mut shuffled: Vec<&Change> = changes.iter().collect();
        shuffled.sort_by_key(|change| blake3::hash(&[change.header().id.as_bytes().as_slice(), &seed.to_le_bytes()].concat()).as_bytes().to_owned());
        prop_assert_eq!(folded(&changes), folded(shuffled));
    }

    #[test]
    fn a_change_that_arrives_again_changes_nothing(steps in steps(), again in prop::collection::vec(any::<prop::sample::Index>(), 0..12)) {
        let changes = played(&steps);
        if changes.is_empty() { return Ok(()); }
        let repeated: Vec<&Change> = changes.iter().chain(again.iter().map(|index| index.get(&changes))).collect();
        prop_assert_eq!(folded(&changes), folded(repeated));
    }

    #[test]
    fn holders_of_any_parts_agree_once_they_have_joined_them_in_any_grouping(
        steps in steps(), parts in prop::collection::vec(0..3_u8, 24)
    ) {
        let changes = played(&steps);
        let part = |n: u8| folded(changes.iter().zip(&parts).filter(|(_, of)| **of == n).map(|(change, _)| change));
        let join = |a: Option<Fold>, b: Option<Fold>| match (a, b) {
            (Some(mut a), Some(b)) => { a.merge(&b).unwrap(); Some(a) }
            (a, None) => a,
            (None, b) => b,
        };
        let left = join(join(part(0), part(1)), part(2));
        let right = join(part(0), join(part(1), part(2)));
        let other = join(part(2), join(part(1), part(0)));
        prop_assert_eq!(&left, &right);
        prop_assert_eq!(&left, &other);
        prop_assert_eq!(left, folded(&changes));
    }

    #[test]
    fn every_pair_of_different_values_written_without_sight_of_each_other_is_shown(steps in steps()) {
        let changes = played(&steps);
        let Some(fold) = folded(&changes) else { return Ok(()) };
        for field in FIELDS {
            let register = fold.register(field);
            let shown: BTreeSet<ChangeId> = register.heads().iter().map(|head| head.change).collect();
            let setting: Vec<&Change> = changes.iter().filter(|change| sets(change, field)).collect();
            for change in &setting {
                let superseded = setting.iter().any(|later| knew(&changes, later, change, field));
                prop_assert_eq!(shown.contains(&change.header().id), !superseded, "{}", field);
            }
            let values: BTreeSet<String> = setting
                .iter()
                .filter(|change| shown.contains(&change.header().id))
                .map(|change| value_of(change, field).to_string())
                .collect();
            prop_assert_eq!(register.in_conflict(), values.len() > 1, "equal values agree, different ones are a conflict");
            prop_assert_eq!(fold.conflicts().iter().any(|conflict| conflict.field == field), values.len() > 1);
        }
    }

    #[test]
    fn what_is_kept_does_not_depend_on_any_clock(steps in steps()) {
        let skewed: Vec<(usize, Step)> = steps.iter().cloned().map(|(laptop, step)| (laptop, match step {
            Step::Set { field, value, .. } => Step::Set { field, value, clock: laptop as i64 * -31_536_000_000 },
            Step::SetTwo { value, .. } => Step::SetTwo { value, clock: laptop as i64 * -31_536_000_000 },
            look => look,
        })).collect();
        let values = |changes: &[Change]| FIELDS.map(|field| {
            let mut values: Vec<String> = folded(changes).map(|fold| fold.register(field).heads().iter()
                .map(|head| format!("{}:{}", head.author, head.value)).collect()).unwrap_or_default();
            values.sort();
            values
        });
        prop_assert_eq!(values(&played(&steps)), values(&played(&skewed)));
    }

    #[test]
    fn a_decision_in_front_of_all_versions_leaves_one(steps in steps()) {
        let changes = played(&steps);
        let Some(mut fold) = folded(&changes) else { return Ok(()) };
        let entropy = SeededEntropy::new(2);
        let mut author = Author::new(PersonId::from_bytes([77; 16]), DeviceId::from_bytes([78; 16]));
        let content: Value = FIELDS.iter().map(|field| (field.to_string(), json!("decided"))).collect();
        let draft = Draft::create(fold.stream(), fold.record(), "settings", &content).act(Act::Set).superseding(fold.heads_of(FIELDS));
        let decision = author.write(vec![draft], &SigningKey::generate(&entropy), Timestamp::from_millis(0), &entropy).unwrap().remove(0);
        fold.apply(&decision, None).unwrap();
        for field in FIELDS {
            prop_assert_eq!(fold.value(field), Some(json!("decided")), "even from a laptop whose clock stands at 1970");
        }
        prop_assert!(fold.conflicts().is_empty());
    }
}

#[test]
fn a_clock_in_next_year_does_not_win_the_display_once_the_server_has_timed_it() {
    let entropy = SeededEntropy::new(3);
    let (stream, record) = (StreamId::from_bytes([5; 16]), RecordId::from_bytes([6; 16]));
    let key = SigningKey::generate(&entropy);
    let write = |n: u8, value: &str, millis: i64| {
        Author::new(PersonId::from_bytes([n; 16]), DeviceId::from_bytes([n; 16]))
            .write(
                vec![Draft::create(stream, record, "settings", &json!({ "theme": value })).act(Act::Set)],
                &key,
                Timestamp::from_millis(millis),
                &entropy,
            )
            .unwrap()
            .remove(0)
    };
    let (ahead, right) = (write(1, "dark", 1_800_000_000_000), write(2, "light", 1_700_000_050_000));
    let mut fold = Fold::of(&ahead, Some(Timestamp::from_millis(1_700_000_000_000))).unwrap();
    fold.apply(&right, Some(Timestamp::from_millis(1_700_000_060_000))).unwrap();
    assert_eq!(fold.value("theme"), Some(json!("light")));
    assert_eq!(fold.conflicts().len(), 1, "and both are still kept and shown");
}

proptest! {
    #[test]
    fn what_a_newer_version_wrote_is_passed_on_to_the_bit_and_shown_or_waits(
        kind in prop_oneof![Just("note".to_owned()), "[a-z-]{1,12}"],
        act in prop_oneof![Just("create".to_owned()), Just("set".to_owned()), "[a-z-]{1,8}"],
        schema in 1..4_u16,
        fields in prop::collection::btree_map("[a-z_]{1,8}", prop_oneof![any::<i64>().prop_map(Value::from), ".{0,12}".prop_map(Value::from)], 0..5),
        appended in 0..4_u8,
    ) {
        let entropy = SeededEntropy::new(4);
        let key = SigningKey::generate(&entropy);
        let content = Value::Object(fields.clone().into_iter().collect());
        let draft = Draft {
            kind: Box::leak(kind.clone().into_boxed_str()),
            act: Act::from(act.as_str()),
            schema,
            ..Draft::create(StreamId::from_bytes([5; 16]), RecordId::from_bytes([6; 16]), "", &content)
        };
        let change = Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]))
            .write(vec![draft], &key, Timestamp::from_millis(1), &entropy)
            .unwrap()
            .remove(0);
        // A header with more elements than this version knows, as a newer one signs it.
        let mut header = change.header_bytes().to_vec();
        header[0] += appended;
        header.extend(1..=appended);
        let signature = key.sign(ChangeHash::of(&header).as_bytes());
        let body = change.body_bytes().map(<[u8]>::to_vec);
        let held = Change::from_parts(header.clone(), signature, body.clone()).unwrap();
        prop_assert_eq!(held.header_bytes(), &header[..]);
        prop_assert_eq!(held.body_bytes().map(<[u8]>::to_vec), body);
        prop_assert_eq!(held.check_signature(&key.public()), Ok(()));
        prop_assert_eq!((held.header().kind.as_str(), held.header().act.as_str()), (kind.as_str(), act.as_str()));
        let known = Kind::parse(&kind).is_some_and(|kind| schema <= kind.schema()) && !matches!(Act::from(act.as_str()), Act::Unknown(_));
        match Fold::of(&held, None) {
            Ok(fold) => {
                prop_assert!(known);
                for (field, value) in &fields {
                    prop_assert_eq!(fold.value(field), Some(value.clone()));
                }
            }
            Err(waits) => {
                prop_assert!(!known);
                prop_assert_eq!(waits, NotFolded::Deferred { kind, schema });
            }
        }
    }
}

#[test]
fn an_erased_change_stays_erased_whatever_copy_comes_back() {
    let entropy = SeededEntropy::new(4);
    let mut author = Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
    let draft = Draft::create(
        StreamId::from_bytes([5; 16]),
        RecordId::from_bytes([6; 16]),
        "note",
        &json!({ "text": "canary" }),
    );
    let kept = author
        .write(vec![draft], &SigningKey::generate(&entropy), Timestamp::from_millis(1), &entropy)
        .unwrap()
        .remove(0);
    let mut erased = kept.clone();
    erased.erase();
    let mut fold = Fold::of(&erased, None).unwrap();
    fold.apply(&kept, None).unwrap();
    assert_eq!(fold.value("text"), None);
    let mut fold = Fold::of(&kept, None).unwrap();
    fold.apply(&erased, None).unwrap();
    assert_eq!(fold.value("text"), None);
    assert_eq!(erased.hash(), kept.hash(), "and its chain still verifies");
}

#[test]
fn an_erased_record_says_nothing_whichever_of_its_changes_comes_first_or_late() {
    let entropy = SeededEntropy::new(4);
    let key = SigningKey::generate(&entropy);
    let mut author = Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
    let (stream, record) = (StreamId::from_bytes([5; 16]), RecordId::from_bytes([6; 16]));
    let mut write = |act: Act, content: Value| {
        let draft = Draft::create(stream, record, "action", &content).act(act);
        author.write(vec![draft], &key, Timestamp::from_millis(1), &entropy).unwrap().remove(0)
    };
    let changes = [
        write(Act::Create, json!({ "verb": "canary" })),
        write(Act::Set, json!({ "verb": "canary two", "owner": "canary three" })),
        write(Act::Erase, crate::records::Erasure { why: crate::records::Why::AskedFor, reference: None }.content()),
    ];
    let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
    let folds: Vec<Fold> = orders.iter().map(|order| folded(order.map(|at| &changes[at])).unwrap()).collect();
    for fold in &folds {
        assert_eq!(fold, &folds[0]);
        assert!(fold.is_erased());
        assert_eq!((fold.value("verb"), fold.value("owner")), (None, None));
        assert!(!format!("{fold:?}").contains("canary"));
        assert!(fold.any(crate::records::ERASED).is_some(), "who erased it and why stays");
    }
}

#[test]
fn what_is_forgotten_of_a_record_is_in_no_order_said_and_what_was_set_anew_stands() {
    let entropy = SeededEntropy::new(4);
    let key = SigningKey::generate(&entropy);
    let mut author = Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
    let (stream, record) = (StreamId::from_bytes([5; 16]), RecordId::from_bytes([6; 16]));
    let mut write = |act: Act, content: Value, over: &[&Change]| {
        let over = over.iter().map(|change| change.header().id).collect();
        let draft = Draft::create(stream, record, "action", &content).act(act).superseding(over);
        author.write(vec![draft], &key, Timestamp::from_millis(1), &entropy).unwrap().remove(0)
    };
    let first = write(Act::Create, json!({ "title": "Walk the route", "owner": "canary" }), &[]);
    let second = write(Act::Set, json!({ "owner": "canary two" }), &[&first]);
    let anew = write(Act::Set, json!({ "title": "Walk the route", "owner": null }), &[&first, &second]);
    let forget = write(Act::Forget, json!({ "owner": "canary three" }), &[&first, &second]);
    // Written by somebody who had not seen it: it is named by nobody.
    let late = write(Act::Set, json!({ "owner": "Sam" }), &[&second]);
    let changes = [&first, &second, &anew, &forget, &late];
    let orders = [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 4, 1, 2], [2, 4, 3, 1, 0]];
    let folds: Vec<Fold> = orders.iter().map(|order| folded(order.map(|at| changes[at])).unwrap()).collect();
    for fold in &folds {
        assert_eq!(fold, &folds[0]);
        assert!(!fold.is_erased());
        assert_eq!(fold.value("title"), Some("Walk the route".into()));
        assert_eq!(fold.forgotten().len(), 2);
        assert!(!format!("{fold:?}").contains("canary"));
        assert_eq!(fold.conflicts().len(), 1, "what came late stands beside it, for somebody to decide");
        assert_eq!(fold.created().map(|(id, _)| id), Some(first.header().id), "who began it, and when, stays");
    }
}

#[test]
fn every_kind_of_control_record_reads_back_from_its_fold() {
    use crate::permissions::Right;
    use crate::records::{AudienceRef, GrantRecord};
    let entropy = SeededEntropy::new(4);
    let person = PersonId::from_bytes([1; 16]);
    let mut author = Author::new(person, DeviceId::from_bytes([2; 16]));
    let grant = GrantRecord {
        role: String::new(),
        ended: None,
        person,
        audience: AudienceRef::Partnership,
        rights: Right::ALL.to_vec(),
        until: None,
        reason: String::new(),
        granted_by: person,
    };
    let draft = Draft::create(StreamId::from_bytes([5; 16]), RecordId::from_bytes([6; 16]), "grant", &grant);
    let change = author
        .write(vec![draft], &SigningKey::generate(&entropy), Timestamp::from_millis(1), &entropy)
        .unwrap()
        .remove(0);
    assert_eq!(Fold::of(&change, None).unwrap().read::<GrantRecord>(), Ok(grant));
}

#[test]
fn a_decision_that_is_taken_back_leaves_the_versions_beside_each_other_with_their_authors() {
    let entropy = SeededEntropy::new(4);
    let key = SigningKey::generate(&entropy);
    let (stream, record) = (StreamId::from_bytes([5; 16]), RecordId::from_bytes([6; 16]));
    let mut laptops: Vec<Author> =
        (1..4).map(|n| Author::new(PersonId::from_bytes([n; 16]), DeviceId::from_bytes([n; 16]))).collect();
    let mut write = |laptop: usize, act: Act, content: Value, heads: Vec<ChangeId>| {
        let draft = Draft::create(stream, record, "person", &content).act(act).superseding(heads);
        laptops[laptop].write(vec![draft], &key, Timestamp::from_millis(9), &entropy).unwrap().remove(0)
    };
    let first = write(0, Act::Set, json!({"name": "Sam"}), Vec::new());
    let second = write(1, Act::Set, json!({"name": "Samir"}), Vec::new());
    let heads = vec![first.header().id, second.header().id];
    let decided = write(2, Act::Set, json!({"name": "Sami"}), heads);
    let undone = write(2, Act::Undo, json!({}), vec![decided.header().id]);
    let ended = write(0, Act::Set, json!({"ended": {"on": "2026-11-20"}}), Vec::new());
    let not_undone = write(1, Act::Undo, json!({}), vec![ended.header().id]);
    let changes = [first, second, decided, undone, ended, not_undone];
    let before = folded(&changes[..3]).unwrap();
    assert_eq!((before.value("name"), before.conflicts().len()), (Some(json!("Sami")), 0));
    for order in [[0, 1, 2, 3, 4, 5], [5, 3, 4, 2, 0, 1]] {
        let fold = folded(order.map(|at| &changes[at])).unwrap();
        let conflicts = fold.conflicts();
        let authors: BTreeSet<PersonId> = conflicts[0].heads.iter().map(|head| head.author).collect();
        assert_eq!(authors, BTreeSet::from([PersonId::from_bytes([1; 16]), PersonId::from_bytes([2; 16])]));
        assert!(fold.any("ended").is_some(), "an end is not taken back by an undo");
    }
}

//! Erasure in one file: whatever order its parts come in, and to the last word of the index.

use domain::change::{Act, Author, Change, Draft};
use domain::clock::Timestamp;
use domain::entropy::SeededEntropy;
use domain::ids::{AreaId, DeviceId, PersonId, RecordId, StreamId};
use domain::records::{AnalysisRecord, Erasure, Why};
use domain::signing::{PublicKey, SigningKey};
use domain::streams::StreamSort;
use domain::wards::BoundarySet;
use rusqlite::Connection;
use serde_json::json;

use crate::apply::{self, Indexing, Placed};
use crate::store::Reader;
use crate::sync::{ServerLink, put_link};
use crate::{erase, migrate, streams};

const NOW: Timestamp = Timestamp::from_millis(1_795_344_000_000);
const INTAKE: StreamId = StreamId::from_bytes([9; 16]);

/// A note, what was added to it, its withdrawal, and the erasure of the two.
fn written() -> Vec<Change> {
    let entropy = SeededEntropy::new(3);
    let key = SigningKey::generate(&entropy);
    let mut author = Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
    let (note, addition) = (RecordId::from_bytes([6; 16]), RecordId::from_bytes([7; 16]));
    let erasure = Erasure { why: Why::AskedFor, reference: None }.content();
    let text = json!({
        "text": "vastergaard keeps it here", "area": AreaId::from_bytes([1; 16]), "ward": "E05013733",
        "boundaries": BoundarySet::Y2022, "when": "2026-11-22T14:30",
    });
    let drafts = [
        Draft::create(INTAKE, note, "note", &text),
        Draft::create(INTAKE, addition, "amendment", &json!({ "note": note, "text": "vastergaard moved it" })),
        Draft::create(INTAKE, note, "note", &json!({ "withdrawn": { "reason": "vastergaard asked" } }))
            .act(Act::Withdraw),
        Draft::create(INTAKE, note, "note", &erasure).act(Act::Erase),
        Draft::create(INTAKE, addition, "amendment", &erasure).act(Act::Erase),
    ];
    drafts.map(|draft| author.write(vec![draft], &key, NOW, &entropy).unwrap().remove(0)).to_vec()
}

fn empty(connection: &mut Connection, linked: bool) {
    migrate::migrate(connection).unwrap();
    streams::put(connection, INTAKE, StreamSort::Intake, None, None).unwrap();
    if linked {
        let link = ServerLink {
            key: PublicKey::from_bytes([1; 32]),
            addresses: Vec::new(),
            epoch: 1,
            checked_in: None,
            offset: 0,
            latest: NOW,
            lease_days: 14,
            synced_at: None,
        };
        put_link(connection, &link).unwrap();
    }
}

fn take(connection: &Connection, change: &Change, position: Option<u64>) {
    let placed = position.map(|position| Placed { position, time: NOW });
    apply::take(connection, change, placed, Indexing::Now).unwrap();
}

fn bodies(connection: &Connection) -> i64 {
    connection.query_row("SELECT count(*) FROM change WHERE body IS NOT NULL", [], |row| row.get(0)).unwrap()
}

fn notes(connection: &Connection) -> i64 {
    connection.query_row("SELECT count(*) FROM note", [], |row| row.get(0)).unwrap()
}

/// Every order of so many.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut orders: Vec<Vec<usize>> = vec![vec![]];
    for at in 0..count {
        let longer = |order: &Vec<usize>| {
            let order = order.clone();
            (0..=order.len()).map(move |place| {
                let mut longer = order.clone();
                longer.insert(place, at);
                longer
            })
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    assert_eq!(orders.len(), (1..=count).product::<usize>());
    orders
}

#[test]
fn whatever_order_its_parts_come_in_nothing_of_an_erased_note_is_left() {
    let changes = written();
    for order in orders(changes.len()) {
        let mut connection = Connection::open_in_memory().unwrap();
        empty(&mut connection, true);
        for at in &order {
            take(&connection, &changes[*at], Some(*at as u64 + 1));
        }
        assert_eq!((bodies(&connection), notes(&connection)), (2, 0), "{order:?}");
        let count = |sql: &str| -> i64 { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
        assert_eq!(count("SELECT count(*) FROM amendment"), 0, "{order:?}");
        assert_eq!(count("SELECT count(*) FROM note_words('vastergaard')"), 0, "{order:?}");
        assert_eq!(count("SELECT count(*) FROM erased WHERE waiting = 0"), 2, "{order:?}");
        assert_eq!(erase::unaccounted(&connection).unwrap(), 0);
    }
}

#[test]
fn its_bodies_stay_until_the_server_has_taken_the_erasure() {
    let changes = written();
    let mut connection = Connection::open_in_memory().unwrap();
    empty(&mut connection, true);
    take(&connection, &changes[0], Some(1));
    take(&connection, &changes[3], None);
    assert_eq!((bodies(&connection), notes(&connection)), (2, 0), "out of sight, and nothing lost yet");
    erase::did_not_hold(&connection, changes[0].header().record).unwrap();
    assert_eq!(bodies(&connection), 2);
    take(&connection, &changes[3], Some(2));
    assert_eq!((bodies(&connection), notes(&connection)), (1, 0));
}

#[test]
fn without_a_server_it_holds_at_once() {
    let changes = written();
    let mut connection = Connection::open_in_memory().unwrap();
    empty(&mut connection, false);
    take(&connection, &changes[0], None);
    take(&connection, &changes[3], None);
    assert_eq!((bodies(&connection), notes(&connection)), (1, 0));
}

#[test]
fn a_text_that_never_came_and_no_erasure_explains_is_noticed() {
    let mut held_back = written().remove(0);
    held_back.erase();
    let mut connection = Connection::open_in_memory().unwrap();
    empty(&mut connection, true);
    take(&connection, &held_back, Some(1));
    assert_eq!(erase::unaccounted(&connection).unwrap(), 1);
    take(&connection, &written()[3], Some(2));
    assert_eq!(erase::unaccounted(&connection).unwrap(), 0);
}

#[test]
fn what_comes_to_an_erased_action_or_plan_is_found_until_it_is_erased_and_what_hangs_on_that_goes_with_it() {
    const WORK: StreamId = StreamId::from_bytes([11; 16]);
    const CORE: StreamId = StreamId::from_bytes([12; 16]);
    let id = |byte: u8| RecordId::from_bytes([byte; 16]);
    let (plan, action, progress, other, of_other) = (id(21), id(22), id(23), id(24), id(25));
    let analysis = AnalysisRecord::id(plan, CORE);
    let erasure = Erasure { why: Why::AskedFor, reference: None }.content();
    let drafts = [
        Draft::create(WORK, action, "action", &json!({ "plan": plan, "title": "Search the sheds" })),
        Draft::create(WORK, action, "action", &erasure).act(Act::Erase),
        Draft::create(WORK, plan, "plan", &erasure).act(Act::Erase),
        Draft::create(WORK, progress, "progress", &json!({ "action": action, "text": "Two sheds" })),
        Draft::create(WORK, other, "action", &json!({ "plan": plan, "title": "Mend the lamp" })),
        Draft::create(WORK, of_other, "progress", &json!({ "action": other, "text": "Ordered" })),
        Draft::create(CORE, analysis, "analysis", &json!({ "plan": plan, "offender": "Two brothers" })),
        Draft::create(WORK, progress, "progress", &erasure).act(Act::Erase),
    ];
    let (entropy, mut author) =
        (SeededEntropy::new(5), Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16])));
    let key = SigningKey::generate(&entropy);
    let mut changes = drafts.map(|draft| author.write(vec![draft], &key, NOW, &entropy).unwrap().remove(0)).to_vec();
    let last = changes.pop().unwrap();

    let mut connection = Connection::open_in_memory().unwrap();
    empty(&mut connection, true);
    for (stream, sort) in [(WORK, StreamSort::PlanWork), (CORE, StreamSort::PlanCore)] {
        streams::put(&connection, stream, sort, None, None).unwrap();
        connection
            .execute(
                "INSERT INTO stream_record (id, sort, plan) VALUES (?1, ?2, ?3)",
                rusqlite::params![stream.as_bytes(), sort.as_str(), plan.as_bytes()],
            )
            .unwrap();
    }
    for (at, change) in changes.iter().enumerate() {
        take(&connection, change, Some(at as u64 + 1));
    }
    let reader = Reader { connection: &connection };
    let late = || -> Vec<(RecordId, RecordId)> {
        reader.late_of_erased(9).unwrap().into_iter().map(|row| (row.id, row.of)).collect()
    };
    assert_eq!(late(), [(progress, action), (other, plan), (analysis, plan)], "in the order of arrival");
    assert_eq!(reader.late_of(other).unwrap(), Some(plan));
    assert_eq!(reader.late_of(of_other).unwrap(), None, "it hangs on an action that stands");
    assert_eq!(reader.plan_of_stream(CORE).unwrap(), Some(plan));
    take(&connection, &last, Some(8));
    assert_eq!(late(), [(other, plan), (analysis, plan)]);
    assert_eq!(reader.late_of(progress).unwrap(), None);
}

#[test]
fn no_word_of_it_stays_in_the_pages_of_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.db");
    // Without a key, so that the pages can be looked through.
    let mut connection = Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA secure_delete = ON").unwrap();
    empty(&mut connection, true);
    let changes = written();
    take(&connection, &changes[0], Some(1));
    take(&connection, &changes[1], Some(2));
    let there = || {
        let bytes = std::fs::read(&path).unwrap();
        bytes.windows(7).any(|window| window == b"stergaa")
    };
    assert!(there(), "what is looked for is found while it is there");
    take(&connection, &changes[3], Some(3));
    take(&connection, &changes[4], Some(4));
    assert!(erase::finish(&connection).unwrap());
    assert!(!there());
    assert!(!erase::finish(&connection).unwrap(), "once is enough");
}

const WORK: StreamId = StreamId::from_bytes([8; 16]);

/// An action with somebody's name, another's after that, what stands without them, and that both are forgotten.
fn named() -> Vec<Change> {
    let entropy = SeededEntropy::new(3);
    let key = SigningKey::generate(&entropy);
    let mut author = Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
    let (plan, action) = (RecordId::from_bytes([4; 16]), RecordId::from_bytes([6; 16]));
    let mut write = |act: Act, content: serde_json::Value, over: Vec<&Change>| {
        let over = over.iter().map(|change| change.header().id).collect();
        let draft = Draft::create(WORK, action, "action", &content).act(act).superseding(over);
        author.write(vec![draft], &key, NOW, &entropy).unwrap().remove(0)
    };
    let first = json!({ "plan": plan, "title": "Walk the route", "owner": { "name": "vastergaard" } });
    let first = write(Act::Create, first, vec![]);
    let second = write(Act::Set, json!({ "owner": { "name": "vastergaard too" } }), vec![&first]);
    let anew = write(Act::Set, json!({ "plan": plan, "title": "Walk the route" }), vec![&first]);
    let forget = write(Act::Forget, json!({}), vec![&first, &second]);
    vec![first, second, anew, forget]
}

fn with_work(connection: &mut Connection, linked: bool) {
    empty(connection, linked);
    streams::put(connection, WORK, StreamSort::PlanWork, None, None).unwrap();
    let sql = "INSERT INTO stream_record (id, sort, plan) VALUES (?1, 'plan/work', ?2)";
    connection.execute(sql, [WORK.as_bytes(), &[4; 16]]).unwrap();
}

fn action(connection: &Connection) -> Vec<(String, String)> {
    let mut statement = connection.prepare("SELECT title, coalesce(owner, '') FROM action").unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn whatever_order_they_come_in_no_name_is_left_of_an_action_and_the_action_stands() {
    let changes = named();
    for order in orders(changes.len()) {
        let mut connection = Connection::open_in_memory().unwrap();
        with_work(&mut connection, true);
        for at in &order {
            take(&connection, &changes[*at], Some(*at as u64 + 1));
        }
        assert_eq!(bodies(&connection), 2, "{order:?}");
        assert_eq!(action(&connection), [("Walk the route".to_owned(), String::new())], "{order:?}");
        assert_eq!(erase::unaccounted(&connection).unwrap(), 0, "{order:?}");
    }
}

#[test]
fn the_names_stay_on_the_disk_until_the_server_has_taken_that_they_go() {
    let changes = named();
    let mut connection = Connection::open_in_memory().unwrap();
    with_work(&mut connection, true);
    for (at, change) in changes.iter().enumerate().take(3) {
        take(&connection, change, Some(at as u64 + 1));
    }
    take(&connection, &changes[3], None);
    assert_eq!(bodies(&connection), 4);
    take(&connection, &changes[3], Some(4));
    assert_eq!(bodies(&connection), 2);
    assert!(erase::finish(&connection).unwrap(), "the write-ahead log is to be emptied");
}

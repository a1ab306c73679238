//! A record's id taken in another stream, by a program that was altered.

use domain::change::{Author, Change, Draft};
use domain::clock::Timestamp;
use domain::entropy::SeededEntropy;
use domain::ids::{AreaId, DeviceId, PersonId, RecordId, StreamId};
use domain::signing::SigningKey;
use domain::streams::StreamSort;
use domain::wards::BoundarySet;
use proptest::prelude::*;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::apply::{self, Indexing, Placed};
use crate::{migrate, streams};

const STREAMS: [(u8, StreamSort); 4] =
    [(9, StreamSort::Intake), (2, StreamSort::Intake), (3, StreamSort::Own), (4, StreamSort::AreaRestricted)];

/// One change by the person of this number, in the stream of this number.
fn change(stream: usize, record: RecordId, kind: &'static str, content: &Value) -> Change {
    change_at(stream, record, kind, content, 1_795_000_000_000)
}

fn change_at(stream: usize, record: RecordId, kind: &'static str, content: &Value, millis: i64) -> Change {
    let entropy = SeededEntropy::new(stream as u64 * 16 + u64::from(record.as_bytes()[0]));
    let person = PersonId::from_bytes([stream as u8 + 1; 16]);
    let mut author = Author::new(person, DeviceId::from_bytes([stream as u8 + 1; 16]));
    let draft = Draft::create(StreamId::from_bytes([STREAMS[stream].0; 16]), record, kind, content);
    let key = SigningKey::generate(&entropy);
    author.write(vec![draft], &key, Timestamp::from_millis(millis), &entropy).unwrap().remove(0)
}

fn note(text: &str) -> Value {
    json!({
        "text": text, "area": AreaId::from_bytes([1; 16]), "ward": "E05013733", "boundaries": BoundarySet::Y2022,
        "when": "2026-11-22T14:30",
    })
}

/// What is listed once these have come in this order: kinds, excerpts, and the words of the search.
fn listed(changes: &[(Change, i64)], order: &[usize]) -> (Vec<String>, i64, i64) {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate::migrate(&mut connection).unwrap();
    for (id, sort) in STREAMS {
        streams::put(&connection, StreamId::from_bytes([id; 16]), sort, None, None).unwrap();
    }
    for at in order {
        let (change, time) = &changes[*at];
        let placed = Placed { position: *at as u64 + 1, time: Timestamp::from_millis(*time) };
        apply::take(&connection, change, Some(placed), Indexing::Now).unwrap();
    }
    let excerpts = connection
        .prepare("SELECT excerpt FROM note ORDER BY id")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let count = |sql: &str| -> i64 { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
    let taken = count(
        "SELECT (SELECT count(*) FROM export_log) + (SELECT count(*) FROM handling) + (SELECT count(*) FROM reply)",
    );
    (excerpts, count("SELECT count(*) FROM note_words WHERE note_words MATCH 'mopeds'"), taken)
}

proptest! {
    #[test]
    fn no_order_of_arrival_hides_an_honest_record_behind_another_streams_record_of_its_id(
        order in Just(vec![0_usize, 1, 2, 3, 4]).prop_shuffle(),
    ) {
        let id = RecordId::from_bytes([7; 16]);
        let other = RecordId::from_bytes([8; 16]);
        let changes = [
            (change(0, id, "note", &note("Two mopeds by the launderette")), 1_000),
            // Whoever has read the note writes its id into streams of theirs.
            (change(1, id, "note", &note("Nothing was seen")), 2_000),
            (change(2, id, "export", &json!({ "recipient": "x", "purpose": "x" })), 4_000),
            (change(3, id, "remark", &json!({ "note": id, "text": "x" })), 3_000),
            // A kind that has no place where it was written, though nobody took its id before.
            (change(2, other, "note", &note("Put where no note belongs")), 400),
        ];
        let expected = (vec!["Two mopeds by the launderette".to_owned()], 1, 0);
        prop_assert_eq!(listed(&changes, &order), expected);
    }
}

#[test]
fn an_id_that_can_be_told_beforehand_is_not_taken_by_a_kind_that_has_no_place_there() {
    let id = RecordId::from_bytes([7; 16]);
    let changes = [
        (change(0, id, "note", &note("Two mopeds by the launderette")), 1_000),
        (change(2, id, "note", &note("Nothing was seen")), 500),
    ];
    for order in [[0, 1], [1, 0]] {
        assert_eq!(listed(&changes, &order), (vec!["Two mopeds by the launderette".to_owned()], 1, 0));
    }
}

#[test]
fn a_note_that_a_program_made_twice_stops_nothing_and_stands_as_it_was_made_first() {
    let (id, other) = (RecordId::from_bytes([7; 16]), RecordId::from_bytes([8; 16]));
    let added = |text: &str| json!({ "note": id, "text": text });
    let changes = [
        (change_at(0, id, "note", &note("Two mopeds by the launderette"), 1_795_000_000_000), 1_000),
        (change_at(0, id, "note", &note("Nothing was seen"), 1_795_000_060_000), 1_001),
        (change_at(0, other, "amendment", &added("A third moped"), 1_795_000_120_000), 1_002),
        (change_at(0, other, "amendment", &added("No moped"), 1_795_000_180_000), 1_003),
    ];
    for order in [[0, 1, 2, 3], [1, 0, 3, 2], [3, 2, 1, 0], [2, 1, 3, 0]] {
        assert_eq!(listed(&changes, &order), (vec!["Two mopeds by the launderette".to_owned()], 1, 0), "{order:?}");
    }
}

#[test]
fn one_area_of_a_plan_that_is_written_in_two_ways_is_one() {
    let stream = RecordId::from_bytes([0xab; 16]);
    let (usual, otherwise) = (stream.to_string(), stream.to_string().to_uppercase());
    let content = json!({ "sort": "plan/work", "plan": stream, format!("area.{usual}"): true, format!("area.{otherwise}"): true });
    let mut connection = Connection::open_in_memory().unwrap();
    migrate::migrate(&mut connection).unwrap();
    streams::put(&connection, StreamId::from_bytes([9; 16]), StreamSort::Control, None, None).unwrap();
    let placed = Placed { position: 1, time: Timestamp::from_millis(1_000) };
    apply::take(&connection, &change(0, stream, "stream", &content), Some(placed), Indexing::Now).unwrap();
    let areas: i64 = connection.query_row("SELECT count(*) FROM stream_area", [], |row| row.get(0)).unwrap();
    assert_eq!(areas, 1);
}

//! What leads are told of the notes of their sources, in one notebook that holds both; and what they make of it in
//! whatever order it comes.

use domain::change::{Act, Author, Change, Draft};
use domain::dates::NoteWhen;
use domain::entropy::SeededEntropy;
use domain::ids::{AreaId, DeviceId, PersonId, RecordId, StreamId};
use domain::permissions::Right;
use domain::records::{
    AudienceRef, ConclusionRecord, Erasure, GrantRecord, Kind, NoteRecord, Place, ReplyRecord, RetractionRecord,
    SealedSource, SourceInside, SourceRecord, StreamRecord, WITHDRAWN, Why,
};
use domain::sealing::OpeningKey;
use domain::signing::SigningKey;
use domain::streams::StreamSort;
use domain::wards::BoundarySet;
use domain::words::NoteState;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::apply::{self, Indexing, Placed};
use crate::error::Result;
use crate::store::{Reader, Store, Writer};
use crate::testing::{NOW, founded};
use crate::{migrate, streams};

/// Somebody who records, closes and opens sources in one ward, without a server.
struct Desk {
    _folder: tempfile::TempDir,
    store: Store,
    entropy: SeededEntropy,
}

impl Desk {
    fn new() -> Self {
        let (folder, store, entropy) = founded();
        let desk = Self { _folder: folder, store, entropy };
        desk.write(|writer| {
            let (control, area) = (writer.control()?, addison(writer)?);
            let grant = GrantRecord {
                person: writer.me(),
                audience: AudienceRef::Area(area),
                rights: vec![Right::ReadSealed, Right::Triage],
                role: String::new(),
                until: None,
                reason: String::new(),
                granted_by: writer.me(),
                ended: None,
            };
            let sealed = StreamRecord { sort: "area/sealed".to_owned(), area: Some(area), plan: None };
            writer.write_group(vec![
                Draft::create(control, writer.new_record(), Kind::Grant.as_str(), &grant),
                Draft::create(control, writer.new_stream().into(), Kind::Stream.as_str(), &sealed),
            ])?;
            writer.begin_roster(&SigningKey::generate(&SeededEntropy::new(22)).public())
        });
        desk
    }

    fn write<T>(&self, act: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> T {
        self.store.write(NOW, &self.entropy, act).unwrap()
    }

    /// A note with who told it, under this reference: the note and the source.
    fn record(&self, reference: &str) -> (RecordId, RecordId) {
        self.write(|writer| {
            let (area, note) = (addison(writer)?, writer.new_record());
            let stream = writer.my_intake(area)?;
            let inside = SourceInside { note, stream, who: "Kezia".to_owned(), age: None, same_as: None };
            let record = said(area, Some((reference, true)));
            let source = writer.seal_source(area, &inside, record.source.as_ref().unwrap())?;
            let id = source.record;
            writer.write_with_source(Draft::create(stream, note, Kind::Note.as_str(), &record), Some(source))?;
            Ok((note, id))
        })
    }

    fn plain(&self, source: Option<(&str, bool)>) -> RecordId {
        self.write(|writer| {
            let (area, note) = (addison(writer)?, writer.new_record());
            let draft = Draft::create(writer.my_intake(area)?, note, Kind::Note.as_str(), &said(area, source));
            writer.write_group(vec![draft])?;
            Ok(note)
        })
    }

    /// Its author is told of a step, and the leads of what follows: the reply, and how many groups they are sent.
    fn tell(&self, note: RecordId, step: NoteState) -> (RecordId, usize) {
        self.write(|writer| {
            let (stream, reply) = (writer.fold(note)?.unwrap().stream(), writer.new_record());
            let record = ReplyRecord { note, step, by: String::new(), sentence: None, promised: None };
            let written = writer.write_group(vec![Draft::create(stream, reply, Kind::Reply.as_str(), &record)])?;
            Ok((reply, writer.tell_leads(&written)?.len()))
        })
    }

    /// What its author was told is taken back or put back, or a note is: how many groups the leads are sent.
    fn withdrawn(&self, record: RecordId, act: Act) -> usize {
        self.write(|writer| {
            let fold = writer.fold(record)?.unwrap();
            let content = match act {
                Act::Withdraw => json!({ WITHDRAWN: { "reason": "taken back" } }),
                _ => json!({ WITHDRAWN: null }),
            };
            let draft = Draft::create(fold.stream(), record, fold.kind().as_str(), &content).act(act);
            let written = writer.write_group(vec![draft.superseding(fold.heads_of([WITHDRAWN]))])?;
            Ok(writer.tell_leads(&written)?.len())
        })
    }

    /// A note is erased: what the leads are told before.
    fn erased(&self, note: RecordId) -> Vec<Change> {
        self.write(|writer| {
            let (told, stream) = (writer.tell_leads_of_erasing(note)?, writer.fold(note)?.unwrap().stream());
            let content = Erasure { why: Why::NotTrue, reference: None }.content();
            let draft = Draft::create(stream, note, Kind::Note.as_str(), &content).act(Act::Erase);
            writer.write_group(vec![draft])?;
            Ok(told)
        })
    }

    /// This notebook's person may record nothing from now on.
    fn records_no_more(&self) {
        self.write(|writer| {
            let grant: RecordId =
                writer.connection.query_row("SELECT id FROM grant_ WHERE rights LIKE '%\"record\"%'", [], |row| {
                    row.get(0).map(RecordId::from_bytes)
                })?;
            let ended = json!({ "ended": { "on": "2026-01-01", "reason": "" } });
            let control = writer.control()?;
            writer.write_group(vec![Draft::create(control, grant, Kind::Grant.as_str(), &ended).act(Act::Set)])
        });
    }

    fn concluded(&self, source: RecordId) -> bool {
        let said = self.store.read(|reader| reader.is_concluded(source)).unwrap();
        assert!(!said || self.listed(source));
        said
    }

    fn retracted(&self, source: RecordId) -> bool {
        let said = self.store.read(|reader| reader.is_retracted(source)).unwrap();
        assert!(!said || self.listed(source));
        said
    }

    /// Whether it is among those that leads are told of.
    fn listed(&self, source: RecordId) -> bool {
        let listed = self.store.read(|reader| reader.sources_concluded(9)).unwrap();
        listed.iter().any(|row| row.id == source)
    }
}

fn addison(writer: &Writer<'_>) -> Result<AreaId> {
    let ward = domain::wards::find(&[BoundarySet::Y2022], "Addison").unwrap();
    Ok(writer.area_of(ward.code)?.unwrap())
}

fn said(area: AreaId, source: Option<(&str, bool)>) -> NoteRecord {
    let ward = domain::wards::find(&[BoundarySet::Y2022], "Addison").unwrap();
    let source = source.map(|(reference, sealed)| SealedSource {
        reference: reference.to_owned(),
        sealed,
        young: true,
        contacts: 1,
        repeated: false,
        referred: None,
    });
    let note = NoteRecord::plain("Two mopeds".to_owned(), area, ward.code, ward.set, NoteWhen::now(NOW.utc()));
    NoteRecord { source, ..note }
}

#[test]
fn leads_are_told_that_a_note_was_closed_until_that_is_taken_back_and_again_when_it_is_put_back() {
    let desk = Desk::new();
    let ((note, source), (_, other)) = (desk.record("S-7K2M4Q"), desk.record("S-ABCDEF"));
    assert!(!desk.concluded(source));
    let (reply, told) = desk.tell(note, NoteState::Closed);
    assert_eq!((told, desk.concluded(source), desk.concluded(other)), (1, true, false));
    for _ in 0..2 {
        desk.withdrawn(reply, Act::Withdraw);
        assert!(!desk.concluded(source) && !desk.listed(source));
        desk.withdrawn(reply, Act::Reinstate);
        assert!(desk.concluded(source));
    }
    desk.store.verify(&|_| ()).unwrap();
}

#[test]
fn a_note_that_two_people_closed_is_open_again_once_both_have_taken_it_back() {
    let desk = Desk::new();
    let (note, source) = desk.record("S-7K2M4Q");
    let [(one, _), (other, _)] = [(); 2].map(|()| desk.tell(note, NoteState::Closed));
    desk.withdrawn(one, Act::Withdraw);
    assert!(desk.concluded(source));
    desk.withdrawn(other, Act::Withdraw);
    assert!(!desk.concluded(source));
    desk.store.verify(&|_| ()).unwrap();
}

#[test]
fn leads_are_told_that_a_note_was_withdrawn_until_it_is_put_back_and_again_when_it_is_withdrawn_once_more() {
    let desk = Desk::new();
    let ((note, source), (_, other)) = (desk.record("S-7K2M4Q"), desk.record("S-ABCDEF"));
    for _ in 0..2 {
        assert_eq!(desk.withdrawn(note, Act::Withdraw), 1);
        assert_eq!((desk.retracted(source), desk.concluded(source), desk.listed(other)), (true, false, false));
        desk.withdrawn(note, Act::Reinstate);
        assert!(!desk.retracted(source) && !desk.listed(source));
    }
    desk.store.verify(&|_| ()).unwrap();
}

#[test]
fn a_note_that_was_withdrawn_twice_and_closed_is_closed_still_once_it_is_put_back() {
    let desk = Desk::new();
    let (note, source) = desk.record("S-7K2M4Q");
    desk.tell(note, NoteState::Closed);
    for _ in 0..2 {
        desk.withdrawn(note, Act::Withdraw);
    }
    assert!(desk.retracted(source));
    desk.withdrawn(note, Act::Reinstate);
    assert_eq!((desk.retracted(source), desk.concluded(source)), (false, true));
}

#[test]
fn whoever_may_record_nothing_any_more_withdraws_their_note_all_the_same_and_leads_are_not_told() {
    let desk = Desk::new();
    let (note, source) = desk.record("S-7K2M4Q");
    desk.records_no_more();
    assert_eq!(desk.withdrawn(note, Act::Withdraw), 0);
    let withdrawal = desk.store.read(|reader| reader.note(note)).unwrap().unwrap().withdrawal;
    assert!(withdrawal.is_some() && !desk.retracted(source));
}

#[test]
fn leads_are_told_that_a_note_was_erased_whatever_became_of_it_before() {
    let desk = Desk::new();
    let notes = ["S-7K2M4Q", "S-ABCDEF", "S-GHJKMN"].map(|reference| desk.record(reference));
    let [_, (closed, _), (withdrawn, _)] = notes;
    let (reply, _) = desk.tell(closed, NoteState::Closed);
    desk.withdrawn(reply, Act::Withdraw);
    desk.withdrawn(withdrawn, Act::Withdraw);
    desk.withdrawn(withdrawn, Act::Reinstate);
    for (note, source) in notes {
        assert!(!desk.listed(source));
        assert_eq!(desk.erased(note).len(), 1);
        assert!(desk.concluded(source));
    }
    desk.store.verify(&|_| ()).unwrap();
}

#[test]
fn of_a_note_that_is_only_read_or_of_which_no_source_was_sealed_leads_are_told_nothing() {
    let desk = Desk::new();
    let (note, _) = desk.record("S-7K2M4Q");
    assert_eq!(desk.tell(note, NoteState::Read).1, 0);
    for source in [None, Some(("S-ABCDEF", false))] {
        let note = desk.plain(source);
        assert_eq!(desk.tell(note, NoteState::Closed).1, 0);
        assert_eq!((desk.withdrawn(note, Act::Withdraw), desk.erased(note).len()), (0, 0));
    }
}

#[test]
fn what_leads_are_sent_says_the_reference_of_the_source_and_nothing_else() {
    let desk = Desk::new();
    let (note, _) = desk.record("S-7K2M4Q");
    let said = desk.write(|writer| {
        let (stream, reply) = (writer.fold(note)?.unwrap().stream(), writer.new_record());
        let record = ReplyRecord {
            note,
            step: NoteState::Closed,
            by: "Community Safety".to_owned(),
            sentence: Some("Thank you.".to_owned()),
            promised: None,
        };
        let mut written = writer.write_group(vec![Draft::create(stream, reply, Kind::Reply.as_str(), &record)])?;
        let reason = json!({ WITHDRAWN: { "reason": "It was Kezia's brother" } });
        let withdrawal = Draft::create(stream, note, Kind::Note.as_str(), &reason).act(Act::Withdraw);
        written.extend(writer.write_group(vec![withdrawal])?);
        writer.tell_leads(&written)
    });
    let said = [said.concat(), desk.erased(note)].concat();
    let content: Vec<Value> = said.iter().map(|change| Value::Object(change.content().unwrap().unwrap())).collect();
    assert_eq!(content, vec![json!({ "reference": "S-7K2M4Q" }); 3]);
}

const SEALED: StreamId = StreamId::from_bytes([9; 16]);
const ELSEWHERE: StreamId = StreamId::from_bytes([8; 16]);
const SOURCE: RecordId = RecordId::from_bytes([6; 16]);

/// A source; that its note was closed, and that this was taken back, by somebody who does not hold it; the same
/// reference in another ward; and the erasure of the source.
fn written() -> [Change; 5] {
    let entropy = SeededEntropy::new(3);
    let key = SigningKey::generate(&entropy);
    let mut author = Author::new(PersonId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
    let inside = SourceInside {
        note: RecordId::from_bytes([4; 16]),
        stream: StreamId::from_bytes([5; 16]),
        who: "Kezia".to_owned(),
        age: None,
        same_as: None,
    };
    let place = Place { record: SOURCE, stream: SEALED, author: PersonId::from_bytes([1; 16]) };
    let lead = OpeningKey::generate(&entropy).public();
    let said = SealedSource::plain("S-7K2M4Q".to_owned());
    let source = SourceRecord::seal(&inside, &said, &lead, place, &entropy).unwrap();
    let told = ConclusionRecord { reference: source.reference.clone() };
    let (here, there) = (RecordId::from_bytes([7; 16]), RecordId::from_bytes([3; 16]));
    let erasure = Erasure { why: Why::TimeIsOver, reference: None }.content();
    [
        Draft::create(SEALED, SOURCE, "source", &source),
        Draft::create(SEALED, here, "conclusion", &told),
        Draft::create(SEALED, here, "conclusion", &json!({ WITHDRAWN: { "reason": "" } })).act(Act::Withdraw),
        Draft::create(ELSEWHERE, there, "conclusion", &told),
        Draft::create(SEALED, SOURCE, "source", &erasure).act(Act::Erase),
    ]
    .map(|draft| author.write(vec![draft], &key, NOW, &entropy).unwrap().remove(0))
}

/// A source; that its author withdrew the note, and put it back; and the word of somebody else who records, by a
/// reference that they saw.
fn retracted() -> [Change; 4] {
    let entropy = SeededEntropy::new(5);
    let key = SigningKey::generate(&entropy);
    let [source, ..] = written();
    let told = RetractionRecord { reference: "S-7K2M4Q".to_owned() };
    let (theirs, others) = (RecordId::from_bytes([11; 16]), RecordId::from_bytes([12; 16]));
    let [withdrawn, back, by_another] = [
        (1, Draft::create(SEALED, theirs, "retraction", &told)),
        (1, Draft::create(SEALED, theirs, "retraction", &json!({ WITHDRAWN: { "reason": "" } })).act(Act::Withdraw)),
        (2, Draft::create(SEALED, others, "retraction", &told)),
    ]
    .map(|(person, draft)| {
        let mut author = Author::new(PersonId::from_bytes([person; 16]), DeviceId::from_bytes([9; 16]));
        author.write(vec![draft], &key, NOW, &entropy).unwrap().remove(0)
    });
    [source, withdrawn, back, by_another]
}

/// Whether a lead who was brought these in this order is told that the source's note is closed or withdrawn, and of how
/// many sources they are told so.
fn told(changes: &[Change], order: &[usize]) -> (bool, usize) {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate::migrate(&mut connection).unwrap();
    for (stream, area) in [(SEALED, 1), (ELSEWHERE, 2)] {
        let area = Some(AreaId::from_bytes([area; 16]));
        streams::put(&connection, stream, StreamSort::AreaSealed, area, None).unwrap();
    }
    for (position, at) in order.iter().enumerate() {
        let placed = Placed { position: position as u64 + 1, time: NOW };
        apply::take(&connection, &changes[*at], Some(placed), Indexing::Now).unwrap();
    }
    let reader = Reader { connection: &connection };
    let told = reader.is_concluded(SOURCE).unwrap() || reader.is_retracted(SOURCE).unwrap();
    (told, reader.sources_concluded(9).unwrap().len())
}

#[test]
fn whatever_order_it_comes_in_what_was_taken_back_what_another_ward_says_and_what_was_erased_is_nothing_to_erase() {
    let changes = written();
    for (orders, expected) in [
        (vec![vec![0, 1], vec![1, 0]], (true, 1)),
        (vec![vec![0, 1, 2], vec![0, 2, 1], vec![2, 0, 1], vec![1, 2, 0], vec![2, 1, 0], vec![1, 0, 2]], (false, 0)),
        (vec![vec![0, 3], vec![3, 0], vec![0, 2]], (false, 0)),
        (vec![vec![0, 1, 4], vec![4, 1, 0], vec![1, 4, 0], vec![0, 4, 1]], (false, 0)),
    ] {
        for order in orders {
            assert_eq!(told(&changes, &order), expected, "{order:?}");
        }
    }
}

#[test]
fn that_a_note_was_withdrawn_counts_by_the_word_of_its_sources_author_alone_in_whatever_order_it_comes() {
    let changes = retracted();
    for (orders, expected) in [
        (vec![vec![0, 1], vec![1, 0], vec![3, 1, 0]], (true, 1)),
        (vec![vec![0, 1, 2], vec![2, 1, 0], vec![2, 0, 1], vec![1, 2, 0]], (false, 0)),
        (vec![vec![0, 3], vec![3, 0], vec![3, 2, 0, 1]], (false, 0)),
    ] {
        for order in orders {
            assert_eq!(told(&changes, &order), expected, "{order:?}");
        }
    }
}

//! What follows from the changes, whenever it is made: lists, index and times, and what verify says
//! where something is missing.

use store::{Indexing, Member};

use super::*;

/// A note by another member, as their device would have signed it.
pub(super) fn by(store: &Store, member: &mut Member, text: &str) -> (domain::change::Change, RecordId) {
    let ward = domain::wards::find(&[BoundarySet::Y2022], "Addison").unwrap();
    let (stream, area) = store.open_intake(member.person, ward.code).unwrap();
    let id = RecordId::new(now(), &store::OsEntropy);
    let note = json!({
        "text": text, "area": area, "ward": ward.code, "boundaries": ward.set, "when": "2026-11-22T14:30",
    });
    let draft = Draft::create(stream, id, Kind::Note.as_str(), &note);
    let mut changes = member.author.write(vec![draft], &member.key, now(), &store::OsEntropy).unwrap();
    (changes.remove(0), id)
}

fn amended_by(store: &Store, member: &mut Member, note: RecordId, text: &str) -> domain::change::Change {
    let stream = store.read(|reader| reader.fold(note)).unwrap().unwrap().stream();
    let amendment = AmendmentRecord::new(note, text.to_owned());
    let id = RecordId::new(now(), &store::OsEntropy);
    let draft = Draft::create(stream, id, Kind::Amendment.as_str(), &amendment);
    member.author.write(vec![draft], &member.key, now(), &store::OsEntropy).unwrap().remove(0)
}

fn found(store: &Store, words: &str) -> usize {
    listed(store, &NoteFilter { words: Words::parse(words), ..NoteFilter::default() }).len()
}

#[test]
fn a_note_written_while_the_clock_was_years_ahead_does_not_date_the_ones_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let years = 9 * 365 * 86_400;
    let ahead = record(&store, "Addison", "written with a wrong clock", years);
    let later = record(&store, "Addison", "written with the clock put right", 60);
    withdraw(&store, later);
    let shown = |id| store.read(|reader| reader.note(id)).unwrap().unwrap();
    assert_eq!(shown(ahead).row.recorded_at, now().plus_seconds(years));
    let note = shown(later);
    assert_eq!(note.row.recorded_at, now().plus_seconds(60));
    assert_eq!(note.history.iter().map(|step| step.at.seconds_since(now())).collect::<Vec<_>>(), [60, 9_000]);
    assert_eq!(note.withdrawal.unwrap().2, now().plus_seconds(9_000));
    store.verify(&|_| ()).unwrap();
}

#[test]
fn what_an_older_version_put_by_unread_is_listed_and_found_once_a_newer_one_opens_the_notebook() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(folder.path());
    let kept = record(&store, "Addison", "Two mopeds by the launderette", 60);
    withdraw(&store, kept);
    drop(store);
    // As a version leaves it that knew neither the note's first change nor the words in it.
    raw(folder.path(), &key)
        .execute_batch(
            "UPDATE change SET deferred = 1 WHERE no = (SELECT no FROM note);
             DELETE FROM note_words WHERE rowid = (SELECT no FROM note);
             DELETE FROM note_topic; DELETE FROM note;",
        )
        .unwrap();
    let store = Store::open(Profile::at(folder.path()), key).unwrap();
    assert_eq!(found(&store, "moped"), 1);
    assert_eq!(listed(&store, &NoteFilter { withdrawn: Some(true), ..NoteFilter::default() }).len(), 1);
    store.verify(&|_| ()).unwrap();
}

#[test]
fn notes_whose_words_were_left_for_later_are_found_after_a_crash_old_ones_that_were_amended_too() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(folder.path());
    let mut sam = store.add_member("Sam Reed", "", now(), &SeededEntropy::new(6)).unwrap();
    let (old, id) = by(&store, &mut sam, "an old note");
    store.take_page(&[old], Indexing::Now).unwrap();
    let (new, _) = by(&store, &mut sam, "mopeds again");
    store.take_page(&[new], Indexing::Later).unwrap();
    // Only now does an older note fall behind.
    let amendment = amended_by(&store, &mut sam, id, "one had a false plate");
    store.take_page(&[amendment], Indexing::Later).unwrap();
    assert_eq!((found(&store, "moped"), found(&store, "plate")), (0, 0));
    drop(store);
    let store = Store::open(Profile::at(folder.path()), key).unwrap();
    assert_eq!((found(&store, "moped"), found(&store, "plate")), (1, 1));
    assert_eq!(store.index_pending().unwrap(), 0, "nothing is left to do");
    store.verify(&|_| ()).unwrap();
}

#[test]
fn verify_notices_that_the_last_changes_of_this_device_are_gone() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(folder.path());
    record(&store, "Addison", "Two mopeds", 60);
    record(&store, "Addison", "and a third", 120);
    store.verify(&|_| ()).unwrap();
    // Cut off with everything that follows from it, as somebody would who has the key.
    raw(folder.path(), &key)
        .execute_batch(
            "DELETE FROM note_words WHERE rowid = (SELECT max(no) FROM note);
             DELETE FROM note_topic WHERE note = (SELECT max(no) FROM note);
             DELETE FROM note WHERE no = (SELECT max(no) FROM note);
             DELETE FROM change WHERE no = (SELECT max(no) FROM change);",
        )
        .unwrap();
    let fault = store.verify(&|_| ()).unwrap_err().to_string();
    assert!(fault.contains("its chain ends at"), "{fault}");
}

#[test]
fn verify_names_a_change_that_carries_the_name_of_somebody_elses_device() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let me = store.read(|reader| reader.identity()).unwrap().person();
    let mut sam = store.add_member("Sam Reed", "", now(), &SeededEntropy::new(6)).unwrap();
    sam.author.person = me;
    let (forged, _) = by(&store, &mut sam, "signed by Sam, in Amara’s name");
    store.take_page(&[forged], Indexing::Now).unwrap();
    let fault = store.verify(&|_| ()).unwrap_err().to_string();
    assert!(fault.contains("its author is not the person of its device"), "{fault}");
}

#[test]
fn groups_that_somebodys_altered_program_signed_under_one_id_are_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let mut sam = store.add_member("Sam Reed", "", now(), &SeededEntropy::new(6)).unwrap();
    let mut under_one_id = |text: &str| {
        let (written, _) = by(&store, &mut sam, text);
        let mut header = written.header().clone();
        header.group.id = domain::ids::GroupId::from_bytes([8; 16]);
        let bytes = header.encode();
        let hash = domain::change::ChangeHash::of(&bytes);
        sam.author.previous = hash;
        let signature = sam.key.sign(hash.as_bytes());
        let body = written.body_bytes().map(<[u8]>::to_vec);
        domain::change::Change::from_parts(bytes, signature, body).unwrap()
    };
    // More than one byte counts.
    let all: Vec<_> = (0..300).map(|number| under_one_id(&format!("number {number}"))).collect();
    store.take_page(&all, Indexing::Now).unwrap();
    store.verify(&|_| ()).unwrap();
}

//! A source is sealed before anything of it touches the disk, and opened by a lead's device alone.

use domain::ids::{AreaId, StreamId};
use domain::records::{
    AudienceRef, GrantRecord, SealedSource, SourceContacts, SourceInside, SourceRecord, StreamRecord, reference,
};
use domain::roster::Lead;
use domain::signing::SigningKey;
use store::SourceFault;

use super::*;

const WHO: &str = "Kezia from the flats behind the launderette";

/// Gives the notebook's owner the right, and opens the ward's stream, as founding a partnership does.
fn as_lead(store: &Store) -> AreaId {
    let seed = SeededEntropy::new(21);
    store
        .write(now(), &seed, |writer| {
            let ward = domain::wards::find(&[BoundarySet::Y2022], "Addison").unwrap();
            let area = writer.area_of(ward.code)?.unwrap();
            let (control, me) = (writer.control()?, writer.me());
            let grant = GrantRecord {
                person: me,
                audience: AudienceRef::Area(area),
                rights: vec![Right::ReadSealed],
                role: String::new(),
                until: None,
                reason: String::new(),
                granted_by: me,
                ended: None,
            };
            let sealed = StreamRecord { sort: "area/sealed".to_owned(), area: Some(area), plan: None };
            writer.write_group(vec![
                Draft::create(control, writer.new_record(), Kind::Grant.as_str(), &grant),
                Draft::create(control, writer.new_stream().into(), Kind::Stream.as_str(), &sealed),
            ])?;
            Ok::<_, StoreError>(area)
        })
        .unwrap()
}

fn begin(store: &Store) {
    let recovery = SigningKey::generate(&SeededEntropy::new(22)).public();
    store.write(now(), &SeededEntropy::new(23), |writer| writer.begin_roster(&recovery)).unwrap();
}

/// A note and its source, in one act.
fn seal(store: &Store, area: AreaId) -> Result<RecordId, StoreError> {
    seal_of(store, area, &SealedSource::plain(reference(&SeededEntropy::new(25))), (true, false))
}

/// The same of a source of which this is said: beside it, in the note, in both or in neither.
fn seal_of(
    store: &Store,
    area: AreaId,
    said: &SealedSource,
    (beside, noted): (bool, bool),
) -> Result<RecordId, StoreError> {
    store.write(now(), &store::OsEntropy, |writer| {
        let ward = domain::wards::find(&[BoundarySet::Y2022], "Addison").unwrap();
        let stream: StreamId = writer.my_intake(area)?;
        let note = writer.new_record();
        let inside = SourceInside { note, stream, who: WHO.to_owned(), age: None, same_as: None };
        let mut source = writer.seal_source(area, &inside, said)?;
        if !beside {
            source.content.as_object_mut().unwrap().remove("told");
        }
        let text = NoteRecord::plain("Two mopeds".to_owned(), area, ward.code, ward.set, NoteWhen::now(now().utc()));
        let text = NoteRecord { source: noted.then(|| said.clone()), ..text };
        let id = source.record;
        writer.write_group(vec![Draft::create(stream, note, Kind::Note.as_str(), &text), source])?;
        Ok(id)
    })
}

#[test]
fn a_source_is_in_no_byte_of_the_notebook_and_a_leads_device_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(folder.path());
    let area = as_lead(&store);
    begin(&store);
    let id = seal(&store, area).unwrap();
    let opened = store.read(|reader| reader.open_source(id)).unwrap();
    assert_eq!(opened.who, WHO);
    let listed = store.read(|reader| reader.sources(10)).unwrap();
    assert_eq!((listed[0].id, listed[0].area), (id, Some(area)));
    store.verify(&|_| ()).unwrap();
    drop(store);
    // Not even under the notebook's own key.
    let rows: Vec<Vec<u8>> = raw(folder.path(), &key)
        .prepare("SELECT body FROM change WHERE body IS NOT NULL")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert!(rows.len() > 3 && rows.iter().all(|body| !body.windows(5).any(|five| five == b"Kezia")));
}

#[test]
fn what_a_note_says_of_its_source_is_known_unopened_and_of_one_sealed_by_an_earlier_version_by_the_note_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let area = as_lead(&store);
    begin(&store);
    let told = Some(SourceContacts { young: true, contacts: 3 });
    for (reference, places, found) in [
        ("S-000001", (true, false), told),
        ("S-000002", (false, true), told),
        ("S-000003", (true, true), told),
        ("S-000004", (false, false), None),
    ] {
        let said = SealedSource { young: true, contacts: 3, ..SealedSource::plain(reference.to_owned()) };
        let id = seal_of(&store, area, &said, places).unwrap();
        let row = store.read(|reader| reader.source_row(id)).unwrap().unwrap();
        assert_eq!(store.read(|reader| reader.told(&row)).unwrap(), found, "{reference}");
        // Not by the note of somebody else who names the same reference.
        let other = store::read::SourceRow { author: domain::ids::PersonId::from_bytes([7; 16]), ..row.clone() };
        let beside = told.filter(|_| places.0);
        assert_eq!(store.read(|reader| reader.told(&other)).unwrap(), beside, "{reference}");
        let of = |author| store.read(|reader| reader.source_of(reference, author)).unwrap();
        assert_eq!((of(row.author), of(other.author)), (Some(row), None));
    }
    store.verify(&|_| ()).unwrap();
}

#[test]
fn without_a_lead_nothing_is_sealed_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let area = as_lead(&store);
    let refused = seal(&store, area);
    assert!(matches!(refused, Err(StoreError::Source(SourceFault::NoRoster))));
    assert!(
        store.read(|reader| reader.notes(&NoteFilter::default(), NoteOrder::Newest, None, 9)).unwrap().rows.is_empty()
    );
}

#[test]
fn a_new_code_opens_what_was_sealed_before_and_afterwards_and_the_old_one_nothing_that_is_sealed_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let area = as_lead(&store);
    begin(&store);
    let before = seal(&store, area).unwrap();
    let by = || store.read(|reader| reader.roster()).unwrap().by.unwrap();
    let (old, fresh) = (SigningKey::generate(&SeededEntropy::new(22)), SigningKey::generate(&SeededEntropy::new(34)));
    let first = by();
    store
        .write(now(), &SeededEntropy::new(35), |writer| {
            let leads = writer.present_leads(writer.day_of_writing(now())?)?;
            writer.renew_leads_code(&leads, &fresh.public())
        })
        .unwrap();
    let after = seal(&store, area).unwrap();
    assert!(by().record.recover(&old).is_err());
    // What whoever has the old sheet has kept: the list of that day.
    for (keys, opened) in [(first.record.recover(&old), [true, false]), (by().record.recover(&fresh), [true, true])] {
        let keys = keys.unwrap();
        let opens = [before, after].map(|id| {
            let fold = store.read(|reader| reader.fold(id)).unwrap().unwrap();
            let key = fold.read::<SourceRecord>().unwrap().key;
            keys.iter().any(|opening| opening.public() == key)
        });
        assert_eq!(opens, opened);
    }
    for id in [before, after] {
        assert_eq!(store.read(|reader| reader.open_source(id)).unwrap().who, WHO, "leads open both");
    }
    store.verify(&|_| ()).unwrap();
}

#[test]
fn who_has_no_right_begins_no_roster_and_who_left_it_opens_nothing_that_comes_after() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let recovery = SigningKey::generate(&SeededEntropy::new(22)).public();
    let refused = store.write(now(), &SeededEntropy::new(23), |writer| writer.begin_roster(&recovery));
    assert!(matches!(refused, Err(StoreError::NotAllowed)));

    let area = as_lead(&store);
    begin(&store);
    let before = seal(&store, area).unwrap();
    let key = SigningKey::generate(&SeededEntropy::new(31)).public();
    let other = Lead {
        device: domain::ids::DeviceId::from_bytes([3; 16]),
        person: domain::ids::PersonId::from_bytes([4; 16]),
        key,
    };
    store.write(now(), &SeededEntropy::new(32), |writer| writer.change_roster(&[other])).unwrap();
    let after = seal(&store, area).unwrap();
    for id in [before, after] {
        let refused = store.read(|reader| reader.open_source(id));
        assert!(matches!(refused, Err(StoreError::Source(SourceFault::NotALead))), "{refused:?}");
    }
    let again = store.write(now(), &SeededEntropy::new(33), |writer| writer.change_roster(&[other]));
    assert!(matches!(again, Err(StoreError::Source(SourceFault::NotALead))));
    let renewed = store.write(now(), &SeededEntropy::new(33), |writer| writer.renew_leads_code(&[other], &recovery));
    assert!(matches!(renewed, Err(StoreError::Source(SourceFault::NotALead))));
    let gone = store.read(|reader| reader.roster()).unwrap();
    assert_eq!(gone.by.unwrap().record.keys.len(), 2, "a new key for those who stay");
    assert!(gone.strays.is_empty());
    store.verify(&|_| ()).unwrap();
}

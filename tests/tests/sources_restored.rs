//! Sealed sources and the trail on a server of an earlier day, and two leads who changed the roster without sight of
//! each other: what one half of those who hold something has is given back although nobody holds the other.
#![allow(clippy::unwrap_used, reason = "a test")]

use domain::change::{Act, Draft};
use domain::clock::Clock;
use domain::entropy::SeededEntropy;
use domain::ids::RecordId;
use domain::records::{Deed, Erasure, Kind, NoteRecord, SealedSource, SourceInside, TrailEntry, Why, reference};
use domain::roles::Role;
use domain::roster::Lead;
use domain::signing::SigningKey;
use domain::wards::{BoundarySet, WardCode};
use store::{SourceFault, StoreError, Writer};
use sync::Bounds;
use wardbook_tests::partnership::borough::{Borough, Post};

const ADDISON: &str = "E05013733";
const WHO: &str = "Kezia from the flats behind the launderette";

fn post(borough: &Borough, folder: &tempfile::TempDir, name: &str, role: Role) -> Post {
    let wards: &[&str] = if role == Role::Coordinator { &[] } else { &[ADDISON] };
    let mut post =
        Post::join(borough, &borough.invite(name, role, wards), &folder.path().join(name), Bounds::default());
    post.exchange(borough).unwrap();
    post
}

fn write<T>(borough: &Borough, post: &Post, number: u64, act: impl FnOnce(&mut Writer<'_>) -> store::Result<T>) -> T {
    use domain::clock::Clock;
    post.store.write(borough.clock.now(), &SeededEntropy::new(number), act).unwrap()
}

fn begin_roster(borough: &Borough, post: &Post) {
    let code = SigningKey::generate(&SeededEntropy::new(70));
    write(borough, post, 71, |writer| writer.begin_roster(&code.public()));
}

/// A note with who told it, as the program records one. The source's id.
fn seal(borough: &Borough, post: &Post, number: u64) -> RecordId {
    write(borough, post, number, |writer| {
        let ward: WardCode = ADDISON.parse().unwrap();
        let area = writer.area_of(ward)?.unwrap();
        let (stream, note) = (writer.my_intake(area)?, writer.new_record());
        let inside = SourceInside { note, stream, who: WHO.to_owned(), age: None, same_as: None };
        let said = SealedSource::plain(reference(&SeededEntropy::new(number)));
        let source = writer.seal_source(area, &inside, &said)?;
        let when = domain::dates::NoteWhen::now(writer.now().utc());
        let mut record = NoteRecord::plain("Two mopeds".to_owned(), area, ward, BoundarySet::Y2022, when);
        record.source = Some(said);
        let id = source.record;
        writer.write_with_source(Draft::create(stream, note, Kind::Note.as_str(), &record), Some(source))?;
        Ok(id)
    })
}

fn rounds(borough: &Borough, posts: &mut [&mut Post]) {
    for _ in 0..3 {
        for post in posts.iter_mut() {
            post.exchange(borough).unwrap();
        }
    }
    for post in posts {
        post.verify();
        assert_eq!(post.outbox(), (0, 0, 0), "nothing waits and nobody is asked anything");
    }
}

#[test]
fn a_note_and_its_sealed_source_that_a_restored_server_lost_both_come_back_although_nobody_holds_both() {
    let folder = tempfile::tempdir().unwrap();
    let mut borough = Borough::found(&folder.path().join("server"), 5);
    let mut amara = post(&borough, &folder, "Amara Lewis", Role::Outreach);
    let mut nadia = post(&borough, &folder, "Nadia Rahman", Role::Safeguarding);
    let mut helen = post(&borough, &folder, "Helen Prior", Role::Coordinator);
    begin_roster(&borough, &nadia);
    rounds(&borough, &mut [&mut nadia, &mut amara]);
    borough.back_up(&folder.path().join("backup"));
    let source = seal(&borough, &amara, 72);
    // Amara has the note, and the source no longer; Nadia has the source alone.
    rounds(&borough, &mut [&mut amara, &mut nadia]);
    borough = borough.restored(&folder.path().join("backup"), &folder.path().join("server again"));
    rounds(&borough, &mut [&mut amara, &mut nadia, &mut helen]);
    assert_eq!(helen.texts(), ["Two mopeds"], "the note is with the server again");
    let mut late = post(&borough, &folder, "Una Doyle", Role::Safeguarding);
    late.exchange(&borough).unwrap();
    assert_eq!(late.store.read(|reader| reader.sources(9)).unwrap().len(), 1, "and so is the source");
    assert_eq!(nadia.store.read(|reader| reader.open_source(source)).unwrap().who, WHO);
}

#[test]
fn an_erasure_whose_author_may_not_read_the_ward_any_more_comes_back_to_a_restored_server_by_those_who_do() {
    let folder = tempfile::tempdir().unwrap();
    let mut borough = Borough::found(&folder.path().join("server"), 5);
    let mut amara = post(&borough, &folder, "Amara Lewis", Role::Outreach);
    let mut sam = post(&borough, &folder, "Sam Whitfield", Role::CommunitySafety);
    let mut helen = post(&borough, &folder, "Helen Prior", Role::Coordinator);
    let note = amara.record(ADDISON, "Two mopeds");
    rounds(&borough, &mut [&mut amara, &mut sam, &mut helen]);
    borough.back_up(&folder.path().join("backup"));
    write(&borough, &sam, 73, |writer| {
        let fold = writer.fold(note)?.ok_or(StoreError::NotFound)?;
        let content = Erasure { why: Why::AskedFor, reference: None }.content();
        let erasure = Draft::create(fold.stream(), note, Kind::Note.as_str(), &content).act(Act::Erase);
        let about = Some(writer.trail_name(note)?);
        let at = writer.now().millis();
        let entry = TrailEntry { deed: Deed::Erased, at, area: None, about, count: Some(1), copy: None };
        let trail = writer.trail_draft(vec![entry])?;
        writer.write_with_trail(vec![erasure], trail)
    });
    rounds(&borough, &mut [&mut sam, &mut amara, &mut helen]);
    // Sam's trail is his and the erasure is not: his ward goes, and takes it off his laptop.
    borough.revoke_ward("Sam Whitfield", ADDISON);
    borough.clock.advance_seconds(86_400);
    rounds(&borough, &mut [&mut sam, &mut amara, &mut helen]);
    let trailed = |post: &Post| post.store.read(|reader| reader.trail(None, None, 9)).unwrap().len();
    assert_eq!(trailed(&sam), 1);
    borough = borough.restored(&folder.path().join("backup"), &folder.path().join("server again"));
    rounds(&borough, &mut [&mut sam, &mut amara, &mut helen]);
    // His access is over by now, so that somebody who decides about the ward lets it through.
    helen.release_all(&borough);
    rounds(&borough, &mut [&mut sam, &mut amara, &mut helen]);
    let mut late = post(&borough, &folder, "Una Doyle", Role::Coordinator);
    late.exchange(&borough).unwrap();
    assert!(late.texts().is_empty(), "what was erased stays erased: {:?}", late.texts());
    assert_eq!(trailed(&sam), 1, "and he is still seen to have done it");
}

#[test]
fn two_leads_who_changed_the_roster_without_sight_of_each_other_are_brought_together_by_the_next_change() {
    let folder = tempfile::tempdir().unwrap();
    let borough = Borough::found(&folder.path().join("server"), 5);
    let mut amara = post(&borough, &folder, "Amara Lewis", Role::Outreach);
    let mut nadia = post(&borough, &folder, "Nadia Rahman", Role::Safeguarding);
    let mut una = post(&borough, &folder, "Una Doyle", Role::Safeguarding);
    let mut third = post(&borough, &folder, "Third Lead", Role::Safeguarding);
    let lead =
        |post: &Post| -> Lead { post.store.read(|reader| reader.lead(reader.identity()?.device())).unwrap().unwrap() };
    begin_roster(&borough, &nadia);
    rounds(&borough, &mut [&mut nadia, &mut una, &mut third, &mut amara]);
    let (of_nadia, of_una, of_third) = (lead(&nadia), lead(&una), lead(&third));
    let change = |post: &Post, number, leads: &[Lead]| {
        write(&borough, post, number, |writer| writer.change_roster(leads));
    };
    change(&nadia, 74, &[of_nadia, of_una, of_third]);
    rounds(&borough, &mut [&mut nadia, &mut una, &mut third, &mut amara]);
    // Nadia takes the third out while Una changes nothing but the roster's number.
    change(&nadia, 75, &[of_nadia, of_una]);
    change(&una, 76, &[of_nadia, of_una, of_third]);
    rounds(&borough, &mut [&mut nadia, &mut una, &mut third, &mut amara]);
    let gone = |post: &Post| post.store.read(|reader| reader.roster()).unwrap();
    assert_ne!(gone(&nadia).by.map(|roster| roster.id), gone(&una).by.map(|roster| roster.id), "two lines");
    assert_eq!((gone(&una).beside.len(), gone(&una).strays.len()), (1, 1), "and she is told");
    let sealed_beside = seal(&borough, &nadia, 77);
    rounds(&borough, &mut [&mut nadia, &mut una, &mut third, &mut amara]);

    let agreed = una.store.read(|reader| reader.present_leads(reader.day_of_writing(borough.clock.now())?)).unwrap();
    assert!(agreed.iter().all(|lead| lead.device != of_third.device), "whoever one of them took out is out");
    change(&una, 78, &agreed);
    rounds(&borough, &mut [&mut una, &mut nadia, &mut third, &mut amara]);
    for post in [&nadia, &una, &third, &amara] {
        assert_eq!(gone(post).by.map(|roster| roster.id), gone(&una).by.map(|roster| roster.id));
        assert!(gone(post).beside.is_empty() && gone(post).strays.is_empty(), "{:?}", gone(post).strays);
    }
    let after = seal(&borough, &amara, 79);
    rounds(&borough, &mut [&mut amara, &mut una, &mut nadia, &mut third]);
    for id in [sealed_beside, after] {
        for post in [&nadia, &una] {
            assert_eq!(post.store.read(|reader| reader.open_source(id)).unwrap().who, WHO);
        }
        assert!(third.store.read(|reader| reader.open_source(id)).is_err());
    }
}

/// Nadia and Una, both on the list that Nadia began with the code of 70.
fn two_leads(borough: &Borough, folder: &tempfile::TempDir) -> ([Post; 2], [Lead; 2]) {
    let mut nadia = post(borough, folder, "Nadia Rahman", Role::Safeguarding);
    let mut una = post(borough, folder, "Una Doyle", Role::Safeguarding);
    begin_roster(borough, &nadia);
    rounds(borough, &mut [&mut nadia, &mut una]);
    let lead =
        |post: &Post| -> Lead { post.store.read(|reader| reader.lead(reader.identity()?.device())).unwrap().unwrap() };
    let leads = [lead(&nadia), lead(&una)];
    write(borough, &nadia, 74, |writer| writer.change_roster(&leads));
    rounds(borough, &mut [&mut nadia, &mut una]);
    ([nadia, una], leads)
}

#[test]
fn a_code_that_one_lead_renewed_stands_once_another_who_had_not_heard_of_it_changes_the_list_again() {
    let folder = tempfile::tempdir().unwrap();
    let borough = Borough::found(&folder.path().join("server"), 5);
    let mut amara = post(&borough, &folder, "Amara Lewis", Role::Outreach);
    let ([mut nadia, mut una], leads) = two_leads(&borough, &folder);
    let (old, fresh) = (SigningKey::generate(&SeededEntropy::new(70)), SigningKey::generate(&SeededEntropy::new(80)));
    let gone = |post: &Post| post.store.read(|reader| reader.roster()).unwrap();
    write(&borough, &nadia, 81, |writer| writer.renew_leads_code(&leads, &fresh.public()));
    write(&borough, &una, 82, |writer| writer.change_roster(&leads));
    rounds(&borough, &mut [&mut nadia, &mut una, &mut amara]);
    let two = [&nadia, &una].map(|post| gone(post).by.unwrap());
    assert_ne!(two[0].id, two[1].id, "two lists");

    // By the one whose list has the old code.
    write(&borough, &una, 83, |writer| writer.change_roster(&leads));
    rounds(&borough, &mut [&mut una, &mut nadia, &mut amara]);
    for post in [&nadia, &una, &amara] {
        let gone = gone(post);
        let by = gone.by.clone().unwrap();
        assert_eq!(by.record.recovery, fresh.public().to_hex());
        assert!(by.record.recover(&old).is_err());
        assert_eq!(by.record.recover(&fresh).unwrap().len(), by.record.keys.len());
        let key = by.record.key().unwrap();
        assert!(
            two.iter().all(|before| !before.record.keys.contains(key)),
            "what the old code opened is not gone on with"
        );
        let made = post.store.read(|reader| reader.leads_code(&gone)).unwrap().unwrap();
        assert_eq!(made.0, leads[0].person, "whose sheet counts");
    }
    let source = seal(&borough, &amara, 84);
    rounds(&borough, &mut [&mut amara, &mut una, &mut nadia]);
    for post in [&nadia, &una] {
        assert_eq!(post.store.read(|reader| reader.open_source(source)).unwrap().who, WHO);
    }
}

#[test]
fn a_code_made_by_a_lead_who_was_taken_out_meanwhile_is_taken_over_by_nobody_and_a_new_one_brings_all_together() {
    let folder = tempfile::tempdir().unwrap();
    let borough = Borough::found(&folder.path().join("server"), 5);
    let mut amara = post(&borough, &folder, "Amara Lewis", Role::Outreach);
    let ([mut nadia, mut una], leads) = two_leads(&borough, &folder);
    let [theirs, fresh] = [80, 85].map(|number| SigningKey::generate(&SeededEntropy::new(number)));
    write(&borough, &nadia, 81, |writer| writer.change_roster(&leads[..1]));
    write(&borough, &una, 82, |writer| writer.renew_leads_code(&leads, &theirs.public()));
    rounds(&borough, &mut [&mut nadia, &mut una, &mut amara]);

    let refused =
        nadia.store.write(borough.clock.now(), &SeededEntropy::new(83), |writer| writer.change_roster(&leads[..1]));
    assert!(matches!(refused, Err(StoreError::Source(SourceFault::TwoCodes))), "{refused:?}");
    write(&borough, &nadia, 84, |writer| writer.renew_leads_code(&leads[..1], &fresh.public()));
    rounds(&borough, &mut [&mut nadia, &mut una, &mut amara]);
    let source = seal(&borough, &amara, 86);
    rounds(&borough, &mut [&mut amara, &mut nadia, &mut una]);
    for post in [&nadia, &una, &amara] {
        let gone = post.store.read(|reader| reader.roster()).unwrap();
        let by = gone.by.unwrap();
        assert_eq!(by.record.recovery, fresh.public().to_hex());
        assert!(by.record.recover(&theirs).is_err() && by.record.device(leads[1].device).is_none());
        assert!(gone.beside.is_empty() && gone.strays.is_empty(), "{:?}", gone.strays);
    }
    assert_eq!(nadia.store.read(|reader| reader.open_source(source)).unwrap().who, WHO);
    assert!(una.store.read(|reader| reader.open_source(source)).is_err());
}

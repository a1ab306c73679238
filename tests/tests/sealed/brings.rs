//! What files bring: as much as an exchange would, nothing twice, and no receipt.

use std::path::PathBuf;

use domain::wards::WardCode;
use proptest::prelude::*;
use store::keyfile::{Cost, DatabaseKey, KeyFile, Secret};
use store::read::{NoteFilter, NoteOrder};
use store::{Founding, Profile, SealedFault, Store, StoreError, What};
use wardbook_tests::partnership::borough::{Post, START};
use wardbook_tests::partnership::disk;

use crate::streets::{ADDISON, AVONMORE, KEY, Streets, area, fault, me, note_ids};

/// All that lists show of notes: nothing of it depends on how a note came.
fn shown(post: &Post) -> Vec<String> {
    let rows = post.store.read(|reader| {
        let mut shown = Vec::new();
        for row in reader.notes(&NoteFilter::default(), NoteOrder::Arrived, None, 10_000)?.rows {
            let text = reader.note_text(row.no)?;
            let replies = reader.replies(row.id)?.len();
            let (step, received) = (row.step, row.received_at);
            shown.push(format!("{} {text} {step} {replies} {received:?} {}", row.id, row.withdrawn));
        }
        Ok(shown)
    });
    let mut rows = rows.unwrap();
    rows.sort();
    rows
}

fn received(post: &Post) -> usize {
    let page =
        post.store.read(|reader| reader.notes(&NoteFilter::default(), NoteOrder::Arrived, None, 10_000)).unwrap();
    page.rows.iter().filter(|row| row.received_at.is_some()).count()
}

#[test]
fn what_waits_reaches_a_colleague_in_a_file_the_server_from_their_laptop_and_its_author_as_a_receipt() {
    let mut streets = Streets::new(1);
    streets.amara.record(ADDISON, "Two mopeds by the launderette");
    streets.amara.record(AVONMORE, "A broken lamp");
    let file = streets.waiting(&streets.amara, &streets.helen, "waiting");
    let taken = streets.take(&streets.helen, &file).unwrap();
    assert_eq!((taken.from, taken.notes.get(&me(&streets.amara))), (me(&streets.amara), Some(&2)));
    assert_eq!(streets.helen.texts(), ["A broken lamp", "Two mopeds by the launderette"]);
    // Nothing counts as received because of a file, on neither side.
    assert_eq!((received(&streets.helen), received(&streets.amara)), (0, 0));
    assert_eq!(streets.amara.store.read(|reader| reader.outbox_counts()).unwrap().0, 2, "it still waits");
    streets.helen.verify();

    // Taken in again, nothing happens.
    let again = streets.take(&streets.helen, &file).unwrap();
    assert_eq!((again.notes.len(), again.notes_had), (0, 2));

    assert_eq!(streets.helen.store.read(|reader| reader.offered()).unwrap(), 2);
    let offered = streets.helen.exchange(&streets.borough).unwrap();
    assert_eq!((offered.pushed, streets.helen.store.read(|reader| reader.offered()).unwrap()), (2, 0));
    assert_eq!(received(&streets.helen), 2);
    // The author's own sending is told that it was there, and brings the receipts.
    streets.amara.exchange(&streets.borough).unwrap();
    assert_eq!(received(&streets.amara), 2);
    assert_eq!(streets.amara.store.read(|reader| reader.outbox_counts()).unwrap(), (0, 0, 0));
    streets.all_exchange();
    assert_eq!(streets.sam.texts(), ["Two mopeds by the launderette"]);
    for post in [&streets.amara, &streets.sam, &streets.helen] {
        post.verify();
    }
}

#[test]
fn whoever_sends_first_nothing_is_doubled() {
    let mut streets = Streets::new(2);
    streets.amara.record(ADDISON, "Two mopeds");
    let file = streets.waiting(&streets.amara, &streets.helen, "waiting");
    streets.amara.exchange(&streets.borough).unwrap();
    streets.take(&streets.helen, &file).unwrap();
    streets.all_exchange();
    assert_eq!(streets.helen.texts(), ["Two mopeds"]);
    let taken = streets.take(&streets.helen, &file).unwrap();
    assert_eq!((taken.notes.len(), taken.notes_had), (0, 1));
    streets.helen.exchange(&streets.borough).unwrap();
    assert_eq!((streets.helen.texts().len(), received(&streets.helen)), (1, 1));
    streets.helen.verify();
}

#[test]
fn a_pack_brings_a_colleague_who_was_away_what_an_exchange_would_and_no_other_ward() {
    let mut streets = Streets::new(3);
    let away = streets.second("Helen Prior");
    streets.amara.record(ADDISON, "zelkaddison by the bins");
    streets.amara.record(AVONMORE, "zelkavonmore on the stairs");
    streets.all_exchange();
    let note = *note_ids(&streets.helen).first().unwrap();
    streets.helen.mark_read(note);
    streets.all_exchange();
    let file = streets.pack(&streets.helen, ADDISON, &streets.helen, "pack");

    // This device has never heard from the server: the file brings whom it needs to be checked.
    let taken = streets.take(&away, &file).unwrap();
    assert_eq!(taken.notes.get(&me(&streets.amara)), Some(&1));
    assert_eq!(away.texts(), ["zelkaddison by the bins"]);
    assert_eq!(received(&away), 0);
    away.verify();
    let held = disk::values(&away.store.profile().database(), &DatabaseKey::new(KEY));
    let words: Vec<String> = disk::words_with("zelk", &held).into_iter().collect();
    assert!(words.iter().all(|word| word.starts_with("zelkaddison")), "{words:?}");

    // Neither a text nor a name can be read in the file, whose name says nothing either.
    let bytes = std::fs::read(&file).unwrap();
    for word in ["zelk", "Amara", "Helen", "Addison", ADDISON] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "“{word}” can be read");
    }
    let lying = disk::files(streets.folder.path())
        .into_iter()
        .filter(|path| disk::words_with("zelk", &std::fs::read(path).unwrap()).iter().next().is_some());
    assert_eq!(lying.collect::<Vec<_>>(), Vec::<PathBuf>::new(), "nothing readable lies anywhere");
}

#[test]
fn two_notebooks_of_one_person_without_a_server_bring_each_other_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let entropy = domain::entropy::SeededEntropy::new(10);
    let now = START;
    let (keys, key, _) = KeyFile::create("Notebook 1", "copper lantern", Cost::CHEAPEST).unwrap();
    let founding = Founding {
        partnership: "Amara’s notebook".to_owned(),
        name: "Amara Lewis".to_owned(),
        role: String::new(),
        boundaries: domain::wards::BoundarySet::Y2022,
    };
    let one = Store::found(Profile::at(folder.path().join("one")), key, Some(&keys), &founding, now, &entropy).unwrap();
    let backup = folder.path().join("backup");
    one.backup(&backup, now, &entropy).unwrap();
    let secret = Secret::Passphrase("copper lantern");
    let (other, _) = Store::restore(&backup, Profile::at(folder.path().join("other")), secret, now, &entropy).unwrap();

    let record = |store: &Store, text: &str| {
        let ward: WardCode = ADDISON.parse().unwrap();
        store
            .write(now, &entropy, |writer| {
                let area = writer.area_of(ward)?.ok_or(StoreError::NotFound)?;
                let stream = writer.my_intake(area)?;
                let record = domain::records::NoteRecord::plain(
                    text.to_owned(),
                    area,
                    ward,
                    domain::wards::BoundarySet::Y2022,
                    domain::dates::NoteWhen::now(now.utc()),
                );
                let id = writer.new_record();
                writer.write_group(vec![domain::change::Draft::create(stream, id, "note", &record)])
            })
            .unwrap();
    };
    record(&one, "Seen on the first laptop");
    record(&other, "Seen on the other");
    let (me, area) = one
        .read(|reader| Ok((reader.identity()?.person(), reader.area_of(ADDISON.parse().unwrap())?.unwrap())))
        .unwrap();
    let what = What::Pack { area, to: me };
    // The first has not heard of the other yet, and has nobody to make a file for.
    assert_eq!(fault(one.seal(what, &folder.path().join("none.wbx"), now)), SealedFault::NoDevice);
    let (there, back) = (folder.path().join("there.wbx"), folder.path().join("back.wbx"));
    other.seal(what, &there, now).unwrap();
    assert_eq!(one.take_sealed(&there, now, &entropy).unwrap().notes.get(&me), Some(&1));
    one.seal(what, &back, now).unwrap();
    assert_eq!(other.take_sealed(&back, now, &entropy).unwrap().notes.get(&me), Some(&1));
    for store in [&one, &other] {
        let page = store.read(|reader| reader.notes(&NoteFilter::default(), NoteOrder::Arrived, None, 10)).unwrap();
        assert_eq!(page.rows.len(), 2);
        store.verify(&|_| ()).unwrap();
    }
}

#[derive(Debug, Clone)]
enum Step {
    Record(bool),
    Read(usize),
    Exchange(usize),
    Waiting,
    Pack(bool),
    Take(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => any::<bool>().prop_map(Step::Record),
        2 => (0..8_usize).prop_map(Step::Read),
        2 => (0..3_usize).prop_map(Step::Exchange),
        2 => Just(Step::Waiting),
        2 => any::<bool>().prop_map(Step::Pack),
        5 => (0..3_usize, 0..12_usize).prop_map(|(who, file)| Step::Take(who, file)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]

    #[test]
    fn files_in_any_order_any_number_of_times_leave_what_an_exchange_alone_would(
        steps in prop::collection::vec(step(), 4..24),
    ) {
        let mut streets = Streets::new(11);
        // The same people without any file.
        let mut twins = [streets.second("Sam Whitfield"), streets.second("Helen Prior")];
        let mut files: Vec<PathBuf> = Vec::new();
        let mut written = 0;
        for step in steps {
            streets.borough.clock.advance_seconds(60);
            let name = format!("file {}", files.len());
            match step {
                Step::Record(addison) => {
                    streets.amara.record(if addison { ADDISON } else { AVONMORE }, &format!("Note {written:03}"));
                    written += 1;
                }
                Step::Read(which) => {
                    if let Some(note) = note_ids(&streets.helen).get(which) {
                        streets.helen.mark_read(*note);
                    }
                }
                Step::Exchange(who) => {
                    let borough = &streets.borough;
                    let post = [&mut streets.amara, &mut streets.sam, &mut streets.helen].into_iter().nth(who).unwrap();
                    post.exchange(borough).unwrap();
                }
                Step::Waiting => {
                    let file = streets.file(&name);
                    if streets.seal(&streets.amara, What::Waiting { to: None }, &file).is_ok() {
                        files.push(file);
                    }
                }
                Step::Pack(to_sam) => {
                    let to = if to_sam { &streets.sam } else { &streets.amara };
                    let file = streets.file(&name);
                    let what = What::Pack { area: area(&streets.helen, ADDISON), to: me(to) };
                    if streets.seal(&streets.helen, what, &file).is_ok() {
                        files.push(file);
                    }
                }
                Step::Take(who, file) => {
                    let post = [&streets.amara, &streets.sam, &streets.helen][who];
                    if let Some(file) = files.get(file) {
                        let before = received(post);
                        match streets.take(post, file) {
                            Ok(_) => prop_assert_eq!(received(post), before, "a file is no receipt"),
                            Err(StoreError::Sealed(SealedFault::NotForHere)) => {}
                            Err(other) => prop_assert!(false, "{}", other),
                        }
                        post.verify();
                    }
                }
            }
        }
        streets.all_exchange();
        for twin in &mut twins {
            twin.exchange(&streets.borough).unwrap();
        }
        // What Amara wrote is with the server, each once, and everybody sees what they would have.
        prop_assert_eq!(streets.helen.texts().len(), written);
        prop_assert_eq!(shown(&streets.helen), shown(&twins[1]));
        prop_assert_eq!(shown(&streets.sam), shown(&twins[0]));
        prop_assert_eq!(received(&streets.amara), written);
        // Taken once more now, none of them says anything new.
        for file in &files {
            for post in [&streets.amara, &streets.sam, &streets.helen] {
                if let Ok(taken) = streets.take(post, file) {
                    prop_assert_eq!((taken.notes.len(), taken.others), (0, 0));
                }
            }
        }
        for post in [&streets.amara, &streets.sam, &streets.helen] {
            prop_assert_eq!(post.store.read(|reader| reader.outbox_counts()).unwrap(), (0, 0, 0));
            post.verify();
        }
    }
}

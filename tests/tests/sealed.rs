//! Sealed files: what goes from hand to hand changes nothing that an exchange would not, doubles nothing,
//! counts nothing as received, and shows nobody what they may not read.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::path::{Path, PathBuf};

use domain::change::{Act, Draft};
use domain::clock::Clock;
use domain::ids::{AreaId, PersonId, RecordId};
use domain::records::{Erasure, Kind, Why};
use domain::roles::Role;
use domain::wards::WardCode;
use proptest::prelude::*;
use store::keyfile::{Cost, DatabaseKey, KeyFile, Secret};
use store::read::{NoteFilter, NoteOrder};
use store::{Founding, LeftOut, Profile, SealedFault, SealedInfo, Store, StoreError, TakenIn, What};
use sync::Bounds;
use wardbook_server::core::roster::Inviting;
use wardbook_tests::partnership::borough::{Borough, Post, START};
use wardbook_tests::partnership::disk;

const ADDISON: &str = "E05013733";
const AVONMORE: &str = "E05013734";
const BOUNDS: Bounds = Bounds { push_groups: 8, push_bytes: usize::MAX, page_changes: 8, page_bytes: 0 };
/// As every post of a borough has it.
const KEY: [u8; 32] = [9; 32];

struct Streets {
    folder: tempfile::TempDir,
    borough: Borough,
    /// Outreach; reads what is shared in Addison.
    amara: Post,
    /// Community safety; reads what is restricted in Addison.
    sam: Post,
    /// Coordinates; reads every ward.
    helen: Post,
}

impl Streets {
    fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let borough = Borough::found(&folder.path().join("server"), seed);
        let join = |name: &str, role: Role, wards: &[&str]| {
            let invitation = borough.invite(name, role, wards);
            Post::join(&borough, &invitation, &folder.path().join(name), BOUNDS)
        };
        let mut streets = Self {
            amara: join("Amara Lewis", Role::Outreach, &[ADDISON]),
            sam: join("Sam Whitfield", Role::CommunitySafety, &[ADDISON]),
            helen: join("Helen Prior", Role::Coordinator, &[]),
            borough,
            folder,
        };
        streets.all_exchange();
        streets
    }

    fn join(&self, name: &str, role: Role, wards: &[&str]) -> Post {
        let invitation = self.borough.invite(name, role, wards);
        Post::join(&self.borough, &invitation, &self.folder.path().join(name), BOUNDS)
    }

    /// Another device of somebody who belongs.
    fn second(&self, name: &str) -> Post {
        let again = Inviting { name: name.to_owned(), role: None, wards: Vec::new() };
        let (_, invitation) = self.borough.block_on(self.borough.service.invite_named(&again)).unwrap();
        Post::join(&self.borough, &invitation, &self.folder.path().join(format!("{name} again")), BOUNDS)
    }

    /// Until nobody has anything left to say.
    fn all_exchange(&mut self) {
        for _ in 0..2 {
            for post in [&mut self.amara, &mut self.sam, &mut self.helen] {
                post.exchange(&self.borough).unwrap();
            }
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.wbx"))
    }

    fn seal(&self, post: &Post, what: What, file: &Path) -> store::Result<SealedInfo> {
        post.store.seal(what, file, self.borough.clock.now())
    }

    fn take(&self, post: &Post, file: &Path) -> store::Result<TakenIn> {
        post.store.take_sealed(file, self.borough.clock.now(), self.borough.entropy.as_ref())
    }

    fn waiting(&self, post: &Post, to: &Post, name: &str) -> PathBuf {
        let file = self.file(name);
        self.seal(post, What::Waiting { to: Some(me(to)) }, &file).unwrap();
        file
    }

    fn pack(&self, post: &Post, ward: &str, to: &Post, name: &str) -> PathBuf {
        let file = self.file(name);
        self.seal(post, What::Pack { area: area(post, ward), to: me(to) }, &file).unwrap();
        file
    }
}

fn me(post: &Post) -> PersonId {
    post.store.read(|reader| reader.identity()).unwrap().person()
}

fn area(post: &Post, ward: &str) -> AreaId {
    let ward: WardCode = ward.parse().unwrap();
    post.store.read(|reader| reader.area_of(ward)).unwrap().unwrap()
}

fn fault(refused: store::Result<impl std::fmt::Debug>) -> SealedFault {
    match refused.unwrap_err() {
        StoreError::Sealed(fault) => fault,
        other => panic!("{other:?}"),
    }
}

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

fn note_ids(post: &Post) -> Vec<RecordId> {
    let page =
        post.store.read(|reader| reader.notes(&NoteFilter::default(), NoteOrder::Arrived, None, 10_000)).unwrap();
    page.rows.iter().map(|row| row.id).collect()
}

#[test]
fn what_somebody_may_not_read_is_not_packed_for_them() {
    let mut streets = Streets::new(4);
    let mut leah = streets.join("PC Leah Boateng", Role::Police, &[AVONMORE]);
    leah.exchange(&streets.borough).unwrap();
    streets.all_exchange();
    streets.amara.record(ADDISON, "Two mopeds");
    let file = streets.file("never");
    let to_leah = |streets: &Streets, what| fault(streets.seal(&streets.amara, what, &file));
    assert_eq!(to_leah(&streets, What::Waiting { to: Some(me(&leah)) }), SealedFault::ReadsNothing);
    streets.all_exchange();
    let pack = What::Pack { area: area(&streets.helen, ADDISON), to: me(&leah) };
    assert_eq!(fault(streets.seal(&streets.helen, pack, &file)), SealedFault::ReadsNothing);
    assert_eq!(to_leah(&streets, What::Waiting { to: None }), SealedFault::NothingWaits);
    assert!(!file.exists());

    // A note of two wards' work: who reads one of the wards alone gets that part of what waits.
    streets.amara.record(ADDISON, "For Addison");
    streets.amara.record(AVONMORE, "For Avonmore");
    let made = streets.seal(&streets.amara, What::Waiting { to: Some(me(&streets.sam)) }, &file).unwrap();
    assert_eq!((made.notes, made.left), (1, 1));
    streets.take(&streets.sam, &file).unwrap();
    assert!(streets.sam.texts().contains(&"For Addison".to_owned()) && streets.sam.texts().len() == 2);
    // Without a name it is for those who may read all of it.
    let all = streets.file("all");
    let made = streets.seal(&streets.amara, What::Waiting { to: None }, &all).unwrap();
    assert_eq!((made.people, made.notes, made.left), (vec![me(&streets.helen)], 2, 0));
    assert_eq!(fault(streets.take(&leah, &all)), SealedFault::NotForHere);
}

#[test]
fn an_older_pack_brings_nothing_back_that_its_reader_may_no_longer_hold() {
    let mut streets = Streets::new(5);
    streets.amara.record(ADDISON, "zelkpassage at night");
    streets.all_exchange();
    let file = streets.pack(&streets.helen, ADDISON, &streets.sam, "pack");
    streets.borough.revoke_ward("Sam Whitfield", ADDISON);
    streets.borough.clock.advance_seconds(60);
    streets.all_exchange();
    assert_eq!(streets.sam.texts(), Vec::<String>::new());
    let taken = streets.take(&streets.sam, &file).unwrap();
    assert!(taken.left_out.unreadable > 0 && taken.notes.is_empty());
    assert_eq!(streets.sam.texts(), Vec::<String>::new());
    streets.sam.verify();
}

#[test]
fn what_a_file_brought_goes_with_the_access_to_it_and_what_its_owner_wrote_stays() {
    let mut streets = Streets::new(6);
    streets.amara.record(ADDISON, "zelkpassage at night");
    streets.amara.exchange(&streets.borough).unwrap();
    streets.helen.exchange(&streets.borough).unwrap();
    let file = streets.pack(&streets.helen, ADDISON, &streets.sam, "pack");
    streets.take(&streets.sam, &file).unwrap();
    streets.sam.record(ADDISON, "What Sam saw");
    assert_eq!(streets.sam.texts().len(), 2);
    streets.borough.revoke_ward("Sam Whitfield", ADDISON);
    streets.sam.exchange(&streets.borough).unwrap();
    streets.sam.exchange(&streets.borough).unwrap();
    assert_eq!(streets.sam.texts(), ["What Sam saw"]);
    let held = disk::values(&streets.sam.store.profile().database(), &DatabaseKey::new(KEY));
    assert!(disk::words_with("zelk", &held).is_empty());
    streets.sam.verify();
}

#[test]
fn what_was_cut_short_altered_or_made_elsewhere_is_refused_and_changes_nothing() {
    let streets = Streets::new(7);
    let other = Streets::new(8);
    for number in 0..40 {
        streets.amara.record(ADDISON, &format!("Note {number}"));
    }
    let file = streets.waiting(&streets.amara, &streets.helen, "waiting");
    let whole = std::fs::read(&file).unwrap();
    let broken = streets.file("broken");
    let told = |bytes: &[u8]| {
        std::fs::write(&broken, bytes).unwrap();
        fault(streets.take(&streets.helen, &broken))
    };
    for cut in [20, 60, 200, whole.len() / 2, whole.len() - 17, whole.len() - 1] {
        assert_eq!(told(&whole[..cut]), SealedFault::Altered, "cut at {cut}");
    }
    for at in [101, whole.len() / 2, whole.len() - 1] {
        let mut altered = whole.clone();
        altered[at] ^= 4;
        assert_eq!(told(&altered), SealedFault::Altered, "altered at {at}");
    }
    // Its key altered, nobody can open it.
    let mut altered = whole.clone();
    altered[30] ^= 4;
    assert_eq!(told(&altered), SealedFault::NotForHere);
    assert_eq!(told(&[whole.as_slice(), b"more"].concat()), SealedFault::Altered);
    assert_eq!(told(b"a letter"), SealedFault::NotOne);
    let newer = [b"WARDBOOK SEALED 7\n", &whole[18..]].concat();
    assert_eq!(told(&newer), SealedFault::Newer);
    assert!(matches!(streets.take(&streets.helen, &streets.file("none")), Err(StoreError::NotFound)));
    assert_eq!(fault(other.take(&other.helen, &file)), SealedFault::NotForHere);
    assert_eq!(streets.helen.texts(), Vec::<String>::new());
    assert!(matches!(streets.seal(&streets.amara, What::Waiting { to: None }, &file), Err(StoreError::Exists)));
    assert_eq!(std::fs::read(&file).unwrap(), whole, "a file that is there is not touched");
}

#[test]
fn whoever_may_no_longer_write_is_not_believed_by_a_file() {
    let mut streets = Streets::new(9);
    streets.amara.record(ADDISON, "Written too late");
    let what = wardbook_server::core::roster::Revoking::Membership;
    streets.borough.block_on(streets.borough.service.revoke_named("Amara Lewis", &what)).unwrap();
    let file = streets.waiting(&streets.amara, &streets.helen, "late");
    streets.helen.exchange(&streets.borough).unwrap();
    let taken = streets.take(&streets.helen, &file).unwrap();
    assert_eq!(taken.left_out, LeftOut { not_allowed: 1, ..LeftOut::default() });
    assert_eq!(streets.helen.texts(), Vec::<String>::new());
    streets.helen.verify();
}

fn erase(post: &Post, note: RecordId) {
    let done = post.store.write(START.plus_seconds(60), &domain::entropy::SeededEntropy::new(91), |writer| {
        let fold = writer.fold(note)?.ok_or(store::StoreError::NotFound)?;
        let content = Erasure { why: Why::NotTrue, reference: None }.content();
        let draft = Draft::create(fold.stream(), note, Kind::Note.as_str(), &content).act(Act::Erase);
        writer.write_group(vec![draft])
    });
    done.unwrap();
}

#[test]
fn an_erasure_that_a_file_brought_takes_nothing_out_of_sight_before_the_server_has_taken_it() {
    let mut streets = Streets::new(10);
    streets.amara.record(ADDISON, "Two mopeds by the launderette");
    streets.all_exchange();
    let note = note_ids(&streets.sam)[0];
    erase(&streets.helen, note);
    assert!(streets.helen.texts().is_empty(), "her own is out of sight at once");
    let file = streets.waiting(&streets.helen, &streets.sam, "erasing");
    assert_eq!(streets.take(&streets.sam, &file).unwrap().others, 1);
    assert_eq!(streets.sam.texts(), ["Two mopeds by the launderette"]);
    // Her right has ended at the server, who keeps it for a supervisor: he has the note as everybody else has.
    let what = wardbook_server::core::roster::Revoking::Membership;
    streets.borough.block_on(streets.borough.service.revoke_named("Helen Prior", &what)).unwrap();
    streets.sam.exchange(&streets.borough).unwrap();
    assert_eq!(streets.sam.texts(), ["Two mopeds by the launderette"]);
    streets.sam.verify();

    // One that the server takes holds, whoever brings it.
    let mut streets = Streets::new(11);
    streets.amara.record(ADDISON, "Two mopeds by the launderette");
    streets.all_exchange();
    let note = note_ids(&streets.sam)[0];
    erase(&streets.helen, note);
    let file = streets.waiting(&streets.helen, &streets.sam, "erasing");
    streets.take(&streets.sam, &file).unwrap();
    streets.sam.exchange(&streets.borough).unwrap();
    assert!(streets.sam.texts().is_empty());
    streets.sam.verify();
}

#[test]
fn a_file_of_a_colleague_shows_that_the_server_told_each_of_them_another_history() {
    for (for_helen, for_sam) in [(1, 1), (2, 1), (1, 2)] {
        let mut streets = Streets::new(12);
        // A server that goes on twice from the same moment, with one key and in one life.
        let twin = streets.folder.path().join("twin");
        copy_folder(&streets.folder.path().join("server"), &twin);
        let twin = Borough::opened(&twin, streets.borough.clock.now(), 13);
        let wards = ["E05013735", "E05013736"];
        for ward in &wards[..for_helen] {
            streets.borough.give("Amara Lewis", Role::Outreach, &[ward]);
        }
        for ward in &wards[..for_sam] {
            twin.give("Sam Whitfield", Role::CommunitySafety, &[ward]);
        }
        streets.helen.exchange(&streets.borough).unwrap();
        streets.sam.exchange(&twin).unwrap();
        streets.helen.record(ADDISON, "Written for both");
        let file = streets.waiting(&streets.helen, &streets.sam, "from helen");
        assert_eq!(fault(streets.take(&streets.sam, &file)), SealedFault::TwoHistories, "{for_helen} and {for_sam}");
        assert!(streets.sam.texts().is_empty());
        streets.sam.verify();
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
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

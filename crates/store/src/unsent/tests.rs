//! What lies beside a notebook for whoever forgets its passphrase: all that waits, to the server alone, whatever
//! was cut off or written over meanwhile.
#![allow(clippy::unwrap_used, reason = "a test")]

use domain::change::Draft;
use domain::dates::NoteWhen;
use domain::entropy::SeededEntropy;
use domain::records::{Kind, NoteRecord};
use domain::sealing::OpeningKey;
use domain::signing::SigningKey;
use domain::wards::BoundarySet;
use protocol::WireGroup;
use protocol::unsent::{self, MAGIC};

use crate::error::Result;
use crate::found::Founding;
use crate::profile::Profile;
use crate::store::{Store, Writer};
use crate::sync::{ServerLink, put_link};
use crate::testing::{NOW, founded, key};

const CANARY: &str = "Zelkjordan by the launderette";

/// Amara's notebook, which belongs to a server.
struct Desk {
    folder: tempfile::TempDir,
    entropy: SeededEntropy,
    server: SigningKey,
    store: Option<Store>,
}

impl Desk {
    fn new() -> Self {
        let (folder, store, entropy) = founded();
        let server = SigningKey::generate(&SeededEntropy::new(5));
        let link = ServerLink {
            key: server.public(),
            addresses: Vec::new(),
            epoch: 1,
            checked_in: Some(NOW),
            offset: 0,
            latest: NOW,
            lease_days: 14,
            synced_at: Some(NOW),
        };
        put_link(&store.whole_file(), &link).unwrap();
        drop(store);
        let mut desk = Self { folder, entropy, server, store: None };
        desk.open();
        desk
    }

    fn profile(&self) -> Profile {
        Profile::at(self.folder.path())
    }

    fn another(&self) -> Store {
        Store::open(self.profile(), key()).unwrap()
    }

    fn open(&mut self) {
        self.store = Some(self.another());
    }

    /// The power goes.
    fn close(&mut self) {
        self.store = None;
    }

    fn write<T>(&self, act: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> T {
        self.store.as_ref().unwrap().write(NOW, &self.entropy, act).unwrap()
    }

    fn record(&self) {
        record(self.store.as_ref().unwrap(), &self.entropy);
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.profile().unsent()).unwrap()
    }

    /// The groups in the file, as the server finds them.
    fn there(&self) -> Vec<WireGroup> {
        let key = OpeningKey::from_bytes(&self.server.opening());
        let bytes = self.bytes();
        let contents = unsent::read(&bytes).unwrap();
        assert_eq!(contents.unreadable, 0);
        contents.items.iter().map(|item| item.open(&key).unwrap()).collect()
    }

    fn waiting(&self) -> Vec<WireGroup> {
        let connection = self.store.as_ref().unwrap().whole_file();
        let mut rows = connection.prepare("SELECT id, first, changes FROM outbox ORDER BY rank").unwrap();
        let rows = rows.query_map([], |row| {
            Ok((domain::ids::GroupId::from_bytes(row.get(0)?), row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
        });
        let rows: Vec<_> = rows.unwrap().map(|row| row.unwrap()).collect();
        rows.into_iter()
            .map(|(id, first, changes)| crate::sync::wire_group(&connection, id, first, changes).unwrap())
            .collect()
    }

    fn holds_what_waits(&self, groups: usize) {
        let (there, waiting) = (self.there(), self.waiting());
        assert_eq!((there.len(), waiting.len()), (groups, groups));
        assert!(waiting.iter().all(|group| there.contains(group)));
    }
}

fn record(store: &Store, entropy: &SeededEntropy) {
    store
        .write(NOW, entropy, |writer| {
            let ward = domain::wards::find(&[BoundarySet::Y2022], "Addison").unwrap();
            let area = writer.area_of(ward.code)?.unwrap();
            let note = NoteRecord::plain(CANARY.to_owned(), area, ward.code, ward.set, NoteWhen::now(NOW.utc()));
            let draft = Draft::create(writer.my_intake(area)?, writer.new_record(), Kind::Note.as_str(), &note);
            writer.write_group(vec![draft])
        })
        .unwrap();
}

#[test]
fn what_waits_lies_beside_the_notebook_for_the_server_alone_and_nothing_of_it_can_be_read() {
    let desk = Desk::new();
    assert_eq!((desk.bytes(), desk.profile().holds_unsent()), (MAGIC.to_vec(), Some(false)));
    for _ in 0..3 {
        desk.record();
    }
    desk.holds_what_waits(3);
    assert_eq!(desk.profile().holds_unsent(), Some(true));
    let bytes = desk.bytes();
    let groups = desk.waiting();
    let secret = groups.iter().flat_map(|group| [group.id.as_bytes().to_vec(), group.changes[0].header.clone()]);
    for word in secret.chain([CANARY.as_bytes()[..10].to_vec(), b"Borough".to_vec(), b"Amara".to_vec()]) {
        assert!(!bytes.windows(word.len()).any(|window| window == word));
    }
    let lengths: Vec<usize> = unsent::read(&bytes).unwrap().items.iter().map(|item| item.framed.len()).collect();
    assert!(lengths.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_note_is_added_behind_the_others_and_those_are_not_written_again() {
    let desk = Desk::new();
    desk.record();
    let before = desk.bytes();
    desk.record();
    assert!(desk.bytes().starts_with(&before) && desk.bytes().len() > before.len());
}

#[test]
fn whatever_a_power_cut_left_of_the_file_it_holds_all_that_waits_once_the_notebook_is_open_again() {
    let mut desk = Desk::new();
    desk.record();
    let earlier = desk.bytes();
    desk.record();
    let whole = desk.bytes();
    let torn = whole[..whole.len() - 100].to_vec();
    let mut altered = whole.clone();
    altered[MAGIC.len() + 60] ^= 1;
    let lefts =
        [Some(earlier), Some(torn), Some(altered), Some(b"WARDB".to_vec()), Some(b"of somebody else\n".to_vec())];
    for left in lefts.into_iter().chain([Some(MAGIC.to_vec()), Some(Vec::new()), None]) {
        desk.close();
        match left {
            Some(bytes) => std::fs::write(desk.profile().unsent(), bytes).unwrap(),
            None => std::fs::remove_file(desk.profile().unsent()).unwrap(),
        }
        desk.open();
        desk.holds_what_waits(2);
    }
}

#[test]
fn what_was_received_is_gone_from_the_file_once_nothing_waits_or_the_notebook_is_opened() {
    let mut desk = Desk::new();
    for _ in 0..5 {
        desk.record();
    }
    let groups: Vec<_> = desk.waiting().iter().map(|group| group.id).collect();
    desk.write(|writer| crate::sync::remove_group(writer.connection, groups[0]));
    desk.close();
    desk.open();
    desk.holds_what_waits(4);
    desk.write(|writer| {
        for group in &groups {
            crate::sync::remove_group(writer.connection, *group)?;
        }
        Ok(())
    });
    assert_eq!(desk.bytes(), MAGIC);
    desk.record();
    desk.holds_what_waits(1);
}

#[test]
fn window_and_terminal_write_to_one_file_and_each_note_is_in_it_once() {
    let desk = Desk::new();
    let (terminal, entropy) = (desk.another(), SeededEntropy::new(77));
    for _ in 0..3 {
        desk.record();
        record(&terminal, &entropy);
    }
    desk.holds_what_waits(6);
    // One of them empties it and goes on, to the same length.
    let groups: Vec<_> = desk.waiting().iter().map(|group| group.id).collect();
    for group in groups {
        desk.write(|writer| crate::sync::remove_group(writer.connection, group));
    }
    for _ in 0..6 {
        desk.record();
    }
    record(&terminal, &entropy);
    desk.holds_what_waits(7);
}

#[test]
fn what_is_signed_anew_for_another_device_takes_the_place_of_what_was_signed_before() {
    let mut desk = Desk::new();
    desk.record();
    let before = desk.waiting();
    desk.write(|writer| writer.part_from_copy());
    assert!(!desk.waiting().contains(&before[0]));
    assert!(desk.waiting().iter().all(|group| desk.there().contains(group)), "at once");
    desk.close();
    desk.open();
    desk.holds_what_waits(2);
}

#[test]
fn a_file_that_cannot_be_written_fails_nothing_is_told_and_is_made_good_with_the_next_note() {
    let mut desk = Desk::new();
    let file = desk.profile().unsent();
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    desk.record();
    assert!(desk.store.as_ref().unwrap().unsent_fault().is_some());
    assert_eq!(desk.waiting().len(), 1);
    desk.close();
    desk.open();
    std::fs::remove_dir(&file).unwrap();
    desk.record();
    assert_eq!(desk.store.as_ref().unwrap().unsent_fault(), None);
    desk.holds_what_waits(2);
}

#[test]
fn a_notebook_without_a_server_has_no_such_file_and_one_put_aside_takes_its_own_along() {
    let alone = tempfile::tempdir().unwrap();
    let founding = Founding {
        partnership: "Amara’s notebook".to_owned(),
        name: "Amara Lewis".to_owned(),
        role: String::new(),
        boundaries: BoundarySet::Y2022,
    };
    let entropy = SeededEntropy::new(4);
    let store = Store::found(Profile::at(alone.path()), key(), None, &founding, NOW, &entropy).unwrap();
    record(&store, &entropy);
    assert_eq!((store.profile().unsent().exists(), store.profile().holds_unsent()), (false, None));

    let mut desk = Desk::new();
    desk.record();
    let bytes = desk.bytes();
    desk.close();
    let aside = desk.profile().set_aside().unwrap();
    assert_eq!(std::fs::read(Profile::at(aside).unsent()).unwrap(), bytes);
    assert!(!desk.profile().unsent().exists());
}

/// What keeping it costs whoever records, as a ratio.
#[test]
#[ignore = "measured by hand"]
#[expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement")]
fn what_it_costs_to_record_with_it_and_without() {
    let (with, mut without) = (Desk::new(), Desk::new());
    without.store.as_mut().unwrap().forget_unsent();
    for waiting in [0, 1_000, 10_000] {
        for desk in [&with, &without] {
            while desk.waiting().len() < waiting {
                desk.record();
            }
        }
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..100 {
            for (desk, times) in [&with, &without].into_iter().zip(&mut times) {
                let began = std::time::Instant::now();
                desk.record();
                times.push(began.elapsed());
            }
        }
        for times in &mut times {
            times.sort();
        }
        let [with, without] = [&times[0], &times[1]].map(|times| times[times.len() / 2].as_secs_f64() * 1_000.0);
        println!("{waiting} waiting: {with:.2} ms with, {without:.2} ms without, ratio {:.2}", with / without);
    }
    let mut desk = with;
    let began = std::time::Instant::now();
    desk.close();
    desk.open();
    println!("opening with 10,000 waiting: {} ms", began.elapsed().as_millis());
    std::fs::remove_file(desk.profile().unsent()).unwrap();
    let began = std::time::Instant::now();
    desk.close();
    desk.open();
    println!("opening, sealing 10,000 anew: {} ms", began.elapsed().as_millis());
}

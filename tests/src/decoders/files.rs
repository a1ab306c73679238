//! Files that somebody hands over or that lie in a profile: sealed files, the key file, backups.

use std::path::Path;

use domain::entropy::SeededEntropy;
use domain::signing::{PublicKey, SigningKey};
use store::keyfile::{Cost, KeyFile, Secret};
use store::{Profile, Store, StoreError, What};

use super::notebook::see_everything;
use super::town::Town;
use super::{by_hand, changes, pieces};
use crate::partnership::PASSPHRASE;
use crate::partnership::borough::START;

/// Inputs for one copy of a notebook.
const TOGETHER: u32 = 60;

/// Taken as a person takes in what a colleague gave them: `file` makes it for a device.
fn take(town: &mut Town, file: impl FnOnce(&PublicKey) -> Vec<u8>) {
    let desk = town.desk(TOGETHER);
    let path = town.new_file();
    std::fs::write(&path, file(&key_of(&desk.store).public())).expect("a file is written");
    let taken = desk.store.take_sealed(&path, START, &SeededEntropy::new(3));
    let _ = std::fs::remove_file(&path);
    let left = std::fs::read_dir(desk.store.profile().tmp()).expect("the folder reads");
    let names = left.map(|entry| entry.expect("an entry reads").file_name().to_string_lossy().into_owned());
    assert!(names.into_iter().all(|name| name.ends_with("lock")), "a copy was left behind");
    match taken {
        Ok(taken) => {
            super::taken();
            // As the screen that took it shows it.
            domain::dates::relative(taken.made.utc(), START.utc());
            see_everything(&desk, &[]);
        }
        Err(StoreError::Sealed(_)) => {}
        Err(other) => panic!("{other}"),
    }
    town.put_back(desk);
}

/// Bytes as they come, and the same as the inside of a file that somebody sealed for this device.
pub fn sealed_files(bytes: &[u8]) {
    Town::with(|town| {
        take(town, |_| bytes.to_vec());
        take(town, |device| by_hand::sealed(device, bytes));
    });
}

/// Items as a member can have written them, with the signature that belongs to them.
pub fn sealed_items(bytes: &[u8]) {
    Town::with(|town| {
        let maker = key_of(&town.amara.store);
        let items: Vec<Vec<u8>> = longer_pieces(bytes);
        take(town, |device| by_hand::sealed(device, &by_hand::items(&items, &maker)));
    });
}

fn key_of(store: &Store) -> SigningKey {
    store.read(|reader| reader.identity()).expect("the identity reads").key
}

/// Pieces of any number.
fn longer_pieces(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut items = Vec::new();
    let mut rest = bytes;
    while let Some((length, behind)) = rest.split_at_checked(2) {
        let length = usize::from(u16::from_le_bytes([length[0], length[1]])).min(behind.len());
        items.push(behind[..length].to_vec());
        rest = &behind[length..];
    }
    items
}

pub(super) fn sealed_made() -> Vec<Vec<u8>> {
    Town::with(|town| {
        let inside = by_hand::opened(&waiting(town), &key_of(&town.helen.store));
        // Every copy of her notebook goes on as the same new device.
        let desk = town.desk(TOGETHER);
        let whole = by_hand::sealed(&key_of(&desk.store).public(), &inside);
        town.put_back(desk);
        vec![whole, inside, by_hand::sealed(&changes::nobody().public(), b"for somebody else")]
    })
}

/// What waits on Amara's laptop, for Helen.
fn waiting(town: &mut Town) -> Vec<u8> {
    town.amara.record("E05013734", "For whoever has no line");
    let path = town.new_file();
    let to = town.helen.store.read(|reader| reader.identity()).expect("the identity reads").person();
    town.amara.store.seal(What::Waiting { to: Some(to) }, &path, START).expect("a file is made");
    std::fs::read(&path).expect("a file that was made reads")
}

pub(super) fn items_made() -> Vec<Vec<u8>> {
    Town::with(|town| {
        let items = by_hand::items_of(&by_hand::opened(&waiting(town), &key_of(&town.helen.store)));
        let all = pieces::joined(items.iter().map(Vec::as_slice));
        // `control` alone, and what is loose alone.
        let begin = items[0].as_slice();
        let last = items.last().map(Vec::as_slice).unwrap_or_default();
        vec![all, pieces::joined([begin, last]), pieces::joined([begin, last, last]), pieces::joined([begin])]
    })
}

/// A passphrase is not stretched for longer than an input is worth.
fn is_cheap(cost: Cost) -> bool {
    u64::from(cost.memory_kib) * u64::from(cost.passes) <= 512
}

/// What reads is written as it reads; nobody waits longer than a quarter of an hour for it.
pub fn key_files(bytes: &[u8]) {
    let Ok(file) = KeyFile::parse(bytes) else { return };
    assert_eq!(KeyFile::parse(&file.to_bytes()).expect("what was written reads"), file);
    assert!(file.wait_seconds(START) <= 15 * 60, "a wait of {} seconds", file.wait_seconds(START));
    if is_cheap(file.by_passphrase.cost) {
        Town::with(|town| {
            let path = town.new_file();
            std::fs::write(&path, bytes).expect("a file is written");
            let opened = KeyFile::open(&path, Secret::Passphrase(PASSPHRASE), START);
            let read = KeyFile::read_at(&path, START).expect("a key file stays one");
            assert!(read.wait_seconds(START) <= 15 * 60);
            assert!(!matches!(opened, Err(StoreError::Io(_))), "{opened:?}");
            if opened.is_ok() {
                super::taken();
            }
            let _ = std::fs::remove_file(&path);
        });
    }
}

pub(super) fn keys_made() -> Vec<Vec<u8>> {
    let (mut file, ..) = KeyFile::create("Notebook 1", PASSPHRASE, Cost::CHEAPEST).expect("a key file is made");
    let whole = file.to_bytes();
    file.wrong_tries = u32::MAX;
    file.last_wrong_at = Some(START.millis());
    vec![whole, file.to_bytes(), br#"{"format":2}"#.to_vec()]
}

/// A backup as it comes, and a whole one with some of its bytes altered: the input's, from where its first four say.
pub fn backups(bytes: &[u8]) {
    Town::with(|town| {
        restore(town, bytes);
        let whole = backup(town);
        restore(town, &altered(whole, bytes));
    });
}

pub(super) fn altered(mut whole: Vec<u8>, bytes: &[u8]) -> Vec<u8> {
    let Some((at, new)) = bytes.split_at_checked(4) else { return whole };
    let at = u32::from_le_bytes([at[0], at[1], at[2], at[3]]) as usize % whole.len().max(1);
    let end = (at + new.len()).min(whole.len());
    whole[at..end].copy_from_slice(&new[..end - at]);
    whole
}

/// A notebook that opens, or a folder that holds none.
fn restore(town: &mut Town, backup: &[u8]) {
    let (file, folder) = (town.new_file(), town.new_file());
    std::fs::write(&file, backup).expect("a file is written");
    std::fs::create_dir(&folder).expect("a folder is made");
    if store::read_backup_header(&file).is_ok_and(|keys| is_cheap(keys.by_passphrase.cost)) {
        let restored =
            Store::restore(&file, Profile::at(&folder), Secret::Passphrase(PASSPHRASE), START, &SeededEntropy::new(8));
        match restored {
            Ok((store, _)) => {
                store.read(|reader| reader.identity()).expect("a restored notebook reads");
                super::taken();
            }
            Err(_) => assert!(!Profile::at(&folder).exists(), "half a notebook stands in the folder"),
        }
    }
    clear(&file, &folder);
}

fn clear(file: &Path, folder: &Path) {
    let _ = std::fs::remove_file(file);
    let _ = std::fs::remove_dir_all(folder);
}

/// A backup of a notebook of its own, made once in each town.
fn backup(town: &mut Town) -> Vec<u8> {
    let kept = town.folder().join("backup");
    if let Ok(kept) = std::fs::read(&kept) {
        return kept;
    }
    let folder = town.new_file();
    let (keys, key, _) = KeyFile::create("Notebook 1", PASSPHRASE, Cost::CHEAPEST).expect("a key file is made");
    let entropy = SeededEntropy::new(9);
    let founded = Store::found(Profile::at(&folder), key, Some(&keys), &crate::killing::founding(), START, &entropy);
    founded.expect("an empty folder takes a notebook").backup(&kept, START, &entropy).expect("a backup is made");
    std::fs::read(&kept).expect("a backup reads")
}

pub(super) fn backups_made() -> Vec<Vec<u8>> {
    Town::with(|town| {
        let whole = backup(town);
        let far = (whole.len() as u32 / 2).to_le_bytes();
        vec![
            whole[..1_200.min(whole.len())].to_vec(),
            [&far[..], &[1; 64]].concat(),
            [&[18, 0, 0, 0][..], &[0xff; 8]].concat(),
            whole,
        ]
    })
}

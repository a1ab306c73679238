//! Making, restoring and keeping a notebook while something goes wrong: a program is killed, another
//! one is at the same folder, something is left of an earlier notebook.

use super::*;

/// Randomness that never comes: the program ends where it is first asked for.
struct Killed;

impl domain::entropy::Entropy for Killed {
    fn fill(&self, _: &mut [u8]) {
        panic!("killed here");
    }
}

fn restored(file: &Path, folder: &Path) -> Result<(Store, domain::ids::DeviceId), StoreError> {
    Store::restore(file, Profile::at(folder), Secret::Passphrase(PASSPHRASE), now(), &SeededEntropy::new(4))
}

#[test]
fn a_log_left_of_an_earlier_notebook_is_put_aside_and_not_read_into_the_restored_one() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let (store, _) = amara(&here);
    record(&store, "Addison", "before the backup", 60);
    let file = folder.path().join("kept.wardbook");
    store.backup(&file, now(), &entropy()).unwrap();
    record(&store, "Addison", "after the backup", 120);
    // As when the database was deleted and what lay beside it was overlooked.
    std::fs::create_dir(&there).unwrap();
    for name in ["keys", "wardbook.db-wal", "wardbook.db-shm"] {
        std::fs::copy(here.join(name), there.join(name)).unwrap();
    }
    let (store, _) = restored(&file, &there).unwrap();
    assert_eq!(listed(&store, &NoteFilter::default()), ["before the backup"]);
    store.verify(&|_| ()).unwrap();
    for name in ["keys", "wardbook.db-wal"] {
        assert_eq!(std::fs::read(there.join("aside-1").join(name)).unwrap(), std::fs::read(here.join(name)).unwrap());
    }
}

#[test]
fn a_restore_cut_off_before_it_is_a_new_device_leaves_no_notebook_and_can_be_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let (store, _) = amara(&here);
    let file = folder.path().join("kept.wardbook");
    store.backup(&file, now(), &entropy()).unwrap();
    let old = store.read(|reader| reader.identity()).unwrap().device();
    let cut_off = std::panic::catch_unwind(|| {
        Store::restore(&file, Profile::at(&there), Secret::Passphrase(PASSPHRASE), now(), &Killed).map(|_| ())
    });
    assert!(cut_off.is_err());
    assert!(!Profile::at(&there).exists(), "it would go on under the device it was copied from");
    let (_, device) = restored(&file, &there).unwrap();
    assert_ne!(device, old);
}

#[test]
fn a_backup_of_a_newer_version_is_named_before_anything_is_put_into_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(&folder.path().join("here"));
    let file = folder.path().join("kept.wardbook");
    store.backup(&file, now(), &entropy()).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let magic = b"WARDBOOK BACKUP 1\n".len();
    let length = u64::from_le_bytes(bytes[magic..magic + 8].try_into().unwrap());
    let database = bytes.split_off(magic + 8 + usize::try_from(length).unwrap());
    let apart = folder.path().join("apart");
    std::fs::create_dir(&apart).unwrap();
    std::fs::write(apart.join("wardbook.db"), database).unwrap();
    raw(&apart, &key).execute_batch("PRAGMA user_version = 99").unwrap();
    bytes.extend(std::fs::read(apart.join("wardbook.db")).unwrap());
    std::fs::write(&file, bytes).unwrap();
    let there = folder.path().join("there");
    assert!(matches!(restored(&file, &there).map(|_| ()), Err(StoreError::Newer { found: 99, .. })));
    assert!(!Profile::at(&there).exists() && !there.join("keys").exists());
}

#[test]
fn of_two_that_restore_into_one_folder_at_once_one_is_refused_and_the_other_opens_with_its_keys() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(&folder.path().join("here"));
    let file = folder.path().join("kept.wardbook");
    store.backup(&file, now(), &entropy()).unwrap();
    for round in 0..8 {
        let there = folder.path().join(round.to_string());
        let together = std::sync::Barrier::new(2);
        let restore = || {
            together.wait();
            restored(&file, &there).map(|_| ())
        };
        let made = std::thread::scope(|scope| {
            let both = [scope.spawn(restore), scope.spawn(restore)];
            both.map(|one| one.join().unwrap())
        });
        assert_eq!(made.iter().filter(|made| made.is_ok()).count(), 1, "{made:?}");
        assert!(made.iter().any(|made| matches!(made, Err(StoreError::Exists | StoreError::Busy))), "{made:?}");
        let opened = KeyFile::open(&there.join("keys"), Secret::Passphrase(PASSPHRASE), now()).unwrap();
        assert_eq!(*opened, *key);
        Store::open(Profile::at(&there), opened).unwrap().verify(&|_| ()).unwrap();
        assert!(!there.join("aside-1").exists(), "the keys of the one were put aside by the other");
    }
}

#[test]
fn a_backup_counts_as_made_even_where_the_notebook_cannot_note_it() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path().join("here");
    let (store, key) = amara(&here);
    record(&store, "Addison", "Two mopeds", 60);
    raw(&here, &key).execute_batch("ALTER TABLE fact RENAME TO fact_held").unwrap();
    let file = folder.path().join("kept.wardbook");
    assert_eq!(store.backup(&file, now(), &entropy()).unwrap().notes, 1);
    store::read_backup_header(&file).unwrap();
    assert!(matches!(store.backup(&file, now(), &entropy()), Err(StoreError::Exists)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "the notebook and one backup");
}

#[test]
fn a_moved_notebook_that_two_programs_open_at_once_becomes_one_new_device() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let (store, key) = amara(&here);
    drop(store);
    std::fs::rename(&here, &there).unwrap();
    let stores = [1, 2].map(|_| Store::open(Profile::at(&there), key.clone()).unwrap());
    // Both have looked before either may write.
    let writing = raw(&there, &key);
    writing.execute_batch("BEGIN IMMEDIATE").unwrap();
    let settled = std::thread::scope(|scope| {
        let both = [0, 1].map(|at| {
            let store = &stores[at];
            scope.spawn(move || store.settle(now(), &SeededEntropy::new(20 + at as u64)).unwrap())
        });
        std::thread::sleep(std::time::Duration::from_millis(300));
        writing.execute_batch("COMMIT").unwrap();
        both.map(|one| one.join().unwrap())
    });
    assert_eq!(settled.iter().filter(|settled| matches!(settled, Settled::Moved(_))).count(), 1, "{settled:?}");
    let devices: i64 = writing.query_row("SELECT count(*) FROM device", [], |row| row.get(0)).unwrap();
    assert_eq!(devices, 2);
}

//! A notebook on disk, as its owner and a thief meet it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

use std::path::Path;

use domain::change::{Act, Draft};
use domain::clock::Timestamp;
use domain::dates::NoteWhen;
use domain::entropy::SeededEntropy;
use domain::ids::RecordId;
use domain::permissions::Right;
use domain::records::{AmendmentRecord, Kind, NoteRecord, PinRecord, WITHDRAWN, Withdrawal};
use domain::wards::BoundarySet;
use serde_json::json;
use store::keyfile::{Cost, DatabaseKey, KeyFile, Secret};
use store::read::{NoteFilter, NoteOrder, Words};
use store::{Founding, Profile, Settled, Store, StoreError};

#[path = "notebook/catching_up.rs"]
mod catching_up;
#[path = "notebook/cut_off.rs"]
mod cut_off;
#[path = "notebook/newer.rs"]
mod newer;
#[path = "notebook/sources.rs"]
mod sources;

const PASSPHRASE: &str = "copper lantern quiet harbour";

fn now() -> Timestamp {
    Timestamp::from_millis(1_795_344_000_000)
}

fn entropy() -> SeededEntropy {
    SeededEntropy::new(1)
}

fn founding() -> Founding {
    Founding {
        partnership: "Amara’s notebook".to_owned(),
        name: "Amara Lewis".to_owned(),
        role: String::new(),
        boundaries: BoundarySet::Y2022,
    }
}

fn amara(folder: &Path) -> (Store, DatabaseKey) {
    let (keys, key, _) = KeyFile::create("Notebook 1", PASSPHRASE, Cost::CHEAPEST).unwrap();
    let store = Store::found(Profile::at(folder), key.clone(), Some(&keys), &founding(), now(), &entropy()).unwrap();
    (store, key)
}

/// The database as somebody with the key and another program would open it.
fn raw(folder: &Path, key: &DatabaseKey) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(folder.join("wardbook.db")).unwrap();
    connection.execute_batch(&format!("PRAGMA key = \"x'{}'\"", domain::signing::hex(key.as_ref()))).unwrap();
    connection
}

fn record(store: &Store, ward: &str, text: &str, at: i64) -> RecordId {
    let when = now().plus_seconds(at);
    store
        .write(when, &store::OsEntropy, |writer| {
            let ward = domain::wards::find(&[BoundarySet::Y2022], ward).unwrap();
            let area = writer.area_of(ward.code)?.unwrap();
            let stream = writer.my_intake(area)?;
            let id = writer.new_record();
            let note = NoteRecord {
                topics: vec!["vehicle".to_owned()],
                ..NoteRecord::plain(text.to_owned(), area, ward.code, ward.set, NoteWhen::now(when.utc()))
            };
            writer.write_group(vec![Draft::create(stream, id, Kind::Note.as_str(), &note)])?;
            Ok::<_, StoreError>(id)
        })
        .unwrap()
}

fn withdraw(store: &Store, id: RecordId) {
    store
        .write(now().plus_seconds(9_000), &SeededEntropy::new(9), |writer| {
            let fold = writer.fold(id)?.unwrap();
            let content = json!({ WITHDRAWN: Withdrawal { reason: "wrong ward".into() } });
            let draft = Draft::create(fold.stream(), id, Kind::Note.as_str(), &content).act(Act::Withdraw);
            writer.write_group(vec![draft])
        })
        .unwrap();
}

fn listed(store: &Store, filter: &NoteFilter) -> Vec<String> {
    store
        .read(|reader| reader.notes(filter, NoteOrder::Newest, None, 200))
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.excerpt)
        .collect()
}

#[test]
fn a_new_notebook_gives_its_owner_the_right_to_record_read_and_administer_and_no_triage() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let rights = store
        .read(|reader| reader.rights_everywhere(reader.identity()?.person(), domain::dates::day_of(now().utc())))
        .unwrap();
    assert_eq!(rights, [Right::Record, Right::Read, Right::Administer]);
    assert_eq!(store.read(|reader| Ok(reader.partnership()?.1)).unwrap(), BoundarySet::Y2022);
}

#[test]
fn what_was_recorded_is_listed_found_amended_withdrawn_and_still_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(folder.path());
    let first = record(&store, "Addison", "Two mopeds by the launderette", 60);
    let second = record(&store, "Munster", "Café owner will keep the back room open", 120);
    assert_eq!(
        listed(&store, &NoteFilter::default()),
        ["Café owner will keep the back room open", "Two mopeds by the launderette"]
    );
    assert_eq!(listed(&store, &NoteFilter { words: Words::parse("moped"), ..NoteFilter::default() }).len(), 1);
    assert_eq!(listed(&store, &NoteFilter { words: Words::parse("cafe"), ..NoteFilter::default() }).len(), 1);
    assert_eq!(listed(&store, &NoteFilter { topic: Some("vehicle".into()), ..NoteFilter::default() }).len(), 2);

    store
        .write(now().plus_seconds(300), &SeededEntropy::new(5), |writer| {
            let fold = writer.fold(first)?.unwrap();
            let id = writer.new_record();
            let amendment = AmendmentRecord::new(first, "One had a false plate".into());
            writer.write_group(vec![Draft::create(fold.stream(), id, Kind::Amendment.as_str(), &amendment)])?;
            let own = writer.my_own()?;
            let pin = RecordId::derived("pin", second.as_bytes(), own);
            let draft = writer.setting(own, pin, Kind::Pin, &PinRecord { note: second, pinned: true })?;
            writer.write_group(vec![draft])
        })
        .unwrap();
    assert_eq!(
        listed(&store, &NoteFilter { words: Words::parse("plate"), ..NoteFilter::default() }),
        ["Two mopeds by the launderette"]
    );
    withdraw(&store, first);
    assert_eq!(
        listed(&store, &NoteFilter { withdrawn: Some(true), ..NoteFilter::default() }),
        ["Two mopeds by the launderette"]
    );
    assert_eq!(store.read(|reader| reader.pinned_notes(5)).unwrap().len(), 1);

    let detail = store.read(|reader| reader.note(first)).unwrap().unwrap();
    assert_eq!(detail.record.text, "Two mopeds by the launderette");
    assert_eq!(detail.amendments[0].text, "One had a false plate");
    assert_eq!(detail.history.len(), 3);

    drop(store);
    let store = Store::open(Profile::at(folder.path()), key).unwrap();
    assert_eq!(store.settle(now(), &entropy()).unwrap(), Settled::AtHome);
    let verified = store.verify(&|_| ()).unwrap();
    assert_eq!(verified.changes, 4 + 21 + 2 + 1 + 1 + 1);
}

#[test]
fn pages_of_any_size_show_every_note_once() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    for n in 0..64 {
        record(&store, "Addison", &format!("note {n}"), n / 3);
    }
    for order in [NoteOrder::Newest, NoteOrder::Oldest, NoteOrder::Arrived] {
        for size in 1..=65 {
            let (mut seen, mut after) = (Vec::new(), None);
            loop {
                let page = store.read(|reader| reader.notes(&NoteFilter::default(), order, after, size)).unwrap();
                seen.extend(page.rows.iter().map(|row| row.id));
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            let mut unique = seen.clone();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!((seen.len(), unique.len()), (64, 64), "{order:?} in pages of {size}");
        }
    }
}

#[test]
fn nothing_written_can_be_read_from_any_file_of_the_profile() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    record(&store, "Addison", "canary-8841 by the bins", 60);
    store
        .write(now(), &entropy(), |writer| {
            let id = writer.new_record();
            writer.save_draft(id, "{\"text\":\"canary-draft\"}")
        })
        .unwrap();
    let look = || {
        for entry in walk(folder.path()) {
            let bytes = std::fs::read(&entry).unwrap();
            for canary in ["canary", "Amara", "SQLite format 3", "Addison", "launderette"] {
                assert!(
                    !bytes.windows(canary.len()).any(|window| window == canary.as_bytes()),
                    "{canary} in {}",
                    entry.display()
                );
            }
        }
    };
    look();
    store.backup(&folder.path().join("kept.wardbook"), now(), &entropy()).unwrap();
    look();
    drop(store);
    look();
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() { files.extend(walk(&entry.path())) } else { files.push(entry.path()) }
    }
    files
}

#[test]
fn a_restored_backup_has_every_note_and_goes_on_as_a_new_device() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(&folder.path().join("here"));
    record(&store, "Addison", "before the backup", 60);
    let file = folder.path().join("kept.wardbook");
    let info = store.backup(&file, now(), &entropy()).unwrap();
    assert_eq!(info.notes, 1);
    record(&store, "Addison", "after the backup", 120);
    let old = store.read(|reader| reader.identity()).unwrap();

    let elsewhere = Profile::at(folder.path().join("there"));
    let wrong = Store::restore(&file, elsewhere.clone(), Secret::Passphrase("no"), now(), &entropy());
    assert!(matches!(wrong, Err(StoreError::WrongPassphrase { .. })));
    assert!(!elsewhere.exists(), "a wrong passphrase leaves no half notebook");
    let (restored, device) =
        Store::restore(&file, elsewhere, Secret::Passphrase(PASSPHRASE), now(), &entropy()).unwrap();
    assert_ne!(device, old.device());
    assert_eq!(listed(&restored, &NoteFilter::default()), ["before the backup"]);
    record(&restored, "Addison", "on the new device", 180);
    restored.verify(&|_| ()).unwrap();
    assert!(matches!(
        Store::restore(
            &file,
            Profile::at(folder.path().join("here")),
            Secret::Passphrase(PASSPHRASE),
            now(),
            &entropy()
        ),
        Err(StoreError::Exists)
    ));
}

#[test]
fn a_profile_found_in_another_folder_says_so_once_and_goes_on_as_a_new_device() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let (store, key) = amara(&here);
    record(&store, "Addison", "written here", 60);
    let old = store.read(|reader| reader.identity()).unwrap().device();
    drop(store);
    std::fs::rename(&here, &there).unwrap();
    let store = Store::open(Profile::at(&there), key.clone()).unwrap();
    let settled = store.settle(now(), &SeededEntropy::new(2)).unwrap();
    assert!(matches!(settled, Settled::Moved(device) if device != old));
    record(&store, "Addison", "written there", 120);
    assert_eq!(listed(&store, &NoteFilter::default()).len(), 2);
    store.verify(&|_| ()).unwrap();
    assert_eq!(store.read(|reader| reader.notices()).unwrap().len(), 1);
    drop(store);
    let store = Store::open(Profile::at(&there), key).unwrap();
    assert_eq!(store.settle(now(), &entropy()).unwrap(), Settled::AtHome);
}

#[test]
fn verify_names_a_change_whose_text_was_altered_behind_its_back() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(folder.path());
    record(&store, "Addison", "two mopeds", 60);
    drop(store);
    let connection = raw(folder.path(), &key);
    connection.execute("UPDATE note SET excerpt = 'three mopeds'", []).unwrap();
    drop(connection);
    let store = Store::open(Profile::at(folder.path()), key.clone()).unwrap();
    assert!(store.verify(&|_| ()).unwrap_err().to_string().contains("“note”"));
    drop(store);
    let connection = raw(folder.path(), &key);
    connection.execute("UPDATE change SET body = X'00' WHERE no = (SELECT max(no) FROM change)", []).unwrap();
    drop(connection);
    let store = Store::open(Profile::at(folder.path()), key).unwrap();
    assert!(store.verify(&|_| ()).unwrap_err().to_string().contains("the body does not match"));
}

#[test]
fn a_page_damaged_on_disk_is_named_as_damage_and_not_as_a_wrong_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(folder.path());
    for n in 0..50 {
        record(&store, "Addison", &format!("note {n} {}", "words ".repeat(60)), n);
    }
    store.checkpoint();
    drop(store);
    let path = folder.path().join("wardbook.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 64] {
        *byte ^= 0x55;
    }
    std::fs::write(&path, bytes).unwrap();
    let damaged = match Store::open(Profile::at(folder.path()), key) {
        Ok(store) => store.verify(&|_| ()).map(|_| ()),
        Err(error) => Err(error),
    };
    assert!(matches!(damaged, Err(StoreError::Damaged(_))), "{damaged:?}");
}

#[test]
fn drafts_keep_ten_versions_and_a_deleted_one_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let id = RecordId::from_bytes([7; 16]);
    for n in 0..30 {
        let at = now().plus_seconds(n * 61);
        store.write(at, &entropy(), |writer| writer.save_draft(id, &format!("{{\"text\":\"version {n}\"}}"))).unwrap();
    }
    let versions = store.read(|reader| reader.draft_versions(id)).unwrap();
    assert_eq!(versions.len(), 10);
    assert!(versions[0].content.contains("version 28"));
    store.write(now().plus_seconds(4_000), &entropy(), |writer| writer.delete_draft(id)).unwrap();
    assert!(store.read(|reader| reader.drafts()).unwrap().is_empty());
    store.write(now().plus_seconds(4_001), &entropy(), |writer| writer.restore_draft(id)).unwrap();
    assert!(store.read(|reader| reader.draft(id)).unwrap().unwrap().content.contains("version 29"));
}

#[test]
fn an_act_that_fails_half_way_leaves_nothing_and_uses_no_number() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let before = store.read(|reader| Ok((reader.counts()?, reader.identity()?.author))).unwrap();
    let failed = store.write(now(), &entropy(), |writer| {
        let own = writer.my_own()?;
        let id = writer.new_record();
        writer.write_group(vec![Draft::create(
            own,
            id,
            Kind::Export.as_str(),
            &json!({"recipient":"x","purpose":"y","notes":1}),
        )])?;
        Err::<(), _>(StoreError::Full)
    });
    assert!(failed.is_err());
    assert_eq!(store.read(|reader| Ok((reader.counts()?, reader.identity()?.author))).unwrap(), before);
}

#[test]
fn a_right_that_was_not_granted_is_refused_on_the_device_too() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    let refused = store.write(now(), &entropy(), |writer| {
        let control = writer.identity()?.control;
        let id = writer.new_record();
        // A note has no place in `control`, whoever writes it.
        writer.write_group(vec![Draft::create(control, id, Kind::Note.as_str(), &json!({"text": "x"}))])
    });
    assert!(matches!(refused, Err(StoreError::NotAllowed)));
}

#[test]
fn a_file_of_a_newer_version_is_named_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let (store, key) = amara(folder.path());
    store.checkpoint();
    drop(store);
    let connection = raw(folder.path(), &key);
    connection.execute_batch("PRAGMA user_version = 99").unwrap();
    drop(connection);
    let before = std::fs::read(folder.path().join("wardbook.db")).unwrap();
    assert!(matches!(Store::open(Profile::at(folder.path()), key), Err(StoreError::Newer { found: 99, .. })));
    assert_eq!(std::fs::read(folder.path().join("wardbook.db")).unwrap(), before);
}

/// A path as it reads on every system.
fn named(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[test]
fn the_files_of_a_profile_are_those_that_are_described() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(folder.path());
    record(&store, "Addison", "Two mopeds", 60);
    store.backup(&folder.path().join("kept.wardbook"), now(), &entropy()).unwrap();
    let names = |folder: &Path| {
        let mut names: Vec<String> =
            walk(folder).into_iter().map(|file| named(file.strip_prefix(folder).unwrap())).collect();
        names.sort();
        names.join("\n")
    };
    let open = names(folder.path());
    drop(store);
    let keys: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path().join("keys")).unwrap()).unwrap();
    insta::assert_snapshot!(format!("open:\n{open}\n\nclosed:\n{}\n\nkeys:\n{}", names(folder.path()), shape(&keys)));
}

/// The fields of a value and how long each text is; nothing that differs from run to run.
fn shape(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(fields) => {
            let fields: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {}", shape(value))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        serde_json::Value::String(text) => format!("{} characters", text.chars().count()),
        serde_json::Value::Number(_) => "a number".to_owned(),
        other => other.to_string(),
    }
}

#[test]
fn what_restore_does_to_the_device_is_as_described() {
    let folder = tempfile::tempdir().unwrap();
    let (store, _) = amara(&folder.path().join("here"));
    let file = folder.path().join("kept.wardbook");
    store.backup(&file, now(), &entropy()).unwrap();
    let old = store.read(|reader| reader.identity()).unwrap();
    let profile = Profile::at(folder.path().join("there"));
    let (restored, device) =
        Store::restore(&file, profile, Secret::Passphrase(PASSPHRASE), now(), &SeededEntropy::new(3)).unwrap();
    let fold = restored.read(|reader| reader.fold(device.into())).unwrap().unwrap();
    let (_, write) = fold.created().unwrap();
    let new = restored.read(|reader| reader.identity()).unwrap();
    let record: domain::records::DeviceRecord = fold.read().unwrap();
    let vouched = old.key.public().verify_vouch(
        &domain::signing::PublicKey::from_hex(&record.signing_key).unwrap(),
        &domain::signing::Signature::from_hex(&record.vouch).unwrap(),
    );
    let same = |one: String, other: String| if one == other { "the same" } else { "new" };
    insta::assert_snapshot!(format!(
        "record: {} in control\nreason: {}\nvouched by: {} device, {}\nwritten by: {} device, as its change {}\n\
         person: {}\ndevice: {}\nsigning key: {}\nclock goes on: {}",
        fold.kind().as_str(),
        record.reason,
        same(record.vouched_by.unwrap().to_string(), old.device().to_string()).replace("the same", "the old"),
        if vouched.is_ok() { "whose signature fits" } else { "whose signature does not fit" },
        if write.device == device { "the new" } else { "another" },
        new.author.sequence,
        same(old.person().to_string(), new.person().to_string()),
        same(old.device().to_string(), new.device().to_string()),
        same(old.key.public().to_hex(), new.key.public().to_hex()),
        write.clock > old.author.clock,
    ));
}

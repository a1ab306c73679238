//! Acts on a notebook of one person.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::App;
use domain::change::Draft;
use domain::dates::NoteWhen;
use domain::ids::RecordId;
use domain::records::{AmendmentRecord, AttachmentRecord, Kind, NoteRecord};
use serde_json::json;
use store::keyfile::{Cost, KeyFile, Secret};
use store::{Profile, Store, StoreError};

use super::checks::{self, Checked};
use super::place::{NOW, StepEntropy, StillHost, prose};
use super::{Program, Scenario};
use crate::killing;

const PASSPHRASE: &str = "copper lantern quiet harbour";
/// About as long as a full page of writing.
const LONG: usize = 2_500;
const FIRST_FORMAT: &str = include_str!("../../../crates/store/migrations/20261122T1100_notebook.sql");

pub fn folder(place: &Path) -> PathBuf {
    place.join("notebook")
}

fn kept(place: &Path) -> PathBuf {
    place.join("kept.wardbook")
}

pub fn words(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}

pub fn open(place: &Path) -> Checked<Store> {
    Store::open(Profile::at(folder(place)), killing::key()).map_err(words)
}

/// From the ground, as the program does it.
pub fn verify(place: &Path, _: usize) -> Checked {
    let store = open(place)?;
    store.verify(&|_| ()).map(|_| ()).map_err(|error| format!("does not verify: {error}"))
}

pub fn stands(place: &Path) -> Checked<checks::Stands> {
    checks::notebook(&folder(place))
}

/// A notebook with so many notes that was closed, and its key file.
fn prepare(place: &Path, notes: u64, bytes: usize) -> Checked<KeyFile> {
    let (mut keys, ..) = KeyFile::create("Notebook 1", PASSPHRASE, Cost::CHEAPEST).map_err(words)?;
    keys.set_passphrase(&killing::key(), PASSPHRASE, Cost::CHEAPEST).map_err(words)?;
    let profile = Profile::at(folder(place));
    let entropy = StepEntropy::new();
    let store = Store::found(profile, killing::key(), Some(&keys), &killing::founding(), NOW, &entropy);
    let store = store.map_err(words)?;
    for number in 0..notes {
        record(&store, &entropy, 1_000 + number, "Addison", bytes)?;
    }
    Ok(keys)
}

/// Records a note with its own words, unless it is there: as a screen that asks again.
pub fn record(store: &Store, entropy: &StepEntropy, number: u64, ward: &str, bytes: usize) -> Checked<RecordId> {
    entropy.begin(usize::try_from(number).unwrap_or(0));
    let written = store.write(NOW, entropy, |writer| {
        let id = writer.new_record();
        let request = format!("recorded-{number}");
        if writer.answered(&request)?.is_some() {
            return Ok(id);
        }
        let (_, set) = writer.partnership()?;
        let ward = domain::wards::find(&[set], ward).map_err(|_| StoreError::NotFound)?;
        let area = writer.area_of(ward.code)?.ok_or(StoreError::NotFound)?;
        let stream = writer.my_intake(area)?;
        let topics = vec!["vehicle".to_owned()];
        let plain = NoteRecord::plain(prose(number, bytes), area, ward.code, set, NoteWhen::now(NOW.utc()));
        let note = NoteRecord { topics, ..plain };
        writer.write_group(vec![Draft::create(stream, id, Kind::Note.as_str(), &note)])?;
        writer.remember_answer(&request, &json!({ "id": id }).to_string())?;
        Ok(id)
    });
    written.map_err(|error: StoreError| words(error))
}

/// Hangs a photo of so many bytes on the latest note, as a screen that asks again. Bytes and record are one act.
pub fn attach(store: &Store, entropy: &StepEntropy, number: u64, bytes: usize) -> Checked {
    entropy.begin(usize::try_from(number).unwrap_or(0));
    let written = store.write(NOW, entropy, |writer| {
        let request = format!("attached-{number}");
        if writer.answered(&request)?.is_some() {
            return Ok(());
        }
        let page = writer.notes(&Default::default(), store::read::NoteOrder::Newest, None, 1)?;
        let of = page.rows.first().ok_or(StoreError::NotFound)?.id;
        let stream = writer.fold(of)?.ok_or(StoreError::NotFound)?.stream();
        let kept = writer.keep_blob(prose(number, bytes).as_bytes())?;
        let blob = kept.blob;
        let record = AttachmentRecord {
            of,
            name: format!("court-{number}.jpg"),
            media: "image/jpeg".to_owned(),
            size: bytes as u64,
            blob,
            sealed: kept.sealed,
            key: kept.key,
            description: None,
            thumbnail: None,
            width: None,
            height: None,
        };
        let draft = Draft::create(stream, writer.new_record(), Kind::Attachment.as_str(), &record);
        for change in writer.write_group(vec![draft])? {
            writer.send_blob(blob, change.header().id)?;
        }
        writer.remember_answer(&request, "{}")
    });
    written.map_err(|error: StoreError| words(error))
}

/// Photos, of one part and of several, each kept with the record that names it.
pub fn keeping_a_photo(place: &Path) -> Checked<Scenario> {
    prepare(place, 4, LONG)?;
    let start = |place: &Path| -> Checked<Program> {
        let (store, entropy) = (open(place)?, StepEntropy::new());
        Ok(Box::new(move |step| attach(&store, &entropy, step as u64, [40_000, 300_000, 7_000][step % 3])))
    };
    Ok(Scenario {
        name: "keeping photos with what names them",
        steps: 3,
        repeats: true,
        unsaid: false,
        start: Box::new(start),
        stands,
        verify: Box::new(verify),
    })
}

/// Adds to the latest note, several times in one act.
fn amend(store: &Store, entropy: &StepEntropy, number: u64, times: usize) -> Checked {
    entropy.begin(usize::try_from(number).unwrap_or(0));
    let written = store.write(NOW, entropy, |writer| {
        let request = format!("amended-{number}");
        if writer.answered(&request)?.is_some() {
            return Ok(());
        }
        let page = writer.notes(&Default::default(), store::read::NoteOrder::Newest, None, 1)?;
        let note = page.rows.first().ok_or(StoreError::NotFound)?.id;
        let stream = writer.fold(note)?.ok_or(StoreError::NotFound)?.stream();
        let drafts = (0..times as u64).map(|part| {
            let more = AmendmentRecord::new(note, prose(number * 100 + part, LONG / 2));
            Draft::create(stream, writer.new_record(), Kind::Amendment.as_str(), &more)
        });
        let drafts = drafts.collect();
        writer.write_group(drafts)?;
        writer.remember_answer(&request, "{}")
    });
    written.map_err(|error: StoreError| words(error))
}

/// Through the use cases, with a second program on the same notebook that writes groups of several.
pub fn recording(place: &Path) -> Checked<Scenario> {
    prepare(place, 2, LONG)?;
    let start = |place: &Path| -> Checked<Program> {
        let entropy = Arc::new(StepEntropy::new());
        let app = App::new(StillHost(entropy.clone()), folder(place));
        app.open_with_key(killing::key()).map_err(words)?;
        let beside = open(place)?;
        Ok(Box::new(move |step| {
            let number = step as u64;
            if step % 3 == 2 {
                return amend(&beside, &entropy, number, 8);
            }
            entropy.begin(step);
            let note = json!({ "text": prose(number, LONG), "ward": "Addison", "topics": ["vehicle"] });
            let done = app.mutate(&format!("request-{step}"), "note_record", json!({ "note": note }));
            done.map(|_| ()).map_err(words)
        }))
    };
    Ok(Scenario {
        name: "recording notes and adding to them, several in one act",
        steps: 6,
        repeats: true,
        unsaid: false,
        start: Box::new(start),
        stands,
        verify: Box::new(verify),
    })
}

/// Beginning a notebook in a folder that holds none. Its key file is written past SQLite.
pub fn founding(place: &Path) -> Checked<Scenario> {
    std::fs::create_dir_all(folder(place)).map_err(words)?;
    let keys = KeyFile::create("Notebook 1", PASSPHRASE, Cost::CHEAPEST).map_err(words)?.0;
    let start = move |place: &Path| -> Checked<Program> {
        let (profile, keys) = (Profile::at(folder(place)), keys.clone());
        let mut founded: Option<Store> = None;
        Ok(Box::new(move |_| {
            let entropy = StepEntropy::new();
            let founding = killing::founding();
            let store = Store::found(profile.clone(), killing::key(), Some(&keys), &founding, NOW, &entropy);
            let _ = founded.insert(store.map_err(words)?);
            Ok(())
        }))
    };
    Ok(Scenario {
        name: "beginning a notebook",
        steps: 1,
        repeats: false,
        unsaid: true,
        start: Box::new(start),
        stands,
        verify: Box::new(opens_or_is_none),
    })
}

/// A folder holds a notebook that opens, with its key file, or none.
fn opens_or_is_none(place: &Path, confirmed: usize) -> Checked {
    let profile = Profile::at(folder(place));
    if !profile.exists() {
        return if confirmed == 0 { Ok(()) } else { Err("the notebook is gone".to_owned()) };
    }
    KeyFile::read(&profile.keys()).map_err(|error| format!("the notebook has no key file: {error}"))?;
    verify(place, confirmed)
}

/// The first opening after an update: a copy is made, the file is brought to the present format, and what
/// follows from the log is made anew.
pub fn migrating(place: &Path) -> Checked<Scenario> {
    prepare(place, 12, 5 * LONG)?;
    checks::of_the_first_format(&folder(place), FIRST_FORMAT)?;
    let start = |place: &Path| -> Checked<Program> {
        let place = place.to_owned();
        let mut opened: Option<Store> = None;
        Ok(Box::new(move |_| {
            let _ = opened.insert(open(&place)?);
            Ok(())
        }))
    };
    Ok(Scenario {
        name: "bringing an older file to the present format",
        steps: 1,
        repeats: true,
        unsaid: false,
        start: Box::new(start),
        // What follows from the log is compared by verifying; the log itself never changes.
        stands: |place| checks::log(&folder(place)),
        verify: Box::new(|place, confirmed| {
            copies_are_whole(place)?;
            verify(place, confirmed)
        }),
    })
}

/// The copy made before a migration has its name only when it is whole.
fn copies_are_whole(place: &Path) -> Checked {
    for entry in std::fs::read_dir(folder(place)).map_err(words)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with("wardbook.before-format") {
            checks::copy(&entry.path(), &folder(place).join("wardbook.db"))?;
        }
    }
    Ok(())
}

/// A long log that is folded into the file while the notebook goes on being written to.
pub fn folding_the_log(place: &Path) -> Checked<Scenario> {
    prepare(place, 4, LONG)?;
    // Copied while it is open, so that its log is long and lies beside it.
    let (there, entropy) = (place.join("there"), StepEntropy::new());
    let store = open(place)?;
    for number in 0..12 {
        record(&store, &entropy, number, "Addison", 10 * LONG)?;
    }
    super::place::copy_folder(&folder(place), &there);
    drop(store);
    std::fs::remove_dir_all(folder(place)).map_err(words)?;
    std::fs::rename(&there, folder(place)).map_err(words)?;
    let start = |place: &Path| -> Checked<Program> {
        let (store, entropy) = (open(place)?, StepEntropy::new());
        Ok(Box::new(move |step| {
            // Answers nothing: a log that stays is read on opening.
            store.checkpoint();
            record(&store, &entropy, 100 + step as u64, "Addison", 10 * LONG).map(|_| ())
        }))
    };
    Ok(Scenario {
        name: "folding the log into the file",
        steps: 3,
        repeats: true,
        unsaid: false,
        start: Box::new(start),
        stands,
        verify: Box::new(verify),
    })
}

/// A backup between two notes.
pub fn backing_up(place: &Path) -> Checked<Scenario> {
    prepare(place, 16, 5 * LONG)?;
    let start = |place: &Path| -> Checked<Program> {
        let (store, entropy, target) = (open(place)?, StepEntropy::new(), kept(place));
        Ok(Box::new(move |step| {
            if step != 1 {
                return record(&store, &entropy, step as u64, "Addison", LONG).map(|_| ());
            }
            match store.backup(&target, NOW, &entropy) {
                // Asked for once more: it is made already.
                Ok(_) | Err(StoreError::Exists) => Ok(()),
                Err(error) => Err(words(error)),
            }
        }))
    };
    Ok(Scenario {
        name: "a backup of a notebook",
        steps: 3,
        repeats: true,
        unsaid: false,
        start: Box::new(start),
        stands: |place| checks::notebook_but(&folder(place), "fact"),
        verify: Box::new(|place, confirmed| {
            let file = kept(place);
            if file.exists() {
                store::read_backup_header(&file).map_err(|error| format!("the backup does not read: {error}"))?;
                checks::backup(&file, &folder(place).join("wardbook.db"), &folder(place))?;
            } else if confirmed > 1 {
                return Err("the backup is gone".to_owned());
            }
            verify(place, confirmed)
        }),
    })
}

/// A backup put into a folder that holds no notebook, which goes on as a new device.
pub fn restoring(place: &Path) -> Checked<Scenario> {
    prepare(place, 6, LONG)?;
    // A backup is what it is restored from, and the first thing that a restored one writes.
    open(place)?.backup(&kept(place), NOW, &StepEntropy::new()).map_err(words)?;
    std::fs::remove_dir_all(folder(place)).map_err(words)?;
    std::fs::create_dir_all(folder(place)).map_err(words)?;
    let start = |place: &Path| -> Checked<Program> {
        let (file, place) = (kept(place), place.to_owned());
        let mut opened: Option<Store> = None;
        Ok(Box::new(move |step| {
            let entropy = StepEntropy::new();
            if step == 0 {
                let profile = Profile::at(folder(&place));
                let restored = Store::restore(&file, profile, Secret::Passphrase(PASSPHRASE), NOW, &entropy);
                opened = Some(restored.map_err(words)?.0);
                return Ok(());
            }
            if opened.is_none() {
                opened = Some(open(&place)?);
            }
            let store = opened.as_ref().ok_or("nothing is open")?;
            record(store, &entropy, step as u64, "Addison", 8 * LONG).map(|_| ())
        }))
    };
    Ok(Scenario {
        name: "restoring a backup",
        steps: 5,
        repeats: false,
        unsaid: true,
        start: Box::new(start),
        stands,
        verify: Box::new(opens_or_is_none),
    })
}

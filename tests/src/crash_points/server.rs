//! Acts on a server's folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;

use domain::clock::FixedClock;
use domain::roles::Role;
use protocol::{BlobPutAnswer, BlobPutRequest, Fate, PushAnswer, PushRequest, SessionRequest, session_proof};
use tokio::runtime::Runtime;
use wardbook_server::core::Caller;
use wardbook_server::data::{Folder, KeyHints};
use wardbook_server::setup::{self, Outside};
use wardbook_server::storage::Counts;
use wardbook_server::{Database, Service};

use super::checks::{self, Checked};
use super::exchange::{Town, write};
use super::notebook::{attach, words};
use super::place::{NOW, StepEntropy, copy_folder};
use super::{Program, Scenario};
use crate::simulation::borough::Who;

fn folder(place: &Path) -> PathBuf {
    place.join("server")
}

fn kept(place: &Path) -> PathBuf {
    place.join("kept")
}

fn runtime() -> Checked<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(words)
}

fn outside() -> Outside {
    Outside { clock: Arc::new(FixedClock::at(NOW)), entropy: Arc::new(StepEntropy::new()) }
}

/// A server that answers.
struct Running {
    runtime: Runtime,
    service: Option<Service<Database>>,
}

impl Running {
    fn open(place: &Path) -> Checked<Self> {
        let runtime = runtime()?;
        let folder = Folder::new(folder(place));
        let service = runtime.block_on(async {
            let (service, _) = setup::open(&folder, &KeyHints::default(), &outside()).await.map_err(words)?;
            setup::make_ready(&folder, &service).await.map_err(words)?;
            Ok::<_, String>(service)
        })?;
        Ok(Self { runtime, service: Some(service) })
    }

    fn service(&self) -> Checked<&Service<Database>> {
        self.service.as_ref().ok_or_else(|| "it is down".to_owned())
    }

    async fn caller(service: &Service<Database>, who: &Who) -> Checked<Caller> {
        let challenge = service.hello(protocol::HelloRequest {}).await.map_err(words)?.challenge;
        let proof = who.key.open_session(&session_proof(&challenge, &service.server_key(), who.device));
        let session = SessionRequest { device: who.device, challenge, proof, introductions: Vec::new() };
        let token = service.session(session).await.map_err(words)?.token;
        service.caller(&token).await.map_err(words)
    }

    /// Sends it a part of a photo. Done where it has that part afterwards.
    fn put(&self, who: &Who, request: &BlobPutRequest) -> Checked {
        let service = self.service()?;
        let end = request.at + request.bytes.len() as u64;
        let answer: BlobPutAnswer = self.runtime.block_on(async {
            let caller = Self::caller(service, who).await?;
            service.blob_put(&caller, request.clone()).await.map_err(words)
        })?;
        if answer.have < end { Err(format!("it has {} bytes, and was given {end}", answer.have)) } else { Ok(()) }
    }

    /// Sends it a push, as its device does. Done where each group was accepted or had been.
    fn push(&self, who: &Who, request: &PushRequest) -> Checked {
        let service = self.service()?;
        let answer: PushAnswer = self.runtime.block_on(async {
            let caller = Self::caller(service, who).await?;
            service.push(&caller, request.clone()).await.map_err(words)
        })?;
        let through = |fate: &Fate| matches!(fate, Fate::Accepted | Fate::Had);
        match answer.answers.iter().find(|answer| !through(&answer.fate)) {
            Some(answer) => Err(words(&answer.fate)),
            None => Ok(()),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(service) = self.service.take() {
            self.runtime.block_on(service.into_storage().close());
        }
    }
}

fn stands(place: &Path) -> Checked<checks::Stands> {
    checks::server(&folder(place))
}

fn verify(place: &Path, _: usize) -> Checked {
    counts(place).map(|_| ())
}

/// What a server that verifies from the ground holds.
fn counts(place: &Path) -> Checked<Counts> {
    let verified = runtime()?.block_on(setup::verify(&Folder::new(folder(place)), &KeyHints::default()));
    verified.map_err(words)?.map_err(|fault| format!("the server does not verify: {fault:?}"))
}

/// A folder that holds a server which holds some notes already, and pushes that it has not seen.
fn prepare(place: &Path, pushes: u64, notes: u64, bytes: usize) -> Checked<(Who, Vec<PushRequest>)> {
    let mut town = Town::new();
    let mut ben = town.laptop("Ben", Some(Role::Outreach));
    write(&ben, 10_000, 12, bytes)?;
    town.exchange(&mut ben);
    write(&ben, 0, pushes * notes, bytes)?;
    let whole = town.push_of(&mut ben)?;
    let who = ben.who().ok_or("the laptop does not read")?;
    let chunk = usize::try_from(notes).unwrap_or(1);
    let requests = whole.groups.chunks(chunk).map(|groups| PushRequest { groups: groups.to_vec(), pending: 0 });
    let requests = requests.collect();
    town.borough.stop();
    std::fs::create_dir_all(folder(place)).map_err(words)?;
    copy_folder(town.borough.folder.root(), &folder(place));
    Ok((who, requests))
}

/// Parts of a photo, each taken or not; with the last one it is compared with its name and whole.
pub fn taking_parts_of_a_photo(place: &Path) -> Checked<Scenario> {
    let mut town = Town::new();
    let mut ben = town.laptop("Ben", Some(Role::Outreach));
    write(&ben, 0, 2, 1_500)?;
    attach(ben.store.as_ref().ok_or("the laptop is off")?, &StepEntropy::new(), 0, 300_000)?;
    let puts = town.puts_of(&mut ben, |borough| {
        std::fs::create_dir_all(folder(place)).expect("a folder");
        copy_folder(borough.folder.root(), &folder(place));
    })?;
    if puts.len() < 3 {
        return Err(format!("the photo goes in {} parts", puts.len()));
    }
    let (who, steps) = (ben.who().ok_or("the laptop does not read")?, puts.len());
    let start = move |place: &Path| -> Checked<Program> {
        let (running, who, puts) = (Running::open(place)?, who.clone(), puts.clone());
        Ok(Box::new(move |step| running.put(&who, &puts[step])))
    };
    Ok(Scenario {
        name: "a server takes a photo part by part",
        steps,
        repeats: true,
        // The last part is on the disk before it is compared.
        unsaid: true,
        start: Box::new(start),
        stands,
        verify: Box::new(move |place, confirmed| {
            let counts = counts(place)?;
            if confirmed == steps && counts.blobs == 0 {
                return Err("all parts were taken, and no photo is whole".to_owned());
            }
            Ok(())
        }),
    })
}

/// What several devices would send, one push after the other, until the server is stopped.
pub fn taking_a_push(place: &Path) -> Checked<Scenario> {
    let (who, requests) = prepare(place, 4, 4, 20_000)?;
    let steps = requests.len();
    let start = move |place: &Path| -> Checked<Program> {
        let (running, who, requests) = (Running::open(place)?, who.clone(), requests.clone());
        Ok(Box::new(move |step| running.push(&who, &requests[step])))
    };
    Ok(Scenario {
        name: "a server takes pushes",
        steps,
        repeats: true,
        unsaid: false,
        start: Box::new(start),
        stands,
        verify: Box::new(verify),
    })
}

/// A backup that is made while devices go on sending.
pub fn backing_up_while_written_to(place: &Path) -> Checked<Scenario> {
    let (who, requests) = prepare(place, 4, 3, 16_000)?;
    let steps = requests.len() + 1;
    let start = move |place: &Path| -> Checked<Program> {
        let (running, who, requests) = (Running::open(place)?, who.clone(), requests.clone());
        let (folder, file) = (Folder::new(folder(place)), kept(place));
        let mut backup = Backup(None);
        Ok(Box::new(move |step| {
            // It is begun with the first push and waited for after the last.
            let begun = backup.0.take().unwrap_or_else(|| {
                let (folder, file) = (folder.clone(), file.clone());
                std::thread::spawn(move || back_up(&folder, &file))
            });
            if let Some(request) = requests.get(step) {
                backup.0 = Some(begun);
                return running.push(&who, request);
            }
            begun.join().map_err(|panic| super::place::said(&*panic))?
        }))
    };
    Ok(Scenario {
        name: "a backup of a server while it is written to",
        steps,
        repeats: true,
        unsaid: false,
        start: Box::new(start),
        stands,
        verify: Box::new(move |place, confirmed| {
            let file = kept(place);
            if file.exists() {
                checks::backup(&file, &folder(place).join("server.db"), &folder(place))?;
            } else if confirmed == steps {
                return Err("the backup is gone".to_owned());
            }
            verify(place, confirmed)
        }),
    })
}

/// A backup under way. Nothing may hold its files when it is dropped.
struct Backup(Option<JoinHandle<Checked>>);

impl Drop for Backup {
    fn drop(&mut self) {
        if let Some(begun) = self.0.take() {
            let _ = begun.join();
        }
    }
}

fn back_up(folder: &Folder, file: &Path) -> Checked {
    if file.exists() {
        // Asked for once more: it is made already.
        return Ok(());
    }
    let key = PathBuf::from(format!("{}.key", file.display()));
    let _ = std::fs::remove_file(key);
    runtime()?.block_on(setup::backup(folder, file, &KeyHints::default())).map(|_| ()).map_err(words)
}

/// A backup put into an empty folder, as another life of the server, which then takes a push.
pub fn restoring(place: &Path) -> Checked<Scenario> {
    let (who, requests) = prepare(place, 2, 4, 20_000)?;
    back_up(&Folder::new(folder(place)), &kept(place))?;
    std::fs::remove_dir_all(folder(place)).map_err(words)?;
    std::fs::create_dir_all(folder(place)).map_err(words)?;
    let start = move |place: &Path| -> Checked<Program> {
        let (place, who, requests) = (place.to_owned(), who.clone(), requests.clone());
        let mut running = None;
        Ok(Box::new(move |step| {
            if step == 0 {
                let (folder, hints) = (Folder::new(folder(&place)), KeyHints::default());
                let restored = runtime()?.block_on(setup::restore(&folder, &kept(&place), &hints, None, &outside()));
                return restored.map(|_| ()).map_err(words);
            }
            if running.is_none() {
                running = Some(Running::open(&place)?);
            }
            running.as_ref().ok_or("it is down")?.push(&who, &requests[step - 1])
        }))
    };
    Ok(Scenario {
        name: "restoring a server",
        steps: 3,
        repeats: false,
        unsaid: true,
        start: Box::new(start),
        stands,
        verify: Box::new(|place, confirmed| {
            if Folder::new(folder(place)).holds_server() {
                return verify(place, confirmed);
            }
            if confirmed == 0 { Ok(()) } else { Err("the server is gone".to_owned()) }
        }),
    })
}

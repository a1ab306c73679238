//! The server's side: one partnership, one storage, one to three programs that answer over it, with its
//! backups and its disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::change::{Act, Header};
use domain::clock::{Clock, FixedClock};
use domain::entropy::{Entropy, SeededEntropy};
use domain::ids::{DeviceId, PersonId};
use domain::roles::Role;
use domain::signing::SigningKey;
use domain::wards::BoundarySet;
use protocol::{Invitation, JoinAnswer, JoinRequest, SessionRequest, session_proof};
use store::{Joined, Profile, Store};
use sync::{Answer, Call, Fault};
use tokio::runtime::Runtime;
use wardbook_server::Storage;
use wardbook_server::core::founding::Founding;
use wardbook_server::core::placing::{Erased, forgotten};
use wardbook_server::core::roster::{Inviting, Revoking};
use wardbook_server::core::{Known, Refused};
use wardbook_server::data::{Folder, KeyHints};
use wardbook_server::setup::{self, Outside};
use wardbook_server::{Database, Service};

use crate::faulty_disk::Disk;
use crate::killing;

pub struct Borough {
    runtime: Runtime,
    root: PathBuf,
    pub folder: Folder,
    pub disk: Disk,
    /// Empty while the server is down.
    instances: Vec<Service<Database>>,
    wanted: usize,
    /// The files of backups that can be restored, the latest last.
    backups: Vec<PathBuf>,
    written: usize,
    pub lives: usize,
    outside: Outside,
    clock: Arc<FixedClock>,
    entropy: Arc<SeededEntropy>,
}

/// What a device needs to say who it is.
#[derive(Clone)]
pub struct Who {
    pub device: DeviceId,
    pub key: SigningKey,
}

impl Borough {
    /// Founded and answering, with the administrator's invitation.
    pub fn new(root: &Path, seed: u64, instances: usize, clock: Arc<FixedClock>) -> (Self, Invitation) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("one thread");
        let entropy = Arc::new(SeededEntropy::new(seed ^ 0x5e57_ef00));
        let outside = Outside { clock: clock.clone(), entropy: entropy.clone() };
        let place = root.join("server-0");
        std::fs::create_dir_all(&place).expect("a folder");
        let disk = Disk::at(&place);
        let folder = Folder::new(place);
        let founding = Founding {
            name: "Borough".to_owned(),
            admin: "Ada".to_owned(),
            addresses: vec!["wardbook.example.org:8443".to_owned()],
            boundaries: BoundarySet::Y2022,
        };
        let made = runtime.block_on(setup::init(&folder, &founding, &KeyHints::default(), &outside));
        let (service, invitation) = made.expect("a server in an empty folder");
        let mut borough = Self {
            runtime,
            root: root.to_owned(),
            folder,
            disk,
            instances: vec![service],
            wanted: instances,
            backups: Vec::new(),
            written: 0,
            lives: 1,
            outside,
            clock,
            entropy,
        };
        borough.stop();
        borough.start();
        (borough, invitation.parse().expect("an invitation"))
    }

    pub fn is_up(&self) -> bool {
        !self.instances.is_empty()
    }

    pub fn stop(&mut self) {
        for service in self.instances.drain(..) {
            self.runtime.block_on(service.into_storage().close());
        }
    }

    /// Tries to answer again. False where its disk does not let it.
    pub fn start(&mut self) -> bool {
        while self.instances.len() < self.wanted {
            let opened = self.runtime.block_on(async {
                let (service, _) = setup::open(&self.folder, &KeyHints::default(), &self.outside).await.ok()?;
                setup::make_ready(&self.folder, &service).await.ok()?;
                Some(service)
            });
            let Some(service) = opened else {
                self.stop();
                return false;
            };
            self.instances.push(service);
        }
        true
    }

    /// After a crash: what the disk kept, under new processes.
    pub fn restart(&mut self, dice: &dyn Entropy) {
        self.stop();
        self.disk.power_on(dice);
        assert!(self.start(), "what a crash left of the server opens");
    }

    pub fn invite(&self, name: &str, role: Option<Role>, wards: Vec<String>) -> Invitation {
        let inviting = Inviting { name: name.to_owned(), role, wards };
        let invited = self.runtime.block_on(self.instances[0].invite_named(&inviting));
        invited.expect("an invitation is made").1.parse().expect("an invitation")
    }

    /// From today on nothing of these wards is theirs to read or to write.
    pub fn end_access(&self, name: &str, wards: &[&str]) {
        let wards = Revoking::Wards(wards.iter().map(|ward| (*ward).to_owned()).collect());
        self.runtime.block_on(self.instances[0].revoke_named(name, &wards)).expect("access is ended");
    }

    /// A laptop joins, its notebook in this empty folder, under the key that all have here. Whose it is.
    pub fn enrol(&self, invitation: &Invitation, folder: &Path) -> PersonId {
        let (answer, who) = self.join(invitation);
        let joined = Joined {
            partnership: answer.partnership,
            control: answer.control,
            person: answer.person,
            device: who.device,
            key: who.key,
            server: self.server_key(),
            earlier: answer.earlier,
            addresses: invitation.addresses.clone(),
        };
        drop(Store::join(Profile::at(folder), killing::key(), None, &joined).expect("an empty folder takes it"));
        answer.person
    }

    fn join(&self, invitation: &Invitation) -> (JoinAnswer, Who) {
        let key = SigningKey::generate(self.entropy.as_ref());
        let device = DeviceId::new(self.clock.now(), self.entropy.as_ref());
        let who = Who { device, key };
        let service = &self.instances[0];
        let answer = self.runtime.block_on(async {
            let challenge = service.hello(protocol::HelloRequest {}).await?.challenge;
            let proof = who.key.open_session(&session_proof(&challenge, &service.server_key(), device));
            let request =
                JoinRequest { secret: invitation.secret, device, signing_key: who.key.public(), challenge, proof };
            service.join(request).await
        });
        (answer.expect("the invitation is good"), who)
    }

    pub fn server_key(&self) -> domain::signing::PublicKey {
        self.instances[0].server_key()
    }

    /// One call of a device, over the real messages, to one of the programs.
    pub fn call(&self, at: usize, call: &Call, who: &Who, token: &mut Option<String>) -> Result<Answer, Fault> {
        let Some(service) = self.instances.get(at % self.instances.len().max(1)) else {
            return Err(Fault::Unreachable);
        };
        let done = self.runtime.block_on(async {
            match call {
                Call::Session { introductions } => {
                    let challenge = service.hello(protocol::HelloRequest {}).await?.challenge;
                    let proof = who.key.open_session(&session_proof(&challenge, &service.server_key(), who.device));
                    let introductions = introductions.clone();
                    let request = SessionRequest { device: who.device, challenge, proof, introductions };
                    let answer = service.session(over_the_wire(&request)).await?;
                    *token = Some(answer.token.clone());
                    Ok(Answer::Session { may_read: answer.may_read })
                }
                Call::Push(request) => {
                    let caller = service.caller(token.as_deref().unwrap_or_default()).await?;
                    let answer = service.push(&caller, over_the_wire(request)).await?;
                    Ok(Answer::Push(over_the_wire(&answer)))
                }
                Call::Pull(request) => {
                    let caller = service.caller(token.as_deref().unwrap_or_default()).await?;
                    let answer = service.pull(&caller, over_the_wire(request)).await?;
                    Ok(Answer::Pull(over_the_wire(&answer)))
                }
                Call::BlobPut(request) => {
                    let caller = service.caller(token.as_deref().unwrap_or_default()).await?;
                    let answer = service.blob_put(&caller, over_the_wire(request)).await?;
                    Ok(Answer::BlobPut(over_the_wire(&answer)))
                }
                Call::BlobGet(request) => {
                    let caller = service.caller(token.as_deref().unwrap_or_default()).await?;
                    let answer = service.blob_get(&caller, over_the_wire(request)).await?;
                    Ok(Answer::BlobGet(over_the_wire(&answer)))
                }
            }
        });
        done.map_err(|refused: Refused| Fault::Refused(refused.into()))
    }

    /// Those of the photos that the server can give.
    pub fn blobs_whole(&self, blobs: Vec<domain::blob::BlobId>) -> BTreeSet<domain::blob::BlobId> {
        let whole = self.runtime.block_on(self.instances[0].storage().blobs_whole(blobs));
        whole.expect("the server's disk reads").into_keys().collect()
    }

    /// What everybody may hold, as the server sees it.
    pub fn known(&self) -> Arc<Known> {
        self.runtime.block_on(self.instances[0].directory()).expect("the directory reads")
    }

    pub fn today(&self) -> chrono::NaiveDate {
        self.instances[0].today()
    }

    /// Everything that waits for a supervisor, by group.
    pub fn held(&self) -> Vec<domain::ids::GroupId> {
        let held = self.runtime.block_on(self.instances[0].storage().held()).expect("what is held reads");
        held.into_iter().map(|(row, _)| row.group).collect()
    }

    /// Records of which an erasing change stands in the log, and changes that a forgetting one names.
    pub fn erased(&self) -> BTreeSet<Erased> {
        let rows = self.log().into_iter().flat_map(|(stream, rows)| rows.into_iter().map(move |row| (stream, row)));
        rows.flat_map(|(stream, row)| {
            let header = Header::decode(&row.header).expect("a header");
            match header.act {
                Act::Erase => vec![(stream, *header.record.as_bytes())],
                Act::Forget => header.supersedes.iter().map(|named| forgotten(stream, header.record, *named)).collect(),
                _ => Vec::new(),
            }
        })
        .collect()
    }

    /// Every stream from its first position to its last: the ids in their order.
    pub fn log(&self) -> std::collections::BTreeMap<domain::ids::StreamId, Vec<wardbook_server::storage::Row>> {
        use wardbook_server::storage::Bounds;
        let storage = self.instances[0].storage();
        self.runtime.block_on(async {
            let mut log = std::collections::BTreeMap::new();
            for (stream, head) in storage.heads().await.expect("the heads read") {
                let mut rows = Vec::new();
                while (rows.len() as u64) < head.position {
                    let bounds = Bounds { changes: 1_000, bytes: usize::MAX };
                    let run = storage.run(stream, rows.len() as u64, bounds).await.expect("the stream reads");
                    assert!(!run.rows.is_empty(), "stream {stream} says more than it holds");
                    rows.extend(run.rows);
                }
                log.insert(stream, rows);
            }
            log
        })
    }

    /// From the ground: chains, positions, signatures.
    pub fn verify(&self) -> Result<(), String> {
        let verified = self.runtime.block_on(setup::verify(&self.folder, &KeyHints::default()));
        verified.map_err(|error| error.to_string())?.map(|_| ()).map_err(|fault| format!("{fault:?}"))
    }

    /// True where one was written.
    pub fn back_up(&mut self) -> bool {
        let file = self.root.join(format!("backup-{}", self.written));
        self.written += 1;
        let made = self.runtime.block_on(setup::backup(&self.folder, &file, &KeyHints::default()));
        if made.is_ok() {
            self.backups.push(file);
        }
        made.is_ok()
    }

    /// Another life of the server, from its latest backup or the one before, with the endings it logged
    /// since. False where there is no backup.
    pub fn restore(&mut self, earlier: bool) -> bool {
        let at = self.backups.len().checked_sub(if earlier { 2 } else { 1 });
        let Some(file) = at.and_then(|at| self.backups.get(at)).cloned() else { return false };
        self.stop();
        let place = self.root.join(format!("server-{}", self.lives));
        std::fs::create_dir_all(&place).expect("a folder");
        let (disk, folder) = (Disk::at(&place), Folder::new(place));
        let endings = self.folder.revocations();
        let endings = endings.exists().then_some(endings);
        let hints = KeyHints::default();
        let restored = self.runtime.block_on(setup::restore(&folder, &file, &hints, endings.as_deref(), &self.outside));
        restored.expect("a whole backup restores");
        (self.folder, self.disk) = (folder, disk);
        self.lives += 1;
        assert!(self.start(), "a restored server opens");
        true
    }
}

/// Packed and read again, as the other side reads it.
fn over_the_wire<T: minicbor::Encode<()> + for<'b> minicbor::Decode<'b, ()>>(message: &T) -> T {
    protocol::unpack(&protocol::pack(message)).expect("what one side packs the other reads")
}

//! A borough in one thread: the real server core over real SQLite, and devices with the real engine and
//! store, with no socket between them. Time and randomness are given.

use std::path::Path;
use std::sync::Arc;

use domain::clock::{Clock, FixedClock, Timestamp};
use domain::entropy::{Entropy, SeededEntropy};
use domain::ids::DeviceId;
use domain::roles::Role;
use domain::signing::SigningKey;
use domain::wards::{BoundarySet, WardCode};
use protocol::{DecideRequest, Invitation, JoinRequest, SessionRequest, session_proof};
use store::keyfile::DatabaseKey;
use store::{Indexing, Joined, Profile, Store, StoreReplica};
use sync::{Answer, Bounds, Call, Effect, Engine, Event, Fault, Moment, Report, Trouble};
use tokio::runtime::Runtime;
use wardbook_server::core::Caller;
use wardbook_server::core::founding::Founding;
use wardbook_server::core::roster::{Inviting, Revoking};
use wardbook_server::data::{Folder, KeyHints};
use wardbook_server::setup::{self, Outside};
use wardbook_server::{Database, Service, Storage};

/// Tuesday 24 November 2026, 10:40 in London.
pub const START: Timestamp = Timestamp::from_millis(1_795_516_800_000);

pub struct Borough {
    runtime: Runtime,
    folder: Folder,
    pub service: Service<Database>,
    pub clock: Arc<FixedClock>,
    pub entropy: Arc<SeededEntropy>,
    administrator: String,
}

impl Borough {
    pub fn found(folder: &Path, seed: u64) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("one thread");
        let clock = Arc::new(FixedClock::at(START));
        let entropy = Arc::new(SeededEntropy::new(seed));
        let founding = Founding {
            name: "Borough".to_owned(),
            admin: "Mina Farrow".to_owned(),
            addresses: vec!["https://127.0.0.1:1".to_owned()],
            boundaries: BoundarySet::Y2022,
        };
        let outside =
            Outside { clock: Arc::clone(&clock) as Arc<dyn Clock>, entropy: Arc::clone(&entropy) as Arc<dyn Entropy> };
        let folder = Folder::new(folder);
        let (service, administrator) = runtime
            .block_on(setup::init(&folder, &founding, &KeyHints::default(), &outside))
            .expect("an empty folder takes a server");
        Self { runtime, folder, service, clock, entropy, administrator }
    }

    /// Goes on as the server whose data folder this is, at that moment.
    pub fn opened(folder: &Path, at: Timestamp, seed: u64) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("one thread");
        let clock = Arc::new(FixedClock::at(at));
        let entropy = Arc::new(SeededEntropy::new(seed));
        let outside =
            Outside { clock: Arc::clone(&clock) as Arc<dyn Clock>, entropy: Arc::clone(&entropy) as Arc<dyn Entropy> };
        let folder = Folder::new(folder);
        let service = runtime.block_on(async {
            let opened = setup::open(&folder, &KeyHints::default(), &outside).await;
            let (service, _) = opened.expect("a server's data folder opens");
            setup::make_ready(&folder, &service).await.expect("a server that opened answers");
            service
        });
        Self { runtime, folder, service, clock, entropy, administrator: String::new() }
    }

    /// Everything from the ground, as `wardbook-server verify` does it.
    pub fn verify(&self) {
        let verified = self.runtime.block_on(setup::verify(&self.folder, &KeyHints::default()));
        verified.expect("the data folder reads").expect("everything holds");
    }

    /// The administrator's invitation.
    pub fn administrator(&self) -> &str {
        &self.administrator
    }

    /// Takes somebody in, as `wardbook-server invite` does, and gives the invitation.
    pub fn invite(&self, name: &str, role: Role, wards: &[&str]) -> String {
        let inviting = Inviting {
            name: name.to_owned(),
            role: Some(role),
            wards: wards.iter().map(|ward| (*ward).to_owned()).collect(),
        };
        self.runtime.block_on(self.service.invite_named(&inviting)).expect("the server takes somebody in").1
    }

    /// Gives a member another role; the invitation that comes with it is not used.
    pub fn give(&self, name: &str, role: Role, wards: &[&str]) {
        self.invite(name, role, wards);
    }

    pub fn revoke_ward(&self, name: &str, ward: &str) {
        let what = Revoking::Wards(vec![ward.to_owned()]);
        self.runtime.block_on(self.service.revoke_named(name, &what)).expect("the server ends it");
    }

    /// From now on they no longer belong.
    pub fn end_membership(&self, name: &str) {
        self.runtime.block_on(self.service.revoke_named(name, &Revoking::Membership)).expect("the server ends it");
    }

    /// A backup into this file, as `wardbook-server backup` writes one.
    pub fn back_up(&self, file: &Path) {
        let written = self.runtime.block_on(setup::backup(&self.folder, file, &KeyHints::default()));
        written.expect("a backup is written");
    }

    /// Goes on in an empty folder as the server that a backup tells of.
    pub fn restored(self, file: &Path, folder: &Path) -> Self {
        let Self { runtime, service, clock, entropy, administrator, .. } = self;
        runtime.block_on(service.into_storage().close());
        let outside =
            Outside { clock: Arc::clone(&clock) as Arc<dyn Clock>, entropy: Arc::clone(&entropy) as Arc<dyn Entropy> };
        let folder = Folder::new(folder);
        let hints = KeyHints::default();
        let service = runtime.block_on(async {
            setup::restore(&folder, file, &hints, None, &outside).await.expect("a whole backup restores");
            let (service, _) = setup::open(&folder, &hints, &outside).await.expect("a restored server opens");
            setup::make_ready(&folder, &service).await.expect("a restored server answers");
            service
        });
        Self { runtime, folder, service, clock, entropy, administrator }
    }

    pub fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }
}

fn database_key() -> DatabaseKey {
    DatabaseKey::new([9; 32])
}

/// One device of somebody.
pub struct Post {
    pub store: Store,
    engine: Engine,
    bounds: Bounds,
    entropy: Arc<SeededEntropy>,
    token: Option<String>,
    clock: Arc<FixedClock>,
    /// The last so many calls brought no answer, although the server did what was asked.
    pub lose_answers: u32,
    /// Only so many calls of an exchange are answered.
    pub lose_answers_after: Option<u32>,
    /// What a pull's answer becomes on its way here.
    pub spoil: Option<fn(&mut protocol::PullAnswer)>,
    /// And what a part of a file becomes.
    pub spoil_files: Option<fn(&mut protocol::BlobGetAnswer)>,
}

impl Post {
    pub fn join(borough: &Borough, invitation: &str, folder: &Path, bounds: Bounds) -> Self {
        let invitation: Invitation = invitation.parse().expect("an invitation");
        let entropy = borough.entropy.as_ref();
        let key = SigningKey::generate(entropy);
        let device = DeviceId::new(borough.clock.now(), entropy);
        let answer = borough.block_on(async {
            let hello = borough.service.hello(protocol::HelloRequest {}).await?;
            let proof = session_proof(&hello.challenge, &hello.server_key, device);
            let request = JoinRequest {
                secret: invitation.secret,
                device,
                signing_key: key.public(),
                challenge: hello.challenge,
                proof: key.open_session(&proof),
            };
            borough.service.join(request).await
        });
        let answer = answer.expect("the invitation is good");
        let joined = Joined {
            partnership: answer.partnership,
            control: answer.control,
            person: answer.person,
            device,
            key,
            server: borough.service.server_key(),
            earlier: answer.earlier,
            addresses: invitation.addresses,
        };
        let store =
            Store::join(Profile::at(folder), database_key(), None, &joined).expect("the folder takes a notebook");
        Self::of(store, borough, bounds)
    }

    /// Goes on with a notebook that is here already, as the device it is.
    pub fn opened(borough: &Borough, folder: &Path, key: DatabaseKey, bounds: Bounds) -> Self {
        Self::of(Store::open(Profile::at(folder), key).expect("a notebook opens"), borough, bounds)
    }

    fn of(store: Store, borough: &Borough, bounds: Bounds) -> Self {
        Self {
            store,
            engine: Engine::with_bounds("test", None, bounds),
            bounds,
            entropy: Arc::clone(&borough.entropy),
            token: None,
            clock: Arc::clone(&borough.clock),
            lose_answers: 0,
            lose_answers_after: None,
            spoil: None,
            spoil_files: None,
        }
    }

    /// The notebook and a copy of its files, neither of which knows of the other.
    pub fn copied(self, borough: &Borough, to: &Path) -> (Self, Self) {
        let (from, bounds) = (self.store.profile().folder().to_owned(), self.bounds);
        drop(self);
        std::fs::create_dir_all(to).expect("a folder");
        for entry in std::fs::read_dir(&from).expect("the folder reads") {
            let entry = entry.expect("the folder reads");
            if entry.path().is_file() {
                std::fs::copy(entry.path(), to.join(entry.file_name())).expect("a file copies");
            }
        }
        let open = |folder: &Path| Store::open(Profile::at(folder), database_key()).expect("a notebook opens");
        (Self::of(open(&from), borough, bounds), Self::of(open(to), borough, bounds))
    }

    /// Goes on as a new device, as it does when the server tells it of a copy.
    pub fn part_from_copy(&self) {
        use sync::Replica;
        let replica = StoreReplica { store: &self.store, entropy: self.entropy.as_ref(), indexing: Indexing::Now };
        replica.part_from_copy(self.clock.now()).expect("a notebook parts from its copy");
    }

    /// Groups that wait, that are held for a supervisor, and that a person must look at.
    pub fn outbox(&self) -> (u32, u32, u32) {
        self.store.read(|reader| reader.outbox_counts()).expect("the outbox reads")
    }

    /// One exchange to its end.
    pub fn exchange(&mut self, borough: &Borough) -> Result<Report, (Report, Trouble)> {
        let mut events = vec![Event::Asked];
        let mut ended = None;
        let mut left = self.lose_answers_after;
        while let Some(event) = events.pop() {
            let replica = StoreReplica { store: &self.store, entropy: self.entropy.as_ref(), indexing: Indexing::Now };
            let moment = Moment { now: self.clock.now(), awake_ms: 0 };
            for effect in self.engine.handle(event, &replica, moment, self.entropy.as_ref()) {
                match effect {
                    Effect::Call(call) => {
                        let answer = borough.block_on(carry_out(&borough.service, &self.store, &mut self.token, call));
                        let answer = answer.map(|mut answer| {
                            if let (Answer::Pull(pulled), Some(spoil)) = (&mut answer, self.spoil) {
                                spoil(pulled);
                            }
                            if let (Answer::BlobGet(part), Some(spoil)) = (&mut answer, self.spoil_files) {
                                spoil(part);
                            }
                            answer
                        });
                        let lost = self.lose_answers > 0 || left == Some(0);
                        left = left.map(|left| left.saturating_sub(1));
                        self.lose_answers = self.lose_answers.saturating_sub(1);
                        events.push(Event::Answered(if lost { Err(Fault::Unreachable) } else { answer }));
                    }
                    Effect::Ended(how) => ended = Some(how),
                    Effect::Wake { .. } | Effect::Status => {}
                }
            }
        }
        ended.expect("an exchange ends")
    }

    /// Hangs these bytes on a note of one's own, as a photo is, and returns the attachment's id.
    pub fn attach(&self, note: domain::ids::RecordId, bytes: &[u8]) -> domain::ids::RecordId {
        use domain::change::Draft;
        use domain::records::{AttachmentRecord, Kind};
        self.store
            .write(self.clock.now(), self.entropy.as_ref(), |writer| {
                let fold = writer.fold(note)?.ok_or(store::StoreError::NotFound)?;
                let kept = writer.keep_blob(bytes)?;
                let (id, blob) = (writer.new_record(), kept.blob);
                let record = AttachmentRecord {
                    of: note,
                    name: "court.jpg".to_owned(),
                    media: "image/jpeg".to_owned(),
                    size: bytes.len() as u64,
                    blob,
                    sealed: kept.sealed,
                    key: kept.key,
                    description: None,
                    thumbnail: None,
                    width: None,
                    height: None,
                };
                let drafts = vec![Draft::create(fold.stream(), id, Kind::Attachment.as_str(), &record)];
                for change in writer.write_group(drafts)? {
                    writer.send_blob(blob, change.header().id)?;
                }
                Ok::<_, store::StoreError>(id)
            })
            .expect("a photo is added")
    }

    /// The bytes of a photo, where all of them are here.
    pub fn photo(&self, id: domain::ids::RecordId) -> Option<Vec<u8>> {
        let read = self.store.read(|reader| match reader.attachment(id)? {
            Some(file) => reader.open_blob(&file.record),
            None => Ok(None),
        });
        read.expect("the notebook reads")
    }

    /// Bytes of photos and documents that lie on this device, whatever they hang on.
    pub fn blob_bytes(&self) -> u64 {
        self.store.read(|reader| reader.blob_bytes()).expect("the notebook reads")
    }

    /// Takes a photo back off what it hangs on.
    pub fn take_off(&self, id: domain::ids::RecordId) {
        use domain::change::{Act, Draft};
        use domain::records::{Kind, WITHDRAWN};
        self.store
            .write(self.clock.now(), self.entropy.as_ref(), |writer| {
                let fold = writer.fold(id)?.ok_or(store::StoreError::NotFound)?;
                let content = serde_json::json!({ WITHDRAWN: { "reason": "the wrong one" } });
                let draft = Draft::create(fold.stream(), id, Kind::Attachment.as_str(), &content).act(Act::Withdraw);
                writer.write_group(vec![draft.superseding(fold.heads_of([WITHDRAWN]))])
            })
            .expect("a photo is taken off");
    }

    /// What is known of where a photo is.
    pub fn photo_standing(&self, id: domain::ids::RecordId) -> Option<store::BlobStanding> {
        let read = self.store.read(|reader| reader.attachment(id)).expect("the notebook reads");
        read.map(|file| file.standing)
    }

    /// As the server knows this device in its latest session.
    pub fn caller(&self, borough: &Borough) -> Caller {
        let caller = borough.block_on(borough.service.caller(self.token.as_deref().unwrap_or_default()));
        caller.expect("a session stands")
    }

    /// Releases whatever waits for a supervisor, as one.
    pub fn release_all(&self, borough: &Borough) {
        let caller = self.caller(borough);
        borough.block_on(async {
            for (row, _) in borough.service.storage().held().await.expect("what is held reads") {
                let request = DecideRequest { group: row.group, release: true, reason: String::new() };
                borough.service.decide(&caller, request).await.expect("a supervisor decides");
            }
        });
    }

    /// Records a note and returns its id.
    pub fn record(&self, ward: &str, text: &str) -> domain::ids::RecordId {
        use domain::change::Draft;
        use domain::records::{Kind, NoteRecord};
        let ward: WardCode = ward.parse().expect("a ward's code");
        let now = self.clock.now();
        self.store
            .write(now, self.entropy.as_ref(), |writer| {
                let area = writer.area_of(ward)?.ok_or(store::StoreError::NotFound)?;
                let stream = writer.my_intake(area)?;
                let id = writer.new_record();
                let record = NoteRecord::plain(
                    text.to_owned(),
                    area,
                    ward,
                    BoundarySet::Y2022,
                    domain::dates::NoteWhen::now(now.utc()),
                );
                writer.write_group(vec![Draft::create(stream, id, Kind::Note.as_str(), &record)])?;
                Ok::<_, store::StoreError>(id)
            })
            .expect("a note can always be recorded")
    }

    /// Tells a note's author that it was read.
    pub fn mark_read(&self, note: domain::ids::RecordId) {
        use domain::change::Draft;
        use domain::records::{Kind, ReplyRecord};
        use domain::words::NoteState;
        self.store
            .write(self.clock.now(), self.entropy.as_ref(), |writer| {
                let fold = writer.fold(note)?.ok_or(store::StoreError::NotFound)?;
                let record = ReplyRecord {
                    note,
                    step: NoteState::Read,
                    by: "Community Safety".to_owned(),
                    sentence: None,
                    promised: None,
                };
                let id = writer.new_record();
                writer.write_group(vec![Draft::create(fold.stream(), id, Kind::Reply.as_str(), &record)])
            })
            .expect("somebody who may triage reads a note");
    }

    /// Every note's text that is held here, sorted.
    pub fn texts(&self) -> Vec<String> {
        use store::read::{NoteFilter, NoteOrder};
        self.store
            .read(|reader| {
                let page = reader.notes(&NoteFilter::default(), NoteOrder::Arrived, None, 100_000)?;
                let mut texts = Vec::new();
                for row in page.rows {
                    texts.push(reader.note_text(row.no)?);
                }
                texts.sort();
                Ok(texts)
            })
            .expect("the list reads")
    }

    /// Everything from the ground: pages, chains, signatures, lists.
    pub fn verify(&self) {
        self.store.verify(&|_| ()).expect("everything holds");
    }
}

async fn carry_out(
    service: &Service<Database>,
    store: &Store,
    token: &mut Option<String>,
    call: Call,
) -> Result<Answer, Fault> {
    let refused = |refused: wardbook_server::core::Refused| Fault::Refused(refused.into());
    match call {
        Call::Session { introductions } => {
            let identity = store.read(|reader| reader.identity()).expect("the identity reads");
            let hello = service.hello(protocol::HelloRequest {}).await.map_err(refused)?;
            let proof = session_proof(&hello.challenge, &hello.server_key, identity.device());
            let request = SessionRequest {
                device: identity.device(),
                challenge: hello.challenge,
                proof: identity.key.open_session(&proof),
                introductions,
            };
            let session = service.session(request).await.map_err(refused)?;
            *token = Some(session.token);
            Ok(Answer::Session { may_read: session.may_read })
        }
        Call::Push(request) => {
            let caller = service.caller(token.as_deref().unwrap_or_default()).await.map_err(refused)?;
            service.push(&caller, request).await.map(Answer::Push).map_err(refused)
        }
        Call::Pull(request) => {
            let caller = service.caller(token.as_deref().unwrap_or_default()).await.map_err(refused)?;
            service.pull(&caller, request).await.map(Answer::Pull).map_err(refused)
        }
        Call::BlobPut(request) => {
            let caller = service.caller(token.as_deref().unwrap_or_default()).await.map_err(refused)?;
            service.blob_put(&caller, request).await.map(Answer::BlobPut).map_err(refused)
        }
        Call::BlobGet(request) => {
            let caller = service.caller(token.as_deref().unwrap_or_default()).await.map_err(refused)?;
            service.blob_get(&caller, request).await.map(Answer::BlobGet).map_err(refused)
        }
    }
}

//! One server in a folder of its own, with a clock that stands still, and laptops that speak to its core.

use std::sync::Arc;

use domain::blob::BlobId;
use domain::change::{Author, Change, Draft, Header};
use domain::clock::{FixedClock, Timestamp};
use domain::entropy::{Entropy, SeededEntropy};
use domain::ids::{AreaId, ChangeId, DeviceId, GroupId, PersonId, RecordId, StreamId};
use domain::permissions::Right;
use domain::records::{AudienceRef, GrantRecord};
use domain::roles::Role;
use domain::signing::SigningKey;
use domain::streams::StreamSort;
use domain::wards::BoundarySet;
use protocol::{
    BlobGetRequest, BlobPutRequest, Fate, Invitation, JoinAnswer, JoinRequest, PullAnswer, PullRequest, PushAnswer,
    PushRequest, SessionAnswer, SessionRequest, WireChange, WireGroup, session_proof,
};
use serde_json::json;

use crate::core::founding::Founding;
use crate::core::roster::Inviting;
use crate::core::{Caller, Code, Refused, Service};
use crate::data::{Folder, KeyHints};
use crate::setup::{self, Outside};
use crate::storage::postgres::DatabaseUrl;
use crate::storage::{Database, Storage};

pub const START: Timestamp = Timestamp::from_millis(1_795_344_000_000);

pub struct World {
    pub root: tempfile::TempDir,
    pub folder: Folder,
    pub service: Service<Database>,
    pub clock: Arc<FixedClock>,
    pub entropy: Arc<SeededEntropy>,
    pub outside: Outside,
    pub admin_invitation: String,
}

/// One device of one person, as far as the server can tell.
#[derive(Clone)]
pub struct Laptop {
    pub author: Author,
    pub key: SigningKey,
    pub token: String,
}

impl World {
    pub async fn new() -> Self {
        Self::seeded(7).await
    }

    pub async fn seeded(seed: u64) -> Self {
        Self::seeded_in(seed, None).await
    }

    /// In a PostgreSQL database, where one is given.
    pub async fn seeded_in(seed: u64, database: Option<DatabaseUrl>) -> Self {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(root.path().join("server"));
        let clock = Arc::new(FixedClock::at(START));
        let entropy = Arc::new(SeededEntropy::new(seed));
        let outside = Outside { clock: clock.clone(), entropy: entropy.clone() };
        let founding = Founding {
            name: "Borough".to_owned(),
            admin: "Ada".to_owned(),
            addresses: vec!["https://wardbook.example.org:8443".to_owned()],
            boundaries: BoundarySet::Y2022,
        };
        let (service, admin_invitation) =
            setup::init_in(&folder, &founding, database, &KeyHints::default(), &outside).await.unwrap();
        Self { root, folder, service, clock, entropy, outside, admin_invitation }
    }

    pub fn entropy(&self) -> &dyn Entropy {
        self.entropy.as_ref()
    }

    pub async fn invite(&self, name: &str, role: Role, wards: &[&str]) -> String {
        let wards = wards.iter().map(|ward| (*ward).to_owned()).collect();
        let inviting = Inviting { name: name.to_owned(), role: Some(role), wards };
        self.service.invite_named(&inviting).await.unwrap().1
    }

    pub async fn again(&self, name: &str) -> String {
        let inviting = Inviting { name: name.to_owned(), role: None, wards: Vec::new() };
        self.service.invite_named(&inviting).await.unwrap().1
    }

    /// Invited and joined.
    pub async fn member(&self, name: &str, role: Role, wards: &[&str]) -> Laptop {
        let invitation = self.invite(name, role, wards).await;
        self.join(&invitation).await.unwrap()
    }

    pub async fn admin(&self) -> Laptop {
        self.join(&self.admin_invitation).await.unwrap()
    }

    pub async fn join(&self, invitation: &str) -> Result<Laptop, Refused> {
        let request = self.join_request(invitation).await;
        let key = SigningKey::generate(&SeededEntropy::new(u64::from(request.0.device.as_bytes()[15])));
        let (request, key) = (request.0, request.1.unwrap_or(key));
        let answer = self.service.join(request.clone()).await?;
        Ok(Laptop::new(&answer, request.device, key))
    }

    pub async fn join_request(&self, invitation: &str) -> (JoinRequest, Option<SigningKey>) {
        let invitation: Invitation = invitation.parse().unwrap();
        let key = SigningKey::generate(self.entropy());
        let device = DeviceId::new(self.service.now(), self.entropy());
        let request = self.join_as(&invitation, device, &key).await;
        (request, Some(key))
    }

    pub async fn join_as(&self, invitation: &Invitation, device: DeviceId, key: &SigningKey) -> JoinRequest {
        let challenge = self.challenge().await;
        let proof = key.open_session(&session_proof(&challenge, &self.service.server_key(), device));
        JoinRequest { secret: invitation.secret, device, signing_key: key.public(), challenge, proof }
    }

    pub async fn challenge(&self) -> Vec<u8> {
        self.service.hello(protocol::HelloRequest {}).await.unwrap().challenge
    }

    pub async fn session(&self, laptop: &Laptop, introductions: Vec<WireGroup>) -> Result<SessionAnswer, Refused> {
        let request = self.session_request(laptop, introductions).await;
        self.service.session(request).await
    }

    pub async fn session_request(&self, laptop: &Laptop, introductions: Vec<WireGroup>) -> SessionRequest {
        let challenge = self.challenge().await;
        let device = laptop.author.device;
        let proof = laptop.key.open_session(&session_proof(&challenge, &self.service.server_key(), device));
        SessionRequest { device, challenge, proof, introductions }
    }

    pub async fn caller(&self, laptop: &Laptop) -> Caller {
        self.service.caller(&laptop.token).await.unwrap()
    }

    pub async fn push(&self, laptop: &Laptop, groups: Vec<WireGroup>) -> PushAnswer {
        let caller = self.caller(laptop).await;
        self.service.push(&caller, PushRequest { groups, pending: 0 }).await.unwrap()
    }

    /// Pushes one group and gives what became of it.
    pub async fn fate(&self, laptop: &Laptop, group: WireGroup) -> Fate {
        self.push(laptop, vec![group]).await.answers.remove(0).fate
    }

    pub async fn code(&self, laptop: &Laptop, group: WireGroup) -> String {
        match self.fate(laptop, group).await {
            Fate::Refused { code, message } | Fate::Later { code, message } => {
                assert!(message.ends_with('.'));
                code
            }
            other => format!("{other:?}"),
        }
    }

    pub async fn pull(&self, laptop: &Laptop, request: PullRequest) -> PullAnswer {
        let caller = self.caller(laptop).await;
        self.service.pull(&caller, request).await.unwrap()
    }

    pub async fn area(&self, ward: &str) -> AreaId {
        let known = self.service.directory().await.unwrap();
        let code = domain::wards::find(&[BoundarySet::Y2022], ward).unwrap().code;
        *known.directory.areas().iter().find(|(_, found)| **found == code).unwrap().0
    }

    pub async fn area_stream(&self, ward: &str, sort: StreamSort) -> StreamId {
        let area = self.area(ward).await;
        let known = self.service.directory().await.unwrap();
        let found = known.directory.streams().iter().find(|(_, info)| info.sort == sort && info.area == Some(area));
        *found.unwrap().0
    }

    pub async fn intake(&self, person: PersonId, ward: &str) -> StreamId {
        let area = self.area(ward).await;
        self.service.directory().await.unwrap().directory.secret().unwrap().intake(area, person)
    }

    pub async fn own(&self, person: PersonId) -> StreamId {
        self.service.directory().await.unwrap().directory.secret().unwrap().own(person)
    }

    pub async fn note_draft(&self, laptop: &Laptop, ward: &str, text: &str) -> Draft {
        let stream = self.intake(laptop.author.person, ward).await;
        Draft::create(stream, RecordId::new(self.service.now(), self.entropy()), "note", &json!({ "text": text }))
    }

    /// A note as a group, written but not sent.
    pub async fn note(&self, laptop: &mut Laptop, ward: &str, text: &str) -> WireGroup {
        let draft = self.note_draft(laptop, ward, text).await;
        self.write(laptop, vec![draft])
    }

    pub fn write(&self, laptop: &mut Laptop, drafts: Vec<Draft>) -> WireGroup {
        let key = laptop.key.clone();
        wire(&laptop.author.write(drafts, &key, self.service.now(), self.entropy()).unwrap())
    }

    /// An attachment of one's own about this ward as a group, written but not sent, and its change.
    pub async fn attachment(&self, laptop: &mut Laptop, ward: &str) -> (WireGroup, ChangeId) {
        let stream = self.intake(laptop.author.person, ward).await;
        let id = RecordId::new(self.service.now(), self.entropy());
        let group = self.write(laptop, vec![Draft::create(stream, id, "attachment", &json!({ "name": "lane.jpg" }))]);
        let change = group.changes[0].clone().read().unwrap().header().id;
        (group, change)
    }

    /// As [`World::attachment`], and sent.
    pub async fn attached(&self, laptop: &mut Laptop, ward: &str) -> ChangeId {
        let (group, change) = self.attachment(laptop, ward).await;
        assert_eq!(self.fate(laptop, group).await, Fate::Accepted);
        change
    }

    /// A photo that the server has whole.
    pub async fn photo(&self, laptop: &mut Laptop, ward: &str, sealed: &[u8]) -> (ChangeId, BlobId) {
        let change = self.attached(laptop, ward).await;
        assert_eq!(self.bring(laptop, change, sealed, 0..sealed.len()).await, Ok(sealed.len() as u64));
        (change, BlobId::of(sealed))
    }

    /// Brings these bytes of a sealed photo. Gives how many the server has then.
    pub async fn bring(
        &self,
        laptop: &Laptop,
        change: ChangeId,
        sealed: &[u8],
        part: std::ops::Range<usize>,
    ) -> Result<u64, Code> {
        let (blob, size, at) = (BlobId::of(sealed), sealed.len() as u64, part.start as u64);
        self.put(laptop, BlobPutRequest { change, blob, size, at, bytes: sealed[part].to_vec() }).await
    }

    pub async fn put(&self, laptop: &Laptop, request: BlobPutRequest) -> Result<u64, Code> {
        let caller = self.caller(laptop).await;
        self.service.blob_put(&caller, request).await.map(|answer| answer.have).map_err(|refused| refused.code)
    }

    /// Size and all bytes of a photo, part by part.
    pub async fn fetch(&self, laptop: &Laptop, change: ChangeId, blob: BlobId) -> Result<(u64, Vec<u8>), Code> {
        let caller = self.caller(laptop).await;
        let mut fetched = Vec::new();
        loop {
            let request = BlobGetRequest { change, blob, at: fetched.len() as u64, most: 70_001 };
            let answer = self.service.blob_get(&caller, request).await.map_err(|refused| refused.code)?;
            fetched.extend_from_slice(&answer.bytes);
            if answer.bytes.is_empty() {
                return Ok((answer.size, fetched));
            }
        }
    }

    /// The same server after it was stopped and started.
    pub async fn restarted(self) -> Self {
        let Self { root, folder, service, clock, entropy, outside, admin_invitation } = self;
        service.into_storage().close().await;
        let (service, _) = setup::open(&folder, &KeyHints::default(), &outside).await.unwrap();
        Self { root, folder, service, clock, entropy, outside, admin_invitation }
    }

    /// A right given at the server, over this alone.
    pub async fn grant(&self, person: PersonId, audience: AudienceRef, rights: &[Right]) -> RecordId {
        let id = RecordId::new(self.service.now(), self.entropy());
        let record = GrantRecord {
            person,
            audience,
            rights: rights.to_vec(),
            role: String::new(),
            until: None,
            reason: String::new(),
            granted_by: self.service.meta().person,
            ended: None,
        };
        let control = self.service.meta().control;
        let make = |_: &_| Ok::<_, Refused>(vec![vec![Draft::create(control, id, "grant", &record)]]);
        self.service.write_own(None, make).await.unwrap();
        id
    }

    /// Reads everything that is stored from the ground.
    pub async fn verify(&self) -> Result<crate::storage::Counts, crate::storage::verify::Fault> {
        setup::verify(&self.folder, &KeyHints::default()).await.unwrap()
    }

    /// Everything that is stored, to say that nothing was written.
    pub async fn everything(&self) -> String {
        let counts = self.service.storage().counts().await.unwrap();
        format!("{:?} {:?}", counts, self.service.storage().heads().await.unwrap())
    }
}

impl Laptop {
    pub fn new(answer: &JoinAnswer, device: DeviceId, key: SigningKey) -> Self {
        Self { author: Author::new(answer.person, device), key, token: answer.session.token.clone() }
    }
}

pub fn wire(changes: &[Change]) -> WireGroup {
    WireGroup {
        id: changes[0].header().group.id,
        changes: changes.iter().map(WireChange::of).collect(),
        relayed: false,
    }
}

/// The same group with its headers altered and signed anew: valid but for what was altered.
pub fn altered(group: &WireGroup, key: &SigningKey, alter: impl Fn(usize, &mut Header)) -> WireGroup {
    let mut previous = None;
    let changes = group.changes.iter().enumerate().map(|(index, change)| {
        let mut header = Header::decode(&change.header).unwrap();
        if let Some(previous) = previous {
            header.previous = previous;
        }
        alter(index, &mut header);
        let bytes = header.encode();
        let hash = domain::change::ChangeHash::of(&bytes);
        previous = Some(hash);
        WireChange { header: bytes, signature: key.sign(hash.as_bytes()), body: change.body.clone() }
    });
    WireGroup { id: group.id, changes: changes.collect(), relayed: group.relayed }
}

pub fn group_id(seed: u8) -> GroupId {
    GroupId::from_bytes([seed; 16])
}

/// Bytes as a device seals them.
pub fn sealed(seed: u64, bytes: usize) -> Vec<u8> {
    let mut sealed = vec![0; bytes];
    SeededEntropy::new(seed).fill(&mut sealed);
    sealed
}

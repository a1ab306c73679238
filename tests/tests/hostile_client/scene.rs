//! A real server behind its real doors, in this process so that its clock can be set; two laptops that behave; and
//! members whose devices are in the hands of somebody who does not.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::sync::Arc;

use domain::access::Directory;
use domain::change::{Author, BodyHash, Change, ChangeHash, Draft, Header};
use domain::clock::{Clock, Timestamp};
use domain::entropy::Entropy;
use domain::ids::{AreaId, DeviceId, PersonId, RecordId, StreamId};
use domain::roles::Role;
use domain::signing::SigningKey;
use domain::streams::StreamSort;
use domain::wards::WardCode;
use minicbor::{Decode, Encode};
use protocol::{
    Fate, HelloAnswer, HelloRequest, Invitation, JoinAnswer, JoinRequest, PushAnswer, PushRequest, WireChange,
    WireGroup, path, session_proof,
};
use serde_json::json;
use tokio::runtime::Runtime;
use wardbook_server::data::{Folder, KeyHints};
use wardbook_server::setup::{self, Outside};
use wardbook_server::{Limits, Listening, Running, Storage};
use wardbook_tests::partnership::Laptop;
use wardbook_tests::partnership::borough::{Borough, START};
use wardbook_tests::simulation::Dice;
use wardbook_tests::versions::conversation;

use super::line::{Asking, Line, code_of, said_in_words};

pub const WARDS: [&str; 4] = ["E05013733", "E05013734", "E05013735", "E05013736"];

pub struct Scene {
    pub borough: Borough,
    pub dice: Dice,
    pub data: PathBuf,
    runtime: Runtime,
    doors: Option<Running>,
    line: RefCell<Line>,
    amara: Laptop,
    helen: Laptop,
    numbers: Cell<u32>,
    _folder: tempfile::TempDir,
}

/// A device of somebody, whose owner writes and signs what they like with it.
#[derive(Clone)]
pub struct Member {
    pub name: String,
    pub author: Author,
    pub key: SigningKey,
    pub token: String,
}

/// What must stay as it was while nothing is taken. What was refused is remembered, within bounds, so that its
/// repeat is told the same; it stands in no stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    counts: String,
    heads: String,
}

impl Scene {
    pub fn new(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("server");
        let borough = Borough::found(&data, seed);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let doors = open_doors(&borough, &data, &runtime, Limits::without_rates());
        let address = doors.address().to_string();
        let laptop = |name: &str, role, wards: &[&str]| {
            let mut invitation: Invitation = borough.invite(name, role, wards).parse().unwrap();
            invitation.addresses = vec![address.clone()];
            let laptop = Laptop::on(&folder.path().join(name), START);
            laptop.join(&invitation.to_string()).unwrap();
            laptop
        };
        let amara = laptop("Amara Lewis", Role::Outreach, &[WARDS[0]]);
        let helen = laptop("Helen Prior", Role::Coordinator, &[]);
        Self {
            // Not the server's own chance: ids of both would be the same.
            dice: Dice::new(!seed),
            data,
            runtime,
            doors: Some(doors),
            line: RefCell::new(Line::to(&address)),
            amara,
            helen,
            numbers: Cell::new(0),
            borough,
            _folder: folder,
        }
    }

    /// Another way in to the same server, which is stricter or laxer with those who ask.
    pub fn more_doors(&self, limits: Limits) -> MoreDoors<'_> {
        let doors = open_doors(&self.borough, &self.data, &self.runtime, limits);
        MoreDoors { address: doors.address().to_string(), doors: Some(doors), runtime: &self.runtime }
    }

    pub fn now(&self) -> Timestamp {
        self.borough.clock.now()
    }

    pub fn entropy(&self) -> &dyn Entropy {
        self.dice.entropy()
    }

    /// A number that was not given before, for names.
    pub fn number(&self) -> u32 {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }

    /// Somebody new, whose invitation nobody has used yet.
    pub fn invited(&self, role: Role, wards: &[&str]) -> (String, Invitation) {
        let name = format!("{} {}", role.label(), self.number());
        let invitation = self.borough.invite(&name, role, wards).parse().unwrap();
        (name, invitation)
    }

    /// Somebody new, with a device.
    pub fn member(&self, role: Role, wards: &[&str]) -> Member {
        let (name, invitation) = self.invited(role, wards);
        self.joined(name, &invitation)
    }

    pub fn joined(&self, name: String, invitation: &Invitation) -> Member {
        let (key, device) = (SigningKey::generate(self.entropy()), DeviceId::new(self.now(), self.entropy()));
        let request = self.join_request(invitation, device, &key);
        let answer: JoinAnswer = self.ask(path::JOIN, None, &request).expect("the invitation is good");
        Member { name, author: Author::new(answer.person, device), key, token: answer.session.token }
    }

    pub fn join_request(&self, invitation: &Invitation, device: DeviceId, key: &SigningKey) -> JoinRequest {
        let (challenge, proof) = self.proof(device);
        JoinRequest {
            secret: invitation.secret,
            device,
            signing_key: key.public(),
            challenge,
            proof: key.open_session(&proof),
        }
    }

    /// A challenge of the server's, and what is to be signed to answer it.
    pub fn proof(&self, device: DeviceId) -> (Vec<u8>, [u8; 32]) {
        let hello: HelloAnswer = self.ask(path::HELLO, None, &HelloRequest {}).expect("anybody may ask");
        let proof = session_proof(&hello.challenge, &hello.server_key, device);
        (hello.challenge, proof)
    }

    /// What the server answers, or the code of its refusal.
    pub fn ask<Q: Encode<()>, A>(&self, path: &str, token: Option<&str>, message: &Q) -> Result<A, String>
    where
        A: for<'b> Decode<'b, ()>,
    {
        let answer = self.line.borrow_mut().ask(&Asking::of(path, token, protocol::pack(message)));
        match code_of(&answer).as_str() {
            "taken" => Ok(protocol::unpack(conversation::body(&answer)).expect("an answer is a message")),
            code => Err(code.to_owned()),
        }
    }

    /// The code with which this is refused.
    pub fn code(&self, asking: &Asking<'_>) -> String {
        code_of(&self.line.borrow_mut().ask(asking))
    }

    /// The same for a message.
    pub fn code_for<Q: Encode<()>>(&self, path: &str, token: Option<&str>, message: &Q) -> String {
        self.code(&Asking::of(path, token, protocol::pack(message)))
    }

    /// What becomes of groups that are sent together.
    pub fn push(&self, by: &Member, groups: Vec<WireGroup>) -> Result<Vec<Fate>, String> {
        let answer: PushAnswer = self.ask(path::PUSH, Some(&by.token), &PushRequest { groups, pending: 0 })?;
        Ok(answer.answers.into_iter().map(|answer| answer.fate).collect())
    }

    /// What becomes of one, by the code of its refusal; whatever else became of it where it is not refused.
    pub fn fate(&self, by: &Member, group: WireGroup) -> String {
        match self.push(by, vec![group]).map(|mut fates| fates.remove(0)) {
            Ok(Fate::Refused { code, message } | Fate::Later { code, message }) => {
                said_in_words(&code, &message);
                code
            }
            Ok(other) => format!("{other:?}").split([' ', '{']).next().unwrap_or_default().to_owned(),
            Err(code) => code,
        }
    }

    pub fn directory<T>(&self, read: impl FnOnce(&Directory) -> T) -> T {
        let known = self.borough.block_on(self.borough.service.directory()).unwrap();
        read(&known.directory)
    }

    pub fn area(&self, ward: &str) -> AreaId {
        let ward: WardCode = ward.parse().unwrap();
        self.directory(|directory| *directory.areas().iter().find(|(_, code)| **code == ward).unwrap().0)
    }

    pub fn area_stream(&self, ward: &str, sort: StreamSort) -> StreamId {
        let area = self.area(ward);
        self.directory(|directory| {
            let found = directory.streams().iter().find(|(_, info)| info.sort == sort && info.area == Some(area));
            *found.unwrap().0
        })
    }

    pub fn intake(&self, person: PersonId, ward: &str) -> StreamId {
        let area = self.area(ward);
        self.directory(|directory| directory.secret().unwrap().intake(area, person))
    }

    pub fn own(&self, person: PersonId) -> StreamId {
        self.directory(|directory| directory.secret().unwrap().own(person))
    }

    pub fn trail(&self, person: PersonId) -> StreamId {
        self.directory(|directory| directory.secret().unwrap().trail(person))
    }

    pub fn record(&self) -> RecordId {
        RecordId::new(self.now(), self.entropy())
    }

    pub fn ward(&self) -> &'static str {
        WARDS[self.dice.below(WARDS.len())]
    }

    /// A sentence or many.
    pub fn text(&self) -> String {
        "Two mopeds by the launderette again. ".repeat(1 + self.dice.below(60))
    }

    /// Something that whoever it is may write: of any kind that is everybody's, about any ward, of any size.
    pub fn draft(&self, by: &Member) -> Draft {
        let (person, id) = (by.author.person, self.record());
        let intake = || self.intake(person, self.ward());
        match self.dice.below(6) {
            0 => Draft::create(self.own(person), id, "settings", &json!({ "theme": "dark" })),
            1 => Draft::create(self.own(person), id, "pin", &json!({ "record": self.record(), "pinned": true })),
            2 => Draft::create(intake(), id, "amendment", &json!({ "note": self.record(), "text": self.text() })),
            _ => Draft::create(intake(), id, "note", &json!({ "text": self.text() })),
        }
    }

    /// A group of theirs, signed and not sent.
    pub fn group(&self, by: &mut Member, drafts: Vec<Draft>) -> WireGroup {
        let key = by.key.clone();
        wire(&by.author.write(drafts, &key, self.now(), self.entropy()).unwrap())
    }

    pub fn note(&self, by: &mut Member) -> WireGroup {
        let text = json!({ "text": self.text() });
        let draft = Draft::create(self.intake(by.author.person, self.ward()), self.record(), "note", &text);
        self.group(by, vec![draft])
    }

    pub fn written(&self) -> Written {
        let storage = self.borough.service.storage();
        let (mut counts, heads) = self
            .borough
            .block_on(async {
                Ok::<_, wardbook_server::storage::StorageError>((storage.counts().await?, storage.heads().await?))
            })
            .unwrap();
        counts.refused = 0;
        Written { counts: format!("{counts:?}"), heads: format!("{heads:?}") }
    }

    /// What a laptop that behaves writes is taken and reaches another, and everything that is stored holds.
    pub fn is_well(&self, after: &str) {
        let text = format!("All is well after {after}, {}", self.number());
        self.amara.record("Addison", &text);
        self.amara.sync();
        self.helen.sync();
        assert!(self.helen.texts().contains(&text), "after {after}");
        self.borough.verify();
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        if let Some(doors) = self.doors.take() {
            self.runtime.block_on(doors.stop());
        }
    }
}

/// See [`Scene::more_doors`].
pub struct MoreDoors<'a> {
    pub address: String,
    doors: Option<Running>,
    runtime: &'a Runtime,
}

impl Drop for MoreDoors<'_> {
    fn drop(&mut self) {
        if let Some(doors) = self.doors.take() {
            // Whoever is on the line sends no more, and is not waited for.
            self.runtime.spawn(doors.stop());
        }
    }
}

fn open_doors(borough: &Borough, data: &std::path::Path, runtime: &Runtime, limits: Limits) -> Running {
    let clock: Arc<dyn Clock> = borough.clock.clone();
    let entropy: Arc<dyn Entropy> = borough.entropy.clone();
    let (folder, hints, outside) = (Folder::new(data), KeyHints::default(), Outside { clock, entropy });
    runtime.block_on(async {
        let (service, _) = setup::open(&folder, &hints, &outside).await.unwrap();
        let devices = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let tls = setup::tls(&folder, &hints, &outside).unwrap();
        wardbook_server::serve(Arc::new(service), Listening { devices, tls, metrics: None, limits }).unwrap()
    })
}

pub fn wire(changes: &[Change]) -> WireGroup {
    let id = changes[0].header().group.id;
    WireGroup { id, changes: changes.iter().map(WireChange::of).collect(), relayed: false }
}

/// The same group with its parts altered and signed anew, each naming the one before: valid but for what was altered.
pub fn altered(group: &WireGroup, key: &SigningKey, alter: impl Fn(usize, &mut Header, &mut Vec<u8>)) -> WireGroup {
    let mut previous = None;
    let changes = group.changes.iter().enumerate().map(|(index, change)| {
        let mut header = Header::decode(&change.header).unwrap();
        let mut body = change.body.clone().unwrap();
        if let Some(previous) = previous {
            header.previous = previous;
        }
        alter(index, &mut header, &mut body);
        header.body_hash = BodyHash::of(&body);
        let bytes = header.encode();
        let hash = ChangeHash::of(&bytes);
        previous = Some(hash);
        WireChange { header: bytes, signature: key.sign(hash.as_bytes()), body: Some(body) }
    });
    WireGroup { id: group.id, changes: changes.collect(), relayed: group.relayed }
}

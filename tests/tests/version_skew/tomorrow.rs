//! What a later program wrote, on its way through laptops and servers of today: an unknown kind, unknown
//! fields, an unknown act, a newer schema, a header with more elements. Each comes out as it went in.

use domain::change::{Act, Change, ChangeHash, Draft};
use domain::clock::Clock;
use domain::dates::NoteWhen;
use domain::ids::{AreaId, RecordId, StreamId};
use domain::records::{Kind, NoteRecord};
use domain::roles::Role;
use domain::wards::{BoundarySet, WardCode};
use protocol::{Fate, PushRequest, WireChange, WireGroup};
use serde_json::{Value, json};
use store::{Identity, Indexing, StoreReplica, What};
use sync::{Bounds, Replica, Trouble};
use wardbook_server::Storage;
use wardbook_server::core::placing::{Label, Labelled, Outcome};
use wardbook_server::core::roster::Inviting;
use wardbook_server::storage::{Placed, Placing};
use wardbook_tests::partnership::borough::{Borough, Post};
use wardbook_tests::partnership::disk;

const ADDISON: &str = "E05013733";

/// Amara's laptop under a program that does not exist yet: it signs what no program of today would write.
struct Tomorrow<'a> {
    borough: &'a Borough,
    identity: Identity,
    stream: StreamId,
    area: AreaId,
}

impl<'a> Tomorrow<'a> {
    fn of(post: &Post, borough: &'a Borough) -> Self {
        let (stream, area) = post
            .store
            .write(borough.clock.now(), borough.entropy.as_ref(), |writer| {
                let area = writer.area_of(ADDISON.parse::<WardCode>().unwrap())?.unwrap();
                Ok::<_, store::StoreError>((writer.my_intake(area)?, area))
            })
            .unwrap();
        let identity = post.store.read(|reader| reader.identity()).unwrap();
        Self { borough, identity, stream, area }
    }

    fn draft(&self, kind: &'static str, more: Value) -> Draft {
        let when = NoteWhen::now(self.borough.clock.now().utc());
        let ward = ADDISON.parse().unwrap();
        let note = NoteRecord::plain("Of a later program".to_owned(), self.area, ward, BoundarySet::Y2022, when);
        let mut content = serde_json::to_value(note).unwrap();
        for (field, value) in more.as_object().unwrap() {
            content[field] = value.clone();
        }
        let id = RecordId::new(self.borough.clock.now(), self.borough.entropy.as_ref());
        Draft::create(self.stream, id, kind, &content)
    }

    fn write(&mut self, drafts: Vec<Draft>) -> Vec<Change> {
        let Identity { author, key, .. } = &mut self.identity;
        author.write(drafts, key, self.borough.clock.now(), self.borough.entropy.as_ref()).unwrap()
    }

    /// With elements behind those that are known today: a text, a map, a number.
    fn write_with_more_in_the_header(&mut self, draft: Draft) -> Vec<Change> {
        let change = self.write(vec![draft]).remove(0);
        let mut header = change.header_bytes().to_vec();
        header[0] += 3;
        header.extend([0x65, b'l', b'a', b't', b'e', b'r', 0xa1, 0x01, 0x82, 0x02, 0x03, 0x18, 0x2a]);
        let hash = ChangeHash::of(&header);
        self.identity.author.previous = hash;
        let signature = self.identity.key.sign(hash.as_bytes());
        let change = Change::from_parts(header, signature, change.body_bytes().map(<[u8]>::to_vec)).unwrap();
        vec![change]
    }

    /// One group of each, in the order written: first what a server of today takes, then what it does not know.
    fn everything(&mut self) -> (Vec<Vec<Change>>, Vec<Vec<Change>>) {
        let note = Kind::Note.as_str();
        let fields = self.draft(note, json!({ "text": "With more fields", "heard_by": [{ "role": "warden" }, null] }));
        let known = vec![self.write(vec![fields]), {
            let more = self.draft(note, json!({ "text": "With more in its header" }));
            self.write_with_more_in_the_header(more)
        }];
        let kind = self.draft("sighting", json!({ "text": "Of an unknown kind", "vehicle": { "wheels": 2 } }));
        let act = self.draft(note, json!({ "text": "With an unknown act" })).act(Act::from("endorse"));
        let schema = Draft { schema: 9, ..self.draft(note, json!({ "text": "Of a newer schema" })) };
        let both =
            vec![self.draft(note, json!({ "text": "Beside an unknown kind" })), self.draft("sighting", json!({}))];
        let unknown = vec![self.write(vec![kind]), self.write(vec![act]), self.write(vec![schema]), self.write(both)];
        (known, unknown)
    }
}

fn wire(group: &[Change]) -> WireGroup {
    WireGroup { id: group[0].header().group.id, changes: group.iter().map(WireChange::of).collect(), relayed: false }
}

/// What the server of today answers to them, sent by this device.
fn pushed(borough: &Borough, post: &Identity, groups: &[Vec<Change>]) -> Vec<Fate> {
    borough.block_on(async {
        let hello = borough.service.hello(protocol::HelloRequest {}).await.unwrap();
        let proof = protocol::session_proof(&hello.challenge, &hello.server_key, post.device());
        let request = protocol::SessionRequest {
            device: post.device(),
            challenge: hello.challenge,
            proof: post.key.open_session(&proof),
            introductions: Vec::new(),
        };
        let session = borough.service.session(request).await.unwrap();
        let caller = borough.service.caller(&session.token).await.unwrap();
        let request = PushRequest { groups: groups.iter().map(|group| wire(group)).collect(), pending: 0 };
        let answer = borough.service.push(&caller, request).await.unwrap();
        answer.answers.into_iter().map(|answer| answer.fate).collect()
    })
}

/// As a server of tomorrow takes them, which knows what they are.
fn placed(borough: &Borough, groups: Vec<Vec<Change>>) {
    let count = groups.len();
    let groups = groups
        .into_iter()
        .map(|changes| Labelled { group: changes[0].header().group.id, changes, label: Label::Take, relayed: false })
        .collect();
    let placing = Placing { groups, now: borough.clock.now(), expect: None, using: None };
    let Placed::Done { outcomes, .. } = borough.block_on(borough.service.storage().place(placing)).unwrap() else {
        panic!("nothing was placed")
    };
    assert_eq!(outcomes, vec![Outcome::Accepted; count]);
}

/// Whether the notebook's disk has each change byte for byte.
fn assert_held(post: &Post, groups: &[Vec<Change>], whose: &str) {
    let held = disk::values(&post.store.profile().database(), post.store.key());
    let holds = |bytes: &[u8]| held.windows(bytes.len()).any(|window| window == bytes);
    for change in groups.iter().flatten() {
        let whole = [change.header_bytes(), change.signature().as_bytes(), change.body_bytes().unwrap()];
        assert!(whole.iter().all(|part| holds(part)), "{whose} does not hold {:?} as it was", change.header());
    }
}

/// Unreadable, and waiting for a later version.
fn set_aside(post: &Post) -> (usize, u64) {
    let (poisoned, deferred) = post.store.read(|reader| reader.set_aside()).unwrap();
    (poisoned.len(), deferred)
}

fn join(borough: &Borough, folder: &std::path::Path, name: &str, role: Role, wards: &[&str]) -> Post {
    let invitation = borough.invite(name, role, wards);
    let mut post = Post::join(borough, &invitation, &folder.join(name), Bounds::default());
    post.exchange(borough).unwrap();
    post
}

#[test]
fn what_a_later_program_wrote_goes_from_laptop_to_laptop_by_server_by_file_and_after_a_restore_to_the_bit() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut borough = Borough::found(&at("server"), 21);
    let mut helen = join(&borough, folder.path(), "Helen Prior", Role::Coordinator, &[]);
    let mut sam = join(&borough, folder.path(), "Sam Whitfield", Role::CommunitySafety, &[ADDISON]);
    let amara = join(&borough, folder.path(), "Amara Lewis", Role::Outreach, &[ADDISON]);
    for post in [&mut helen, &mut sam] {
        post.exchange(&borough).unwrap();
    }
    borough.back_up(&at("backup"));
    let mut tomorrow = Tomorrow::of(&amara, &borough);
    let (known, unknown) = tomorrow.everything();
    let identity = tomorrow.identity;
    drop(amara);

    // What a server of today does not know it puts off, and takes what is known past it.
    let fates = pushed(&borough, &identity, &[unknown.clone(), known.clone()].concat());
    for fate in &fates[..unknown.len()] {
        assert!(matches!(fate, Fate::Later { code, .. } if code == "server-older"), "{fate:?}");
    }
    assert_eq!(fates[unknown.len()..], vec![Fate::Accepted; known.len()]);
    placed(&borough, unknown.clone());
    let all = [known.clone(), unknown.clone()].concat();

    // By the server: kept, deferred where it is not understood, and shown where it is.
    helen.exchange(&borough).unwrap();
    let shown = ["Beside an unknown kind", "With more fields", "With more in its header"];
    let look = |post: &Post, whose: &str| {
        assert_held(post, &all, whose);
        assert_eq!(post.texts(), shown, "{whose}");
        assert_eq!(set_aside(post), (0, 4), "{whose}");
        post.verify();
    };
    look(&helen, "who received it");
    let again = Inviting { name: "Helen Prior".to_owned(), role: None, wards: Vec::new() };
    let (_, invitation) = borough.block_on(borough.service.invite_named(&again)).unwrap();
    let mut second = Post::join(&borough, &invitation, &at("second"), Bounds::default());
    second.exchange(&borough).unwrap();
    look(&second, "a second device");

    // By a file.
    let sams = sam.store.read(|reader| reader.identity()).unwrap().person();
    let pack = What::Pack {
        area: helen.store.read(|reader| reader.area_of(ADDISON.parse().unwrap())).unwrap().unwrap(),
        to: sams,
    };
    let file = at("pack.wbx");
    helen.store.seal(pack, &file, borough.clock.now()).unwrap();
    sam.store.take_sealed(&file, borough.clock.now(), borough.entropy.as_ref()).unwrap();
    look(&sam, "who took a file in");

    // A restored server of today has lost all of it, is offered all of it, and takes what it knows.
    borough = borough.restored(&at("backup"), &at("server again"));
    let (report, trouble) = helen.exchange(&borough).unwrap_err();
    assert!(matches!(&trouble, Trouble::Refused { code, .. } if code == "server-older"), "{trouble:?}");
    assert_eq!(report.refused, 0);
    look(&helen, "who waits for the restored server to be brought up to date");
    let replica = StoreReplica { store: &helen.store, entropy: borough.entropy.as_ref(), indexing: Indexing::Now };
    let offered = replica.outgoing(usize::MAX, usize::MAX).unwrap();
    let read = |group: WireGroup| group.changes.into_iter().map(|change| change.read().unwrap()).collect::<Vec<_>>();
    let offered: Vec<Vec<Change>> = offered.into_iter().map(read).collect();
    let by_group = |mut groups: Vec<Vec<Change>>| {
        groups.sort_by_key(|group| group[0].header().group.id);
        groups
    };
    assert_eq!(
        by_group(offered.clone()),
        by_group(unknown.clone()),
        "what it does not know is offered as it was signed"
    );

    // One of tomorrow takes the rest, and everybody has the same bytes: also who comes only now.
    placed(&borough, offered);
    let mut priya = join(&borough, folder.path(), "Priya Nair", Role::Coordinator, &[]);
    for post in [&mut helen, &mut sam, &mut priya] {
        post.exchange(&borough).unwrap();
        assert_eq!(post.outbox(), (0, 0, 0));
    }
    for (post, whose) in [(&helen, "who offered it"), (&sam, "who had a file"), (&priya, "who joined afterwards")] {
        look(post, whose);
    }
    borough.verify();
}

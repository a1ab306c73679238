//! A server: its doors, what members push, and the files that lie beside its database.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode, header};
use domain::change::GroupPart;
use domain::clock::Clock;
use domain::entropy::Entropy;
use domain::ids::GroupId;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use protocol::{
    Cursor, DecideRequest, Fate, HelloRequest, HistoryRequest, InviteRequest, PullRequest, PushRequest, Refused,
    SessionRequest, UninviteRequest, UnsentRequest, WireGroup, pack, session_proof, unpack, unsent,
};
use wardbook_server::Storage;
use wardbook_server::core::endpoints::{ENDPOINTS, Method};
use wardbook_server::core::revocations;
use wardbook_server::data::{EndingsLog, Folder, KeyHints, read_key};
use wardbook_server::edge::{Edge, Limits};
use wardbook_server::setup::{self, Outside};
use wardbook_server::storage::postgres::DatabaseUrl;

use super::town::Town;
use super::{files, pieces};
use crate::partnership::borough::{Post, START};

/// The doors of the town's server, as another program that answers beside it.
struct Doors {
    router: TowerToHyperService<Router>,
    tokens: [String; 2],
    _stop: tokio::sync::watch::Sender<bool>,
}

thread_local! {
    static DOORS: std::cell::RefCell<Option<(std::path::PathBuf, Doors)>> = const { std::cell::RefCell::new(None) };
}

fn outside(town: &Town) -> Outside {
    Outside {
        clock: Arc::clone(&town.borough.clock) as Arc<dyn Clock>,
        entropy: Arc::clone(&town.borough.entropy) as Arc<dyn Entropy>,
    }
}

impl Doors {
    /// Those of this town, opened once.
    fn with<T>(town: &Town, work: impl FnOnce(&Self) -> T) -> T {
        DOORS.with(|doors| {
            let mut doors = doors.borrow_mut();
            if doors.as_ref().is_none_or(|(of, _)| *of != town.data) {
                *doors = Some((town.data.clone(), Self::open(town)));
            }
            work(&doors.as_ref().expect("they were opened just now").1)
        })
    }

    fn open(town: &Town) -> Self {
        let opened = town.borough.block_on(setup::open(&Folder::new(&town.data), &KeyHints::default(), &outside(town)));
        let (service, _) = opened.expect("a second program opens the server");
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let router = TowerToHyperService::new(Edge::new(Arc::new(service), stopping, Limits::without_rates()).router());
        Self { router, tokens: [token(town, &town.amara), token(town, &town.helen)], _stop: stop }
    }
}

fn session_request(town: &Town, post: &Post) -> SessionRequest {
    let who = post.store.read(|reader| reader.identity()).expect("the identity reads");
    let hello = town.borough.block_on(town.borough.service.hello(HelloRequest {}));
    let challenge = hello.expect("anybody may ask").challenge;
    let proof = who.key.open_session(&session_proof(&challenge, &town.borough.service.server_key(), who.device()));
    SessionRequest { device: who.device(), challenge, proof, introductions: Vec::new() }
}

fn token(town: &Town, post: &Post) -> String {
    let session = town.borough.block_on(town.borough.service.session(session_request(town, post)));
    session.expect("a member opens a session").token
}

/// Bytes before the body: the door, who asks, whether the body is packed here, and how long a header is that follows.
const HEAD: usize = 4;

/// Whoever asks for whatever is answered: with a message of the server's, and never with an error of its own.
pub fn doors(bytes: &[u8]) {
    let Some((&[door, who, packed, long], rest)) = bytes.split_first_chunk::<HEAD>() else { return };
    let door = &ENDPOINTS[usize::from(door) % ENDPOINTS.len()];
    let (value, body) = rest.split_at(usize::from(long).min(rest.len()));
    Town::with(|town| {
        let (status, answer) = Doors::with(town, |doors| {
            let method = if door.method == Method::Get { "GET" } else { "POST" };
            let mut request = Request::builder().method(method).uri(door.path);
            let mut put = |name: &str, value: &[u8]| {
                // What cannot stand in a header does not come as far as this.
                if let Ok(value) = axum::http::HeaderValue::from_bytes(value) {
                    request = std::mem::take(&mut request).header(name, value);
                }
            };
            let instead = |at: u8, usual: &[u8]| if who & at != 0 { value.to_vec() } else { usual.to_vec() };
            put(protocol::VERSION_HEADER, &instead(0x40, b"1"));
            put(header::CONTENT_TYPE.as_str(), &instead(0x20, protocol::MEDIA_TYPE.as_bytes()));
            match who % 4 {
                0 => {}
                3 => put(header::AUTHORIZATION.as_str(), &[b"Bearer ".as_slice(), value].concat()),
                member => put(
                    header::AUTHORIZATION.as_str(),
                    format!("Bearer {}", doors.tokens[usize::from(member) - 1]).as_bytes(),
                ),
            }
            let body = if packed % 2 == 1 { zstd::bulk::compress(body, 1).unwrap_or_default() } else { body.to_vec() };
            let request = request.body(Body::from(body)).expect("a request is made");
            town.borough.block_on(async {
                let response = doors.router.call(request).await.expect("a router answers");
                let status = response.status();
                // Hints never end; that they begin is enough here.
                if response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == "text/event-stream") {
                    return (status, Bytes::new());
                }
                (status, axum::body::to_bytes(response.into_body(), usize::MAX).await.expect("an answer ends"))
            })
        });
        assert!(!status.is_server_error(), "{}: {status}", door.path);
        if status != StatusCode::OK {
            let refused: Refused = unpack(&answer).expect("a refusal is a message");
            assert!(!refused.code.is_empty() && !refused.message.is_empty());
        } else {
            super::taken();
        }
    });
}

pub(super) fn requests_sent() -> Vec<Vec<u8>> {
    Town::with(|town| {
        let mut sent = Vec::new();
        let mut at = |path: &str, who: u8, message: Vec<u8>| {
            let door = ENDPOINTS.iter().position(|door| door.path == path).expect("a door") as u8;
            sent.push([&[door, who, 0, 0][..], &message].concat());
        };
        use protocol::path;
        at(path::HELLO, 0, pack(&HelloRequest {}));
        for position in [0, 1, u64::MAX] {
            at(path::HISTORY, 0, pack(&HistoryRequest { position, nonce: [5; 32] }));
        }
        at(path::SESSION, 0, pack(&session_request(town, &town.amara)));
        let group = town.log.iter().find(|change| change.header().kind == "note").expect("there is a note");
        let group =
            WireGroup { id: group.header().group.id, changes: vec![protocol::WireChange::of(group)], relayed: true };
        at(path::PUSH, 1, pack(&PushRequest { groups: vec![group.clone()], pending: 1 }));
        let whole = WireGroup { relayed: false, ..group.clone() };
        at(path::PUSH, 2, pack(&PushRequest { groups: vec![group], pending: 1 }));
        for who in [1, 2] {
            at(path::PULL, who, pack(&PullRequest { program: "0.1.0".to_owned(), ..PullRequest::default() }));
            let cursors = cursors(town);
            at(
                path::PULL,
                who,
                pack(&PullRequest { cursors, held: vec![GroupId::from_bytes([1; 16])], ..PullRequest::default() }),
            );
            at(path::HELD, who, pack(&protocol::HeldRequest {}));
            at(path::INVITATIONS, who, pack(&protocol::InvitationsRequest {}));
            at(path::DEVICES, who, pack(&protocol::DevicesRequest {}));
        }
        at(
            path::DECIDE,
            2,
            pack(&DecideRequest { group: GroupId::from_bytes([1; 16]), release: true, reason: "So".to_owned() }),
        );
        let amara = town.amara.store.read(|reader| reader.identity()).expect("the identity reads");
        at(path::INVITE, 2, pack(&InviteRequest { person: amara.person(), days: 7 }));
        at(path::UNINVITE, 2, pack(&UninviteRequest { id: vec![8; 32] }));
        at(path::UNSENT, 0, pack(&UnsentRequest { file: what_waited(town, &whole) }));
        for path in [path::EVENTS, path::HEALTH, path::METRICS, path::OPENAPI] {
            at(path, 1, Vec::new());
        }
        // The same with the inside bare, to be packed after it was altered; and with headers of the input's own.
        let bare = super::messages::requests_made().into_iter().take(8);
        for (door, message) in [0, 1, 2, 3, 4, 7, 9, 10].into_iter().zip(bare) {
            sent.push([&[door, 2, 1, 0][..], &message].concat());
            sent.push([&[door, 0x43, 1, 5][..], b"99999", &message].concat());
            sent.push([&[door, 0x23, 0, 16][..], b"application/json", &message].concat());
        }
        sent
    })
}

/// The file of a laptop that nobody can open, with this group in it twice.
fn what_waited(town: &Town, group: &WireGroup) -> Vec<u8> {
    let key = town.borough.service.server_key().sealing().expect("the server's key seals");
    let key = domain::sealing::SealingKey::from_bytes(key);
    let sealed = |tag: u8| unsent::seal(group, [tag; 16], &key, town.borough.entropy.as_ref()).expect("it is sealed");
    [unsent::MAGIC.to_vec(), sealed(1), sealed(2)].concat()
}

fn cursors(town: &Town) -> Vec<Cursor> {
    let heads = town.borough.block_on(town.borough.service.storage().heads()).expect("the heads read");
    let epoch = town.borough.service.meta().epoch;
    heads
        .into_iter()
        .map(|(stream, head)| Cursor { stream, epoch, position: head.position, chain: head.chain })
        .collect()
}

/// What a member pushes is answered group by group, whatever stands in it, and what is taken can be pulled.
pub fn pushed(bytes: &[u8]) {
    Town::with(|town| {
        let pieces = pieces::cut(bytes);
        let Some(first) = pieces.first() else { return };
        let mut pens = town.pens();
        let which = pieces::writer(first);
        let pen = &mut pens[which];
        // One group of all of them, or one of each.
        let together = first.first().is_some_and(|byte| byte & 0x80 != 0);
        let id = |piece: &[u8]| pieces::alone(&[piece, &pen.sequence.to_le_bytes()].concat()).id;
        let mut groups = Vec::new();
        if together {
            let group = id(first);
            let part = |index: usize| GroupPart { id: group, index: index as u8, count: pieces.len() as u8 };
            let changes = pieces
                .iter()
                .enumerate()
                .map(|(index, piece)| pieces::written(town, pen, piece, part(index)))
                .collect();
            groups.push(WireGroup { id: group, changes, relayed: false });
        } else {
            for piece in &pieces {
                let part = GroupPart {
                    id: pieces::alone(&[piece, &pen.sequence.to_le_bytes()[..]].concat()).id,
                    index: 0,
                    count: 1,
                };
                groups.push(WireGroup {
                    id: part.id,
                    changes: vec![pieces::written(town, pen, piece, part)],
                    relayed: false,
                });
            }
        }
        let count = groups.len();
        let (amara, helen) = (town.caller(&town.amara), town.caller(&town.helen));
        let (before, key) = (cursors(town), town.borough.service.server_key());
        let service = &town.borough.service;
        let caller = if which == 2 { &helen } else { &amara };
        let answer = town
            .borough
            .block_on(service.push(caller, PushRequest { groups, pending: 0 }))
            .expect("a push is answered");
        assert_eq!(answer.answers.len(), count, "a group is not answered");
        for answer in &answer.answers {
            let unanswered =
                matches!(&answer.fate, Fate::Later { code, .. } if code == "busy" || code == "unavailable");
            assert!(!unanswered, "{:?}", answer.fate);
            if answer.fate == Fate::Accepted {
                super::taken();
            }
        }
        for receipts in &answer.receipts {
            assert!(receipts.check(&key).is_some(), "a receipt that is not the server's");
        }
        let request = PullRequest { cursors: before, ..PullRequest::default() };
        let pulled = town.borough.block_on(service.pull(&helen, request)).expect("a pull is answered");
        for page in &pulled.pages {
            assert!(page.check(&key).is_some(), "a page that is not the server's");
        }
        town.borough.block_on(service.held(&helen, protocol::HeldRequest {})).expect("what is held is told");
        town.borough.block_on(service.directory()).expect("the directory reads");
    });
}

/// What a crash left of the log is read as far as it goes.
pub fn endings(bytes: &[u8]) {
    Town::with(|town| {
        let path = town.new_file();
        std::fs::write(&path, bytes).expect("a file is written");
        let read = EndingsLog::read(&path);
        let _ = std::fs::remove_file(&path);
        for change in read.expect("a log reads, whatever a crash left of it").iter().flatten() {
            revocations::ends(change);
            super::taken();
        }
    });
}

pub(super) fn endings_logged() -> Vec<Vec<u8>> {
    use wardbook_server::core::revocations::Revocations;
    Town::with(|town| {
        let path = town.new_file();
        let log = EndingsLog::new(path.clone());
        for change in town.log.iter().take(3) {
            log.append(std::slice::from_ref(change)).expect("the log takes it");
        }
        let logged = std::fs::read(&path).expect("the log reads");
        let _ = std::fs::remove_file(&path);
        let cut_off = logged[..logged.len() - 40].to_vec();
        vec![logged, cut_off, [0xe2, 0x82].to_vec()]
    })
}

/// Files beside the database: read, or refused in words.
pub fn server_files(bytes: &[u8]) {
    Town::with(|town| {
        let root = town.new_file();
        std::fs::create_dir(&root).expect("a folder is made");
        for name in ["config.json", "identity", "key"] {
            std::fs::write(root.join(name), bytes).expect("a file is written");
        }
        let folder = Folder::new(&root);
        if let Ok(config) = folder.config() {
            folder.write_config(&config).expect("a configuration is written");
            assert_eq!(folder.config().expect("what was written reads"), config);
            super::taken();
        }
        let hints = KeyHints::default();
        if let Ok(identity) = folder.identity(&hints) {
            folder.write_identity(&identity, None).expect("an identity is written");
            assert_eq!(folder.identity(&hints).expect("what was written reads").public(), identity.public());
        }
        let _ = (read_key(&root.join("key")), folder.holds_server());
        let text = String::from_utf8_lossy(bytes);
        if let Err(fault) = DatabaseUrl::new(text.as_ref()).read(Some("secret")) {
            assert!(!fault.to_string().contains("secret"));
        }
        let _ = std::fs::remove_dir_all(&root);
    });
}

pub(super) fn files_kept() -> Vec<Vec<u8>> {
    [
        r#"{"partnership":"Borough","addresses":["https://127.0.0.1:1"],"database_url":"postgres://a:b@db.example.org/wardbook?sslmode=require"}"#,
        "postgresql://us%65r:p%40ss@[::1]:5432,localhost/wardbook?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&connect_timeout=3",
        "postgres:///wardbook?host=%2Frun%2Fpostgresql&options=-c%20a%3Db",
        "0101010101010101010101010101010101010101010101010101010101010101\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

/// A backup as it comes, and a whole one with some of its bytes altered.
pub fn server_backups(bytes: &[u8]) {
    Town::with(|town| {
        restore(town, bytes);
        let whole = backup(town);
        restore(town, &files::altered(whole, bytes));
    });
}

fn backup(town: &Town) -> Vec<u8> {
    let kept = town.folder().join("server-backup");
    if !kept.exists() {
        town.borough.back_up(&kept);
    }
    std::fs::read(&kept).expect("a backup reads")
}

/// A server that answers, or a folder that holds none.
fn restore(town: &mut Town, backup: &[u8]) {
    let (file, root) = (town.new_file(), town.new_file());
    std::fs::write(&file, backup).expect("a file is written");
    let hints = KeyHints { file: Some(town.data.join("key")), ..KeyHints::default() };
    let folder = Folder::new(&root);
    let restored = town.borough.block_on(setup::restore(&folder, &file, &hints, None, &outside(town)));
    match restored {
        Ok(_) => {
            let verified =
                town.borough.block_on(setup::verify(&folder, &hints)).expect("a restored server is looked at");
            assert!(verified.is_ok(), "{:?}", verified.err().map(|fault| format!("{fault:?}")));
            super::taken();
        }
        Err(_) => assert!(!folder.holds_server(), "half a server stands in the folder"),
    }
    let _ = std::fs::remove_file(&file);
    let _ = std::fs::remove_dir_all(&root);
}

pub(super) fn backups_made() -> Vec<Vec<u8>> {
    Town::with(|town| {
        let whole = backup(town);
        let far = (whole.len() as u32 / 2).to_le_bytes();
        let _ = START;
        vec![
            whole[..2_000.min(whole.len())].to_vec(),
            [&far[..], &[1; 64]].concat(),
            [&[24, 0, 0, 0][..], &[0xff; 8]].concat(),
            whole,
        ]
    })
}

//! A small partnership at work, for what only a member or its server can have signed: the real server core and
//! real notebooks in one thread, a plan under way, notes read, asked about, briefed and closed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use app::{App, Host};
use domain::access::Directory;
use domain::change::{Change, ChangeHash};
use domain::clock::{Clock, FixedClock};
use domain::entropy::{Entropy, SeededEntropy};
use domain::ids::{ChangeId, PersonId, RecordId, StreamId};
use domain::roles::Role;
use domain::signing::SigningKey;
use serde_json::{Value, json};
use store::keyfile::{Cost, DatabaseKey};
use store::{Profile, Store};
use sync::Bounds;
use wardbook_server::core::Caller;
use wardbook_server::data::{Folder, KeyHints};
use wardbook_server::{Storage, storage};

use super::pieces::{PENS, Pen};
use crate::crash_points::in_memory;
use crate::partnership::borough::{Borough, Post, START};
use crate::simulation::copy_folder;

/// As every post of a borough has it.
pub(super) const KEY: [u8; 32] = [9; 32];

pub struct Town {
    pub(super) borough: Borough,
    pub(super) server: SigningKey,
    pub(super) amara: Post,
    pub(super) helen: Post,
    /// Where the server's data lies.
    pub(super) data: PathBuf,
    /// Whose the pens are.
    pub(super) writers: Vec<PersonId>,
    pub(super) streams: Vec<StreamId>,
    pub(super) records: Vec<RecordId>,
    pub(super) changes: Vec<ChangeId>,
    /// Everything the server has placed.
    pub(super) log: Vec<Change>,
    pub(super) directory: Directory,
    /// Helen's notebook as it was left, to be copied.
    prepared: PathBuf,
    copies: u64,
    fed: u32,
    open: Option<Desk>,
    folder: tempfile::TempDir,
}

/// A copy of Helen's notebook with the program open on it.
pub(super) struct Desk {
    pub app: App,
    pub store: Store,
    /// Inputs it has been given.
    pub fed: u32,
}

thread_local! {
    static TOWN: RefCell<Option<Town>> = const { RefCell::new(None) };
}

/// The next one to ask finds a new town: after something fell in it.
pub fn leave_town() {
    TOWN.with(|town| drop(town.borrow_mut().take()));
}

/// Founds one where there is none, or where much was fed to the server of the one there is.
pub fn enter_town() {
    const FULL: u32 = 2_000;
    TOWN.with(|town| {
        let mut town = town.borrow_mut();
        if town.as_ref().is_none_or(|town| town.fed > FULL) {
            *town = Some(Town::found());
        }
    });
}

impl Town {
    /// The town of this thread, as it was left by the last who was in it.
    pub(super) fn with<T>(work: impl FnOnce(&mut Self) -> T) -> T {
        // Where nobody enters anew, a new town is founded all the same in the end.
        if TOWN.with(|town| town.borrow().as_ref().is_none_or(|town| town.fed > 20_000)) {
            enter_town();
        }
        TOWN.with(|town| {
            let mut town = town.borrow_mut();
            let town = town.as_mut().expect("it was founded just now");
            town.fed += 1;
            work(town)
        })
    }

    fn found() -> Self {
        let folder = in_memory();
        let at = |name: &str| folder.path().join(name);
        let borough = Borough::found(&at("server"), 77);
        let join = |name: &str, role: Role, wards: &[&str]| {
            Post::join(&borough, &borough.invite(name, role, wards), &at(name), Bounds::default())
        };
        let mut amara = join("Amara Lewis", Role::Outreach, &["E05013733"]);
        let mut helen = join("Helen Prior", Role::Coordinator, &[]);
        let exchange = |post: &mut Post| drop(post.exchange(&borough).expect("an exchange is whole"));
        exchange(&mut amara);
        let notes = [
            "Two older lads wait on the footpath after college and ask who is carrying.",
            "The lights on the footpath have been out since Sunday.",
            "The park gate was open at midnight twice this week.",
            "Two mopeds by the launderette, engines running.",
        ];
        let notes: Vec<String> = notes.iter().map(|text| amara.record("E05013733", text).to_string()).collect();
        exchange(&mut amara);
        exchange(&mut helen);
        work(&at("Helen Prior"), &borough.clock, &notes);
        exchange(&mut helen);
        exchange(&mut amara);
        let prepared = at("prepared");
        helen.store.checkpoint();
        copy_folder(&at("Helen Prior"), &prepared);
        let server = Folder::new(at("server")).identity(&KeyHints::default()).expect("a server has an identity");
        let mut town = Self {
            server,
            amara,
            helen,
            data: at("server"),
            writers: Vec::new(),
            streams: Vec::new(),
            records: Vec::new(),
            changes: Vec::new(),
            log: Vec::new(),
            directory: Directory::default(),
            prepared,
            copies: 0,
            fed: 0,
            open: None,
            borough,
            folder,
        };
        town.look_around();
        town
    }

    /// What the server has, as what inputs speak of.
    fn look_around(&mut self) {
        self.writers = self.pens().map(|pen| pen.person).to_vec();
        let storage = self.borough.service.storage();
        let log = self.borough.block_on(async {
            let mut log = Vec::new();
            for stream in storage.heads().await.expect("the heads read").into_keys() {
                let bounds = storage::Bounds { changes: 10_000, bytes: usize::MAX };
                log.extend(storage.run(stream, 0, bounds).await.expect("the stream reads").rows);
            }
            log
        });
        let read = |row: storage::Row| Change::from_parts(row.header, row.signature, row.body).expect("a change reads");
        self.log = log.into_iter().map(read).collect();
        // What members write comes first: one byte picks of these.
        self.log.sort_by_key(|change| {
            (change.header().kind == "grant", change.header().kind == "stream", change.header().id)
        });
        let directory = self.borough.block_on(self.borough.service.directory()).expect("the directory reads");
        self.directory = directory.directory.clone();
        let mut sorts = BTreeMap::new();
        for change in &self.log {
            let next = sorts.len();
            sorts.entry(change.header().stream).or_insert(next);
        }
        let mut streams: Vec<(usize, StreamId)> = sorts.into_iter().map(|(stream, at)| (at, stream)).collect();
        streams.sort_unstable();
        self.streams = streams.into_iter().map(|(_, stream)| stream).collect();
        for change in &self.log {
            if !self.records.contains(&change.header().record) && self.records.len() < 250 {
                self.records.push(change.header().record);
            }
            self.changes.push(change.header().id);
        }
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A name for a file that is not there yet, in the town.
    pub(super) fn new_file(&mut self) -> PathBuf {
        self.copies += 1;
        self.folder().join(format!("file-{}", self.copies))
    }

    /// Who can write: Amara and Helen, by their laptops, and the server, by its own device.
    pub(super) fn pens(&self) -> [Pen; PENS] {
        let [amara, helen] = [&self.amara, &self.helen]
            .map(|post| post.store.read(|reader| reader.identity()).expect("the identity reads"));
        let meta = self.borough.service.meta();
        let pen = |person, device, key: &SigningKey| {
            let tail = self.borough.block_on(self.borough.service.storage().tail(device)).expect("the tail reads");
            Pen {
                person,
                device,
                key: key.clone(),
                sequence: tail.as_ref().map_or(0, |tail| tail.sequence) + 1,
                previous: tail.map_or(ChangeHash::ZERO, |tail| tail.hash),
            }
        };
        [
            pen(amara.person(), amara.device(), &amara.key),
            pen(meta.person, meta.device, &self.server),
            pen(helen.person(), helen.device(), &helen.key),
        ]
    }

    pub(super) fn caller(&self, post: &Post) -> Caller {
        let who = post.store.read(|reader| reader.identity()).expect("the identity reads");
        Caller { device: who.device(), person: who.person(), may_read: true, until: START.plus_seconds(3_600) }
    }

    /// The desk that is open, or a fresh copy where it has been given as much as it shall have.
    pub(super) fn desk(&mut self, most: u32) -> Desk {
        if let Some(mut desk) = self.open.take().filter(|desk| desk.fed < most) {
            desk.fed += 1;
            return desk;
        }
        let folder = self.new_file();
        copy_folder(&self.prepared, &folder);
        let app =
            App::new(StillHost { clock: Arc::clone(&self.borough.clock), entropy: SeededEntropy::new(5) }, &folder);
        app.open_with_key(DatabaseKey::new(KEY)).expect("a copied notebook opens");
        let store = Store::open(Profile::at(&folder), DatabaseKey::new(KEY)).expect("a copied notebook opens");
        Desk { app, store, fed: 0 }
    }

    pub(super) fn put_back(&mut self, desk: Desk) {
        self.open = Some(desk);
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let folder = self.store.profile().folder().to_owned();
        self.app.close(app::LockReason::Started);
        let _ = std::fs::remove_dir_all(folder);
    }
}

/// A machine on which no time passes.
struct StillHost {
    clock: Arc<FixedClock>,
    entropy: SeededEntropy,
}

impl Host for StillHost {
    fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    fn entropy(&self) -> &dyn Entropy {
        &self.entropy
    }

    fn awake_seconds(&self) -> u64 {
        0
    }

    fn passphrase_cost(&self) -> Cost {
        Cost::CHEAPEST
    }
}

/// What a coordinator does with four notes.
fn work(folder: &Path, clock: &Arc<FixedClock>, notes: &[String]) {
    let app = App::new(StillHost { clock: Arc::clone(clock), entropy: SeededEntropy::new(6) }, folder);
    app.open_with_key(DatabaseKey::new(KEY)).expect("a notebook opens");
    let act =
        |name: &str, args: Value| app.mutate("", name, args).unwrap_or_else(|failure| panic!("{name}: {failure}"));
    let id = |done: &Value| done["id"].as_str().expect("what was done has an id").to_owned();
    act("note_read", json!({ "id": notes[0] }));
    act("triage_ask", json!({ "id": notes[1], "text": "Which days is it worst?" }));
    act("triage_brief", json!({ "id": notes[0], "text": "Knives have been shown on the footpath after college." }));
    act("triage_assign", json!({ "ids": [notes[3]], "to": "Helen Prior" }));
    act("triage_send", json!({ "id": notes[3], "to": "police", "reference": "CAD 1234" }));
    act("triage_remark", json!({ "id": notes[0], "text": "The same two as in October" }));
    act("triage_relate", json!({ "ids": [notes[0], notes[1]] }));
    act(
        "triage_close",
        json!({ "id": notes[2], "reason": "For the parks team", "feedback": "The keeper locks the gate from now on." }),
    );
    let plan = id(&act(
        "plan_add",
        json!({ "title": "The footpath", "wards": ["Addison"], "places": ["Footpath"], "objective": "Nobody is asked.",
            "objective_type": "reduce", "reduce_by": 50, "success_test": "Half as many reports.", "notes": [notes[0]] }),
    ));
    act(
        "plan_set",
        json!({ "id": plan, "lead": "Helen Prior", "scanning": "Five notes",
        "measures": [{ "name": "Reports", "baseline": "6", "target": "3", "actual": "4" }],
        "reviews": [{ "on": "2027-01-12", "found": "" }] }),
    );
    let action = id(&act(
        "action_add",
        json!({ "plan": plan, "title": "Walk it", "agency": "NHS", "owner": "Kim Ode", "due": "2026-12-01", "priority": "high" }),
    ));
    act("action_set", json!({ "id": action, "blocked_by": "funding", "why": "No budget line" }));
    act("action_set", json!({ "id": action, "due": "2026-12-08", "why": "The hall is free then" }));
    act("action_progress", json!({ "id": action, "text": "Asked twice." }));
    act("plan_activate", json!({ "id": plan }));
    act("plan_invite", json!({ "id": plan, "person": "Amara Lewis" }));
    act("note_pin", json!({ "id": notes[0], "pinned": true }));
    act("settings_set", json!({ "theme": "dark", "idle_minutes": 5 }));
    act("note_record", json!({ "note": { "text": "Helen's own", "ward": "E05013734" } }));
}

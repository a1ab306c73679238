//! A device that is measured: the real engine, store and line, driven as the program drives them, with a
//! watch on each part.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use app::{Host, SystemHost};
use domain::blob::BlobId;
use domain::clock::{Clock, Timestamp};
use domain::ids::StreamId;
use protocol::{Fingerprint, Page, PullAnswer, PushAnswer, WireGroup};
use serde_json::{Value, json};
use store::keyfile::DatabaseKey;
use store::{Indexing, OsEntropy, Profile, Store, StoreReplica};
use sync::{
    Answer, BlobCall, BlobPart, Call, Effect, Engine, Event, Moment, Pages, Replica, ReplicaFault, Report, Standing,
    Taken,
};
use tokio::runtime::Runtime;
use transport::{Client, Target, TransportFault};

use crate::killing;

pub struct Device {
    pub store: Store,
    pub client: Arc<Client>,
    pub network: Arc<Runtime>,
    engine: Engine,
    indexing: Indexing,
    host: SystemHost,
    /// Where the time went, part by part, over all exchanges.
    pub spent: RefCell<BTreeMap<&'static str, Duration>>,
}

/// Threads as the program has them.
fn network() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

impl Device {
    /// Speaks to the server through `address`, whatever its notebook knows.
    pub fn open(folder: &Path, address: &str, indexing: Indexing) -> Self {
        Self::open_under(folder, address, killing::key(), indexing)
    }

    pub fn open_under(folder: &Path, address: &str, key: DatabaseKey, indexing: Indexing) -> Self {
        let store = Store::open(Profile::at(folder), key).unwrap();
        let link = store.read(|reader| reader.server()).unwrap().unwrap();
        let target = Target { addresses: vec![address.to_owned()], fingerprint: Fingerprint::of(&link.key) };
        Self {
            store,
            client: Arc::new(Client::new(target).unwrap()),
            network: Arc::new(network()),
            engine: Engine::new("bench", None),
            indexing,
            host: SystemHost::new(),
            spent: RefCell::default(),
        }
    }

    /// One exchange, which must be whole.
    pub fn exchange(&mut self, event: Event) -> Report {
        let mut events = vec![event];
        let mut ended = None;
        while let Some(event) = events.pop() {
            let replica = StoreReplica { store: &self.store, entropy: &OsEntropy, indexing: self.indexing };
            let watched = Watched { replica, spent: &self.spent };
            let moment = Moment { now: self.host.now(), awake_ms: self.host.awake_millis() };
            for effect in self.engine.handle(event, &watched, moment, &OsEntropy) {
                match effect {
                    Effect::Call(call) => events.push(Event::Answered(Ok(self.call(call)))),
                    Effect::Ended(how) => ended = Some(how),
                    Effect::Wake { .. } | Effect::Status => {}
                }
            }
        }
        ended.expect("an exchange ends").expect("the exchange is whole")
    }

    fn call(&self, call: Call) -> Answer {
        let start = Instant::now();
        let (name, answer) = self.network.block_on(async {
            match call {
                Call::Session { introductions } => {
                    let identity = self.store.read(|reader| reader.identity()).unwrap();
                    let session = self.client.open_session(identity.device(), &identity.key, introductions).await;
                    ("call: session", session.map(|session| Answer::Session { may_read: session.may_read }))
                }
                Call::Push(request) => ("call: push", self.client.push(&request).await.map(Answer::Push)),
                Call::Pull(request) => ("call: pull", self.client.pull(&request).await.map(Answer::Pull)),
                Call::BlobPut(request) => ("call: blobs", self.client.blob_put(&request).await.map(Answer::BlobPut)),
                Call::BlobGet(request) => ("call: blobs", self.client.blob_get(&request).await.map(Answer::BlobGet)),
            }
        });
        *self.spent.borrow_mut().entry(name).or_default() += start.elapsed();
        answer.unwrap_or_else(|fault: TransportFault| panic!("{name}: {fault}"))
    }

    /// Seconds by part.
    pub fn parts(&self) -> Value {
        let spent = self.spent.borrow();
        spent.iter().map(|(name, time)| ((*name).to_owned(), json!(time.as_secs_f64()))).collect()
    }
}

struct Watched<'a> {
    replica: StoreReplica<'a>,
    spent: &'a RefCell<BTreeMap<&'static str, Duration>>,
}

impl<'a> Watched<'a> {
    fn watch<T>(&self, name: &'static str, act: impl FnOnce(&StoreReplica<'a>) -> T) -> T {
        let start = Instant::now();
        let done = act(&self.replica);
        *self.spent.borrow_mut().entry(name).or_default() += start.elapsed();
        done
    }
}

impl Replica for Watched<'_> {
    fn standing(&self) -> Result<Standing, ReplicaFault> {
        self.watch("store: standing", Replica::standing)
    }

    fn outgoing(&self, groups: usize, bytes: usize) -> Result<Vec<WireGroup>, ReplicaFault> {
        self.watch("store: outgoing", |replica| replica.outgoing(groups, bytes))
    }

    fn introductions(&self) -> Result<Vec<WireGroup>, ReplicaFault> {
        self.watch("store: introductions", Replica::introductions)
    }

    fn lineage(&self) -> Result<Vec<WireGroup>, ReplicaFault> {
        self.watch("store: lineage", Replica::lineage)
    }

    fn take_push(&self, answer: &PushAnswer, now: Timestamp) -> Result<Taken, ReplicaFault> {
        self.watch("store: receipts", |replica| replica.take_push(answer, now))
    }

    fn take_pages(&self, pages: &[Page], now: Timestamp) -> Result<Pages, ReplicaFault> {
        self.watch("store: pages", |replica| replica.take_pages(pages, now))
    }

    fn take_standing(&self, answer: &PullAnswer, now: Timestamp) -> Result<Taken, ReplicaFault> {
        self.watch("store: end of a pull", |replica| replica.take_standing(answer, now))
    }

    fn begin_again(&self, streams: &[StreamId], epoch: u64, now: Timestamp) -> Result<(), ReplicaFault> {
        self.replica.begin_again(streams, epoch, now)
    }

    fn part_from_copy(&self, now: Timestamp) -> Result<(), ReplicaFault> {
        self.replica.part_from_copy(now)
    }

    fn next_blob(&self, most: usize) -> Result<Option<(BlobCall, u32)>, ReplicaFault> {
        self.watch("store: blobs", |replica| replica.next_blob(most))
    }

    fn take_blob(&self, part: BlobPart<'_>, now: Timestamp) -> Result<bool, ReplicaFault> {
        self.watch("store: blobs", |replica| replica.take_blob(part, now))
    }

    fn blob_refused(&self, blob: BlobId, code: &str, now: Timestamp) -> Result<(), ReplicaFault> {
        self.replica.blob_refused(blob, code, now)
    }
}

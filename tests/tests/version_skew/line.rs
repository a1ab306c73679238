//! Earlier devices with today's server and today's device with earlier servers, by what was recorded of both.

use std::collections::{BTreeSet, VecDeque};
use std::io::Write;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use domain::clock::{Clock, FixedClock, Timestamp};
use domain::entropy::{Entropy, SeededEntropy};
use domain::signing::PublicKey;
use protocol::{SessionRequest, path, session_proof};
use store::{Indexing, Profile, Store, StoreReplica};
use sync::{Answer, Call, Effect, Engine, Event, Fault, Moment, Replica};
use wardbook_server::data::{Folder, KeyHints};
use wardbook_server::edge::{Edge, Limits};
use wardbook_server::setup::{self, Outside};
use wardbook_tests::versions::conversation::{self, Exchange, body, status};
use wardbook_tests::versions::fixture::{self, Fixture, SAM};
use wardbook_tests::versions::one;
use wardbook_tests::versions::understood::{Understood, understood};

/// Today's server on an earlier one's data folder, its doors open without TLS around them.
struct Today {
    network: tokio::runtime::Runtime,
    clock: Arc<FixedClock>,
    chance: Arc<Chance>,
    key: PublicKey,
    address: String,
    _stop: tokio::sync::watch::Sender<bool>,
}

impl Today {
    fn on(fixture: &Fixture) -> Self {
        let network = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let clock = Arc::new(FixedClock::at(fixture.at()));
        let chance = Arc::new(Chance { seeded: SeededEntropy::new(1), again: Mutex::default() });
        let outside =
            Outside { clock: Arc::clone(&clock) as Arc<dyn Clock>, entropy: Arc::clone(&chance) as Arc<dyn Entropy> };
        let folder = Folder::new(fixture.server());
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let (key, listener, router) = network.block_on(async {
            let (service, _) = setup::open(&folder, &KeyHints::default(), &outside).await.unwrap();
            setup::make_ready(&folder, &service).await.unwrap();
            let key = service.server_key();
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            (key, listener, Edge::new(Arc::new(service), stopping, Limits::without_rates()).router())
        });
        let address = listener.local_addr().unwrap().to_string();
        network.spawn(async move { axum::serve(listener, router).await });
        Self { network, clock, chance, key, address, _stop: stop }
    }
}

/// The same bytes by chance as once before, where some are waiting of as many; others follow from a seed.
struct Chance {
    seeded: SeededEntropy,
    again: Mutex<VecDeque<Vec<u8>>>,
}

impl Entropy for Chance {
    fn fill(&self, bytes: &mut [u8]) {
        let mut again = self.again.lock().unwrap();
        let waiting = again.iter().position(|drawn| drawn.len() == bytes.len()).and_then(|at| again.remove(at));
        match waiting {
            Some(drawn) => bytes.copy_from_slice(&drawn),
            None => self.seeded.fill(bytes),
        }
    }
}

/// What was given a place in the course of a conversation, as far as anybody was told of it, with the time of it.
fn placed(conversation: &[Exchange]) -> Vec<(Timestamp, Option<one::WireChange>)> {
    let mut placed = Vec::new();
    for exchange in conversation.iter().filter(|exchange| status(&exchange.answer) == 200) {
        let bytes = body(&exchange.answer);
        let (pages, receipts) = match exchange.path() {
            path::PUSH => (Vec::new(), one::read::<one::PushAnswer>(bytes).unwrap().receipts),
            path::PULL => {
                let answer: one::PullAnswer = one::read(bytes).unwrap();
                (answer.pages, answer.receipts)
            }
            _ => continue,
        };
        placed.extend(receipts.into_iter().flat_map(|run| run.taken).map(|receipt| (receipt.time, None)));
        placed.extend(pages.into_iter().flat_map(|page| page.entries).map(|entry| match entry {
            one::Entry::Change { change, time } => (time, Some(change)),
            one::Entry::Yours { time, .. } => (time, None),
        }));
    }
    placed.into_iter().map(|(time, change)| (Timestamp::from_millis(time), change)).collect()
}

/// What the server's clock said at each exchange. It was heard shortly before; where something got its place, the
/// time of it goes into the chain that later requests name.
fn moments(conversation: &[Exchange], placed: &[(Timestamp, Option<one::WireChange>)]) -> Vec<Timestamp> {
    let given: BTreeSet<Timestamp> = placed.iter().map(|(time, _)| *time).collect();
    let heard = conversation.iter().map(|exchange| exchange.at);
    let next = heard.clone().skip(1).chain([Timestamp::from_millis(i64::MAX)]);
    heard
        .zip(next)
        .map(|(heard, next)| {
            let mut meanwhile = given.range(heard..next);
            let moment = meanwhile.next().copied().unwrap_or(heard);
            assert_eq!(meanwhile.next(), None, "one request was given places at two moments");
            moment
        })
        .collect()
}

/// What the server drew when it wrote this itself: later requests name it by its hash, so it is written again to
/// the bit.
fn drawn(change: &one::WireChange) -> [Vec<u8>; 3] {
    const TIME: usize = 6;
    const SALT: usize = 16;
    let header: one::Header = minicbor::decode(&change.header).unwrap();
    let salt = change.body.as_ref().unwrap()[..SALT].to_vec();
    [header.group.id[TIME..].to_vec(), salt, header.id[TIME..].to_vec()]
}

/// Of a device that is shut out earlier servers awaited for ever that it removes the two streams that stay with it.
fn awaits_no_more(now: &Understood, then: &mut Understood) {
    if let (Understood::Devices(now), Understood::Devices(then)) = (now, then) {
        for (now, then) in now.devices.iter().zip(&mut then.devices) {
            if then.unpurged == now.unpurged + 2 {
                then.unpurged = now.unpurged;
            }
        }
    }
}

/// The requests are the recorded bytes, heads, tokens and proofs included, and nothing is signed anew: what a
/// server seals into challenges and tokens follows from its identity, which lies in the folder, and its clock
/// stands where it stood. Of a device that is let in it writes itself, with the chance that it had then.
#[test]
fn todays_server_answers_each_request_of_an_earlier_device_as_the_server_of_its_day_did() {
    for name in fixture::ALL {
        let fixture = Fixture::copied(name);
        let server = Today::on(&fixture);
        let mut line = TcpStream::connect(&server.address).unwrap();
        let mut seen = Vec::new();
        let conversation = fixture.conversation();
        let placed = placed(&conversation);
        let moments = moments(&conversation, &placed);
        for (number, exchange) in conversation.iter().enumerate() {
            server.clock.set(moments[number]);
            if exchange.path() == path::JOIN {
                let (_, written) = placed.iter().find(|(time, _)| *time == moments[number]).unwrap();
                server.chance.again.lock().unwrap().extend(drawn(written.as_ref().unwrap()));
            }
            line.write_all(&exchange.request).unwrap();
            let answer = conversation::next(&mut line).unwrap().unwrap();
            let at = || format!("{name}: {number}, {} to {}", exchange.who, exchange.path());
            let mut then = understood(exchange.path(), &exchange.answer, &server.key)
                .unwrap_or_else(|fault| panic!("{}: the server of its day was not understood: {fault}", at()));
            let now = understood(exchange.path(), &answer, &server.key)
                .unwrap_or_else(|fault| panic!("{}: today's answer is not understood: {fault}", at()));
            awaits_no_more(&now, &mut then);
            assert_eq!(now, then, "{}", at());
            seen.push(exchange.path().to_owned());
        }
        for path in [
            path::HELLO,
            path::JOIN,
            path::SESSION,
            path::PUSH,
            path::PULL,
            path::HELD,
            path::DECIDE,
            path::INVITATIONS,
            path::INVITE,
            path::UNINVITE,
            path::DEVICES,
        ] {
            assert!(seen.iter().any(|seen| seen == path), "{name}: nobody asked {path}");
        }
        drop(line);
        server.network.shutdown_background();
        let verified = tokio::runtime::Runtime::new().unwrap();
        let verified = verified.block_on(setup::verify(&Folder::new(fixture.server()), &KeyHints::default()));
        verified.unwrap().unwrap_or_else(|fault| panic!("{name}: {fault:?}"));
    }
}

/// What an earlier server said to one device, in its order.
struct EarlierServer {
    name: &'static str,
    said: VecDeque<Exchange>,
    clock: FixedClock,
}

impl EarlierServer {
    /// The next thing it said, if that is what is asked.
    fn next(&mut self, path: &str) -> Exchange {
        let next = self.said.pop_front().unwrap_or_else(|| panic!("{}: {path} is asked beyond the end", self.name));
        assert_eq!(path, next.path(), "{}: today's device asks otherwise than the one of its day", self.name);
        self.clock.set(next.at);
        next
    }

    /// What the server of that day would have read of today's request, and what it did read.
    fn reads<T: for<'b> minicbor::Decode<'b, ()>>(asked: &[u8], recorded: &Exchange) -> (T, T) {
        (one::read(asked).unwrap(), one::read(recorded.asked()).unwrap())
    }

    fn answer<A: for<'b> minicbor::Decode<'b, ()>>(exchange: &Exchange) -> Result<A, Fault> {
        let bytes = body(&exchange.answer);
        match status(&exchange.answer) {
            200 => Ok(protocol::unpack(bytes).unwrap()),
            _ => Err(Fault::Refused(protocol::unpack(bytes).unwrap())),
        }
    }

    fn call(&mut self, call: Call, store: &Store) -> Result<Answer, Fault> {
        match call {
            Call::Session { introductions } => {
                let hello = self.next(path::HELLO);
                let hello: protocol::HelloAnswer = Self::answer(&hello)?;
                let identity = store.read(|reader| reader.identity()).unwrap();
                let proof = session_proof(&hello.challenge, &hello.server_key, identity.device());
                let request = SessionRequest {
                    device: identity.device(),
                    challenge: hello.challenge,
                    proof: identity.key.open_session(&proof),
                    introductions,
                };
                let recorded = self.next(path::SESSION);
                let (asked, then) = Self::reads::<one::SessionRequest>(&protocol::pack(&request), &recorded);
                assert_eq!(asked, then, "{}", self.name);
                let session: protocol::SessionAnswer = Self::answer(&recorded)?;
                Ok(Answer::Session { may_read: session.may_read })
            }
            Call::Push(request) => {
                let recorded = self.next(path::PUSH);
                let (asked, then) = Self::reads::<one::PushRequest>(&protocol::pack(&request), &recorded);
                assert_eq!(asked, then, "{}", self.name);
                Self::answer(&recorded).map(Answer::Push)
            }
            Call::Pull(request) => {
                let recorded = self.next(path::PULL);
                let (asked, then) = Self::reads::<one::PullRequest>(&protocol::pack(&request), &recorded);
                let plain = |mut asked: one::PullRequest| {
                    asked.program.clear();
                    asked.cursors.sort();
                    for streams in [&mut asked.purged, &mut asked.held, &mut asked.whole] {
                        streams.sort();
                    }
                    asked
                };
                assert_eq!(plain(asked), plain(then), "{}", self.name);
                Self::answer(&recorded).map(Answer::Pull)
            }
            other => panic!("{}: the server of that day knows no {other:?}", self.name),
        }
    }
}

#[test]
fn todays_device_asks_an_earlier_server_what_it_understands_and_takes_what_it_answers() {
    for name in fixture::ALL {
        let fixture = Fixture::copied(name);
        let said: VecDeque<_> = fixture.conversation().into_iter().filter(|exchange| exchange.who == SAM).collect();
        let mut server = EarlierServer { name, said, clock: FixedClock::at(fixture.at()) };
        let entropy = SeededEntropy::new(2);
        let store = Store::open(Profile::at(fixture.notebook()), fixture.key()).unwrap();
        let replica = StoreReplica { store: &store, entropy: &entropy, indexing: Indexing::Now };
        let mut exchanges = 0;
        // The terminal was started anew for each.
        while !server.said.is_empty() {
            exchanges += 1;
            let mut engine = Engine::new("today", None);
            let mut event = Some(Event::Asked);
            while let Some(happened) = event.take() {
                let moment = Moment { now: server.clock.now(), awake_ms: 0 };
                for effect in engine.handle(happened, &replica, moment, &entropy) {
                    match effect {
                        Effect::Call(call) => event = Some(Event::Answered(server.call(call, &store))),
                        Effect::Ended(how) => drop(how.unwrap_or_else(|fault| panic!("{name}: {fault:?}"))),
                        Effect::Wake { .. } | Effect::Status => {}
                    }
                }
            }
        }
        assert_eq!(exchanges, 3, "{name}");
        assert_eq!(replica.standing().unwrap().pending, 0, "{name}: something still waits");
        store.verify(&|_| ()).unwrap();
        let held = wardbook_tests::partnership::disk::values(&store.profile().database(), store.key());
        let holds = |words: &str| held.windows(words.len()).any(|window| window == words.as_bytes());
        assert!(holds("Fetched by nobody yet") && holds("Written when she had left"), "{name}");
        assert!(!holds("The lights on the footpath are out"), "{name}: a purge that an earlier server asked for");
    }
}

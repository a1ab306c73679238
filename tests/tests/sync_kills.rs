//! Client or server killed at any moment of an exchange: what was confirmed is there once, on the author's
//! device, at the server and on a reader's, and nothing was called received that the server did not have.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use app::App;
use domain::entropy::{Entropy, SeededEntropy};
use serde_json::json;
use wardbook_tests::partnership::{Laptop, Ledger, Recorder, Said, Server, enrol, opened};
use wardbook_tests::said::say;

/// Kills of clients and as many of the server in one run; `WARDBOOK_SYNC_KILLS` asks for more.
const KILLS: u64 = 208;
/// A partnership is looked through from the ground after so many of each, and another one founded, so
/// that founding and first exchanges are near and files stay small.
const KILLS_OF_ONE: u64 = 26;
/// No exchange of this size takes so long, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(30);

/// What happened in all.
#[derive(Debug, Default)]
struct Sum {
    clients: u64,
    clients_in_exchange: u64,
    servers: u64,
    servers_in_exchange: u64,
    whole: u64,
    broken: u64,
    notes: usize,
    received: usize,
    unconfirmed: usize,
}

#[test]
fn whatever_is_killed_while_it_exchanges_every_confirmed_note_reaches_everybody_once() {
    let kills = std::env::var("WARDBOOK_SYNC_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(KILLS);
    let mut sum = Sum::default();
    for round in 0.. {
        let left = kills - sum.clients;
        if left == 0 {
            break;
        }
        one_partnership(round, left.min(KILLS_OF_ONE), &mut sum);
    }
    say(format!(
        "{} kills of clients, {} of them in an exchange; {} of the server, {} while a device exchanged",
        sum.clients, sum.clients_in_exchange, sum.servers, sum.servers_in_exchange
    ));
    say(format!(
        "{} exchanges were whole and {} found the server gone; {} notes confirmed and found once on their devices and \
         at the server, {} of them called received before the end; {} more were there that nobody was told of",
        sum.whole, sum.broken, sum.notes, sum.received, sum.unconfirmed
    ));
    assert!(sum.clients_in_exchange * 3 > sum.clients, "too few clients were killed in an exchange");
    assert!(sum.servers_in_exchange * 3 > sum.servers, "too few exchanges lost their server");
}

/// A partnership of its own: Amara, who records and sends, and Helen, who records too and receives
/// everything. So many kills of either of them, as many of the server, and then peace.
fn one_partnership(round: u64, kills: u64, sum: &mut Sum) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (mut server, _) = Server::init(&at("server"), "Mina Farrow");
    enrol(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    enrol(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let program = Path::new(env!("CARGO_BIN_EXE_wardbook-synchost"));
    let mut devices = [Recorder::new(program, &at("amara")), Recorder::new(program, &at("helen"))];
    let mut ledger = Ledger::default();
    let dice = SeededEntropy::new(round);
    // Marks are made from a life's seed, so no two lives share one.
    let mut seeds = round * 1_000_000..;
    for device in &mut devices {
        device.start(seeds.next().unwrap());
    }
    let (mut clients, mut servers) = (0, 0);
    while clients < kills || servers < kills {
        let kill_server = clients == kills || (servers < kills && roll(&dice).is_multiple_of(2));
        let chosen = usize::from(roll(&dice) % 2);
        wait_for_the_middle_of_an_exchange(&devices[chosen], &dice);
        if kill_server {
            sum.servers_in_exchange += u64::from(devices.iter().any(Recorder::is_exchanging));
            server.kill();
            servers += 1;
            // Whoever said so said it of something the server had answered before it was killed.
            let said: Vec<Said> = devices.iter().map(Recorder::said).collect();
            ledger.look(server.data(), &at("copy"));
            for id in said.iter().flat_map(|said| &said.received) {
                assert!(ledger.holds(id), "round {round}: {id} was called received and the server does not have it");
            }
            server.start();
        } else {
            sum.clients_in_exchange += u64::from(devices[chosen].kill());
            clients += 1;
            devices[chosen].start(seeds.next().unwrap());
        }
    }
    for device in &mut devices {
        device.kill();
    }
    sum.clients += clients;
    sum.servers += servers;
    let lives: Vec<usize> = devices.iter().map(|device| device.lives).collect();
    let said = devices.map(|device| device.said());
    for said in &said {
        sum.whole += said.whole;
        sum.broken += said.broken;
        sum.received += said.received.len();
    }
    let (found, unconfirmed) = look_through(&server, folder.path(), &said, &lives, &format!("round {round}"));
    sum.notes += found;
    sum.unconfirmed += unconfirmed;
    say(format!("round {round}: {clients} and {servers} kills, {found} notes"));
}

/// An exchange that begins now is waited for, and then for a moment that may be anywhere in it or shortly
/// after: it takes some tens of milliseconds.
fn wait_for_the_middle_of_an_exchange(device: &Recorder, dice: &dyn Entropy) {
    let (before, since) = (device.begun(), Instant::now());
    while device.begun() == before {
        assert!(since.elapsed() < PATIENCE, "the device stopped exchanging");
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_micros(u64::from(roll(dice)) * 150));
}

/// Lets everything finish, and then looks at each device, the server, and what a new device is given.
/// Returns how many notes were confirmed, and how many are there without anybody having been told.
fn look_through(server: &Server, folder: &Path, said: &[Said; 2], lives: &[usize], round: &str) -> (usize, usize) {
    let (amara, helen) = (opened(&folder.join("amara")), opened(&folder.join("helen")));
    for app in [&amara, &helen] {
        let report = app.mutate("", "sync_now", json!({})).unwrap();
        assert_eq!((&report["pending"], &report["held"]), (&json!(0), &json!(0)), "{round}");
        assert_eq!(report["refused"], json!([]), "{round}");
    }
    // What the server holds is what it gives to somebody who has nothing yet and may hold everything.
    let new = Laptop::joined(&folder.join("new"), &server.invite("Ruth Ansell", "coordinator", &[]));
    let at_server = once(&new.app, &format!("{round}, at the server"));
    let at_helen = once(&helen, &format!("{round}, on the reader’s device"));
    let at_amara = once(&amara, &format!("{round}, on the author’s device"));
    assert_eq!(at_server, at_helen, "{round}: the reader holds what the server holds");
    for (said, author, whose) in [(&said[0], &at_amara, "Amara"), (&said[1], &at_helen, "Helen")] {
        for (id, mark) in &said.notes {
            assert_eq!(author.get(id), Some(mark), "{round}: the confirmed note {id} of {whose} on her device");
            assert_eq!(at_server.get(id), Some(mark), "{round}: the confirmed note {id} of {whose} at the server");
        }
        for id in &said.received {
            assert!(at_server.contains_key(id), "{round}: {id} of {whose} was called received");
        }
    }
    for (app, said) in [(&amara, &said[0]), (&helen, &said[1])] {
        for id in said.notes.keys() {
            let note = app.query("note", json!({ "id": id })).unwrap();
            assert_eq!(note["state"]["id"], "received", "{round}: {id}");
        }
    }
    // A life is killed in at most one act that nobody heard of.
    let confirmed = said.iter().map(|said| said.notes.len()).sum::<usize>();
    let unconfirmed = at_server.len() - confirmed;
    assert!(unconfirmed <= lives.iter().sum(), "{round}: {unconfirmed} notes are there that nobody confirmed");
    for app in [&amara, &helen, &new.app] {
        let verified = app.mutate("", "verify", json!({})).unwrap();
        assert_eq!(verified["fault"], json!(null), "{round}: {}", verified["words"]);
    }
    let verified = server.verify();
    assert!(verified.status.success(), "{round}: {}", String::from_utf8_lossy(&verified.stderr));
    (confirmed, unconfirmed)
}

/// The mark of every note that is held, by its id. No mark may be there twice.
fn once(app: &App, whose: &str) -> BTreeMap<String, String> {
    let (mut marks, mut seen) = (BTreeMap::new(), BTreeMap::<String, usize>::new());
    let mut after = json!(null);
    loop {
        let page = app.query("notes_whole", json!({ "limit": 200, "after": after })).unwrap();
        for row in page["rows"].as_array().unwrap() {
            let mark = row["text"].as_str().unwrap().split(' ').next().unwrap().to_owned();
            *seen.entry(mark.clone()).or_default() += 1;
            marks.insert(row["id"].as_str().unwrap().to_owned(), mark);
        }
        after = page["next"].clone();
        if after.is_null() {
            break;
        }
    }
    let doubled: Vec<_> = seen.iter().filter(|(_, times)| **times > 1).collect();
    assert!(doubled.is_empty(), "{whose}: there more than once: {doubled:?}");
    marks
}

fn roll(dice: &dyn Entropy) -> u8 {
    let mut byte = [0];
    dice.fill(&mut byte);
    byte[0]
}

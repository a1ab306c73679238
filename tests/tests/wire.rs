//! What somebody sees who listens on the line, and what a bad line does to an exchange.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::path::Path;
use std::time::{Duration, Instant};

use domain::entropy::{Entropy, SeededEntropy};
use protocol::Invitation;
use store::{Indexing, OsEntropy, Profile, Store, StoreReplica};
use sync::Replica;
use wardbook_tests::partnership::proxy::{Carried, Proxy, Then, Trouble, Way};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Server, refused};

const HANDSHAKE: u8 = 0x16;

/// A server that is reached through a line that listens.
fn behind_a_line(data: &Path) -> (Server, Proxy, String) {
    let proxy = Proxy::open();
    let (server, administrator) = Server::init_behind(data, "Mina Farrow", &proxy.address());
    proxy.lead_to(server.address());
    (server, proxy, administrator)
}

/// The types of the TLS records that the bytes are, to the last byte; none where they are anything else.
fn tls_records(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut types = Vec::new();
    while let [kind, 3, 1..=4, high, low, rest @ ..] = bytes {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        // Change of cipher, alert, handshake, content; and no longer than a sealed record may be.
        if !(0x14..=0x17).contains(kind) || length > 16_384 + 256 {
            return None;
        }
        types.push(*kind);
        bytes = rest.get(length..)?;
    }
    bytes.is_empty().then_some(types)
}

fn contains(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

#[test]
fn whoever_listens_sees_tls_from_the_first_byte_and_no_word_of_a_note_a_name_or_an_invitation() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, proxy, administrator) = behind_a_line(&at("server"));
    let mut invitations = vec![administrator];
    let mina = Laptop::joined(&at("mina"), &invitations[0]);
    invitations.push(server.invite("Amara Lewis", "outreach", &["Addison"]));
    let amara = Laptop::joined(&at("amara"), &invitations[1]);
    invitations.push(server.invite("Helen Prior", "coordinator", &[]));
    let helen = Laptop::joined(&at("helen"), &invitations[2]);
    amara.record("Addison", "A blade in the planters behind Fennel Court");
    let withdrawn = amara.record("Grove", "Somebody shouted");
    amara.act("note_withdraw", serde_json::json!({ "id": withdrawn, "reason": "It was a film crew" }));
    amara.sync();
    helen.sync();
    mina.sync();
    assert_eq!(helen.texts(), ["A blade in the planters behind Fennel Court", "Somebody shouted"]);
    drop((mina, amara, helen, server));

    let connections = proxy.finish();
    assert!(connections.len() >= 6, "three laptops joined and exchanged over {} connections", connections.len());
    let mut canaries: Vec<Vec<u8>> = [
        "A blade in the planters",
        "Fennel Court",
        "Somebody shouted",
        "film crew",
        "Addison",
        "E05013733",
        "Amara Lewis",
        "Helen Prior",
        "Mina Farrow",
        "Hammersmith and Fulham",
        "outreach",
        "wardbook-",
        "Bearer",
    ]
    .iter()
    .map(|words| words.as_bytes().to_vec())
    .collect();
    for text in &invitations {
        let invitation: Invitation = text.parse().unwrap();
        canaries.push(text.as_bytes().to_vec());
        canaries.push(invitation.secret.to_vec());
        canaries.push(Invitation::secret_hash(&invitation.secret).to_vec());
        canaries.push(domain::signing::hex(&invitation.secret).into_bytes());
    }
    for (number, Carried { up, down }) in connections.iter().enumerate() {
        for (way, bytes) in [("up", up), ("down", down)] {
            assert_eq!(bytes.first(), Some(&HANDSHAKE), "connection {number}, {way}");
            let records = tls_records(bytes);
            assert!(records.is_some(), "connection {number}, {way}: not TLS to its last byte");
            for canary in &canaries {
                let words = String::from_utf8_lossy(canary);
                assert!(!contains(bytes, canary), "connection {number}, {way}: “{words}” can be read");
            }
        }
        // That what is in clear would be found: a greeting names the protocol it wants to speak inside.
        assert!(contains(up, b"http/1.1"), "connection {number}: the greeting was not kept");
        println!("connection {number}: {} bytes up, {} down", up.len(), down.len());
    }
    println!("{} connections, {} canaries, none found", connections.len(), canaries.len());
}

#[test]
fn five_hundred_notes_cost_little_more_than_their_records_compressed() {
    const NOTES: usize = 500;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, proxy, _) = behind_a_line(&at("server"));
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let dice = SeededEntropy::new(3);
    let texts: Vec<String> = (0..NOTES).map(|_| sentence(&dice)).collect();
    for text in &texts {
        amara.record("Addison", text);
    }
    let records = waiting(&amara);
    assert_eq!(records.len(), NOTES);
    let plain: Vec<u8> = records.concat();
    let packed = zstd::bulk::compress(&plain, 3).unwrap().len();
    // What cannot be made smaller: ids, hashes, signatures and salts look like chance.
    let words = zstd::bulk::compress(texts.join("\n").as_bytes(), 3).unwrap().len();

    let before = proxy.counts();
    assert_eq!(amara.sync()["pushed"], NOTES);
    let sent = proxy.counts();
    helen.sync();
    let pulled = proxy.counts();
    let (up, receipts) = (sent.0 - before.0, sent.1 - before.1);
    let (asked, down) = (pulled.0 - sent.0, pulled.1 - sent.1);
    let of_packed = |bytes: usize| bytes as f64 / packed as f64;
    println!("{NOTES} notes: {} bytes of records, {packed} with zstd -3; their words alone {words}", plain.len());
    println!("sent: {up} bytes up ({:.2} of zstd -3) and {receipts} down with the receipts", of_packed(up));
    println!("received by another: {down} bytes down ({:.2} of zstd -3) and {asked} up", of_packed(down));
    assert!(of_packed(up) < 1.5, "{up} bytes up for {packed}");
    assert!(of_packed(down) < 1.5, "{down} bytes down for {packed}");
}

/// What waits on a laptop, change by change, as it lies on its disk.
fn waiting(laptop: &Laptop) -> Vec<Vec<u8>> {
    let secret = store::keyfile::Secret::Passphrase(PASSPHRASE);
    let now = laptop.app.host().clock().now();
    let key = store::keyfile::KeyFile::open(&laptop.app.profile().keys(), secret, now).unwrap();
    let store = Store::open(Profile::at(laptop.folder()), key).unwrap();
    let replica = StoreReplica { store: &store, entropy: &OsEntropy, indexing: Indexing::Now };
    let groups = replica.outgoing(usize::MAX, usize::MAX).unwrap();
    let changes = groups.into_iter().flat_map(|group| group.changes);
    changes
        .map(|change| {
            let body = change.body.unwrap_or_default();
            [change.header.as_slice(), change.signature.as_bytes().as_slice(), &body].concat()
        })
        .collect()
}

/// As long as a note mostly is, and no two alike.
fn sentence(dice: &dyn Entropy) -> String {
    const WORDS: [&str; 32] = [
        "two",
        "boys",
        "by",
        "the",
        "launderette",
        "again",
        "after",
        "school",
        "one",
        "had",
        "something",
        "in",
        "his",
        "sleeve",
        "and",
        "left",
        "when",
        "a",
        "car",
        "stopped",
        "people",
        "say",
        "that",
        "it",
        "has",
        "been",
        "so",
        "since",
        "Tuesday",
        "nobody",
        "wants",
        "trouble",
    ];
    let mut bytes = [0; 33];
    dice.fill(&mut bytes);
    let count = 12 + usize::from(bytes[0] % 20);
    bytes[1..=count].iter().map(|byte| WORDS[usize::from(byte % 32)]).collect::<Vec<_>>().join(" ")
}

/// Two laptops on a bad line, and everything that was recorded.
struct OnALine {
    _folder: tempfile::TempDir,
    server: Server,
    proxy: Proxy,
    amara: Laptop,
    helen: Laptop,
    recorded: Vec<String>,
    broken: usize,
}

fn on_a_line() -> OnALine {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, proxy, _) = behind_a_line(&at("server"));
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    OnALine { _folder: folder, server, proxy, amara, helen, recorded: Vec::new(), broken: 0 }
}

impl OnALine {
    fn record(&mut self) -> String {
        let text = format!("Note {:04}", self.recorded.len());
        let id = self.amara.record("Addison", &text);
        self.recorded.push(text);
        id
    }

    /// Amara's exchange and Helen's, each on a line with this trouble.
    fn exchange_with(&mut self, trouble: Trouble) {
        for laptop in [&self.amara, &self.helen] {
            self.proxy.trouble(trouble);
            if let Err(failure) = laptop.try_sync() {
                assert_eq!(failure.code, "unreachable", "{trouble:?}: {}", failure.message);
                self.broken += 1;
            }
        }
        self.proxy.mend();
    }

    /// Whatever went before: one good exchange of each, and all is there once.
    fn all_is_there_once(&self, note: &str, when: &str) {
        self.amara.sync();
        self.helen.sync();
        assert_eq!(self.amara.texts(), self.recorded, "{when}");
        assert_eq!(self.helen.texts(), self.recorded, "{when}");
        assert_eq!(self.amara.note(note)["state"]["id"], "received", "{when}");
    }

    /// How many bytes one exchange of Amara's takes, up and down, with a note to send.
    fn measured(&mut self) -> (usize, usize) {
        self.record();
        let before = self.proxy.counts();
        self.amara.sync();
        let after = self.proxy.counts();
        self.helen.sync();
        (after.0 - before.0, after.1 - before.1)
    }

    fn verify(&self) {
        for laptop in [&self.amara, &self.helen] {
            let verified = laptop.act("verify", serde_json::json!({}));
            assert_eq!(verified["fault"], serde_json::json!(null), "{}", verified["words"]);
        }
        assert!(self.server.verify().status.success());
    }
}

const OFFSETS: usize = 40;

/// Evenly over so many bytes, and a few beyond them.
fn offsets(bytes: usize) -> impl Iterator<Item = usize> {
    (0..OFFSETS).map(move |step| step * bytes * 11 / 10 / OFFSETS)
}

#[test]
fn a_line_that_is_cut_after_any_number_of_bytes_loses_nothing_and_doubles_nothing() {
    let mut line = on_a_line();
    let never = Trouble::Cut { way: Way::Up, left: 0, then: Then::Dead };
    line.exchange_with(never);
    let (up, down) = line.measured();
    for (way, bytes) in [(Way::Up, up), (Way::Down, down)] {
        for left in offsets(bytes) {
            // So that all of it happens on this line: the greeting, the session, sending and receiving.
            line.exchange_with(never);
            let note = line.record();
            let cut = Trouble::Cut { way, left, then: Then::Dead };
            line.exchange_with(cut);
            line.all_is_there_once(&note, &format!("{cut:?} of {bytes}"));
        }
    }
    line.verify();
    let cuts = 2 * 2 * OFFSETS;
    let broken = line.broken - 2 * (2 * OFFSETS + 1);
    println!("{cuts} exchanges on lines cut within {up} bytes up and {down} down: {broken} broke off");
    assert!(broken * 2 > cuts, "{broken} of {cuts} exchanges broke off: the cuts fell elsewhere");
}

#[test]
fn a_line_that_was_kept_and_is_cut_once_is_made_anew_and_nothing_is_sent_twice() {
    let mut line = on_a_line();
    line.measured();
    let (up, down) = line.measured();
    let before = line.proxy.connections();
    for (way, bytes) in [(Way::Up, up), (Way::Down, down)] {
        for left in offsets(bytes) {
            let note = line.record();
            let cut = Trouble::Cut { way, left, then: Then::Well };
            line.exchange_with(cut);
            line.all_is_there_once(&note, &format!("{cut:?} of {bytes}"));
        }
    }
    line.verify();
    let (cuts, made) = (4 * OFFSETS, line.proxy.connections() - before);
    println!(
        "{cuts} exchanges on kept lines cut within {up} bytes up and {down} down: {made} new lines, {} broke off",
        line.broken
    );
    assert!(made * 2 > cuts, "{made} of {cuts} lines were cut: the cuts fell elsewhere");
    // An answer of which the beginning came is not asked for again at once.
    assert!(line.broken * 4 < cuts, "{} of {cuts} exchanges broke off", line.broken);
}

#[test]
fn a_line_that_falls_silent_is_given_up_in_seconds_and_nothing_is_lost() {
    let mut line = on_a_line();
    let note = line.record();
    // Amara's line stands from before; Helen's program has just been started and has none.
    line.helen = line.helen.reopen();
    line.proxy.trouble(Trouble::Hold);
    let given_up = |laptop: &Laptop| {
        let since = Instant::now();
        assert_eq!(refused(laptop.try_sync()), "unreachable");
        since.elapsed()
    };
    let (new, kept) = std::thread::scope(|threads| {
        let kept = threads.spawn(|| given_up(&line.amara));
        (given_up(&line.helen), kept.join().unwrap())
    });
    line.proxy.mend();
    println!("a new line that is silent was given up after {new:.1?}, one that stood before after {kept:.1?}");
    line.all_is_there_once(&note, "after a silent line");
    assert!(new < Duration::from_secs(6), "a new line was given up after {new:?}");
    assert!(kept < Duration::from_secs(11), "a line that stood was given up after {kept:?}");
}

#[test]
fn a_slow_line_is_no_broken_one() {
    let mut line = on_a_line();
    let note = line.record();
    line.proxy.trouble(Trouble::Slow(Duration::from_millis(150)));
    line.amara.sync();
    line.helen.sync();
    line.proxy.mend();
    line.all_is_there_once(&note, "after a slow line");
}

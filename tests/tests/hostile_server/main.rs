//! A hostile server: one that has its own key and every device's answers in its hands. It rewrites, reorders, leaves
//! out, goes back on its word, gives two devices two histories, and puts itself where leads stand. Each laptop is the
//! whole program over real TLS, and what is looked at is what its owner reads.
//!
//! A server with another key is another server (`transport/tests/line/proof.rs`). That the checks find each altered
//! byte stands beside them (`domain::chain`, `domain::change`); that one page which does not hold keeps no other back,
//! in `exchange.rs`; that what an answer leaves out is not deleted, in `known_faults.rs`; what a server that lets a
//! device in, in a lead's name, gets of what is sealed, in `sources/sealing.rs`. What no laptop notices, SECURITY.md
//! says.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod histories;

use domain::chain::Head;
use domain::change::{BodyHash, Draft, Header};
use domain::clock::Clock;
use domain::records::Kind;
use domain::signing::SigningKey;
use protocol::{Entry, Page, PullAnswer, PushAnswer, path};
use serde_json::{Value, json};
use store::{OsEntropy, Profile, Store};
use wardbook_server::data::{Folder, KeyHints};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Server, exchange};
use wardbook_tests::versions::overheard::Overheard;

/// Amara, an outreach worker, and Helen, who coordinates, with a server that says what it likes.
struct Partnership {
    line: Overheard,
    key: SigningKey,
    server: Server,
    amara: Laptop,
    helen: Laptop,
    folder: tempfile::TempDir,
}

impl Partnership {
    fn founded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (data, line) = (folder.path().join("server"), Overheard::open());
        let (server, _) = Server::init_behind(&data, "Mina Farrow", &line.address());
        line.lead_to(server.address(), &data);
        let key = Folder::new(&data).identity(&KeyHints::default()).unwrap();
        let laptop = |name: &str, role, wards: &[&str]| {
            Laptop::joined(&folder.path().join(name), &server.invite(name, role, wards))
        };
        let amara = laptop("Amara Lewis", "outreach", &["Addison"]);
        let helen = laptop("Helen Prior", "coordinator", &[]);
        Self { line, key, amara, helen, server, folder }
    }

    fn laptop(&self, name: &str, role: &str, wards: &[&str]) -> Laptop {
        Laptop::joined(&self.folder.path().join(name), &self.server.invite(name, role, wards))
    }

    /// Amara records these, and they are at the server.
    fn told(&self, texts: &[&str]) {
        for text in texts {
            self.amara.record("Addison", text);
        }
        self.amara.sync();
    }

    /// What becomes of every answer with which somebody is given what is new.
    fn gives(&self, alter: impl Fn(&mut PullAnswer, &SigningKey) + Send + 'static) {
        let key = self.key.clone();
        self.line.alters(move |path, _, message| {
            if path != path::PULL {
                return message;
            }
            let mut answer: PullAnswer = protocol::unpack(&message).unwrap();
            alter(&mut answer, &key);
            protocol::pack(&answer)
        });
    }

    /// What Helen reads when she asks for what is new and something is wrong with it.
    fn helen_reads(&self) -> String {
        let failure = self.helen.try_sync().expect_err("it was taken");
        assert!(!failure.message.contains("stream") && failure.message.ends_with('.'), "{}", failure.message);
        failure.message
    }

    /// The server says the truth again: everything is there, once, and holds.
    fn all_is_well_once_it_says_the_truth(&self, after: &str) {
        self.line.passes();
        self.helen.sync();
        assert_eq!(self.helen.texts(), self.amara.texts(), "{after}");
        for laptop in [&self.amara, &self.helen] {
            let verified = laptop.act("verify", json!({}));
            assert_eq!(verified["fault"], Value::Null, "{after}: {}", verified["words"]);
        }
    }
}

/// The page with what Amara recorded.
fn notes(answer: &mut PullAnswer) -> Option<&mut Page> {
    answer.pages.iter_mut().find(|page| page.sort == "intake")
}

/// Where its stream stands after what the page has become.
fn end(page: &Page) -> Head {
    page.entries.iter().fold(page.before, |head, entry| {
        let position = head.position + 1;
        Head { position, chain: head.chain.next(entry.hash(), position, entry.time()), time: entry.time() }
    })
}

/// The server's word for it.
fn sign(page: &mut Page, key: &SigningKey) {
    page.signature = end(page).sign(page.stream, page.epoch, key);
}

/// What the check of the whole notebook says under this name.
fn doctor(laptop: &Laptop, check: &str) -> Option<String> {
    let told = laptop.act("doctor", json!({}));
    let found = told["checks"].as_array().unwrap().iter().find(|found| found["name"] == check || found["id"] == check);
    found.map(|found| found["words"].as_str().unwrap().to_owned())
}

const NOT_AS_SIGNED: &str = "What the server sent does not hold together: something in it was left out, moved or changed after it was signed. That part was not taken, and what was recorded is safe on this device. Try later; if it goes on, tell your administrator.";
const NOT_UNDERSTOOD: &str = "The server answered in a way this Wardbook does not understand. Nothing was changed, and what was recorded is safe on this device. Try later; if it goes on, tell your administrator.";

#[test]
fn what_a_server_rewrites_reorders_or_leaves_out_behind_its_own_word_is_not_taken_and_helen_reads_so() {
    let partnership = Partnership::founded();
    type Alter = fn(&mut Page);
    let alterations: [(&str, Alter); 9] = [
        ("two in another order", |page| page.entries.swap(0, 1)),
        ("one left out", |page| drop(page.entries.remove(1))),
        ("the last left out", |page| drop(page.entries.pop())),
        ("one twice", |page| page.entries.push(page.entries[0].clone())),
        ("another time", |page| {
            if let Entry::Change { time, .. } = &mut page.entries[0] {
                *time = time.plus_seconds(-3_600);
            }
        }),
        ("another author's number", |page| {
            if let Entry::Change { change, .. } = &mut page.entries[1] {
                let mut header = Header::decode(&change.header).unwrap();
                header.sequence += 1;
                change.header = header.encode();
            }
        }),
        ("as if it began elsewhere", |page| page.before.position += 1),
        ("another life of the server", |page| page.epoch += 1),
        ("one that Helen is said to have written", |page| {
            let entry = &page.entries[0];
            let (hash, time) = (entry.hash(), entry.time());
            let Entry::Change { change, .. } = entry else { return };
            page.entries[0] = Entry::Yours { id: Header::decode(&change.header).unwrap().id, hash, time };
            page.entries.pop();
        }),
    ];
    for (what, alter) in alterations {
        let before = partnership.helen.texts();
        partnership.told(&["Two mopeds", "A third by the launderette", "All three left"]);
        partnership.gives(move |answer, _| notes(answer).into_iter().for_each(alter));
        assert_eq!(partnership.helen_reads(), NOT_AS_SIGNED, "{what}");
        assert_eq!(partnership.helen.texts(), before, "{what}");
        partnership.all_is_well_once_it_says_the_truth(what);
    }
}

#[test]
fn what_a_server_writes_in_somebodys_name_is_never_shown_and_the_check_of_the_notebook_says_so() {
    type Alter = fn(&mut Header, &mut Vec<u8>);
    fn other_words(body: &mut [u8]) {
        let at = body.len() - 2;
        body[at] ^= 1;
    }
    let alterations: [(&str, Alter); 4] = [
        ("Other words, and the header says so", |header, body| {
            other_words(body);
            header.body_hash = BodyHash::of(body);
        }),
        ("Another moment", |header, _| header.clock.millis += 1),
        ("Another record", |header, _| header.record = domain::ids::RecordId::from_bytes([7; 16])),
        ("Other words", |_, body| other_words(body)),
    ];
    let partnership = Partnership::founded();
    for (what, alter) in alterations {
        partnership.told(&[what, "And all three left"]);
        // With its own word for it, as only the server can give it.
        partnership.gives(move |answer, key| {
            let Some(page) = notes(answer) else { return };
            let Entry::Change { change, .. } = &mut page.entries[0] else { return };
            let mut header = Header::decode(&change.header).unwrap();
            alter(&mut header, change.body.as_mut().unwrap());
            change.header = header.encode();
            sign(page, key);
        });
        partnership.helen.sync();
        let (held, told) = (partnership.helen.texts(), partnership.amara.texts());
        assert!(
            !held.contains(&what.to_owned()) && held.len() == told.len() - 1,
            "{what}: it hides no other: {held:?}"
        );
        let says = doctor(&partnership.helen, "set-aside").unwrap_or_else(|| panic!("{what}: nothing is said"));
        assert!(says.starts_with("1 change from the server cannot be acted on and stand"), "{what}: {says}");
        assert!(says.ends_with("Everything else goes on. Tell your administrator."), "{what}: {says}");
        // With the same header its history is still the server's, and what stands aside does not come again.
        if what != "Other words" {
            partnership.all_is_well_once_it_says_the_truth(what);
            assert_eq!(doctor(&partnership.helen, "set-aside"), None, "{what}");
        }
    }
}

#[test]
fn a_note_that_a_server_passes_on_without_its_words_is_missed_by_the_check_of_the_notebook() {
    let partnership = Partnership::founded();
    partnership.told(&["Two mopeds", "A third by the launderette"]);
    assert_eq!(doctor(&partnership.helen, "set-aside"), None);
    // Its chain holds, and so does its author's signature: both are of who wrote when, and of the words by their hash.
    partnership.gives(|answer, _| {
        let Some(page) = notes(answer) else { return };
        if let Entry::Change { change, .. } = &mut page.entries[1] {
            change.body = None;
        }
    });
    partnership.helen.sync();
    partnership.line.passes();
    assert_eq!(partnership.helen.texts(), ["Two mopeds"], "it hides no other");
    let says = doctor(&partnership.helen, "set-aside").expect("nothing is said");
    assert_eq!(
        says,
        "1 change came from the server without what was written in it. Everything else goes on. Tell your administrator, and ask your colleagues whether something of theirs is missing here."
    );
}

#[test]
fn a_stream_that_a_server_says_is_for_something_else_is_not_taken() {
    type Alter = fn(&mut Page);
    let alterations: [(&str, Alter); 4] = [
        ("about another ward", |page| page.area = Some(domain::ids::AreaId::from_bytes([7; 16]))),
        ("of another person", |page| page.person = Some(domain::ids::PersonId::from_bytes([7; 16]))),
        ("shared with everybody", |page| page.sort = "area/shared".to_owned()),
        ("of no sort that there is", |page| page.sort = "gossip".to_owned()),
    ];
    let partnership = Partnership::founded();
    partnership.told(&["Two mopeds"]);
    for (what, alter) in alterations {
        partnership.gives(move |answer, _| notes(answer).into_iter().for_each(alter));
        assert_eq!(partnership.helen_reads(), NOT_AS_SIGNED, "{what}");
        assert_eq!(partnership.helen.texts(), [""; 0], "{what}");
    }
    partnership.all_is_well_once_it_says_the_truth("streams said to be for something else");
}

#[test]
fn a_server_that_says_a_note_is_taken_and_gives_no_word_for_it_is_not_believed() {
    type Alter = fn(&mut PushAnswer);
    let alterations: [(&str, Alter); 3] = [
        ("no receipt", |answer| answer.receipts.clear()),
        ("a receipt for another place", |answer| answer.receipts[0].before.position += 1),
        ("a receipt for something else", |answer| answer.receipts[0].taken[0].hash = domain::change::ChangeHash::ZERO),
    ];
    let partnership = Partnership::founded();
    for (what, alter) in alterations {
        let note = partnership.amara.record("Addison", what);
        partnership.line.alters(move |path, _, message| {
            if path != path::PUSH {
                return message;
            }
            let mut answer: PushAnswer = protocol::unpack(&message).unwrap();
            alter(&mut answer);
            protocol::pack(&answer)
        });
        let failure = partnership.amara.try_sync().unwrap_err();
        assert_eq!(failure.message, NOT_AS_SIGNED, "{what}");
        assert_eq!(partnership.amara.note(&note)["state"]["id"], "recorded", "{what}");
        partnership.line.passes();
        partnership.amara.sync();
        assert_eq!(partnership.amara.note(&note)["state"]["id"], "received", "{what}");
        partnership.all_is_well_once_it_says_the_truth(what);
    }
}

/// A laptop's notebook, beside its own program.
fn notebook(laptop: &Laptop) -> Store {
    let (secret, now) = (store::keyfile::Secret::Passphrase(PASSPHRASE), app::SystemHost::new().now());
    let key = store::keyfile::KeyFile::open(&laptop.app.profile().keys(), secret, now).unwrap();
    Store::open(Profile::at(laptop.folder()), key).unwrap()
}

/// Not by the app, which makes no second list: by whoever has the notebook's key and a program of their own.
fn writes_a_list_of_leads(stray: &Laptop, number: u32, follows: Vec<String>) {
    let store = notebook(stray);
    let who = store.read(|reader| reader.identity()).unwrap();
    let lead = domain::roster::Lead { device: who.device(), person: who.person(), key: who.key.public() };
    let recovery = SigningKey::generate(&OsEntropy);
    let list = domain::roster::RosterRecord::first(&[lead], &recovery.public(), &OsEntropy).unwrap();
    let list = domain::roster::RosterRecord { number, follows, ..list };
    let written = store.write(app::SystemHost::new().now(), &OsEntropy, |writer| {
        let draft = Draft::create(who.control, writer.new_record(), Kind::Roster.as_str(), &list);
        writer.write_group(vec![draft])
    });
    written.unwrap();
}

#[test]
fn a_server_that_puts_a_device_of_its_own_among_the_leads_is_named_and_nothing_is_sealed_to_it() {
    let partnership = Partnership::founded();
    let nadia = partnership.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
    let amara = &partnership.amara;
    nadia.act("roster_begin", json!({}));
    exchange(&[&nadia, amara]);
    let fingerprint = nadia.query("sources", Value::Null)["roster"]["fingerprint"].clone();
    // Whoever runs the server lets a device of their own in, in the lead's name, and makes it the only lead.
    let stray =
        Laptop::joined(&partnership.folder.path().join("stray"), &partnership.server.invite_again("Nadia Rahman"));
    let known = hash_of_the_list(&nadia);
    for (number, follows) in [(2, vec![known]), (1, Vec::new()), (9, vec!["00".repeat(32)])] {
        writes_a_list_of_leads(&stray, number, follows);
    }
    stray.sync();
    exchange(&[amara, &nadia]);
    for laptop in [amara, &nadia] {
        let roster = laptop.query("sources", Value::Null)["roster"].clone();
        assert_eq!(roster["fingerprint"], fingerprint);
        let read: Vec<&str> = roster["strays"].as_array().unwrap().iter().map(|said| said.as_str().unwrap()).collect();
        let said = |what: &str| {
            format!(
                "A list of leads signed in the name of Nadia Rahman {what}. It is not used, and nothing is sealed to it. If you do not know of it, somebody may be trying to read sources: tell the other leads."
            )
        };
        let follows_another = said("does not follow the one that is in use");
        assert_eq!(read, [&said("was signed by a device that is no lead's"), &follows_another, &follows_another]);
    }
    // What is told now is read by Nadia, and by nobody whom the server has put beside her.
    let source =
        json!({ "note": { "text": "By the bins.", "ward": "Addison" }, "source": { "who": "Zelkjordan Miles" } });
    amara.act("note_record", source);
    exchange(&[amara, &nadia, &stray]);
    let opened = |laptop: &Laptop| {
        let held = laptop.query("sources", Value::Null)["sources"][0]["id"].clone();
        laptop.app.mutate("", "source_open", json!({ "id": held, "reason": "To see that he is safe" }))
    };
    assert_eq!(opened(&nadia).unwrap()["who"], "Zelkjordan Miles");
    let failure = opened(&stray).unwrap_err();
    assert_eq!(failure.code, "not-a-lead", "{}", failure.message);
}

/// Of the list of leads that is gone by, as everybody who holds it can tell.
fn hash_of_the_list(lead: &Laptop) -> String {
    let roster = notebook(lead).read(|reader| Ok(reader.roster()?.by.unwrap())).unwrap();
    domain::signing::hex(roster.hash.as_bytes())
}

#[test]
fn a_server_that_never_comes_to_an_end_is_left_and_what_was_recorded_still_waits() {
    let partnership = Partnership::founded();
    partnership.gives(|answer, _| {
        answer.pages.clear();
        (answer.more, answer.behind) = (true, 1_000_000);
    });
    assert_eq!(partnership.helen_reads(), NOT_UNDERSTOOD);
    let note = partnership.amara.record("Addison", "Two mopeds");
    partnership.line.alters(|path, _, message| {
        if path != path::PUSH {
            return message;
        }
        let answer: PushAnswer = protocol::unpack(&message).unwrap();
        protocol::pack(&PushAnswer { answers: Vec::new(), receipts: Vec::new(), ..answer })
    });
    assert_eq!(partnership.amara.try_sync().unwrap_err().message, NOT_UNDERSTOOD);
    assert_eq!(partnership.amara.note(&note)["state"]["id"], "recorded");
    partnership.line.passes();
    partnership.amara.sync();
    assert_eq!(partnership.amara.note(&note)["state"]["id"], "received");
    partnership.all_is_well_once_it_says_the_truth("a server without end");
}

//! Words written on purpose by several people, and every byte of every party looked through for them: files, pages with
//! the key, write-ahead logs, what passes, logs, counts, refusals, and the line. Each lies where the table says and
//! nowhere else; what was sealed or erased lies nowhere.
//!
//! The server says as much as it can: its log has one level, and no option makes it say more.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test")]

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use wardbook_tests::canaries::{self, found};
use wardbook_tests::partnership::proxy::Proxy;
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Server, disk, exchange, refused, wardbookctl};
use wardbook_tests::versions::overheard::line_to;

/// What each word stands for, and whose disk may hold it, in pages that are deciphered. In clear it lies in the export
/// alone, which is made to be read.
const HELD: &[(&str, &str, &[&str])] = &[
    ("zelkquosealed", "who told a note, sealed for the leads", &[]),
    ("zelkquorefused", "who told a note that was refused", &[]),
    ("zelkquosearch", "what somebody searched for", &[]),
    ("zelkquogone", "a note that was erased, and what hung on it", &[]),
    ("zelkquoadded", "what was added to the erased note", &[]),
    ("zelkquoaside", "a remark on the erased note", &[]),
    ("zelkquobegun", "what was begun about the erased note and not done", &[]),
    ("zelkquofile", "the name of a photo on the erased note", &[]),
    (
        "zelkquonote",
        "a note, for those who read its ward's restricted notes",
        &["recorder", "coordinator", "server", "export"],
    ),
    ("zelkquophoto", "the name of a photo on it", &["recorder", "coordinator", "server"]),
    ("zelkquotold", "the sentence its author was told", &["recorder", "coordinator", "server"]),
    ("zelkquoremark", "what colleagues wrote beside it", &["coordinator", "server"]),
    ("zelkquoreason", "why a lead opened a source", &["lead", "server"]),
    ("zelkquobrief", "a briefing", &["recorder", "coordinator", "lead", "councillor", "server"]),
    ("zelkquotitle", "the title of a plan", &["coordinator", "server"]),
    ("zelkquoaim", "what a plan is for", &["coordinator", "server"]),
    ("zelkquoown", "a councillor's own note", &["councillor", "coordinator", "server", "export"]),
    ("zelkquodraft", "a draft", &["councillor"]),
    ("zelkquolate", "a note that came after its author's access had ended", &["former", "server"]),
    ("zelkquorecipient", "for whom a copy was taken out", &["coordinator", "server", "export"]),
    ("zelkquopurpose", "what for", &["coordinator", "server", "export"]),
];

struct Story {
    folder: tempfile::TempDir,
    server: Server,
    proxy: Proxy,
    metrics: String,
    parties: Vec<(&'static str, Laptop)>,
    /// Refusals, as people were told them.
    refusals: Vec<u8>,
    /// The printed code of the leads.
    code: String,
    note: String,
    gone: String,
}

fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

impl Story {
    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn of(&self, party: &str) -> &Laptop {
        &self.parties.iter().find(|(name, _)| *name == party).unwrap().1
    }

    /// Everybody came, and there are leads.
    fn begun() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let proxy = Proxy::open();
        let (mut server, administrator) = Server::init_behind(&at("server"), "Mina Farrow", &proxy.address());
        proxy.lead_to(server.address());
        std::fs::create_dir(at("passing")).unwrap();
        let metrics = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
        server.serve_with(&["--metrics-listen", &metrics], &at("passing"));
        server.restart();
        let mut parties = vec![("administrator", Laptop::joined(&at("administrator"), &administrator))];
        for (party, name, role, wards) in [
            ("recorder", "Amara Lewis", "outreach", &["Addison"][..]),
            ("coordinator", "Helen Prior", "coordinator", &[]),
            ("lead", "Nadia Rahman", "safeguarding", &["Addison"]),
            ("councillor", "Ruth Ansell", "councillor", &["Addison"]),
            ("former", "Sam Whitfield", "community-safety", &["Addison"]),
        ] {
            parties.push((party, Laptop::joined(&at(party), &server.invite(name, role, wards))));
        }
        let mut story = Self {
            folder,
            server,
            proxy,
            metrics,
            parties,
            refusals: Vec::new(),
            code: String::new(),
            note: String::new(),
            gone: String::new(),
        };
        // Nobody can open it yet: it is refused, and kept nowhere.
        let too_early =
            json!({ "note": { "text": "By the bins", "ward": "Addison" }, "source": { "who": "zelkquorefused" } });
        story.refuse("recorder", "note_record", too_early, "no-leads");
        let begun = story.of("lead").act("roster_begin", json!({}));
        story.code = begun["recovery_code"].as_str().unwrap().to_owned();
        story.everybody_exchanges();
        story
    }

    fn everybody_exchanges(&self) {
        for _ in 0..2 {
            exchange(&self.parties.iter().map(|(_, laptop)| laptop).collect::<Vec<_>>());
        }
    }

    fn refuse(&mut self, party: &str, act: &str, args: Value, code: &str) {
        let failure = self.of(party).app.mutate("", act, args).expect_err("it is refused");
        assert_eq!(failure.code, code, "{act} by {party}: {}", failure.message);
        self.refusals.extend(serde_json::to_vec(&failure).unwrap());
    }

    fn photo_on(&self, note: &str, name: &str) {
        let file = self.at(name);
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(8, 8).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        std::fs::write(&file, bytes.into_inner()).unwrap();
        let request = json!({ "to": { "kind": "note", "id": note }, "file": file, "description": "" });
        self.of("recorder").act("attachment_add", request);
        // The file a photo was taken from is its owner's affair.
        std::fs::remove_file(file).unwrap();
    }

    fn told(&mut self) {
        let source = json!({ "who": "zelkquosealed Miles, 07700 900123" });
        let request = json!({ "note": { "text": "A knife, zelkquonote", "ward": "Addison" }, "source": source });
        let (note, gone) = {
            let amara = self.of("recorder");
            let note = id(&amara.act("note_record", request));
            let gone = amara.record("Addison", "Kept under the stair, zelkquogone");
            amara.act("note_amend", json!({ "id": gone, "text": "It was moved, zelkquoadded" }));
            (note, gone)
        };
        self.photo_on(&note, "zelkquophoto.png");
        self.photo_on(&gone, "zelkquofile.png");
        (self.note, self.gone) = (note, gone);
        self.of("councillor").record("Addison", "A bin on fire, zelkquoown");
        self.of("councillor").act("draft_save", json!({ "id": null, "note": { "text": "Begun, zelkquodraft" } }));
        self.everybody_exchanges();
    }

    fn seen_to(&self) {
        let (sam, note, gone) = (self.of("former"), &self.note, &self.gone);
        sam.act("triage_remark", json!({ "id": note, "text": "Ring them, zelkquoremark" }));
        sam.act("triage_remark", json!({ "id": gone, "text": "Ask Mel, zelkquoaside" }));
        sam.act("triage_tell", json!({ "id": note, "text": "Thank you, zelkquotold" }));
        sam.act("triage_brief", json!({ "id": gone, "text": "Take care at night, zelkquobrief" }));
        let plan = json!({
            "title": "The stairs, zelkquotitle", "wards": ["Addison"], "objective": "Fewer knives, zelkquoaim",
            "success_test": "Quiet",
        });
        sam.act("plan_add", plan);
        self.everybody_exchanges();
        let nadia = self.of("lead");
        let source = nadia.query("sources", Value::Null)["sources"][0]["id"].clone();
        let opened = nadia.act("source_open", json!({ "id": source, "reason": "He is in danger, zelkquoreason" }));
        assert!(opened["who"].as_str().unwrap().contains("zelkquosealed"), "a lead reads it");
        let helen = self.of("coordinator");
        helen.query("notes", json!({ "query": "zelkquosearch" }));
        let begun = json!({ "about": [gone], "form": "remark", "field": "text", "text": "zelkquobegun", "base": "" });
        helen.act("unfinished_save", begun);
        self.everybody_exchanges();
    }

    /// Each word is somewhere before it may be nowhere: what is looked for would be found.
    fn what_is_to_go_is_there(&self) {
        let words = ["zelkquogone", "zelkquoadded", "zelkquoaside", "zelkquobegun", "zelkquofile"];
        let there = deciphered_on(self.of("coordinator"));
        for word in words {
            assert!(
                there.iter().any(|found| found.starts_with(word)),
                "{word} is there before it is erased: {there:?}"
            );
        }
        let former = deciphered_on(self.of("former"));
        assert!(former.iter().any(|found| found.starts_with("zelkquoremark")), "{former:?}");
    }

    fn erased_and_left(&mut self) {
        let helen = self.of("coordinator");
        helen.act("note_erase", json!({ "id": self.gone, "why": "asked-for" }));
        self.everybody_exchanges();
        self.of("former").record("Addison", "On my last day, zelkquolate");
        self.server.revoke("Sam Whitfield", &[]);
        let report = self.of("former").sync();
        assert_eq!(report["held"], 1, "{report}");
        self.everybody_exchanges();
        let terms = json!({
            "folder": self.at("export"), "recipient": "The hub, zelkquorecipient", "purpose": "A meeting, zelkquopurpose",
            "recipient_kind": "own",
        });
        self.of("coordinator").act("export", terms);
        let pack = json!({ "file": self.at("pack.wbx"), "ward": "Addison", "to": "Amara Lewis", "purpose": "No line" });
        self.of("coordinator").act("pack_save", pack);
        self.everybody_exchanges();
        self.server.backup(&self.at("server.backup"));
    }

    /// Refusals about what is not theirs, about what is gone, and about what is held elsewhere.
    fn refused_in_words(&mut self) {
        let (note, gone) = (self.note.clone(), self.gone.clone());
        for party in ["councillor", "lead", "former", "administrator"] {
            for note in [&note, &gone] {
                self.refuse(party, "triage_close", json!({ "id": note, "reason": "x", "feedback": "y" }), "not-found");
                self.refuse(party, "note_amend", json!({ "id": note, "text": "And" }), "not-found");
            }
        }
        for act in ["note_withdraw", "note_reinstate"] {
            let args =
                if act == "note_withdraw" { json!({ "id": note, "reason": "x" }) } else { json!({ "id": note }) };
            self.refuse("coordinator", act, args, "not-yours");
        }
        let query = self.of("administrator").app.query("triage", json!({}));
        assert_eq!(refused(query), "not-allowed");
    }

    /// What a party's terminal says: what is shown to them, and what goes to its errors.
    fn terminal(&self, party: &str, arguments: &[&str]) -> (Vec<u8>, Vec<u8>) {
        let output = Command::new(wardbookctl())
            .arg("--profile")
            .arg(self.of(party).folder())
            .args(arguments)
            .env("WARDBOOK_PASSPHRASE", PASSPHRASE)
            .env("TMPDIR", self.at("passing"))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        (output.stdout, output.stderr)
    }
}

fn deciphered_on(laptop: &Laptop) -> BTreeSet<String> {
    let mut there = found(&laptop.everything_on_disk());
    there.extend(found(&laptop.everything_held()));
    there
}

fn deciphered_at(server: &Server) -> BTreeSet<String> {
    let key = std::fs::read_to_string(server.data().join("key")).unwrap();
    let key: [u8; 32] = domain::signing::unhex_bytes(key.trim()).unwrap().try_into().unwrap();
    let database = server.data().join("server.db");
    let mut there = found(&disk::deciphered(&database, &key));
    there.extend(found(&disk::values(&database, &key)));
    there
}

fn may(party: &str) -> Vec<&'static str> {
    HELD.iter().filter(|(_, _, who)| who.contains(&party)).map(|(word, ..)| *word).collect()
}

/// Every word that a party may hold is there, and nothing else; what a page's end cuts may be the beginning of one.
fn holds_its_own(party: &str, there: &BTreeSet<String>) {
    let allowed = may(party);
    for found in there {
        let known = allowed.iter().any(|word| found.starts_with(word) || word.starts_with(found.as_str()));
        assert!(known, "“{found}” lies with the {party}, who may hold {allowed:?}");
    }
    for word in &allowed {
        assert!(there.iter().any(|found| found.starts_with(word)), "“{word}” is missing with the {party}: {there:?}");
    }
}

fn nothing_in(what: &str, bytes: &[u8], secrets: &[&str]) {
    assert_eq!(found(bytes), BTreeSet::new(), "{what}");
    for secret in secrets {
        assert!(!canaries::holds(bytes, secret), "{what} holds a secret");
    }
}

fn told_at(stream: &mut (impl Read + Write), path: &str) -> Vec<u8> {
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    // A peer that hangs up without a farewell has said everything all the same.
    let _ = stream.read_to_end(&mut answer);
    answer
}

/// Every file below, as whoever copies the disk reads it.
fn in_clear(folder: &Path, export: &Path, secrets: &[&str]) -> usize {
    let mut looked = 0;
    for file in disk::files(folder) {
        let bytes = std::fs::read(&file).unwrap();
        if file.starts_with(export) {
            continue;
        }
        nothing_in(&file.display().to_string(), &bytes, secrets);
        nothing_in("the name of a file", file.to_string_lossy().as_bytes(), secrets);
        looked += bytes.len();
    }
    looked
}

#[test]
fn every_word_lies_where_it_may_and_nowhere_else_in_no_form_on_no_disk_line_log_or_refusal() {
    let words: Vec<&str> = HELD.iter().map(|(word, ..)| *word).collect();
    for word in &words {
        assert!(!words.iter().any(|other| other != word && other.starts_with(word)), "{word} begins another");
    }
    let mut story = Story::begun();
    story.told();
    story.seen_to();
    story.what_is_to_go_is_there();
    story.erased_and_left();
    story.refused_in_words();
    let code = story.code.clone();
    let secrets = [PASSPHRASE, code.as_str()];

    // With programs at work, so that write-ahead logs are looked through, too.
    for (party, laptop) in &story.parties {
        holds_its_own(party, &deciphered_on(laptop));
        for secret in secrets {
            let both = [laptop.everything_on_disk(), laptop.everything_held()].concat();
            assert!(!canaries::holds(&both, secret), "the {party} holds a secret");
        }
        // In search, whose index keeps words in pieces.
        for (word, ..) in HELD.iter().filter(|(word, _, who)| !who.contains(party) && *word != "zelkquosearch") {
            let page = laptop.app.query("notes", json!({ "query": word })).unwrap();
            assert_eq!(page["rows"], json!([]), "the {party} finds “{word}”");
        }
    }
    holds_its_own("server", &deciphered_at(&story.server));
    let export = story.at("export");
    let mut looked = in_clear(story.folder.path(), &export, &secrets);

    // What terminals show is their owner's; what they say of errors holds nothing of anybody.
    let (note, gone) = (story.note.clone(), story.gone.clone());
    for (party, _) in &story.parties {
        let backup = story.at(&format!("{party}.backup"));
        let wrong = story.at("no such folder/copy");
        for arguments in [
            vec!["status"],
            vec!["sync"],
            vec!["verify"],
            vec!["doctor"],
            vec!["note", "list"],
            vec!["note", "show", &note],
            vec!["note", "show", &gone],
            vec!["triage", "list"],
            vec!["triage", "read", &note],
            vec!["triage", "close", &note, "--reason", " ", "--feedback", " "],
            vec!["plan", "list"],
            vec!["outbox", "list"],
            vec!["conflict", "list"],
            vec!["backup", backup.to_str().unwrap()],
            vec!["backup", wrong.to_str().unwrap()],
            vec!["sealed", "take", wrong.to_str().unwrap()],
        ] {
            for json in [&[][..], &["--json"]] {
                let arguments = [&arguments[..], json].concat();
                let (shown, errors) = story.terminal(party, &arguments);
                nothing_in(&format!("errors of {arguments:?} by the {party}"), &errors, &secrets);
                let allowed = may(party);
                for word in found(&shown) {
                    let known = allowed.iter().any(|allowed| word.starts_with(allowed));
                    assert!(known, "{arguments:?} shows “{word}” to the {party}");
                }
            }
        }
    }
    nothing_in("refusals", &story.refusals, &secrets);
    assert!(!story.refusals.is_empty());

    // The server's own.
    let counts = told_at(&mut TcpStream::connect(&story.metrics).unwrap(), "/metrics");
    assert!(String::from_utf8_lossy(&counts).contains("wardbook_changes"), "{}", String::from_utf8_lossy(&counts));
    nothing_in("/metrics", &counts, &secrets);
    for path in ["/healthz", "/v1/openapi.json", "/no-such-path"] {
        let told = told_at(&mut line_to(story.server.address()).unwrap(), path);
        assert!(told.starts_with(b"HTTP/1.1"), "{path}");
        nothing_in(path, &told, &secrets);
    }
    let verified = story.server.verify();
    assert!(verified.status.success());
    nothing_in("what the check of the server says", &[verified.stdout, verified.stderr].concat(), &secrets);

    // Locked, stopped, and looked through again.
    for (party, laptop) in &story.parties {
        laptop.act("lock", json!({}));
        holds_its_own(party, &deciphered_on(laptop));
    }
    story.server.stop();
    holds_its_own("server", &deciphered_at(&story.server));
    looked += in_clear(story.folder.path(), &export, &secrets);
    let said = story.server.said();
    assert!(String::from_utf8_lossy(&said).contains("answered"), "its log was kept");
    nothing_in("the server's log", &said, &secrets);

    // An export is for whom it is for, and holds nothing of what was sealed, erased, or is for colleagues.
    let copies: Vec<u8> = disk::files(&export).iter().flat_map(|file| std::fs::read(file).unwrap()).collect();
    holds_its_own("export", &found(&copies));

    // The line.
    let Story { proxy, parties, server, folder, .. } = story;
    drop((parties, server));
    let carried = proxy.finish();
    let mut heard = 0;
    for connection in &carried {
        for bytes in [&connection.up, &connection.down] {
            nothing_in("the line", bytes, &secrets);
            heard += bytes.len();
        }
    }
    assert!(carried.len() > 10 && heard > 100_000, "{} connections, {heard} bytes", carried.len());
    println!(
        "{} words, {looked} bytes of files, {} of the log, {heard} of {} connections",
        HELD.len(),
        said.len(),
        carried.len()
    );
    drop(folder);
}

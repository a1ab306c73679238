//! Somebody forgot the passphrase and lost the recovery code. What they recorded and had not sent reaches the
//! partnership all the same, once, and nobody who finds the laptop reads any of it.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use app::{App, Failure, SystemHost};
use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, Partnership, exchange, refused, wardbookctl};

const NOTES: [&str; 3] = ["Two mopeds by the launderette.", "A knife under the bins.", "The gate was open again."];
const WHO: &str = "Zelkjordan Miles, 07700 900123";

/// Amara, who has recorded three notes offline, one of them with who told it; an officer, and a lead.
struct Town {
    borough: Partnership,
    amara: Laptop,
    sam: Laptop,
    nadia: Laptop,
}

impl Town {
    fn with_three_notes_waiting() -> Self {
        let borough = Partnership::founded();
        let amara = borough.laptop("Amara Lewis", "outreach", &["Addison"]);
        let sam = borough.laptop("Sam Whitfield", "community-safety", &["Addison"]);
        let nadia = borough.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
        nadia.act("roster_begin", json!({}));
        exchange(&[&nadia, &amara, &sam]);
        amara.record("Addison", NOTES[0]);
        let told = json!({ "note": { "text": NOTES[1], "ward": "Addison" }, "source": { "who": WHO } });
        amara.act("note_record", told);
        amara.record("Addison", NOTES[2]);
        Self { borough, amara, sam, nadia }
    }

    /// Every note is there once, and the lead opens who told it.
    fn all_arrived(&self) {
        exchange(&[&self.sam, &self.nadia]);
        let mut expected = NOTES.map(str::to_owned);
        expected.sort();
        assert_eq!(self.sam.texts(), expected);
        let sources = self.nadia.query("sources", Value::Null)["sources"].as_array().unwrap().clone();
        assert_eq!(sources.len(), 1);
        let asked = json!({ "id": sources[0]["id"], "reason": "To see that he is safe" });
        assert_eq!(self.nadia.act("source_open", asked)["who"], WHO);
    }
}

/// The program at somebody's notebook that it cannot open.
fn locked(folder: &Path) -> Arc<App> {
    Arc::new(App::new(SystemHost::new(), folder))
}

fn send(app: &App, invitation: &str) -> Result<Value, Failure> {
    app.mutate("", "unsent_send", json!({ "invitation": invitation }))
}

/// How many items became what: now, before, held, refused, later, unreadable.
fn counts(sent: &Value) -> [u64; 6] {
    ["accepted", "already", "held", "refused", "later", "unreadable"].map(|name| sent[name].as_u64().unwrap())
}

fn terminal(profile: &Path, arguments: &[&str]) -> Output {
    Command::new(wardbookctl())
        .arg("--profile")
        .arg(profile)
        .args(arguments)
        .arg("--json")
        .env_remove("WARDBOOK_PASSPHRASE")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn said(output: &Output) -> Value {
    let bytes = if output.status.success() { &output.stdout } else { &output.stderr };
    serde_json::from_slice(bytes).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(bytes)))
}

#[test]
fn whoever_forgot_both_sends_what_waited_joins_again_and_everybody_reads_it_once() {
    let mut town = Town::with_three_notes_waiting();
    let folder = town.amara.folder().to_owned();
    let invitation = town.borough.server.invite_again("Amara Lewis");
    let file = std::fs::read(folder.join("unsent")).unwrap();
    for word in [b"Zelkjordan".as_slice(), b"launderette", b"Amara", b"127.0.0.1", b"Hammersmith"] {
        assert!(!file.windows(word.len()).any(|window| window == word));
    }

    let app = locked(&folder);
    let session = app.query("session", Value::Null).unwrap();
    assert_eq!((&session["stage"], &session["unsent"]), (&json!("locked"), &json!(true)));
    // Without a line nothing goes, now or by itself, and nothing is lost.
    town.borough.server.stop();
    let failure = send(&app, &invitation).unwrap_err();
    assert_eq!(failure.code, "unreachable");
    assert!(failure.message.contains("nothing of it goes by itself"), "{}", failure.message);
    assert_eq!(std::fs::read(folder.join("unsent")).unwrap(), file);
    town.borough.server.start();
    let sent = send(&app, &invitation).unwrap();
    let [accepted, rest @ ..] = counts(&sent);
    assert!(accepted >= 3 && rest == [0; 5], "{sent}");
    assert!(sent["words"][0].as_str().unwrap().starts_with("With the partnership:"), "{sent}");
    town.all_arrived();

    // Once more, by whoever is not sure: the same, and nothing new.
    let verified = town.borough.server.verify();
    assert_eq!(counts(&send(&app, &invitation).unwrap()), [0, accepted, 0, 0, 0, 0]);
    assert_eq!(town.borough.server.verify().stdout, verified.stdout);
    town.all_arrived();

    // The same invitation lets them in again, since sending did not use it.
    town.amara.app.mutate("", "lock", json!({})).unwrap();
    app.mutate("", "notebook_set_aside", json!({})).unwrap();
    assert!(folder.join("aside-1").join("unsent").exists());
    let again = Laptop::joined(&folder, &invitation);
    assert_eq!(again.texts().len(), 3, "what one wrote is on the new notebook");
}

#[test]
fn a_passphrase_that_comes_back_after_all_sends_nothing_twice() {
    let town = Town::with_three_notes_waiting();
    let invitation = town.borough.server.invite_again("Amara Lewis");
    send(&locked(town.amara.folder()), &invitation).unwrap();
    let amara = town.amara.reopen();
    amara.sync();
    assert_eq!(amara.query("sync", json!({}))["waiting"].as_array().map(Vec::len), Some(0));
    let file = std::fs::read(amara.folder().join("unsent")).unwrap();
    assert_eq!(file, b"WARDBOOK UNSENT 1\n", "nothing waits any more");
    assert_eq!(refused(send(&locked(amara.folder()), &invitation)), "nothing-waits");
    Town { amara, ..town }.all_arrived();
}

#[test]
fn the_file_is_carried_on_a_stick_or_sent_from_a_terminal_without_a_passphrase() {
    let town = Town::with_three_notes_waiting();
    let stick = town.borough.folder.path().join("stick");
    std::fs::copy(town.amara.folder().join("unsent"), &stick).unwrap();
    let taken = said(&town.borough.server.take_unsent(&[&stick]));
    let [accepted, rest @ ..] = counts(&taken);
    assert!(accepted >= 3 && rest == [0; 5], "{taken}");
    town.all_arrived();
    let sent = terminal(town.amara.folder(), &["unsent", "send", &town.borough.administrator]);
    assert_eq!(counts(&said(&sent)), [0, accepted, 0, 0, 0, 0]);
    let wrong = terminal(town.amara.folder(), &["unsent", "send", "by pigeon"]);
    assert_eq!((wrong.status.code(), &said(&wrong)["code"]), (Some(1), &json!("not-an-invitation")));
}

#[test]
fn a_file_that_is_foreign_torn_or_altered_is_told_in_words_and_gives_what_can_be_read() {
    let town = Town::with_three_notes_waiting();
    let elsewhere = Partnership::founded();
    let app = locked(town.amara.folder());
    let foreign = send(&app, &elsewhere.administrator).unwrap_err();
    assert_eq!(foreign.code, "other-partnership");
    assert!(foreign.message.contains("everything is still here"), "{}", foreign.message);

    let path = town.amara.folder().join("unsent");
    let whole = std::fs::read(&path).unwrap();
    let stick = town.borough.folder.path().join("stick");
    std::fs::write(&stick, b"a letter to the editor").unwrap();
    let before = town.borough.server.verify().stdout;
    let letter = town.borough.server.take_unsent(&[&path, &stick]);
    assert_eq!((letter.status.code(), &said(&letter)["code"]), (Some(1), &json!("not-unsent")));
    assert_eq!(town.borough.server.verify().stdout, before, "of two files, one no file, neither is taken");

    std::fs::write(&path, &whole[..60]).unwrap();
    assert_eq!(refused(send(&app, &town.borough.administrator)), "file-altered");
    let mut altered = whole.clone();
    let last = altered.len() - 1;
    altered[last] ^= 1;
    for (bytes, what) in [(&whole[..whole.len() - 1], "torn"), (&altered[..], "altered")] {
        std::fs::write(&path, bytes).unwrap();
        let sent = send(&app, &town.borough.administrator).unwrap();
        assert_eq!(sent["unreadable"], json!(1), "{what}: {sent}");
        assert!(sent["accepted"].as_u64().unwrap() + sent["already"].as_u64().unwrap() >= 2, "{what}: {sent}");
    }
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(counts(&send(&app, &town.borough.administrator).unwrap())[0], 1, "the last one");
    town.all_arrived();
}

#[test]
fn of_somebody_who_was_shut_out_meanwhile_a_supervisor_decides() {
    let town = Town::with_three_notes_waiting();
    let helen = town.borough.laptop("Helen Prior", "coordinator", &[]);
    town.borough.server.revoke("Amara Lewis", &[]);
    let sent = send(&locked(town.amara.folder()), &town.borough.administrator).unwrap();
    assert!(counts(&sent)[0] == 0 && counts(&sent)[2] >= 3, "{sent}");
    exchange(&[&town.sam, &helen]);
    assert!(town.sam.texts().is_empty(), "nobody reads it before that");
    let held = helen.query("held", json!({}))["held"].as_array().unwrap().clone();
    for item in &held {
        helen.act("held_decide", json!({ "id": item["id"], "release": true, "reason": "Recorded before she left" }));
    }
    town.all_arrived();
}

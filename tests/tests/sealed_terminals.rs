//! Two people with terminals and a memory stick between them: the built programs, and a server that is away.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use wardbook_tests::partnership::{PASSPHRASE, Server, wardbookctl};

struct Desk {
    profile: PathBuf,
}

impl Desk {
    fn joined(profile: &Path, invitation: &str) -> Self {
        let desk = Self { profile: profile.to_owned() };
        desk.json(&["join", invitation]);
        desk.json(&["sync"]);
        desk
    }

    fn run(&self, arguments: &[&str]) -> std::process::Output {
        Command::new(wardbookctl())
            .arg("--profile")
            .arg(&self.profile)
            .args(arguments)
            .arg("--json")
            .env("WARDBOOK_PASSPHRASE", PASSPHRASE)
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let failure: Value = serde_json::from_slice(&output.stderr).unwrap();
        failure["code"].as_str().unwrap().to_owned()
    }
}

#[test]
fn notes_reach_the_office_on_a_stick_and_the_server_from_there() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (mut server, _) = Server::init(&at("server"), "Mina Farrow");
    let invitations = [
        server.invite("Amara Lewis", "outreach", &["Addison"]),
        server.invite("Helen Prior", "coordinator", &[]),
        server.invite("Leah Boateng", "police", &["Grove"]),
    ];
    let [amara, helen, leah] = ["amara", "helen", "leah"].map(|name| {
        let invitation = &invitations[["amara", "helen", "leah"].iter().position(|each| *each == name).unwrap()];
        Desk::joined(&at(name), invitation)
    });
    amara.json(&["sync"]);
    server.kill();

    let stick = at("wardbook-2026-11-28-waiting.wbx");
    let file = stick.to_str().unwrap();
    assert_eq!(amara.refused(&["sealed", "waiting", file]), "nothing-waits");
    let note = amara.json(&["note", "add", "--ward", "Addison", "--text", "Two mopeds by the launderette"]);
    let note = note["id"].as_str().unwrap();
    assert_eq!(amara.refused(&["sealed", "waiting", file, "--to", "Leah Boateng"]), "reads-nothing");
    let saved = amara.json(&["sealed", "waiting", file, "--to", "helen prior"]);
    assert_eq!((&saved["notes"], &saved["others"]), (&json!(1), &json!(0)));
    assert!(saved["words"].as_str().unwrap().starts_with("Saved for Helen Prior: 1 note, "), "{saved}");
    assert_eq!(amara.refused(&["sealed", "waiting", file]), "file-exists");

    assert_eq!(leah.refused(&["sealed", "take", file]), "not-for-here");
    let taken = helen.json(&["sealed", "take", file]);
    assert_eq!(taken["words"], "1 note from Amara Lewis.");
    assert_eq!(helen.json(&["sealed", "take", file])["words"], "Nothing new; 1 you had already.");
    let shown = helen.json(&["note", "show", note]);
    assert_eq!((&shown["state"], &shown["receipt"]), (&json!("recorded"), &Value::Null));
    assert_eq!(helen.json(&["note", "list", "--state", "received"]), json!([]));
    helen.json(&["verify"]);

    // The office has a line again before Amara has.
    server.start();
    assert_eq!(helen.json(&["sync"])["pushed"], 1);
    assert_ne!(helen.json(&["note", "show", note])["receipt"], Value::Null);
    amara.json(&["sync"]);
    let sent = amara.json(&["note", "show", note]);
    assert_eq!(sent["state"], "received");
    assert_eq!(amara.json(&["outbox", "list"]), json!([]));
    helen.json(&["triage", "read", note]);
    helen.json(&["sync"]);
    amara.json(&["sync"]);
    assert_eq!(amara.json(&["note", "show", note])["state"], "read");

    // A pack the other way: all of the ward that Amara may read, which is what she wrote and what came of it.
    let pack = at("pack.wbx");
    let saved = helen.json(&["sealed", "pack", pack.to_str().unwrap(), "--ward", "Addison", "--to", "Amara Lewis"]);
    assert_eq!(saved["notes"], 1);
    assert_eq!(amara.json(&["sealed", "take", pack.to_str().unwrap()])["had"], 1);
    assert_eq!(
        leah.refused(&["sealed", "pack", pack.to_str().unwrap(), "--ward", "Addison", "--to", "nobody"]),
        "nobody-meant"
    );
    amara.json(&["verify"]);
}

//! Plans and actions as a script works with them: the built `wardbookctl` on two notebooks of a partnership.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use wardbook_tests::partnership::{PASSPHRASE, Server, wardbookctl};

/// One person's notebook, worked on from a terminal.
struct Desk {
    profile: PathBuf,
}

impl Desk {
    fn joined(profile: &Path, invitation: &str) -> Self {
        let desk = Self { profile: profile.to_owned() };
        desk.json(&["join", invitation]);
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

fn string(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn a_script_makes_a_plan_from_a_note_works_on_it_decides_and_closes_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Desk::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let sam = Desk::joined(&at("sam"), &server.invite("Sam Whitfield", "community-safety", &["Addison"]));
    let helen = Desk::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let sync = |desks: &[&Desk]| desks.iter().chain(desks).for_each(|desk| drop(desk.json(&["sync"])));
    let note = amara.json(&["note", "add", "--ward", "Addison", "--text", "A blade on the walkway"]);
    let note = string(&note["id"]);
    sync(&[&amara, &helen]);

    let plan = helen.json(&[
        "plan",
        "add",
        "--title",
        "The walkway",
        "--ward",
        "addison",
        "--objective",
        "Safe to cross",
        "--objective-type",
        "Eliminate",
        "--success-test",
        "No call in four weeks",
        "--from-note",
        note,
    ]);
    let id = string(&plan["id"]);
    assert_eq!((string(&plan["status"]), string(&plan["objective_type"])), ("draft", "eliminate"));
    assert_eq!((&plan["notes"], &plan["actions"]), (&json!([note]), &json!([])));
    assert_eq!(helen.refused(&["plan", "activate", id]), "not-ready");
    let action = helen.json(&[
        "action",
        "add",
        "--plan",
        id,
        "--title",
        "Patrol the walkway",
        "--agency",
        "community safety",
        "--owner",
        "sam whitfield",
        "--due",
        "2026-01-05",
    ]);
    let fields: Vec<&str> = action.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        fields,
        [
            "agency",
            "confidence",
            "conflicts",
            "due",
            "id",
            "original_due",
            "overdue",
            "owner",
            "plan",
            "progress",
            "status",
            "title"
        ]
    );
    assert_eq!((string(&action["owner"]), string(&action["agency"])), ("Sam Whitfield", "Community Safety"));
    assert_eq!((&action["overdue"], string(&action["status"])), (&json!(true), "not-started"));
    let patrol = string(&action["id"]);
    assert_eq!(string(&helen.json(&["plan", "activate", id])["status"]), "active");
    assert_eq!(helen.json(&["plan", "invite", id, "--person", "Amara Lewis"])["invited"], json!(["Amara Lewis"]));
    assert_eq!(string(&helen.json(&["plan", "update", id, "--lead", "Helen Prior"])["lead"]), "Helen Prior");
    sync(&[&helen, &sam, &amara]);

    let seen = amara.json(&["plan", "show", id]);
    assert_eq!((&seen["objective"], &seen["success_test"], &seen["notes"]), (&json!(null), &json!(null), &json!([])));
    assert_eq!(seen["actions"], json!([patrol]));
    assert_eq!(sam.json(&["action", "list", "--mine", "--overdue"])[0]["id"], json!(patrol));
    assert_eq!(amara.json(&["action", "list", "--mine"]), json!([]));
    sam.json(&["action", "update", patrol, "--blocked-by", "funding", "--why", "No overtime"]);
    let done = amara.json(&["action", "progress", patrol, "--text", "Walked it with the wardens"]);
    assert_eq!(string(&done["progress"][0]["text"]), "Walked it with the wardens");
    sync(&[&amara, &sam, &helen]);
    assert_eq!(string(&helen.json(&["action", "show", patrol])["status"]), "blocked");

    // Two dates, written without sight of each other.
    assert_eq!(helen.refused(&["action", "update", patrol, "--due", "2099-12-08"]), "reason-missing");
    helen.json(&["action", "update", patrol, "--due", "2099-12-08", "--why", "Lights first"]);
    sam.json(&["action", "update", patrol, "--due", "2099-12-15", "--why", "Leave"]);
    sync(&[&helen, &sam]);
    let shown = sam.json(&["action", "show", patrol]);
    assert_eq!(shown["conflicts"]["due"].as_array().unwrap().len(), 2);
    let conflicts = sam.json(&["conflict", "list"]);
    let conflict = string(&conflicts[0]["id"]);
    assert_eq!(sam.json(&["conflict", "list", "--limit", "1"]), conflicts);
    assert_eq!(sam.json(&["conflict", "list", "--limit", "0"]), json!([]));
    assert_eq!((&conflicts[0]["kind"], &conflicts[0]["field"]), (&json!("action"), &json!("due")));
    assert_eq!(sam.refused(&["conflict", "decide", conflict, "--value", "2099-12-10"]), "reason-missing");
    let decided = sam.json(&["conflict", "decide", conflict, "--value", "2099-12-10", "--why", "Between the two"]);
    assert_eq!(string(&sam.json(&["action", "show", patrol])["due"]), "2099-12-10");
    sam.json(&["conflict", "undo", string(&decided["id"])]);
    sam.json(&["conflict", "decide", conflict, "--keep", "theirs"]);
    sync(&[&sam, &helen]);
    let moved = helen.json(&["action", "show", patrol]);
    assert_eq!((string(&moved["due"]), string(&moved["original_due"])), ("2099-12-08", "2026-01-05"));

    // It closes with a sentence for whoever spoke up, or with nothing that can be said.
    helen.json(&["action", "update", patrol, "--status", "done", "--confidence", "green"]);
    assert_eq!(helen.refused(&["plan", "close", id, "--outcome", "Quiet"]), "feedback-missing");
    let feedback = format!("{note}=The walkway was patrolled.");
    let closed = helen.json(&["plan", "close", id, "--outcome", "Quiet since", "--feedback", &feedback]);
    assert_eq!((string(&closed["status"]), string(&closed["outcome"])), ("closed", "Quiet since"));
    sync(&[&helen, &amara]);
    let heard = amara.json(&["note", "show", note]);
    assert_eq!((string(&heard["state"]), string(&heard["feedback"])), ("closed", "The walkway was patrolled."));
    let another = helen.json(&["plan", "add", "--title", "Again", "--ward", "Addison", "--from-note", note]);
    let nothing = format!("{note}=");
    helen.json(&["plan", "close", string(&another["id"]), "--outcome", "Merged", "--feedback", &nothing]);
    assert_eq!(helen.json(&["plan", "list", "--limit", "1"]).as_array().unwrap().len(), 1);
    assert_eq!(helen.json(&["plan", "list", "--status", "closed"]).as_array().unwrap().len(), 2);
}

#[test]
fn a_list_is_whole_unless_so_many_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Desk::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let sam = Desk::joined(&at("sam"), &server.invite("Sam Whitfield", "community-safety", &["Addison"]));
    for text in ["A van by the lock", "A van by the weir", "A van by the bend"] {
        amara.json(&["note", "add", "--ward", "Addison", "--text", text]);
    }
    let whole_and_two = |desk: &Desk, list: &str| {
        let whole = desk.json(&[list, "list"]);
        assert_eq!(whole.as_array().unwrap().len(), 3, "{list}: {whole}");
        let two = desk.json(&[list, "list", "--limit", "2"]);
        assert_eq!(two.as_array().unwrap(), &whole.as_array().unwrap()[..2], "{list}");
    };
    whole_and_two(&amara, "outbox");
    amara.json(&["sync"]);
    sam.json(&["sync"]);
    whole_and_two(&sam, "triage");
}

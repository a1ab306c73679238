//! The programs of an earlier version themselves, with today's. `WARDBOOK_OLD_PROGRAMS` names the folder they
//! lie in; `tests/fixtures/versions/README.md` says how they are built.

use std::path::PathBuf;

use serde_json::Value;
use wardbook_tests::partnership::Server;
use wardbook_tests::versions::making;
use wardbook_tests::versions::programs::{Desk, Programs};

const SAM: &str = "Sam Whitfield";

fn old() -> Option<Programs> {
    let old = Programs::old();
    if old.is_none() {
        println!("NOT RUN: WARDBOOK_OLD_PROGRAMS names no folder with an earlier version's programs");
    }
    old
}

fn sync(desks: &[&Desk]) {
    for desk in desks {
        desk.json(&["sync"]);
    }
}

fn note(desk: &Desk, text: &str) -> String {
    desk.id(&["note", "add", "--ward", "Addison", "--text", text])
}

fn waiting(desk: &Desk) -> Vec<Value> {
    desk.json(&["outbox", "list"]).as_array().unwrap().clone()
}

/// What today's coordinator does about a note: everything that stands in a ward's own stream, beside the note,
/// and in a plan of its own. What was refused where it was asked, by its code.
fn everything(desk: &Desk, note: &str) -> Vec<String> {
    let mut refused = Vec::new();
    let mut try_to = |arguments: &[&str]| {
        let output = desk.run(arguments);
        if output.status.success() {
            return serde_json::from_slice::<Value>(&output.stdout).ok()?["id"].as_str().map(str::to_owned);
        }
        let failure: Value = serde_json::from_slice(&output.stderr).unwrap();
        refused.push(format!("{} {}: {}", arguments[0], arguments[1], failure["code"]));
        None
    };
    try_to(&["triage", "read", note]);
    try_to(&["triage", "assign", note, "--to", SAM]);
    try_to(&["triage", "brief", note, "--text", "Blades have been hidden in planters."]);
    let plan = ["plan", "add", "--title", "The planters", "--ward", "Addison", "--from-note", note];
    if let Some(plan) = try_to(&plan) {
        let due = ["--agency", "Community Safety", "--owner", SAM, "--due", "2026-12-01"];
        let action = [&["action", "add", "--plan", &plan, "--title", "Sweep the planters"], &due[..]].concat();
        if let Some(action) = try_to(&action) {
            try_to(&["action", "progress", &action, "--text", "Nothing found"]);
        }
    }
    refused
}

#[test]
#[ignore = "takes the programs of an earlier version: WARDBOOK_OLD_PROGRAMS=DIR"]
fn laptops_of_an_earlier_version_go_on_with_todays_server_and_are_brought_up_to_date_in_their_own_time() {
    let (Some(old), today) = (old(), Programs::today()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    let (mut server, _) = Server::init_by(&old.server(), &at("server"), "Mina Farrow", None);
    let amara = old.joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let sam = old.joined(&at("sam"), &server.invite(SAM, "community-safety", &["Addison"]));
    let first = note(&amara, "Under the server of its day");
    sync(&[&amara, &sam]);
    sam.json(&["triage", "read", &first]);
    let unsent = note(&amara, "Waited while the server was replaced");
    server.replaced_by(&today.server());

    let helen = today.joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    sync(&[&amara, &sam, &helen]);
    let texts = ["Under the server of its day", "Waited while the server was replaced"];
    assert_eq!(helen.texts(), texts);
    let refused = everything(&helen, &unsent);
    assert_eq!(refused, [""; 0], "today's device with today's server");
    note(&helen, "By today's program");
    sync(&[&helen, &sam, &amara, &sam]);
    println!("sam's doctor: {}", sam.json(&["doctor"]));
    // Who is granted the ward with an earlier program holds all of it, and goes on writing.
    note(&sam, "Still under an earlier program");
    sync(&[&sam, &helen]);
    let texts = [
        "By today's program",
        "Still under an earlier program",
        "Under the server of its day",
        "Waited while the server was replaced",
    ];
    assert_eq!((sam.texts(), helen.texts()), (texts.map(str::to_owned).to_vec(), texts.map(str::to_owned).to_vec()));
    assert_eq!(amara.texts(), ["Under the server of its day", "Waited while the server was replaced"]);
    for desk in [&amara, &sam, &helen] {
        assert_eq!(waiting(desk), Vec::<Value>::new());
        println!("{}: {}", desk.profile().file_name().unwrap().display(), desk.json(&["verify"]));
    }
    assert!(server.verify().status.success());

    // Brought up to date, Sam's laptop makes of what it kept what today's program makes of it.
    let updated = today.desk(&at("sam"));
    assert_eq!(updated.texts(), texts);
    assert_eq!(updated.json(&["plan", "list"]).as_array().unwrap().len(), 1, "the plan it had kept unread");
    assert_eq!(updated.json(&["action", "list"]).as_array().unwrap().len(), 1);
    assert_eq!(updated.json(&["briefing", "list"]).as_array().unwrap().len(), 1);
    note(&updated, "Brought up to date");
    sync(&[&updated, &helen, &amara]);
    assert!(helen.texts().contains(&"Brought up to date".to_owned()));
    println!("sam: {}", updated.json(&["verify"]));
    // And the earlier program says why it leaves it alone.
    let (code, message) = sam.refused(&["note", "list"]);
    println!("the earlier program on a later notebook: {code}: {message}");
    assert!(message.contains("newer"));
}

#[test]
#[ignore = "takes the programs of an earlier version: WARDBOOK_OLD_PROGRAMS=DIR"]
fn laptops_of_today_work_with_a_server_of_an_earlier_version_and_lose_nothing_to_it() {
    let (Some(old), today) = (old(), Programs::today()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| -> PathBuf { folder.path().join(name) };
    let (mut server, _) = Server::init_by(&old.server(), &at("server"), "Mina Farrow", None);
    let amara = old.joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let helen = today.joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let theirs = note(&amara, "By an earlier program");
    note(&helen, "By today's program");
    sync(&[&amara, &helen]);
    assert_eq!(helen.texts(), ["By an earlier program", "By today's program"]);
    let refused = everything(&helen, &theirs);
    println!("refused where it was asked, for want of a right that the server of its day did not give: {refused:?}");
    note(&helen, "Past what is put off");
    let exchanged = helen.run(&["sync"]);
    println!(
        "the exchange: {} {}",
        String::from_utf8_lossy(&exchanged.stdout),
        String::from_utf8_lossy(&exchanged.stderr)
    );
    println!("put off: {:#?}", waiting(&helen));
    sync(&[&amara]);
    for desk in [&amara, &helen] {
        println!("{}: {}", desk.profile().file_name().unwrap().display(), desk.json(&["verify"]));
    }
    assert!(server.verify().status.success());

    // Brought up to date, the server takes what it did not know.
    server.replaced_by(&today.server());
    let other = today.joined(&at("other"), &server.invite_again("Helen Prior"));
    for item in waiting(&helen).iter().filter(|item| item["state"] == "refused") {
        helen.json(&["outbox", "retry", item["id"].as_str().unwrap()]);
    }
    sync(&[&helen, &other, &amara]);
    assert_eq!(waiting(&helen), Vec::<Value>::new());
    let texts = ["By an earlier program", "By today's program", "Past what is put off"];
    assert_eq!((helen.texts(), other.texts()), (texts.map(str::to_owned).to_vec(), texts.map(str::to_owned).to_vec()));
    for desk in [&amara, &helen, &other] {
        desk.json(&["verify"]);
    }
    assert!(server.verify().status.success());
}

#[test]
#[ignore = "takes programs to make a fixture of: WARDBOOK_OLD_PROGRAMS=DIR, and WARDBOOK_FIXTURE=DIR to make"]
fn a_fixture_is_made_of_what_the_programs_of_a_version_write() {
    let (Some(programs), Some(out)) = (old(), std::env::var_os("WARDBOOK_FIXTURE")) else { return };
    making::make(&programs, &PathBuf::from(out));
}

//! Every command of the one list, asked by every role, and by a notebook that is locked, past its lease, without a
//! server, or a sample: who gets it done, and which refusal everybody else is given. A command without an input here
//! fails, and so does one whose answer is another than was reviewed.
//!
//! What a laptop does not hold it cannot judge: there a refusal is `not-found`, whoever asks, which tells nobody that it
//! exists. What it holds is judged by rights before anything that was typed is looked at.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod inputs;
mod world;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use app::commands::{ALL, Command, Sort};
use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, PASSPHRASE};

use inputs::Own;
use world::World;

/// For these the notebook is closed, moved or changed: they come last, and it is opened again after each.
const LAST: &[&str] = &[
    "sync_now",
    "lock",
    "notebook_create",
    "sample_open",
    "sample_leave",
    "unlock",
    "unlock_with_recovery_code",
    "passphrase_change",
    "recovery_code_renew",
    "notebook_set_aside",
    "notebook_choose",
    "notebook_begin",
    "notebook_leave",
    "restore",
    "join",
];

/// Whose laptop has not heard from its server for longer than its lease.
const LATE: &str = "past its lease";

/// Queries first, which change nothing; then acts in the order of the list; last what closes a notebook.
fn in_order() -> Vec<&'static Command> {
    let when = |command: &&Command| match (command.sort, LAST.contains(&command.name), command.needs_open) {
        (Sort::Query, ..) => 0,
        (_, true, _) => 3,
        (_, _, true) => 1,
        _ => 2,
    };
    let mut all: Vec<&Command> = ALL.iter().collect();
    all.sort_by_key(when);
    all
}

fn asked(laptop: &Laptop, command: &Command, input: Value) -> String {
    let done = match command.sort {
        Sort::Query => laptop.app.query(command.name, input),
        Sort::Mutate => laptop.app.mutate("", command.name, input),
    };
    done.map_or_else(|failure| failure.code, |_| "done".to_owned())
}

/// By what was asked, by what came of it, who asked. What was asked is in the order of the list.
#[derive(Default)]
struct Table(BTreeMap<(usize, &'static str), BTreeMap<String, Vec<&'static str>>>);

impl Table {
    fn add(&mut self, command: &Command, which: &'static str, outcome: String, who: &'static str) {
        let at = ALL.iter().position(|other| other.name == command.name).unwrap();
        self.0.entry((at, which)).or_default().entry(outcome).or_default().push(who);
    }

    fn written(&self) -> String {
        let mut table = String::new();
        for ((at, which), outcomes) in &self.0 {
            let about = if which.is_empty() { String::new() } else { format!(" ({which})") };
            writeln!(table, "{}{about}", ALL[*at].name).unwrap();
            let mut outcomes: Vec<_> = outcomes.iter().collect();
            outcomes.sort_by_key(|(outcome, _)| (outcome.as_str() != "done", outcome.as_str()));
            for (outcome, who) in outcomes {
                writeln!(table, "  {outcome:<20} {}", who.join(", ")).unwrap();
            }
        }
        table
    }
}

struct Asking<'a> {
    world: &'a World,
    table: Table,
    /// What was refused for want of a right, and for something else once less was written.
    judged_late: Vec<String>,
}

impl Asking<'_> {
    fn every_command(&mut self, who: &'static str, column: usize, laptop: &Laptop, own: &Own, opened: bool) {
        let late = who == LATE;
        let out = self.world.folder().join(format!("out {column}"));
        std::fs::create_dir(&out).unwrap();
        for command in in_order() {
            for (which, input) in inputs::of(command.name, self.world, own, column, &out) {
                if late {
                    stay_away(laptop);
                }
                let unsaid = inputs::unsaid(&input).filter(|_| !LAST.contains(&command.name));
                let outcome = asked(laptop, command, input);
                if let Some(unsaid) = unsaid.filter(|_| outcome == "not-allowed") {
                    let less = asked(laptop, command, unsaid);
                    // A file without rows is one whoever brings it.
                    if less != outcome && less != "no-rows" {
                        self.judged_late.push(format!("{} by {who}: {less}", command.name));
                    }
                }
                self.table.add(command, which, outcome, who);
            }
            if LAST.contains(&command.name) {
                back(laptop, opened);
            }
        }
    }
}

/// Some acts ask the server, and it answers: past its lease again before the next one.
fn stay_away(laptop: &Laptop) {
    let session = laptop.query("session", Value::Null);
    if session["lease_over"] == json!(false) {
        laptop.days_pass(15);
    }
}

/// As it was before: open, or locked.
fn back(laptop: &Laptop, open: bool) {
    let stage = || laptop.query("session", Value::Null)["stage"].as_str().unwrap().to_owned();
    if ["choose", "first-run"].contains(&stage().as_str()) {
        // Where there was a notebook, it is in the first place.
        let _ = laptop.app.mutate("", "notebook_choose", json!({ "id": "1" }));
    }
    let stage = stage();
    match (stage.as_str(), open) {
        ("locked", true) => laptop.unlock(),
        ("open", false) => {
            laptop.act("lock", json!({}));
        }
        _ => {}
    }
}

fn own_of(laptop: &Laptop, world: &World) -> Own {
    Own::written(laptop, &world.folder().join("railing.png"))
}

fn in_folder(world: &World, name: &str) -> std::path::PathBuf {
    let folder: &Path = world.folder();
    folder.join(name)
}

#[test]
fn every_command_is_done_for_those_who_may_and_refused_to_everybody_else_as_reviewed() {
    let world = World::new();
    let mut asking = Asking { world: &world, table: Table::default(), judged_late: Vec::new() };
    for (at, column) in world.columns.iter().enumerate() {
        let own = own_of(&column.laptop, &world);
        asking.every_command(column.name, at, &column.laptop, &own, true);
    }
    let next = world.columns.len();

    let own = own_of(&world.late, &world);
    world.late.days_pass(15);
    asking.every_command(LATE, next, &world.late, &own, true);

    let alone = world::alone(&in_folder(&world, "alone"));
    let own = own_of(&alone, &world);
    asking.every_command("without a server", next + 1, &alone, &own, true);

    let sample = world::sample(&in_folder(&world, "sample"));
    let own = own_of(&sample, &world);
    asking.every_command("sample", next + 2, &sample, &own, true);

    world.locked.act("lock", json!({}));
    asking.every_command("locked", next + 3, &world.locked, &Own::none(), false);

    let empty = Laptop::new(&in_folder(&world, "empty"));
    for command in ALL.iter().filter(|command| command.needs_open) {
        for (which, input) in inputs::of(command.name, &world, &Own::none(), next + 4, world.folder()) {
            asking.table.add(command, which, asked(&empty, command, input), "no notebook");
        }
    }
    assert_eq!(asking.judged_late, Vec::<String>::new(), "rights are judged before what was typed");
    insta::assert_snapshot!(asking.table.written());
}

#[test]
fn a_locked_notebook_and_an_empty_folder_answer_no_command_that_needs_an_open_one() {
    let folder = tempfile::tempdir().unwrap();
    let locked = world::alone(&folder.path().join("locked"));
    locked.act("lock", json!({}));
    let empty = Laptop::new(&folder.path().join("empty"));
    for command in ALL.iter().filter(|command| command.needs_open) {
        // Whatever is asked: with nothing, with what is none, and with what it takes.
        for input in [Value::Null, json!({ "id": "x" }), json!({ "passphrase": PASSPHRASE })] {
            for laptop in [&locked, &empty] {
                let outcome = asked(laptop, command, input.clone());
                assert!(matches!(outcome.as_str(), "locked" | "misuse"), "{}: {outcome}", command.name);
            }
        }
    }
}

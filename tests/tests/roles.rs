//! What each role sees and may do, on a device of their own: the screens it is given, the records it holds,
//! and what it is refused, in words, from a terminal.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Server, wardbookctl};

/// Those who see the least come first, as they are refused the most.
const PEOPLE: &[(&str, &str, &[&str])] = &[
    ("outreach", "outreach", &["Addison"]),
    ("councillor", "councillor", &["Addison"]),
    ("school", "school", &["Addison"]),
    ("police", "police", &["Addison"]),
    ("cross-borough", "police", &["none"]),
    ("community-safety", "community-safety", &["Addison"]),
    ("coordinator", "coordinator", &[]),
];

struct Borough {
    _server: Server,
    _folder: tempfile::TempDir,
    /// With the role's name, which is the person's as well.
    laptops: Vec<(&'static str, Laptop)>,
    /// The outreach worker's note for Addison, and the councillor's for Grove.
    notes: [String; 2],
    /// A plan for each of the two wards, and an action of each.
    plans: [String; 2],
    actions: [String; 2],
}

fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

impl Borough {
    /// Everybody recorded a note, both wards have a briefing and a plan, and the outreach worker and the
    /// cross-borough officer were let into the work of one.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (server, administrator) = Server::init(&folder.path().join("server"), "administrator");
        let mut laptops = Vec::new();
        for &(name, role, wards) in PEOPLE {
            laptops.push((name, Laptop::joined(&folder.path().join(name), &server.invite(name, role, wards))));
        }
        laptops.push(("administrator", Laptop::joined(&folder.path().join("administrator"), &administrator)));
        let mut borough = Self {
            _server: server,
            _folder: folder,
            laptops,
            notes: Default::default(),
            plans: Default::default(),
            actions: Default::default(),
        };
        for (name, laptop) in &borough.laptops {
            let note = laptop.record("Addison", &format!("by {name}"));
            if *name == "outreach" {
                borough.notes[0] = note;
            }
        }
        borough.notes[1] = borough.laptop("councillor").record("Grove", "by councillor for Grove");
        borough.everybody_syncs();
        for (at, ward) in ["Addison", "Grove"].into_iter().enumerate() {
            let (helen, note) = (borough.laptop("coordinator"), &borough.notes[at]);
            helen.act("triage_brief", json!({ "id": note, "text": format!("for {ward}") }));
            helen.act("triage_remark", json!({ "id": note, "text": "For colleagues" }));
            let plan = json!({
                "title": ward, "wards": [ward], "success_test": "Quiet", "notes": [note],
            });
            let plan = id(&helen.act("plan_add", plan));
            let action = json!({
                "plan": plan, "title": ward, "agency": "St Giles Trust",
                "owner": "outreach", "due": "2099-12-01",
            });
            let action = id(&helen.act("action_add", action));
            if ward == "Addison" {
                for person in ["outreach", "cross-borough"] {
                    helen.act("plan_invite", json!({ "id": plan, "person": person }));
                }
            }
            borough.plans[at] = plan;
            borough.actions[at] = action;
        }
        borough.everybody_syncs();
        borough
    }

    fn laptop(&self, name: &str) -> &Laptop {
        &self.laptops.iter().find(|(held, _)| *held == name).unwrap().1
    }

    /// Twice, so that what the last one sent reaches the first.
    fn everybody_syncs(&self) {
        for (_, laptop) in self.laptops.iter().chain(&self.laptops) {
            laptop.sync();
        }
    }
}

fn rows(laptop: &Laptop, query: &str) -> Vec<Value> {
    laptop.query(query, json!({ "limit": 100 }))["rows"].as_array().unwrap().clone()
}

fn texts(values: impl IntoIterator<Item = Value>) -> String {
    let mut texts: Vec<String> = values.into_iter().map(|value| value.as_str().unwrap().to_owned()).collect();
    texts.sort();
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}

/// What a device shows its owner, a line for each sort of thing.
fn sees(borough: &Borough, laptop: &Laptop) -> String {
    let mut seen = String::new();
    let mut line = |name: &str, what: String| writeln!(seen, "  {name:<10} {what}").unwrap();
    let places = laptop.query("session", json!({}))["places"].as_array().unwrap().clone();
    line("screens", places.iter().map(|place| place.as_str().unwrap()).collect::<Vec<_>>().join(", "));
    let notes = rows(laptop, "notes_whole").into_iter().map(|row| row["text"].clone());
    line("notes", texts(notes));
    let beside = |note: &String| match laptop.app.query("triage_note", json!({ "id": note })) {
        Ok(view) if view["can_triage"] == true => "triages",
        Ok(view) if view["can_remark"] == true => "remarks",
        Ok(_) => "reads",
        Err(_) => "nothing",
    };
    line("beside", borough.notes.iter().map(beside).collect::<Vec<_>>().join(", "));
    line(
        "queue",
        match laptop.app.query("triage", json!({})) {
            Ok(page) => texts(page["wards"].as_array().unwrap().iter().map(|ward| ward["name"].clone()).take(2)),
            Err(failure) => failure.code,
        },
    );
    line("briefings", texts(rows(laptop, "briefings").into_iter().map(|row| row["text"].clone())));
    let plans = rows(laptop, "plans").into_iter().map(|row| {
        let plan = laptop.query("plan", json!({ "id": row["id"] }));
        let part = if plan["analysis"].is_null() { "the work" } else { "and why" };
        json!(format!("{} ({part}, {} notes)", row["title"].as_str().unwrap(), plan["notes"].as_array().unwrap().len()))
    });
    line("plans", texts(plans));
    line(
        "actions",
        texts(rows(laptop, "actions").into_iter().map(|row| {
            let may = if row["can_change"] == true { "changes" } else { "reads" };
            json!(format!("{} ({may})", row["title"].as_str().unwrap()))
        })),
    );
    let people = laptop.query("people", json!({}));
    let plans = laptop.query("plans", json!({}));
    let may = [("can_add", &plans), ("can_invite", &people), ("can_administer", &people)];
    let may = may.iter().filter(|(right, view)| view[*right] == true).map(|(right, _)| json!(right));
    line("may", texts(may));
    seen
}

#[test]
fn each_role_sees_its_screens_and_records_and_no_others() {
    let borough = Borough::new();
    let mut table = String::new();
    for (name, laptop) in &borough.laptops {
        writeln!(table, "{name}\n{}", sees(&borough, laptop)).unwrap();
    }
    assert_eq!(table.trim(), SEEN.trim(), "{table}");
}

/// From a terminal, on the notebook of this device: `done`, or the code and the words of the refusal.
fn tries(laptop: &Laptop, arguments: &[&str]) -> (String, String) {
    let output = Command::new(wardbookctl())
        .arg("--profile")
        .arg(laptop.folder())
        .args(arguments)
        .arg("--json")
        .env("WARDBOOK_PASSPHRASE", PASSPHRASE)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    if output.status.success() {
        return ("done".to_owned(), String::new());
    }
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    let failure: Value = serde_json::from_slice(&output.stderr).unwrap();
    let text = |field: &str| failure[field].as_str().unwrap().to_owned();
    (text("code"), text("message"))
}

/// Everything a terminal can do to other people's work: with a note, a plan and an action of a ward.
fn attempts<'a>(note: &'a str, plan: &'a str, action: &'a str) -> Vec<Vec<&'a str>> {
    vec![
        vec!["triage", "list"],
        vec!["triage", "read", note],
        vec!["triage", "assign", note, "--to", "coordinator"],
        vec!["triage", "ask", note, "--text", "Which floor?"],
        vec!["triage", "brief", note, "--text", "A blade"],
        vec!["triage", "link", note, "--plan", plan],
        vec!["triage", "send", note, "--to", "police", "--reference", "7"],
        vec!["triage", "close", note, "--reason", "Done", "--feedback", "Thank you"],
        vec!["note", "show", note],
        vec!["note", "amend", note, "--text", "More"],
        vec!["note", "withdraw", note, "--reason", "Wrong"],
        vec!["plan", "add", "--title", "Another", "--ward", "Grove"],
        vec!["plan", "show", plan],
        vec!["plan", "update", plan, "--title", "Mine"],
        vec!["plan", "activate", plan],
        vec!["plan", "invite", plan, "--person", "councillor"],
        vec!["plan", "close", plan, "--outcome", "Over"],
        vec!["action", "show", action],
        vec!["action", "add", "--plan", plan, "--title", "A", "--agency", "NHS", "--owner", "B", "--due", "2099-12-01"],
        vec!["action", "update", action, "--status", "done"],
        vec!["action", "progress", action, "--text", "Begun"],
    ]
}

#[test]
fn what_a_role_may_not_do_is_refused_in_words_and_changes_nothing() {
    let borough = Borough::new();
    let mut lines: Vec<String> = Vec::new();
    let mut said = BTreeSet::new();
    let who = ["outreach", "councillor", "school", "police", "cross-borough", "community-safety", "administrator"];
    for name in who {
        // What the officer may do in her ward is told elsewhere; here she reaches for another.
        let at = usize::from(name == "community-safety");
        let (note, plan, action) = (&borough.notes[at], &borough.plans[at], &borough.actions[at]);
        let laptop = borough.laptop(name);
        let pending = || laptop.query("status", json!({}))["pending"].clone();
        assert_eq!(pending(), 0);
        let mut done = 0;
        for (line, attempt) in attempts(note, plan, action).iter().enumerate() {
            let (code, words) = tries(laptop, attempt);
            if lines.len() <= line {
                lines.push(format!("{:<16}", attempt[..2].join(" ")));
            }
            write!(lines[line], " {code:<12}").unwrap();
            done += u32::from(code == "done");
            if code != "done" {
                said.insert(words.replace(note, "ID").replace(plan, "ID").replace(action, "ID"));
            }
        }
        if done == 0 {
            assert_eq!(pending(), 0, "{name} was refused everything, and nothing waits to be sent");
        }
    }
    let table: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    assert_eq!(table.join("\n"), REFUSED.trim(), "\n{}", table.join("\n"));
    let said = said.into_iter().collect::<Vec<_>>().join("\n");
    assert_eq!(said, WORDS.trim(), "\n{said}");
}

#[test]
fn members_are_taken_in_by_those_who_see_to_people_and_let_go_by_administrators_alone() {
    let borough = Borough::new();
    let people = borough.laptop("administrator").query("people", json!({}));
    let of = |name: &str| people["people"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap();
    let code = |done: Result<Value, app::Failure>| done.map_or_else(|failure| failure.code, |_| "done".to_owned());
    for (name, laptop) in &borough.laptops {
        let invite = json!({ "name": format!("By {name}"), "role": "councillor", "wards": ["E05013733"] });
        let invited = code(laptop.app.mutate("", "person_invite", invite));
        let end = json!({ "id": of("school")["id"], "reason": "Moved away" });
        let ended = code(laptop.app.mutate("", "person_end", end));
        let expected = match *name {
            "administrator" => ("done", "done"),
            "coordinator" => ("done", "not-allowed"),
            _ => ("not-allowed", "not-allowed"),
        };
        assert_eq!((invited.as_str(), ended.as_str()), expected, "{name}");
    }
}

/// A plan of which a device holds *the work* was opened without its analysis. `beside` and `queue` are of the
/// notes for Addison and Grove, and of the first two wards that are triaged.
const SEEN: &str = "
outreach
  screens    today, notes, plans, briefings, wards, settings
  notes      by outreach
  beside     nothing, nothing
  queue      not-allowed
  briefings  for Addison
  plans      Addison (the work, 0 notes)
  actions    Addison (changes)
  may        none

councillor
  screens    today, notes, briefings, wards, settings
  notes      by councillor, by councillor for Grove
  beside     nothing, nothing
  queue      not-allowed
  briefings  for Addison
  plans      none
  actions    none
  may        none

school
  screens    today, notes, briefings, wards, settings
  notes      by school
  beside     nothing, nothing
  queue      not-allowed
  briefings  for Addison
  plans      none
  actions    none
  may        none

police
  screens    today, notes, plans, briefings, wards, settings
  notes      by administrator, by community-safety, by coordinator, by councillor, by cross-borough, by outreach, by police, by school
  beside     remarks, nothing
  queue      not-allowed
  briefings  for Addison
  plans      Addison (and why, 1 notes)
  actions    Addison (changes)
  may        none

cross-borough
  screens    today, notes, plans, wards, settings
  notes      by cross-borough
  beside     nothing, nothing
  queue      not-allowed
  briefings  none
  plans      Addison (the work, 0 notes)
  actions    Addison (changes)
  may        none

community-safety
  screens    today, notes, triage, plans, briefings, wards, settings
  notes      by administrator, by community-safety, by coordinator, by councillor, by cross-borough, by outreach, by police, by school
  beside     triages, nothing
  queue      Addison
  briefings  for Addison
  plans      Addison (and why, 1 notes)
  actions    Addison (changes)
  may        can_add

coordinator
  screens    today, notes, triage, plans, briefings, wards, people, settings
  notes      by administrator, by community-safety, by coordinator, by councillor, by councillor for Grove, by cross-borough, by outreach, by police, by school
  beside     triages, triages
  queue      Addison, Avonmore
  briefings  for Addison, for Grove
  plans      Addison (and why, 1 notes), Grove (and why, 1 notes)
  actions    Addison (changes), Grove (changes)
  may        can_add, can_invite

administrator
  screens    today, notes, wards, people, settings
  notes      by administrator
  beside     nothing, nothing
  queue      not-allowed
  briefings  none
  plans      none
  actions    none
  may        can_administer, can_invite
";

/// By outreach worker, councillor, school lead, police officer, cross-borough officer, Community Safety officer
/// and administrator, of Addison; by the Community Safety officer of Addison, of Grove.
const REFUSED: &str = "
triage list      not-allowed  not-allowed  not-allowed  not-allowed  not-allowed  done         not-allowed
triage read      done         not-found    not-found    not-allowed  not-found    not-found    not-found
triage assign    not-allowed  not-found    not-found    not-allowed  not-found    not-found    not-found
triage ask       not-allowed  not-found    not-found    not-allowed  not-found    not-found    not-found
triage brief     not-allowed  not-found    not-found    not-allowed  not-found    not-found    not-found
triage link      not-allowed  not-found    not-found    not-allowed  not-found    not-found    not-found
triage send      not-allowed  not-found    not-found    not-allowed  not-found    not-found    not-found
triage close     not-allowed  not-found    not-found    not-allowed  not-found    not-found    not-found
note show        done         not-found    not-found    done         not-found    not-found    not-found
note amend       done         not-found    not-found    not-yours    not-found    not-found    not-found
note withdraw    done         not-found    not-found    not-yours    not-found    not-found    not-found
plan add         not-allowed  not-allowed  not-allowed  not-allowed  not-allowed  not-allowed  not-allowed
plan show        done         not-found    not-found    done         done         not-found    not-found
plan update      not-allowed  not-found    not-found    not-allowed  not-allowed  not-found    not-found
plan activate    not-allowed  not-found    not-found    not-allowed  not-allowed  not-found    not-found
plan invite      not-allowed  not-found    not-found    not-allowed  not-allowed  not-found    not-found
plan close       not-allowed  not-found    not-found    not-allowed  not-allowed  not-found    not-found
action show      done         not-found    not-found    done         done         not-found    not-found
action add       done         not-found    not-found    done         done         not-found    not-found
action update    done         not-found    not-found    done         done         not-found    not-found
action progress  done         not-found    not-found    done         done         not-found    not-found
";

const WORDS: &str = "
Only the person who wrote this can change it. It is as it was. You can record a note of your own.
There is no action with the id “ID” here. Nothing was changed. Look it up in the list and try again.
There is no note with the id “ID” here. Nothing was changed. Look it up in the list and try again.
There is no plan with the id “ID” here. Nothing was changed. Look it up in the list and try again.
Your access does not include plans for Grove. Nothing was changed. Ask your coordinator, or leave the ward out.
Your access does not include this. Nothing was changed. Ask your coordinator or administrator.
";

//! A small partnership in which there is something for every command to be asked about: for each act a note, a plan or
//! an action of its own, so that what one act does to it is in no other's way.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use domain::roles::Role;
use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, Partnership, exchange};

pub const OFFICER: &str = "Sam Whitfield";
/// A member whom nobody misses: others may end what she was given.
pub const SPARE: &str = "Tess Ward";
/// Somebody who was shut out, and sent notes too late.
pub const FORMER: &str = "Lou Hart";

/// Acts on a note that somebody else recorded.
const OF_NOTES: &[&str] = &[
    "brief_check",
    "erasing",
    "export",
    "note_erase",
    "note_keep",
    "note_read",
    "plan_add",
    "take_back",
    "triage_ask",
    "triage_assign",
    "triage_brief",
    "triage_close",
    "triage_grade",
    "triage_link",
    "triage_note",
    "triage_relate",
    "triage_remark",
    "triage_send",
    "triage_tell",
];
const OF_PLANS: &[&str] = &[
    "plan",
    "plan_activate",
    "plan_close",
    "plan_delete",
    "plan_invite",
    "plan_reopen",
    "plan_set",
    "plan_uninvite",
    "triage_link",
    "action_add",
    "names_erase",
    "work_erase",
];
const OF_ACTIONS: &[&str] = &[
    "action",
    "action_delete",
    "action_progress",
    "action_set",
    "attachment_add",
    "conflict_decide",
    "conflict_undo",
    "work_erase",
];
const OF_BRIEFINGS: &[&str] = &["briefing", "briefing_correct", "briefing_withdraw", "work_erase"];

/// Small enough to be read here: one dark point.
pub fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(8, 8).write_to(&mut bytes, image::ImageFormat::Png).expect("a picture is written");
    bytes.into_inner()
}

/// Whose laptop it is, in the table.
pub struct Column {
    pub name: &'static str,
    pub laptop: Laptop,
}

/// What commands are asked about.
pub struct World {
    pub partnership: Partnership,
    pub columns: Vec<Column>,
    /// Two more of the coordinator's.
    pub late: Laptop,
    pub locked: Laptop,
    pub notes: BTreeMap<&'static str, String>,
    pub plans: BTreeMap<&'static str, String>,
    pub actions: BTreeMap<&'static str, String>,
    pub briefings: BTreeMap<&'static str, String>,
    /// What takes back a step of triage that the officer took.
    pub step: Value,
    /// What her author added to a note that was erased meanwhile.
    pub addition: String,
    pub source: String,
    /// One that nobody erases.
    pub opened: String,
    /// Two more sources, and what says that one of them is the same person as the first.
    pub same: [String; 2],
    pub merging: String,
    pub photo: String,
    pub batch: String,
    pub conflict: Value,
    pub decided: Value,
    pub decision: String,
    /// The spare member: her id, her device and a grant of hers.
    pub spare: [String; 3],
    /// A lead's device that stands in the roster, and one that does not.
    pub leads: [String; 2],
    /// What waits for a supervisor, one for each column.
    pub held: Vec<String>,
    /// Waiting work of the officer, sealed.
    pub sealed: PathBuf,
    pub backup: PathBuf,
    /// Of a server that is not there.
    pub invitation: String,
}

fn id(done: &Value) -> String {
    done["id"].as_str().unwrap().to_owned()
}

fn row(rows: &Value, field: &str, wanted: &str) -> Value {
    rows.as_array()
        .unwrap()
        .iter()
        .find(|row| row[field] == wanted)
        .unwrap_or_else(|| panic!("{wanted} in {rows}"))
        .clone()
}

impl World {
    pub fn new() -> Self {
        let partnership = Partnership::founded();
        let at = |name: &str| partnership.folder.path().join(name);
        let recorder = partnership.laptop("Amara Lewis", "outreach", &["Addison"]);
        let sam = partnership.laptop(OFFICER, "community-safety", &["Addison"]);
        let omar = partnership.laptop("Omar Reid", "community-safety", &["Addison"]);
        let nadia = partnership.laptop("Nadia Rahman", "safeguarding", &["Addison"]);
        let other_lead = partnership.laptop("Priya Nair", "safeguarding", &["Addison"]);
        let spare = partnership.laptop(SPARE, "councillor", &["Addison"]);
        let lou = partnership.laptop(FORMER, "outreach", &["Addison"]);
        nadia.act("roster_begin", json!({}));
        exchange(&[&nadia, &recorder]);

        let mut columns = Vec::new();
        for role in Role::ALL {
            let wards: &[&str] = if role.in_wards().is_empty() { &[] } else { &["Addison"] };
            let folder = at(role.id());
            let invitation = match role {
                Role::Administrator => partnership.administrator.clone(),
                _ => partnership.server.invite(&format!("The {}", role.id()), role.id(), wards),
            };
            columns.push(Column { name: role.id(), laptop: Laptop::joined(&folder, &invitation) });
        }

        // What everything is about.
        let of = |names: &[&'static str], make: &dyn Fn(&str) -> String| -> BTreeMap<&'static str, String> {
            names.iter().map(|name| (*name, make(name))).collect()
        };
        let notes = of(OF_NOTES, &|name| recorder.record("Addison", &format!("A van by the shops, for {name}")));
        let to_go = recorder.record("Addison", "A van that was none");
        let photographed = recorder.record("Addison", "A bent railing");
        let file = at("railing.png");
        std::fs::write(&file, picture()).unwrap();
        let request = json!({ "to": { "kind": "note", "id": photographed }, "file": file, "description": "A railing" });
        let photo = id(&recorder.act("attachment_add", request)["file"]);
        for text in ["A van by the lock.", "A van by the weir.", "Two knives in a bag.", "A van by the bend."] {
            let note = json!({ "text": text, "ward": "Addison" });
            recorder.act("note_record", json!({ "note": note, "source": { "who": "Jo, 14 Oak" } }));
        }
        exchange(&[&recorder, &sam, &omar, &nadia]);
        let sealed = nadia.query("sources", Value::Null)["sources"].clone();
        let [source, same, other, opened] = [0, 1, 2, 3].map(|at| id(&sealed[at]));
        let merged = nadia.act("sources_merge", json!({ "id": source, "with": same }));
        let merging = merged["merging"].as_str().unwrap().to_owned();

        let plans = of(OF_PLANS, &|name| {
            let plan = json!({ "title": format!("Plan for {name}"), "wards": ["Addison"], "success_test": "Quiet" });
            id(&sam.act("plan_add", plan))
        });
        for plan in ["plan_reopen", "names_erase", "plan_activate"] {
            let action = json!({ "plan": plans[plan], "title": "A lamp", "agency": "Community Safety", "owner": OFFICER, "due": "2099-12-01" });
            sam.act("action_add", action);
        }
        for plan in ["plan_reopen", "names_erase"] {
            sam.act("plan_activate", json!({ "id": plans[plan] }));
            sam.act("plan_close", json!({ "id": plans[plan], "outcome": "Quiet again" }));
        }
        sam.act("plan_invite", json!({ "id": plans["plan_uninvite"], "person": SPARE }));
        let actions = of(OF_ACTIONS, &|name| {
            let action = json!({
                "plan": plans["plan"], "title": format!("Action for {name}"), "agency": "St Giles Trust",
                "owner": OFFICER, "due": "2099-12-01",
            });
            id(&sam.act("action_add", action))
        });
        let batch = sam.act("actions_import", json!({ "text": "Plan,Action\nThe lock,Sweep\n", "ward": "Addison" }));
        let text = |name: &str| json!({ "id": notes["erasing"], "text": format!("Vans by the shops, for {name}") });
        let briefings = of(OF_BRIEFINGS, &|name| id(&sam.act("triage_brief", text(name))));
        let sent = json!({ "id": notes["take_back"], "to": "police", "reference": "CAD 7" });
        let step = sam.act("triage_send", sent)["undo"].clone();
        exchange(&[&sam, &omar, &recorder]);

        // Two dates set without sight of each other, twice; one is decided.
        for (laptop, day) in [(&sam, "2099-12-03"), (&omar, "2099-12-04")] {
            for action in ["conflict_decide", "conflict_undo"] {
                laptop.act("action_set", json!({ "id": actions[action], "due": day, "why": "The crew is away" }));
            }
        }
        exchange(&[&sam, &omar, &sam]);
        let asked = sam.query("conflicts", Value::Null)["conflicts"].clone();
        let conflict = row(&asked, "record", &actions["conflict_decide"]);
        let decided = row(&asked, "record", &actions["conflict_undo"]);
        let keep = json!({ "id": decided["id"], "keep": decided["heads"][0]["id"], "value": null });
        let decision = sam.act("conflict_decide", keep)["decision"].as_str().unwrap().to_owned();

        // Added to without a connection, while it was erased.
        recorder.act("note_amend", json!({ "id": to_go, "text": "It was a bus" }));
        omar.act("note_erase", json!({ "id": to_go, "why": "not-true" }));
        exchange(&[&omar, &recorder, &omar]);
        let addition = omar.query("keeping", json!({}))["late"][0]["id"].as_str().unwrap().to_owned();

        // Sent after access had ended: as many as there are columns, and some.
        for nth in 0..columns.len() + 8 {
            lou.record("Addison", &format!("Sent too late, {nth}"));
        }
        partnership.server.revoke(FORMER, &[]);
        lou.sync();
        let held = sam.query("held", Value::Null)["held"].clone();
        let held = held.as_array().unwrap().iter().map(id).collect();

        exchange(&[&sam, &other_lead, &spare]);
        let people = sam.query("people", json!({}))["people"].clone();
        let tess = row(&people, "name", SPARE);
        let detail = sam.query("person", json!({ "id": tess["id"] }));
        let roster = nadia.query("sources", Value::Null)["roster"].clone();
        nadia.sync();
        let more = nadia.query("sources", Value::Null)["roster"].clone();
        let stands = roster["leads"][0]["device"].as_str().unwrap().to_owned();
        let theirs = row(&more["others"], "name", "The safeguarding");
        let further = row(&more["others"], "name", "Priya Nair")["device"].as_str().unwrap().to_owned();
        nadia.act("lead_add", json!({ "device": theirs["device"] }));
        nadia.sync();

        sam.record("Addison", "Not sent yet");
        let (sealed, backup) = (at("waiting.wbx"), at("notebook.backup"));
        let waiting = json!({ "file": sealed, "to": "The coordinator", "purpose": "The line is down" });
        sam.act("waiting_save", waiting);
        recorder.act("backup", json!({ "file": backup }));

        let late = partnership.again("The coordinator", "past its lease");
        let locked = partnership.again("The coordinator", "locked");
        // For two exchanges: what a column's first one sends is here for everybody.
        for _ in 0..2 {
            exchange(&columns.iter().map(|column| &column.laptop).collect::<Vec<_>>());
        }
        columns.push(Column { name: "former member", laptop: lou });
        let gone = Partnership::founded();
        let grant = detail["grants"][0]["id"].as_str().unwrap().to_owned();
        let device = detail["devices"][0]["id"].as_str().unwrap().to_owned();
        Self {
            columns,
            late,
            locked,
            notes,
            plans,
            actions,
            briefings,
            step,
            addition,
            source,
            opened,
            same: [same, other],
            merging,
            photo,
            batch: batch["batch"].as_str().unwrap().to_owned(),
            conflict,
            decided,
            decision,
            spare: [id(&tess), device, grant],
            leads: [stands, further],
            held,
            sealed,
            backup,
            invitation: gone.administrator.clone(),
            partnership,
        }
    }

    pub fn folder(&self) -> &Path {
        self.partnership.folder.path()
    }
}

/// A notebook without a server, with a note in it.
pub fn alone(folder: &Path) -> Laptop {
    let laptop = Laptop::new(folder);
    let begin = json!({
        "name": "Ivy Stone", "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE, "boundaries": "2022",
    });
    laptop.act("notebook_create", begin);
    laptop
}

/// The sample notebook, open.
pub fn sample(folder: &Path) -> Laptop {
    let laptop = Laptop::new(folder);
    laptop.act("sample_open", json!({}));
    laptop
}

//! What a screen asks for: a command's name and JSON.

use app::commands::{ALL, Command, Sort};
use serde_json::{Value, json};

use super::notebook::foreseen;
use super::town::Town;

/// Inputs for one copy of a notebook.
const TOGETHER: u32 = 60;

/// What would write where an input says, reach for a network, or close the notebook that is being asked. Their
/// requests are read as the others' are.
const NOT_HERE: &[&str] = &[
    "backup",
    "restore",
    "export",
    "waiting_save",
    "pack_save",
    "file_take",
    "join",
    "reintroduce",
    "sync_now",
    "invitations",
    "devices_seen",
    "held",
    "held_decide",
    "person_invite",
    "invitation_withdraw",
    "doctor",
    "verify",
    "notebook_create",
    "notebook_set_aside",
    "notebook_choose",
    "notebook_begin",
    "notebook_leave",
    "sample_open",
    "sample_leave",
    "lock",
    "unlock",
    "unlock_with_recovery_code",
    "passphrase_change",
    "recovery_code_renew",
    "label_set",
];

fn asked() -> Vec<&'static Command> {
    ALL.iter().filter(|command| !NOT_HERE.contains(&command.name)).collect()
}

/// The first byte says which command, the rest what with. Whatever it is, the answer is one.
pub fn commands(bytes: &[u8]) {
    let Some((which, args)) = bytes.split_first() else { return };
    let Ok(args) = serde_json::from_slice::<Value>(args) else { return };
    let commands = asked();
    let command = commands[usize::from(*which) % commands.len()];
    Town::with(|town| {
        let desk = town.desk(TOGETHER);
        let done = match command.sort {
            Sort::Query => desk.app.query(command.name, args),
            Sort::Mutate => desk.app.mutate("", command.name, args),
        };
        match done {
            Ok(_) => super::taken(),
            Err(failure) => foreseen(command.name, &failure),
        }
        for list in ["today", "notes", "plans", "actions", "conflicts", "begun"] {
            super::notebook::ask(&desk, list, json!({}));
        }
        town.put_back(desk);
    });
}

pub(super) fn commands_sent() -> Vec<Vec<u8>> {
    Town::with(|town| {
        let of = |kind: &str| {
            let found =
                town.log.iter().find(|change| change.header().kind == kind && change.header().act.as_str() == "create");
            found.map(|change| change.header().record.to_string()).unwrap_or_default()
        };
        let (note, plan, action, person) = (of("note"), of("plan"), of("action"), of("person"));
        let requests = [
            ("notes", json!({ "query": "foot", "from": "2026-01-01", "order": "oldest", "limit": 200 })),
            ("note", json!({ "id": note })),
            (
                "note_record",
                json!({ "note": { "text": "A bag", "ward": "Addison", "when": { "kind": "date", "day": "1", "month": "2", "year": "2026", "time": "4pm" }, "residents": 3, "people": [{ "age_band": "18-24", "category": "victim" }] } }),
            ),
            ("note_amend", json!({ "id": note, "text": "And a second one" })),
            ("note_withdraw", json!({ "id": note, "reason": "It was a film crew" })),
            ("draft_save", json!({ "id": null, "note": { "text": "Begun" } })),
            ("addition_save", json!({ "note": note, "kind": "amendment", "text": "Begun" })),
            (
                "unfinished_save",
                json!({ "about": [plan], "form": "plan", "field": "lessons", "text": "So far", "base": "" }),
            ),
            ("unfinished", json!({ "about": [plan] })),
            (
                "settings_set",
                json!({ "theme": "dark", "idle_minutes": 4294967295_u32, "letter_keys": false, "hub_number": "020", "hub_hours": "9 to 5" }),
            ),
            ("conflict_decide", json!({ "id": action, "keep": "x", "value": "{}", "why": "So" })),
            ("subject_add", json!({ "reference": "SAR 1", "names": ["Tyrell"], "received": "2026-11-01" })),
            ("subject_set", json!({ "id": note, "hide": ["his sister"], "closed": true })),
            ("subject_decide", json!({ "id": note, "item": note, "give": false, "reason": "crime", "note": "" })),
            ("take_back", json!({ "undo": [format!("record:{note}"), format!("change:{action}:{action}")] })),
            ("triage", json!({ "queue": "unread", "ward": "E05013733", "after": "x", "limit": 4294967295_u32 })),
            ("triage_assign", json!({ "ids": [note], "to": person })),
            ("triage_close", json!({ "id": note, "reason": "No", "feedback": "Thank you" })),
            ("briefing_correct", json!({ "id": of("briefing"), "text": "Less", "base": null })),
            (
                "plan_add",
                json!({ "title": "Another", "wards": ["Addison", "Grove"], "reduce_by": 100, "notes": [note] }),
            ),
            (
                "plan_set",
                json!({ "id": plan, "measures": [{ "name": "m" }], "reviews": [{ "on": "9999-12-31", "found": "" }] }),
            ),
            (
                "plan_close",
                json!({ "id": plan, "outcome": "Less", "lessons": "", "displacement": "", "feedback": [{ "note": note, "sentence": null }] }),
            ),
            ("plans", json!({ "status": "active", "query": "foot", "after": "x" })),
            ("action_add", json!({ "plan": plan, "title": "Sweep", "owner": "Kim", "due": "2026-02-30" })),
            (
                "action_set",
                json!({ "id": action, "due": "9999-12-31", "why": "Later", "counts": { "knives recovered": 2 }, "weapons": { "kitchen knife": 4294967295_u32 } }),
            ),
            ("actions", json!({ "owner": "-", "agency": "-", "after": "x", "limit": 1 })),
            (
                "action_groups",
                json!({ "by": "owner", "first": 4294967295_u32, "also": ["x"], "empty": true, "among": { "open": true } }),
            ),
            (
                "actions_import",
                json!({ "text": "Action,Due\nSweep,1/2/27\n", "plan": plan, "columns": { "title": "Action" } }),
            ),
            (
                "grant_add",
                json!({ "person": person, "role": "outreach", "wards": ["Addison"], "until": "2027-01-01", "reason": "" }),
            ),
            ("person_end", json!({ "id": person, "reason": "Left" })),
            ("coach", json!({ "text": "Mrs J.T. told me at 16:42", "kept": [] })),
            ("begun_answer", json!({ "id": note })),
        ];
        let commands = asked();
        let sent = |(name, args): &(&str, Value)| {
            let which = commands.iter().position(|command| command.name == *name)?;
            Some([&[which as u8][..], args.to_string().as_bytes()].concat())
        };
        let mut all: Vec<Vec<u8>> = requests.iter().filter_map(sent).collect();
        // Every command with nothing, and with an id.
        for which in 0..commands.len() {
            all.push([&[which as u8][..], b"{}"].concat());
            all.push([&[which as u8][..], json!({ "id": note }).to_string().as_bytes()].concat());
        }
        all
    })
}

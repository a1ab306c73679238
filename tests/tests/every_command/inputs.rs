//! What each command is asked with: something that whoever may do it would get done.

use std::path::Path;

use serde_json::{Value, json};
use wardbook_tests::partnership::{Laptop, PASSPHRASE};

use crate::world::{OFFICER, SPARE, World};

/// No record has it.
const NOBODYS: &str = "019ad000-0000-7000-8000-000000000001";

/// Of a laptop's own: what its owner wrote before.
pub struct Own {
    pub note: String,
    pub draft: String,
    pub file: String,
    pub amendment: String,
    /// A request by somebody about themselves that is decided, and the text that it found; of whoever may answer one.
    pub request: String,
    pub found: String,
}

impl Own {
    /// Where nothing may be written, or nobody is there to write it, nothing is.
    pub fn none() -> Self {
        let nobody = NOBODYS.to_owned();
        let [note, draft, file, amendment, request, found] = std::array::from_fn(|_| nobody.clone());
        Self { note, draft, file, amendment, request, found }
    }

    pub fn written(laptop: &Laptop, picture: &Path) -> Self {
        let note = laptop.record("Addison", "A bin on fire");
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let draft =
            text(&laptop.act("draft_save", json!({ "id": null, "note": { "text": "Begun, of Zebedee" } }))["id"]);
        let request = json!({ "to": { "kind": "draft", "id": draft }, "file": picture, "description": "" });
        let file = text(&laptop.act("attachment_add", request)["file"]["id"]);
        laptop.act("note_amend", json!({ "id": note, "text": "It is out" }));
        let amendment = text(&laptop.note(&note)["amendments"][0]["id"]);
        let (request, found) = asked_about_zebedee(laptop).unwrap_or((NOBODYS.to_owned(), NOBODYS.to_owned()));
        Self { note, draft, file, amendment, request, found }
    }
}

/// None for whoever may not answer such a request.
fn asked_about_zebedee(laptop: &Laptop) -> Option<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let asked = json!({ "reference": "SAR 3", "names": ["Zebedee"], "received": "2026-01-02" });
    let request = text(&laptop.app.mutate("", "subject_add", asked).ok()?["id"]);
    let found = text(&laptop.query("subject_request", json!({ "id": request }))["items"][0]["id"]);
    laptop.act("subject_decide", json!({ "id": request, "item": found, "give": true }));
    Some((request, found))
}

/// The inputs of a command, with what tells several of one command apart. A command that is not named here fails.
pub fn of(name: &str, world: &World, own: &Own, column: usize, out: &Path) -> Vec<(&'static str, Value)> {
    let one = |value: Value| vec![("", value)];
    let nothing = || one(json!({}));
    let (note, plan, action) =
        (|| world.notes[name].clone(), || world.plans[name].clone(), || world.actions[name].clone());
    let by_id = |id: &str| one(json!({ "id": id }));
    let again = json!({ "passphrase": PASSPHRASE, "passphrase_again": PASSPHRASE });
    let with = |more: Value| {
        let mut all = again.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        one(all)
    };
    let terms = |more: Value| {
        let mut all = json!({ "recipient": "The hub", "purpose": "A meeting", "recipient_kind": "own" });
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let [tess, device, grant] = &world.spare;
    let of_tess = |id: &str| one(json!({ "id": id, "reason": "Moved away" }));
    match name {
        // The program.
        "session" | "invitations" | "devices_seen" | "held" | "lock" | "touch" | "sync_now" | "sample_open"
        | "sample_leave" | "notebook_set_aside" | "notebook_begin" | "notebook_leave" | "verify" | "doctor"
        | "roster_begin" | "roster_renew_code" | "recovery_code_kept" => nothing(),
        "notebook_choose" => one(json!({ "id": "1" })),
        "passphrase_strength" => one(json!({ "passphrase": PASSPHRASE, "name": "Ivy" })),
        "invitation_look" => one(json!({ "invitation": world.invitation })),
        "handing" => one(json!({ "ward": "Addison" })),
        "sharing_look" => one(json!({ "of": { "what": "notes" }, "recipient_kind": "own" })),
        "notebook_create" => with(json!({ "name": "Ivy Stone", "boundaries": "2022" })),
        "unlock" => one(json!({ "passphrase": PASSPHRASE })),
        "unlock_with_recovery_code" => with(json!({ "recovery_code": "0000-0000-0000-0000-0000-0000-0000-0000" })),
        "passphrase_change" => with(json!({ "current": PASSPHRASE })),
        "recovery_code_renew" => one(json!({ "passphrase": PASSPHRASE })),
        "label_set" => one(json!({ "label": "Notebook 7" })),
        "backup" => one(json!({ "file": out.join("backup") })),
        "restore" => one(json!({ "file": world.backup, "secret": PASSPHRASE })),
        "export" => vec![
            ("", terms(json!({ "folder": out.join("export") }))),
            ("another's note", terms(json!({ "folder": out.join("export of one"), "note": note() }))),
        ],
        "join" => with(json!({ "invitation": world.invitation })),
        "person_invite" => {
            one(json!({ "name": format!("Taken in {column}"), "role": "councillor", "wards": ["Addison"] }))
        }
        "invitation_withdraw" => by_id("7b".repeat(32).as_str()),
        "held_decide" => one(json!({ "id": world.held[column % world.held.len()], "release": true, "reason": "" })),
        "waiting_save" => one(json!({ "file": out.join("waiting"), "to": OFFICER, "purpose": "The line is down" })),
        "pack_save" => {
            one(json!({ "file": out.join("pack"), "ward": "Addison", "to": OFFICER, "purpose": "The line is down" }))
        }
        "file_take" => one(json!({ "file": world.sealed })),
        "roster_recover" => {
            let other = store::keyfile::RecoveryCode::of_its_own().unwrap();
            one(json!({ "code": other.printed() }))
        }
        "source_open" => one(json!({ "id": world.opened, "reason": "To see that he is safe" })),
        "attachment_add" => {
            let picture = world.folder().join("railing.png");
            vec![
                ("own note", json!({ "to": { "kind": "note", "id": own.note }, "file": picture })),
                (
                    "another's note",
                    json!({ "to": { "kind": "note", "id": world.notes["triage_note"] }, "file": picture }),
                ),
                ("action", json!({ "to": { "kind": "action", "id": action() }, "file": picture })),
            ]
        }
        "attachment_save" => one(terms(json!({ "id": world.photo, "file": out.join("copy.png") }))),

        // What is shown.
        "lists" | "today" | "notes" | "notes_whole" | "note_filters" | "drafts" | "wards" | "settings" | "status"
        | "sync" | "conflicts" | "people" | "sources" | "trail" | "own_sources" | "keeping" | "begun" | "triage"
        | "briefings" | "plans" | "actions" | "action_groups" | "actions_whole" => nothing(),
        "note" => vec![("own", json!({ "id": own.note })), ("another's", json!({ "id": world.notes["triage_note"] }))],
        "coach" => one(json!({ "text": "A van", "ward": "Addison", "kept": [] })),
        "draft" => by_id(&own.draft),
        "unfinished" => one(json!({ "about": [world.notes["triage_note"]] })),
        "ward" => one(json!({ "code": "E05013733" })),
        "outbox_text" | "outbox_retry" | "outbox_edit" => by_id("019ad000-0000-7000-8000-000000000002"),
        "attachment" => by_id(&world.photo),
        "erasing" | "triage_note" => by_id(&note()),
        "person" => by_id(tess),
        "brief_check" => one(json!({ "id": note(), "text": "A van by the shops" })),
        "briefing" => by_id(&world.briefings[name]),
        "plan" => by_id(&plan()),
        "action" => by_id(&action()),
        "actions_import_look" => one(json!({ "text": "Plan,Action\nThe weir,Sweep\n", "ward": "Addison" })),

        // What is done.
        "note_record" => one(json!({ "note": { "text": "A lamp is out", "ward": "Addison" } })),
        "note_amend" => vec![
            ("own", json!({ "id": own.note, "text": "And a second one" })),
            ("another's", json!({ "id": world.notes["triage_note"], "text": "And a second one" })),
        ],
        "amendment_take_back" | "amendment_restore" => by_id(&own.amendment),
        "note_withdraw" => vec![
            ("own", json!({ "id": own.note, "reason": "It was a barbecue" })),
            ("another's", json!({ "id": world.notes["triage_note"], "reason": "It was a barbecue" })),
        ],
        "note_reinstate" => {
            vec![("own", json!({ "id": own.note })), ("another's", json!({ "id": world.notes["triage_note"] }))]
        }
        "note_pin" => vec![
            ("own", json!({ "id": own.note, "pinned": true })),
            ("another's", json!({ "id": world.notes["triage_note"], "pinned": true })),
        ],
        "draft_save" => one(json!({ "id": null, "note": { "text": "Begun" } })),
        "addition_save" => one(json!({ "note": own.note, "kind": "amendment", "text": "And" })),
        "unfinished_save" => one(json!({
            "about": [world.notes["triage_note"]], "form": "remark", "field": "text", "text": "And", "base": "",
        })),
        "draft_keep" | "draft_delete" | "draft_restore" => by_id(&own.draft),
        "draft_file_describe" => one(json!({ "id": own.file, "description": "A bin" })),
        "draft_file_remove" | "draft_file_restore" => by_id(&own.file),
        "settings_set" => one(json!({ "theme": "dark" })),
        "notice_dismiss" => by_id("moved"),
        "note_read" => one(json!({ "id": note(), "asked": true })),
        "conflict_decide" => {
            one(json!({ "id": world.conflict["id"], "keep": world.conflict["heads"][0]["id"], "value": null }))
        }
        "conflict_undo" => one(json!({ "id": world.decided["id"], "decision": world.decision })),
        "grant_add" => one(json!({
            "person": tess, "role": "outreach", "wards": ["Avonmore"], "until": null, "reason": "Helps there",
        })),
        "grant_end" => of_tess(grant),
        "device_end" => of_tess(device),
        "person_rename" => one(json!({ "id": tess, "name": "Tess Warden" })),
        "person_set" => vec![("another's", json!({ "id": tess, "agency": null, "phone": "020 7946 0001" }))],
        "person_end" => of_tess(tess),
        "begun_answer" => one(json!({ "ids": [], "bring": true })),
        "lead_add" => one(json!({ "device": world.leads[1] })),
        "lead_remove" => one(json!({ "device": world.leads[0] })),
        "note_keep" => one(json!({ "id": note(), "reason": "A court asked for it" })),
        "note_erase" => one(json!({ "id": note(), "why": "not-true" })),
        "addition_erase" => by_id(&world.addition),
        "names_erase" => by_id(&plan()),
        "work_erase" => vec![
            ("a briefing", json!({ "id": world.briefings[name], "why": "asked-for" })),
            ("an action", json!({ "id": action(), "why": "asked-for" })),
            ("a plan", json!({ "id": plan(), "why": "asked-for" })),
        ],
        "period_set" => one(json!({ "id": "note-of-somebody", "number": 6 })),
        "sources_merge" => one(json!({ "id": world.same[0], "with": world.same[1] })),
        "sources_part" => one(json!({ "merging": world.merging })),
        "source_erase" => one(json!({ "id": world.source, "why": "asked-for" })),
        "triage_assign" => one(json!({ "ids": [note()], "to": OFFICER })),
        "triage_ask" => one(json!({ "id": note(), "text": "Which shop?" })),
        "triage_remark" => one(json!({ "id": note(), "text": "Seen before" })),
        "triage_tell" => one(json!({ "id": note(), "text": "Thank you, we look into it." })),
        "triage_brief" => one(json!({ "id": note(), "text": "A van by the shops" })),
        "triage_link" => one(json!({ "ids": [note()], "plan": plan() })),
        "triage_relate" => one(json!({ "ids": [note(), world.notes["triage_note"]] })),
        "triage_send" => one(json!({ "id": note(), "to": "police", "reference": "CAD 9" })),
        "triage_close" => one(json!({ "id": note(), "reason": "Nothing more", "feedback": "Thank you" })),
        "triage_grade" => one(json!({ "id": note(), "graded": { "grade": "2 C P", "marking": "OFFICIAL" } })),
        "take_back" => one(json!({ "undo": world.step })),
        "briefing_correct" => one(json!({ "id": world.briefings[name], "text": "Fewer vans" })),
        "briefing_withdraw" => one(json!({ "id": world.briefings[name], "reason": "It is over" })),
        "plan_add" => one(json!({ "title": "Another", "wards": ["Addison"], "notes": [note()] })),
        "plan_set" => one(json!({ "id": plan(), "title": "Another name" })),
        "plan_activate" | "plan_reopen" | "plan_delete" => by_id(&plan()),
        "plan_invite" => one(json!({ "id": plan(), "person": SPARE })),
        "plan_uninvite" => one(json!({ "id": plan(), "person": SPARE, "reason": "Moved away" })),
        "plan_close" => one(json!({ "id": plan(), "outcome": "Over" })),
        "action_add" => {
            one(json!({ "plan": plan(), "title": "Sweep", "agency": "NHS", "owner": "Kim", "due": "2099-12-01" }))
        }
        "action_set" => one(json!({ "id": action(), "confidence": "red" })),
        "action_progress" => one(json!({ "id": action(), "text": "Begun" })),
        "action_delete" => by_id(&action()),
        "actions_import" => one(json!({ "text": "Plan,Action\nThe weir,Sweep\n", "ward": "Addison" })),
        "actions_import_undo" => by_id(&world.batch),
        "subject_requests" => nothing(),
        "subject_request" => by_id(&own.request),
        "subject_add" => one(json!({ "reference": "SAR 4", "names": ["Jo Marsh"], "received": "2026-11-24" })),
        "subject_set" => one(json!({ "id": own.request, "closed": true })),
        "subject_decide" => one(json!({ "id": own.request, "item": own.found, "give": true })),
        "subject_export" => one(json!({ "id": own.request, "folder": out.join("subject"), "recipient": "Jo Marsh" })),
        "reintroduce" => one(json!({ "invitation": "none", "fingerprint": "none", "passphrase": PASSPHRASE })),
        "unsent_send" => one(json!({ "invitation": "none" })),
        _ => panic!("nobody said what {name} is asked with, and so nobody tried who may"),
    }
}

/// The same with nothing written in its free texts: whoever may not do it is told so, and not what is wrong with them.
pub fn unsaid(input: &Value) -> Option<Value> {
    const TEXTS: &[&str] = &[
        "text",
        "reason",
        "feedback",
        "why",
        "title",
        "outcome",
        "name",
        "purpose",
        "recipient",
        "reference",
        "grade",
        "confidence",
        "to",
        "role",
    ];
    fn blank(value: &mut Value, changed: &mut bool) {
        let Value::Object(fields) = value else { return };
        for (field, held) in fields {
            match held {
                Value::String(text) if TEXTS.contains(&field.as_str()) => {
                    text.clear();
                    *changed = true;
                }
                _ => blank(held, changed),
            }
        }
    }
    let (mut input, mut changed) = (input.clone(), false);
    blank(&mut input, &mut changed);
    changed.then_some(input)
}

//! A partnership at work, and the way through its screens: the queue, briefings, plans, actions. For axe,
//! for pictures, and for whoever wants to look around.

use std::path::Path;

use serde_json::{Value, json};

use super::{Laptop, Server};
use crate::window::{PATIENCE, Window, drop_files, open};

/// A server, and who was enrolled on it. The coordinator's folder is left to a window.
pub struct AtWork {
    pub server: Server,
    pub amara: Laptop,
    pub ruth: Laptop,
    pub sam: Laptop,
    /// The coordinator's invitation.
    pub helen: String,
    /// A plan under way, and its first action.
    pub plan: String,
    pub action: String,
}

const FOOTPATH: &str = "Young people say two older lads wait on the Larkfield footpath after college and ask who is \
                        carrying. One showed a kitchen knife on Tuesday.";
const LIGHTS: &str = "The lights on the footpath behind Larkfield House have been out since Sunday, and residents walk \
                      round by the road.";
const MOPEDS: &str = "Two mopeds by the launderette, engines running most evenings.";
const GATE: &str =
    "The park gate on Larkfield Road was open at midnight twice this week, and bottles lay on the court.";
const SUPERMARKET: &str =
    "Four residents said that groups of teenagers block the doors of the supermarket after school.";

/// An action whose due date two people move at once.
const SESSION: &str = "Hold a session on carrying knives";

impl AtWork {
    /// Everybody joined, notes recorded and read, one plan under way. Returns once all have exchanged.
    pub fn begin(folder: &Path) -> Self {
        let (server, _) = Server::init(&folder.join("server"), "Mina Farrow");
        let joined = |name: &str, role: &str, wards: &[&str]| {
            Laptop::joined(&folder.join(name.split(' ').next().unwrap_or(name)), &server.invite(name, role, wards))
        };
        let amara = joined("Amara Lewis", "outreach", &["Addison"]);
        let ruth = joined("Ruth Ansell", "councillor", &["Addison"]);
        let sam = joined("Sam Whitfield", "community-safety", &["Addison", "Grove"]);
        let footpath = amara.record("Addison", FOOTPATH);
        let lights = ruth.record("Addison", LIGHTS);
        let doors = ruth.record("Addison", SUPERMARKET);
        let gate = ruth.record("Addison", GATE);
        amara.record("Grove", MOPEDS);
        for laptop in [&amara, &ruth, &sam] {
            laptop.sync();
        }
        sam.act("note_read", json!({ "id": footpath }));
        sam.act("triage_ask", json!({ "id": doors, "text": "Which days is it worst?" }));
        sam.act(
            "triage_brief",
            json!({ "id": footpath, "text": "Knives have been shown on the Larkfield footpath after college hours." }),
        );
        sam.act(
            "triage_close",
            json!({ "id": gate, "reason": "For the parks team", "feedback": "The park keeper locks the gate at ten from now on. Thank you." }),
        );
        let (plan, action) = begin_plan(&sam, &[&footpath, &lights]);
        sam.act("triage_tell", json!({ "id": lights, "text": "New lamps are asked for.", "promised": "2099-01-14" }));
        for laptop in [&sam, &amara, &ruth] {
            laptop.sync();
        }
        set_one_date_twice(&sam, &amara, &plan);
        let helen = server.invite("Helen Prior", "coordinator", &[]);
        Self { server, amara, ruth, sam, helen, plan, action }
    }
}

impl AtWork {
    /// One more note that nobody has read: opening the last one took it out of the queue.
    pub fn another_note(&self) {
        self.amara.record("Grove", MOPEDS);
        self.amara.sync();
    }
}

fn id(done: &Value) -> String {
    done["id"].as_str().expect("what was done has an id").to_owned()
}

/// Two people move one due date without sight of each other.
fn set_one_date_twice(sam: &Laptop, amara: &Laptop, plan: &str) {
    let actions = sam.query("plan", json!({ "id": plan }))["actions"].clone();
    let session = actions
        .as_array()
        .and_then(|all| all.iter().find(|action| action["title"] == SESSION))
        .and_then(|action| action["id"].as_str())
        .expect("the plan has the session");
    sam.act("action_set", json!({ "id": session, "due": "2099-01-27", "why": "The hall is free then" }));
    amara.act("action_set", json!({ "id": session, "due": "2099-02-03", "why": "After the half-term holiday" }));
    for laptop in [sam, amara, sam] {
        laptop.sync();
    }
}

/// A plan with measures, reviews and actions in every state, active.
fn begin_plan(sam: &Laptop, notes: &[&String]) -> (String, String) {
    let plan = id(&sam.act(
        "plan_add",
        json!({
            "title": "Larkfield footpath and supermarket",
            "wards": ["Addison"],
            "places": ["Larkfield footpath", "The supermarket"],
            "objective": "Nobody is asked for a knife or shown one on the way home from college.",
            "objective_type": "reduce",
            "reduce_by": 50,
            "success_test": "Half as many reports of weapons on the footpath in the eight weeks after half-term as in the eight before, and no rise in Grove.",
            "notes": notes,
        }),
    ));
    sam.act(
        "plan_set",
        json!({
            "id": plan,
            "lead": "Sam Whitfield",
            "scanning": "Five notes in six weeks, all between three and five in the afternoon.",
            "offender": "Two older lads who are not students, by moped.",
            "victim": "First-year students who walk home alone.",
            "location": "An unlit path with one way out, out of sight of the road.",
            "measures": [
                { "name": "Reports of weapons, eight weeks", "baseline": "6", "target": "3", "actual": "4" },
                { "name": "The same in Grove", "baseline": "1", "target": "1", "actual": "1" }
            ],
            "reviews": [{ "on": "2099-01-12", "found": "" }]
        }),
    );
    let add = |title: &str, agency: &str, owner: &str, due: &str, sort: &str| {
        let request = json!({ "plan": plan, "title": title, "agency": agency, "owner": owner, "due": due, "sort": sort, "priority": "high" });
        id(&sam.act("action_add", request))
    };
    let lights = add("Mend the lights on the footpath", "housing provider", "Kim Ode", "2026-11-20", "environment");
    let walk = add(
        "Walk the footpath at college closing",
        "Safer Neighbourhood Team",
        "PC Leah Boateng",
        "2099-01-08",
        "patrol",
    );
    let session = add(SESSION, "St Giles Trust", "Amara Lewis", "2099-01-20", "school session");
    let sweep = add(
        "Sweep the planters for weapons",
        "Safer Neighbourhood Team",
        "PC Leah Boateng",
        "2026-11-18",
        "weapon sweep",
    );
    sam.act("plan_activate", json!({ "id": plan }));
    sam.act("plan_invite", json!({ "id": plan, "person": "Amara Lewis" }));
    sam.act("action_set", json!({ "id": lights, "blocked_by": "funding", "why": "Nobody has a budget line for it", "unblocks": "housing provider", "confidence": null }));
    sam.act("action_set", json!({ "id": lights, "confidence": "red" }));
    sam.act("action_set", json!({ "id": lights, "due": "2026-12-04", "why": "The contractor comes in December" }));
    sam.act("action_set", json!({ "id": walk, "status": "in-progress", "confidence": "green" }));
    sam.act("action_set", json!({ "id": session, "confidence": "amber" }));
    sam.act(
        "action_set",
        json!({ "id": sweep, "status": "done", "result": "Two knives in the planters by the gate", "counts": { "knives recovered": 2 }, "weapons": { "kitchen knife": 2 }, "origins": { "home": 1, "unknown": 1 } }),
    );
    sam.act("action_progress", json!({ "id": walk, "text": "Two patrols made, nobody there." }));
    (plan, walk)
}

/// The screens of the work, as a coordinator or an officer meets them; `see` looks at each.
pub fn screens(window: &Window, see: &dyn Fn(&str)) {
    window.go_to("Today");
    window.wait_for_text("Not read");
    see("work-today");
    window.go_to("Triage");
    window.wait_for_text("mopeds by the launderette");
    see("work-triage-queue");
    open_first_note(window);
    window.wait_for_text("What the sender was told");
    window.wait_for_text("Write briefing");
    see("work-triage-note");
    // A letter does what its button does.
    window.press("b");
    window.wait_for_text("What could give it away");
    see("work-briefing-desk");
    window.press("Escape");
    window.go_to("Plans & actions");
    window.wait_for_text("Larkfield footpath and supermarket");
    see("work-plans");
    open(window, "Larkfield footpath and supermarket");
    window.wait_for_text("Success test");
    see("work-plan");
    open(window, "Walk the footpath at college closing");
    window.wait_for_text("Two patrols made, nobody there.");
    see("work-action");
    drop_files(window);
    window.script("document.querySelector('.files').scrollIntoView({ block: 'start' })", vec![]);
    see("work-action-files");
    window.go_to("Plans & actions");
    for (look, screen) in [("Actions", "work-actions"), ("Board", "work-board")] {
        open(window, look);
        // In the board's first column: where there is little room, the others are not painted.
        window.wait_for_text(SESSION);
        see(screen);
    }
    open(window, SESSION);
    window.wait_for_text("Keep this");
    see("work-conflict");
    window.go_to("Plans & actions");
    open(window, "Plans");
    window.go_to("Briefings");
    window.wait_for_text("Knives have been shown");
    see("work-briefings");
}

/// *Today* as somebody sees it who reads no other people's notes: their actions, and what they were told.
pub fn screens_of_a_partner(window: &Window, see: &dyn Fn(&str)) {
    window.go_to("Today");
    window.wait_for_text(SESSION);
    see("partner-today");
    window.go_to("Plans & actions");
    open(window, "Plans");
    open(window, "Larkfield footpath and supermarket");
    window.wait_for_text("What you do not see here");
    see("partner-plan");
}

/// *Today* of whoever spoke up, and a note of theirs with what came of it.
pub fn screens_of_an_author(window: &Window, see: &dyn Fn(&str)) {
    window.go_to("Today");
    window.wait_for_text("Which days is it worst?");
    see("author-today");
    window.go_to("Notes");
    window.until(PATIENCE, "list notes", || (!window.look_for_role("option").is_empty()).then_some(()));
    open_first_note(window);
    see("author-note");
    window.go_to("Briefings");
    window.wait_for_text("Knives have been shown");
    see("author-briefings");
}

/// Opens the note on top of the queue.
pub fn open_first_note(window: &Window) {
    window.script("document.querySelector('[role=option]').click()", vec![]);
    window.settle();
}

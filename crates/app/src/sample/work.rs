//! What became of the sample's notes: read, asked about, passed on, made part of three plans.
//!
//! Data alone, told as requests in their order. Ids do not exist yet here, so a text that begins with
//! `note:` stands for the note with those words, `kept:` for what an earlier deed made, and `day:` for the
//! day so many days from today.

use serde_json::{Value, json};

/// Something the coordinator did, or a colleague.
pub struct Deed {
    pub days_ago: u32,
    /// On the London clock; never on the last day.
    pub hour: u32,
    pub act: &'static str,
    pub args: Value,
    /// What the record it makes is called in later deeds.
    pub keep: Option<&'static str>,
}

fn deed(days_ago: u32, hour: u32, act: &'static str, args: Value) -> Deed {
    Deed { days_ago, hour, act, args, keep: None }
}

impl Deed {
    fn keep(mut self, name: &'static str) -> Self {
        self.keep = Some(name);
        self
    }
}

/// Notes of the last days are not read yet; so is this one, which is past its time.
pub const LEFT_UNREAD: &str = "Car on bricks in the far corner";
/// Told by somebody under 18, and not passed to the hub yet.
pub const YOUNG: &str = "A young person handed me a small kitchen knife";
/// Days within which a note may still be unread.
pub const UNREAD_DAYS: u32 = 4;
/// What was read before then is closed.
pub const CLOSED_DAYS: u32 = 60;

/// What authors of old notes were told when they were closed; a note takes one by its topic, or the last.
pub const CLOSINGS: [(&str, &str); 7] = [
    ("positive or safe space", "Good to know, and passed on to everybody who plans youth work in the ward."),
    ("lighting or environment", "The council's lighting team has looked at the place and mended what was theirs."),
    ("knife or other weapon", "The Safer Neighbourhood Team searched the place and goes back to it every fortnight."),
    ("drug supply or use", "Patrols were added, and the place is on the ward panel's list."),
    ("vehicle", "The Safer Neighbourhood Team has what you told us and has spoken to those concerned."),
    ("burglary", "Doors and locks in the street were looked at, and neighbours were told."),
    ("", "It was looked into with those concerned, and nothing more is needed for now."),
];

const LARKFIELD_NOTES: [&str; 3] =
    ["note:Six lamps out of nine dark", "note:Counted eleven. One lifted", "note:Three more about Larkfield"];

/// Everything that was done, oldest first.
pub fn deeds() -> Vec<Deed> {
    let mut deeds = larkfield();
    deeds.extend(brook());
    deeds.extend(queue());
    deeds.extend(sorrel());
    deeds.extend(own_notes());
    deeds.sort_by_key(|deed| (std::cmp::Reverse(deed.days_ago), deed.hour));
    deeds
}

/// Closed, with a sentence for each author.
fn larkfield() -> Vec<Deed> {
    let action = |hour, title: &str, agency: &str, owner: &str, due: &str, sort: &str| {
        deed(
            94,
            hour,
            "action_add",
            json!({ "plan": "kept:larkfield", "title": title, "agency": agency, "owner": owner, "due": due, "sort": sort, "priority": "high" }),
        )
    };
    vec![
        deed(94, 9, "plan_add", json!({
            "title": "Larkfield footpath and bin store", "wards": ["Hammersmith Broadway"],
            "places": ["Bin store, Larkfield estate", "Footpath to the bus"],
            "objective": "Residents walk home by the footpath after dark, and nobody gathers at the bin store late.",
            "objective_type": "reduce", "reduce_by": 50,
            "success_test": "Half as many notes about the bin store in eight weeks as in the eight before, with all nine lamps lit.",
            "notes": LARKFIELD_NOTES,
        })).keep("larkfield"),
        deed(94, 10, "plan_set", json!({
            "id": "kept:larkfield", "lead": "Theo Marsh",
            "scanning": "Notes from residents, outreach and the estate team rose for four months, most of them about evenings at the bin store.",
            "offender": "Six to twelve young people, some of them not from the estate, with an older few who come by moped.",
            "victim": "Residents who pass on foot, and the younger ones who are drawn in.",
            "location": "A gate off its hinge, a seat out of sight, and six lamps of nine that are dark.",
            "measures": [
                { "name": "Notes about the bin store, eight weeks", "baseline": "14", "target": "7", "actual": "" },
                { "name": "Lamps lit on the footpath, of nine", "baseline": "3", "target": "9", "actual": "" }
            ],
            "reviews": [{ "on": "day:-62", "found": "" }],
        })),
        action(11, "Mend the lamps on the footpath", "housing provider", "Kim Ode", "day:-78", "environment").keep("lamps"),
        action(12, "Code lock on the bin store gate", "housing provider", "Kim Ode", "day:-72", "environment").keep("lock"),
        action(13, "Open the hall on Thursdays until nine", "other", "Larkfield hall committee", "day:-76", "engagement event").keep("hall"),
        deed(94, 15, "plan_activate", json!({ "id": "kept:larkfield" })),
        deed(77, 10, "action_set", json!({ "id": "kept:lamps", "status": "done", "result": "All nine are lit; checked on foot after dark" })),
        deed(71, 10, "action_set", json!({ "id": "kept:lock", "status": "done", "result": "Lock fitted and tested with housing" })),
        deed(62, 16, "plan_set", json!({ "id": "kept:larkfield", "reviews": [{ "on": "day:-62", "found": "The footpath is used again. Late opening draws half of those who sat on the wall." }] })),
        deed(34, 10, "action_set", json!({ "id": "kept:hall", "status": "done", "result": "Seven late openings, twenty at the last", "counts": { "sessions": 7 }, "reached": "20–49" })),
        deed(34, 14, "plan_set", json!({ "id": "kept:larkfield", "add_places": ["Larkfield community hall"] })),
        deed(33, 11, "plan_close", json!({
            "id": "kept:larkfield",
            "outcome": "Met. Five notes in eight weeks where there had been fourteen, and all nine lamps are lit.",
            "lessons": "A place to go did more than patrols. The hall needs a third adult before somebody gives up.",
            "displacement": "Some moved on to Tannery Square for a fortnight; nothing was reported from there since.",
            "feedback": [
                { "note": LARKFIELD_NOTES[0], "sentence": "All nine lamps on the footpath are lit again, and it stays on the monthly check." },
                { "note": LARKFIELD_NOTES[1], "sentence": "The place was searched, the gate locks, and far fewer gather there." },
                { "note": LARKFIELD_NOTES[2], "sentence": "Notes about the bin store have more than halved since the hall opens late on Thursdays." }
            ],
        })),
    ]
}

/// Active, with actions in every state.
fn brook() -> Vec<Deed> {
    let action = |hour, title: &str, agency: &str, owner: &str, due: &str, sort: &str, priority: &str| {
        deed(
            43,
            hour,
            "action_add",
            json!({ "plan": "kept:brook", "title": title, "agency": agency, "owner": owner, "due": due, "sort": sort, "priority": priority }),
        )
    };
    vec![
        deed(54, 9, "triage_send", json!({ "id": "note:Large blade handed", "to": "police", "reference": "CAD 4417" })),
        deed(54, 10, "triage_brief", json!({ "id": "note:Large blade handed", "text": "A large blade has changed hands in the car park behind the Brook parade on a Saturday evening. Walk in pairs there after dark, and ring 999 if one is seen." })),
        deed(43, 9, "plan_add", json!({
            "title": "The Brook parade, from four until closing", "wards": ["Shepherd's Bush Green"],
            "places": ["Car park behind the Brook parade", "Supermarket, the Brook parade"],
            "objective": "Shoppers and students use the parade after school without being stopped, followed or asked for anything.",
            "objective_type": "reduce", "reduce_by": 40,
            "success_test": "At most six notes about the parade in the eight weeks to the review, no blade seen, and no rise at Tannery Square.",
            "notes": ["note:Large blade handed", "note:Supermarket asked us directly", "note:The most I have had on one subject"],
        })).keep("brook"),
        deed(43, 10, "plan_set", json!({
            "id": "kept:brook", "lead": "Theo Marsh",
            "scanning": "Fourteen letters in one week, three robberies and one blade, nearly all between four and eight.",
            "offender": "Two groups who met by accident and stayed for an audience; two older ones by car.",
            "victim": "Students changing buses, shop staff, and younger children sent for milk.",
            "location": "A car park out of sight of the road, unlit, with three ways out.",
            "measures": [
                { "name": "Notes about the parade, eight weeks", "baseline": "16", "target": "6", "actual": "9" },
                { "name": "Robberies at the bus stop", "baseline": "3", "target": "0", "actual": "1" },
                { "name": "Notes from Tannery Square", "baseline": "1", "target": "1", "actual": "2" }
            ],
            "reviews": [{ "on": "day:-15", "found": "" }, { "on": "day:+12", "found": "" }],
        })),
        action(11, "Patrol the supermarket and the stop from four to seven", "Safer Neighbourhood Team", "PC Daniel Osei", "day:+12", "patrol", "high").keep("patrol"),
        action(12, "Light the car park for good", "Community Safety", "Theo Marsh", "day:-9", "environment", "high").keep("light"),
        action(13, "Get the supermarket's recordings kept for thirty days", "business", "Helen Prior", "day:-4", "CCTV request", "medium").keep("recordings"),
        action(14, "Sweep the car park and planters for weapons", "Safer Neighbourhood Team", "PC Daniel Osei", "day:-30", "weapon sweep", "high").keep("sweep"),
        action(15, "First-aid session for regulars at the tables", "Street Doctors", "Amara Lewis", "day:+18", "first-aid session", "medium").keep("first-aid"),
        action(16, "Talk to the families of the five at the tills", "Youth Offending Team", "Lorna Pike", "day:+6", "outreach visit", "medium").keep("families"),
        action(17, "Shop staff walk students to the stop", "business", "Shop manager", "day:-12", "other", "low").keep("escort"),
        deed(43, 18, "plan_activate", json!({ "id": "kept:brook" })),
        deed(42, 10, "plan_invite", json!({ "id": "kept:brook", "person": "PC Daniel Osei", "analysis": true })),
        deed(42, 11, "plan_invite", json!({ "id": "kept:brook", "person": "Amara Lewis" })),
        deed(41, 11, "action_set", json!({ "id": "kept:patrol", "status": "in-progress", "confidence": "green" })),
        deed(31, 12, "action_set", json!({ "id": "kept:sweep", "status": "done", "result": "One sheath and a kitchen knife, behind the recycling", "counts": { "knives recovered": 1, "searches": 2 }, "weapons": { "kitchen knife": 1 }, "origins": { "home": 1 } })),
        deed(24, 12, "action_set", json!({ "id": "kept:light", "blocked_by": "funding", "why": "The hire is paid to the end of the month; the permanent lamps are in nobody's budget", "unblocks": "Community Safety" })),
        deed(24, 13, "action_set", json!({ "id": "kept:light", "confidence": "red" })),
        deed(20, 12, "action_progress", json!({ "id": "kept:patrol", "text": "Nine patrols made. Groups turn round at the supermarket's door." })),
        deed(14, 12, "action_set", json!({ "id": "kept:escort", "status": "cancelled", "closing_reason": "no longer needed", "why": "The students say the bus is fine now" })),
        deed(13, 10, "action_set", json!({ "id": "kept:first-aid", "due": "day:+25", "why": "The trainer's first free Thursday" })),
        deed(13, 11, "action_set", json!({ "id": "kept:first-aid", "confidence": "amber" })),
        deed(10, 12, "action_set", json!({ "id": "kept:families", "status": "in-progress", "confidence": "green" })),
        deed(10, 13, "action_progress", json!({ "id": "kept:families", "text": "Three of five families met. One asked for the boxing club's times." })),
        deed(9, 12, "action_set", json!({ "id": "kept:recordings", "status": "in-progress", "confidence": "amber" })),
        deed(9, 13, "action_progress", json!({ "id": "kept:recordings", "text": "Asked in writing. Their head office wants to see the sharing agreement first." })),
    ]
}

/// The last weeks' notes: given to somebody, asked about, answered, passed on, closed.
fn queue() -> Vec<Deed> {
    let closed = |days_ago, note: &str, reason: &str, feedback: &str| {
        deed(days_ago, 15, "triage_close", json!({ "id": note, "reason": reason, "feedback": feedback }))
    };
    vec![
        deed(
            27,
            11,
            "triage_brief",
            json!({ "id": "note:Half a dozen who are not welcome", "text": "A group has moved from the Brook parade to Tannery Square in the early evening. No harm was done. Officers and outreach walk through." }),
        ),
        deed(27, 12, "triage_assign", json!({ "ids": ["note:Half a dozen who are not welcome"], "to": "Theo Marsh" })),
        closed(
            13,
            "note:Tannery Square group down to two",
            "Nothing left to do there",
            "Thank you: it shows that the group has not settled there. We keep an eye on it until the new year.",
        ),
        closed(
            8,
            "note:The camera the traders paid half of",
            "For information",
            "Good news, and passed on to other traders who asked how you did it.",
        ),
        closed(
            12,
            "note:The three who were using the back entrance",
            "Part of the Brook plan's picture",
            "It is the best sign yet that the parade is easier, and it will stand in the plan's review.",
        ),
        deed(
            11,
            10,
            "triage_ask",
            json!({ "id": "note:Two of the original five still try", "text": "Are they the two who were spoken to in the spring, or others?" }),
        ),
        deed(
            10,
            17,
            "answer",
            json!({ "note": "note:Two of the original five still try", "text": "The same two. The manager would rather talk to their families than to us." }),
        ),
        deed(
            5,
            10,
            "triage_ask",
            json!({ "id": "note:Broken glass under the slide", "text": "Is it from bottles, or is something being broken there on purpose?" }),
        ),
        deed(
            150,
            10,
            "grade",
            json!({ "note": "note:A man in a dark blue estate car", "grade": "2 B C", "condition": "S2" }),
        ),
        deed(6, 10, "triage_assign", json!({ "ids": ["note:Roof door at Kestrel House"], "to": "Helen Prior" })),
        deed(
            6,
            11,
            "triage_remark",
            json!({ "id": "note:Roof door at Kestrel House", "text": "Third time this year. Housing has the lock on order; ask again on Friday." }),
        ),
    ]
}

/// A draft that cannot be activated yet.
fn sorrel() -> Vec<Deed> {
    vec![
        deed(3, 9, "triage_relate", json!({ "ids": ["note:Two households say that the laundry steps", "note:Sorrel steps busy again"] })),
        deed(3, 10, "triage_brief", json!({ "id": "note:Sorrel steps busy again", "text": "The steps behind the laundry on the Sorrel estate are busy again from late afternoon. Please do not approach; note what you see and when." })),
        deed(2, 10, "plan_add", json!({
            "title": "Sorrel laundry steps, again", "wards": ["North End"], "places": ["Sorrel estate, laundry steps"],
            "objective": "The steps are a way through again and not a place to buy.", "objective_type": "eliminate",
            "notes": ["note:Two households say that the laundry steps", "note:Sorrel steps busy again"],
        })).keep("sorrel"),
        deed(2, 11, "plan_set", json!({ "id": "kept:sorrel", "lead": "Helen Prior", "scanning": "Two notes in one week from two people, after four quiet months." })),
        deed(2, 12, "action_add", json!({ "plan": "kept:sorrel", "title": "Ask the residents' group who they see and when", "agency": "Community Safety", "owner": "Helen Prior", "due": "day:+9", "sort": "outreach visit", "priority": "medium" })).keep("residents"),
        deed(2, 13, "action_add", json!({ "plan": "kept:sorrel", "title": "Patrol the steps from four", "agency": "Safer Neighbourhood Team", "sort": "patrol", "priority": "high" })),
    ]
}

/// What the coordinator recorded herself, and what she heard back.
fn own_notes() -> Vec<Deed> {
    let note = |days_ago, hour, text: &str, ward: &str, topics: Value| {
        deed(
            days_ago,
            hour,
            "note_record",
            json!({ "note": {
            "text": text, "ward": ward, "when": { "kind": "now" }, "topics": topics, "how_known": "told by someone else",
        } }),
        )
    };
    vec![
        note(19, 15, "The bus controller says drivers no longer wait at the Brook after seven because of stones. Two services pass without stopping.", "Shepherd's Bush Green", json!(["anti-social behaviour"])).keep("bus"),
        deed(18, 9, "told", json!({ "note": "kept:bus", "step": "read" })),
        deed(16, 11, "told", json!({ "note": "kept:bus", "step": "in-plan", "sentence": "It became part of a plan of action for the ward." })),
        deed(8, 14, "told", json!({ "note": "kept:bus", "step": "closed", "sentence": "Drivers stop at the Brook again until ten; the operator checks every Monday." })),
        note(12, 16, "A parent at the drop-in says that a man offers rides home from the stop by Wharf Hall and asks for phone numbers.", "Sands End", json!(["exploitation"])).keep("rides"),
        deed(11, 10, "told", json!({ "note": "kept:rides", "step": "read" })),
        deed(11, 15, "told", json!({ "note": "kept:rides", "step": "sent-out", "sentence": "It was passed to the safeguarding hub." })),
        note(6, 12, "The library's new manager has had two evenings of shouting at the computers and would like to know whom to ring.", "Askew", json!(["community concern"])).keep("library"),
        deed(5, 11, "told", json!({ "note": "kept:library", "step": "needs-more", "sentence": "Which evenings were they, so that we know whether the club was open?" })),
    ]
}

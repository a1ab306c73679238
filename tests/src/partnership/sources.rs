//! The way through the screens of sealed sources, grades and the trail: of whoever records, of a lead, of a police
//! officer, of an administrator. For pictures, and for axe.

use std::path::Path;

use serde_json::{Value, json};

use super::{Laptop, PASSPHRASE, Server, windows};
use crate::window::{Display, Look, Window, open_record_page, unlock_with};

/// Looks at each with `see`. Starts its own windows; `prepare` does to each what was done to the others.
pub fn screens(display: &Display, look: Look, prepare: &dyn Fn(&Window), see: &dyn Fn(&Window, &str)) {
    let folder = tempfile::tempdir().expect("a folder for the partnership");
    let at = |name: &str| folder.path().join(name);
    let (server, mina) = Server::init(&at("server"), "Mina Farrow");
    let joined = |name: &str, role: &str| Laptop::joined(&at(role), &server.invite(name, role, &["Addison"]));
    let amara = joined("Amara Lewis", "outreach");
    let sam = joined("Sam Whitfield", "community-safety");
    let leah = joined("PC Leah Boateng", "police");

    drop(joined("Nadia Rahman", "safeguarding"));
    let window = window_of(display, look, prepare, &at("safeguarding"));
    window.go_to("Sealed sources");
    window.wait_for_text("Nobody opens sealed sources yet");
    see(&window, "sources-none");
    window.button("Begin").click();
    window.wait_for_text("Keep the leads’ recovery code");
    see(&window, "sources-code");
    window.button("I have kept it").click();
    window.wait_for_text("No sealed sources");
    see(&window, "sources-empty");
    window.kill();
    let lead = opened(&at("safeguarding"));
    lead.sync();

    let first = recorded(&amara, &lead, json!({ "who": "Jo, by the club on Thursdays", "age": "10–17" }));
    recorded(&amara, &lead, json!({ "who": "", "same_as": first }));
    drop(lead);
    sam.sync();
    leah.sync();
    sam.act("plan_add", json!({ "title": "Bin stores of Larkfield", "wards": ["Addison"], "notes": [first] }));
    sam.sync();
    sam.note(&first);
    sam.sync();
    // A window opens each of these folders.
    drop((amara, sam, leah));

    let window = window_of(display, look, prepare, &at("safeguarding"));
    window.go_to("Sealed sources");
    window.wait_for_text("Not opened yet");
    see(&window, "sources");
    window.button("Open…").click();
    window.field("Why do you open it?");
    see(&window, "sources-opening");
    window.field("Why do you open it?").type_text("To see that he is safe");
    window.button("Open it").click();
    window.wait_for_text("Who told it");
    see(&window, "sources-opened");
    window.kill();

    let window = window_of(display, look, prepare, &at("outreach"));
    open_record_page(&window);
    window.button("Who told you").click();
    see(&window, "record-teller");
    window.find("combobox", "Their age").choose("10 to 17");
    window.wait_for_text("This source is under 18");
    see(&window, "record-brake");
    window.kill();

    let window = window_of(display, look, prepare, &at("community-safety"));
    window.go_to("Triage");
    window.settle();
    see(&window, "triage-young-unread");
    window.go_to("Plans & actions");
    window.link("Bin stores of Larkfield").click();
    window.wait_for_text("told by somebody under 18");
    see(&window, "plan-young");
    window.go_to("Settings");
    window.wait_for_text("What you read and opened");
    see(&window, "settings-trail");
    window.kill();

    let window = window_of(display, look, prepare, &at("police"));
    window.go_to("Notes");
    window.settle();
    see(&window, "note-of-a-source");
    window.kill();

    let window = Window::open_with(display, &at("mina"), look, &[]);
    windows::join(&window, &mina);
    prepare(&window);
    window.go_to("People");
    window.button("See what was read and opened").click();
    window.wait_for_text("Read somebody else");
    see(&window, "trail");
    window.kill();
}

fn window_of(display: &Display, look: Look, prepare: &dyn Fn(&Window), folder: &Path) -> Window {
    opened(folder).act("recovery_code_kept", json!({}));
    let window = Window::open_with(display, folder, look, &[]);
    prepare(&window);
    unlock_with(&window, PASSPHRASE);
    window
}

/// The notebook of a folder, in this process for a moment.
fn opened(folder: &Path) -> Laptop {
    let laptop = Laptop::new(folder);
    laptop.unlock();
    laptop
}

fn recorded(laptop: &Laptop, lead: &Laptop, source: Value) -> String {
    laptop.sync();
    let note = json!({ "text": "A knife is kept behind the bin store of Larkfield House.", "ward": "Addison" });
    let done = laptop.act("note_record", json!({ "note": note, "source": source }));
    laptop.sync();
    lead.sync();
    done["id"].as_str().expect("a recorded note has an id").to_owned()
}

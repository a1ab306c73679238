//! The way through the screens of sealed sources, as a safeguarding lead meets them. For pictures.

use std::path::Path;

use serde_json::{Value, json};

use super::{Laptop, PASSPHRASE, Server};
use crate::window::{Display, Look, Window, open, unlock_with};

/// Looks at each with `see`. Starts its own windows; `prepare` does to each what was done to the others.
pub fn screens(display: &Display, look: Look, prepare: &dyn Fn(&Window), see: &dyn Fn(&Window, &str)) {
    let folder = tempfile::tempdir().expect("a folder for the partnership");
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let joined = |name: &str, role: &str| Laptop::joined(&at(role), &server.invite(name, role, &["Addison"]));
    let amara = joined("Amara Lewis", "outreach");

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
    drop((lead, amara));

    let window = window_of(display, look, prepare, &at("safeguarding"));
    window.go_to("Sealed sources");
    window.wait_for_text("Not opened yet");
    see(&window, "sources");
    open(&window, "Open…");
    window.field("Why do you open it?");
    see(&window, "sources-opening");
    window.field("Why do you open it?").type_text("To see that he is safe");
    window.button("Open it").click();
    window.wait_for_text("Who told it");
    see(&window, "sources-opened");
    open(&window, "Make a new code…");
    window.wait_for_text("Make a new recovery code for the leads?");
    see(&window, "sources-renewing");
    window.button("Make a new code").click();
    window.wait_for_text("Keep the old sheet");
    see(&window, "sources-renewed");
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

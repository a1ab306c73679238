//! The way through the screens that only a notebook in a partnership has: what stands in the way of joining,
//! the notes from before, a lease that is over. For axe, and for pictures.

use std::path::Path;

use domain::clock::{Clock, Timestamp};
use serde_json::json;
use store::keyfile::{KeyFile, Secret};
use store::{OsEntropy, Profile, Store};

use super::{Laptop, Server};
use crate::window::{Display, Look, NOTEBOOK_PASSPHRASE, PATIENCE, Window, unlock};

const BEGUN: &[(&str, &str)] = &[
    ("Addison", "Two mopeds by the launderette, engines running most evenings, and a third who waits at the corner."),
    ("Grove", "The lights on the stairs of Larkfield House have been out since Sunday."),
    ("White City", "The youth club opens again on Thursdays, said the caretaker."),
];

/// Joins from the first screen, as far as the open notebook.
pub fn join(window: &Window, invitation: &str) {
    window.button("Join your partnership").click();
    fill(window, invitation);
    window.button("Join").click();
    window.button("I have kept it").click();
    crate::window::wait_until_open(window);
}

fn fill(window: &Window, invitation: &str) {
    window.field("Invitation").replace_text(invitation);
    window.wait_for_text("Compare the key with the one you were given");
    for name in ["Passphrase", "Passphrase again"] {
        let field = window.field(name);
        if field.value().is_empty() {
            field.type_text(NOTEBOOK_PASSPHRASE);
        }
    }
}

/// Looks at each with `see`. Starts its own windows; `prepare` does to each what was done to the others.
pub fn screens(display: &Display, look: Look, prepare: &dyn Fn(&Window), see: &dyn Fn(&Window, &str)) {
    let folder = tempfile::tempdir().expect("a folder for the partnership");
    let at = |name: &str| folder.path().join(name);
    let (mut server, _) = Server::init(&at("server"), "Mina Farrow");
    begin_alone(&at("amara"));

    let window = Window::open_with(display, &at("amara"), look, &[]);
    prepare(&window);
    unlock(&window);
    window.go_to("Settings");
    window.button("Join a partnership").click();
    refusals(&window, see, &mut server, folder.path());
    begun(&window, see);
    window.kill();

    server.kill();
    see_a_later_day(&at("amara"), NOTEBOOK_PASSPHRASE, 15);
    let window = Window::open_with(display, &at("amara"), look, &[]);
    prepare(&window);
    unlock(&window);
    lease_over(&window, see, &mut server);
    window.kill();
}

/// What stands in the way of joining, and that nothing of it costs the invitation.
fn refusals(window: &Window, see: &dyn Fn(&Window, &str), server: &mut Server, folder: &Path) {
    let used = server.invite("Omar Reid", "coordinator", &[]);
    drop(Laptop::joined(&folder.join("omar"), &used));
    fill(window, &used);
    window.button("Join").click();
    window.wait_for_text("was used already");
    see(window, "join-used");
    let good = server.invite("Amara Lewis", "outreach", &["Addison"]);
    server.kill();
    // Another server, where the right one is looked for.
    let (other, _) = Server::init_at(&folder.join("other"), "Somebody", server.address());
    fill(window, &good);
    window.button("Join").click();
    window.wait_for_text("its key is another");
    see(window, "join-other-server");
    drop(other);
    window.button("Join").click();
    window.wait_for_text("you have not joined yet");
    see(window, "join-unreachable");
    server.start();
    window.button("Join").click();
    window.button("I have kept it");
    see(window, "join-code");
    window.button("I have kept it").click();
}

/// A notebook on one computer, with some notes in it.
fn begin_alone(folder: &Path) {
    let laptop = Laptop::new(folder);
    laptop.act(
        "notebook_create",
        json!({
            "name": "Amara Lewis",
            "passphrase": NOTEBOOK_PASSPHRASE,
            "passphrase_again": NOTEBOOK_PASSPHRASE,
            "boundaries": "2022",
        }),
    );
    laptop.act("recovery_code_kept", json!({}));
    for (ward, text) in BEGUN {
        laptop.record(ward, text);
    }
}

fn begun(window: &Window, see: &dyn Fn(&Window, &str)) {
    window.button("Look at them");
    see(window, "begun-told");
    window.button("Look at them").click();
    window.wait_for_text("3 notes waiting");
    see(window, "begun");
    answer(window, "Bring it along");
    window.wait_for_text("2 notes waiting");
    answer(window, "Leave it here");
    window.wait_for_text("1 note waiting");
    see(window, "begun-answered");
}

/// By script: each button's name ends with the day and the ward of its note.
fn answer(window: &Window, act: &str) {
    let script = "const [act] = arguments;
        [...document.querySelectorAll('main .btn')].find((one) => one.textContent.trim().startsWith(act)).click()";
    window.script(script, vec![act.into()]);
}

fn lease_over(window: &Window, see: &dyn Fn(&Window, &str), server: &mut Server) {
    window.wait_for_text("may not be read until it has heard from the server");
    see(window, "lease-today");
    window.go_to("Notes");
    window.wait_for_text("Not to be read yet");
    window.button("Send and fetch now").click();
    window.wait_for_text("The server could not be reached");
    see(window, "lease-notes");
    server.start();
    window.button("Send and fetch now").click();
    window.until(PATIENCE, "show the notes", || (!window.look_for_role("option").is_empty()).then_some(()));
}

/// As where a computer's clock stood so many days ahead for a while: a notebook remembers the latest time it
/// has seen, and a lease counts against that.
pub fn see_a_later_day(folder: &Path, passphrase: &str, days: i64) {
    let profile = Profile::at(folder);
    let now = app::SystemHost::new().now();
    let key = KeyFile::open(&profile.keys(), Secret::Passphrase(passphrase), now).expect("the passphrase opens it");
    let store = Store::open(profile, key).expect("the notebook opens");
    let later = Timestamp::from_millis(now.millis() + days * 86_400_000);
    store.write(now, &OsEntropy, |writer| writer.put_latest_time(later)).expect("the day is noted");
}

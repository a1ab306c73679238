//! Two real windows, a real server between them, and the network going away in the middle.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use serde_json::json;
use wardbook_tests::partnership::windows::{self, join};
use wardbook_tests::partnership::{Laptop, Server};
use wardbook_tests::window::{
    Display, Look, NOTEBOOK_PASSPHRASE, Window, create_notebook, record_note, skipped, unlock, wait_until_open,
};

const NOTE: &str = "Two mopeds by the launderette, engines running most evenings";
/// From a note recorded here to the words that it was read there: a push, a hint, a pull, and back.
const ROUND: Duration = Duration::from_secs(20);

#[test]
fn a_note_goes_from_one_window_to_the_other_and_the_sender_sees_that_it_was_read() {
    if skipped("the partnership's windows") {
        return;
    }
    let display = Display::start(1280, 800);
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (mut server, _) = Server::init(&at("server"), "Mina Farrow");

    let amara = Window::open(&display, &at("amara"));
    join(&amara, &server.invite("Amara Lewis", "outreach", &["Addison"]));
    record_note(&amara, NOTE, "Addison");
    amara.wait_for_text("Everything is sent");
    amara.picture_if_wanted("p2-sent");

    // The other window is another person's; she opens the note and its author hears of it.
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let notes = helen.query("notes", json!({}));
    let id = notes["rows"][0]["id"].as_str().expect("the note has arrived").to_owned();
    helen.act("note_read", json!({ "id": id }));
    helen.sync();
    amara.go_to("Notes");
    amara.until(ROUND, "say that it was read", || amara.shows("Read").then_some(()));
    amara.look_for_role("option").first().expect("the note is in the list").click();
    amara.wait_for_text("Read by the coordinator");
    amara.picture_if_wanted("p3-read");
    amara.expect_axe_finds_nothing("a note that was read");

    // The server goes away; recording goes on, the words say what is where, and it catches up by itself.
    server.kill();
    record_note(&amara, "Written while the server was away", "Addison");
    amara.until(ROUND, "say that it is offline", || amara.shows("Offline since").then_some(()));
    amara.press("Escape");
    amara.script("document.querySelector('[aria-label^=\"Sync:\"]').click()", vec![]);
    amara.wait_for_text("1 waiting");
    amara.picture_if_wanted("p4-offline");
    amara.expect_axe_finds_nothing("the page about sync, offline");
    server.start();
    amara.until(ROUND, "send it by itself", || amara.shows("Everything is sent").then_some(()));
    amara.picture_if_wanted("p5-caught-up");
    helen.sync();
    assert_eq!(helen.texts().len(), 2);
}

#[test]
fn whoever_was_told_that_the_server_has_a_new_key_types_it_in_and_what_waited_goes() {
    if skipped("a server with a new key") {
        return;
    }
    let display = Display::start(1280, 800);
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (mut server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Window::open(&display, &at("amara"));
    join(&amara, &server.invite("Amara Lewis", "outreach", &["Addison"]));
    amara.wait_for_text("Everything is sent");

    let (text, fingerprint) = server.new_identity();
    record_note(&amara, NOTE, "Addison");
    amara.press("Escape");
    amara.script("document.querySelector('[aria-label^=\"Sync:\"]').click()", vec![]);
    amara.until(ROUND, "say that another server answers", || amara.shows("its key is another").then_some(()));
    amara.button("The server has a new key…").click();
    amara.field("The text you were sent").type_text(&text);
    amara.field("Fingerprint of the new key").type_text("0000 0000 0000 0000 0000 0000 0000 0000");
    amara.field("Passphrase").type_text(NOTEBOOK_PASSPHRASE);
    amara.expect_axe_finds_nothing("the form for a new key");
    amara.button("Trust this key").click();
    amara.until(ROUND, "refuse what was mistyped", || (!amara.look_for_role("alert").is_empty()).then_some(()));
    amara.picture_if_wanted("new-key-refused");
    amara.field("Fingerprint of the new key").replace_text(&fingerprint);
    amara.button("Trust this key").click();
    amara.until(ROUND, "send what waited", || amara.shows("Everything is sent").then_some(()));
    amara.wait_for_text("knows its server by the new key");
    amara.picture_if_wanted("new-key");
    amara.expect_axe_finds_nothing("a new key that was taken");

    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    assert_eq!(helen.texts(), [NOTE]);
}

/// The screens that only a partnership has, as whoever looks after it meets them.
fn partnership_screens(window: &Window, look: &str) {
    let see = |screen: &str| {
        window.settle();
        window.picture_if_wanted(&format!("{screen} {look}"));
        window.expect_axe_finds_nothing(&format!("{screen} ({look})"));
    };
    window.go_to("People");
    window.wait_for_text("Amara Lewis");
    see("people");
    window.button("Make the invitation").click();
    window.until(ROUND, "say what is missing", || {
        window
            .script("return !!document.querySelector('[aria-invalid=true], [role=alert]')", vec![])
            .as_bool()
            .filter(|yes| *yes)
    });
    see("invite refused");
    window.script("document.querySelector('[aria-label^=\"Sync:\"]').click()", vec![]);
    window.wait_for_text("Send and fetch now");
    see("sync");
}

#[test]
fn axe_finds_nothing_on_the_screens_of_a_partnership() {
    if skipped("the partnership's screens") {
        return;
    }
    let display = Display::start(1280, 800);
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (server, invitation) = Server::init(&at("server"), "Mina Farrow");
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    amara.record("Addison", NOTE);
    amara.sync();
    drop(Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[])));

    let window = Window::open(&display, &at("mina"));
    join(&window, &invitation);
    partnership_screens(&window, "light");
    window.resize(720, 560);
    partnership_screens(&window, "light 720 px");
    window.kill();
    let window = Window::open_with(&display, &at("mina"), Look::Dark, &[]);
    unlock(&window);
    partnership_screens(&window, "dark");
    window.zoom(2.0);
    partnership_screens(&window, "dark 200 %");
}

/// What waits for a supervisor: a note held back, a name with two versions, and what follows an ending.
fn supervisor_screens(window: &Window, look: &str) {
    let see = |screen: &str| {
        window.settle();
        window.picture_if_wanted(&format!("{screen} {look}"));
        window.expect_axe_finds_nothing(&format!("{screen} ({look})"));
    };
    window.go_to("People");
    window.wait_for_text(NOTE);
    see("held");
    // By script: the driver does not scroll to a button of which an edge is in sight.
    window.script(
        "[...document.querySelectorAll('main button')].find((one) => one.textContent.includes('Decline')).click()",
        vec![],
    );
    see("decline");
    window.press("Escape");
    // Whichever of the two names is shown meanwhile.
    window.script(
        "[...document.querySelectorAll('th button')].find((one) => one.textContent.startsWith('Sam')).click()",
        vec![],
    );
    window.wait_for_text("May see and do");
    see("person");
    // Each is told apart by what stands beside it.
    window.script("document.querySelector('main table button').click()", vec![]);
    window.until(ROUND, "ask before it ends anything", || {
        window.script("return !!document.querySelector('dialog[open]')", vec![]).as_bool().filter(|yes| *yes)
    });
    see("end a grant");
    window.press("Escape");
    window.script("document.querySelector('[aria-label^=\"Sync:\"]').click()", vec![]);
    window.wait_for_text("Name of a member");
    see("two versions");
}

#[test]
fn axe_finds_nothing_where_something_waits_for_a_supervisor() {
    if skipped("what waits for a supervisor") {
        return;
    }
    let display = Display::start(1280, 800);
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let omar = Laptop::joined(&at("omar"), &server.invite("Omar Reid", "coordinator", &[]));
    let daniel = Laptop::joined(&at("daniel"), &server.invite("Daniel Osei", "coordinator", &[]));
    let sam = omar.act("person_invite", json!({ "name": "Sam Witfield", "role": "councillor", "wards": ["Addison"] }));
    daniel.sync();
    // Two who do not see each other's word on a name, and a note from somebody who has left.
    for (laptop, name) in [(&omar, "Sam Whitfield"), (&daniel, "Samuel Whitfield")] {
        laptop.act("person_rename", json!({ "id": sam["person"], "name": name }));
    }
    omar.sync();
    daniel.sync();
    server.revoke("Amara Lewis", &[]);
    amara.record("Addison", NOTE);
    assert_eq!(amara.sync()["held"], json!(1));

    let window = Window::open(&display, &at("helen"));
    join(&window, &server.invite("Helen Prior", "coordinator", &[]));
    window.wait_for_text("Two versions of this member need a decision");
    supervisor_screens(&window, "light");
    window.resize(720, 560);
    supervisor_screens(&window, "light 720 px");
    window.kill();
    let window = Window::open_with(&display, &at("helen"), Look::Dark, &[]);
    unlock(&window);
    supervisor_screens(&window, "dark");
    window.zoom(2.0);
    supervisor_screens(&window, "dark 200 %");

    // A word is chosen without a pointer, taken back, chosen again, and everybody sees it.
    window.zoom(1.0);
    window.tab_to("button", "Keep this “Samuel Whitfield”");
    window.press("Enter");
    window.wait_for_focus("button", "Undo");
    window.press("Enter");
    window.wait_for_focus("button", "Keep this");
    window.tab_back_to("button", "Send and fetch now");
    window.tab_to("button", "Keep this “Samuel Whitfield”");
    window.press("Enter");
    window.until(ROUND, "have it decided and sent", || window.shows("Everything is sent").then_some(()));
    omar.sync();
    assert_eq!(omar.query("person", json!({ "id": sam["person"] }))["row"]["name"], "Samuel Whitfield");
}

#[test]
fn a_notebook_begun_alone_joins_from_its_settings() {
    if skipped("joining from the settings") {
        return;
    }
    let display = Display::start(1280, 800);
    let folder = tempfile::tempdir().expect("a folder");
    let (server, _) = Server::init(&folder.path().join("server"), "Mina Farrow");
    let window = Window::open(&display, &folder.path().join("amara"));
    create_notebook(&window, "Amara Lewis");
    record_note(&window, NOTE, "Addison");
    window.go_to("Settings");
    window.picture_if_wanted("p6-settings-alone");
    window.button("Join a partnership").click();
    window.field("Invitation").type_text(&server.invite("Amara Lewis", "outreach", &["Addison"]));
    window.wait_for_text("Compare the key with the one you were given");
    window.picture_if_wanted("p7-join-from-settings");
    window.expect_axe_finds_nothing("joining from the settings");
    window.field("Passphrase").type_text(NOTEBOOK_PASSPHRASE);
    window.field("Passphrase again").type_text(NOTEBOOK_PASSPHRASE);
    window.button("Join").click();
    window.button("I have kept it").click();
    wait_until_open(&window);
    window.until(ROUND, "exchange with the server", || window.shows("Everything is sent").then_some(()));
    assert!(!window.shows("Recorded on this device"), "what the notebook before offered is gone");
    window.picture_if_wanted("p8-joined");
}

#[test]
fn axe_finds_nothing_from_a_refused_invitation_to_a_lease_that_is_over() {
    if skipped("joining, the notes from before and a lease that is over") {
        return;
    }
    let display = Display::start(1280, 800);
    windows::screens(&display, Look::Light, &|_| (), &|window, screen| {
        window.settle();
        for scheme in ["light", "dark"] {
            window.script("document.documentElement.style.colorScheme = arguments[0]", vec![scheme.into()]);
            window.expect_axe_finds_nothing(&format!("{screen} ({scheme})"));
        }
        window.script("document.documentElement.style.colorScheme = ''", vec![]);
    });
}

#[test]
fn joining_inviting_and_ending_an_access_need_no_pointer() {
    if skipped("the partnership by keyboard") {
        return;
    }
    let display = Display::start(1280, 800);
    let folder = tempfile::tempdir().expect("a folder");
    let (server, _) = Server::init(&folder.path().join("server"), "Mina Farrow");
    let window = Window::open(&display, &folder.path().join("helen"));
    window.tab_to("button", "Join your partnership");
    window.press("Enter");
    window.wait_for_focus("heading", "Join your partnership");
    window.tab_to("field", "Invitation");
    window.type_keys(&server.invite("Helen Prior", "coordinator", &[]));
    window.wait_for_text("Compare the key with the one you were given");
    for field in ["Passphrase", "Passphrase again"] {
        window.tab_to("field", field);
        window.type_keys(NOTEBOOK_PASSPHRASE);
    }
    window.press("Enter");
    window.wait_for_focus("heading", "Keep this recovery code");
    window.tab_to("button", "I have kept it");
    window.press("Enter");
    window.wait_for_focus("heading", "Today");

    window.tab_back_to("link", "People");
    window.press("Enter");
    window.wait_for_focus("heading", "People");
    window.tab_to("field", "Name");
    window.type_keys("Sam Whitfield");
    window.tab_to("combobox", "Role");
    window.type_keys("Councillor");
    window.tab_to("checkbox", "All wards");
    window.tab_to("button", "Addison");
    window.press("Space");
    window.tab_to("button", "Make the invitation");
    window.press("Enter");
    window.wait_for_focus("heading", "Invitation for Sam Whitfield");
    window.tab_to("button", "I have passed it on");
    window.press("Enter");
    window.wait_for_focus("field", "Name");

    window.tab_back_to("button", "Sam Whitfield");
    window.press("Enter");
    window.wait_for_focus("heading", "Sam Whitfield");
    window.tab_to("button", "End… Councillor, Addison");
    window.press("Enter");
    window.wait_for_focus("button", "Keep it");
    window.tab_back_to("field", "Reason");
    window.type_keys("Moved to another borough");
    window.tab_to("button", "End the access");
    window.press("Enter");
    window.wait_for_focus("heading", "Sam Whitfield");
    window.wait_for_text("ended on");
}

//! Two real windows, a real server between them, and the network going away in the middle.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use serde_json::json;
use wardbook_tests::partnership::{Laptop, Server};
use wardbook_tests::window::{Display, NOTEBOOK_PASSPHRASE, Window, record_note, skipped};

const NOTE: &str = "Two mopeds by the launderette, engines running most evenings";
/// From a note recorded here to the words that it was read there: a push, a hint, a pull, and back.
const ROUND: Duration = Duration::from_secs(20);

fn join(window: &Window, invitation: &str) {
    window.button("Join your partnership").click();
    window.field("Invitation").type_text(invitation);
    window.wait_for_text("Compare the key with the one you were given");
    window.picture_if_wanted("p1-join");
    window.field("Passphrase").type_text(NOTEBOOK_PASSPHRASE);
    window.field("Passphrase again").type_text(NOTEBOOK_PASSPHRASE);
    window.button("Join").click();
    window.button("I have kept it").click();
    window.button("Record a note");
}

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

    // The server goes away; recording goes on, the words say what is where, and it catches up by itself.
    server.kill();
    record_note(&amara, "Written while the server was away", "Addison");
    amara.until(ROUND, "say that it is offline", || amara.shows("Offline since").then_some(()));
    amara.press("Escape");
    amara.script("document.querySelector('[aria-label^=\"Sync:\"]').click()", vec![]);
    amara.wait_for_text("Addison");
    amara.picture_if_wanted("p4-offline");
    server.start();
    amara.until(ROUND, "send it by itself", || amara.shows("Everything is sent").then_some(()));
    amara.picture_if_wanted("p5-caught-up");
    helen.sync();
    assert_eq!(helen.texts().len(), 2);
}

//! What goes by hand, through the real window: saving what waits on one laptop, taking a pack in on it, and
//! what is said of both.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "tests")]

use serde_json::json;
use wardbook_tests::partnership::windows::join;
use wardbook_tests::partnership::{Laptop, Server};
use wardbook_tests::window::{Display, Window, open, record_note, skipped};

#[test]
fn what_waits_goes_out_by_hand_and_a_pack_comes_in() {
    if skipped("the window that saves and takes in sealed files") {
        return;
    }
    let display = Display::start(1280, 800);
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (mut server, _) = Server::init(&at("server"), "Mina Farrow");
    let helen = Laptop::joined(&at("helen"), &server.invite("Helen Prior", "coordinator", &[]));
    let amara = Window::open(&display, &at("amara"));
    join(&amara, &server.invite("Amara Lewis", "outreach", &["Addison"]));
    record_note(&amara, "Two mopeds by the launderette", "Addison");
    amara.wait_for_text("Everything is sent");
    helen.sync();
    let person = |laptop: &Laptop, name: &str| {
        let view = laptop.query("handing", json!({ "ward": "Addison" }));
        let people = view["people"].as_array().unwrap().clone();
        people.iter().find(|person| person["name"] == name).unwrap()["id"].clone()
    };
    let pack = at("pack.wbx");
    let request = json!({ "file": pack, "ward": "Addison", "to": person(&helen, "Amara Lewis") });
    helen.act("pack_save", request);

    server.kill();
    amara.press("Escape");
    record_note(&amara, "Written while the server was away", "Addison");
    amara.press("Escape");
    amara.script("document.querySelector('[aria-label^=\"Sync:\"]').click()", vec![]);
    amara.wait_for_text("1 to be sent");
    open(&amara, "Save what is waiting to a file…");
    amara.wait_for_text("For whom?");
    amara.picture_if_wanted("h1-save");
    let stick = at("wardbook-waiting.wbx");
    amara.field("File to write").type_text(stick.to_str().unwrap());
    amara.button("Save the file").click();
    amara.wait_for_text("Saved for Helen Prior: 1 note");
    amara.picture_if_wanted("h2-saved");
    amara.expect_axe_finds_nothing("saving what waits to a file");
    amara.button("Close").click();
    assert_eq!(helen.act("file_take", json!({ "file": stick }))["words"], "1 note from Amara Lewis.");

    open(&amara, "Take in a file…");
    amara.field("Sealed file").type_text(stick.to_str().unwrap());
    amara.button("Take it in").click();
    amara.wait_for_text("was not made for you on this device");
    amara.picture_if_wanted("h3-refused");
    amara.field("Sealed file").replace_text(pack.to_str().unwrap());
    amara.button("Take it in").click();
    amara.wait_for_text("Nothing new; 1 you had already.");
    amara.picture_if_wanted("h4-taken");
    amara.expect_axe_finds_nothing("taking a file in");
    amara.button("Close").click();
    amara.picture_if_wanted("h5-by-hand");

    amara.go_to("Wards");
    open(&amara, "Addison");
    open(&amara, "Save a pack of this ward…");
    amara.wait_for_text("Save a pack of Addison");
    amara.picture_if_wanted("h6-pack");
}

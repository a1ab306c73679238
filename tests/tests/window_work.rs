//! The main job in the real window: a note is read, shared, becomes part of a plan, the plan is closed, and
//! whoever spoke up learns it.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "tests")]

use serde_json::json;
use wardbook_tests::partnership::windows::join;
use wardbook_tests::partnership::work::{AtWork, open_first_note, screens};
use wardbook_tests::partnership::{Laptop, Server};
use wardbook_tests::window::{Display, Look, PATIENCE, Window, open, skipped, unlock};

#[test]
fn axe_finds_nothing_on_the_screens_of_triage_briefings_plans_and_actions() {
    if skipped("the screens of the work") {
        return;
    }
    let display = Display::start(1280, 800);
    let folder = tempfile::tempdir().expect("a folder");
    let work = AtWork::begin(folder.path());
    let profile = folder.path().join("window");
    let window = Window::open(&display, &profile);
    join(&window, &work.helen);
    let look = |window: &Window, look: &str| {
        work.another_note();
        screens(window, &|screen: &str| {
            window.settle();
            window.picture_if_wanted(&format!("{screen} {look}"));
            window.expect_axe_finds_nothing(&format!("{screen} ({look})"));
        });
    };
    look(&window, "light");
    window.resize(720, 560);
    look(&window, "720 px");
    window.kill();
    let window = Window::open_with(&display, &profile, Look::Dark, &[]);
    unlock(&window);
    look(&window, "dark");
    window.zoom(2.0);
    look(&window, "dark 200 %");
}

/// From a note that nobody has read to its author's answer, in the coordinator's window.
#[test]
fn a_note_becomes_a_plan_the_plan_is_closed_and_whoever_spoke_up_learns_it() {
    if skipped("the main job in the window") {
        return;
    }
    let display = Display::start(1280, 800);
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name);
    let (server, _) = Server::init(&at("server"), "Mina Farrow");
    let amara = Laptop::joined(&at("amara"), &server.invite("Amara Lewis", "outreach", &["Addison"]));
    let ruth = Laptop::joined(&at("ruth"), &server.invite("Ruth Ansell", "councillor", &["Addison"]));
    let note = amara.record("Addison", "Two older lads wait on the Larkfield footpath; one showed a kitchen knife.");
    amara.sync();

    let window = Window::open(&display, &at("helen"));
    join(&window, &server.invite("Helen Prior", "coordinator", &[]));
    window.wait_for_text("Two older lads wait");
    window.picture_if_wanted("job-1-today");
    window.go_to("Triage");
    open_first_note(&window);
    window.wait_for_text("What the sender was told");
    // Opening it told its author that it was read.
    window.until(PATIENCE, "send that it was read", || {
        amara.sync();
        (amara.note(&note)["state"]["id"] == "read").then_some(())
    });

    window.press("b");
    window.field("What everybody granted the ward may read").type_text("A knife was shown on the Larkfield footpath.");
    window.button("Share briefing").click();
    window.wait_for_text("Shared with everybody granted the ward.");
    window.picture_if_wanted("job-2-shared");

    window.press("l");
    window.button("Start a plan from this note").click();
    window.field("Title").type_text("Larkfield footpath");
    // The note's ward is chosen already.
    window.field("Success test").type_text("No report of a weapon there in eight weeks");
    open(&window, "Make the plan");
    window.wait_for_text("Locality action plan");
    window.picture_if_wanted("job-3-plan");
    window.field("What is to be done").type_text("Walk the footpath at college closing");
    window.find("combobox", "Agency").choose("Safer Neighbourhood Team");
    window.field("Owner").type_text("PC Leah Boateng");
    for (name, value) in [("Day", "8"), ("Month", "1"), ("Year", "2099")] {
        window.field(name).type_text(value);
    }
    open(&window, "Add it");
    window.wait_for_text("PC Leah Boateng");
    open(&window, "Activate");
    window.wait_for_text("is active");
    window.picture_if_wanted("job-4-active");

    open(&window, "Close the plan…");
    window.field("What came of it").type_text("The path is lit and walked; no report since.");
    window.field("Did the problem move to a ward next door?").type_text("Nothing moved.");
    window.field("One sentence for Amara Lewis").type_text("The path is lit now and officers walk it. Thank you.");
    window.picture_if_wanted("job-5-closing");
    open(&window, "Close the plan");
    window.wait_for_text("is closed");

    window.until(PATIENCE, "send it all", || {
        amara.sync();
        (amara.note(&note)["state"]["id"] == "closed").then_some(())
    });
    assert_eq!(amara.note(&note)["feedback"], "The path is lit now and officers walk it. Thank you.");
    ruth.sync();
    let shared = ruth.query("briefings", json!({}))["rows"][0]["text"].clone();
    assert_eq!(shared, "A knife was shown on the Larkfield footpath.");
    assert!(ruth.texts().is_empty());
}

//! The main job in the real window: a note is read, shared, becomes part of a plan, the plan is closed, and
//! whoever spoke up learns it.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::expect_used, clippy::unwrap_used, reason = "tests")]

use wardbook_tests::partnership::windows::join;
use wardbook_tests::partnership::work::{AtWork, screens};
use wardbook_tests::window::{Display, Look, Window, skipped, unlock};

#[test]
#[ignore = "soak: until it has passed ten times in a row"]
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

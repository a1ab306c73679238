//! axe-core on every screen of the real window, in both themes and at the smallest size.

#![cfg(target_os = "linux")]
use wardbook_tests::window::{
    Display, Look, Window, first_run_screens, locked_screens, open_screens, sample_screens, skipped, trouble_screens,
    unlock, wait_until_open,
};

#[test]
fn axe_finds_nothing_on_any_screen() {
    if skipped("axe") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    first_run_screens(&window, "Amara Lewis", &looking(&window, "light"));
    open_screens(&window, &looking(&window, "light"));
    window.resize(720, 560);
    open_screens(&window, &looking(&window, "light, 720 px"));
    locked_screens(&window, &looking(&window, "light, 720 px"));
    window.kill();

    let window = Window::open_with(&display, profile.path(), Look::Dark, &[]);
    unlock(&window);
    open_screens(&window, &looking(&window, "dark"));
    locked_screens(&window, &looking(&window, "dark"));
    window.close();

    let see = |window: &Window, screen: &str| window.expect_axe_finds_nothing(&format!("{screen} (dark)"));
    trouble_screens(&display, profile.path(), Look::Dark, &|_| (), &see);
}

#[test]
fn axe_finds_nothing_in_sample_data() {
    if skipped("axe in sample data") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    window.button("Explore with sample data").click();
    wait_until_open(&window);
    window.wait_for_text("Nothing here is real");
    open_screens(&window, &looking(&window, "sample data"));
    sample_screens(&window, &looking(&window, "sample data"));
}

#[test]
fn axe_sees_a_fault_that_is_there() {
    if skipped("axe's own check") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    window.button("Start on this computer");
    window.script(
        "const button = document.createElement('button'); document.querySelector('main').append(button)",
        vec![],
    );
    let found: Vec<String> = window.axe().into_iter().map(|finding| finding.id).collect();
    assert_eq!(found, ["button-name"]);
}

/// Runs axe on each screen as it stands, named with the look it stands in.
fn looking<'a>(window: &'a Window, look: &'a str) -> impl Fn(&str) + 'a {
    move |screen| window.expect_axe_finds_nothing(&format!("{screen} ({look})"))
}

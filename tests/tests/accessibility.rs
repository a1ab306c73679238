//! axe-core on every screen of the real window, in both themes and at the smallest size.

#![cfg(target_os = "linux")]
use wardbook_tests::window::{Display, Look, Window, create_notebook, open_record_page, record_note, skipped, unlock};

#[test]
fn axe_finds_nothing_on_any_screen() {
    if skipped("axe") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    window.button("Start on this computer");
    window.expect_axe_finds_nothing("first run");
    create_notebook(&window, "Amara Lewis");
    record_note(&window, "Shouting outside the library after school", "Sands End");
    every_screen(&window, "light");
    window.resize(720, 560);
    every_screen(&window, "light, 720 px");
    window.kill();

    let window = Window::open_with(&display, profile.path(), Look::Dark, &[]);
    window.field("Passphrase");
    window.expect_axe_finds_nothing("locked, dark");
    unlock(&window);
    every_screen(&window, "dark");
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

/// Visits what the rail offers, whatever that is, and the page for recording.
fn every_screen(window: &Window, look: &str) {
    open_record_page(window);
    window.expect_axe_finds_nothing(&format!("Record ({look})"));
    let places = window.places();
    assert!(places.len() >= 4, "the rail offers only {places:?}");
    for place in places {
        window.go_to(&place);
        window.expect_axe_finds_nothing(&format!("{place} ({look})"));
    }
}

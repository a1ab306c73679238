//! The real window, driven as a person drives it: the built application in its own webview.

#![cfg(target_os = "linux")]
#![allow(clippy::panic, clippy::expect_used, reason = "tests")]

use std::io::ErrorKind;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use wardbook_tests::window::{
    Display, Look, NOTEBOOK_PASSPHRASE, Window, application, create_notebook, open_record_page, record_note, skipped,
    unlock,
};

const NOTE: &str = "Two people waiting by the bicycle stands most evenings since the lights went out";

fn open_notes(window: &Window) {
    window.go_to("Notes");
    window.find("searchbox", "Search notes");
}

#[test]
fn a_recorded_note_outlives_a_power_cut_is_found_by_search_and_is_hidden_by_the_lock() {
    if skipped("the note journey") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");

    let window = Window::open(&display, profile.path());
    window.picture_if_wanted("1-first-run");
    create_notebook(&window, "Amara Lewis");
    record_note(&window, NOTE, "Sands End");
    window.picture_if_wanted("2-recorded");
    window.kill();

    let window = Window::open(&display, profile.path());
    window.field("Passphrase");
    assert!(!window.holds("bicycle"), "a locked notebook shows nothing of its notes");
    window.picture_if_wanted("3-locked");
    unlock(&window);
    open_notes(&window);
    window.wait_for_text(NOTE);
    window.picture_if_wanted("4-notes");

    window.find("searchbox", "Search notes").type_text("bicycle");
    window.wait_for_text("bicycle stands");
    window.find("searchbox", "Search notes").replace_text("trampoline");
    window.wait_until_gone("bicycle stands");
    window.find("searchbox", "Search notes").replace_text("bicycle");
    window.wait_for_text("bicycle stands");
    window.picture_if_wanted("5-search");

    window.press("Control+l");
    window.field("Passphrase");
    assert!(!window.holds("bicycle"), "after Ctrl+L the page still holds a note's text");
    assert!(!window.holds("Sands End"), "after Ctrl+L the page still holds a note's ward");
    assert_eq!(window.script("return document.title", vec![]), "Wardbook");
    window.picture_if_wanted("6-hidden");
}

#[test]
fn a_wrong_passphrase_opens_nothing_and_says_so() {
    if skipped("the wrong passphrase") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    create_notebook(&window, "Amara Lewis");
    window.button("Lock").click();

    window.field("Passphrase").type_text("not the passphrase at all");
    window.button("Unlock").click();
    window.until(Duration::from_secs(20), "refuse it in words", || {
        window.has("alert", "").then_some(()).or_else(|| {
            let text = window.visible_text().to_lowercase();
            (text.contains("did not open") || text.contains("not the passphrase") || text.contains("wrong"))
                .then_some(())
        })
    });
    assert!(!window.has("button", "Record a note"));
    window.field("Passphrase").replace_text(NOTEBOOK_PASSPHRASE);
    window.button("Unlock").click();
    window.button("Record a note");
}

#[test]
fn a_draft_that_was_never_recorded_outlives_a_power_cut() {
    if skipped("the draft") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    create_notebook(&window, "Amara Lewis");
    open_record_page(&window);
    window.field("What did you see or hear?").type_text("Half a sentence about the skate park");
    window.wait_for_text("Draft kept on this device");
    window.kill();

    let window = Window::open(&display, profile.path());
    unlock(&window);
    open_record_page(&window);
    let written = window.until(Duration::from_secs(20), "bring the draft back", || {
        let field = window.look_for("field", "What did you see or hear?").pop()?;
        Some(field.value()).filter(|value| !value.is_empty())
    });
    assert_eq!(written, "Half a sentence about the skate park");
}

#[test]
fn a_start_without_a_screen_says_so_and_changes_nothing() {
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let mut start = Command::new(application());
    start.arg("--profile").arg(profile.path());
    for screen in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
        start.env_remove(screen);
    }
    let ended = start.output().expect("the program starts");
    let said = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(1), "{said}");
    let words = "Wardbook could not start: there is no screen to open its window on. Nothing was changed.";
    assert!(said.lines().any(|line| line == words), "{said}");
    let left = std::fs::read_dir(profile.path()).expect("the folder").count();
    assert_eq!(left, 0, "nothing was written");
}

#[test]
fn two_people_on_one_computer_each_open_their_own_notebook_and_see_nothing_of_the_others() {
    if skipped("two people on one computer") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebooks");
    let window = Window::open(&display, profile.path());
    create_notebook(&window, "Amara Lewis");
    record_note(&window, "Two mopeds by the skate park", "Addison");
    window.button("Lock").click();
    window.button("Another notebook on this computer").click();
    window.button("Begin another notebook").click();
    create_notebook(&window, "Ben Ashdown");
    assert!(!window.holds("skate park") && !window.holds("Amara"), "another person's page holds what was written");
    record_note(&window, "A broken lamp in the underpass", "Addison");
    window.kill();

    let window = Window::open(&display, profile.path());
    window.find("heading", "Notebooks on this computer");
    window.button("Notebook 1").click();
    unlock(&window);
    open_notes(&window);
    window.wait_for_text("skate park");
    assert!(!window.holds("underpass"));
}

#[test]
fn the_notebook_locks_with_the_persons_session_and_keeps_the_draft() {
    if skipped("the session lock") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    create_notebook(&window, "Amara Lewis");
    open_record_page(&window);
    window.field("What did you see or hear?").type_text("Half a sentence about the skate park");
    window.wait_for_text("Draft kept on this device");

    window.tell_that_the_session_is_locked();
    window.field("Passphrase");
    assert!(!window.holds("skate park"), "a locked window still holds the draft's text");
    unlock(&window);
    window.wait_for_text("skate park");
}

#[test]
fn a_start_for_a_new_note_opens_the_page_for_it_once_unlocked() {
    if skipped("--new-note") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    create_notebook(&window, "Amara Lewis");
    window.close();

    let window = Window::open_with(&display, profile.path(), Look::Light, &["--new-note"]);
    unlock(&window);
    window.find("heading", "Record a note");
    assert!(window.field("What did you see or hear?").has_focus());
}

#[test]
fn the_first_note_can_be_recorded_and_found_by_keyboard_alone() {
    if skipped("the keyboard journey") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    tab_to(&window, "button", &["Start on this computer"]);
    window.press("Enter");
    tab_to(&window, "field", &["Your name"]);
    window.type_keys("Amara Lewis");
    for field in ["Passphrase", "Passphrase again"] {
        tab_to(&window, "field", &[field]);
        window.type_keys(NOTEBOOK_PASSPHRASE);
    }
    tab_to(&window, "button", &["Create notebook"]);
    window.press("Enter");
    window.button("I have kept it");
    tab_to(&window, "button", &["I have kept it"]);
    window.press("Enter");
    window.button("Record a note");

    window.press("Control+n");
    let field = window.field("What did you see or hear?");
    window.until(Duration::from_secs(5), "put the focus in the text", || field.has_focus().then_some(()));
    field.type_text("Shouting outside the library");
    // On to the ward, however many things stand before it, then the first match.
    tab_to(&window, "combobox", &["Ward", "Another ward"]);
    window.type_keys("Sands");
    window.press("Enter");
    window.press("Control+Enter");
    window.wait_for_text("Recorded on this device");

    // By the search of the Notes page, and down into the note itself.
    tab_to(&window, "link", &["Notes"]);
    window.press("Enter");
    window.find("searchbox", "Search notes");
    tab_to(&window, "searchbox", &["Search notes"]);
    window.type_keys("library");
    window.wait_for_text("1 note found");
    window.press("Down");
    window.press("Enter");
    window.button("Amend");
    window.wait_for_text("Shouting outside the library");

    // And by Find, from another place.
    tab_to(&window, "link", &["Wards"]);
    window.press("Enter");
    window.find("heading", "Wards");
    window.press("Control+k");
    window.find("dialog", "Find");
    window.type_keys("library");
    window.until(Duration::from_secs(5), "find the note", || {
        window.look_for_role("option").iter().any(|option| option.text().contains("Shouting")).then_some(())
    });
    window.press("Enter");
    window.button("Amend");
}

#[test]
fn the_page_reaches_neither_the_network_nor_a_command_it_was_not_granted() {
    if skipped("the page's limits") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port to listen on");
    listener.set_nonblocking(true).expect("a listener that does not wait");
    let port = listener.local_addr().expect("the listener's address").port();

    let tried = window.script(
        "const [port] = arguments;
         const address = `http://127.0.0.1:${port}/`;
         const image = new Image(); image.src = address;
         const link = document.createElement('link'); link.rel = 'prefetch'; link.href = address;
         document.head.append(link);
         try { new WebSocket(`ws://127.0.0.1:${port}/`); } catch {}
         try { navigator.sendBeacon(address, 'note'); } catch {}
         const frame = document.createElement('iframe'); frame.src = address; document.body.append(frame);
         const fetched = fetch(address, { mode: 'no-cors' }).then(() => 'fetched', () => 'refused');
         return Promise.all([fetched, new Promise((go) => setTimeout(go, 500))]).then(([said]) => said);",
        vec![port.into()],
    );
    assert_eq!(tried, "refused");
    window.script("const [p] = arguments; location.href = `http://127.0.0.1:${p}/`; return 1", vec![port.into()]);
    std::thread::sleep(Duration::from_millis(500));
    let heard = listener.accept().map(|_| "something connected").map_err(|error| error.kind());
    assert_eq!(heard, Err(ErrorKind::WouldBlock));
    assert_eq!(window.script("return location.protocol", vec![]), "tauri:");

    for (command, arguments) in [
        ("plugin:window|set_title", "{ label: 'main', value: 'x' }"),
        ("plugin:window|create", "{ options: { label: 'second' } }"),
        ("plugin:event|emit", "{ event: 'changed', payload: null }"),
        ("plugin:path|resolve_directory", "{ directory: 1 }"),
        ("plugin:app|version", "{}"),
    ] {
        let script =
            format!("return window.__TAURI_INTERNALS__.invoke('{command}', {arguments}).then(() => 'done', String)");
        let answer = window.script(&script, vec![]);
        assert!(
            answer.as_str().is_some_and(|said| said.contains("not allowed")),
            "{command} was not refused: {answer}"
        );
    }
}

#[test]
fn everything_the_program_keeps_lies_under_its_own_folder() {
    if skipped("files outside the folder") {
        return;
    }
    let display = Display::start(1280, 800);
    let profile = tempfile::tempdir().expect("a folder for the notebook");
    let window = Window::open(&display, profile.path());
    create_notebook(&window, "Amara Lewis");
    record_note(&window, NOTE, "Sands End");
    // Caches of the system's own libraries, which hold nothing of the program, are none of its.
    let outside: Vec<_> = window.written_outside().into_iter().filter(|file| !is_system_cache(file)).collect();
    assert!(outside.is_empty(), "written outside the profile: {outside:?}");
}

fn is_system_cache(file: &Path) -> bool {
    let path = file.to_string_lossy();
    path.contains("/at-spi/") || path.ends_with("/dconf/user")
}

/// Presses Tab until the focus is on one of these.
fn tab_to(window: &Window, role: &str, names: &[&str]) {
    for _ in 0..30 {
        window.press("Tab");
        let reached = names.iter().any(|name| window.look_for(role, name).iter().any(|element| element.has_focus()));
        if reached {
            return;
        }
    }
    panic!("30 times Tab did not reach {role} {names:?}");
}

//! The round through every screen, shared by those who look at them all: the pictures, and axe.
//!
//! Each part walks from screen to screen as a person does and calls `see` with the screen's name
//! while it stands. A screen that is not named here is looked at by nobody.

use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::Path;

use super::display::Display;
use super::files::{note_file_screens, record_file_screens};
use super::journey::{begin_notebook, open_record_page, wait_until_open};
use super::session::{Look, Window};

/// Invented, like every event and person in demonstrations. It gives the coach two things to say.
const TEXT: &str = "About eight young people by the bin store behind Larkfield, from half past four until it got \
     dark. Two had a blade out and were passing it round. His sister told me it is about the lad from the other \
     estate, they call him J.R. They went off towards the station when the caretaker came out.";

/// From the three ways in to an open notebook of one's own.
pub fn first_run_screens(window: &Window, name: &str, see: &dyn Fn(&str)) {
    window.button("Start on this computer");
    see("first-run");
    window.button("Join your partnership").click();
    window.field("Invitation");
    see("join");
    window.button("Back").click();
    window.button("Restore a backup").click();
    window.find("heading", "Restore a backup");
    see("restore");
    window.button("Back").click();
    window.button("Start on this computer").click();
    window.field("Your name");
    see("create");
    window.button("Create notebook").click();
    window.wait_for_text("There is a problem");
    see("create-refused");
    window.button("Back").click();
    begin_notebook(window, name);
    see("recovery-code");
    window.button("I have kept it").click();
    wait_until_open(window);
}

/// Everything in an open notebook, sample data or one's own.
pub fn open_screens(window: &Window, see: &dyn Fn(&str)) {
    window.go_to("Today");
    see("today");
    record_screens(window, see);
    note_screens(window, see);
    find_screens(window, see);
    window.go_to("Wards");
    see("wards");
    window.button("Addison").click();
    // Its code stands in the pane alone.
    window.wait_for_text("E050");
    see("ward");
    window.go_to("Settings");
    see("settings");
    open_all_folds(window);
    see("settings-folds");
    window.script("document.querySelector('#page').scrollTo(0, 1e6)", vec![]);
    see("settings-end");
    go_by_find(window, "Backup and check");
    window.button("Check this notebook");
    see("sync");
    window.button("Check this notebook").click();
    window.wait_for_text("Good");
    see("sync-checked");
}

fn record_screens(window: &Window, see: &dyn Fn(&str)) {
    open_record_page(window);
    window.settle();
    if let Some(anew) = window.look_for("button", "Start a new note instead").pop() {
        anew.click();
        window.wait_until_gone("was brought back");
    }
    window.field("What did you see or hear?").type_text(TEXT);
    window.wait_for_text("may show who spoke");
    window.wait_for_text("Draft kept on this device");
    see("record");
    open_all_folds(window);
    window.button("Describe somebody").click();
    see("record-folds");
    window.field("What did you see or hear?").replace_text("Gone with one key");
    // What was found in the words before goes a moment later, and what stands below it moves.
    window.wait_for_text("stands here as you write");
    window.settle();
    window.button("Earlier versions").click();
    window.wait_for_text("About eight young people");
    see("earlier-versions");
    window.button("Put back").click();
    window.wait_for_text("An earlier version is back.");
    record_file_screens(window, see);
    choose_ward(window, "Addison");
    window.button("Record").click();
    window.wait_for_text("Recorded on this device");
    see("recorded");
    window.press("Escape");
}

fn choose_ward(window: &Window, ward: &str) {
    let name = if window.has("combobox", "Ward") { "Ward" } else { "Another ward" };
    let field = window.find("combobox", name);
    field.click();
    field.type_text(ward);
    window.until(super::PATIENCE, "offer a ward", || (!window.look_for_role("option").is_empty()).then_some(()));
    window.press("Enter");
}

fn note_screens(window: &Window, see: &dyn Fn(&str)) {
    window.go_to("Notes");
    // The page is found as it was left; a narrow window then shows the note that was read.
    if let Some(back) = window.look_for("button", "All notes").pop() {
        back.click();
    }
    window.wait_for_text("About eight young people");
    see("notes");
    window.button("Filters").click();
    window.settle();
    see("notes-filters");
    window.button("Filters").click();
    window.settle();
    let found =
        || window.look_for_role("option").into_iter().find(|row| row.text().contains("About eight young people"));
    // Notes of a day without a time stand before it, and where little room is, not all are drawn.
    let further = "for (let box = document.querySelector('[role=listbox]'); box; box = box.parentElement)
                     if (box.scrollHeight > box.clientHeight + 4) return void box.scrollBy(0, 200)";
    window
        .until(super::PATIENCE, "list the note that was just recorded", || {
            found().or_else(|| {
                window.script(further, Vec::new());
                None
            })
        })
        .click();
    window.button("Amend");
    see("note");
    note_file_screens(window, see);
    window.button("Amend").click();
    window.field("What should be added or put right?").type_text("It was the Larkfield side, not the Merrow side.");
    window.wait_for_text("Not added yet");
    see("note-amend");
    window.button("Add amendment").click();
    window.wait_for_text("Amendment added");
    window.button("Withdraw").click();
    window.field("Why do you withdraw it?");
    see("note-withdraw");
    window.button("Close").click();
    window.settle();
    open_all_folds(window);
    see("note-amended");
}

fn find_screens(window: &Window, see: &dyn Fn(&str)) {
    window.press("Control+k");
    window.find("dialog", "Find");
    see("find");
    window.type_keys("ad");
    window.wait_for_text("Search notes for");
    window.settle();
    see("find-words");
    window.press("Escape");
    go_by_find(window, "Keys");
    window.find("dialog", "Keys");
    see("keys");
    window.press("Escape");
}

pub(super) fn go_by_find(window: &Window, act: &str) {
    window.press("Control+k");
    window.find("dialog", "Find");
    window.type_keys(act);
    window.settle();
    window.press("Enter");
}

/// Unfolds every question, and brings the first of them into view.
pub fn open_all_folds(window: &Window) {
    window.script(
        "for (const fold of document.querySelectorAll('details.fold')) fold.open = true;
         document.querySelector('details.fold')?.scrollIntoView({ block: 'start' });",
        vec![],
    );
    window.settle();
}

/// Locked, opening with the printed code, and the way to another notebook. The notebook stays locked.
pub fn locked_screens(window: &Window, see: &dyn Fn(&str)) {
    window.press("Control+l");
    window.field("Passphrase");
    see("locked");
    window.field("Passphrase").type_text("not the passphrase");
    window.button("Unlock").click();
    window.wait_for_text("That is not the passphrase");
    see("locked-wrong");
    window.button("Use the printed recovery code").click();
    window.field("Recovery code");
    see("locked-code");
    window.button("Another notebook on this computer").click();
    window.find("heading", "Notebooks on this computer");
    see("notebooks");
    window.button("Begin another notebook").click();
    window.button("Back to the notebooks on this computer");
    see("another-first-run");
}

/// What a notebook looks like that cannot be opened, and the way out of it. `profile` holds one that
/// nobody has open; it is set aside at the end. Starts its own windows, `prepare` does to each what
/// was done to the others.
pub fn trouble_screens(
    display: &Display,
    profile: &Path,
    look: Look,
    prepare: &dyn Fn(&Window),
    see: &dyn Fn(&Window, &str),
) {
    let database = OpenOptions::new().write(true).open(profile.join("wardbook.db")).expect("the notebook's file");
    database.write_all_at(&[0xa5; 2048], 1024).expect("failed to damage the notebook's file");
    drop(database);
    let window = Window::open_with(display, profile, look, &[]);
    prepare(&window);
    window.field("Passphrase").type_text(super::NOTEBOOK_PASSPHRASE);
    window.button("Unlock").click();
    window.button("Set aside and restore a backup");
    see(&window, "damaged");
    window.close();

    std::fs::rename(profile.join("keys"), profile.join("keys.elsewhere")).expect("failed to move the keys");
    let window = Window::open_with(display, profile, look, &[]);
    prepare(&window);
    window.button("Set aside and restore a backup");
    see(&window, "trouble");
    window.button("Set aside and restore a backup").click();
    window.find("heading", "Restore a backup");
    window.wait_for_text("was moved to");
    see(&window, "restore-aside");
    window.close();
    let left: Vec<_> =
        std::fs::read_dir(profile).into_iter().flatten().flatten().map(|file| file.file_name()).collect();
    assert!(!left.iter().any(|name| name == "wardbook.db"), "the notebook was not set aside: {left:?}");
}

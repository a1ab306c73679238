//! Steps that several tests and the picture-taker share, by the names people hear and see.

use super::session::{PATIENCE, Window};

/// Good enough for the strength check, and nobody's.
pub const NOTEBOOK_PASSPHRASE: &str = "lantern orchard seven bridges";

/// First run to the open notebook: name, passphrase, recovery code kept.
pub fn create_notebook(window: &Window, name: &str) {
    begin_notebook(window, name);
    window.button("I have kept it").click();
    wait_until_open(window);
}

/// First run as far as the recovery code, which then stands on the page.
pub fn begin_notebook(window: &Window, name: &str) {
    window.button("Start on this computer").click();
    window.field("Your name").type_text(name);
    window.field("Passphrase").type_text(NOTEBOOK_PASSPHRASE);
    window.field("Passphrase again").type_text(NOTEBOOK_PASSPHRASE);
    window.button("Create notebook").click();
    window.button("I have kept it");
}

/// Goes to the page for recording, from wherever the window stands.
pub fn open_record_page(window: &Window) {
    window.open_menu();
    window.button("Record a note").click();
    window.find("heading", "Record a note");
}

/// Records one note through the form, by the ward's name.
pub fn record_note(window: &Window, text: &str, ward: &str) {
    open_record_page(window);
    window.field("What did you see or hear?").type_text(text);
    let combobox = if window.has("combobox", "Ward") { "Ward" } else { "Another ward" };
    let ward_field = window.find("combobox", combobox);
    ward_field.click();
    ward_field.type_text(ward);
    window.press("Enter");
    window.button("Record").click();
    window.wait_for_text("Recorded on this device");
}

/// Opens a locked notebook.
pub fn unlock(window: &Window) {
    unlock_with(window, NOTEBOOK_PASSPHRASE);
}

/// The same where it has another passphrase.
pub fn unlock_with(window: &Window, passphrase: &str) {
    window.field("Passphrase").type_text(passphrase);
    window.button("Unlock").click();
    wait_until_open(window);
}

/// The rail is there, or, in a narrow window, the menu that holds it.
pub fn wait_until_open(window: &Window) {
    window.until(PATIENCE, "open the notebook", || {
        (window.has("button", "Record a note") || window.has("button", "Menu")).then_some(())
    });
}

/// Presses what is called so, wherever on the page it stands: the driver does not scroll to what is only
/// partly in sight.
pub fn open(window: &Window, name: &str) {
    window.script(
        "const [name] = arguments;
         const all = [...document.querySelectorAll('main button, main a, main label')];
         const said = (one) => one.textContent.replace(/\\s+/g, ' ').trim();
         const found = all.find((one) => said(one) === name) ?? all.find((one) => said(one).startsWith(name));
         if (!found) throw new Error(`nothing is called ${name}: ${all.map(said).join(' | ')}`);
         found.click()",
        vec![name.into()],
    );
    window.settle();
}

//! The round through the screens: the sample notebook, so that every screen is alive, and a notebook of
//! one's own for what the sample has not (first run, locked).

use std::path::Path;

use wardbook_tests::window::{Display, Look, Window, create_notebook, open_record_page};

/// Invented, like every event and person in demonstrations. It gives the coach two things to say.
const TEXT: &str = "About eight young people by the bin store behind Larkfield, from half past four until it got \
     dark. Two had a blade out and were passing it round. His sister told me it is about the lad from the other \
     estate, they call him J.R. They went off towards the station when the caretaker came out.";

pub fn take(folder: &Path) {
    let wide = Display::start(1280, 800);
    round(&wide, folder, "light", Look::Light, None);
    round(&wide, folder, "dark", Look::Dark, None);
    round(&wide, folder, "zoom200", Look::Light, Some(2.0));
    drop(wide);
    let narrow = Display::start(720, 800);
    round(&narrow, folder, "720", Look::Light, None);
    println!("The pictures are in {}", folder.display());
}

fn round(display: &Display, folder: &Path, name: &str, look: Look, zoom: Option<f64>) {
    let profile = tempfile::tempdir().expect("failed to make a folder for the notebook");
    let window = Window::open_with(display, profile.path(), look, &[]);
    if name == "720" {
        window.resize(720, 800);
    }
    if let Some(factor) = zoom {
        window.zoom(factor);
    }
    let picture = |screen: &str| {
        window.settle();
        window.picture(&folder.join(format!("{screen}-{name}.png")));
    };
    window.button("Start on this computer");
    picture("first-run");
    window.button("Explore with sample data").click();
    window.wait_for_text("Sample data");
    for place in window.places() {
        window.go_to(&place);
        picture(&place.to_lowercase().replace([' ', '&'], "-").replace("--", "-"));
    }
    open_record_page(&window);
    window.field("What did you see or hear?").replace_text(TEXT);
    window.wait_for_text("may show who spoke");
    picture("record");
    window.press("Escape");
    window.button("Leave sample data").click();
    create_notebook(&window, "Amara Lewis");
    picture("empty-today");
    window.press("Control+l");
    window.field("Passphrase");
    picture("locked");
    window.close();
}

//! The round through the screens, in every look: the sample notebook, so that every screen is alive,
//! and a notebook of one's own for what the sample has not (first run, empty, locked, in trouble).

use std::path::Path;

use serde_json::json;
use wardbook_tests::partnership::work::{self, AtWork};
use wardbook_tests::partnership::{Laptop, PASSPHRASE, sources, windows};
use wardbook_tests::window::{
    Display, Look, Window, first_run_screens, locked_screens, open_all_folds, open_screens, sample_screens,
    trouble_screens, wait_until_open,
};

/// `looks` names those that are taken; all where it names none.
pub fn take(folder: &Path, looks: &[String]) {
    let wanted = |name: &str| looks.is_empty() || looks.iter().any(|look| look == name);
    let wide = Display::start(1280, 800);
    for (name, look, zoom) in
        [("light", Look::Light, None), ("dark", Look::Dark, None), ("zoom200", Look::Light, Some(2.0))]
    {
        if wanted(name) {
            round(&wide, folder, name, look, zoom);
        }
    }
    drop(wide);
    if wanted("720") {
        round(&Display::start(720, 800), folder, "720", Look::Light, None);
    }
    println!("The pictures are in {}", folder.display());
}

fn round(display: &Display, folder: &Path, name: &str, look: Look, zoom: Option<f64>) {
    let picture = |window: &Window, screen: &str| {
        window.settle();
        window.picture(&folder.join(format!("{screen}-{name}.png")));
    };
    let prepare = |window: &Window| {
        if name == "720" {
            window.resize(720, 800);
        }
        if let Some(factor) = zoom {
            window.zoom(factor);
        }
    };
    let profile = tempfile::tempdir().expect("failed to make a folder for the notebook");
    let window = Window::open_with(display, profile.path(), look, &[]);
    prepare(&window);
    let see = |screen: &str| picture(&window, screen);
    window.button("Explore with sample data").click();
    wait_until_open(&window);
    open_screens(&window, &see);
    sample_screens(&window, &see);
    window.button("Leave sample data").click();
    first_run_screens(&window, "Amara Lewis", &see);
    see("empty-today");
    window.go_to("Notes");
    see("empty-notes");
    window.go_to("Settings");
    see("own-settings");
    open_all_folds(&window);
    see("own-settings-folds");
    locked_screens(&window, &see);
    window.close();
    trouble_screens(display, profile.path(), look, &prepare, &picture);
    windows::screens(display, look, &prepare, &picture);
    at_work(display, look, &prepare, &picture);
    sources::screens(display, look, &prepare, &picture);
}

/// In a partnership with notes to read and a plan under way: the windows of a coordinator, of a partner with
/// one action, and of a councillor who spoke up.
fn at_work(display: &Display, look: Look, prepare: &dyn Fn(&Window), picture: &dyn Fn(&Window, &str)) {
    let folder = tempfile::tempdir().expect("failed to make a folder for the partnership");
    let work = AtWork::begin(folder.path());
    let window = Window::open_with(display, &folder.path().join("window"), look, &[]);
    windows::join(&window, &work.helen);
    prepare(&window);
    work::screens(&window, &|screen| picture(&window, screen));
    window.close();
    let look_at = |laptop: &Laptop, screens: fn(&Window, &dyn Fn(&str))| {
        laptop.act("recovery_code_kept", json!({}));
        let window = Window::open_with(display, laptop.folder(), look, &[]);
        prepare(&window);
        window.field("Passphrase").type_text(PASSPHRASE);
        window.button("Unlock").click();
        wait_until_open(&window);
        screens(&window, &|screen| picture(&window, screen));
        window.close();
    };
    look_at(&work.amara, work::screens_of_a_partner);
    look_at(&work.ruth, work::screens_of_an_author);
}

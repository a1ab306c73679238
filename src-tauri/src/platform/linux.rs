//! Linux: GTK's own pickers, WebKitGTK's spell check, and the session bus and login manager.
//!
//! The pickers are GTK's, not a portable dialog crate's: that one starts a second GTK thread, and
//! GTK may only be used from the thread that initialised it, which is Tauri's.

use std::cell::RefCell;
use std::path::Path;
use std::time::Duration;

use gtk::gio;
use gtk::prelude::{FileChooserExt, FileExt, NativeDialogExt, RecentManagerExt};
use tauri::WebviewWindow;
use webkit2gtk::{WebContextExt, WebViewExt};

use super::{Answer, Choice, Pasted, PastedAnswer, Question, SessionEvent};

/// Everything the program keeps lies under the notebook's folder, what its libraries keep included:
/// graphics caches would otherwise lie in the person's home. Must be called before the first window.
///
/// Words a person adds while spell checking are kept nowhere: names and places out of notes would lie
/// readable beside the encrypted ones. They hold until the program ends.
pub fn keep_libraries_inside(folder: &Path) {
    let cache = folder.join("cache");
    if std::fs::create_dir_all(&cache).is_ok() {
        let _ = gtk::glib::setenv("XDG_CACHE_HOME", cache, true);
    }
    let spelling = folder.join("spelling");
    keep_out_of(&spelling);
    let _ = gtk::glib::setenv("ENCHANT_CONFIG_DIR", spelling, true);
}

/// Puts an empty file where a library would make its folder. It finds no way to write there, and goes on
/// in memory. Whatever an earlier version let it keep goes.
fn keep_out_of(place: &Path) {
    let _ = std::fs::remove_dir_all(place);
    let _ = std::fs::write(place, "");
}

/// Asked before Tauri does, to which a screen that cannot be opened is a fault of the program without words.
pub fn find_screen() -> Result<(), &'static str> {
    gtk::init().map_err(|_| "there is no screen to open its window on")
}

/// Spell check in British English, which WebKitGTK leaves off until asked.
pub fn prepare_webview(window: &WebviewWindow) {
    let _ = window.with_webview(|webview| {
        if let Some(context) = webview.inner().context() {
            context.set_spell_checking_languages(&["en_GB"]);
            context.set_spell_checking_enabled(true);
        }
    });
}

/// Asks for a file or folder without blocking the window. Must be called on the main thread.
pub fn choose(window: &WebviewWindow, question: Question, answer: Answer) {
    let parent = window.gtk_window().ok();
    let action = match question.kind {
        Choice::Open { .. } => gtk::FileChooserAction::Open,
        Choice::Save { .. } => gtk::FileChooserAction::Save,
        Choice::Folder => gtk::FileChooserAction::SelectFolder,
    };
    let dialog = gtk::FileChooserNative::new(
        Some(&question.title),
        parent.as_ref(),
        action,
        Some(&question.accept),
        Some(&question.cancel),
    );
    dialog.set_modal(true);
    // Where people keep papers, not wherever the program was started.
    if let Some(start) = gtk::glib::user_special_dir(gtk::glib::UserDirectory::Documents) {
        dialog.set_current_folder(start);
    } else {
        dialog.set_current_folder(gtk::glib::home_dir());
    }
    match &question.kind {
        Choice::Open { extension: Some(extension) } => {
            let filter = gtk::FileFilter::new();
            filter.set_name(Some(&format!("*.{extension}")));
            filter.add_pattern(&format!("*.{extension}"));
            dialog.add_filter(filter);
        }
        Choice::Save { suggested_name } => {
            dialog.set_current_name(suggested_name);
            dialog.set_do_overwrite_confirmation(true);
        }
        Choice::Open { extension: None } | Choice::Folder => {}
    }
    // The handler holds the dialog, which would otherwise be dropped at the end of this call; it
    // lets go of it when the person has answered.
    let held = RefCell::new(Some((dialog.clone(), answer)));
    dialog.connect_response(move |dialog, response| {
        let Some((_held, answer)) = held.borrow_mut().take() else {
            return;
        };
        let chosen = match response {
            gtk::ResponseType::Accept => dialog.filename(),
            _ => None,
        };
        dialog.hide();
        if let Some(path) = &chosen {
            keep_out_of_recent(path);
        }
        answer(chosen);
    });
    dialog.show();
}

/// How often, and how long, it is looked for after a file was chosen.
const LOOKED_FOR: (Duration, u32) = (Duration::from_millis(10), 300);

/// GTK's picker notes what was chosen in the desktop's list of recent files, where every program and every panel shows
/// it. It does so a moment after the answer, and writes the list a quarter of a second later: taken out before that, the
/// name never reaches the disk. GTK's own setting against it would empty the list of everything else.
fn keep_out_of_recent(path: &Path) {
    let Some(recent) = gtk::RecentManager::default() else { return };
    let address = gio::File::for_path(path).uri();
    let (every, times) = LOOKED_FOR;
    let mut left = times;
    gtk::glib::timeout_add_local(every, move || {
        left -= 1;
        take_out(&recent, &address);
        if left == 0 { gtk::glib::ControlFlow::Break } else { gtk::glib::ControlFlow::Continue }
    });
}

/// Takes a file out of such a list. What cannot be taken out is looked for again.
fn take_out(recent: &gtk::RecentManager, address: &str) {
    if recent.has_item(address) {
        let _ = recent.remove_item(address);
    }
}

/// Standard error is where programs here say that they cannot start.
pub fn tell(_words: &str) {}

/// What a clipboard calls a picture, the best first.
const PICTURES: [&str; 3] = ["image/png", "image/jpeg", "image/webp"];
/// Files, as a file manager puts them there.
const FILES: &str = "text/uri-list";
/// More than the notebook takes of anything is not read.
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// WebKitGTK tells a page that something was pasted, and gives it nothing but words. Must be called on the main thread.
pub fn pasted(answer: PastedAnswer) {
    let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
    clipboard.request_contents(&gtk::gdk::Atom::intern("TARGETS"), move |clipboard, offered| {
        let offered: Vec<String> =
            offered.targets().unwrap_or_default().iter().map(|target| target.name().to_string()).collect();
        let offers = |wanted: &str| offered.iter().any(|target| target == wanted);
        // A file manager offers a picture of a file beside the file: the file is what was meant.
        if offers(FILES) {
            clipboard.request_uris(move |_, addresses| {
                answer(addresses.iter().filter_map(|address| file(address)).collect());
            });
            return;
        }
        let Some(kind) = PICTURES.into_iter().find(|kind| offers(kind)) else {
            answer(Vec::new());
            return;
        };
        clipboard.request_contents(&gtk::gdk::Atom::intern(kind), move |_, content| {
            let bytes = content.data();
            let picture = Pasted { name: String::new(), bytes: gtk::glib::base64_encode(&bytes).to_string() };
            answer(if bytes.is_empty() { Vec::new() } else { vec![picture] });
        });
    });
}

/// A file of this computer; none for anything else.
fn file(address: &str) -> Option<Pasted> {
    let path = gio::File::for_uri(address).path()?;
    let size = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?.len();
    if size > MOST_BYTES {
        return None;
    }
    let bytes = std::fs::read(&path).ok()?;
    let name = path.file_name()?.to_string_lossy().into_owned();
    Some(Pasted { name, bytes: gtk::glib::base64_encode(&bytes).to_string() })
}

/// Calls `lock` when the machine is about to sleep or the person's session is locked. Must be
/// called on the main thread; a system without these services is no fault.
pub fn watch_session(lock: impl Fn(SessionEvent) + Clone + 'static) {
    use SessionEvent::{Locked, Sleeping};
    // (which bus, interface, signal, whether its first argument must be true, what it means)
    let signals = [
        (gio::BusType::System, "org.freedesktop.login1.Manager", "PrepareForSleep", true, Sleeping),
        (gio::BusType::System, "org.freedesktop.login1.Session", "Lock", false, Locked),
        (gio::BusType::Session, "org.gnome.ScreenSaver", "ActiveChanged", true, Locked),
        (gio::BusType::Session, "org.freedesktop.ScreenSaver", "ActiveChanged", true, Locked),
    ];
    for (bus, interface, signal, must_be_true, event) in signals {
        let lock = lock.clone();
        gio::bus_get(bus, gio::Cancellable::NONE, move |connection| {
            let Ok(connection) = connection else { return };
            // The library's default ends the program when the bus goes away.
            connection.set_exit_on_close(false);
            connection.signal_subscribe(
                None,
                Some(interface),
                Some(signal),
                None,
                None,
                gio::DBusSignalFlags::NONE,
                move |_, _, _, _, _, arguments| {
                    let first = arguments.try_child_value(0).and_then(|value| value.get::<bool>());
                    if !must_be_true || first == Some(true) {
                        lock(event);
                    }
                },
            );
            // The subscription lives as long as the connection, and both as long as the program.
            std::mem::forget(connection);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_added_to_the_spelling_list_have_no_place_on_the_disk() {
        let folder = std::env::temp_dir().join(format!("wardbook-spelling-{}", std::process::id()));
        let spelling = folder.join("spelling");
        std::fs::create_dir_all(&spelling).unwrap();
        std::fs::write(spelling.join("en_GB.dic"), "Mopedovich").unwrap();
        for _ in 0..2 {
            keep_out_of(&spelling);
            assert_eq!(std::fs::read(&spelling).unwrap(), b"", "a file, and nothing in it");
            assert!(std::fs::create_dir_all(&spelling).is_err());
            assert!(std::fs::write(spelling.join("en_GB.dic"), "Mopedovich").is_err());
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn what_was_chosen_leaves_the_desktops_list_of_recent_files_and_everything_else_stays_there() {
        let folder = std::env::temp_dir().join(format!("wardbook-recent-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("recently-used.xbel");
        let address = |path: &str| gio::File::for_path(path).uri();
        let (chosen, other) = (address("/home/amara/Søren Vastergård.pdf"), address("/home/amara/Shopping.pdf"));
        // Of a day to come: GTK itself lets go of what is a month old.
        let day = "2099-01-01T10:00:00Z";
        let entry = |address: &str| {
            format!(
                "<bookmark href=\"{address}\" added=\"{day}\" modified=\"{day}\" visited=\"{day}\"><info>\
                 <metadata owner=\"http://freedesktop.org\"><mime:mime-type type=\"application/pdf\"/>\
                 <bookmark:applications><bookmark:application name=\"Viewer\" exec=\"&apos;viewer %u&apos;\" \
                 modified=\"{day}\" count=\"1\"/></bookmark:applications></metadata></info></bookmark>"
            )
        };
        let list = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><xbel version=\"1.0\" \
             xmlns:bookmark=\"http://www.freedesktop.org/standards/desktop-bookmarks\" \
             xmlns:mime=\"http://www.freedesktop.org/standards/shared-mime-info\">{}{}</xbel>",
            entry(&chosen),
            entry(&other)
        );
        std::fs::write(&file, list).unwrap();

        let recent = gtk::RecentManager::builder().filename(file.to_str().unwrap()).build();
        assert!(recent.has_item(&chosen) && recent.has_item(&other), "what is looked for is found while it is there");
        for _ in 0..2 {
            take_out(&recent, &chosen);
            assert!(!recent.has_item(&chosen) && recent.has_item(&other));
        }
        // It writes what has changed when it is let go of.
        drop(recent);
        let left = std::fs::read_to_string(&file).unwrap();
        assert!(!left.contains(chosen.as_str()) && left.contains(other.as_str()), "{left}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
